package knowledge_test

import (
	"context"
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

// pageQuestion is a question that certain pages of a file answer.
type pageQuestion struct {
	text, file string
	pages      []int    // each answers it by itself
	groups     []string // that are scored by themselves, besides all questions
}

// pageScore is how well a ranking finds the pages: the share of questions with
// one of theirs first, among the first five and ten distinct pages, and the mean
// reciprocal rank of the first of theirs, within ranked hits.
type pageScore struct{ hit1, hit5, hit10, mrr float64 }

// ranked is how many hits are looked at.
const ranked = 30

// The groups that every question is in, and those that nothing was chosen by.
const (
	all     = "all"
	heldOut = "held-out"
)

// rankPages searches for every question and scores each group.
func rankPages(t *testing.T, l *library, questions []pageQuestion, mode knowledge.Mode) map[string]pageScore {
	t.Helper()
	sums, counts := map[string]pageScore{}, map[string]int{}
	for _, q := range questions {
		results, err := l.Search(context.Background(), knowledge.Query{Text: q.text, K: ranked, Mode: mode, Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		if results.Mode != mode {
			t.Fatalf("a search by %s went by %s", mode, results.Mode)
		}
		place := pagePlace(results.Hits, q)
		if place == 0 || place > 5 {
			t.Logf("%s: %s page %d is at place %d: %s", mode, q.file, q.pages, place, q.text)
		}
		for _, g := range append([]string{all}, q.groups...) {
			counts[g]++
			s := sums[g]
			s.count(place)
			sums[g] = s
		}
	}
	scores := map[string]pageScore{}
	for g, n := range counts {
		scores[g] = sums[g].over(float64(n))
	}
	return scores
}

// count adds a question whose page is at that place, 0 for none, to sums.
func (s *pageScore) count(place int) {
	if place == 0 {
		return
	}
	s.mrr += 1 / float64(place)
	for within, share := range map[int]*float64{1: &s.hit1, 5: &s.hit5, 10: &s.hit10} {
		if place <= within {
			*share++
		}
	}
}

// over makes shares of sums over n questions.
func (s pageScore) over(n float64) pageScore {
	return pageScore{s.hit1 / n, s.hit5 / n, s.hit10 / n, s.mrr / n}
}

// pagePlace is the place among distinct pages of the first page that answers
// the question; 0: none does.
func pagePlace(hits []knowledge.Hit, q pageQuestion) int {
	type page struct {
		path string
		page int
	}
	seen := map[page]bool{}
	for _, h := range hits {
		seen[page{h.Document.Path, h.Page}] = true
		if filepath.Base(h.Document.Path) == q.file && slices.Contains(q.pages, h.Page) {
			return len(seen)
		}
	}
	return 0
}

func (s pageScore) line(name, group string) string {
	return fmt.Sprintf("%-8s %-9s page hit@1 %.3f  @5 %.3f  @10 %.3f  MRR %.3f\n", name, group, s.hit1, s.hit5, s.hit10, s.mrr)
}

// pageLibrary makes a library of files, one added after another: documents that
// are read side by side get their passages' numbers, which decide between equal
// scores, in an order that depends on the machine's load.
func pageLibrary(t *testing.T, paths []string, change func(*knowledge.Config)) (*library, []knowledge.Document) {
	t.Helper()
	l := openLibrary(t, t.TempDir(), change)
	var docs []knowledge.Document
	for _, p := range paths {
		added, err := l.Add(context.Background(), []string{p})
		if err == nil {
			added, err = l.Wait(context.Background(), ids(added), knowledge.StateSearchable)
		}
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, added...)
	}
	return l, docs
}

// onlyWords is for a machine that cannot embed some thousand passages now.
var onlyWords = flag.Bool("words", false, "with -update, rewrite the page scores by words, and leave the others as they are")

// oneGoroutine is for tests that measure a ranking: under the race detector they are skipped,
// before they make their documents. build/test.sh runs them without it.
func oneGoroutine(t *testing.T) {
	t.Helper()
	if raceDetector && !*update {
		t.Skip("ranking is measured without -race")
	}
}

// measurePages compares a library's page scores by words, which need no engine,
// with the committed ones; with -update it measures all modes with the real model
// and writes them down. check is a look at the library before.
func measurePages(t *testing.T, file, head string, paths []string, questions []pageQuestion, check func(*library, []knowledge.Document)) {
	t.Helper()
	if *update {
		updatePages(t, file, head, paths, questions, check)
		return
	}
	l, docs := pageLibrary(t, paths, nil)
	check(l, docs)
	comparePages(t, file, rankPages(t, l, questions, knowledge.ModeLexical))
}

func updatePages(t *testing.T, file, head string, paths []string, questions []pageQuestion, check func(*library, []knowledge.Document)) {
	t.Helper()
	modes := []knowledge.Mode{knowledge.ModeLexical, knowledge.ModeVector, knowledge.ModeHybrid}
	configure := func(*knowledge.Config) {}
	if *onlyWords {
		modes = modes[:1]
	} else {
		embedder := realEmbedder(t)
		configure = func(c *knowledge.Config) { c.Embedder = embedder }
	}
	l, docs := pageLibrary(t, paths, configure)
	check(l, docs)
	text := head
	for _, mode := range modes {
		if mode == knowledge.ModeVector {
			if _, err := l.Wait(context.Background(), ids(docs), knowledge.StateEmbedded); err != nil {
				t.Fatal(err)
			}
		}
		scores := rankPages(t, l, questions, mode)
		for _, g := range pageGroups(questions) {
			text += scores[g].line(string(mode), g)
		}
	}
	if *onlyWords {
		before, _ := os.ReadFile(file)
		for line := range strings.Lines(string(before)) {
			if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, string(knowledge.ModeLexical)) {
				text += line
			}
		}
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text)
}

// pageGroups are all, then the others as they come.
func pageGroups(questions []pageQuestion) []string {
	groups := []string{all}
	for _, q := range questions {
		for _, g := range q.groups {
			if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// pageDrift is how much a page score may differ from the committed one.
const pageDrift = 0.015

// comparePages compares the scores by words with the committed ones: over all
// questions, and over those that nothing was chosen by.
func comparePages(t *testing.T, file string, got map[string]pageScore) {
	t.Helper()
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for text := range strings.Lines(string(committed)) {
		var group string
		var want pageScore
		if n, _ := fmt.Sscanf(text, "lexical %s page hit@1 %f @5 %f @10 %f MRR %f", &group, &want.hit1, &want.hit5, &want.hit10, &want.mrr); n != 5 || group != all && group != heldOut {
			continue
		}
		compared++
		got := got[group]
		for _, d := range []float64{got.hit1 - want.hit1, got.hit5 - want.hit5, got.hit10 - want.hit10, got.mrr - want.mrr} {
			if math.Abs(d) > pageDrift {
				t.Errorf("lexical %s scores %.3f, committed is %.3f; if that is meant, rewrite %s with -update", group, got, want, file)
				break
			}
		}
	}
	if compared != 2 {
		t.Errorf("%s has %d of the two lexical scores", file, compared)
	}
}
