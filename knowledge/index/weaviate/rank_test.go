package weaviate_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/weaviate"
	"carrel/knowledge/index/weaviate/weaviatetest"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

var update = flag.Bool("update", false, "rewrite the committed scores")

const (
	rankFile = "../../testdata/rank/xquad_en_weaviate.txt"
	rankHead = `# The 240 paragraphs and 1,190 questions of XQuAD (en) in Weaviate, through the
# same calls as the embedded store beside it. "native" is Weaviate's own hybrid
# query: relativeScoreFusion, alpha 0.5. The lines with a 6 are over every sixth
# question, which is what the test looks at.
# Embeddings: all-MiniLM-L6-v2, Q8_0. Rewrite with
#	go test ./knowledge/index/weaviate -run TestRanking -update
`
	// drift is how much a score may differ from the committed one. Weaviate's
	// vector index is built by chance.
	drift = 0.006 // a question of every sixth is 0.005
)

type question struct {
	terms     []index.Term
	text      string
	vector    []float32
	paragraph int
}

// score is how well a store ranks.
type score struct{ recall1, recall5, mrr float64 }

func (s score) String() string {
	return fmt.Sprintf("recall@1 %.4f  recall@5 %.4f  MRR %.4f", s.recall1, s.recall5, s.mrr)
}

