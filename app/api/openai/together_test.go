package openai_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"carrel/app"
	"carrel/app/ask"
)

// stream sends a request, and returns when the first part of its reply has come. ended
// is closed with the reply's end.
func (s *server) stream(ctx context.Context, body object) (ended <-chan struct{}) {
	s.t.Helper()
	body["stream"] = true
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := s.request(ctx, "POST", "/chat/completions", bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	parts := bufio.NewScanner(response.Body)
	if !parts.Scan() || response.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s, %v", response.StatusCode, parts.Text(), parts.Err())
	}
	end := make(chan struct{})
	go func() {
		defer close(end)
		defer response.Body.Close()
		for parts.Scan() { // or what has come would look like what comes
		}
	}()
	return end
}

func isOver(end <-chan struct{}) bool {
	select {
	case <-end:
		return true
	default:
		return false
	}
}

// long asks for an answer that ends long after all others in these tests.
func long(seed int) object {
	return object{"model": chatModel, "messages": user("Tell a very long story about the sea."), "max_tokens": 4000, "seed": seed, "temperature": 1,
		"response_format": object{"type": "json_schema", "json_schema": object{"name": "x", "schema": object{"type": "array", "minItems": 400, "items": object{"enum": []string{"sea", "wave"}}}}}}
}

// Who comes second has the first words while the first one's answer is being written,
// and who comes when all places are taken has them when somebody goes away.
func TestTheSecondClientDoesNotWaitForTheFirst(t *testing.T) {
	s := serve(t)
	// Memory for several is taken once several have come.
	for range 2 {
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				body := `{"model":"` + chatModel + `","messages":[{"role":"user","content":"Hello"}],"max_tokens":20}`
				if code, _, err := s.do(t.Context(), "POST", "/chat/completions", strings.NewReader(body)); err != nil || code != http.StatusOK {
					t.Errorf("%d, %v", code, err)
				}
			})
		}
		all.Wait()
	}
	ctx, goAway := context.WithCancel(t.Context())
	defer goAway()
	first := s.stream(ctx, long(1))
	second := s.stream(ctx, long(2))
	var third answered
	s.post("/chat/completions", object{"model": chatModel, "messages": user("Hello"), "max_tokens": 4}, &third)
	if third.text() == "" {
		t.Errorf("%+v", third)
	}
	if isOver(first) || isOver(second) {
		t.Error("one waited for another one's end")
	}

	// Three are being answered, one waits and gives up, and another one has the place
	// of the one that goes away.
	leaving, leave := context.WithCancel(t.Context())
	s.stream(leaving, long(3))
	impatient, giveUp := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if _, _, err := s.do(impatient, "POST", "/chat/completions", strings.NewReader(`{"model":"`+chatModel+`","messages":[{"role":"user","content":"x"}]}`)); err == nil {
			t.Error("a fourth one was answered beside three")
		}
	}()
	got := make(chan answered)
	go func() {
		var a answered
		s.post("/chat/completions", object{"model": chatModel, "messages": user("Hello"), "max_tokens": 4}, &a)
		got <- a
	}()
	giveUp()
	<-gone
	leave()
	if a := <-got; a.text() == "" || isOver(first) || isOver(second) {
		t.Errorf("%+v, with the others at their end: %v, %v", a, isOver(first), isOver(second))
	}
}

// The same seed gives the same text, whatever is written beside it, also from the
// library.
func TestSeedsAmongOthers(t *testing.T) {
	s := serve(t)
	s.add("orchard.md", "The orchard has 312 pear trees. They were planted in 1987 by Anna Weiss.\n")
	s.add("bees.md", "The bees live in the south wall. Their honey is dark.\n")
	bodies := []object{
		{"model": "carrel/library", "messages": user("How many pear trees does the orchard have?"), "seed": 1},
		{"model": "carrel/library", "messages": user("Where do the bees live?"), "seed": 2},
	}
	for i := range 5 {
		bodies = append(bodies, object{"model": chatModel, "messages": user(fmt.Sprintf("Tell me %d things about the sea.", i+2)), "max_tokens": 20, "seed": i, "temperature": 1})
	}
	bodies = append(bodies, object{"model": chatModel, "messages": user("Tell me two things about the sea."), "max_tokens": 10, "seed": 0, "temperature": 1, "n": 3})
	alone := make([]answered, len(bodies))
	for i, body := range bodies {
		s.post("/chat/completions", body, &alone[i])
	}
	texts := func(a answered) (list []string) {
		for i, c := range a.Choices {
			if c.Index != i {
				t.Errorf("choice %d comes as the %dth", c.Index, i)
			}
			list = append(list, c.Message.Content)
		}
		return list
	}
	var all sync.WaitGroup
	for range 2 {
		for i, body := range bodies {
			all.Go(func() {
				var a answered
				s.post("/chat/completions", body, &a)
				if got, want := texts(a), texts(alone[i]); strings.Join(got, "\n") != strings.Join(want, "\n") {
					t.Errorf("beside others %q, alone %q", got, want)
				}
			})
			all.Go(func() { // shares its computations with others
				var a answered
				s.post("/chat/completions", object{"model": chatModel, "messages": user("Say something about the sea."), "max_tokens": 12}, &a)
			})
		}
	}
	all.Wait()
}

// A question in the window is answered while other programs' requests are, however
// many of them wait.
func TestTheWindowDoesNotWaitForOtherPrograms(t *testing.T) {
	s := serve(t)
	s.add("orchard.md", "The orchard has 312 pear trees. They were planted in 1987 by Anna Weiss.\n")
	ctx, goAway := context.WithCancel(t.Context())
	var all sync.WaitGroup
	defer all.Wait()
	defer goAway()
	first := s.stream(ctx, long(0))
	for i := range 6 {
		all.Go(func() {
			data, _ := json.Marshal(long(i + 1)) // numbers and strings
			if _, reply, err := s.do(ctx, "POST", "/chat/completions", bytes.NewReader(data)); err == nil {
				t.Errorf("another program's request ended first: %.100s", reply)
			}
		})
	}
	events := s.core.Subscribe()
	defer events.Close()
	job, err := s.core.Ask(t.Context(), ask.Request{Question: "How many pear trees does the orchard have?"})
	if err != nil {
		t.Fatal(err)
	}
	for {
		e, ok := events.Next(t.Context())
		if !ok {
			t.Fatal("the question is not answered")
		}
		if e.Type == app.EventAnswerDone && e.Answer.Job == job.ID {
			if a := e.Answer.Answer; a.Status != ask.StatusDone || !strings.Contains(a.Text, "312") {
				t.Errorf("%+v", a)
			}
			break
		}
	}
	if isOver(first) {
		t.Error("the window waited for the first request's end")
	}
}
