package weaviate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"carrel/knowledge/index"
)

const (
	// depth is how many passages of each ranking are fused, at least. More are
	// looked at where many of them turn out not to count.
	depth     = 100
	mostDepth = 6_400
	// countsLast is how long counts of terms are taken to be true in a store of
	// many passages: what they decide is how much a word weighs, which a few
	// documents do not change there.
	countsLast   = time.Minute
	manyPassages = 20_000
	mostCounts   = 50_000
)

// Search finds the passages that fit best, the best first; see
// knowledge.TeamReader.
func (s *Store) Search(ctx context.Context, q index.SharedQuery) ([]index.SharedHit, error) {
	if q.K <= 0 {
		return nil, nil
	}
	if len(q.Vector) > 0 {
		e, err := s.embedder(ctx)
		if err != nil {
			return nil, err
		}
		switch {
		case e.Dimensions == 0:
			q.Vector = nil // nobody has put one in
		case e.Dimensions != len(q.Vector):
			return nil, &index.OtherEmbedder{Theirs: e, Ours: index.SharedEmbedder{Dimensions: len(q.Vector)}}
		}
	}
	if len(q.Terms) == 0 && len(q.Vector) == 0 {
		return nil, nil
	}
	where, some, err := s.where(ctx, q.Filter)
	if err != nil || !some {
		return nil, err
	}
	for n := max(depth, q.K); ; n *= 4 {
		hits, more, err := s.search(ctx, q, where, min(n, mostDepth))
		// Passages that no document names may have taken the places of others.
		if err != nil || len(hits) >= q.K || !more || n >= mostDepth {
			return hits, err
		}
	}
}

// candidate is a passage that one of the rankings has.
type candidate struct {
	passageAnswer
	words, cosine     float64 // raw BM25; of the query
	byWords, compared bool
}

// search is Search with rankings of n passages. more says that some of them do
// not count, and that there are others.
func (s *Store) search(ctx context.Context, q index.SharedQuery, where *filter, n int) (hits []index.SharedHit, more bool, err error) {
	var objects, counts []selection
	if len(q.Terms) > 0 {
		objects = append(objects, s.byWords(q.Terms, where, n))
		counts = s.uncounted(q.Terms)
	}
	if len(q.Vector) > 0 {
		objects = append(objects, selection{name: "meaning", collection: s.passage, where: where,
			arguments: append(s.reading(n), nearest(q.Vector)), fields: passageFields + " _additional{id distance}"})
	}
	answers, err := s.client.find(ctx, objects, counts)
	if err != nil {
		return nil, false, err
	}
	if err := s.learn(answers, q.Terms, counts); err != nil {
		return nil, false, err
	}
	var words, meaning []passageAnswer
	all := map[string]*candidate{}
	if len(q.Terms) > 0 {
		if err := answers.decode("words", &words); err != nil {
			return nil, false, err
		}
		for _, a := range words {
			score, err := a.Additional.Score.Float64()
			if err != nil {
				return nil, false, fmt.Errorf("read the team store's answer: %w", err)
			}
			all[a.Additional.ID] = &candidate{passageAnswer: a, words: score, byWords: true}
		}
	}
	if len(q.Vector) > 0 {
		if err := answers.decode("meaning", &meaning); err != nil {
			return nil, false, err
		}
		for _, a := range meaning {
			c := all[a.Additional.ID]
			if c == nil {
				c = &candidate{passageAnswer: a}
				all[a.Additional.ID] = c
			}
			c.cosine, c.compared = -a.Additional.Distance, true
		}
	}
	documents, err := s.lookUp(ctx, q, all)
	if err != nil {
		return nil, false, err
	}
	found := len(all)
	for id, c := range all {
		if documents[c.Document].Edition != c.Edition {
			delete(all, id)
		}
	}
	more = len(all) < found && (len(words) >= n || len(meaning) >= n)
	return s.rank(q, all, documents), more, nil
}

// byWords ranks passages by BM25. Those without a term that is required are left out.
func (s *Store) byWords(terms []index.Term, where *filter, n int) selection {
	texts := make([]string, len(terms))
	conditions := []*filter{where}
	for i, t := range terms {
		texts[i] = t.Text
		if t.Required {
			conditions = append(conditions, equal("terms", t.Text))
		}
	}
	return selection{name: "words", collection: s.passage, where: both(conditions...),
		arguments: append(s.reading(n), "bm25:{query:"+quote(strings.Join(texts, " "))+`,properties:["terms"]}`),
		fields:    passageFields + " _additional{id score}"}
}

