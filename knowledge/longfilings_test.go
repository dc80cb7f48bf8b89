package knowledge_test

import (
	"cmp"
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/filingtest"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/parse/pdftest"
)

const (
	longFile = "testdata/rank/longfilings.txt"
	longHead = `# How well 36 made-up filings of ten companies (knowledge/filingtest, by a third
# author: annual reports of 100 pages and more, quarterly and current reports; 3,154
# pages) answer 320 questions: the share with a page that answers first, among the
# first five and the first ten distinct pages, and the mean reciprocal rank (within
# 30 hits). tuned: companies and wordings whose results were looked at while ranking
# was changed, held-out: other companies, asked in other wordings. named: rows of a
# statement that is named, row: of none, loose: in words that reports do not use.
# Embeddings: all-MiniLM-L6-v2, Q8_0. Rewrite with
#	go test ./knowledge -run TestFilingsLong -timeout 2h -whole -update
`
	longPartFile = "testdata/rank/longfilings_part.txt"
	longPartHead = `# As longfilings.txt, of the first four companies and by words only: what
# build/test.sh compares. Rewrite with
#	go test ./knowledge -run TestFilingsLong -update -words
`
	plainFile = "testdata/rank/longfilings_plain.txt"
	plainHead = `# As longfilings.txt, of the first four companies, by plain rankings: passages of 512
# characters, by BM25 or by all-MiniLM-L6-v2 (Q8_0) alone. Rewrite with
#	go test ./knowledge -run TestFilingsPlain -timeout 2h -update
`
)

// Whole and part of the set, in companies.
const (
	longCompanies     = 10
	longPartCompanies = 4
	longPerFiling     = 7
)

var wholeSet = flag.Bool("whole", false, "measure the long filings of all companies instead of four")

// longFilings makes filings, their files in dir, and the questions.
func longFilings(t *testing.T, dir string, companies int) (filings []filingtest.Filing, paths []string, questions []pageQuestion) {
	t.Helper()
	filings, asked := filingtest.Set(companies, longPerFiling)
	for _, f := range filings {
		path := filepath.Join(dir, f.Name)
		if err := os.WriteFile(path, pdftest.Document{Pages: courier(f.Pages)}.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	for _, q := range asked {
		half := "tuned"
		if q.Held {
			half = heldOut
		}
		questions = append(questions, pageQuestion{text: q.Text, file: q.File, pages: q.Pages, groups: []string{half, q.Kind}})
	}
	return filings, paths, questions
}

// TestFilingsLong measures long filings.
func TestFilingsLong(t *testing.T) {
	oneGoroutine(t)
	companies, file, head := longPartCompanies, longPartFile, longPartHead
	if *wholeSet {
		companies, file, head = longCompanies, longFile, longHead
	}
	filings, paths, questions := longFilings(t, t.TempDir(), companies)
	measurePages(t, file, head, paths, questions, func(l *library, docs []knowledge.Document) {
		checkLongPages(t, l, docs, filings)
	})
}

// TestFilingsPlain measures two plain rankings of them, to compare with.
func TestFilingsPlain(t *testing.T) {
	if !*update || *onlyWords {
		t.Skip("only measured, with -update")
	}
	filings, _, questions := longFilings(t, t.TempDir(), longPartCompanies)
	text := plainHead + plainRankings(t, filings, questions)
	if err := os.WriteFile(plainFile, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text)
}

// checkLongPages fails the test where the lines of a page have not come through
// the PDF and its reader: titles, years and rows must stand there whole.
func checkLongPages(t *testing.T, l *library, docs []knowledge.Document, filings []filingtest.Filing) {
	t.Helper()
	for i, d := range docs[:min(len(docs), 5)] {
		read, err := l.Pages(t.Context(), d.ID, 1, d.Pages)
		if err != nil {
			t.Fatal(err)
		}
		if len(read) != len(filings[i].Pages) {
			t.Errorf("%s has %d pages, %d were written", filings[i].Name, len(read), len(filings[i].Pages))
			continue
		}
		for n, page := range filings[i].Pages {
			got := map[string]bool{}
			for line := range strings.Lines(read[n].Text) {
				got[unspaced(line)] = true
			}
			lost := 0
			first := ""
			lines := 0
			for line := range strings.Lines(page) {
				if bare := unspaced(line); bare != "" && strings.ContainsAny(line, "0123456789") {
					lines++
					if !got[bare] {
						if lost++; first == "" {
							first = line
						}
					}
				}
			}
			if lost > 1 && lost*20 > lines {
				t.Errorf("%s page %d has lost %d of %d lines with figures, as %q", filings[i].Name, n+1, lost, lines, first)
				return
			}
		}
	}
}

// unspaced is a line without what fills it.
func unspaced(line string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n.…", r) {
			return -1
		}
		return r
	}, line)
}

