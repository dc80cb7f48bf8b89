package ask

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/app/ask/squad"
	"carrel/inference"
	"carrel/inference/models/modeltest"
	"carrel/knowledge"
)

// The tests here measure and take minutes; they run with CARREL_MEASURE=1 only.
func measuring(t *testing.T) {
	t.Helper()
	if os.Getenv("CARREL_MEASURE") == "" {
		t.Skip("set CARREL_MEASURE=1 to measure")
	}
}

// setFolder has the question sets, XQuAD's.
const setFolder = "../../../shared/eval/xquad"

// questionSet returns the paragraphs and questions of XQuAD in a language.
func questionSet(t *testing.T, lang string) (paragraphs []string, questions []squad.Question) {
	t.Helper()
	paragraphs, questions, err := squad.Read(filepath.Join(setFolder, "xquad."+lang+".json"))
	if err != nil {
		t.Skip(err)
	}
	return paragraphs, questions
}

// xquadLibrary returns a library of XQuAD's paragraphs, one file each.
func xquadLibrary(t *testing.T, paragraphs []string, e knowledge.Embedder) *knowledge.Library {
	t.Helper()
	dir := t.TempDir()
	l, store, err := newLibrary(context.Background(), dir, e)
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

// raised gives an embedder's vectors a number more, the same for all, so that
// its cosines lie between 0.7 and 1, as those of E5 models do.
type raised struct{ embedder }

func (r raised) Name() string { return "raised" }

func (r raised) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	rows, err := r.embedder.Embed(ctx, purpose, texts)
	for i, row := range rows {
		for j := range row {
			row[j] *= float32(math.Sqrt(1 - raisedBy))
		}
		rows[i] = append(row, float32(math.Sqrt(raisedBy)))
	}
	return rows, err
}

const raisedBy = 0.7

// TestMeasureAbstaining counts how often a question that has an answer is
// turned down, and how often one that has none, with embedders whose cosines lie
// in different places.
func TestMeasureAbstaining(t *testing.T) {
	measuring(t)
	openDesk(t)
	paragraphs, questions := questionSet(t, "en")
	small := desk.embed
	small.spec.Path = filepath.Join(t.TempDir(), "small.gguf")
	modeltest.Write(t, small.spec.Path, modeltest.Options{})
	for _, c := range []struct {
		name     string
		embedder knowledge.Embedder
		wrong    int // at most so many of 100 with an answer are turned down,
		right    int // and at least so many of 100 without one
	}{
		{"MiniLM", desk.embed, 3, 75},
		{"MiniLM, raised", raised{desk.embed}, 3, 75},
		// Another model, and a poor one, which knows words and no sentences: few of
		// the questions without an answer can be told by it, but none may be lost.
		{"small", small, 6, 10},
	} {
		l := xquadLibrary(t, paragraphs, c.embedder)
		turnedDown := func(q string) bool {
			res, err := l.Search(context.Background(), knowledge.Query{Text: q, K: retrieveK})
			if err != nil {
				t.Fatal(err)
			}
			return gaugeFor(q, res.ByWords).weak(withoutNamesakes(q, res.Hits))
		}
		for half, name := range []string{"even (held out)", "odd (chosen on)"} {
			wrong, n := 0, 0
			for i, q := range questions {
				if q.Article%2 != half || i%3 != 0 {
					continue
				}
				n++
				if turnedDown(q.Text) {
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
			t.Logf("%s, %s: %d of %d answerable questions turned down, %d of %d absent ones", c.name, name, wrong, n, right, absent)
			if 100*wrong > c.wrong*n || 100*right < c.right*absent {
				t.Errorf("%s, %s: too many answerable or too few absent questions are turned down", c.name, name)
			}
		}
	}
}

// TestMeasureAnswers asks held-out questions end to end and counts in how many
// the gold text is in the answer, or in the first evidence sentence.
func TestMeasureAnswers(t *testing.T) {
	measuring(t)
	openDesk(t)
	paragraphs, questions := questionSet(t, "en")
	l := xquadLibrary(t, paragraphs, desk.embed)
	a := New(Config{Library: l, Engine: desk.engine, Model: func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil }})
	n, inAnswer, inEvidence, inEither, abstained := 0, 0, 0, 0, 0
	states := map[align.State]int{}
	for i, q := range questions {
		if q.Article%2 != 0 || i%10 != 1 {
			continue
		}
		turn, err := a.Ask(context.Background(), Request{Question: q.Text, Seed: seed(1)}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Errorf("%s: %v %s", q.Text, err, turn.Answer.Error)
			continue
		}
		n++
		answer, evidence := q.AnsweredBy(turn.Answer.Text), false
		if len(turn.Answer.Sources) > 0 {
			evidence = q.AnsweredBy(turn.Answer.Sources[0].slice(turn.Answer.Sources[0].Best))
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
