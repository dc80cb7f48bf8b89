package openai

import "net/http"

// stream writes Server-Sent Events. Its headers go out with the first, so that an
// error before it is an ordinary reply.
type stream struct {
	w     http.ResponseWriter
	begun bool
}

func (s *stream) send(v any) { s.write(encode(v)) }

// event sends an event with a name, as the streams of responses have them.
func (s *stream) event(name string, v any) {
	s.begin()
	// An error here: see write.
	s.w.Write([]byte("event: " + name + "\n"))
	s.send(v)
}

// end says that nothing more comes.
func (s *stream) end() { s.write([]byte("[DONE]")) }

func (s *stream) write(data []byte) {
	s.begin()
	// An error here: the caller went away, which ends the request's context too.
	s.w.Write(append(append([]byte("data: "), data...), "\n\n"...))
	if f, ok := s.w.(http.Flusher); ok {
		f.Flush()
	}
}

func (s *stream) begin() {
	if !s.begun {
		s.begun = true
		s.w.Header().Set("Content-Type", "text/event-stream")
		s.w.WriteHeader(http.StatusOK)
	}
}

// fail gives an error to a stream that has begun, which cannot have another
// status any more, and returns that of one that has not.
func (s *stream) fail(err error) error {
	if !s.begun || err == nil {
		return err
	}
	s.send(map[string]any{"error": asProblem(err)})
	return nil
}
