package openai

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"time"

	"carrel/app/ask"
	"carrel/inference"
)

// responseRequest is the body of POST /v1/responses, as far as a single answer
// needs it.
type responseRequest struct {
	Model           string              `json:"model"`
	Input           responseInput       `json:"input"`
	Instructions    string              `json:"instructions"`
	MaxOutputTokens *int                `json:"max_output_tokens"`
	Temperature     *float64            `json:"temperature"`
	TopP            *float64            `json:"top_p"`
	Adapters        []ask.AdapterChoice `json:"adapters"` // Carrel's own
	Text            struct {
		Format *struct {
			Type   string          `json:"type"`
			Schema json.RawMessage `json:"schema"`
		} `json:"format"`
	} `json:"text"`

	// What would change the answer and is not there is refused.
	Stream       bool            `json:"stream"`
	Background   bool            `json:"background"`
	Tools        []any           `json:"tools"`
	Previous     json.RawMessage `json:"previous_response_id"`
	Conversation json.RawMessage `json:"conversation"`
}

// responseInput is a text, or the messages of a chat.
type responseInput []message

func (in *responseInput) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*in = responseInput{{Role: "user", Content: content(text)}}
		return nil
	}
	return json.Unmarshal(data, (*[]message)(in))
}

// generation turns the request into one of the engine, by way of a chat's.
func (req *responseRequest) generation() (inference.GenerateRequest, error) {
	for param, wrong := range map[string]bool{
		"stream": req.Stream, "background": req.Background, "tools": len(req.Tools) > 0,
		"previous_response_id": given(req.Previous), "conversation": given(req.Conversation),
	} {
		if wrong {
			return inference.GenerateRequest{}, unsupported(param, "Carrel does not support %s here. POST /v1/chat/completions can do more.", param)
		}
	}
	if req.Model == libraryModel {
		return inference.GenerateRequest{}, unsupported("model", "%s answers at /v1/chat/completions.", libraryModel)
	}
	chat := chatRequest{Model: req.Model, Messages: req.Input}
	chat.MaxTokens, chat.Temperature, chat.TopP = req.MaxOutputTokens, req.Temperature, req.TopP
	if req.Instructions != "" {
		chat.Messages = append([]message{{Role: "system", Content: content(req.Instructions)}}, req.Input...)
	}
	if f := req.Text.Format; f != nil {
		chat.ResponseFormat = &responseFormat{Type: f.Type}
		chat.ResponseFormat.JSONSchema = &struct {
			Schema json.RawMessage `json:"schema"`
		}{f.Schema}
	}
	q, _, err := chat.generation()
	return q, err
}

func (h *handler) responses(w http.ResponseWriter, r *http.Request) error {
	var req responseRequest
	if err := read(w, r, &req); err != nil {
		return err
	}
	q, err := req.generation()
	if err != nil {
		return err
	}
	result, err := h.core.Complete(r.Context(), req.Model, req.Adapters, q, func(inference.Piece) {})
	if err != nil {
		return err
	}
	// Null where nothing is wrong, as clients look for it.
	status, cut := "completed", any(nil)
	if finish(result) == "length" {
		status, cut = "incomplete", map[string]string{"reason": "max_output_tokens"}
	}
	return reply(w, map[string]any{
		"id": "resp_" + rand.Text(), "object": "response", "created_at": time.Now().Unix(), "model": req.Model,
		"status": status, "error": nil, "incomplete_details": cut, "instructions": nil, "metadata": map[string]string{},
		"parallel_tool_calls": false, "tool_choice": "none", "tools": []any{}, "temperature": req.Temperature, "top_p": req.TopP,
		"output": []any{map[string]any{
			"id": "msg_" + rand.Text(), "type": "message", "role": "assistant", "status": status,
			"content": []any{map[string]any{"type": "output_text", "text": result.Text, "annotations": []any{}}},
		}},
		"usage": map[string]any{
			"input_tokens": result.PromptTokens, "output_tokens": result.AnswerTokens, "total_tokens": result.PromptTokens + result.AnswerTokens,
		},
	})
}
