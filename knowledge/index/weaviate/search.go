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
	id, document, edition string
	number                int
	words, cosine         float64 // raw BM25; of the query
	byWords, compared     bool
}

// candidateFields is what is asked for of one; the rest only of hits.
const candidateFields = "document edition number "

func candidateOf(a passageAnswer) *candidate {
	return &candidate{id: a.Additional.ID, document: a.Document, edition: a.Edition, number: a.Number}
}

// search is Search with rankings of n passages. more says that some of them do
// not count, and that there are others.
func (s *Store) search(ctx context.Context, q index.SharedQuery, where *filter, n int) (hits []index.SharedHit, more bool, err error) {
	all, full, err := s.candidates(ctx, q, where, n)
	if err != nil || len(all) == 0 {
		return nil, false, err
	}
	found := len(all)
	if err := s.settle(ctx, q, all); err != nil {
		return nil, false, err
	}
	more = full && len(all) < found
	hits, err = s.hits(ctx, s.rank(q, all))
	return hits, more, err
}

// candidates gives both rankings, by the passages' ids; full says that there may
// be more of them.
func (s *Store) candidates(ctx context.Context, q index.SharedQuery, where *filter, n int) (all map[string]*candidate, full bool, err error) {
	var objects, counts []selection
	if len(q.Terms) > 0 {
		objects = append(objects, s.byWords(q.Terms, where, n))
		counts = s.uncounted(q.Terms)
	}
	if len(q.Vector) > 0 {
		objects = append(objects, selection{name: "meaning", collection: s.passage, where: where,
			arguments: append(upTo(n), nearest(q.Vector)), fields: candidateFields + "_additional{id distance}"})
	}
	answers, err := s.client.find(ctx, objects, counts)
	if err != nil {
		return nil, false, err
	}
	if err := s.learn(answers, q.Terms, counts); err != nil {
		return nil, false, err
	}
	var words, meaning []passageAnswer
	if len(q.Terms) > 0 {
		err = answers.decode("words", &words)
	}
	if err == nil && len(q.Vector) > 0 {
		err = answers.decode("meaning", &meaning)
	}
	if err != nil {
		return nil, false, err
	}
	all = make(map[string]*candidate, len(words)+len(meaning))
	for _, a := range words {
		c := candidateOf(a)
		if c.words, err = a.Additional.Score.Float64(); err != nil {
			return nil, false, fmt.Errorf("read the team store's answer: %w", err)
		}
		c.byWords = true
		all[c.id] = c
	}
	for _, a := range meaning {
		c := all[a.Additional.ID]
		if c == nil {
			c = candidateOf(a)
			all[c.id] = c
		}
		c.cosine, c.compared = -a.Additional.Distance, true
	}
	return all, len(words) >= n || len(meaning) >= n, nil
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
		arguments: append(upTo(n), "bm25:{query:"+quote(strings.Join(texts, " "))+`,properties:["terms"]}`),
		fields:    candidateFields + "_additional{id score}"}
}

// settle leaves out the passages that their document does not name, and notes
// the cosines of those that only words have found.
func (s *Store) settle(ctx context.Context, q index.SharedQuery, all map[string]*candidate) error {
	editions := map[string]string{} // by document
	var documents, uncompared []string
	for id, c := range all {
		if _, seen := editions[c.document]; !seen {
			editions[c.document] = ""
			documents = append(documents, c.document)
		}
		if !c.compared {
			uncompared = append(uncompared, id)
		}
	}
	objects := []selection{s.agreedOn("documents", s.document, anyOf("document", documents), len(documents), "document edition")}
	compare := len(q.Vector) > 0 && len(uncompared) > 0
	if compare {
		objects = append(objects, selection{name: "cosines", collection: s.passage, where: anyOf("id", uncompared),
			arguments: append(upTo(len(uncompared)), nearest(q.Vector)), fields: "_additional{id distance}"})
	}
	answers, err := s.client.find(ctx, objects, nil)
	if err != nil {
		return err
	}
	var listed []struct{ Document, Edition string }
	if err := answers.decode("documents", &listed); err != nil {
		return err
	}
	for _, d := range listed {
		editions[d.Document] = d.Edition
	}
	if compare {
		var cosines []passageAnswer
		if err := answers.decode("cosines", &cosines); err != nil {
			return err
		}
		for _, a := range cosines {
			if c := all[a.Additional.ID]; c != nil {
				c.cosine, c.compared = -a.Additional.Distance, true
			}
		}
	}
	asked := map[string]bool{}
	for id, c := range all {
		if editions[c.document] != c.edition && !asked[c.document] {
			// The node that was asked may have missed something: most of them have not.
			asked[c.document] = true
			r, _, err := s.one(ctx, c.document)
			if err != nil {
				return err
			}
			editions[c.document] = r.Edition
		}
		if editions[c.document] != c.edition {
			delete(all, id)
		}
	}
	return nil
}

