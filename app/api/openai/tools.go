package openai

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"regexp"
	"slices"

	"carrel/inference"
	"carrel/inference/grammar"
)

// maxTools is how many functions a request may offer.
const maxTools = 64

// tool is a function that a client offers.
type tool struct {
	Type     string `json:"type"`
	Function struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"`
	} `json:"function"`
}

// toolCall is a call that a model makes.
type toolCall struct {
	Index    *int   `json:"index,omitempty"` // in a stream
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"` // JSON
	} `json:"function"`
}

// toolbox are the functions that a model may call now; nil: none.
type toolbox struct {
	functions []tool
	must      bool // call one, and not answer in words
}

var functionName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// newToolbox reads what a request says about functions.
func newToolbox(tools []tool, choice json.RawMessage) (*toolbox, error) {
	if len(tools) > maxTools {
		return nil, invalid("tools", "There can be %d functions at most.", maxTools)
	}
	for i, t := range tools {
		switch {
		case t.Type != "function":
			return nil, unsupported("tools", "Carrel offers a model functions only, and no tool of the type %q.", t.Type)
		case !functionName.MatchString(t.Function.Name):
			return nil, invalid("tools", "%q is no name of a function: up to 64 letters, digits, - and _.", t.Function.Name)
		case slices.ContainsFunc(tools[:i], func(o tool) bool { return o.Function.Name == t.Function.Name }):
			return nil, invalid("tools", "Two functions are named %q.", t.Function.Name)
		}
	}
	box := &toolbox{functions: tools}
	var word string
	var named tool
	switch {
	case !given(choice):
	case json.Unmarshal(choice, &word) == nil:
		switch word {
		case "auto":
		case "none":
			return nil, nil
		case "required":
			box.must = true
		default:
			return nil, invalid("tool_choice", "tool_choice is none of auto, none and required.")
		}
	case json.Unmarshal(choice, &named) == nil && named.Type == "function":
		at := slices.IndexFunc(tools, func(t tool) bool { return t.Function.Name == named.Function.Name })
		if at < 0 {
			return nil, invalid("tool_choice", "There is no function %q among the tools.", named.Function.Name)
		}
		box.functions, box.must = tools[at:at+1], true
	default:
		return nil, unsupported("tool_choice", "This form of tool_choice is not supported.")
	}
	if len(tools) == 0 {
		if box.must {
			return nil, invalid("tool_choice", "tool_choice needs tools.")
		}
		return nil, nil
	}
	return box, nil
}

// describe tells a model about the functions. Every model is told in the same
// words; a call in the form they name is held to its parameters by a grammar.
func (b *toolbox) describe() string {
	if b == nil {
		return ""
	}
	text := "You can call these functions:\n"
	for _, t := range b.functions {
		parameters := t.Function.Parameters
		if !given(parameters) {
			parameters = json.RawMessage("{}")
		}
		var compact bytes.Buffer
		if json.Compact(&compact, parameters) != nil {
			compact.WriteString("{}")
		}
		text += "- " + t.Function.Name
		if t.Function.Description != "" {
			text += ": " + t.Function.Description
		}
		text += "\n  parameters: " + compact.String() + "\n"
	}
	text += "To call one, write only JSON: {\"name\": \"...\", \"arguments\": {...}}"
	if !b.must {
		text += "\nOtherwise answer in words."
	}
	return text
}

func (b *toolbox) grammar() (string, error) {
	var functions []grammar.Function
	for _, t := range b.functions {
		f := grammar.Function{Name: t.Function.Name}
		if given(t.Function.Parameters) {
			f.Parameters = t.Function.Parameters
		}
		functions = append(functions, f)
	}
	text, err := grammar.Call(functions, !b.must)
	return text, asInvalid("tools", err)
}

// calls reads a finished answer; none: it is one in words.
func (b *toolbox) calls(r inference.GenerateResult) []toolCall {
	if b == nil {
		return nil
	}
	var calls []toolCall
	for _, c := range grammar.ParseCalls(r.Text, b.has) {
		call := toolCall{ID: "call_" + rand.Text(), Type: "function"}
		call.Function.Name, call.Function.Arguments = c.Name, string(c.Arguments)
		calls = append(calls, call)
	}
	return calls
}

func (b *toolbox) has(name string) bool {
	return slices.ContainsFunc(b.functions, func(t tool) bool { return t.Function.Name == name })
}

// responseFormat says what an answer must be.
type responseFormat struct {
	Type       string `json:"type"`
	JSONSchema *struct {
		Schema json.RawMessage `json:"schema"`
	} `json:"json_schema"`
}

func (f *responseFormat) grammar() (string, error) {
	if f == nil {
		return "", nil
	}
	switch f.Type {
	case "", "text":
		return "", nil
	case "json_object":
		return grammar.Object(), nil
	case "json_schema":
		if f.JSONSchema == nil || !given(f.JSONSchema.Schema) {
			return "", invalid("response_format", "response_format has no json_schema.schema.")
		}
		text, err := grammar.FromSchema(f.JSONSchema.Schema)
		return text, asInvalid("response_format", err)
	}
	return "", unsupported("response_format", "response_format is none of text, json_object and json_schema.")
}

// asInvalid says of a schema that cannot be kept to which field it is in.
func asInvalid(param string, err error) error {
	var e *grammar.Error
	if errors.As(err, &e) {
		return unsupported(param, "%s", e.Error())
	}
	return err
}
