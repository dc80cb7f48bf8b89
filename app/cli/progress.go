package cli

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"

	"carrel/app"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// showActivity says on a terminal, in one line of standard error, what the
// library is doing while a command waits for it. The function that it gives ends
// that and takes the line away.
func (inv *invocation) showActivity(ctx context.Context, s *session) (done func()) {
	if !isTerminal(inv.stderr) {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	stream, err := s.send(ctx, http.MethodGet, "/api/events", nil)
	if err != nil { // the command itself will say what is wrong
		cancel()
		return func() {}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		events := bufio.NewReader(stream.Body)
		for {
			e, err := nextEvent(events)
			if err != nil {
				break
			}
			if e.Type == app.EventActivity && e.Activity != nil {
				fmt.Fprintf(inv.stderr, "\r\x1b[K%s", activityInWords(*e.Activity))
			}
		}
		fmt.Fprint(inv.stderr, "\r\x1b[K")
	}()
	return func() {
		cancel()
		stream.Body.Close()
		<-ended
	}
}

// longestTitle is how much of a document's title a line of progress shows, in
// characters: a longer line would wrap, and could not be taken away.
const longestTitle = 40

// activityInWords says what the library is doing, "" for nothing.
func activityInWords(a knowledge.Activity) string {
	var parts []string
	switch {
	case a.Paused != "":
		return shortened(a.Paused)
	case a.Reading != "":
		parts = append(parts, "Reading “"+shortened(a.Reading)+"”")
		if a.Queued > 1 {
			parts = append(parts, figure.Count(a.Queued-1)+" more to read")
		}
	case a.Queued > 0:
		parts = append(parts, figure.Counted(a.Queued, "document", "documents")+" to read")
	case a.Recognising != "":
		parts = append(parts, "Recognising words in “"+shortened(a.Recognising)+"”", figure.Counted(a.ToRecognise, "page left", "pages left"))
	case a.ToEmbed > 0:
		parts = append(parts, fmt.Sprintf("Preparing search by meaning: %s of %s", figure.Count(a.Embedded), figure.Counted(a.Embedded+a.ToEmbed, "passage", "passages")))
	default:
		return ""
	}
	if a.SecondsLeft >= 1 {
		parts = append(parts, "about "+inMinutes(a.SecondsLeft)+" left")
	}
	return strings.Join(parts, ", ")
}

// shortened is text for a line of progress.
func shortened(text string) string {
	text = printable(text)
	if r := []rune(text); len(r) > longestTitle {
		return string(r[:longestTitle-1]) + "…"
	}
	return text
}
