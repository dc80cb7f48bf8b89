package openai_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"carrel/app/api/openai"
)

func TestRefusals(t *testing.T) {
	s := serve(t)
	chat := func(more string) string {
		return `{"model":"` + chatModel + `","messages":[{"role":"user","content":"Hello"}]` + more + `}`
	}
	tool := `{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}`
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		code, param              string
		header                   []string
	}{
		{"no key", "GET", "/models", "", 401, "invalid_api_key", "", []string{"Authorization", ""}},
		{"wrong key", "GET", "/models", "", 401, "invalid_api_key", "", []string{"Authorization", "Bearer wrong"}},
		{"foreign host", "GET", "/models", "", 403, "forbidden", "", []string{"Host", "evil.example"}},
		{"another page", "POST", "/chat/completions", chat(""), 403, "forbidden", "", []string{"Origin", "https://evil.example"}},
		{"no such place", "POST", "/audio/speech", "{}", 404, "unknown_url", "", nil},
		{"wrong method", "GET", "/chat/completions", "", 404, "unknown_url", "", nil},
		{"no such model", "GET", "/models/gpt-5", "", 404, "model_not_found", "model", nil},
		{"a file as a model", "POST", "/chat/completions", strings.Replace(chat(""), chatModel, "/etc/passwd", 1), 404, "model_not_found", "model", nil},
		{"a model for something else", "POST", "/chat/completions", strings.Replace(chat(""), chatModel, embeddingModel, 1), 404, "model_not_found", "model", nil},
		{"no model", "POST", "/chat/completions", `{"messages":[{"role":"user","content":"x"}]}`, 400, "", "model", nil},
		{"not JSON", "POST", "/chat/completions", `{"model":`, 400, "", "", nil},
		{"two bodies", "POST", "/chat/completions", chat("") + chat(""), 400, "", "", nil},
		{"a form", "POST", "/chat/completions", chat(""), 415, "", "", []string{"Content-Type", "text/plain"}},
		{"oversized", "POST", "/chat/completions", chat(`,"x":"` + strings.Repeat("x", 9<<20) + `"`), 413, "", "", nil},
		{"nested", "POST", "/chat/completions", strings.Repeat("[", 100_000), 400, "", "", nil},
		{"messages are no list", "POST", "/chat/completions", `{"model":"` + chatModel + `","messages":"x"}`, 400, "", "messages", nil},
		{"no message", "POST", "/chat/completions", `{"model":"` + chatModel + `","messages":[]}`, 400, "", "messages", nil},
		{"a role", "POST", "/chat/completions", strings.Replace(chat(""), `"user"`, `"robot"`, 1), 400, "", "messages", nil},
		{"a picture", "POST", "/chat/completions", strings.Replace(chat(""), `"Hello"`, `[{"type":"image_url","image_url":{"url":"x"}}]`, 1), 400, "unsupported_parameter", "messages", nil},
		{"temperature", "POST", "/chat/completions", chat(`,"temperature":3`), 400, "", "temperature", nil},
		{"temperature in words", "POST", "/chat/completions", chat(`,"temperature":"hot"`), 400, "", "temperature", nil},
		{"top_p", "POST", "/chat/completions", chat(`,"top_p":0`), 400, "", "top_p", nil},
		{"max_tokens", "POST", "/chat/completions", chat(`,"max_completion_tokens":0`), 400, "", "max_tokens", nil},
		{"stop", "POST", "/chat/completions", chat(`,"stop":["a",""]`), 400, "", "stop", nil},
		{"stop of numbers", "POST", "/chat/completions", chat(`,"stop":[1]`), 400, "", "", nil},
		{"n", "POST", "/chat/completions", chat(`,"n":9`), 400, "", "n", nil},
		{"logit_bias", "POST", "/chat/completions", chat(`,"logit_bias":{"5":1}`), 400, "unsupported_parameter", "logit_bias", nil},
		{"top_logprobs alone", "POST", "/chat/completions", chat(`,"top_logprobs":2`), 400, "", "top_logprobs", nil},
		{"a schema's keyword", "POST", "/chat/completions", chat(`,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"string","pattern":"a"}}}`), 400, "unsupported_parameter", "response_format", nil},
		{"a schema of a circle", "POST", "/chat/completions", chat(`,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}}`), 400, "", "", nil},
		{"a grammar that is none", "POST", "/chat/completions", chat(`,"grammar":"root ::= (\"a\""`), 400, "", "", nil},
		{"a grammar in a circle", "POST", "/chat/completions", chat(`,"grammar":"root ::= root \"a\""`), 400, "", "", nil},
		{"a grammar without a beginning", "POST", "/chat/completions", chat(`,"grammar":"answer ::= \"a\""`), 400, "", "grammar", nil},
		{"a grammar beside a schema", "POST", "/chat/completions", chat(`,"grammar":"root ::= \"a\"","response_format":{"type":"json_object"}`), 400, "unsupported_parameter", "grammar", nil},
		{"a grammar for the library", "POST", "/chat/completions", strings.Replace(chat(`,"grammar":"root ::= \"a\""`), chatModel, "carrel/library", 1), 400, "unsupported_parameter", "grammar", nil},
		{"an overflow that is none", "POST", "/chat/completions", chat(`,"overflow":"drop"`), 400, "", "overflow", nil},
		{"a question that no folding helps", "POST", "/chat/completions", strings.Replace(chat(`,"overflow":"fold"`), "Hello", strings.Repeat("word ", 9000), 1), 400, "context_length_exceeded", "", nil},
		{"functions of old", "POST", "/chat/completions", chat(`,"functions":[{"name":"f"}]`), 400, "unsupported_parameter", "functions", nil},
		{"a tool that is none", "POST", "/chat/completions", chat(`,"tools":[{"type":"web_search"}]`), 400, "unsupported_parameter", "tools", nil},
		{"a choice that is none", "POST", "/chat/completions", chat(`,"tools":[` + tool + `],"tool_choice":{"type":"function","function":{"name":"g"}}`), 400, "", "tool_choice", nil},
		{"tools and a schema", "POST", "/chat/completions", chat(`,"tools":[` + tool + `],"response_format":{"type":"json_object"}`), 400, "unsupported_parameter", "response_format", nil},
		{"the answer to no call", "POST", "/chat/completions", strings.Replace(chat(""), `"role":"user"`, `"tool_call_id":"x","role":"tool"`, 1), 400, "", "messages", nil},
		{"too long", "POST", "/chat/completions", strings.Replace(chat(""), "Hello", strings.Repeat("word ", 9000), 1), 400, "context_length_exceeded", "", nil},
		{"too many messages", "POST", "/chat/completions", `{"model":"` + chatModel + `","messages":[` + strings.Repeat(`{"role":"user","content":""},`, 150_000) + `{"role":"user","content":"x"}]}`, 400, "context_length_exceeded", "", nil},
		{"no prompt", "POST", "/completions", `{"model":"` + chatModel + `"}`, 400, "", "prompt", nil},
		{"tokens as a prompt", "POST", "/completions", `{"model":"` + chatModel + `","prompt":[1,2]}`, 400, "", "", nil},
		{"echo", "POST", "/completions", `{"model":"` + chatModel + `","prompt":"x","echo":true}`, 400, "unsupported_parameter", "echo", nil},
		{"tools of responses", "POST", "/responses", `{"model":"` + chatModel + `","input":"x","stream":true,"tools":[{"type":"web_search"}]}`, 400, "unsupported_parameter", "tools", nil},
		{"a stream of a response that is too long", "POST", "/responses", `{"model":"` + chatModel + `","stream":true,"input":"` + strings.Repeat("word ", 9000) + `"}`, 400, "context_length_exceeded", "", nil},
		{"no input", "POST", "/responses", `{"model":"` + chatModel + `"}`, 400, "", "messages", nil},
		{"input of numbers", "POST", "/responses", `{"model":"` + chatModel + `","input":[1]}`, 400, "", "input", nil},
		{"no text", "POST", "/embeddings", `{"model":"` + embeddingModel + `","input":[]}`, 400, "", "input", nil},
		{"an empty text", "POST", "/embeddings", `{"model":"` + embeddingModel + `","input":["a",""]}`, 400, "", "input", nil},
		{"a long text", "POST", "/embeddings", `{"model":"` + embeddingModel + `","input":["a","` + strings.Repeat("word ", 600) + `"]}`, 400, "context_length_exceeded", "", nil},
		{"other dimensions", "POST", "/embeddings", `{"model":"` + embeddingModel + `","input":"a","dimensions":7}`, 400, "unsupported_parameter", "dimensions", nil},
		{"the library and tools", "POST", "/chat/completions", strings.Replace(chat(`,"tools":[`+tool+`]`), chatModel, "carrel/library", 1), 400, "unsupported_parameter", "tools", nil},
		{"a question of megabytes", "POST", "/chat/completions", strings.Replace(strings.Replace(chat(""), chatModel, "carrel/library", 1), "Hello", strings.Repeat("pear trees ", 100_000), 1), 400, "context_length_exceeded", "messages", nil},
		{"no such adapter", "POST", "/chat/completions", chat(`,"adapters":[{"name":"/etc/passwd"}]`), 404, "model_not_found", "model", nil},
		{"no such document", "POST", "/chat/completions", chat(`,"documents":["none"]`), 404, "not_found", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, reply, err := s.do(t.Context(), tt.method, tt.path, strings.NewReader(tt.body), tt.header...)
			if err != nil {
				t.Fatal(err)
			}
			var e struct {
				Error struct{ Message, Type, Param, Code string }
			}
			if err := json.Unmarshal(reply, &e); err != nil {
				t.Fatalf("%d with a body that is no JSON: %.200s", status, reply)
			}
			if status != tt.status || e.Error.Code != tt.code || e.Error.Param != tt.param || len(e.Error.Message) < 10 || e.Error.Type != "invalid_request_error" {
				t.Errorf("%d %+v, want %d with code %q for %q", status, e.Error, tt.status, tt.code, tt.param)
			}
		})
	}
}

