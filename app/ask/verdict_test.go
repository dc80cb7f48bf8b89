package ask

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app/ask/align"
)

func TestJudge(t *testing.T) {
	ctx := t.Context()
	h := NewHistory(openStore(t, filepath.Join(t.TempDir(), "library.db")).DB())
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for i, id := range []string{"t1", "t2", "t3"} {
		turn := Turn{ID: id, Chat: "c1", Question: "Who?", AskedAt: at, Answer: Answer{
			Text: "Anna Berg.", Status: StatusDone, Model: "m", Seed: uint32(i),
			Sentences: []Sentence{{Start: 0, End: 10, State: align.Supported}},
			Sources:   []Source{{N: 1, Page: 2, Text: "by Anna Berg", End: 12}},
		}}
		if err := h.begin(ctx, turn); err != nil {
			t.Fatal(err)
		}
	}
	judge := func(id string, v *Verdict) {
		t.Helper()
		if err := h.Judge(ctx, id, v); err != nil {
			t.Fatal(err)
		}
	}
	judge("t1", &Verdict{Good: false, Reason: " wrong ", At: at.Add(2 * time.Hour)})
	judge("t2", &Verdict{Good: true, Reason: strings.Repeat("é", 3000), At: at.Add(time.Hour)})
	judge("t3", &Verdict{Good: true, At: at})
	judge("t3", nil)
	// An answer that grows keeps its verdict.
	if err := h.update(ctx, Turn{ID: "t1", Answer: Answer{Text: "Anna Berg.", Status: StatusDone}}); err != nil {
		t.Fatal(err)
	}
	list, err := h.Cases(ctx)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	if c := list[0]; c.ID != "t2" || c.Verdict != "good" || len([]rune(c.Reason)) != longestReason || c.Seed != 1 ||
		len(c.Passages) != 1 || c.Passages[0].Text != "by Anna Berg" || len(c.Passages[0].SHA256) != 64 || c.Sentences[0] != (CaseClaim{"Anna Berg.", align.Supported}) {
		t.Errorf("%+v", c)
	}
	if c := list[1]; c.ID != "t1" || c.Verdict != "bad" || c.Reason != "wrong" || !c.JudgedAt.Equal(at.Add(2*time.Hour)) {
		t.Errorf("%+v", c)
	}
	chat, err := h.Chat(ctx, "c1")
	if err != nil || chat.Turns[0].Verdict == nil || chat.Turns[0].Verdict.Good || chat.Turns[2].Verdict != nil {
		t.Errorf("%+v, %v", chat, err)
	}
	if err := h.Judge(ctx, "nosuch", nil); !errors.Is(err, ErrNoTurn) {
		t.Errorf("no answer: %v", err)
	}
}
