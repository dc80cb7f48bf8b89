package align

import (
	"errors"
	"io/fs"
	"math"
	"path/filepath"
	"sort"
	"testing"

	"carrel/app/ask/prose"
	"carrel/app/ask/squad"
)

// xquadFolder has the question sets that measuring reads; tests that want them are
// skipped where they are not there.
const xquadFolder = "../../../../shared/eval/xquad"

// loadXQuAD returns the paragraphs and questions of XQuAD English.
func loadXQuAD(t testing.TB) (paragraphs []string, questions []squad.Question) {
	t.Helper()
	paragraphs, questions = readXQuAD(t, "en")
	if paragraphs == nil {
		t.Skipf("XQuAD is not in %s", xquadFolder)
	}
	return paragraphs, questions
}

// readXQuAD returns XQuAD in a language, nothing where the file is not there.
func readXQuAD(t testing.TB, lang string) (paragraphs []string, questions []squad.Question) {
	t.Helper()
	paragraphs, questions, err := squad.Read(filepath.Join(xquadFolder, "xquad."+lang+".json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return paragraphs, questions
}

// wordRank is plain BM25 over whole paragraphs, enough to put the sentence
// ranking to the test without a library.
type wordRank struct {
	docs [](map[string]int)
	lens []int
	df   map[string]int
	avg  float64
}

func newWordRank(paragraphs []string) *wordRank {
	r := &wordRank{df: map[string]int{}}
	total := 0
	for _, p := range paragraphs {
		tf := map[string]int{}
		n := 0
		for _, w := range prose.Words(p, prose.English) {
			if w.Term != "" {
				tf[w.Term]++
				n++
			}
		}
		for t := range tf {
			r.df[t]++
		}
		r.docs, r.lens = append(r.docs, tf), append(r.lens, n)
		total += n
	}
	r.avg = float64(total) / float64(len(paragraphs))
	return r
}

func (r *wordRank) search(q string, k int) []int {
	scores := make([]float64, len(r.docs))
	for _, w := range prose.Words(q, prose.English) {
		if w.Term == "" || r.df[w.Term] == 0 {
			continue
		}
		idf := math.Log(1 + (float64(len(r.docs))-float64(r.df[w.Term])+0.5)/(float64(r.df[w.Term])+0.5))
		for i, d := range r.docs {
			if tf := float64(d[w.Term]); tf > 0 {
				scores[i] += idf * tf * 2.2 / (tf + 1.2*(0.25+0.75*float64(r.lens[i])/r.avg))
			}
		}
	}
	ids := make([]int, len(scores))
	for i := range ids {
		ids[i] = i
	}
	sort.SliceStable(ids, func(a, b int) bool { return scores[ids[a]] > scores[ids[b]] })
	return ids[:k]
}

// TestEvidenceXQuAD measures how often the gold answer lies in the best
// sentences of the top three paragraphs, by words alone.
func TestEvidenceXQuAD(t *testing.T) {
	oneGoroutine(t)
	paragraphs, questions := loadXQuAD(t)
	r := newWordRank(paragraphs)
	var hit [2][6]int
	var n [2]int
	for _, q := range questions {
		half := q.Article % 2
		n[half]++
		var sources []Passage
		for _, id := range r.search(q.Text, 3) {
			sources = append(sources, Passage{Text: paragraphs[id]})
		}
		m := NewMaterial(q.Text, sources)
		order := m.Rank(q.Text, nil)
		for i := 0; i < 5 && i < len(order); i++ {
			if q.AnsweredBy(string(m.Statements[order[i].Statement].Text)) {
				for j := i + 1; j <= 5; j++ {
					hit[half][j]++
				}
				break
			}
		}
	}
	for half, name := range []string{"even (held out)", "odd (tuned on)"} {
		share := func(k int) float64 { return float64(hit[half][k]) / float64(n[half]) }
		t.Logf("%s: %d questions: first %.3f, first three %.3f, first five %.3f", name, n[half], share(1), share(3), share(5))
		if share(1) < 0.73 || share(3) < 0.89 {
			t.Errorf("%s: the best sentence has the answer in %.3f, the first three in %.3f", name, share(1), share(3))
		}
	}
}
