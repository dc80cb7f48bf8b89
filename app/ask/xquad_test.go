package ask

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// xquadFolder has the question sets that measuring reads; tests that want them are
// skipped where they are not there.
const xquadFolder = "../../../shared/eval/xquad"

type xquadQuestion struct {
	ID, Question string
	Answers      []string
	Paragraph    int
	Article      int
}

// loadXQuAD returns the paragraphs and questions of XQuAD English.
func loadXQuAD(t testing.TB) (paragraphs []string, questions []xquadQuestion) {
	t.Helper()
	paragraphs, questions = readXQuAD("en")
	if paragraphs == nil {
		t.Skipf("XQuAD is not in %s", xquadFolder)
	}
	return paragraphs, questions
}

// readXQuAD returns XQuAD in a language, nothing where the file is not there.
func readXQuAD(lang string) (paragraphs []string, questions []xquadQuestion) {
	data, err := os.ReadFile(filepath.Join(xquadFolder, "xquad."+lang+".json"))
	if err != nil {
		return nil, nil
	}
	var file struct {
		Data []struct {
			Paragraphs []struct {
				Context string
				Qas     []struct {
					ID, Question string
					Answers      []struct{ Text string }
				}
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		panic(err)
	}
	for a, article := range file.Data {
		for _, p := range article.Paragraphs {
			for _, q := range p.Qas {
				x := xquadQuestion{ID: q.ID, Question: q.Question, Paragraph: len(paragraphs), Article: a}
				for _, ans := range q.Answers {
					x.Answers = append(x.Answers, ans.Text)
				}
				questions = append(questions, x)
			}
			paragraphs = append(paragraphs, p.Context)
		}
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
		for _, w := range words(p, english_) {
			if w.term != "" {
				tf[w.term]++
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
	for _, w := range words(q, english_) {
		if w.term == "" || r.df[w.term] == 0 {
			continue
		}
		idf := math.Log(1 + (float64(len(r.docs))-float64(r.df[w.term])+0.5)/(float64(r.df[w.term])+0.5))
		for i, d := range r.docs {
			if tf := float64(d[w.term]); tf > 0 {
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

func containsGold(text string, q xquadQuestion) bool {
	n := plainText(text)
	for _, a := range q.Answers {
		if strings.Contains(n, plainText(a)) {
			return true
		}
	}
	return false
}

// plainText folds case, articles and punctuation away, as SQuAD's own scorer does.
func plainText(s string) string {
	var out []string
	for _, f := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !isWordRune(r)
	}) {
		if f != "a" && f != "an" && f != "the" {
			out = append(out, f)
		}
	}
	return " " + strings.Join(out, " ") + " "
}

// TestEvidenceXQuAD measures how often the gold answer lies in the best
// sentences of the top three paragraphs, by words alone.
func TestEvidenceXQuAD(t *testing.T) {
	paragraphs, questions := loadXQuAD(t)
	r := newWordRank(paragraphs)
	var hit [2][6]int
	var n [2]int
	for _, q := range questions {
		half := q.Article % 2
		n[half]++
		var sources []Source
		for i, id := range r.search(q.Question, 3) {
			sources = append(sources, Source{N: i + 1, Text: paragraphs[id]})
		}
		m := newMaterial(q.Question, sources)
		order := m.rank(m.signals(q.Question, nil))
		for i := 0; i < 5 && i < len(order); i++ {
			if containsGold(string(m.statements[order[i].statement].text), q) {
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
