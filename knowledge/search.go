package knowledge

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	results.Mode = s.mode
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
		s.seeks = seek(s.asked.text)
		if !l.names.haveReports() {
			s.seeks.titles = nil // everyday words, which say something in reports only
		}
	}
	return nil
}

// rank ranks the passages by what the mode says.
func (s *search) rank(ctx context.Context) ([]index.Ranked, error) {
	l := s.library
	// Embedding the query takes longer than looking up its words.
	embedded := make(chan queryVector, 1)
	if s.mode == ModeLexical {
		embedded <- queryVector{}
	} else {
		go func() { embedded <- l.embedQuery(ctx, s.served, s.asked.text, s.mode) }()
	}
	var err error
	if s.mode != ModeVector {
		s.words, err = l.store.Lexical(ctx, s.terms, s.depth, s.filter)
	}
	if err == nil {
		s.weights, err = l.store.Weights(ctx, s.terms)
	}
	query := <-embedded // also when the words failed: the goroutine ends before the search does
	switch {
	case err != nil:
		return nil, err
	case query.vector != nil:
		s.vector = query.vector
	case s.mode == ModeVector:
		return nil, query.err
	default:
		s.mode = ModeLexical
	}
	if s.vector != nil {
		if s.meaning, err = s.served.vectors.Search(ctx, s.vector, s.depth, s.filter); err != nil {
			return nil, err
		}
	}
	ranked, err := s.fuse(ctx, s.words, s.meaning, s.weights)
	if err != nil {
		return nil, err
	}
	named, err := s.named(ctx)
	if err != nil {
		return nil, err
	}
	if len(named) > 0 {
		ranked = together(ranked, named)
	}
	if ranked, err = s.structured(ctx, ranked); err != nil {
		return nil, err
	}
	return s.contentsBehind(ctx, ranked)
}

// english reports whether what is known of English words may be used.
func (s *search) english() bool {
	return s.language == language.English || s.language == language.Unknown
}

// fuse makes one ranking, with scores from 0 to 1 whatever the mode.
func (s *search) fuse(ctx context.Context, words, meaning []index.Ranked, weights index.Weights) ([]index.Ranked, error) {
	share := s.shareOfWords()
	switch s.mode {
	case ModeLexical:
		share = 1
		meaning = nil
	case ModeVector:
		return meaning, s.compare(ctx, nil, meaning)
	}
	if err := s.compare(ctx, words, meaning); err != nil {
		return nil, err
	}
	if s.seeks.none() { // else reports' own words are searched for, which tell enough
		share = shareByWords(words, weights.Bound, share)
	}
	return index.Fuse(words, s.scaled(meaning), weights.Bound, share, func(passage int64) (float64, bool) {
		cosine, known := s.cosines[passage]
		return s.scale.of(cosine), known
	}), nil
}

// scaled gives a ranking by meaning with scores that are the same for every embedder.
func (s *search) scaled(meaning []index.Ranked) []index.Ranked {
	list := slices.Clone(meaning)
	for i := range list {
		list[i].Score = s.scale.of(list[i].Score)
	}
	return list
}

// compare notes the cosines of the question and all passages of both rankings,
// without those that have not been embedded yet.
func (s *search) compare(ctx context.Context, words, meaning []index.Ranked) error {
	if s.cosines == nil {
		s.cosines = map[int64]float64{}
	}
	for _, r := range meaning {
		s.cosines[r.Passage] = r.Score
	}
	if s.vector == nil {
		return nil
	}
	var others []int64
	for _, r := range words {
		if _, known := s.cosines[r.Passage]; !known {
			others = append(others, r.Passage)
		}
	}
	cosines, err := s.served.vectors.Similarities(ctx, s.vector, others)
	if err != nil {
		return err
	}
	maps.Copy(s.cosines, cosines)
	return nil
}

// named searches among the documents that the question names. Their passages
// gain what their document gains by being named.
func (s *search) named(ctx context.Context) ([]index.Ranked, error) {
	filter, some := s.route.filter(s.filter)
	if !some {
		return nil, nil
	}
	l := s.library
	terms := s.route.inside(s.terms)
	if s.english() {
		terms = inReports(terms, s.seeks)
	}
	var words, meaning []index.Ranked
	weights, err := l.store.Weights(ctx, terms)
	if err == nil && s.mode != ModeVector {
		words, err = l.store.Lexical(ctx, terms, s.depth, filter)
	}
	if err == nil && s.vector != nil && s.mode != ModeLexical {
		meaning, err = s.served.vectors.Search(ctx, s.vector, s.depth, filter)
	}
	if err != nil {
		return nil, err
	}
	ranked, err := s.fuse(ctx, words, meaning, weights)
	if err != nil {
		return nil, err
	}
	documents, err := l.documentsOf(ctx, ranked)
	if err != nil {
		return nil, err
	}
	for i := range ranked {
		ranked[i].Score += s.route.bonus(documents[ranked[i].Passage])
	}
	return ranked, nil
}

// documentsOf tells the document of each passage of a ranking.
func (l *Library) documentsOf(ctx context.Context, ranked []index.Ranked) (map[int64]int64, error) {
	ids := make([]int64, len(ranked))
	for i, r := range ranked {
		ids[i] = r.Passage
	}
	return l.store.DocumentsOf(ctx, ids)
}

// together joins two rankings: of a passage that is in both the better score counts.
func together(a, b []index.Ranked) []index.Ranked {
	best := make(map[int64]float64, len(a)+len(b))
	for _, r := range append(slices.Clone(a), b...) {
		if score, known := best[r.Passage]; !known || r.Score > score {
			best[r.Passage] = r.Score
		}
	}
	all := make([]index.Ranked, 0, len(best))
	for passage, score := range best {
		all = append(all, index.Ranked{Passage: passage, Score: score})
	}
	index.ByRank(all)
	return all
}

type queryVector struct {
	vector []float32
	err    error // why there is none
}

var (
	errNoEmbedder = errors.New("no embedding model is there, so documents can only be searched by words")
	errNoVectors  = errors.New("no passage has been embedded yet, so documents can only be searched by words")
)

func (l *Library) embedQuery(ctx context.Context, served *served, text string, mode Mode) queryVector {
	if served.embedder == nil {
		return queryVector{err: errNoEmbedder}
	}
	if mode == ModeHybrid {
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
	if served.vectors.Len() == 0 {
		return queryVector{err: errNoVectors}
	}
	vectors, err := served.embedder.Embed(ctx, ForQuery, []string{text})
	if err == nil && len(vectors) != 1 {
		err = fmt.Errorf("%d vectors came for one query", len(vectors))
	}
	if err != nil {
		l.config.Log(fmt.Sprintf("embed query: %v", err))
		return queryVector{err: err}
	}
	return queryVector{vector: vectors[0]}
}
