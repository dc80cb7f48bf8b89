package openai

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"net/http"
)

// maxInputs is how many texts one request may have, as OpenAI's.
const maxInputs = 2048

// embeddingRequest is the body of POST /v1/embeddings.
type embeddingRequest struct {
	Model      string `json:"model"`
	Input      texts  `json:"input"`
	Format     string `json:"encoding_format"` // "float", which "" means too, or "base64"
	Dimensions *int   `json:"dimensions"`
}

type embedding struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"` // []float32, or base64 of them, little endian
}

func (req *embeddingRequest) check() error {
	switch {
	case req.Model == "":
		return invalid("model", "No model is named. GET /v1/models lists them.")
	case len(req.Input) == 0 || len(req.Input) > maxInputs:
		return invalid("input", "There have to be from 1 to %d texts.", maxInputs)
	case req.Format != "" && req.Format != "float" && req.Format != "base64":
		return invalid("encoding_format", "encoding_format is neither float nor base64.")
	}
	for i, text := range req.Input {
		if text == "" {
			return invalid("input", "Text %d is empty.", i+1)
		}
	}
	return nil
}

func (h *handler) embeddings(w http.ResponseWriter, r *http.Request) error {
	var req embeddingRequest
	if err := read(w, r, &req); err != nil {
		return err
	}
	if err := req.check(); err != nil {
		return err
	}
	vectors, err := h.core.Vectors(r.Context(), req.Model, req.Input)
	if err != nil {
		return err
	}
	if d := req.Dimensions; d != nil && *d != len(vectors.Rows[0]) {
		return unsupported("dimensions", "The vectors of %s have %d dimensions, and no others.", req.Model, len(vectors.Rows[0]))
	}
	data := make([]embedding, len(vectors.Rows))
	tokens := 0
	for i, row := range vectors.Rows {
		data[i] = embedding{Object: "embedding", Index: i, Embedding: row}
		if req.Format == "base64" {
			data[i].Embedding = base64Of(row)
		}
		tokens += vectors.Tokens[i]
	}
	return reply(w, struct {
		Object string         `json:"object"`
		Data   []embedding    `json:"data"`
		Model  string         `json:"model"`
		Usage  map[string]int `json:"usage"`
	}{"list", data, req.Model, map[string]int{"prompt_tokens": tokens, "total_tokens": tokens}})
}

func base64Of(row []float32) string {
	b := make([]byte, 0, 4*len(row))
	for _, v := range row {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return base64.StdEncoding.EncodeToString(b)
}
