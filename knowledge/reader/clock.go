package reader

import "time"

// loadTimeout bounds the time until the child is ready for a document: the
// bytes have to reach it, and at the very first start the parser is compiled
// (3 s on a quiet machine).
const loadTimeout = 5 * time.Minute

// clock measures the time that the child takes for a document, against the
// limit of the whole and that of the wait for the next page. It stands still
// while the caller is busy with a page.
type clock struct {
	left    time.Duration // of the whole document
	wait    time.Duration // limit of one wait
	started time.Time     // of the present wait
	timer   *time.Timer
}

// newClock starts with the wait for the child to be ready.
func newClock() *clock {
	return &clock{left: loadTimeout, wait: loadTimeout, started: time.Now(), timer: time.NewTimer(loadTimeout)}
}

// begin sets the document's own limits, when the child is ready.
func (c *clock) begin(whole, wait time.Duration) { c.left, c.wait = whole, wait }

func (c *clock) pause() {
	c.timer.Stop()
	c.left -= time.Since(c.started)
}

func (c *clock) resume() {
	c.started = time.Now()
	c.timer.Reset(max(0, min(c.left, c.wait)))
}

func (c *clock) stop() { c.timer.Stop() }
