package grammar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Object is the grammar of any JSON object.
func Object() string {
	r := newRules()
	r.define("root", r.use("object"))
	return r.out.String()
}

// FromSchema returns the grammar of the JSON that a JSON Schema allows. The error
// is an *Error.
func FromSchema(schema []byte) (string, error) {
	r := newRules()
	start, err := r.schema(schema)
	if err != nil {
		return "", err
	}
	r.define("root", start)
	return r.out.String(), nil
}

// schema writes the rules of a schema and returns the name of the first.
func (r *rules) schema(text []byte) (string, error) {
	if len(text) > maxText {
		return "", &Error{Message: "The schema is too large."}
	}
	c := &converter{rules: r, root: text, refs: map[string]string{}, ways: map[string]int{"value": 6}}
	start, err := c.visit(text, "", 0)
	if err == nil && r.out.Len() > maxSize {
		err = &Error{Message: "The schema is too large."}
	}
	return start, err
}

// converter turns one schema into rules.
type converter struct {
	*rules
	root json.RawMessage
	refs map[string]string // rule of each place that is referred to
	// ways is in how many ways a rule can begin, where those are several: the sampler
	// goes all of them at once, and alternatives of alternatives multiply.
	ways map[string]int
}

// either writes a rule that is one of several.
func (c *converter) either(alternatives []string, at string) (string, error) {
	ways := 0
	for _, rule := range alternatives {
		ways += max(1, c.ways[rule])
	}
	if ways > maxWays {
		return c.fail(at, "The schema has more than %d alternatives in one place.", maxWays)
	}
	name := c.add(strings.Join(alternatives, " | "))
	c.ways[name] = ways
	return name, nil
}

// known are the keywords that are understood, with those that only describe.
var known = func() map[string]bool {
	m := map[string]bool{}
	for _, k := range strings.Fields(`type properties required additionalProperties items prefixItems minItems maxItems
		enum const anyOf allOf $ref $defs definitions minLength maxLength minimum maximum exclusiveMinimum format
		title description default examples $schema $id $comment deprecated readOnly writeOnly strict name
		discriminator propertyOrdering`) {
		m[k] = true
	}
	return m
}()

func (c *converter) fail(at, format string, args ...any) (string, error) {
	return "", &Error{At: at, Message: fmt.Sprintf(format, args...)}
}

// visit returns what stands for the schema at a place: the name of a rule.
func (c *converter) visit(raw json.RawMessage, at string, depth int) (string, error) {
	switch {
	case depth > maxDepth:
		return c.fail(at, "The schema is nested more than %d deep.", maxDepth)
	case c.n > maxRules || c.out.Len() > maxSize:
		return c.fail(at, "The schema is too large.")
	}
	switch strings.TrimSpace(string(raw)) {
	case "true":
		return c.use("value"), nil
	case "false":
		return c.fail(at, "The schema false allows nothing.")
	}
	s, err := parse(raw)
	if err != nil {
		return c.fail(at, "This is not a JSON Schema: %v.", err)
	}
	for _, key := range s.keys {
		if !known[key] {
			return c.fail(at, "The keyword %q is not supported.", key)
		}
	}
	if _, ok := s.values["$ref"]; ok {
		return c.refer(s, at, depth)
	}
	for _, key := range []string{"enum", "const"} {
		if _, ok := s.values[key]; ok {
			return c.literals(s, key, at)
		}
	}
	if _, ok := s.values["anyOf"]; ok {
		return c.anyOf(s, at, depth)
	}
	if all, ok := s.values["allOf"]; ok {
		var list []json.RawMessage
		if err := json.Unmarshal(all, &list); err != nil || len(list) != 1 || limits(s, "allOf") {
			return c.fail(at, "The keyword allOf is supported with one schema only, and nothing beside it.")
		}
		return c.visit(list[0], at+"/allOf/0", depth+1)
	}
	types, err := typesOf(s)
	if err != nil {
		return c.fail(at, "%v", err)
	}
	var alternatives []string
	for _, name := range types {
		rule, err := c.typed(name, s, at, depth)
		if err != nil {
			return "", err
		}
		alternatives = append(alternatives, rule)
	}
	if len(alternatives) == 1 {
		return alternatives[0], nil
	}
	return c.either(alternatives, at)
}

// limits reports whether a schema limits values by anything but the keywords given.
func limits(s ordered, but ...string) bool {
	for _, key := range s.keys {
		switch key {
		case "title", "description", "default", "examples", "$schema", "$id", "$comment", "deprecated", "readOnly", "writeOnly",
			"strict", "name", "$defs", "definitions", "discriminator", "propertyOrdering":
		default:
			if !slices.Contains(but, key) {
				return true
			}
		}
	}
	return false
}

