package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// longestBody bounds a request: more text than any context holds.
const longestBody = 8 << 20

// read decodes a request's JSON. Fields that Carrel does not know are passed
// over, as clients send many of their own.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		p := invalid("", "The request has to be JSON, with the header Content-Type: application/json.")
		p.status = http.StatusUnsupportedMediaType
		return p
	}
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(patience))
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		// Many clients read no reply before all is sent, and would see a connection that
		// breaks off.
		_, _ = io.CopyN(io.Discard, r.Body, 4*longestBody)
	}
	_ = connection.SetReadDeadline(time.Time{})
	if errors.As(err, &tooLarge) {
		p := invalid("", "The request is longer than %d MB.", longestBody>>20)
		p.status = http.StatusRequestEntityTooLarge
		return p
	}
	if err != nil {
		return invalid("", "The request did not arrive whole: %v.", err)
	}
	return decode(data, into)
}

func decode(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var wrong *json.UnmarshalTypeError
	var own *problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.As(err, &wrong):
		field := strings.TrimPrefix(wrong.Field, "sampling.") // the struct's, not the JSON's
		return invalid(field, "The field %q cannot be a %s.", field, wrong.Value)
	}
	return invalid("", "The request is not valid JSON: %v.", err)
}

// given reports whether a field is there and not null.
func given(raw json.RawMessage) bool {
	return len(raw) > 0 && !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}

// texts is a text or a list of texts.
type texts []string

func (t *texts) UnmarshalJSON(data []byte) error {
	switch strings.TrimSpace(string(data))[0] {
	case 'n':
		return nil
	case '"':
		*t = texts{""}
		return json.Unmarshal(data, &(*t)[0])
	case '[':
		var list []string
		if err := json.Unmarshal(data, &list); err != nil {
			return invalid("", "A list of texts has something else in it. Lists of tokens are not supported.")
		}
		*t = list
		return nil
	}
	return invalid("", "A text or a list of texts was expected.")
}
