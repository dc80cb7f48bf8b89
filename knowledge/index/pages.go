package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// PageEntry is a page on its way into the library, with the passages it was
// split into.
type PageEntry struct {
	Page     reader.Page
	Passages []passage.Passage
}

// Stage writes pages, their passages and lexical index of a document that is
// still being read. Searches do not see them before Publish. Writing long
// documents piece by piece keeps memory and the time that other writers wait small.
// Of d, Seq, Title and Language are used.
func (s *Store) Stage(ctx context.Context, d Document, pages []PageEntry) error {
	return s.update(ctx, "store pages", func(tx *sql.Tx) error {
		return insertPages(ctx, tx, d, pages)
	})
}

// Publish writes the last pages of a document and makes the whole searchable,
// in one transaction. Other documents with the same path make way: the file
// they were read from has been replaced. It returns their rows.
func (s *Store) Publish(ctx context.Context, d Document, pages []PageEntry) (replaced []Document, err error) {
	err = s.update(ctx, "store document", func(tx *sql.Tx) error {
		if err := insertPages(ctx, tx, d, pages); err != nil {
			return err
		}
		if err := showSegments(ctx, tx, d.Seq); err != nil {
			return err
		}
		var err error
		replaced, err = replaceDocuments(ctx, tx, d.Seq)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE document SET state = 'searchable', code = '', error = '', title = ?, author = ?, format = ?, unit = ?, language = ?, warnings = ?, pages = ?, sealed = ?, day = ?, day_is = ?,
			passages = (SELECT count(*) FROM passage WHERE document = document.seq), embedded = 0, coming = 0 WHERE seq = ?`,
			d.Title, d.Author, d.Format, d.Unit, d.Language, warningsJSON(d.Warnings), d.Pages, d.Sealed, d.Date.Day, d.Date.Is, d.Seq)
		return err
	})
	return replaced, err
}

// replaceDocuments deletes the other documents that were read from the file of
// the document seq, or from another file that holds the same now: it takes
// their place.
func replaceDocuments(ctx context.Context, tx *sql.Tx, seq int64) ([]Document, error) {
	// Its path as it is now: it may have been moved while it was read. And a
	// newer one than this waits to be read itself.
	const others = `(batch, seq) < (SELECT batch, seq FROM document WHERE seq = ?1) AND (path = (SELECT path FROM document WHERE seq = ?1)
		OR path IN (SELECT f.path FROM file f JOIN document d ON d.hash = f.hash WHERE d.seq = ?1 AND d.hash <> ''))`
	rows, err := tx.QueryContext(ctx, `SELECT `+documentColumns+` FROM document WHERE `+others, seq)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var former []Document
	for rows.Next() {
		d, err := scanDocument(rows)
		if err != nil {
			return nil, err
		}
		former = append(former, d)
	}
	if err := rows.Err(); err != nil || len(former) == 0 {
		return nil, err
	}
	rows.Close()
	if err := succeed(ctx, tx, former, seq); err != nil {
		return nil, err
	}
	return deleteDocuments(ctx, tx, others, seq)
}

func insertPages(ctx context.Context, tx *sql.Tx, d Document, pages []PageEntry) error {
	// A document that was removed while it was read has no row any more, and
	// the foreign key refuses its pages.
	page, err := tx.PrepareContext(ctx, `INSERT INTO page (document, number, label, width, height, text, headings, structure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer page.Close()
	entry, err := tx.PrepareContext(ctx, insertPassage)
	if err != nil {
		return err
	}
	defer entry.Close()
	terms := newSegmentBuilder()

	for _, p := range pages {
		headings := "[]"
		if len(p.Page.Headings) > 0 {
			text, err := json.Marshal(p.Page.Headings)
			if err != nil {
				return err
			}
			headings = string(text)
		}
		inner, err := structureOf(p.Page)
		if err != nil {
			return err
		}
		if _, err := page.ExecContext(ctx, d.Seq, p.Page.Number, p.Page.Label, p.Page.Width, p.Page.Height, p.Page.Text, headings, inner); err != nil {
			return err
		}
		if err := insertScan(ctx, tx, d.Seq, p.Page); err != nil {
			return err
		}
		if err := insertPassages(ctx, entry, terms, d, p.Page.Number, p.Page.Text, p.Passages); err != nil {
			return err
		}
	}
	return terms.write(ctx, tx, d.Seq)
}

const insertPassage = `INSERT INTO passage (document, page, start, end, heading, inside) VALUES (?, ?, ?, ?, ?, ?)`

// insertPassages inserts passages of a page, whose text is given, with the
// statement insertPassage, and adds their terms.
func insertPassages(ctx context.Context, entry *sql.Stmt, terms *segmentBuilder, d Document, page int, text string, passages []passage.Passage) error {
	cut := passage.NewCutter(text)
	for _, ps := range passages {
		result, err := entry.ExecContext(ctx, d.Seq, page, ps.Start, ps.End, ps.Heading, ps.Inside)
		if err != nil {
			return err
		}
		id, err := result.LastInsertId()
		if err != nil {
			return err
		}
		terms.add(id, d.Seq, IndexText(d.Language, passage.Context(d.Title, ps.Heading, ps.Inside)), IndexText(d.Language, cut.Span(ps.Start, ps.End)))
	}
	return nil
}

// unstage removes the pages and passages of a document.
func unstage(ctx context.Context, tx *sql.Tx, seq int64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM page WHERE document = ?`, seq); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM passage WHERE document = ?`, seq)
	return err
}

// Pages returns the pages from..to of a document, both included.
func (s *Store) Pages(ctx context.Context, seq int64, from, to int) ([]reader.Page, error) {
	var pages []reader.Page
	err := s.eachPage(ctx, func(_ int64, p reader.Page) { pages = append(pages, p) },
		`FROM page WHERE page.document = ? AND number BETWEEN ? AND ? ORDER BY number`, seq, from, to)
	return pages, err
}

// PagesOf returns the pages that passages are on, by their documents and
// numbers; missing ones are left out.
func (s *Store) PagesOf(ctx context.Context, passages []int64) (map[PageKey]reader.Page, error) {
	pages := make(map[PageKey]reader.Page, len(passages))
	err := s.eachPage(ctx, func(document int64, p reader.Page) { pages[PageKey{document, p.Number}] = p },
		`FROM (SELECT DISTINCT document, page FROM passage WHERE id IN (SELECT value FROM json_each(?))) AS p
		JOIN page ON page.document = p.document AND page.number = p.page`, jsonList(passages))
	return pages, err
}

// PagesAt returns pages by their documents and numbers; missing ones are left out.
func (s *Store) PagesAt(ctx context.Context, at []PageKey) (map[PageKey]reader.Page, error) {
	pairs := make([][2]int64, len(at))
	for i, key := range at {
		pairs[i] = [2]int64{key.Document, int64(key.Page)}
	}
	list, err := json.Marshal(pairs)
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	pages := make(map[PageKey]reader.Page, len(at))
	err = s.eachPage(ctx, func(document int64, p reader.Page) { pages[PageKey{document, p.Number}] = p },
		`FROM json_each(?) AS at CROSS JOIN page ON page.document = at.value ->> 0 AND page.number = at.value ->> 1`, string(list))
	return pages, err
}

// PageKey is a page of a document.
type PageKey struct {
	Document int64 // Document.Seq
	Page     int
}

// eachPage hands over the pages that a query, from its FROM on, selects.
func (s *Store) eachPage(ctx context.Context, do func(document int64, p reader.Page), from string, args ...any) error {
	rows, err := s.query(ctx, `SELECT page.document, number, label, width, height, text, headings, structure,
		EXISTS (SELECT 1 FROM scan WHERE scan.document = page.document AND scan.page = page.number) `+from, args...)
	if err != nil {
		return fmt.Errorf("read pages: %w", inWords(err))
	}
	defer rows.Close()
	for rows.Next() {
		var p reader.Page
		var document int64
		var headings, inner string
		if err := rows.Scan(&document, &p.Number, &p.Label, &p.Width, &p.Height, &p.Text, &headings, &inner, &p.Scan); err != nil {
			return fmt.Errorf("read pages: %w", inWords(err))
		}
		if err := json.Unmarshal([]byte(headings), &p.Headings); err != nil {
			return fmt.Errorf("read headings of page %d: %w", p.Number, err)
		}
		if err := setStructure(&p, inner); err != nil {
			return fmt.Errorf("read structure of page %d: %w", p.Number, err)
		}
		do(document, p)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read pages: %w", inWords(err))
	}
	return nil
}

// Passage is a stored passage with its text.
type Passage struct {
	ID       int64
	Document int64 // Document.Seq
	Page     int
	Start    int // code points into the page's text
	End      int
	Heading  string
	Inside   string // passage.Passage.Inside
	Text     string
}

// passages runs a query for id, document, page, start, end, heading, inside and text
// of the page, and cuts each passage's text. Rows of one page should follow
// each other.
func (s *Store) passages(ctx context.Context, query string, args ...any) ([]Passage, error) {
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read passages: %w", inWords(err))
	}
	defer rows.Close()
	var list []Passage
	for rows.Next() {
		var p Passage
		var page sql.RawBytes
		if err := rows.Scan(&p.ID, &p.Document, &p.Page, &p.Start, &p.End, &p.Heading, &p.Inside, &page); err != nil {
			return nil, fmt.Errorf("read passages: %w", inWords(err))
		}
		p.Text = string(passage.SpanBytes(page, p.Start, p.End))
		list = append(list, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read passages: %w", inWords(err))
	}
	return list, nil
}

// Passages returns passages by id; missing ones are left out.
func (s *Store) Passages(ctx context.Context, ids []int64) (map[int64]Passage, error) {
	list, err := s.passages(ctx, `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
		FROM passage p JOIN page ON page.document = p.document AND page.number = p.page
		WHERE p.id IN (SELECT value FROM json_each(?))`, jsonList(ids))
	if err != nil {
		return nil, err
	}
	return byID(list), nil
}

// Openings returns those of passages, by id, that begin within so many code points of
// their document's first page.
func (s *Store) Openings(ctx context.Context, ids []int64, within int) (map[int64]Passage, error) {
	list, err := s.passages(ctx, `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
		FROM passage p JOIN page ON page.document = p.document AND page.number = p.page
		WHERE p.id IN (SELECT value FROM json_each(?)) AND p.page = 1 AND p.start < ?`, jsonList(ids), within)
	if err != nil {
		return nil, err
	}
	return byID(list), nil
}

// PassagesAround returns the passages by id, with all others of their pages and of
// as many pages before and after each; missing ones are left out. Of a document that is
// being replaced at that moment the texts may not be those of the passages.
func (s *Store) PassagesAround(ctx context.Context, ids []int64, pages int) (map[int64]Passage, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	const around = `WITH own AS (SELECT DISTINCT document, page FROM passage WHERE id IN (SELECT value FROM json_each(?1))),
		around AS (SELECT DISTINCT page.document, page.number FROM own CROSS JOIN page
			ON page.document = own.document AND page.number BETWEEN own.page - ?2 AND own.page + ?2) `
	list, err := s.passages(ctx, around+`SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, ''
		FROM around CROSS JOIN passage p ON p.document = around.document AND p.page = around.number`, jsonList(ids), pages)
	if err != nil {
		return nil, err
	}
	// Each page has several of them, and is read once.
	rows, err := s.query(ctx, around+`SELECT page.document, page.number, page.text
		FROM around CROSS JOIN page ON page.document = around.document AND page.number = around.number`, jsonList(ids), pages)
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", inWords(err))
	}
	defer rows.Close()
	on := map[PageKey][]int{} // places in the list
	for i, p := range list {
		key := PageKey{Document: p.Document, Page: p.Page}
		on[key] = append(on[key], i)
	}
	for rows.Next() {
		var key PageKey
		var text sql.RawBytes
		if err := rows.Scan(&key.Document, &key.Page, &text); err != nil {
			return nil, fmt.Errorf("read pages: %w", inWords(err))
		}
		for _, i := range on[key] {
			list[i].Text = string(passage.SpanBytes(text, list[i].Start, list[i].End))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read pages: %w", inWords(err))
	}
	return byID(list), nil
}

func byID(list []Passage) map[int64]Passage {
	found := make(map[int64]Passage, len(list))
	for _, p := range list {
		found[p.ID] = p
	}
	return found
}

// DocumentsOf gives the document, by its Seq, of each passage; missing ones are
// left out.
func (s *Store) DocumentsOf(ctx context.Context, passages []int64) (map[int64]int64, error) {
	rows, err := s.query(ctx, `SELECT id, document FROM passage WHERE id IN (SELECT value FROM json_each(?))`, jsonList(passages))
	if err != nil {
		return nil, fmt.Errorf("find documents of passages: %w", inWords(err))
	}
	defer rows.Close()
	found := make(map[int64]int64, len(passages))
	for rows.Next() {
		var id, document int64
		if err := rows.Scan(&id, &document); err != nil {
			return nil, fmt.Errorf("find documents of passages: %w", inWords(err))
		}
		found[id] = document
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find documents of passages: %w", inWords(err))
	}
	return found, nil
}

// PassagesOf returns the passages of a document in their order, and the vectors of
// an embedder for those that have one, by passage.
func (s *Store) PassagesOf(ctx context.Context, seq, embedder int64) ([]Passage, map[int64][]float32, error) {
	list, err := s.passages(ctx, `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
		FROM passage p JOIN page ON page.document = p.document AND page.number = p.page
		WHERE p.document = ? ORDER BY p.page, p.start, p.id`, seq)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT v.passage, v.data FROM passage p JOIN vector v ON v.passage = p.id AND v.embedder = ?
		WHERE p.document = ?`, embedder, seq)
	if err != nil {
		return nil, nil, fmt.Errorf("read vectors: %w", inWords(err))
	}
	defer rows.Close()
	vectors := make(map[int64][]float32, len(list))
	for rows.Next() {
		var id int64
		var data sql.RawBytes
		if err := rows.Scan(&id, &data); err != nil {
			return nil, nil, fmt.Errorf("read vectors: %w", inWords(err))
		}
		vectors[id] = decodeVector(nil, data)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, fmt.Errorf("read vectors: %w", inWords(err))
	}
	return list, vectors, nil
}
