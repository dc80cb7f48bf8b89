package knowledge

import (
	"context"
	"errors"
	"maps"
	"slices"

	"carrel/knowledge/index"
)

// lookup is one look into the library: the words that are searched for, where, and
// what was found.
type lookup struct {
	terms  []index.Term
	filter index.Filter

	words, meaning []index.Ranked
	weights        index.Weights
}

// rank ranks the passages by what the mode says: all of them, and once more those
// of the documents that the question names.
func (s *search) rank(ctx context.Context) ([]index.Ranked, error) {
	looks := []*lookup{{terms: s.terms, filter: s.filter}}
	if filter, some := s.route.filter(s.filter); some {
		terms := s.route.inside(s.terms)
		if s.english() {
			terms = inReports(terms, s.seeks)
		}
		looks = append(looks, &lookup{terms: terms, filter: filter})
	}
	if err := s.find(ctx, looks); err != nil {
		return nil, err
	}
	s.words, s.meaning, s.weights = looks[0].words, looks[0].meaning, looks[0].weights
	ranked, err := s.fuse(ctx, looks[0].words, looks[0].meaning, looks[0].weights)
	if err != nil {
		return nil, err
	}
	for _, l := range looks[1:] {
		named, err := s.named(ctx, l)
		if err != nil {
			return nil, err
		}
		if len(named) == 0 {
			continue
		}
		if ranked, err = s.elsewhere(ctx, ranked, named); err != nil {
			return nil, err
		}
		ranked = together(ranked, named)
	}
	if ranked, err = s.structured(ctx, ranked); err != nil {
		return nil, err
	}
	return s.contentsBehind(ctx, ranked)
}

// find fills the looks, by words and by meaning beside each other, and settles
// the mode.
func (s *search) find(ctx context.Context, looks []*lookup) error {
	meant := make(chan error, 1)
	go func() { meant <- s.findMeaning(ctx, looks) }()
	err := s.findWords(ctx, looks)
	if other := <-meant; err == nil { // waited for also when the words failed: it ends before the search does
		err = other
	}
	if err != nil {
		return err
	}
	if s.vector == nil {
		s.mode = ModeLexical
		return nil
	}
	if s.mode == ModeVector {
		return nil
	}
	var words []index.Ranked
	for _, l := range looks {
		words = append(words, l.words...)
	}
	return s.compare(ctx, words, nil)
}

func (s *search) findWords(ctx context.Context, looks []*lookup) error {
	k := s.depth
	if s.mode == ModeVector {
		k = 0 // what the words weigh, without where they are
	}
	queries := make([]index.WordQuery, len(looks))
	for i, l := range looks {
		queries[i] = index.WordQuery{Terms: l.terms, Filter: l.filter}
	}
	found, err := s.library.store.FindWords(ctx, k, queries...)
	for i, f := range found {
		looks[i].words, looks[i].weights = f.Ranked, f.Weights
	}
	return err
}

// findMeaning leaves s.vector nil where words must do.
func (s *search) findMeaning(ctx context.Context, looks []*lookup) error {
	if s.mode == ModeLexical {
		return nil
	}
	query := s.library.embedQuery(ctx, s.served, s.asked.text, s.mode)
	if query.vector == nil {
		if s.mode == ModeVector {
			return query.err
		}
		s.unmeant = !errors.Is(query.err, ErrNoEmbedder) && !errors.Is(query.err, ErrNoVectors)
		return nil
	}
	s.vector = query.vector
	for _, l := range looks {
		var err error
		if l.meaning, err = s.served.vectors.Search(ctx, s.vector, s.depth, l.filter, s.cosines); err != nil {
			return err
		}
		if err := s.compare(ctx, nil, l.meaning); err != nil {
			return err
		}
	}
	return nil
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
		share = shareByWords(words, weights.Bound, share, s.embeddedOf(words))
	}
	return index.Fuse(words, s.scaled(meaning), weights.Bound, share, func(passage int64) (float64, bool) {
		cosine, known := s.cosines[passage]
		return s.scale.of(cosine), known
	}), nil
}

// embeddedOf gives the share of a ranking whose cosines are known.
func (s *search) embeddedOf(words []index.Ranked) float64 {
	known := 0
	for _, r := range words {
		if _, there := s.cosines[r.Passage]; there {
			known++
		}
	}
	return float64(known) / float64(max(len(words), 1))
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

// named ranks what was found in the documents that the question names. Their
// passages gain what their document gains by being named.
func (s *search) named(ctx context.Context, l *lookup) ([]index.Ranked, error) {
	ranked, err := s.fuse(ctx, l.words, l.meaning, l.weights)
	if err != nil {
		return nil, err
	}
	documents, err := s.library.documentsOf(ctx, ranked)
	if err != nil {
		return nil, err
	}
	for i := range ranked {
		ranked[i].Score += s.route.bonus(documents[ranked[i].Passage])
	}
	return ranked, nil
}

// elsewhere leaves out of a ranking the passages of named documents that only the
// words which name those have found: a cover, a running head or "we" defined in a
// report have the company's name more often than what answers.
func (s *search) elsewhere(ctx context.Context, ranked, named []index.Ranked) ([]index.Ranked, error) {
	inside := make(map[int64]bool, len(named))
	for _, r := range named {
		inside[r.Passage] = true
	}
	documents, err := s.library.documentsOf(ctx, ranked)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(ranked), func(r index.Ranked) bool {
		return inside[r.Passage] || s.route.bonus(documents[r.Passage]) > 0
	}), nil
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
