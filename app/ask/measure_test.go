package ask

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/knowledge"
)

// The tests here measure and take minutes; they run with CARREL_MEASURE=1 only.
func measuring(t *testing.T) {
	t.Helper()
	if os.Getenv("CARREL_MEASURE") == "" {
		t.Skip("set CARREL_MEASURE=1 to measure")
	}
}

// xquadLibrary returns a library of XQuAD's paragraphs, one file each.
func xquadLibrary(t *testing.T, paragraphs []string) *knowledge.Library {
	t.Helper()
	openDesk(t)
	dir := t.TempDir()
	l, store, err := newLibrary(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); store.Close() })
	var paths []string
	for i, p := range paragraphs {
		path := filepath.Join(dir, fmt.Sprintf("p%03d.txt", i))
		if err := os.WriteFile(path, []byte(p), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if _, err := addAll(context.Background(), l, paths); err != nil {
		t.Fatal(err)
	}
	return l
}

func absentQuestions(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("testdata/absent.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// TestMeasureAbstaining counts how often a question that has an answer is
// turned down, and how often one that has none.
func TestMeasureAbstaining(t *testing.T) {
	measuring(t)
	paragraphs, questions := loadXQuAD(t)
	l := xquadLibrary(t, paragraphs)
	turnedDown := func(q string) bool {
		res, err := l.Search(context.Background(), knowledge.Query{Text: q, K: retrieveK})
		if err != nil {
			t.Fatal(err)
		}
		return weak(res.Hits)
	}
	for half, name := range []string{"even (held out)", "odd (chosen on)"} {
		wrong, n := 0, 0
		for i, q := range questions {
			if q.Article%2 != half || i%3 != 0 {
				continue
			}
			n++
			if turnedDown(q.Question) {
				wrong++
			}
		}
		right, absent := 0, 0
		for i, q := range absentQuestions(t) {
			if i%2 != half {
				continue
			}
			absent++
			if turnedDown(q) {
				right++
			}
		}
		t.Logf("%s: %d of %d answerable questions turned down, %d of %d absent ones", name, wrong, n, right, absent)
		if 100*wrong > 3*n || 100*right < 75*absent {
			t.Errorf("%s: too many answerable or too few absent questions are turned down", name)
		}
	}
}

// TestMeasureAnswers asks held-out questions end to end and counts in how many
// the gold text is in the answer, or in the first evidence sentence.
func TestMeasureAnswers(t *testing.T) {
	measuring(t)
	paragraphs, questions := loadXQuAD(t)
	l := xquadLibrary(t, paragraphs)
	a := New(Config{Library: l, Engine: desk.engine, Model: func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil }})
	n, inAnswer, inEvidence, inEither, abstained := 0, 0, 0, 0, 0
	states := map[SentenceState]int{}
	for i, q := range questions {
		if q.Article%2 != 0 || i%10 != 1 {
			continue
		}
		turn, err := a.Ask(context.Background(), Request{Question: q.Question, Seed: seed(1)}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Errorf("%s: %v %s", q.Question, err, turn.Answer.Error)
			continue
		}
		n++
		answer, evidence := containsGold(turn.Answer.Text, q), false
		if len(turn.Answer.Sources) > 0 {
			evidence = containsGold(turn.Answer.Sources[0].slice(turn.Answer.Sources[0].Best), q)
		}
		for _, c := range []struct {
			is bool
			n  *int
		}{{answer, &inAnswer}, {evidence, &inEvidence}, {answer || evidence, &inEither}, {turn.Answer.Abstained, &abstained}} {
			if c.is {
				*c.n++
			}
		}
		for _, s := range turn.Answer.Sentences {
			states[s.State]++
		}
	}
	t.Logf("%d questions: gold text in the answer %d, in the first source's best sentence %d, in either %d; abstained %d; sentences %v", n, inAnswer, inEvidence, inEither, abstained, states)
	if 100*inEither < 60*n {
		t.Errorf("the gold text is in the answer or the first evidence in %d of %d", inEither, n)
	}
}