// plainChunk is how long the passages of a plain ranking are, in characters.
const plainChunk = 512

// plainRankings measures what apps do that rank passages of equal length by BM25,
// or by the embedding, alone.
func plainRankings(t *testing.T, filings []filingtest.Filing, questions []pageQuestion) string {
	t.Helper()
	var chunks []plainPassage
	for _, f := range filings {
		for i, page := range f.Pages {
			for text := []rune(page); len(text) > 0; text = text[min(len(text), plainChunk):] {
				chunks = append(chunks, plainPassage{f.Name, i + 1, string(text[:min(len(text), plainChunk)])})
			}
		}
	}
	return plainLines("bm25-512", chunks, questions, plainBM25(chunks)) +
		plainLines("minilm-512", chunks, questions, plainMeaning(t, chunks))
}

type plainPassage struct {
	file string
	page int
	text string
}

// plainBM25 scores by BM25 (k1 = 1.2, b = 0.75) over analysed terms.
func plainBM25(chunks []plainPassage) func(string) []float64 {
	type posting struct {
		chunk     int
		frequency float64
	}
	postings := map[string][]posting{}
	lengths := make([]float64, len(chunks))
	total := 0.0
	for i, c := range chunks {
		frequency := map[string]float64{}
		for _, term := range index.Analyse(language.English, c.text) {
			if !term.Stop {
				frequency[term.Text]++
				lengths[i]++
			}
		}
		for text, f := range frequency {
			postings[text] = append(postings[text], posting{i, f})
		}
		total += lengths[i]
	}
	average := total / float64(len(chunks))
	return func(question string) []float64 {
		scores := make([]float64, len(chunks))
		for _, term := range index.Analyse(language.English, question) {
			list := postings[term.Text]
			if term.Stop {
				continue
			}
			rarity := math.Log(1 + (float64(len(chunks))-float64(len(list))+0.5)/(float64(len(list))+0.5))
			for _, p := range list {
				scores[p.chunk] += rarity * p.frequency * 2.2 / (p.frequency + 1.2*(0.25+0.75*lengths[p.chunk]/average))
			}
		}
		return scores
	}
}

// plainMeaning scores by the cosine of the bundled model's embeddings.
func plainMeaning(t *testing.T, chunks []plainPassage) func(string) []float64 {
	embedder := realEmbedder(t)
	embed := func(purpose knowledge.Purpose, texts ...string) [][]float32 {
		vectors, err := embedder.Embed(context.Background(), purpose, texts)
		if err != nil {
			t.Fatal(err)
		}
		return vectors
	}
	var vectors [][]float32
	for some := range slices.Chunk(chunks, 64) {
		var texts []string
		for _, c := range some {
			texts = append(texts, c.text)
		}
		vectors = append(vectors, embed(knowledge.ForPassage, texts...)...)
	}
	return func(question string) []float64 {
		of := embed(knowledge.ForQuery, question)[0]
		scores := make([]float64, len(chunks))
		for i, v := range vectors {
			for k, x := range v {
				scores[i] += float64(x) * float64(of[k])
			}
		}
		return scores
	}
}

// plainLines scores a plain ranking as rankPages does the library's.
func plainLines(name string, chunks []plainPassage, questions []pageQuestion, rank func(string) []float64) string {
	sums, counts := map[string]pageScore{}, map[string]float64{}
	for _, q := range questions {
		scores := rank(q.text)
		order := make([]int, len(chunks))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
		var hits []knowledge.Hit
		for _, i := range order[:ranked] {
			hits = append(hits, knowledge.Hit{Document: knowledge.DocumentRef{Path: chunks[i].file}, Page: chunks[i].page})
		}
		for _, g := range []string{all, q.groups[0]} {
			counts[g]++
			s := sums[g]
			s.count(pagePlace(hits, q))
			sums[g] = s
		}
	}
	text := ""
	for _, g := range []string{all, "tuned", heldOut} {
		text += sums[g].over(counts[g]).line(name, g)
	}
	return text
}
