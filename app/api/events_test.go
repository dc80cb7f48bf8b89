package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/ask"
	"carrel/knowledge"
)

// listener receives events as the browser does, until the test ends.
func listener(t *testing.T, h http.Handler) <-chan app.Event {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	events := make(chan app.Event, 1000)
	body, stream := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.ServeHTTP(streamWriter{header: http.Header{}, Writer: stream}, httptest.NewRequest("GET", "/api/events", nil).WithContext(ctx))
		stream.Close()
	}()
	lines := bufio.NewReader(body)
	if first, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(first, "retry:") {
		t.Fatalf("stream begins with %q, %v", first, err)
	}
	go func() {
		defer close(events)
		name := ""
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSuffix(line, "\n")
			if n, ok := strings.CutPrefix(line, "event: "); ok {
				name = n
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok && name == "carrel" {
				var e app.Event
				if json.Unmarshal([]byte(data), &e) == nil {
					events <- e
				}
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		body.Close()
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Error("the event stream did not end with its caller")
		}
	})
	return events
}

type streamWriter struct {
	io.Writer
	header http.Header
}

func (w streamWriter) Header() http.Header { return w.header }
func (w streamWriter) WriteHeader(int)     {}
func (w streamWriter) Flush()              {}

// until takes events up to the first that match accepts.
func until(t *testing.T, events <-chan app.Event, accept func(app.Event) bool) {
	t.Helper()
	timeout := time.After(5 * time.Minute)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatal("the event stream ended")
			}
			if accept(e) {
				return
			}
		case <-timeout:
			t.Fatal("the event did not come")
		}
	}
}

func TestEventsOfDocuments(t *testing.T) {
	_, h := open(t, app.Options{})
	events := listener(t, h)
	doc := add(t, h, write(t, "orchard.pdf", orchard))[0]
	until(t, events, func(e app.Event) bool {
		// States that pass quickly are left out.
		return e.Type == app.EventDocumentChanged && e.Document.ID == doc.ID &&
			(e.Document.State == knowledge.StateSearchable || e.Document.State == knowledge.StateEmbedded)
	})
	into(t, h, "DELETE", "/api/documents/"+doc.ID+"?now=1", "", &api.Empty{})
	until(t, events, func(e app.Event) bool { return e.Type == app.EventDocumentRemoved && e.Removed == doc.ID })
}

func TestAskAndCancel(t *testing.T) {
	needEngine(t)
	_, h := open(t, app.Options{Surface: app.SurfaceBrowser})
	add(t, h, write(t, "orchard.pdf", orchard))
	events := listener(t, h)

	var job api.AskReply
	w := call(h, "POST", "/api/ask", `{"question":"How many pear trees are in the orchard?","seed":7}`)
	if err := json.Unmarshal(w.Body.Bytes(), &job); err != nil || w.Code != 202 || job.Job == "" || job.Chat == "" || job.Turn == "" {
		t.Fatalf("ask: %d %s", w.Code, w.Body)
	}
	var order []string
	streamed := ""
	var done *ask.Answer
	until(t, events, func(e app.Event) bool {
		if e.Answer == nil || e.Answer.Job != job.Job || e.Type == app.EventAnswerWaiting { // that comes where the model takes its time
			return false
		}
		if len(order) == 0 || order[len(order)-1] != e.Type {
			order = append(order, e.Type)
		}
		streamed += e.Answer.Text
		done = e.Answer.Answer
		return e.Type == app.EventAnswerDone
	})
	if len(order) < 3 || order[0] != app.EventAnswerSources || order[1] != app.EventAnswerText {
		t.Errorf("events came as %v, want the sources first, then text", order)
	}
	if done.Status != ask.StatusDone || done.Text == "" || done.Seed != 7 || done.Model != "SmolLM2 135M Instruct" || len(done.Sources) == 0 {
		t.Errorf("answer: %+v", done)
	}
	var chat ask.Chat
	into(t, h, "GET", "/api/chats/"+job.Chat, "", &chat)
	if len(chat.Turns) != 1 || chat.Turns[0].ID != job.Turn || chat.Turns[0].Answer.Text != done.Text {
		t.Errorf("chat as stored: %+v", chat)
	}
	var chats api.ChatsReply
	into(t, h, "GET", "/api/chats", "", &chats)
	if len(chats.Chats) != 1 || chats.Chats[0].Title == "" || chats.Chats[0].Turns != nil {
		t.Errorf("chats: %+v", chats)
	}

	// Others, stopped as soon as their passages are there: by their job, and by their
	// turn, which is all that a page knows of them that was loaded again.
	for _, stop := range []func() string{
		func() string { return "/api/jobs/" + job.Job + "/cancel" },
		func() string { return "/api/answers/" + job.Turn + "/stop" },
	} {
		into(t, h, "POST", "/api/ask", asJSON(t, ask.Request{Question: "Tell everything about the pear trees of the orchard.", Chat: job.Chat}), &job)
		until(t, events, func(e app.Event) bool {
			return e.Type == app.EventAnswerSources && e.Answer.Job == job.Job
		})
		into(t, h, "POST", stop(), "", &api.Empty{})
		until(t, events, func(e app.Event) bool {
			done = nil
			if e.Answer != nil && e.Answer.Job == job.Job {
				done = e.Answer.Answer
			}
			return done != nil
		})
		if done.Status != ask.StatusStopped || len(done.Sources) == 0 {
			t.Errorf("answer stopped by %s: %+v", stop(), done)
		}
		into(t, h, "POST", stop(), "", &api.Empty{}) // too late, and nothing to complain about
	}
	var renamed ask.Chat
	into(t, h, "PATCH", "/api/chats/"+job.Chat, `{"title":"The orchard"}`, &renamed)
	if made := call(h, "GET", "/api/chats/"+job.Chat+"/export?as=md", ""); renamed.Title != "The orchard" ||
		!strings.Contains(made.Header().Get("Content-Disposition"), "The-orchard.md") || !strings.HasPrefix(made.Body.String(), "# The orchard\n") {
		t.Errorf("a chat with a name of its own: %+v, saved as %v: %.40s", renamed, made.Header(), made.Body)
	}
	into(t, h, "DELETE", "/api/chats/"+job.Chat, "", &api.Empty{})
	wantError(t, call(h, "GET", "/api/chats/"+job.Chat, ""), 404, app.CodeNotFound)
}
