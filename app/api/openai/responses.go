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

	Stream bool `json:"stream"`

	// What would change the answer and is not there is refused.
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
		"background": req.Background, "tools": len(req.Tools) > 0,
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
	out := req.reply()
	if req.Stream {
		return h.streamResponse(w, r, req, q, out)
	}
	result, err := h.core.Complete(r.Context(), req.Model, req.Adapters, q, func(inference.Piece) {})
	if err != nil {
		return err
	}
	out.finish("msg_"+rand.Text(), result)
	return reply(w, out)
}

// response is an answer, or what there is of it.
type response struct {
	ID           string            `json:"id"`
	Object       string            `json:"object"`
	Created      int64             `json:"created_at"`
	Model        string            `json:"model"`
	Status       string            `json:"status"` // "in_progress", "completed", "incomplete", "failed"
	Error        any               `json:"error"`  // null where nothing is wrong, as clients look for it
	Cut          any               `json:"incomplete_details"`
	Instructions *string           `json:"instructions"`
	Metadata     map[string]string `json:"metadata"`
	Parallel     bool              `json:"parallel_tool_calls"`
	ToolChoice   string            `json:"tool_choice"`
	Tools        []any             `json:"tools"`
	Temperature  *float64          `json:"temperature"`
	TopP         *float64          `json:"top_p"`
	Output       []responseMessage `json:"output"`
	Usage        *responseUsage    `json:"usage"`
}

// responseMessage is the one thing that a response consists of.
type responseMessage struct {
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Role    string         `json:"role"`
	Status  string         `json:"status"`
	Content []responsePart `json:"content"`
}

type responsePart struct {
	Type        string `json:"type"`
	Text        string `json:"text"`
	Annotations []any  `json:"annotations"`
	LogProbs    []any  `json:"logprobs"`
}

type responseUsage struct {
	Input        int `json:"input_tokens"`
	InputDetails struct {
		Cached int `json:"cached_tokens"`
	} `json:"input_tokens_details"`
	Output        int `json:"output_tokens"`
	OutputDetails struct {
		Reasoning int `json:"reasoning_tokens"`
	} `json:"output_tokens_details"`
	Total int `json:"total_tokens"`
}

// reply is the response to the request, with nothing written yet.
func (req *responseRequest) reply() *response {
	return &response{
		ID: "resp_" + rand.Text(), Object: "response", Created: time.Now().Unix(), Model: req.Model, Status: "in_progress",
		Metadata: map[string]string{}, ToolChoice: "none", Tools: []any{}, Temperature: req.Temperature, TopP: req.TopP,
		Output: []responseMessage{},
	}
}

func textPart(text string) responsePart {
	return responsePart{Type: "output_text", Text: text, Annotations: []any{}, LogProbs: []any{}}
}

// finish makes the response the whole answer.
func (out *response) finish(message string, result inference.GenerateResult) {
	out.Status = "completed"
	if finish(result) == "length" {
		out.Status, out.Cut = "incomplete", map[string]string{"reason": "max_output_tokens"}
	}
	out.Output = []responseMessage{{ID: message, Type: "message", Role: "assistant", Status: out.Status, Content: []responsePart{textPart(result.Text)}}}
	out.Usage = &responseUsage{Input: result.PromptTokens, Output: result.AnswerTokens, Total: result.PromptTokens + result.AnswerTokens}
	out.Usage.InputDetails.Cached, out.Usage.OutputDetails.Reasoning = result.ReusedTokens, result.ThoughtTokens
}
