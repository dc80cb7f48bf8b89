package grammar

import (
	"encoding/json"
	"strings"
	"testing"
)

// The forms are those of the families' chat templates and model cards.
var calls = []struct{ name, text, want string }{
	{"a Call's grammar", `{"name": "get_weather", "arguments": {"city": "Paris"}}`, `get_weather {"city": "Paris"}`},
	{"Qwen 2.5, Hermes", "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>", `get_weather {"city": "Paris"}`},
	{"Qwen 3, two", "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>\n<tool_call>\n{\"name\": \"get_time\", \"arguments\": {}}\n</tool_call>", `get_weather {"city": "Paris"}; get_time {}`},
	{"SmolLM2", `<tool_call>[{"name": "get_weather", "arguments": {"city": "Paris"}}, {"name": "get_time", "arguments": {"zone": "CET"}}]</tool_call>`, `get_weather {"city": "Paris"}; get_time {"zone": "CET"}`},
	{"the end is a token that is not text", "<tool_call>\n{\"name\": \"get_time\", \"arguments\": {}}\n", `get_time {}`},
	{"Llama 3.1", `{"name": "get_weather", "parameters": {"city": "Paris"}}`, `get_weather {"city": "Paris"}`},
	{"Llama 3.1, marked", `<|python_tag|>{"type": "function", "name": "get_weather", "parameters": {"city": "Paris"}}<|eom_id|>`, `get_weather {"city": "Paris"}`},
	{"Llama 3.2, two", `{"name": "get_time", "parameters": {}}; {"name": "get_weather", "parameters": {"city": "Paris"}}`, `get_time {}; get_weather {"city": "Paris"}`},
	{"Llama 3.1, user-defined", `<function=get_weather>{"city": "Paris"}</function>`, `get_weather {"city": "Paris"}`},
	{"Mistral 7B v0.3, Nemo", `[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Paris"}, "id": "9Ae3bDc2F"}]`, `get_weather {"city": "Paris"}`},
	{"Mistral, whose mark is no text", `[{"name": "get_weather", "arguments": {"city": "Paris"}}]`, `get_weather {"city": "Paris"}`},
	{"Mistral Small 3.2", `[TOOL_CALLS]get_weather[CALL_ID]9Ae3bDc2F[ARGS]{"city": "Paris"}`, `get_weather {"city": "Paris"}`},
	{"Ministral 3, two", `[TOOL_CALLS]get_weather[ARGS]{"city": "Paris"}[TOOL_CALLS]get_time[ARGS]{}`, `get_weather {"city": "Paris"}; get_time {}`},
	{"DeepSeek R1", "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{\"city\": \"Paris\"}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>get_time\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>", `get_weather {"city": "Paris"}; get_time {}`},
	{"DeepSeek V3.1", `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{"city": "Paris"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`, `get_weather {"city": "Paris"}`},
	{"Granite 3", `<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]`, `get_weather {"city": "Paris"}`},
	{"Granite 3.3", `<tool_call>[{"name": "get_weather", "arguments": {"city": "Paris"}}]`, `get_weather {"city": "Paris"}`},
	{"Phi 4 mini", `<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]<|/tool_call|>`, `get_weather {"city": "Paris"}`},
	{"Phi 4 mini, functools", `functools[{"name": "get_weather", "arguments": {"city": "Paris"}}]`, `get_weather {"city": "Paris"}`},
	{"Gemma 3", "```json\n{\"name\": \"get_weather\", \"parameters\": {\"city\": \"Paris\"}}\n```", `get_weather {"city": "Paris"}`},
	{"OpenAI's own form", `{"type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Paris\"}"}}`, `get_weather {"city": "Paris"}`},

	{"words", "The weather in Paris is fine.", ""},
	{"words about calls", `I would call {"name": "get_weather", "arguments": {}} now.`, ""},
	{"words behind it", `{"name": "get_weather", "arguments": {}} is what I would call.`, ""},
	{"one that is not known", `{"name": "rm", "arguments": {}}`, ""},
	{"one of two is not known", `[{"name": "get_time", "arguments": {}}, {"name": "rm", "arguments": {}}]`, ""},
	{"cut", `{"name": "get_weather", "argum`, ""},
	{"cut in a list", `[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Pa`, ""},
	{"arguments are no object", `{"name": "get_weather", "arguments": ["Paris"]}`, ""},
	{"no name", `{"name": "", "arguments": {}}`, ""},
	{"a list of nothing", "[]", ""},
	{"JSON that is an answer", `{"answer": 42}`, ""},
	{"nothing", "", ""},
}

