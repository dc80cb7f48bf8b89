package openai_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestLibraryAnswersWithEvidence(t *testing.T) {
	s := serve(t)
	orchard := s.add("orchard.md", "The orchard has 312 pear trees. They were planted in 1987 by Anna Weiss.\n")
	s.add("bees.md", "The bees live in the south wall. Their honey is dark.\n")
	body := object{"model": "carrel/library", "messages": user("How many pear trees does the orchard have?"), "seed": 1}
	var got answered
	s.post("/chat/completions", body, &got)
	m := got.Choices[0].Message
	if len(m.Annotations) == 0 || !strings.Contains(m.Content, "312") {
		t.Fatalf("%+v", m)
	}
	pages, err := s.core.Library.Pages(t.Context(), orchard.ID, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	text := []rune(m.Content)
	for _, a := range m.Annotations {
		f := a.File
		if a.Type != "file_citation" || f.FileID != orchard.ID || f.Filename != "orchard.md" {
			t.Errorf("%+v", a)
			continue
		}
		page := []rune(pages[f.Page-1].Text)
		if quote := string(page[f.PageStart:f.PageEnd]); quote != f.Quote {
			t.Errorf("the quote is %q, and the page says %q", f.Quote, quote)
		}
		if f.StartIndex < 0 || f.EndIndex <= f.StartIndex || f.EndIndex > len(text) {
			t.Errorf("the sentence is from %d to %d of %d", f.StartIndex, f.EndIndex, len(text))
		}
	}
	// A stream has the same text and evidence, and no sentence is taken back.
	parts, streamed := s.streamed(body)
	last := parts[len(parts)-1].Choices[0]
	if streamed != m.Content || len(last.Delta.Annotations) != len(m.Annotations) || last.Finish != "stop" {
		t.Errorf("streamed %q with %+v; whole it is %q", streamed, last, m.Content)
	}
	// Only the named documents are asked, also with a model's name.
	status, reply, err := s.do(t.Context(), "POST", "/chat/completions", strings.NewReader(
		`{"model":"`+chatModel+`","documents":["`+orchard.ID+`"],"messages":[{"role":"user","content":"Where do the bees live?"}]}`))
	if err != nil || status != http.StatusOK || strings.Contains(string(reply), "bees.md") {
		t.Errorf("%d %s %v", status, reply, err)
	}
	// What other programs ask is kept by them, and nowhere else.
	chats, err := s.core.History.Chats(t.Context())
	if err != nil || len(chats) > 0 {
		t.Errorf("%d chats, %v", len(chats), err)
	}
}
