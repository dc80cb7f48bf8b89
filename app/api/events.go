package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"carrel/app"
)

// keepAlive is how long an event stream may be silent. Browsers and their
// proxies give up on silent connections after 30 to 60 s.
const keepAlive = 15 * time.Second

// events streams what happens as Server-Sent Events named "carrel" until the
// caller goes away or the program ends.
func (h *handler) events(w http.ResponseWriter, r *http.Request) error {
	flusher, ok := w.(http.Flusher)
	if !ok {
		return app.Errorf(app.CodeUnsupported, "Events cannot be streamed here; the window receives them another way.")
	}
	events := h.core.Subscribe()
	defer events.Close()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	// Something must go out at once, or fetch() and EventSource do not open.
	if _, err := fmt.Fprint(w, "retry: 1000\n\n"); err != nil {
		return nil
	}
	flusher.Flush()
	for {
		ctx, cancel := context.WithTimeout(r.Context(), keepAlive)
		event, ok := events.Next(ctx)
		silent := ctx.Err() != nil && r.Context().Err() == nil
		cancel()
		var err error
		switch {
		case ok:
			_, err = fmt.Fprintf(w, "event: carrel\ndata: %s\n\n", Encode(event))
		case silent:
			_, err = fmt.Fprint(w, ": still here\n\n")
		default:
			return nil
		}
		if err != nil {
			return nil // the caller went away
		}
		flusher.Flush()
	}
}
