package grammar

import (
	"encoding/json"
	"strings"
)

// ParsedCall is the call of a function that a model wrote.
type ParsedCall struct {
	Name      string
	Arguments json.RawMessage // a JSON object
}

// Marks that families of models put before their calls, beside callBegins.
const (
	markMistral  = "[TOOL_CALLS]"
	markPhi      = "functools["
	markList     = "[{" // of a list whose mark is no text
	markLlama    = "<|python_tag|>"
	markGranite  = "<|tool_call|>"
	markFunction = "<function="
	markDeepSeek = "<｜tool▁calls▁begin｜>"
)

// What stands around DeepSeek's calls and between their parts.
const (
	deepSeekCall = "<｜tool▁call▁begin｜>"
	deepSeekName = "<｜tool▁sep｜>"
	deepSeekEnd  = "<｜tool▁call▁end｜>"
)

// ParseCalls reads the calls that a finished text consists of, in the form of a
// Call's grammar or in one that a family of models was trained on:
//
//	Qwen, Hermes, SmolLM  <tool_call>{"name", "arguments"}</tool_call>, one or more, or a list in one
//	Llama 3               {"name", "parameters"}, behind <|python_tag|> or not, several set apart by ";"
//	Llama 3, user-defined <function=NAME>{...}</function>
//	Mistral               [TOOL_CALLS][{"name", "arguments"}], or [TOOL_CALLS]NAME[ARGS]{...}
//	Granite, Phi 4 mini   <|tool_call|>[{"name", "arguments"}], functools[...]
//	DeepSeek R1, V3, V3.1 <｜tool▁calls▁begin｜> with a name and JSON, fenced or not
//	Gemma and others      JSON in a Markdown fence
//
// A name that is not known, arguments that are no JSON object, or words beside the
// calls: then it is an answer in words, and none is returned.
func ParseCalls(text string, known func(name string) bool) []ParsedCall {
	text = strings.TrimSpace(text)
	var calls []ParsedCall
	ok := false
	switch {
	case strings.HasPrefix(text, callBegins):
		calls, ok = tagged(text)
	case strings.HasPrefix(text, markFunction):
		calls, ok = functionTags(text)
	case strings.HasPrefix(text, markDeepSeek), strings.HasPrefix(text, deepSeekCall):
		calls, ok = deepSeek(text)
	case strings.HasPrefix(text, markMistral):
		calls, ok = mistral(text[len(markMistral):])
	case strings.HasPrefix(text, markPhi):
		calls, ok = plainCalls(text[len(markPhi)-1:])
	default:
		for _, mark := range []string{markLlama, markGranite, "```json", "```"} {
			text = strings.TrimPrefix(text, mark)
		}
		for _, mark := range []string{"```", "<|/tool_call|>", "<|eom_id|>", "<|eot_id|>"} {
			text = strings.TrimSuffix(strings.TrimSpace(text), mark)
		}
		calls, ok = plainCalls(text)
	}
	for _, c := range calls {
		ok = ok && known(c.Name)
	}
	if !ok {
		return nil
	}
	return calls
}

// plainCalls reads JSON: one call, a list of them, or several after each other, with
// ";" between them or not.
func plainCalls(text string) (calls []ParsedCall, ok bool) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimLeft(text, "; \t\r\n") {
		var value json.RawMessage
		in := json.NewDecoder(strings.NewReader(text))
		if in.Decode(&value) != nil {
			return nil, false
		}
		text = text[in.InputOffset():]
		var list []json.RawMessage
		if json.Unmarshal(value, &list) != nil {
			list = []json.RawMessage{value}
		}
		for _, one := range list {
			c, ok := plainCall(one)
			if !ok {
				return nil, false
			}
			calls = append(calls, c)
		}
	}
	return calls, len(calls) > 0
}