// TestRanking compares the rankings with the committed ones.
func TestRanking(t *testing.T) {
	t.Parallel() // a server of its own
	if testing.Short() {
		t.Skip("embeds 1,190 questions")
	}
	cluster := weaviatetest.Start(t, weaviatetest.Options{})
	documents, questions := xquad(t)
	ctx := t.Context()
	embedded := embeddedStore(t)
	store := weaviate.OpenFresh(t, cluster)
	embedder := index.SharedEmbedder{Name: "all-MiniLM-L6-v2", Dimensions: len(questions[0].vector)}
	for _, s := range []knowledge.TeamStore{embedded, store} {
		began := time.Now()
		if err := s.UseEmbedder(ctx, embedder); err != nil {
			t.Fatal(err)
		}
		for _, d := range documents {
			if err := s.Put(ctx, d.document, d.all); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%T took %d documents in %v", s, len(documents), time.Since(began).Round(time.Millisecond))
	}

	var sixth []question
	for i := 0; i < len(questions); i += 6 {
		sixth = append(sixth, questions[i])
	}
	var lines strings.Builder
	scores := map[string]score{}
	one := func(name string, questions []question, search func(q question) ([]string, error)) {
		began := time.Now()
		scores[name] = rankAll(t, questions, search)
		t.Logf("%-18s %v, %v a question", name, scores[name], (time.Since(began) / time.Duration(len(questions))).Round(10*time.Microsecond))
		fmt.Fprintf(&lines, "%-18s %v\n", name, scores[name])
	}
	add := func(name string, search func(q question) ([]string, error)) {
		if *update {
			one(name, questions, search)
		}
		one(name+"6", sixth, search)
	}
	for _, mode := range []string{"lexical", "vector", "hybrid"} {
		for _, s := range []struct {
			name  string
			store knowledge.TeamStore
		}{{"embedded", embedded}, {"weaviate", store}} {
			add(s.name+" "+mode, func(q question) ([]string, error) {
				query := index.SharedQuery{K: 20, Share: 0.5}
				if mode != "vector" {
					query.Terms = q.terms
				}
				if mode != "lexical" {
					query.Vector = q.vector
				}
				hits, err := s.store.Search(ctx, query)
				var found []string
				for _, h := range hits {
					found = append(found, h.Document.ID)
				}
				return found, err
			})
		}
	}
	add("native hybrid", func(q question) ([]string, error) { return store.Native(ctx, q.terms, q.vector) })

	if *update {
		if err := os.WriteFile(rankFile, []byte(rankHead+lines.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	committed, err := os.ReadFile(rankFile)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(committed)) {
		var store, mode string
		var want score
		if n, _ := fmt.Sscanf(line, "%s %s recall@1 %f recall@5 %f MRR %f", &store, &mode, &want.recall1, &want.recall5, &want.mrr); n < 5 {
			continue
		}
		got, measured := scores[store+" "+mode]
		if !measured {
			continue
		}
		if math.Abs(got.recall1-want.recall1) > drift || math.Abs(got.recall5-want.recall5) > drift || math.Abs(got.mrr-want.mrr) > drift {
			t.Errorf("%s %s ranks %v, committed is %v", store, mode, got, want)
		}
	}
}

func paragraphID(n int) string { return fmt.Sprintf("%016x", n) }

// rankAll scores the places of the questions' paragraphs among distinct documents.
func rankAll(t *testing.T, questions []question, search func(q question) ([]string, error)) score {
	t.Helper()
	var s score
	for _, q := range questions {
		found, err := search(q)
		if err != nil {
			t.Fatal(err)
		}
		var distinct []string
		for _, id := range found {
			if !slices.Contains(distinct, id) {
				distinct = append(distinct, id)
			}
		}
		place := slices.Index(distinct, paragraphID(q.paragraph)) + 1
		if place == 0 {
			continue
		}
		if place == 1 {
			s.recall1++
		}
		if place <= 5 {
			s.recall5++
		}
		s.mrr += 1 / float64(place)
	}
	n := float64(len(questions))
	return score{s.recall1 / n, s.recall5 / n, s.mrr / n}
}

// embeddedStore is the embedded store, empty.
func embeddedStore(t *testing.T) *index.Embedded {
	t.Helper()
	db, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	embedded, err := index.OpenEmbedded(t.Context(), db, "test")
	if err != nil {
		t.Fatal(err)
	}
	return embedded
}

// paragraph is one of XQuAD's as a document.
type paragraph struct {
	document index.SharedDocument
	passages []index.SharedPassage
}

func (p paragraph) all(yield func(index.SharedPassage, error) bool) {
	for _, one := range p.passages {
		if !yield(one, nil) {
			return
		}
	}
}

// xquad gives the paragraphs and questions, embedded.
func xquad(t *testing.T) (documents []paragraph, questions []question) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "eval", "xquad", "xquad.en.json"))
	if err != nil {
		t.Skipf("needs the shared test material, which is not here: %v", err)
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
	var texts []string
	for _, article := range file.Data {
		for _, p := range article.Paragraphs {
			for _, q := range p.QAs {
				questions = append(questions, question{index.QueryTerms(q.Question), q.Question, nil, len(documents)})
			}
			n := len(documents)
			d := paragraph{document: index.SharedDocument{ID: paragraphID(n), Hash: fmt.Sprintf("%064x", n), Title: fmt.Sprintf("%03d", n), Format: "text", Unit: "page",
				Language: language.English, Pages: 1, AddedAt: time.UnixMilli(1_700_000_000_000), Holders: []index.Holder{{Name: "test", Path: fmt.Sprintf("/%03d.txt", n)}}}}
			cut := passage.NewCutter(p.Context)
			for i, part := range passage.NewSplitter(passage.DefaultLimits).Page(reader.Page{Number: 1, Text: p.Context}) {
				d.passages = append(d.passages, index.SharedPassage{Number: i, Page: 1, Start: part.Start, End: part.End, Where: "page 1", Heading: part.Heading,
					Inside: part.Inside, Text: cut.Span(part.Start, part.End)})
				texts = append(texts, passage.Context(d.document.Title, part.Heading, part.Inside)+"\n"+cut.Span(part.Start, part.End))
			}
			documents = append(documents, d)
		}
	}
	for _, q := range questions {
		texts = append(texts, q.text)
	}
	vectors := embed(t, texts)
	for i := range documents {
		for j := range documents[i].passages {
			documents[i].passages[j].Vector, vectors = vectors[0], vectors[1:]
		}
		if err := index.Describe(&documents[i].document, documents[i].all); err != nil {
			t.Fatal(err)
		}
	}
	for i := range questions {
		questions[i].vector = vectors[i]
	}
	return documents, questions
}

// embed embeds with the bundled model.
func embed(t *testing.T, texts []string) [][]float32 {
	t.Helper()
	carrel := cmp.Or(os.Getenv("CARREL_BIN"), "../../../build/bin/carrel")
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		t.Skipf("needs the bundled embedding model, which `make setup` fetches: %v", err)
	}
	client := inference.New(inference.Config{Command: []string{carrel, "engine"}, Log: func(s string) { t.Log(s) }})
	defer client.Close()
	// By llama.cpp, as the committed figures: they are of the stores, and hold on machines without ONNX Runtime.
	spec := inference.ModelSpec{Path: path, Kind: inference.KindEmbedding, Place: inference.Place{Backend: inference.NoBackend}}
	if _, err := client.Load(t.Context(), spec); err != nil {
		t.Skipf("needs the engine, which `make console` builds: %v", err)
	}
	var all [][]float32
	for some := range slices.Chunk(texts, 64) {
		vectors, err := client.Embed(t.Context(), spec, some)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, vectors...)
	}
	return all
}
