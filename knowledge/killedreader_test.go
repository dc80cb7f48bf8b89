package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// ended is a reader whose process is ended from outside in the middle of a
// document, as often as it has lives to lose; absent, it does not even start.
type ended struct {
	*reader.Client
	lives  *int
	absent *bool
}

type endedProblem struct{ *reader.Problem }

func (e endedProblem) Unwrap() []error { return []error{e.Problem, reader.ErrKilled} }

func (e ended) Read(ctx context.Context, s reader.Source, onPage func(reader.Page) error) (reader.Meta, error) {
	if *e.absent {
		return reader.Meta{}, fmt.Errorf("%w: it ended at once", reader.ErrNoReader)
	}
	if *e.lives == 0 {
		return e.Client.Read(ctx, s, onPage)
	}
	*e.lives--
	cut := errors.New("cut")
	if _, err := e.Client.Read(ctx, s, func(p reader.Page) error {
		if err := onPage(p); err != nil {
			return err
		}
		return cut
	}); !errors.Is(err, cut) {
		return reader.Meta{}, err
	}
	return reader.Meta{}, endedProblem{&reader.Problem{Code: reader.CodeCrashed, Message: "It was ended."}}
}

// TestReaderEndedFromOutside has the reader's process ended as the system does where
// memory gets short: that is no fault of the document's, which is read once more.
func TestReaderEndedFromOutside(t *testing.T) {
	lives, absent := 0, false
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Reader = ended{c.Reader.(*reader.Client), &lives, &absent} })
	dir := t.TempDir()
	for _, test := range []struct {
		name  string
		lives int
		want  knowledge.State
	}{{"once.txt", 1, knowledge.StateSearchable}, {"always.txt", 2, knowledge.StateFailed}} {
		lives = test.lives
		docs, err := l.Add(t.Context(), []string{write(t, dir, test.name, story(test.name, 20))})
		if err != nil {
			t.Fatal(err)
		}
		docs, err = l.Wait(t.Context(), ids(docs), knowledge.StateSearchable)
		if err != nil || len(docs) != 1 || docs[0].State != test.want && !(test.want == knowledge.StateSearchable && docs[0].State == knowledge.StateEmbedded) {
			t.Errorf("%s: %+v, %v", test.name, docs, err)
		}
	}
	if wrong, err := l.Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("check: %v, %v", wrong, err)
	}
}

// TestNoReaderStarts has no reader start, as where the program is being replaced: the
// document says so, and the next start reads it by itself.
func TestNoReaderStarts(t *testing.T) {
	lives, absent := 0, true
	home, dir := t.TempDir(), t.TempDir()
	open := func() *library {
		return openLibrary(t, home, func(c *knowledge.Config) { c.Reader = ended{c.Reader.(*reader.Client), &lives, &absent} })
	}
	l := open()
	added, err := l.Add(t.Context(), []string{write(t, dir, "a.txt", "A cup of tea was drunk by everybody.")})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := l.Wait(t.Context(), ids(added), knowledge.StateSearchable)
	if err != nil || len(docs) != 1 || docs[0].State != knowledge.StateFailed || docs[0].Error == "" {
		t.Fatalf("%+v, %v", docs, err)
	}
	l.close(t)
	absent = false
	docs, err = open().Wait(t.Context(), ids(added), knowledge.StateSearchable)
	if err != nil || len(docs) != 1 || docs[0].State == knowledge.StateFailed {
		t.Errorf("after the next start: %+v, %v", docs, err)
	}
}