// A picture is refused as what it is, wherever a message may have one.
func TestPictures(t *testing.T) {
	s := serve(t)
	for path, body := range map[string]string{
		"/chat/completions": `{"model":"` + chatModel + `","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}`,
		"/responses":        `{"model":"` + chatModel + `","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AA=="}]}]}`,
	} {
		status, reply, err := s.do(t.Context(), "POST", path, strings.NewReader(body))
		if err != nil || status != http.StatusBadRequest || !strings.Contains(string(reply), "no picture") {
			t.Errorf("%s: %d %s, %v", path, status, reply, err)
		}
	}
}

// Nothing is there until it is asked for.
func TestOffUntilAskedFor(t *testing.T) {
	core := open(t)
	r := httptest.NewRequest("GET", "http://127.0.0.1:4711/v1/models", nil)
	r.Header.Set("Authorization", "Bearer ")
	w := httptest.NewRecorder()
	openai.Handler(core).ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), `"api_off"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if state := core.LocalAPI(); state.On || state.Key != "" {
		t.Errorf("%+v", state)
	}
}

// Where the part of Carrel that lets others in is not there, that is said, and
// the settings do not claim otherwise.
func TestADoorThatDoesNotOpen(t *testing.T) {
	core := open(t) // without a porter
	if _, err := core.SetLocalAPI(t.Context(), true); err == nil {
		t.Error("a console let others in")
	}
	if _, err := core.OfferLocalAPI(t.Context(), core.PorterDoor(openai.Handler(core)), false); err != nil {
		t.Fatal(err)
	}
	if state, err := core.SetLocalAPI(t.Context(), true); err == nil || state.On || core.LocalAPI().On {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := core.SetLocalAPI(t.Context(), false); err != nil {
		t.Error(err)
	}
}