// listed is a document that passages were found of.
type listed struct {
	documentRecord
	holders []index.Holder
}

// lookUp gives the documents of passages, and notes the cosines of those passages
// that only words have found.
func (s *Store) lookUp(ctx context.Context, q index.SharedQuery, all map[string]*candidate) (map[string]listed, error) {
	var ids, uncompared []string
	seen := map[string]bool{}
	for id, c := range all {
		if !seen[c.Document] {
			seen[c.Document] = true
			ids = append(ids, c.Document)
		}
		if !c.compared {
			uncompared = append(uncompared, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	objects := []selection{
		{name: "documents", collection: s.document, where: anyOf("document", ids), arguments: s.reading(len(ids)), fields: "record"},
		s.selectHolders(ids),
	}
	compare := len(q.Vector) > 0 && len(uncompared) > 0
	if compare {
		objects = append(objects, selection{name: "cosines", collection: s.passage, where: anyOf("id", uncompared),
			arguments: append(s.reading(len(uncompared)), nearest(q.Vector)), fields: "_additional{id distance}"})
	}
	answers, err := s.client.find(ctx, objects, nil)
	if err != nil {
		return nil, err
	}
	records, err := recordsIn[documentRecord](answers, "documents")
	if err != nil {
		return nil, err
	}
	holders, _, err := holdersIn(answers)
	if err != nil {
		return nil, err
	}
	documents := make(map[string]listed, len(ids))
	for _, r := range records {
		documents[r.ID] = listed{r, holders[r.ID]}
	}
	if compare {
		var cosines []passageAnswer
		if err := answers.decode("cosines", &cosines); err != nil {
			return nil, err
		}
		for _, a := range cosines {
			if c := all[a.Additional.ID]; c != nil {
				c.cosine, c.compared = -a.Additional.Distance, true
			}
		}
	}
	return documents, s.confirm(ctx, all, documents)
}

// confirm asks most of the nodes for documents that the one which was asked does
// not know, or knows as they were: it may have missed something.
func (s *Store) confirm(ctx context.Context, all map[string]*candidate, documents map[string]listed) error {
	asked := map[string]bool{}
	for _, c := range all {
		if asked[c.Document] || documents[c.Document].Edition == c.Edition {
			continue
		}
		asked[c.Document] = true
		r, there, err := s.one(ctx, c.Document)
		if err != nil {
			return err
		}
		if there {
			documents[c.Document] = listed{r, documents[c.Document].holders}
		} else {
			delete(documents, c.Document)
		}
	}
	return nil
}

// rank makes hits of the passages that count.
func (s *Store) rank(q index.SharedQuery, all map[string]*candidate, documents map[string]listed) []index.SharedHit {
	ordered := make([]*candidate, 0, len(all))
	for _, c := range all {
		ordered = append(ordered, c)
	}
	slices.SortFunc(ordered, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(a.Document, b.Document), cmp.Compare(a.Number, b.Number))
	})
	bound := s.bound(q.Terms)
	for _, c := range ordered {
		bound = max(bound, c.words) // the counts are not those that the scores were made with
	}
	var words, meaning []index.Ranked
	cosines := map[int64]float64{}
	for i, c := range ordered {
		if c.byWords {
			words = append(words, index.Ranked{Passage: int64(i), Score: c.words})
		}
		if c.compared {
			meaning = append(meaning, index.Ranked{Passage: int64(i), Score: c.cosine})
			cosines[int64(i)] = c.cosine
		}
	}
	index.ByRank(words)
	index.ByRank(meaning)
	ranked := index.FuseShared(q, words, meaning, bound, cosines)
	hits := make([]index.SharedHit, 0, min(q.K, len(ranked)))
	for _, r := range ranked[:min(q.K, len(ranked))] {
		c := ordered[r.Passage]
		d := documents[c.Document]
		hit := index.SharedHit{Document: d.document(), Passage: c.passage(), Score: r.Score, Cosine: c.cosine}
		hit.Document.Holders = d.holders
		hit.Passage.Vector = nil
		if c.byWords && bound > 0 {
			hit.Words = c.words / bound
		}
		hits = append(hits, hit)
	}
	return hits
}

// where turns a filter into one of passages; not some says that no document passes.
func (s *Store) where(ctx context.Context, f index.SharedFilter) (where *filter, some bool, err error) {
	documents, limited := f.Documents, len(f.Documents) > 0
	limit := func(class string, condition *filter) error {
		if condition == nil || limited && len(documents) == 0 {
			return nil
		}
		if limited {
			condition = both(condition, anyOf("document", documents))
		}
		documents, err = s.documentsOf(ctx, class, condition)
		limited = true
		return err
	}
	var holder, added *filter
	if len(f.Collections) > 0 {
		holder = anyOf("collections", f.Collections)
	}
	if f.Folder != "" {
		holder = both(holder, equal("folders", folderKey(f.Folder)))
	}
	if !f.Since.IsZero() {
		added = compare("added", "GreaterThanEqual", float64(f.Since.UnixMilli()))
	}
	if !f.Until.IsZero() {
		added = both(added, compare("added", "LessThan", float64(f.Until.UnixMilli())))
	}
	if err := limit(s.holder, holder); err != nil {
		return nil, false, err
	}
	if err := limit(s.document, added); err != nil {
		return nil, false, err
	}
	if limited {
		if len(documents) == 0 {
			return nil, false, nil
		}
		where = anyOf("document", documents)
	}
	if len(f.Formats) > 0 {
		where = both(where, anyOf("format", f.Formats))
	}
	if len(f.Languages) > 0 {
		tags := make([]string, len(f.Languages))
		for i, tag := range f.Languages {
			tags[i] = spoken(tag)
		}
		where = both(where, anyOf("language", tags))
	}
	return where, true, nil
}

// documentsOf gives the ids of the documents that objects which pass are about.
func (s *Store) documentsOf(ctx context.Context, class string, where *filter) ([]string, error) {
	var ids []string
	for after := ""; ; {
		condition := where
		if after != "" {
			condition = both(where, &filter{Operator: "GreaterThan", Path: []string{"order"}, Text: after})
		}
		answers, err := s.client.find(ctx, []selection{{name: "list", collection: class, where: condition,
			arguments: append(s.reading(mostResults), byOrder), fields: "document order"}}, nil)
		if err != nil {
			return nil, err
		}
		var page []struct{ Document, Order string }
		if err := answers.decode("list", &page); err != nil {
			return nil, err
		}
		for _, o := range page {
			if len(ids) == 0 || ids[len(ids)-1] != o.Document {
				ids = append(ids, o.Document)
			}
			after = o.Order
		}
		if len(page) < mostResults {
			return ids, nil
		}
	}
}

// counted is how many passages have a term, and when that was so.
type counted struct {
	n  int
	at time.Time
}

// uncounted asks for what the weights of terms follow from and is not known:
// how many passages there are, and have each term.
func (s *Store) uncounted(terms []index.Term) []selection {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []selection
	fresh := func(term string) bool {
		c, ok := s.counts[term]
		return ok && s.counts[""].n >= manyPassages && time.Since(c.at) < countsLast
	}
	if !fresh("") {
		list = append(list, counting("all", s.passage, nil))
	}
	for i, t := range terms {
		if !fresh(t.Text) {
			list = append(list, counting(fmt.Sprintf("term%d", i), s.passage, equal("terms", t.Text)))
		}
	}
	return list
}

// learn notes the answers to uncounted.
func (s *Store) learn(a answers, terms []index.Term, asked []selection) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.counts) > mostCounts {
		clear(s.counts)
	}
	for _, one := range asked {
		n, err := a.count(one.name)
		if err != nil {
			return err
		}
		term := ""
		if i := 0; one.name != "all" {
			fmt.Sscanf(one.name, "term%d", &i)
			term = terms[i].Text
		}
		s.counts[term] = counted{n, time.Now()}
	}
	return nil
}

// bound is what Weaviate's BM25 score of no passage reaches: the sum of the
// terms' weights, ln(1 + (N - n + 0.5) / (n + 0.5)).
func (s *Store) bound(terms []index.Term) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := float64(s.counts[""].n)
	var sum float64
	for _, t := range terms {
		n := float64(s.counts[t.Text].n)
		sum += math.Log(1 + (max(all-n, 0)+0.5)/(n+0.5))
	}
	return sum
}
