package grammar

import (
	"encoding/json"
	"errors"
	"strings"
)

// Function is something that a model may call.
type Function struct {
	Name       string
	Parameters json.RawMessage // a JSON Schema; nil: none
}

// Markers that several families (Qwen, Hermes, SmolLM) put around a call.
const (
	callBegins = "<tool_call>"
	callEnds   = "</tool_call>"
)

// familyMarks is how a family's mark that begins with "<" goes on, as a rule. A
// model that writes "<tool_call>" is held to what Call says.
var familyMarks = strings.Join([]string{literal("|"), literal("｜"), literal(markFunction[1:])}, " | ")

// Call is the grammar of a call of one of the functions:
//
//	{"name": "...", "arguments": {...}}
//
// With orText the model may also make several, each between markers, or answer with
// a text, which does not begin with "{", and with "<" only where a family's own form
// of a call does: ParseCalls reads those. The error is an *Error.
func Call(functions []Function, orText bool) (string, error) {
	r := newRules()
	r.use("ws")
	var calls []string
	for _, f := range functions {
		schema := f.Parameters
		if len(schema) == 0 {
			schema = json.RawMessage(`{"type":"object","properties":{},"additionalProperties":false}`)
		}
		arguments, err := r.schema(schema)
		if err != nil {
			var e *Error
			if errors.As(err, &e) {
				return "", &Error{At: e.At, Message: "The parameters of " + f.Name + ": " + e.Message}
			}
			return "", err
		}
		calls = append(calls, r.add(`"{" ws "\"name\"" ws ":" ws `+literal(encode(f.Name))+` ws "," ws "\"arguments\"" ws ":" ws `+arguments+` ws "}"`))
	}
	call := r.add(strings.Join(calls, " | "))
	root := call
	if orText {
		marked := r.add(literal(callBegins) + " ws " + call + " ws " + literal(callEnds))
		root += " | " + marked + " (ws " + marked + `)* | ([^{< \t\r\n] | "<" (` + familyMarks + `)) [^\x00]*`
	}
	r.define("root", root)
	return r.out.String(), nil
}

// MayBeCall reports whether a text that has begun so is, or may become, a call.
func MayBeCall(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || text[0] == '{' || text[0] == '<' {
		return true
	}
	for _, mark := range []string{"[{", markMistral, markPhi, "```json", "```\n{"} {
		if strings.HasPrefix(text, mark) || strings.HasPrefix(mark, text) {
			return true
		}
	}
	return false
}
