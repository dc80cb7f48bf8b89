package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// depth is how many passages of each ranking are fused, exactDepth so where
// words are asked for exactly, since most that are found may then not do.
const (
	depth      = 100
	exactDepth = 1000
)

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
// ErrFilter says that a filter cannot be applied.
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
	results := Results{Query: q.Text, Mode: q.Mode, Hits: []Hit{}}
	if strings.TrimSpace(q.Text) == "" {
		if results.Mode == "" {
			results.Mode = ModeHybrid
		}
		return results, nil
	}
	if q.Opening > 0 {
		return l.openings(ctx, q)
	}
	s, err := l.newSearch(ctx, q)
	if err != nil {
		return results, err
	}
	defer s.end()
	results.Mode = s.mode
	ranked, err := s.rank(ctx)
	if err != nil {
		return results, err
	}
	results.Mode, results.ByWords, results.Foreign = s.mode, s.unspoken() && !s.foreign, s.unspoken() && s.foreign
	results.Unmeant = s.unmeant
	team := s.askTeam(ctx)
	if ranked, err = s.lookAgain(ctx, ranked); err != nil {
		return results, err
	}
	results.Rerank = s.reranked
	if results.Hits, err = l.hits(ctx, s, ranked, s.k); err != nil {
		return results, err
	}
	return results, l.withTeam(ctx, s, &results, <-team)
}

// search is one search on its way.
type search struct {
	library   *Library
	served    *served // the embedder and its vectors, the same from beginning to end
	scale     scale   // of its cosines
	k, depth  int
	mode      Mode
	asked     asked
	languages []language.Tag // of the library, the commonest first
	language  language.Tag   // of the question
	foreign   bool           // no document is in it
	terms     []index.Term
	weights   index.Weights
	filter    index.Filter
	shared    index.SharedFilter // the same, for the team's store
	route     route
	seeks     sought            // in reports
	lifts     map[int64]lift    // of passages, by what their pages were recognised as
	vector    []float32         // of the question, nil where there is none
	unmeant   bool              // there should be one
	cosines   map[int64]float64 // the embedder's own, of the passages that have been ranked

	read map[int64]index.Passage // that had to be read, by id

	words, meaning []index.Ranked // over the whole library, for explaining

	look     SecondLook
	reranked *Reranked           // nil: there was no second look
	second   map[int64]HitRerank // of the passages that were looked at again
}

// newSearch analyses a query. The search is to be ended.
func (l *Library) newSearch(ctx context.Context, q Query) (*search, error) {
	s := &search{library: l, k: q.K, mode: q.Mode, asked: ask(q.Text)}
	if err := s.analyse(ctx, q); err != nil {
		return nil, err
	}
	s.served = l.begin()
	s.scale = newScale(s.served.cosines.Load())
	return s, nil
}

// end lets go of the vectors.
func (s *search) end() { s.served.use.RUnlock() }

func (s *search) analyse(ctx context.Context, q Query) error {
	l := s.library
	if q.Plain {
		s.asked = asked{text: strings.TrimSpace(q.Text)}
	}
	if s.k <= 0 {
		s.k = defaultHits
	}
	switch s.mode {
	case "":
		s.mode = ModeHybrid
	case ModeHybrid, ModeLexical, ModeVector:
	default:
		return fmt.Errorf("mode %q is not known: use hybrid, lexical or vector", q.Mode)
	}
	s.depth = max(depth, s.k)
	if s.asked.exact() {
		s.depth = max(exactDepth, s.k)
	}
	var err error
	if s.look, err = l.secondLook(ctx, q.Rerank); err != nil {
		return err
	}
	if s.filter, err = l.filter(ctx, q.Documents, q.Filters); err != nil {
		return err
	}
	if s.shared, err = l.sharedFilter(ctx, q.Documents, q.Filters); err != nil {
		return err
	}
	if s.languages, err = l.store.Languages(ctx); err != nil {
		return err
	}
	if len(s.languages) == 0 {
		s.languages = []language.Tag{language.English}
	}
	if err = s.analyseWords(ctx); err != nil {
		return err
	}
	s.asked.require(s.terms, s.languages)
	if s.route, err = l.route(ctx, s.asked.text, s.languages); err != nil {
		return err
	}
	if s.english() && s.mode != ModeVector { // titles and rows are words
		text, err := s.respelt(ctx)
		if err != nil {
			return err
		}
		s.seeks = seek(text)
		if !l.names.haveReports() {
			s.seeks.titles = nil // everyday words, which say something in reports only
		}
	}
	return nil
}

// english reports whether what is known of English words may be used.
func (s *search) english() bool {
	return s.language == language.English || s.language == language.Unknown
}

type queryVector struct {
	vector []float32
	err    error // why there is none
}

// Errors of a search by meaning alone.
var (
	ErrNoEmbedder = errors.New("no embedding model is there, so documents can only be searched by words")
	ErrNoVectors  = errors.New("no passage has been embedded yet, so documents can only be searched by words")
)

// errNotLoaded says that the program has just been started.
var errNotLoaded = errors.New("the embeddings are not in memory yet")

func (l *Library) embedQuery(ctx context.Context, served *served, text string, mode Mode) queryVector {
	if served.embedder == nil {
		return queryVector{err: ErrNoEmbedder}
	}
	if mode == ModeHybrid {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, cmp.Or(l.config.Patience, embedPatience))
		defer cancel()
		patience := time.NewTimer(cmp.Or(l.config.Patience, loadPatience))
		defer patience.Stop()
		select {
		case <-l.loaded:
		case <-patience.C:
			return queryVector{err: errNotLoaded}
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
	if served.vectors.Len() == 0 {
		return queryVector{err: ErrNoVectors}
	}
	vectors, err := served.embedder.Embed(ctx, ForQuery, []string{text})
	if err == nil && len(vectors) != 1 {
		err = fmt.Errorf("%d vectors came for one query", len(vectors))
	}
	if err != nil {
		if !errors.Is(ctx.Err(), context.Canceled) { // else the question was stopped
			l.config.Log(fmt.Sprintf("embed query: %v", err))
		}
		return queryVector{err: err}
	}
	return queryVector{vector: vectors[0]}
}
