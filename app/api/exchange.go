package api

import (
	"context"
	"net/http"
	"time"
)

// takeGrace is how long a client has to take the rest of a reply once the
// library that it is from is to be exchanged.
const takeGrace = 2 * time.Second

// UntilExchanged has a call end with ctx also where it waits for its client: for
// the next bytes of an upload, or to be rid of those of a document. A restore,
// which waits for all calls, would else wait for a client that does nothing.
// The function that it returns is called when the call has ended.
//
// Only replies that go over a connection of their own can wait so; those of the
// window are in memory, and know no deadlines.
func UntilExchanged(ctx context.Context, w http.ResponseWriter) (end func()) {
	connection := http.NewResponseController(w)
	broken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(broken)
		now := time.Now()
		_ = connection.SetReadDeadline(now)
		_ = connection.SetWriteDeadline(now.Add(takeGrace))
	})
	return func() {
		if stop() {
			return
		}
		<-broken
		// A reply that is made after this, and the next call over the connection,
		// have all the time they want. For what is read the server sees to that
		// itself, once it has given up the rest of this call.
		_ = connection.SetWriteDeadline(time.Time{})
	}
}
