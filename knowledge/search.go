package knowledge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/passage"
)

// depth is how many passages of each ranking are fused.
const depth = 100

// embedPatience bounds how long a hybrid search waits for the query's
// embedding. The engine may be busy with an answer; then words alone must do.
const embedPatience = 5 * time.Second

// loadPatience bounds how long a hybrid search waits for the vectors to be
// loaded, just after the start.
const loadPatience = 500 * time.Millisecond

// defaultHits is how many hits a query gets that does not say.
const defaultHits = 10

// Search finds the passages that fit a query best. A hybrid search goes by
// words alone where the query cannot be embedded, and Results.Mode says so.
func (l *Library) Search(ctx context.Context, q Query) (Results, error) {
	began := time.Now()
	results, err := l.search(ctx, q)
	if err != nil {
		return Results{}, fmt.Errorf("search: %w", err)
	}
	results.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return results, nil
}

func (l *Library) search(ctx context.Context, q Query) (Results, error) {
	if q.K <= 0 {
		q.K = defaultHits
	}
	switch q.Mode {
	case "":
		q.Mode = ModeHybrid
	case ModeHybrid, ModeLexical, ModeVector:
	default:
		return Results{}, fmt.Errorf("mode %q is not known: use hybrid, lexical or vector", q.Mode)
	}
	results := Results{Query: q.Text, Mode: q.Mode, Hits: []Hit{}}
	if strings.TrimSpace(q.Text) == "" {
		return results, nil
	}
	filter, err := l.filter(ctx, q.Documents)
	if err != nil {
		return results, err
	}

	// Embedding the query takes longer than looking up its words.
	embedded := make(chan queryVector, 1)
	if q.Mode == ModeLexical {
		embedded <- queryVector{}
	} else {
		go func() { embedded <- l.embedQuery(ctx, q) }()
	}
	n := max(depth, q.K)
	languages, err := l.store.Languages(ctx)
	if err != nil {
		return results, err
	}
	terms := index.QueryTerms(q.Text, languages...)
	var words, meaning []index.Ranked
	var weights index.Weights
	if q.Mode != ModeVector {
		words, err = l.store.Lexical(ctx, terms, n, filter)
	}
	if err == nil {
		weights, err = l.store.Weights(ctx, terms)
	}
	query := <-embedded // also when the words failed: the goroutine ends before the search does
	if err != nil {
		return results, err
	}
	if query.vector != nil {
		meaning, err = l.vectors.Search(ctx, query.vector, n, filter)
	} else if q.Mode == ModeVector {
		err = query.err
	} else {
		results.Mode = ModeLexical
	}
	if err != nil {
		return results, err
	}

	ranked := words
	var cosines map[int64]float64
	switch results.Mode {
	case ModeHybrid:
		if cosines, err = l.cosines(ctx, query.vector, words, meaning); err != nil {
			return results, err
		}
		ranked = fuse(words, meaning, weights.Bound, func(passage int64) (float64, bool) {
			cosine, known := cosines[passage]
			return cosine, known
		})
	case ModeVector:
		ranked = meaning
		if cosines, err = l.cosines(ctx, query.vector, nil, meaning); err != nil {
			return results, err
		}
	}
	results.Hits, err = l.hits(ctx, ranked, q.K, terms, weights, cosines)
	return results, err
}

// cosines gives the cosines of the query and all passages of both rankings,
// without those that have not been embedded yet.
func (l *Library) cosines(ctx context.Context, query []float32, words, meaning []index.Ranked) (map[int64]float64, error) {
	known := make(map[int64]bool, len(meaning))
	for _, r := range meaning {
		known[r.Passage] = true
	}
	var others []int64
	for _, r := range words {
		if !known[r.Passage] {
			others = append(others, r.Passage)
		}
	}
	cosines, err := l.vectors.Similarities(ctx, query, others)
	if err != nil {
		return nil, err
	}
	for _, r := range meaning {
		cosines[r.Passage] = r.Score
	}
	return cosines, nil
}