// plainCall reads an object with a name and arguments, by the names that families
// have for them.
func plainCall(data json.RawMessage) (ParsedCall, bool) {
	var call struct {
		Name       string          `json:"name"`
		Arguments  json.RawMessage `json:"arguments"`
		Parameters json.RawMessage `json:"parameters"`
		Function   json.RawMessage `json:"function"` // OpenAI's own form, or the name alone
	}
	if json.Unmarshal(data, &call) != nil {
		return ParsedCall{}, false
	}
	if call.Name == "" && len(call.Function) > 0 && json.Unmarshal(call.Function, &call.Name) != nil {
		return plainCall(call.Function)
	}
	arguments := call.Arguments
	if len(arguments) == 0 {
		arguments = call.Parameters
	}
	return object(call.Name, arguments)
}

// object makes a call of arguments that must be an object, or a text that is one;
// left out, they are none.
func object(name string, arguments json.RawMessage) (ParsedCall, bool) {
	var quoted string
	if json.Unmarshal(arguments, &quoted) == nil && quoted != "" {
		arguments = json.RawMessage(quoted)
	}
	if len(arguments) == 0 || string(arguments) == "null" {
		arguments = json.RawMessage("{}")
	}
	var fields map[string]json.RawMessage
	if name = strings.TrimSpace(name); name == "" || json.Unmarshal(arguments, &fields) != nil || fields == nil {
		return ParsedCall{}, false
	}
	return ParsedCall{name, arguments}, true
}

// tagged reads <tool_call>...</tool_call>, of which the last end may be missing, or
// <tool_call>[...] without one.
func tagged(text string) (calls []ParsedCall, ok bool) {
	for text != "" {
		rest, begins := strings.CutPrefix(text, callBegins)
		if !begins {
			return nil, false
		}
		body, after, _ := strings.Cut(rest, callEnds)
		some, ok := plainCalls(body)
		if !ok {
			return nil, false
		}
		calls, text = append(calls, some...), strings.TrimSpace(after)
	}
	return calls, true
}

// functionTags reads <function=NAME>{...}</function>.
func functionTags(text string) (calls []ParsedCall, ok bool) {
	for text != "" {
		rest, begins := strings.CutPrefix(text, markFunction)
		name, rest, named := strings.Cut(rest, ">")
		body, after, _ := strings.Cut(rest, "</function>")
		c, ok := object(name, json.RawMessage(strings.TrimSpace(body)))
		if !begins || !named || !ok {
			return nil, false
		}
		calls, text = append(calls, c), strings.TrimSpace(after)
	}
	return calls, true
}

// mistral reads what stands behind [TOOL_CALLS]: a list, or since Mistral Small 3.2
// NAME[ARGS]{...} for each call, with an id between them in some.
func mistral(text string) (calls []ParsedCall, ok bool) {
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		return plainCalls(text)
	}
	for _, one := range strings.Split(text, markMistral) {
		name, arguments, found := strings.Cut(one, "[ARGS]")
		name, _, _ = strings.Cut(name, "[CALL_ID]")
		if !found {
			at := strings.IndexByte(one, '{')
			if at < 0 {
				return nil, false
			}
			name, arguments = one[:at], one[at:]
		}
		c, ok := object(name, json.RawMessage(strings.TrimSpace(arguments)))
		if !ok {
			return nil, false
		}
		calls = append(calls, c)
	}
	return calls, true
}

// deepSeek reads DeepSeek's calls: R1 and V3 write the word "function", then the
// name and the arguments in a fence; V3.1 the name, then the arguments.
func deepSeek(text string) (calls []ParsedCall, ok bool) {
	_, text, ok = strings.Cut(text, deepSeekCall)
	for ok {
		var one string
		one, text, _ = strings.Cut(text, deepSeekEnd)
		name, arguments, named := strings.Cut(one, deepSeekName)
		if strings.TrimSpace(name) == "function" {
			name, arguments, _ = strings.Cut(arguments, "\n")
		}
		arguments = strings.TrimSpace(arguments)
		arguments = strings.TrimPrefix(strings.TrimPrefix(arguments, "```json"), "```")
		arguments = strings.TrimSpace(strings.TrimSuffix(arguments, "```"))
		c, whole := object(name, json.RawMessage(arguments))
		if !named || !whole {
			return nil, false
		}
		calls = append(calls, c)
		_, text, ok = strings.Cut(text, deepSeekCall)
	}
	return calls, len(calls) > 0
}
