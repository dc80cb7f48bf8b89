package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"carrel/knowledge"
)

// tailReranker prefers passages by the number at their end.
type tailReranker struct {
	asked []string
	texts []string
}

func (r *tailReranker) Name() string { return "Tail" }

func (r *tailReranker) Rerank(_ context.Context, query string, texts []string) ([]float32, error) {
	r.asked = append(r.asked, query)
	r.texts = texts
	scores := make([]float32, len(texts))
	for i, text := range texts {
		if _, err := fmt.Sscan(text[strings.LastIndex(text, " "):], &scores[i]); err != nil {
			return nil, err
		}
	}
	return scores, nil
}

// rerankerFunc is a reranker that only fails.
type rerankerFunc func(ctx context.Context) error

func (f rerankerFunc) Name() string { return "Sand" }

func (f rerankerFunc) Rerank(ctx context.Context, _ string, texts []string) ([]float32, error) {
	return nil, f(ctx)
}

func TestSecondLook(t *testing.T) {
	dir := t.TempDir()
	tail := &tailReranker{}
	looks := map[string]knowledge.SecondLook{
		"":       {By: tail, Passages: 3},
		"none":   {},
		"slow":   {Within: time.Millisecond, By: rerankerFunc(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })},
		"broken": {By: rerankerFunc(func(context.Context) error { return errors.New("The file is damaged.") })},
	}
	l := openLibrary(t, dir, func(c *knowledge.Config) {
		c.SecondLook = func(_ context.Context, name string) (knowledge.SecondLook, error) {
			look, ok := looks[name]
			if !ok {
				return look, errors.New("there is no such reranker")
			}
			return look, nil
		}
	})
	// By words: the shorter a passage, the better.
	var paths []string
	for i, words := range []string{"", "of the old town ", "of the old town beside the river ", "of the old town beside the river and its bridge "} {
		paths = append(paths, write(t, dir, fmt.Sprintf("note%d.txt", i), fmt.Sprintf("Here is a granary %sfrom year %d", words, i+1)))
	}
	docs := l.add(t, paths...)
	search := func(rerank string) (knowledge.Results, string) {
		t.Helper()
		results, err := l.Search(context.Background(), knowledge.Query{Text: "granary", Mode: knowledge.ModeLexical, Rerank: rerank})
		if err != nil {
			t.Fatal(err)
		}
		order := ""
		for _, h := range results.Hits {
			order += h.Text[len(h.Text)-1:]
		}
		return results, order
	}

	first, order := search("none")
	if order != "1234" || first.Rerank != nil || first.Hits[0].Rerank != nil {
		t.Fatalf("without a second look: %s, %+v", order, first.Rerank)
	}
	// The best three come in the reranker's order, the others after them.
	second, order := search("")
	if order != "3214" || second.Rerank == nil || second.Rerank.By != "Tail" || second.Rerank.Passages != 3 || second.Rerank.Failed != "" {
		t.Errorf("with one: %s, %+v", order, second.Rerank)
	}
	if len(tail.texts) != 3 || tail.asked[0] != "granary" || !strings.HasPrefix(tail.texts[0], "note0") {
		t.Errorf("it was asked %q of %q", tail.asked, tail.texts)
	}
	if h := second.Hits[0]; h.Rerank == nil || *h.Rerank != (knowledge.HitRerank{Before: 3, After: 1, Score: 3}) || h.Score != first.Hits[2].Score {
		t.Errorf("the first hit: %+v, %v", h.Rerank, h.Score)
	}
	if second.Hits[3].Rerank != nil {
		t.Errorf("the fourth was not looked at: %+v", second.Hits[3].Rerank)
	}
	// Where nothing comes of it, the first order stands and the reply says so.
	for name, words := range map[string]string{"slow": "not done within", "broken": "The file is damaged."} {
		results, order := search(name)
		if order != "1234" || results.Rerank == nil || results.Rerank.Passages != 0 || !strings.Contains(results.Rerank.Failed, words) {
			t.Errorf("%s: %s, %+v", name, order, results.Rerank)
		}
	}
	if _, err := l.Search(context.Background(), knowledge.Query{Text: "granary", Rerank: "nothing.gguf"}); err == nil {
		t.Error("a reranker that is not there was named, and the search went on")
	}
	// Who gives up the search is not told of an order.
	ctx, cancel := context.WithCancel(context.Background())
	looks["given up"] = knowledge.SecondLook{By: rerankerFunc(func(ctx context.Context) error { cancel(); <-ctx.Done(); return ctx.Err() })}
	if _, err := l.Search(ctx, knowledge.Query{Text: "granary", Mode: knowledge.ModeLexical, Rerank: "given up"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a search that was given up: %v", err)
	}

	why := func(rerank string, document int) knowledge.Why {
		t.Helper()
		w, err := l.Why(context.Background(), knowledge.Query{Text: "granary", Mode: knowledge.ModeLexical, Rerank: rerank}, docs[document].ID)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := why("", 2)
	if p := w.Passages[0]; w.Found != 1 || p.Rank != 3 || p.Rerank == nil || p.Rerank.After != 1 || !strings.Contains(strings.Join(w.Reasons, " "), "number 3 (line 1) became number 1") {
		t.Errorf("why: hit %d, %+v, %q", w.Found, p, w.Reasons)
	}
	for look, words := range map[string]string{"": "none of this document is among them", "slow": "not done within"} {
		if w := why(look, 3); !strings.Contains(strings.Join(w.Reasons, " "), words) {
			t.Errorf("why, %q: %q", look, w.Reasons)
		}
	}
}