// filter turns document ids into a filter; ids that are not known let nothing pass.
func (l *Library) filter(ctx context.Context, ids []string) (index.Filter, error) {
	var f index.Filter
	if len(ids) > 0 {
		f.Only = []int64{}
		for _, id := range ids {
			row, err := l.store.Document(ctx, id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return f, err
			}
			f.Only = append(f.Only, row.Seq)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := range l.excluded {
		f.Except = append(f.Except, seq)
	}
	return f, nil
}

type queryVector struct {
	vector []float32
	err    error // why there is none
}

var (
	errNoEmbedder = errors.New("no embedding model is there, so documents can only be searched by words")
	errNoVectors  = errors.New("no passage has been embedded yet, so documents can only be searched by words")
)

func (l *Library) embedQuery(ctx context.Context, q Query) queryVector {
	if l.config.Embedder == nil {
		return queryVector{err: errNoEmbedder}
	}
	if q.Mode == ModeHybrid {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, embedPatience)
		defer cancel()
		patience := time.NewTimer(loadPatience)
		defer patience.Stop()
		select {
		case <-l.loaded:
		case <-patience.C:
			return queryVector{err: errNoVectors}
		case <-ctx.Done():
			return queryVector{err: ctx.Err()}
		}
	} else {
		select {
		case <-l.loaded:
		case <-ctx.Done():
			return queryVector{err: ctx.Err()}
		}
	}
	if l.vectors.Len() == 0 {
		return queryVector{err: errNoVectors}
	}
	vectors, err := l.config.Embedder.Embed(ctx, ForQuery, []string{q.Text})
	if err == nil && len(vectors) != 1 {
		err = fmt.Errorf("%d vectors came for one query", len(vectors))
	}
	if err != nil {
		l.config.Log(fmt.Sprintf("embed query: %v", err))
		return queryVector{err: err}
	}
	return queryVector{vector: vectors[0]}
}

// hits makes the first k hits of a ranking.
func (l *Library) hits(ctx context.Context, ranked []index.Ranked, k int, terms []index.Term, weights index.Weights, cosines map[int64]float64) ([]Hit, error) {
	hits := make([]Hit, 0, min(k, len(ranked)))
	if len(ranked) == 0 {
		return hits, nil
	}
	type copied struct {
		document int64
		text     string
	}
	seen := map[copied]bool{}
	// Duplicates and documents removed just now leave gaps that the next ones fill.
	for len(ranked) > 0 && len(hits) < k {
		some := ranked[:min(len(ranked), k+k/2)]
		ranked = ranked[len(some):]
		ids := make([]int64, len(some))
		for i, r := range some {
			ids[i] = r.Passage
		}
		passages, err := l.store.Passages(ctx, ids)
		if err != nil {
			return nil, err
		}
		var seqs []int64
		for _, p := range passages {
			seqs = append(seqs, p.Document)
		}
		documents, err := l.store.DocumentsBySeq(ctx, seqs)
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			p, ok := passages[r.Passage]
			d, there := documents[p.Document]
			// The same words twice in one document (a running head, a legal
			// notice) are one hit; in another document they are news.
			same := copied{p.Document, p.Text}
			if !ok || !there || !d.HiddenAt.IsZero() || seen[same] || len(hits) == k {
				continue
			}
			seen[same] = true
			hit := Hit{Rank: len(hits) + 1, Score: r.Score, Document: DocumentRef{ID: d.ID, Path: d.Path, Title: d.Title},
				Passage: p.ID, Page: p.Page, Start: p.Start, End: p.End, Text: p.Text, Heading: p.Heading}
			hit.Coverage = index.Coverage(terms, weights, d.Language, passage.Context(d.Title, p.Heading, p.Inside)+"\n"+p.Text)
			hit.Cosine = cosines[p.ID]
			hits = append(hits, hit)
		}
	}
	return hits, nil
}
