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

// Call is the grammar of a call of one of the functions:
//
//	{"name": "...", "arguments": {...}}
//
// With orText the model may also write calls in one of the forms that ParseCalls
// reads, held to the functions and their parameters from the mark on that it begins
// with, or answer with a text. That does not begin with "{", and with "<" only where
// a form does. JSON in a Markdown fence is a text like any other. The error is an
// *Error.
func Call(functions []Function, orText bool) (string, error) {
	r := newRules()
	r.use("ws")
	var whole []string
	forms := make([]form, 0, len(functions))
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
		forms = append(forms, form{f.Name, arguments})
		whole = append(whole, r.add(`"{" ws "\"name\"" ws ":" ws `+literal(encode(f.Name))+` ws "," ws "\"arguments\"" ws ":" ws `+arguments+` ws "}"`))
	}
	call := r.add(strings.Join(whole, " | "))
	root := call
	if orText {
		root += " | " + r.familyForms(forms)
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
	for _, mark := range []string{markList, markMistral, markPhi, "```json", "```\n{"} {
		if strings.HasPrefix(text, mark) || strings.HasPrefix(mark, text) {
			return true
		}
	}
	return false
}
