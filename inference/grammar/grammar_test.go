package grammar

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// What cannot be kept to is refused, with its place and its keyword.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct{ schema, at, words string }{
		{`[]`, "", "not a JSON Schema"},
		{`{"type":"object"`, "", "not a JSON Schema"},
		{`false`, "", "allows nothing"},
		{`{"type":"strnig"}`, "", `"strnig"`},
		{`{"type":"object","properties":{"a":{"type":"string","pattern":"^x"}}}`, "/properties/a", `"pattern"`},
		{`{"type":"object","properties":{"a/b":{"not":{}}}}`, "/properties/a~1b", `"not"`},
		{`{"oneOf":[{"type":"string"}]}`, "", `"oneOf"`},
		{`{"type":"number","minimum":3}`, "", "integers only"},
		{`{"type":"integer","minimum":-3}`, "", "from 0 or 1"},
		{`{"type":"integer","minimum":5,"maximum":3}`, "", "from 0 or 1"},
		{`{"type":"integer","minimum":1,"maximum":0}`, "", "more than maximum"},
		{`{"type":"string","format":"ipv4"}`, "", `"ipv4"`},
		{`{"type":"string","maxLength":100000}`, "", "from 0 to 1000"},
		{`{"type":"array","minItems":3,"maxItems":2}`, "", "more than"},
		{`{"$ref":"https://example.org/a"}`, "", "within the schema"},
		{`{"$ref":"#/$defs/none"}`, "", "no place"},
		{`{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}`, "", "$ref to a $ref"},
		{`{"anyOf":[]}`, "", "anyOf"},
		{`{"enum":[]}`, "", "enum"},
		{`{"type":"string","enum":[1,2]}`, "", "None of the values"},
		{`{"properties":{},"required":["a"],"additionalProperties":false}`, "/required", `"a"`},
		{multiplied(8, 10), "/$defs/6", "more than 1000 alternatives"},
		{strings.Repeat(`{"items":`, 40) + `{}` + strings.Repeat(`}`, 40), strings.Repeat("/items", 33), "deep"},
	} {
		_, err := FromSchema([]byte(tt.schema))
		var e *Error
		if !errors.As(err, &e) || e.At != tt.at || !strings.Contains(e.Message, tt.words) {
			t.Errorf("%.80s: %#v, want %q at %q", tt.schema, err, tt.words, tt.at)
		}
	}
}

// multiplied has so many alternatives, each of which has as many, and so on: small as a
// schema, and more than the sampler can go through in a lifetime.
func multiplied(alternatives, levels int) string {
	schema := `{"$ref":"#/$defs/0","$defs":{`
	for i := range levels {
		one := fmt.Sprintf(`{"$ref":"#/$defs/%d"},`, i+1)
		schema += fmt.Sprintf(`"%d":{"anyOf":[%s]},`, i, strings.TrimSuffix(strings.Repeat(one, alternatives), ","))
	}
	return schema + fmt.Sprintf(`"%d":{"type":"boolean"}}}`, levels)
}

// Alternatives of alternatives are no harm while they are few.
func TestAlternatives(t *testing.T) {
	if _, err := FromSchema([]byte(multiplied(3, 6))); err != nil {
		t.Error(err)
	}
}

// Properties keep the schema's order, and only those that are not required may
// be left out.
func TestProperties(t *testing.T) {
	text, err := FromSchema([]byte(`{"type":"object","required":["z","m"],"properties":{"z":{"type":"null"},"b":{"type":"boolean"},"m":{"type":"null"},"c":{"type":"null"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]string{}
	for line := range strings.Lines(text) {
		name, body, _ := strings.Cut(strings.TrimSpace(line), " ::= ")
		rules[name] = body
	}
	if got, want := unfold(rules, "root"), `"{" ws "\"z\"" ws ":" ws null ws ("," ws "\"b\"" ws ":" ws boolean ws)? "," ws "\"m\"" ws ":" ws null ws ("," ws "\"c\"" ws ":" ws null ws)? "}"`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// unfold puts the rules r1, r2... in the place of their names.
func unfold(rules map[string]string, name string) string {
	body := rules[name]
	for again := true; again; {
		again = false
		words := strings.FieldsFunc(body, func(c rune) bool { return strings.ContainsRune(" ()?*|", c) })
		for _, w := range words {
			if rest, ok := strings.CutPrefix(w, "r"); ok && rules[w] != "" && strings.Trim(rest, "0123456789") == "" {
				body, again = strings.Replace(body, w, rules[w], 1), true
				break
			}
		}
	}
	return body
}

// FuzzFromSchema: whatever comes, there is a grammar with a start, or an *Error.
func FuzzFromSchema(f *testing.F) {
	for _, s := range []string{
		`{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}`,
		`{"anyOf":[{"$ref":"#"},{"type":"null"}]}`,
		`{"type":["string","null"],"minLength":1,"maxLength":3}`,
		`{"type":"array","prefixItems":[{"type":"integer","minimum":1,"maximum":120}]}`,
		`{"enum":["a\"b\\c\n",1,null,{"x":[1.5]}]}`,
		`{"type":"string","format":"date-time"}`, `true`, `{`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := FromSchema(data)
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%T: %v", err, err)
		}
		if err == nil && !strings.Contains("\n"+text, "\nroot ::= ") {
			t.Fatalf("a grammar without a start: %s", text)
		}
	})
}
