package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"

	"carrel/app"
)

// longestRequest limits a JSON body: some ten thousand paths, or a question of
// any sensible length.
const longestRequest = 8 << 20

// decode reads a JSON request.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestRequest))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return app.Errorf(app.CodeTooLarge, "The request is longer than %d MB.", longestRequest>>20)
	case err != nil:
		return app.Errorf(app.CodeBadRequest, "The request is not the JSON that %s %s takes: %w", r.Method, r.URL.Path, err)
	}
	return nil
}

func reply(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(Encode(v)) // an error here: the caller went away
	return nil
}

func writeError(w http.ResponseWriter, r *http.Request, err error) {
	e := app.Explain(err)
	status, ok := statusOf[e.Code]
	if !ok {
		status = http.StatusUnprocessableEntity // a document's or the engine's refusal
	}
	reply(w, status, ErrorReply{Error: ErrorBody{Code: e.Code, Message: e.Message, Document: e.Document}})
}

var statusOf = map[string]int{
	app.CodeBadRequest:   http.StatusBadRequest,
	app.CodeUnauthorized: http.StatusUnauthorized,
	app.CodeForbidden:    http.StatusForbidden,
	app.CodeNotFound:     http.StatusNotFound,
	app.CodeGone:         http.StatusGone,
	app.CodeChanged:      http.StatusConflict,
	app.CodeTooLarge:     http.StatusRequestEntityTooLarge,
	app.CodeDiskFull:     http.StatusInsufficientStorage,
	app.CodeBusy:         http.StatusConflict,
	app.CodeUnsupported:  http.StatusNotImplemented,
	app.CodeClosing:      http.StatusServiceUnavailable,
	app.CodeCancelled:    499, // nginx's: the caller closed the request
	app.CodePaused:       http.StatusConflict,
	app.CodeExists:       http.StatusConflict,
	app.CodeNoModel:      http.StatusServiceUnavailable,
	app.CodeInternal:     http.StatusInternalServerError,
}

// Encode gives the JSON of a reply or event as the interface expects it: an
// absent list is [], not null, unless its field may be left out.
func Encode(v any) json.RawMessage {
	data, err := json.Marshal(withLists(reflect.ValueOf(v)).Interface())
	if err != nil {
		panic("api: " + err.Error()) // a type that JSON does not have: not a matter of the data
	}
	return data
}

// withLists copies v with every nil slice replaced by an empty one. Slices
// whose field has omitempty are left out either way.
func withLists(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		copied := reflect.New(v.Type().Elem())
		copied.Elem().Set(withLists(v.Elem()))
		return copied
	case reflect.Slice:
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		if v.Type().Elem().Kind() != reflect.Struct && v.Type().Elem().Kind() != reflect.Slice {
			reflect.Copy(copied, v)
			return copied
		}
		for i := range v.Len() {
			copied.Index(i).Set(withLists(v.Index(i)))
		}
		return copied
	case reflect.Struct:
		copied := reflect.New(v.Type()).Elem()
		copied.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				copied.Field(i).Set(withLists(v.Field(i)))
			}
		}
		return copied
	}
	return v
}