// typesOf gives the types that a schema names, or those that its keywords are
// for, or any.
func typesOf(s ordered) ([]string, error) {
	raw, ok := s.values["type"]
	if !ok {
		switch {
		case s.values["properties"] != nil || s.values["required"] != nil || s.values["additionalProperties"] != nil:
			return []string{"object"}, nil
		case s.values["items"] != nil || s.values["prefixItems"] != nil || s.values["minItems"] != nil || s.values["maxItems"] != nil:
			return []string{"array"}, nil
		case s.values["minLength"] != nil || s.values["maxLength"] != nil || s.values["format"] != nil:
			return []string{"string"}, nil
		case s.values["minimum"] != nil || s.values["maximum"] != nil || s.values["exclusiveMinimum"] != nil:
			return nil, fmt.Errorf("A number's bounds need the type integer.")
		}
		return []string{""}, nil
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}, nil
	}
	var many []string
	if err := json.Unmarshal(raw, &many); err != nil || len(many) == 0 || len(many) > 7 { // JSON has six types, and integer
		return nil, fmt.Errorf("The keyword type is neither a name nor a list of names.")
	}
	return many, nil
}

func (c *converter) typed(name string, s ordered, at string, depth int) (string, error) {
	switch name {
	case "":
		return c.use("value"), nil
	case "object":
		return c.object(s, at, depth)
	case "array":
		return c.array(s, at, depth)
	case "string":
		return c.text(s, at)
	case "integer":
		return c.integer(s, at)
	case "number":
		for _, key := range []string{"minimum", "maximum", "exclusiveMinimum"} {
			if s.values[key] != nil {
				return c.fail(at, "The keyword %s is supported for integers only.", key)
			}
		}
		return c.use("number"), nil
	case "boolean", "null":
		return c.use(name), nil
	}
	return c.fail(at, "There is no type %q.", name)
}

// refer follows a $ref, which may be recursive: its rule is named before it is
// written.
func (c *converter) refer(s ordered, at string, depth int) (string, error) {
	var ref string
	if err := json.Unmarshal(s.values["$ref"], &ref); err != nil || !strings.HasPrefix(ref, "#") {
		return c.fail(at, "The keyword $ref is supported within the schema only, as in \"#/$defs/name\".")
	}
	if limits(s, "$ref") {
		return c.fail(at, "Keywords beside $ref are not supported.")
	}
	if rule, ok := c.refs[ref]; ok {
		return rule, nil
	}
	target := c.root
	for _, step := range strings.Split(strings.TrimPrefix(strings.TrimPrefix(ref, "#"), "/"), "/") {
		if step == "" {
			continue
		}
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		o, err := parse(target)
		if err != nil || o.values[step] == nil {
			return c.fail(at, "The schema has no place %s.", ref)
		}
		target = o.values[step]
	}
	if o, err := parse(target); err == nil && o.values["$ref"] != nil {
		return c.fail(at, "A $ref to a $ref is not supported.")
	}
	c.n++
	name := fmt.Sprintf("ref%d", c.n)
	c.refs[ref] = name
	rule, err := c.visit(target, strings.TrimPrefix(ref, "#"), depth+1)
	if err != nil {
		return "", err
	}
	c.define(name, rule)
	c.ways[name] = c.ways[rule]
	return name, nil
}

func (c *converter) literals(s ordered, key, at string) (string, error) {
	values := []json.RawMessage{s.values[key]}
	if key == "enum" {
		if err := json.Unmarshal(s.values[key], &values); err != nil || len(values) == 0 {
			return c.fail(at, "The keyword enum is not a list of values.")
		}
	}
	if limits(s, key, "type") {
		return c.fail(at, "Keywords beside %s are not supported.", key)
	}
	types, err := typesOf(s)
	if err != nil {
		return c.fail(at, "%v", err)
	}
	var alternatives []string
	for _, v := range values {
		text, err := compact(v)
		if err != nil {
			return c.fail(at, "The keyword %s has a value that is not JSON.", key)
		}
		if slices.ContainsFunc(types, func(t string) bool { return isOf(text, t) }) {
			alternatives = append(alternatives, literal(text))
		}
	}
	if len(alternatives) == 0 {
		return c.fail(at, "None of the values of %s is of the type.", key)
	}
	return c.add(strings.Join(alternatives, " | ")), nil
}

// isOf reports whether a JSON text is of a type.
func isOf(text, name string) bool {
	switch name {
	case "":
		return true
	case "string":
		return text[0] == '"'
	case "object":
		return text[0] == '{'
	case "array":
		return text[0] == '['
	case "boolean":
		return text == "true" || text == "false"
	case "null":
		return text == "null"
	case "integer":
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	}
	_, err := strconv.ParseFloat(text, 64)
	return name == "number" && err == nil
}

func (c *converter) anyOf(s ordered, at string, depth int) (string, error) {
	if limits(s, "anyOf") {
		return c.fail(at, "Keywords beside anyOf are not supported.")
	}
	var list []json.RawMessage
	if err := json.Unmarshal(s.values["anyOf"], &list); err != nil || len(list) == 0 {
		return c.fail(at, "The keyword anyOf is not a list of schemas.")
	}
	var alternatives []string
	for i, one := range list {
		rule, err := c.visit(one, fmt.Sprintf("%s/anyOf/%d", at, i), depth+1)
		if err != nil {
			return "", err
		}
		alternatives = append(alternatives, rule)
	}
	return c.either(alternatives, at)
}