func offered(name string) bool { return name == "get_weather" || name == "get_time" }

func TestParseCalls(t *testing.T) {
	for _, c := range calls {
		var got []string
		for _, call := range ParseCalls(c.text, offered) {
			got = append(got, call.Name+" "+string(call.Arguments))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
		// Nothing of a call is shown as an answer while it is written.
		for n := 0; c.want != "" && n <= len(c.text); n++ {
			if !MayBeCall(c.text[:n]) {
				t.Errorf("%s: after %q it is taken for words", c.name, c.text[:n])
				break
			}
		}
	}
	for _, words := range []string{"Yes", "[1] says so", "function", "`a`", "[TODO]"} {
		if MayBeCall(words) {
			t.Errorf("%q is taken for the beginning of a call", words)
		}
	}
}

// FuzzParseCalls: whatever a model writes, calls are of known names and have an
// object for arguments.
func FuzzParseCalls(f *testing.F) {
	for _, c := range calls {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, call := range ParseCalls(text, offered) {
			var fields map[string]any
			if !offered(call.Name) || json.Unmarshal(call.Arguments, &fields) != nil {
				t.Errorf("%q: %s %s", text, call.Name, call.Arguments)
			}
		}
	})
}

// parameters of the functions that are offered.
var parameters = []Function{
	{"get_weather", json.RawMessage(`{"type":"object","properties":{"city":{"enum":["Paris"]}},"required":["city"],"additionalProperties":false}`)},
	{"get_time", json.RawMessage(`{"type":"object","properties":{"zone":{"enum":["CET"]}},"additionalProperties":false}`)},
}

// What families write can be written under a Call's grammar, and only with
// arguments that the parameters allow.
func TestFamiliesAreHeldToParameters(t *testing.T) {
	text, err := Call(parameters, true)
	if err != nil {
		t.Fatal(err)
	}
	m := readGrammar(t, text)
	for _, c := range calls {
		bare := strings.HasPrefix(c.text, "{") && c.name != "a Call's grammar" // which is held to the form that was told
		switch {
		case c.want == "":
		case bare:
			if m.begins(c.text) {
				t.Errorf("%s: a call that was told another way", c.name)
			}
		default:
			text := strings.TrimSuffix(c.text, "<|eom_id|>") // a token that ends the answer
			if !m.takes(text) && !(strings.HasPrefix(c.text, callBegins) && m.begins(text)) {
				t.Errorf("%s cannot be written: %s", c.name, text)
			}
			if strings.HasPrefix(c.text, "```") {
				continue // a text like any other
			}
			for from, to := range map[string]string{"Paris": "Rome", "get_": "set_", `"CET"`: "1"} {
				if wrong := strings.ReplaceAll(text, from, to); wrong != text && m.begins(wrong) {
					t.Errorf("%s can be written with %s: %s", c.name, to, wrong)
				}
			}
		}
	}
	for _, words := range []string{"The weather in Paris is fine.", "[1] says so.", "[TO", "[TOOL] for this", "[", "f", "func", "functools are good", "`a`", "```json\n[1]\n```"} {
		if !m.takes(words) {
			t.Errorf("%q cannot be written", words)
		}
	}
	for _, other := range []string{"<b>no</b>", "<tool_call>I would", `{"answer": 42}`, " x", "functools[]", `[{"answer": 42}]`, "<|im_start|>"} {
		if m.begins(other) {
			t.Errorf("%q can be written", other)
		}
	}
	must, err := Call(parameters, false)
	if err != nil {
		t.Fatal(err)
	}
	if m := readGrammar(t, must); m.begins("The") || m.begins("<tool_call>") || !m.takes(`{"name": "get_time", "arguments": {}}`) {
		t.Error("a call that must be made is not held to the form that was told")
	}
}
