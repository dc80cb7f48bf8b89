package openai

import (
	"crypto/rand"
	"net/http"

	"carrel/inference"
)

// responseEvent is a part of a response on its way. Which fields a type has is
// OpenAI's choice; the places are always 0, since there is one message with one text.
type responseEvent struct {
	Type     string           `json:"type"`
	Sequence int              `json:"sequence_number"`
	Response *response        `json:"response,omitempty"`
	Output   *int             `json:"output_index,omitempty"`
	ItemID   string           `json:"item_id,omitempty"`
	Content  *int             `json:"content_index,omitempty"`
	Item     *responseMessage `json:"item,omitempty"`
	Part     *responsePart    `json:"part,omitempty"`
	Delta    *string          `json:"delta,omitempty"`
	Text     *string          `json:"text,omitempty"`
	LogProbs *[]any           `json:"logprobs,omitempty"`
}

// responseStream writes the events of a response. The first of them go out with the
// first piece of the answer, so that an error before it is an ordinary reply.
type responseStream struct {
	events  stream
	out     *response
	message string // its id
	number  int    // of the next event
	started bool
}

func (s *responseStream) emit(e responseEvent) {
	e.Sequence = s.number
	s.number++
	s.events.event(e.Type, e)
}

var first = 0 // the place of the one message, and of the one text in it

// start sends what comes before the text.
func (s *responseStream) start() {
	if s.started {
		return
	}
	s.started = true
	part := textPart("")
	s.emit(responseEvent{Type: "response.created", Response: s.out})
	s.emit(responseEvent{Type: "response.in_progress", Response: s.out})
	s.emit(responseEvent{Type: "response.output_item.added", Output: &first,
		Item: &responseMessage{ID: s.message, Type: "message", Role: "assistant", Status: "in_progress", Content: []responsePart{}}})
	s.emit(responseEvent{Type: "response.content_part.added", Output: &first, ItemID: s.message, Content: &first, Part: &part})
}

// add sends a piece of the text; a thought is not part of it.
func (s *responseStream) add(p inference.Piece) {
	s.start()
	if p.Text != "" {
		s.emit(responseEvent{Type: "response.output_text.delta", Output: &first, ItemID: s.message, Content: &first, Delta: &p.Text, LogProbs: &[]any{}})
	}
}

// end sends the whole, part by part.
func (s *responseStream) end(result inference.GenerateResult) {
	s.start()
	s.out.finish(s.message, result)
	item := &s.out.Output[0]
	s.emit(responseEvent{Type: "response.output_text.done", Output: &first, ItemID: s.message, Content: &first, Text: &result.Text, LogProbs: &[]any{}})
	s.emit(responseEvent{Type: "response.content_part.done", Output: &first, ItemID: s.message, Content: &first, Part: &item.Content[0]})
	s.emit(responseEvent{Type: "response.output_item.done", Output: &first, Item: item})
	s.emit(responseEvent{Type: "response." + s.out.Status, Response: s.out})
}

// fail ends a response that has begun, and returns the error of one that has not.
func (s *responseStream) fail(err error) error {
	if !s.started {
		return err
	}
	p := asProblem(err)
	code := p.Code
	if code == "" {
		code = "server_error"
	}
	s.out.Status, s.out.Error = "failed", map[string]string{"code": code, "message": p.Message}
	s.emit(responseEvent{Type: "response.failed", Response: s.out})
	return nil
}

func (h *handler) streamResponse(w http.ResponseWriter, r *http.Request, req responseRequest, q inference.GenerateRequest, out *response) error {
	s := &responseStream{events: stream{w: w}, out: out, message: "msg_" + rand.Text()}
	result, err := h.core.Complete(r.Context(), req.Model, req.Adapters, q, s.add)
	if err != nil {
		return s.fail(err)
	}
	s.end(result)
	return nil
}
