package openai

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"carrel/app"
	"carrel/inference"
)

// The types of errors that OpenAI's API has.
const (
	kindRequest = "invalid_request_error"
	kindLimit   = "rate_limit_error"
	kindServer  = "server_error"
)

// problem is an error in OpenAI's form.
type problem struct {
	status  int
	Message string `json:"message"`
	Kind    string `json:"type"`
	Param   string `json:"param"` // the field that is wrong; "" is null
	Code    string `json:"code"`
}

func (p *problem) Error() string { return p.Message }

// MarshalJSON has null for a Param or Code that is not there.
func (p *problem) MarshalJSON() ([]byte, error) {
	out := map[string]any{"message": p.Message, "type": p.Kind, "param": nil, "code": nil}
	if p.Param != "" {
		out["param"] = p.Param
	}
	if p.Code != "" {
		out["code"] = p.Code
	}
	return json.Marshal(out)
}

// invalid is the error for a field that is wrong.
func invalid(param, format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, Kind: kindRequest, Param: param, Message: fmt.Sprintf(format, args...)}
}

// unsupported is the error for a field that Carrel does not know what to do with.
func unsupported(param, format string, args ...any) *problem {
	p := invalid(param, format, args...)
	p.Code = "unsupported_parameter"
	return p
}

func noModel(format string, args ...any) *problem {
	p := invalid("model", format, args...)
	p.status, p.Code = http.StatusNotFound, "model_not_found"
	return p
}

// asProblem gives any error OpenAI's form.
func asProblem(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	e := app.Explain(err)
	p = &problem{status: http.StatusInternalServerError, Kind: kindServer, Message: e.Message, Code: e.Code}
	switch e.Code {
	case app.CodeBadRequest:
		p.status, p.Kind, p.Code = http.StatusBadRequest, kindRequest, ""
	case inference.CodePromptTooLong:
		p.status, p.Kind, p.Code = http.StatusBadRequest, kindRequest, "context_length_exceeded"
	case inference.CodeAdapter:
		p.status, p.Kind, p.Param, p.Code = http.StatusBadRequest, kindRequest, "adapters", ""
	case app.CodeNoModel, inference.CodeModelMissing, inference.CodeModelCrashes:
		p.status, p.Kind, p.Param, p.Code = http.StatusNotFound, kindRequest, "model", "model_not_found"
	case app.CodeNotFound:
		p.status, p.Kind = http.StatusNotFound, kindRequest
	case app.CodeForbidden:
		p.status, p.Kind = http.StatusForbidden, kindRequest
	case app.CodeTooLarge:
		p.status, p.Kind = http.StatusRequestEntityTooLarge, kindRequest
	case app.CodeClosing, inference.CodeEngineDied:
		p.status = http.StatusServiceUnavailable
	case app.CodeCancelled:
		p.status = 499 // nginx's: the caller closed the request, and will not read this
	}
	return p
}

func refuse(w http.ResponseWriter, p *problem) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	w.Write(encode(map[string]any{"error": p})) // an error here: the caller went away
}

func reply(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Write(encode(v))
	return nil
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("openai: " + err.Error()) // a type that JSON does not have: not a matter of the data
	}
	return data
}
