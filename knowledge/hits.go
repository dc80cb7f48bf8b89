package knowledge

import (
	"context"
	"maps"
	"unicode"

	"carrel/knowledge/index"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// maxMerged bounds a hit that is merged of neighbours, in code points: about
// three passages, what a person reads at a glance.
const maxMerged = 3000

// hits makes the first k hits of a ranking.
func (l *Library) hits(ctx context.Context, s *search, ranked []index.Ranked, k int) ([]Hit, error) {
	hits := make([]Hit, 0, min(k, len(ranked)))
	seen := map[copied]bool{}
	pages := pageCache{}
	// Duplicates, neighbours, passages without what is asked for exactly and
	// documents removed just now leave gaps that the next ones fill.
	for len(ranked) > 0 && len(hits) < k {
		some := ranked[:min(len(ranked), readAhead(k))]
		ranked = ranked[len(some):]
		fitting, err := s.fitting(ctx, some, seen)
		if err != nil {
			return nil, err
		}
		var ids []int64
		for _, f := range fitting {
			if _, known := pages[index.PageKey{Document: f.document.Seq, Page: f.passage.Page}]; !known {
				ids = append(ids, f.Passage)
			}
		}
		if err := pages.fetch(ctx, l.store, ids); err != nil {
			return nil, err
		}
		documents := map[int64]index.Document{}
		for _, f := range fitting {
			documents[f.document.Seq] = f.document
			if len(hits) == k {
				break
			}
			p, d := f.passage, f.document
			page := pages.get(d.Seq, p.Page)
			if merge(hits, d.ID, p, page) {
				continue
			}
			hit := Hit{Rank: len(hits) + 1, Score: f.Score, Document: DocumentRef{ID: d.ID, Path: d.Path, Title: d.Title},
				Passage: p.ID, Page: p.Page, Start: p.Start, End: p.End, Text: p.Text, Heading: p.Heading, FileHash: d.Hash}
			if d.Date.Is.Telling() {
				hit.Dated = d.Date.Day
			}
			hit.Coverage = index.Coverage(s.terms, s.weights, d.Language, passage.Context(d.Title, p.Heading, p.Inside)+"\n"+p.Text)
			if cosine, known := s.cosines[p.ID]; known {
				hit.Cosine, hit.Nearness = cosine, s.scale.of(cosine)
			}
			hit.Rerank = s.hitRerank(p.ID)
			hits = append(hits, hit)
		}
		for i := range hits {
			d := &hits[i]
			if d.Where == "" {
				row := rowOf(documents, d.Document.ID)
				d.Where = reader.Where(reader.Unit(row.Unit), pages.get(row.Seq, d.Page).page, d.Start, d.End)
			}
		}
	}
	return hits, nil
}

// readAhead is how many passages are read at once for k hits.
func readAhead(k int) int { return k + k/2 }

// copied tells passages of a document that have the same words.
type copied struct {
	document int64
	text     string
}

// fitting is a passage that can be a hit.
type fitting struct {
	index.Ranked
	passage  index.Passage
	document index.Document
}

// fitting gives those of a ranking's passages that can be hits: of documents that
// are there, with what is asked for exactly. The same words twice in one document
// (a running head, a legal notice) are one hit; in another document they are
// news. seen has what was met before.
func (s *search) fitting(ctx context.Context, ranked []index.Ranked, seen map[copied]bool) ([]fitting, error) {
	passages, err := s.passages(ctx, ranked)
	if err != nil {
		return nil, err
	}
	var seqs []int64
	for _, r := range ranked {
		if p, there := passages[r.Passage]; there {
			seqs = append(seqs, p.Document)
		}
	}
	documents, err := s.library.store.DocumentsBySeq(ctx, seqs)
	if err != nil {
		return nil, err
	}
	var fit []fitting
	for _, r := range ranked {
		p, ok := passages[r.Passage]
		d, there := documents[p.Document]
		same := copied{p.Document, p.Text}
		if !ok || !there || !d.HiddenAt.IsZero() || seen[same] || !s.asked.holds(d.Language, p.Text) {
			continue
		}
		seen[same] = true
		fit = append(fit, fitting{r, p, d})
	}
	return fit, nil
}

// passages gives those of a ranking, and whatever else the search has read, each
// read once.
func (s *search) passages(ctx context.Context, ranked []index.Ranked) (map[int64]index.Passage, error) {
	var ids []int64
	for _, r := range ranked {
		if _, there := s.read[r.Passage]; !there {
			ids = append(ids, r.Passage)
		}
	}
	if len(ids) == 0 {
		return s.read, nil
	}
	read, err := s.library.store.Passages(ctx, ids)
	if err != nil {
		return nil, err
	}
	if s.read == nil {
		s.read = read
	} else {
		maps.Copy(s.read, read)
	}
	return s.read, nil
}

func rowOf(documents map[int64]index.Document, id string) index.Document {
	for _, d := range documents {
		if d.ID == id {
			return d
		}
	}
	return index.Document{}
}

// merge joins a passage with a better hit that it follows or that follows it on
// the same page, with nothing but white space between: together they say more
// than apart, and leave room for another hit.
func merge(hits []Hit, document string, p index.Passage, page *cachedPage) bool {
	for i := range hits {
		h := &hits[i]
		if h.Document.ID != document || h.Page != p.Page {
			continue
		}
		start, end := min(h.Start, p.Start), max(h.End, p.End)
		if end-start > maxMerged || end > len(page.runes) {
			continue
		}
		between := page.runes[min(h.End, p.End):max(h.Start, p.Start, min(h.End, p.End))]
		blank := true
		for _, r := range between {
			blank = blank && unicode.IsSpace(r)
		}
		if !blank {
			continue
		}
		h.Start, h.End = start, end
		h.Text = string(page.runes[start:end])
		h.Where = "" // to be said anew
		return true
	}
	return false
}

type cachedPage struct {
	page  reader.Page
	runes []rune
}

// pageCache keeps the pages of one search's hits.
type pageCache map[index.PageKey]*cachedPage

// fetch brings the pages of passages, all at once.
func (c pageCache) fetch(ctx context.Context, store *index.Store, passages []int64) error {
	if len(passages) == 0 {
		return nil
	}
	pages, err := store.PagesOf(ctx, passages)
	for key, page := range pages {
		c[key] = &cachedPage{page, []rune(page.Text)}
	}
	return err
}

// get gives a page; an empty one if its document has just been removed.
func (c pageCache) get(document int64, number int) *cachedPage {
	if p := c[index.PageKey{Document: document, Page: number}]; p != nil {
		return p
	}
	return &cachedPage{}
}
