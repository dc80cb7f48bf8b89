package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// poisoned fails, as an engine does that dies, whenever a text has the poison in it.
type poisoned struct{ letterEmbedder }

func (p poisoned) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	if slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "hemlock") }) {
		return nil, errors.New("the engine died")
	}
	return p.letterEmbedder.Embed(ctx, purpose, texts)
}

// struck fails so often, as where the engine is killed from outside, with texts that
// have the word in it.
type struck struct {
	letterEmbedder
	times *atomic.Int32
}

func (s struck) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	if slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "thunder") }) && s.times.Add(-1) >= 0 {
		return nil, errors.New("the engine was killed")
	}
	return s.letterEmbedder.Embed(ctx, purpose, texts)
}

// TestPassageIsNotBlamedForTheEngine has the engine killed under a passage's batch and
// under the passage itself, and then no more: it is found by meaning.
func TestPassageIsNotBlamedForTheEngine(t *testing.T) {
	var times atomic.Int32
	times.Store(2)
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Embedder = struck{times: &times} })
	docs, err := l.Add(t.Context(), []string{write(t, t.TempDir(), "storm.txt", "The thunder rolled over the valley all night.")})
	if err != nil {
		t.Fatal(err)
	}
	if docs, err = l.Wait(t.Context(), ids(docs), knowledge.StateEmbedded); err != nil || len(docs) != 1 {
		t.Fatalf("%+v, %v", docs, err)
	}
	r, err := l.Search(t.Context(), knowledge.Query{Text: "The thunder rolled over the valley all night.", Mode: knowledge.ModeVector})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].Cosine < 0.5 || times.Load() >= 0 {
		t.Errorf("by meaning: %+v, %v", r, err)
	}
}

// panicking comes to grief on one file, as splitting or analysis might.
type panicking struct{ *reader.Client }

func (p panicking) Read(ctx context.Context, s reader.Source, onPage func(reader.Page) error) (reader.Meta, error) {
	if strings.HasPrefix(s.Name, "grief") {
		panic("a page that nobody thought of")
	}
	return p.Client.Read(ctx, s, onPage)
}

func TestPoisonedPassage(t *testing.T) {
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Embedder = poisoned{} })
	dir := t.TempDir()
	docs, err := l.Add(context.Background(), []string{
		write(t, dir, "poison.txt", "A cup of hemlock was drunk by Socrates."),
		write(t, dir, "tea.txt", "A cup of tea was drunk by everybody else."),
	})
	if err != nil {
		t.Fatal(err)
	}
	docs, err = l.Wait(context.Background(), ids(docs), knowledge.StateEmbedded)
	if err != nil || len(docs) != 2 || docs[0].State != knowledge.StateEmbedded || docs[1].State != knowledge.StateEmbedded {
		t.Fatalf("%+v, %v", docs, err)
	}
	r, err := l.Search(context.Background(), knowledge.Query{Text: "Who drank the hemlock?"})
	if err != nil || len(r.Hits) == 0 || r.Hits[0].Document.Title != "poison" {
		t.Errorf("not found by words: %+v, %v", r, err)
	}
	if problems, err := l.Check(context.Background()); err != nil || len(problems) > 0 {
		t.Errorf("check: %v, %v", problems, err)
	}
}

// TestSetApartIsTold has a document of nothing but a passage that cannot be embedded:
// who waits for it hears that it is done.
func TestSetApartIsTold(t *testing.T) {
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Embedder = poisoned{} })
	dir := t.TempDir()
	for i := range 8 {
		docs, err := l.Add(t.Context(), []string{write(t, dir, fmt.Sprintf("%d.txt", i), fmt.Sprintf("Cup %d of hemlock.", i))})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		docs, err = l.Wait(ctx, ids(docs), knowledge.StateEmbedded)
		cancel()
		if err != nil || len(docs) != 1 || docs[0].State != knowledge.StateEmbedded {
			t.Fatalf("document %d: %+v, %v", i, docs, err)
		}
	}
}

func TestPanicOnOneDocument(t *testing.T) {
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Reader = panicking{c.Reader.(*reader.Client)} })
	dir := t.TempDir()
	docs, err := l.Add(context.Background(), []string{
		write(t, dir, "grief.txt", "What nobody thought of."), write(t, dir, "good.txt", "What everybody thought of."),
	})
	if err != nil {
		t.Fatal(err)
	}
	docs, err = l.Wait(context.Background(), ids(docs), knowledge.StateSearchable)
	if err != nil || len(docs) != 2 {
		t.Fatalf("%+v, %v", docs, err)
	}
	if docs[0].State != knowledge.StateFailed || docs[0].Code != reader.CodeCrashed || docs[0].Error == "" {
		t.Errorf("the one: %+v", docs[0])
	}
	if docs[1].State != knowledge.StateSearchable {
		t.Errorf("the other: %+v", docs[1])
	}
}
