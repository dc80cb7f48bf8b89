// Package grammar writes llama.cpp's grammars (GBNF) for what an answer must be:
// JSON of a schema, or the call of a function. A sampler that follows one cannot
// write anything else.
//
// Of JSON Schema (2020-12) it knows what models are asked for: type, properties,
// required, additionalProperties, items, prefixItems, minItems, maxItems, enum,
// const, anyOf, allOf of one schema, $ref within the schema, minLength, maxLength,
// minimum and maximum of integers from 0 or 1 on, and the formats date, time,
// date-time and uuid. A schema with anything else that limits values is refused
// with its place and keyword: an answer that only seems to keep to a schema is
// worse than none. What a grammar allows may be less than the schema does:
// properties come in the schema's order, and those that it does not name are left
// out.
package grammar

import "fmt"

// Error says what in a schema cannot be made into a grammar.
type Error struct {
	At      string // JSON pointer within the schema, "" for its top
	Message string
}

func (e *Error) Error() string {
	if e.At == "" {
		return e.Message
	}
	return fmt.Sprintf("%s (at %s)", e.Message, e.At)
}

// Bounds of a schema, which keep a grammar small enough for the sampler.
const (
	maxDepth  = 32
	maxRules  = 2000
	maxWays   = 1000    // in which a value can begin: the sampler goes all of them
	maxRepeat = 1000    // of characters or items that are counted
	maxSize   = 1 << 20 // bytes of the grammar
	maxText   = 1 << 18 // bytes of the schema: some of what is looked up in it is a list
)
