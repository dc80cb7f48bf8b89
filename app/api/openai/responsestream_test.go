package openai

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"carrel/inference"
)

// told reads the events of a stream, and asserts that they are numbered and named.
func told(t *testing.T, body string) (events []responseEvent) {
	t.Helper()
	for i, block := range strings.Split(strings.TrimSpace(body), "\n\n") {
		name, data, two := strings.Cut(block, "\n")
		var e responseEvent
		if err := json.Unmarshal([]byte(strings.TrimPrefix(data, "data: ")), &e); err != nil || !two || name != "event: "+e.Type || e.Sequence != i {
			t.Fatalf("event %d is %q: %v", i, block, err)
		}
		events = append(events, e)
	}
	return events
}

func types(events []responseEvent) string {
	var names []string
	for _, e := range events {
		names = append(names, strings.TrimPrefix(e.Type, "response."))
	}
	return strings.Join(names, " ")
}

// The events of a response come in OpenAI's order, and a thought is not part of it.
func TestResponsesAreStreamed(t *testing.T) {
	request := responseRequest{Model: "m"}
	w := httptest.NewRecorder()
	s := &responseStream{events: stream{w: w}, out: request.reply(), message: "msg_1"}
	for _, p := range []inference.Piece{{Thought: "Two and two."}, {Text: "Fo"}, {Text: "ur."}} {
		s.add(p)
	}
	s.end(inference.GenerateResult{Text: "Four.", StopReason: inference.StopEnd, PromptTokens: 5, ReusedTokens: 3, AnswerTokens: 9, ThoughtTokens: 6})
	events := told(t, w.Body.String())
	if got, want := types(events), "created in_progress output_item.added content_part.added output_text.delta output_text.delta output_text.done content_part.done output_item.done completed"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	last := events[len(events)-1].Response
	if last.Output[0].Content[0].Text != "Four." || *events[4].Delta+*events[5].Delta != "Four." || *events[6].Text != "Four." || last.Usage.InputDetails.Cached != 3 || last.Usage.OutputDetails.Reasoning != 6 {
		t.Errorf("%s", w.Body)
	}
	if first := events[0].Response; first.Status != "in_progress" || len(first.Output) != 0 || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("%s", w.Body)
	}

	w = httptest.NewRecorder()
	s = &responseStream{events: stream{w: w}, out: request.reply(), message: "msg_2"}
	failure := errors.New("the engine stopped")
	if err := s.fail(failure); err != failure || w.Body.Len() != 0 {
		t.Errorf("before anything was written: %v, %q", err, w.Body)
	}
	s.add(inference.Piece{Text: "Fo"})
	if err := s.fail(failure); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	events = told(t, w.Body.String())
	if last := events[len(events)-1]; last.Type != "response.failed" || last.Response.Status != "failed" || last.Response.Error == nil {
		t.Errorf("%s", w.Body)
	}
}
