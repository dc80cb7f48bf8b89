package grammar

import (
	"fmt"
	"strings"
)

// rules are a grammar on its way.
type rules struct {
	out  strings.Builder
	n    int
	have map[string]bool // names of the shared rules that are written
}

func newRules() *rules { return &rules{have: map[string]bool{}} }

// shared are rules that several schemas use. Numbers and white space are bounded:
// small models do not find an end to them.
var shared = map[string]struct {
	body string
	uses []string
}{
	"ws":      {`" "? | "\n" [ \t]{0,16}`, nil},
	"char":    {`[^"\\\x00-\x1F\x7F] | "\\" ["\\/bfnrt]`, nil},
	"string":  {`"\"" char* "\""`, []string{"char"}},
	"integer": {`"-"? ("0" | [1-9] [0-9]{0,14})`, nil},
	"number":  {`integer ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?`, []string{"integer"}},
	"boolean": {`"true" | "false"`, nil},
	"null":    {`"null"`, nil},
	"object":  {`"{" ws (pair ("," ws pair)*)? "}"`, []string{"ws", "pair"}},
	"pair":    {`string ws ":" ws value ws`, []string{"string", "ws", "value"}},
	"array":   {`"[" ws (value ws ("," ws value ws)*)? "]"`, []string{"ws", "value"}},
	"value":   {`object | array | string | number | boolean | null`, []string{"object", "array", "string", "number", "boolean", "null"}},
	"year":    {`[0-9]{4}`, nil},
	"date":    {`year "-" ("0" [1-9] | "1" [0-2]) "-" ("0" [1-9] | "1" [0-9] | "2" [0-8])`, []string{"year"}},
	"time":    {`([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("Z" | [-+] ([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9])`, nil},
	"hex":     {`[0-9a-f]`, nil},
	"uuid":    {`hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12}`, []string{"hex"}},
}

// use makes a shared rule part of the grammar and returns its name.
func (r *rules) use(name string) string {
	if r.have[name] {
		return name
	}
	r.have[name] = true
	for _, other := range shared[name].uses {
		r.use(other)
	}
	r.define(name, shared[name].body)
	return name
}

func (r *rules) define(name, body string) {
	fmt.Fprintf(&r.out, "%s ::= %s\n", name, body)
}

// add defines a rule of its own and returns its name.
func (r *rules) add(body string) string {
	r.n++
	name := fmt.Sprintf("r%d", r.n)
	r.define(name, body)
	return name
}

// literal is a text in GBNF's quotes.
func literal(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text) + `"`
}

// between repeats a rule from least to most times; most < 0 is any number.
func between(rule string, least, most int) string {
	switch {
	case most < 0 && least == 0:
		return rule + "*"
	case most < 0:
		return fmt.Sprintf("%s{%d,}", rule, least)
	}
	return fmt.Sprintf("%s{%d,%d}", rule, least, most)
}
