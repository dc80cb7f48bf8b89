package openai

import (
	"context"
	"net/http"
	"time"
)

// patience is how long a caller may take to send a request, or to take some of
// what is written to it. While an answer is written the library's work in the
// background waits, and so does a caller that would have its place.
const patience = 30 * time.Second

// patientWriter gives a reply up that nobody reads, and what it comes from with it.
type patientWriter struct {
	http.ResponseWriter
	ctx    context.Context
	giveUp context.CancelFunc
}

func (p *patientWriter) Write(data []byte) (int, error) {
	if p.ctx.Err() == nil { // else the time has been set already, and is shorter
		_ = p.control().SetWriteDeadline(time.Now().Add(patience))
	}
	n, err := p.ResponseWriter.Write(data)
	if err != nil {
		p.giveUp()
	}
	return n, err
}

func (p *patientWriter) Flush() {
	if err := p.control().Flush(); err != nil {
		p.giveUp()
	}
}

func (p *patientWriter) control() *http.ResponseController {
	return http.NewResponseController(p.ResponseWriter)
}

// Unwrap is for http.ResponseController.
func (p *patientWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
