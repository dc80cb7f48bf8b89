package cli

import (
	"fmt"
	"io"
	"net/http"
	"sync"
)

// handlerTransport calls a http.Handler of this process as if it were far away,
// so that a command does the same whether a Carrel runs or not. Replies are
// streamed.
type handlerTransport struct{ handler http.Handler }

func (t handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, stream := io.Pipe()
	w := &pipeWriter{header: http.Header{}, stream: stream, begun: make(chan struct{})}
	go func() {
		defer func() {
			if p := recover(); p != nil {
				w.WriteHeader(http.StatusInternalServerError)
				stream.CloseWithError(fmt.Errorf("the handler of %s broke: %v", r.URL.Path, p))
				return
			}
			w.WriteHeader(http.StatusOK)
			stream.Close()
		}()
		defer r.Body.Close()
		t.handler.ServeHTTP(w, r)
	}()
	select {
	case <-w.begun:
	case <-r.Context().Done():
		body.Close() // the handler's next write fails
		return nil, r.Context().Err()
	}
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: body, ContentLength: -1, Request: r,
	}, nil
}

// pipeWriter is a http.ResponseWriter and http.Flusher whose body is a pipe.
type pipeWriter struct {
	header http.Header
	sent   http.Header // header as it was at WriteHeader
	status int
	once   sync.Once
	begun  chan struct{} // closed by WriteHeader
	stream *io.PipeWriter
}

func (w *pipeWriter) Header() http.Header { return w.header }

func (w *pipeWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.begun)
	})
}

func (w *pipeWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.stream.Write(p)
}

// Flush has nothing to do: a pipe keeps nothing back.
func (w *pipeWriter) Flush() { w.WriteHeader(http.StatusOK) }
