package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"carrel/app/ask"
	"carrel/knowledge"
)

func text(job, s string) Event {
	return Event{Type: EventAnswerText, Answer: &AnswerEvent{Job: job, Text: s}}
}

func next(t *testing.T, s *Subscription) Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	e, ok := s.Next(ctx)
	if !ok {
		t.Fatal("no event came")
	}
	return e
}

func TestTextIsJoinedPerFrame(t *testing.T) {
	h := newHub()
	defer h.close()
	a, b := h.Subscribe(), h.Subscribe()
	var want strings.Builder
	for i := range 2000 {
		piece := fmt.Sprintf("%d ", i)
		want.WriteString(piece)
		h.publish(text("j", piece))
	}
	h.publish(Event{Type: EventAnswerDone, Answer: &AnswerEvent{Job: "j"}})
	for _, s := range []*Subscription{a, b} {
		var got strings.Builder
		n := 0
		for {
			e := next(t, s)
			n++
			if e.Type == EventAnswerDone {
				break
			}
			got.WriteString(e.Answer.Text)
		}
		if got.String() != want.String() {
			t.Errorf("text arrived changed: %q", got.String())
		}
		if n > 400 {
			t.Errorf("2000 deltas arrived as %d events", n)
		}
	}
}

func TestMergeKeepsOrder(t *testing.T) {
	doc := func(id string, state knowledge.State) Event {
		return Event{Type: EventDocumentChanged, Document: &knowledge.Document{ID: id, State: state}}
	}
	removed := func(id string) Event { return Event{Type: EventDocumentRemoved, Removed: id} }
	sentence := Event{Type: EventAnswerSentence, Answer: &AnswerEvent{Job: "j"}}
	tests := []struct {
		name string
		in   []Event
		want string
	}{
		{"text around a sentence", []Event{text("j", "a"), text("j", "b"), sentence, text("j", "c")}, "text ab|answer.sentence|text c"},
		{"two answers", []Event{text("j", "a"), text("k", "x"), text("j", "b")}, "text ab|text x"},
		{"newest state", []Event{doc("1", "queued"), doc("2", "queued"), doc("1", "searchable")}, "1 searchable|2 queued"},
		{"removed and added again", []Event{doc("1", "queued"), removed("1"), doc("1", "reading")}, "1 queued|removed 1|1 reading"},
		{"activity", []Event{{Type: EventActivity}, doc("1", "queued"), {Type: EventActivity}}, "activity|1 queued"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var events []Event
			for _, e := range tt.in {
				events = merge(events, e)
			}
			var got []string
			for _, e := range events {
				switch e.Type {
				case EventAnswerText:
					got = append(got, "text "+e.Answer.Text)
				case EventDocumentChanged:
					got = append(got, e.Document.ID+" "+string(e.Document.State))
				case EventDocumentRemoved:
					got = append(got, "removed "+e.Removed)
				default:
					got = append(got, e.Type)
				}
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

func TestSlowSubscriberIsToldToResync(t *testing.T) {
	h := newHub()
	defer h.close()
	slow := h.Subscribe()
	start := time.Now()
	for i := range 3 * backlog {
		h.publish(Event{Type: EventDocumentRemoved, Removed: fmt.Sprint(i)})
	}
	if d := time.Since(start); d > time.Minute {
		t.Errorf("publishing waited for the slow subscriber: %v", d)
	}
	h.mu.Lock()
	h.flushLocked()
	h.mu.Unlock()
	if e := next(t, slow); e.Type != EventResync {
		t.Fatalf("first event is %q, want a resync", e.Type)
	}
	h.publish(Event{Type: EventDocumentRemoved, Removed: "after"})
	for e := next(t, slow); e.Removed != "after"; e = next(t, slow) {
	}
}

func TestSubscriptionEnds(t *testing.T) {
	h := newHub()
	a, b := h.Subscribe(), h.Subscribe()
	a.Close()
	if _, ok := a.Next(context.Background()); ok {
		t.Error("a closed subscription gave an event")
	}
	h.publish(text("j", "last"))
	h.close()
	if e := next(t, b); e.Answer.Text != "last" {
		t.Errorf("got %+v, want the last text", e)
	}
	if _, ok := b.Next(context.Background()); ok {
		t.Error("an event came after the end")
	}
	if _, ok := h.Subscribe().Next(context.Background()); ok {
		t.Error("a subscription after the end gave an event")
	}
}

// The window counts the sources, also where there are none: in an empty library,
// and while a document is being summed up.
func TestNoSourcesAreSentAsNone(t *testing.T) {
	a := &App{hub: newHub()}
	defer a.hub.close()
	s := a.hub.Subscribe()
	a.publishStep(Job{ID: "j"}, ask.Step{Kind: ask.StepSources})
	a.hub.publish(text("j", "No."))
	data, err := json.Marshal(next(t, s))
	if err != nil || !strings.Contains(string(data), `"sources":[]`) {
		t.Errorf("%s, %v", data, err)
	}
	if data, err = json.Marshal(next(t, s)); err != nil || strings.Contains(string(data), "sources") {
		t.Errorf("text came with sources: %s, %v", data, err)
	}
}
