package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"carrel/knowledge/reader"
)

// Embedded is the library's own database, seen as a store that several people
// share: what is copied to one comes from it, and what is copied from one goes
// into it. Documents that the library has read itself are never written over.
type Embedded struct {
	store   *Store
	vectors *Vectors
	self    string // the holder of the documents that were read here
	changed func(id string)

	writing sync.Mutex // held by Put and Delete

	mu       sync.Mutex // of what follows
	key      int64      // of the embedder; 0: there is none
	embedder SharedEmbedder
}

// NewEmbedded gives the store whose vectors, of the embedder with the key and
// name, are in memory already. self names the person and the computer. changed,
// if not nil, is told the documents that are not as they were.
func NewEmbedded(store *Store, vectors *Vectors, key int64, embedder, self string, changed func(id string)) *Embedded {
	return &Embedded{store: store, vectors: vectors, key: key, embedder: SharedEmbedder{Name: embedder}, self: self, changed: changed}
}

// OpenEmbedded gives a store that nobody else has open, with the embedder it has.
func OpenEmbedded(ctx context.Context, store *Store, self string) (*Embedded, error) {
	e := &Embedded{store: store, self: self}
	err := store.db.QueryRowContext(ctx, `SELECT id, name, dimensions FROM embedder WHERE role = 'serving'`).Scan(&e.key, &e.embedder.Name, &e.embedder.Dimensions)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("open library: %w", inWords(err))
	}
	e.vectors = NewVectors(store.Exact(e.key))
	if e.key != 0 {
		if err := store.LoadVectors(ctx, e.key, e.vectors); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Close leaves the database open: it belongs to the caller.
func (e *Embedded) Close() error { return nil }

// embedderNow gives the key and the identity of the embedder.
func (e *Embedded) embedderNow(ctx context.Context) (int64, SharedEmbedder, error) {
	e.mu.Lock()
	key, embedder := e.key, e.embedder
	e.mu.Unlock()
	if key == 0 || embedder.Dimensions > 0 {
		return key, embedder, nil
	}
	err := e.store.db.QueryRowContext(ctx, `SELECT coalesce((SELECT length(data) / 4 FROM vector WHERE embedder = ?1 LIMIT 1), (SELECT dimensions FROM embedder WHERE id = ?1), 0)`,
		key).Scan(&embedder.Dimensions)
	if err != nil {
		return 0, SharedEmbedder{}, fmt.Errorf("look at embeddings: %w", inWords(err))
	}
	return key, embedder, nil
}

// UseEmbedder is TeamWriter's.
func (e *Embedded) UseEmbedder(ctx context.Context, ours SharedEmbedder) error {
	key, theirs, err := e.embedderNow(ctx)
	if err != nil {
		return err
	}
	if key != 0 && (theirs.Name != ours.Name || theirs.Dimensions != 0 && theirs.Dimensions != ours.Dimensions) {
		return &OtherEmbedder{Theirs: theirs, Ours: ours}
	}
	if key != 0 && theirs.Dimensions != 0 {
		return nil
	}
	if key == 0 && e.changed != nil {
		// A library's embedder is its person's choice.
		return &OtherEmbedder{Theirs: SharedEmbedder{Name: "none"}, Ours: ours}
	}
	if key == 0 {
		if key, err = e.store.UseEmbedder(ctx, ours.Name); err != nil {
			return err
		}
	}
	err = e.store.update(ctx, "choose embedder", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE embedder SET dimensions = ? WHERE id = ?`, ours.Dimensions, key)
		return err
	})
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.key == 0 {
		e.vectors.exact = e.store.Exact(key)
	}
	e.key, e.embedder = key, ours
	return nil
}

// Embedder is the identity of the embedder, without a name where there is none.
func (e *Embedded) Embedder(ctx context.Context) (SharedEmbedder, error) {
	_, embedder, err := e.embedderNow(ctx)
	return embedder, err
}

// State is TeamReader's.
func (e *Embedded) State(ctx context.Context) (SharedState, error) {
	key, embedder, err := e.embedderNow(ctx)
	if err != nil {
		return SharedState{}, err
	}
	state := SharedState{Embedder: embedder}
	var version string
	err = e.store.db.QueryRowContext(ctx, `SELECT sqlite_version(), (SELECT user_version FROM pragma_user_version),
		count(*), coalesce(sum(passages), 0), (SELECT count(*) FROM vector WHERE embedder = ? AND passage IN (SELECT p.id FROM passage p JOIN document ON document.seq = p.document WHERE `+listed+`))
		FROM document WHERE `+listed, key).Scan(&version, &state.Schema, &state.Documents, &state.Passages, &state.Vectors)
	if err != nil {
		return SharedState{}, fmt.Errorf("count documents: %w", inWords(err))
	}
	state.Product = "Carrel's own, SQLite " + version
	return state, nil
}

// listed holds for the documents that others may know of.
const listed = `document.state IN ('searchable', 'embedded') AND document.hidden_at = 0`

// Documents is TeamReader's. Their digests are not known.
func (e *Embedded) Documents(ctx context.Context, after string, n int) ([]SharedDocument, error) {
	rows, err := e.store.selectPlain(ctx, `WHERE `+listed+` AND id > ? ORDER BY id LIMIT ?`, after, n)
	if err != nil {
		return nil, err
	}
	list := make([]SharedDocument, len(rows))
	for i, row := range rows {
		if list[i], err = e.shared(ctx, row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Document is TeamReader's.
func (e *Embedded) Document(ctx context.Context, id string) (SharedDocument, error) {
	row, err := e.store.one(ctx, `WHERE id = ? AND `+listed, id)
	if err != nil {
		return SharedDocument{}, err
	}
	return e.shared(ctx, row)
}

// shared gives a document as others know it, but for its digest.
func (e *Embedded) shared(ctx context.Context, row Document) (SharedDocument, error) {
	d := SharedDocument{
		ID: row.ID, Hash: row.Hash, Title: row.Title, Author: row.Author, Format: row.Format, Unit: row.Unit, Language: row.Language,
		Bytes: row.Bytes, Pages: row.Pages, AddedAt: row.AddedAt, Passages: row.Passages, Vectors: row.Embedded, Date: row.Date,
	}
	var err error
	if d.Holders, err = e.store.Holders(ctx, row.Seq); err != nil || len(d.Holders) > 0 {
		return d, err
	}
	own := Holder{Name: e.self, Path: row.Path}
	own.Collections, err = e.store.texts(ctx, `SELECT c.name FROM member m JOIN collection c ON c.seq = m.collection WHERE m.document = ? ORDER BY c.name`, row.Seq)
	d.Holders = []Holder{own}
	return d, err
}

// Passages is TeamReader's.
func (e *Embedded) Passages(ctx context.Context, document string, from, n int) ([]SharedPassage, error) {
	row, err := e.store.one(ctx, `WHERE id = ? AND `+listed, document)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := e.store.passages(ctx, `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
		FROM passage p JOIN page ON page.document = p.document AND page.number = p.page
		WHERE p.document = ? ORDER BY p.page, p.start, p.id LIMIT ? OFFSET ?`, row.Seq, n, from)
	if err != nil {
		return nil, err
	}
	shared := make([]SharedPassage, len(list))
	ids := make([]int64, len(list))
	at := make(map[int64]int, len(list))
	for i, p := range list {
		ids[i], at[p.ID] = p.ID, i
	}
	pages, err := e.store.PagesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, p := range list {
		shared[i] = sharedPassage(row, p, pages[PageKey{p.Document, p.Page}])
		shared[i].Number = from + i
	}
	key, _, err := e.embedderNow(ctx)
	if err != nil || key == 0 {
		return shared, err
	}
	err = e.store.Exact(key)(ctx, ids, func(passage int64, vector []float32) {
		shared[at[passage]].Vector = slices.Clone(vector)
	})
	return shared, err
}

// sharedPassage gives a passage as others know it, but for its number.
func sharedPassage(d Document, p Passage, page reader.Page) SharedPassage {
	return SharedPassage{
		Page: p.Page, Start: p.Start, End: p.End, Heading: p.Heading, Inside: p.Inside, Text: p.Text,
		Where: reader.Where(reader.Unit(d.Unit), page, p.Start, p.End),
	}
}

// Search is TeamReader's.
func (e *Embedded) Search(ctx context.Context, q SharedQuery) ([]SharedHit, error) {
	filter, err := e.filter(ctx, q.Filter)
	if err != nil || q.K <= 0 {
		return nil, err
	}
	_, embedder, err := e.embedderNow(ctx)
	if err != nil {
		return nil, err
	}
	if e.vectors.Len() == 0 {
		q.Vector = nil
	}
	if q.Vector != nil && len(q.Vector) != embedder.Dimensions {
		return nil, &OtherEmbedder{Theirs: embedder, Ours: SharedEmbedder{Dimensions: len(q.Vector)}}
	}
	depth := max(q.K, 100)
	words, err := e.store.Lexical(ctx, q.Terms, depth, filter)
	if err != nil {
		return nil, err
	}
	weights, err := e.store.Weights(ctx, q.Terms)
	if err != nil {
		return nil, err
	}
	var meaning []Ranked
	cosines := map[int64]float64{}
	if q.Vector != nil {
		if meaning, err = e.vectors.Search(ctx, q.Vector, depth, filter, nil); err != nil {
			return nil, err
		}
		ids := make([]int64, 0, len(words)+len(meaning))
		for _, r := range slices.Concat(words, meaning) {
			ids = append(ids, r.Passage)
		}
		if cosines, err = e.vectors.Similarities(ctx, q.Vector, ids); err != nil {
			return nil, err
		}
	}
	ranked := FuseShared(q, words, meaning, weights.Bound, cosines)
	ranked = ranked[:min(q.K, len(ranked))]
	share := map[int64]float64{}
	for _, r := range words {
		share[r.Passage] = r.Score / weights.Bound
	}
	return e.hits(ctx, ranked, share, cosines)
}

// hits makes hits of a ranking.
func (e *Embedded) hits(ctx context.Context, ranked []Ranked, words, cosines map[int64]float64) ([]SharedHit, error) {
	ids := make([]int64, len(ranked))
	for i, r := range ranked {
		ids[i] = r.Passage
	}
	passages, err := e.store.Passages(ctx, ids)
	if err != nil {
		return nil, err
	}
	pages, err := e.store.PagesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	var seqs []int64
	for _, p := range passages {
		seqs = append(seqs, p.Document)
	}
	rows, err := e.store.DocumentsBySeq(ctx, seqs)
	if err != nil {
		return nil, err
	}
	documents := map[int64]SharedDocument{}
	hits := make([]SharedHit, 0, len(ranked))
	for _, r := range ranked {
		p, ok := passages[r.Passage]
		row, there := rows[p.Document]
		if !ok || !there || !row.HiddenAt.IsZero() {
			continue // removed just now
		}
		d, known := documents[row.Seq]
		if !known {
			if d, err = e.shared(ctx, row); err != nil {
				return nil, err
			}
			documents[row.Seq] = d
		}
		hit := SharedHit{Document: d, Passage: sharedPassage(row, p, pages[PageKey{p.Document, p.Page}]),
			Score: r.Score, Words: words[r.Passage], Cosine: cosines[r.Passage]}
		err := e.store.db.QueryRowContext(ctx, `SELECT count(*) FROM passage WHERE document = ? AND (page, start, id) < (?, ?, ?)`,
			p.Document, p.Page, p.Start, p.ID).Scan(&hit.Passage.Number)
		if err != nil {
			return nil, fmt.Errorf("number passages: %w", inWords(err))
		}
		hits = append(hits, hit)
	}
	SortHits(hits)
	return hits, nil
}

// filter gives the documents that pass.
func (e *Embedded) filter(ctx context.Context, f SharedFilter) (Filter, error) {
	rows, err := e.store.PlainDocuments(ctx)
	if err != nil {
		return Filter{}, err
	}
	filter := Filter{Only: []int64{}}
	for _, row := range rows {
		if !row.HiddenAt.IsZero() || row.State != "searchable" && row.State != "embedded" || !f.passes(row) {
			continue
		}
		if len(f.Collections) > 0 || f.Folder != "" {
			d, err := e.shared(ctx, row)
			if err != nil {
				return Filter{}, err
			}
			if !slices.ContainsFunc(d.Holders, f.holds) {
				continue
			}
		}
		filter.Only = append(filter.Only, row.Seq)
	}
	return filter, nil
}