// ranked is a passage in its place.
type ranked struct {
	*candidate
	score, share float64 // fused; BM25's of its bound
}

// rank gives the best passages that count.
func (s *Store) rank(q index.SharedQuery, all map[string]*candidate) []ranked {
	ordered := make([]*candidate, 0, len(all))
	bound := s.bound(q.Terms)
	for _, c := range all {
		ordered = append(ordered, c)
		bound = max(bound, c.words) // the counts are not those that the scores were made with
	}
	slices.SortFunc(ordered, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(a.document, b.document), cmp.Compare(a.number, b.number))
	})
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
	fused := index.FuseShared(q, words, meaning, bound, cosines)
	best := make([]ranked, min(q.K, len(fused)))
	for i := range best {
		best[i] = ranked{candidate: ordered[fused[i].Passage], score: fused[i].Score}
		if best[i].byWords && bound > 0 {
			best[i].share = best[i].words / bound
		}
	}
	return best
}

// hits fetches what is to be shown of passages. Those that have been removed
// just now are left out.
func (s *Store) hits(ctx context.Context, best []ranked) ([]index.SharedHit, error) {
	if len(best) == 0 {
		return nil, nil
	}
	var ids, documents []string
	for _, r := range best {
		ids = append(ids, r.id)
		if !slices.Contains(documents, r.document) {
			documents = append(documents, r.document)
		}
	}
	answers, err := s.client.find(ctx, []selection{
		{name: "passages", collection: s.passage, where: anyOf("id", ids), arguments: upTo(len(ids)), fields: passageFields + " _additional{id}"},
		s.agreedOn("documents", s.document, anyOf("document", documents), len(documents), "record"),
		s.selectHolders(documents),
	}, nil)
	if err != nil {
		return nil, err
	}
	var found []passageAnswer
	if err := answers.decode("passages", &found); err != nil {
		return nil, err
	}
	passages := map[string]index.SharedPassage{}
	for _, a := range found {
		passages[a.Additional.ID] = a.passage()
	}
	list, err := recordsIn[documentRecord](answers, "documents")
	if err != nil {
		return nil, err
	}
	records := map[string]documentRecord{}
	for _, r := range list {
		records[r.ID] = r
	}
	holders, _, err := holdersIn(answers)
	if err != nil {
		return nil, err
	}
	hits := make([]index.SharedHit, 0, len(best))
	for _, r := range best {
		record, listed := records[r.document]
		if !listed || record.Edition != r.edition {
			if record, listed, err = s.one(ctx, r.document); err != nil {
				return nil, err
			}
		}
		p, there := passages[r.id]
		if listed && !there {
			if p, there, err = s.passageByID(ctx, r.id, false); err != nil {
				return nil, err
			}
		}
		if !listed || !there {
			continue
		}
		hit := index.SharedHit{Document: record.document(), Passage: p, Score: r.score, Words: r.share, Cosine: r.cosine}
		hit.Document.Holders = holders[r.document]
		hits = append(hits, hit)
	}
	return hits, nil
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
	if f.DatedSince != "" {
		first, _ := f.DatedSince.Range()
		where = both(where, compare(lastDay, "GreaterThanEqual", float64(first)))
	}
	if f.DatedUntil != "" {
		_, last := f.DatedUntil.Range()
		where = both(where, compare(firstDay, "LessThanEqual", float64(last)))
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

// documentsOf gives the ids of the documents that objects which pass are about, as the
// node that is asked has them: they may be many, and settle asks which of them count.
func (s *Store) documentsOf(ctx context.Context, class string, where *filter) ([]string, error) {
	var ids []string
	for after := ""; ; {
		condition := where
		if after != "" {
			condition = both(where, &filter{Operator: "GreaterThan", Path: []string{"order"}, Text: after})
		}
		answers, err := s.client.find(ctx, []selection{{name: "list", collection: class, where: condition,
			arguments: append(upTo(mostResults), byOrder), fields: "document order"}}, nil)
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
