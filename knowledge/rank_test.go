package knowledge_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge"
)

var update = flag.Bool("update", false, "rewrite the committed scores")

// rankLanguages are those of XQuAD that are measured.
var rankLanguages = []string{"en", "de", "es", "ru", "zh", "ar"}

// rankFile holds the committed scores of a language; rankHead says what they are.
func rankFile(lang string) string { return "testdata/rank/xquad_" + lang + ".txt" }

const (
	rankHead = `# How well a library of the 240 paragraphs of XQuAD (%s), each a document,
# answers its 1,190 questions: the share whose paragraph is first, among the
# first five distinct ones, and the mean reciprocal rank (within 20).
# The last line is over every sixth question: the quick check under -race.
# Embeddings: all-MiniLM-L6-v2, Q8_0. Rewrite with
#	go test ./knowledge -run TestRanking -update
`
)

// drift is how much a score may differ from the committed one: a question of
// 1,190 is 0.0008.
const drift = 0.002

type question struct {
	text      string
	paragraph int
}

// score is how well a mode ranks.
type score struct{ recall1, recall5, mrr float64 }

// readXQuAD returns the paragraphs and questions of a file in SQuAD's format.
func readXQuAD(t testing.TB, path string) (paragraphs []string, questions []question) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Data []struct {
			Paragraphs []struct {
				Context string
				QAs     []struct{ Question string }
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, article := range file.Data {
		for _, p := range article.Paragraphs {
			for _, q := range p.QAs {
				questions = append(questions, question{q.Question, len(paragraphs)})
			}
			paragraphs = append(paragraphs, p.Context)
		}
	}
	return paragraphs, questions
}

// rank searches for every question and scores the place of its paragraph.
func rank(t testing.TB, l *library, questions []question, mode knowledge.Mode) score {
	t.Helper()
	var s score
	for _, q := range questions {
		results, err := l.Search(context.Background(), knowledge.Query{Text: q.text, K: 20, Mode: mode, Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		if results.Mode != mode {
			t.Fatalf("a search by %s went by %s", mode, results.Mode)
		}
		seen := map[string]bool{}
		for _, h := range results.Hits {
			if seen[h.Document.Path] {
				continue
			}
			seen[h.Document.Path] = true
			if filepath.Base(h.Document.Path) != paragraphName(q.paragraph) {
				continue
			}
			place := len(seen)
			if place == 1 {
				s.recall1++
			}
			if place <= 5 {
				s.recall5++
			}
			s.mrr += 1 / float64(place)
			break
		}
	}
	n := float64(len(questions))
	return score{s.recall1 / n, s.recall5 / n, s.mrr / n}
}

func paragraphName(i int) string { return fmt.Sprintf("%03d.txt", i) }

// rankLibrary makes a library of the paragraphs.
func rankLibrary(t testing.TB, paragraphs []string, change func(*knowledge.Config)) *library {
	t.Helper()
	dir := t.TempDir()
	folder := filepath.Join(dir, "paragraphs")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for i, p := range paragraphs {
		paths = append(paths, write(t, folder, paragraphName(i), p))
	}
	l := openLibrary(t, dir, change)
	// One after another in groups: documents that are read while others are
	// added get their passages' numbers, which decide between equal scores, in
	// an order that depends on the machine's load.
	for group := range slices.Chunk(paths, rankGroup) {
		if docs := l.add(t, group...); len(docs) != len(group) {
			t.Fatalf("%d documents of %d paragraphs", len(docs), len(group))
		}
	}
	return l
}

// rankGroup is how many documents are added at a time: no more than Add commits
// at once.
const rankGroup = 60

// TestRanking compares the ranking with the committed scores. Without -update
// only the lexical one is made anew, which needs no engine and is quick: a drift
// of the vector and hybrid scores shows only when someone runs -update, which a
// change of the embedding model, its text or the fusion calls for.
func TestRanking(t *testing.T) {
	for _, lang := range rankLanguages {
		t.Run(lang, func(t *testing.T) {
			paragraphs, questions := readXQuAD(t, shared(t, "eval", "xquad", "xquad."+lang+".json"))
			if *update {
				updateRanking(t, lang, paragraphs, questions)
				return
			}
			if raceDetector {
				t.Skip("build/test.sh compares the ranking without the race detector")
			}
			l := rankLibrary(t, paragraphs, nil)
			if lang != "en" {
				compareScore(t, rankFile(lang), "lexical6", rank(t, l, sixth(questions), knowledge.ModeLexical))
				return
			}
			compareScore(t, rankFile(lang), "lexical", rank(t, l, questions, knowledge.ModeLexical))
		})
	}
}

func updateRanking(t *testing.T, lang string, paragraphs []string, questions []question) {
	embedder := realEmbedder(t)
	l := rankLibrary(t, paragraphs, func(c *knowledge.Config) { c.Embedder = embedder })
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Wait(context.Background(), ids(docs), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(rankHead, lang)
	for _, mode := range []knowledge.Mode{knowledge.ModeLexical, knowledge.ModeVector, knowledge.ModeHybrid} {
		text += scoreLine(string(mode), rank(t, l, questions, mode))
	}
	text += scoreLine("lexical6", rank(t, l, sixth(questions), knowledge.ModeLexical))
	if err := os.WriteFile(rankFile(lang), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text)
}

func scoreLine(name string, s score) string {
	return fmt.Sprintf("%-8s recall@1 %.4f  recall@5 %.4f  MRR %.4f\n", name, s.recall1, s.recall5, s.mrr)
}

// sixth is every sixth question.
func sixth(questions []question) []question {
	var some []question
	for i := 0; i < len(questions); i += 6 {
		some = append(some, questions[i])
	}
	return some
}

// compareScore compares a score with the committed one of that name.
func compareScore(t *testing.T, file, line string, got score) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(data)) {
		var want score
		var name string
		if n, _ := fmt.Sscanf(text, "%s recall@1 %f recall@5 %f MRR %f", &name, &want.recall1, &want.recall5, &want.mrr); n != 4 || name != line {
			continue
		}
		if math.Abs(got.recall1-want.recall1) > drift || math.Abs(got.recall5-want.recall5) > drift || math.Abs(got.mrr-want.mrr) > drift {
			t.Errorf("%s scores %.4f, committed is %.4f; if that is meant, rewrite %s", line, got, want, file)
		}
		return
	}
	t.Errorf("%s has no score for %s", file, line)
}
