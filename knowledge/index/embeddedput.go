package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// Put is TeamWriter's. A document that the library has read itself is ErrOwn.
func (e *Embedded) Put(ctx context.Context, d SharedDocument, passages SharedPassages) error {
	key, embedder, err := e.embedderNow(ctx)
	if err != nil {
		return err
	}
	if d.Vectors > 0 && key == 0 {
		return errors.New("put a document: its vectors are of no known model")
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	row, err := e.store.Document(ctx, d.ID)
	if err == nil {
		done, err := e.there(ctx, row, &d)
		if done || err != nil {
			return err
		}
		if err := e.remove(ctx, row.Seq); err != nil {
			return err
		}
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	seq, err := e.insert(ctx, d, passages)
	if err == nil && d.Vectors > 0 {
		err = e.putVectors(ctx, key, embedder.Dimensions, seq, passages)
	}
	if err != nil {
		if seq != 0 {
			err = errors.Join(err, e.remove(context.WithoutCancel(ctx), seq))
		}
		return fmt.Errorf("put document %s: %w", d.ID, err)
	}
	e.tell(d.ID)
	return nil
}

// there looks at the document that has the id of d already: done if the passages
// need not be written. Else d gets its holders.
func (e *Embedded) there(ctx context.Context, row Document, d *SharedDocument) (done bool, err error) {
	holders, err := e.store.Holders(ctx, row.Seq)
	if err != nil {
		return true, err
	}
	if len(holders) == 0 {
		return true, ErrOwn
	}
	have, err := e.shared(ctx, row)
	if err != nil {
		return true, err
	}
	if err := Describe(&have, e.all(row.ID)(ctx)); err != nil {
		return true, err
	}
	if have.Digest == d.Digest && have.Vectors == d.Vectors {
		return true, e.store.update(ctx, "record holders", func(tx *sql.Tx) error { return putHolders(ctx, tx, row.Seq, d.Holders) })
	}
	d.Holders = MergeHolders(holders, d.Holders)
	return false, nil
}

// all gives all passages of a document.
func (e *Embedded) all(document string) func(context.Context) SharedPassages {
	return func(ctx context.Context) SharedPassages {
		return Paged(ctx, func(ctx context.Context, from int) ([]SharedPassage, error) {
			return e.Passages(ctx, document, from, 256)
		})
	}
}

// insert writes a document with its passages, by words to be found at once. The
// key is not 0 where there is something to remove after an error.
func (e *Embedded) insert(ctx context.Context, d SharedDocument, passages SharedPassages) (seq int64, err error) {
	batch, err := e.store.NextBatch(ctx)
	if err != nil {
		return 0, err
	}
	row := &Document{
		ID: d.ID, Hash: d.Hash, Path: elsewhere(d.Holders), Title: d.Title, Author: d.Author, Format: d.Format, Unit: d.Unit, Language: d.Language,
		State: "reading", Bytes: d.Bytes, Pages: d.Pages, AddedAt: d.AddedAt, Batch: batch, Date: d.Date,
	}
	err = e.store.update(ctx, "add document", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO document (id, hash, path, title, format, state, away, bytes, added_at, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			row.ID, row.Hash, row.Path, row.Title, row.Format, row.State, "This computer does not have its file. It is at "+row.Path+".", row.Bytes, row.AddedAt.UnixMilli(), row.Batch)
		if err != nil {
			return err
		}
		if row.Seq, err = result.LastInsertId(); err != nil {
			return err
		}
		return putHolders(ctx, tx, row.Seq, d.Holders)
	})
	if err != nil {
		return 0, err
	}
	pages := pageBuilder{unit: reader.Unit(d.Unit)}
	for p, err := range Checked(d, passages) {
		if err == nil {
			err = pages.add(p)
		}
		if err != nil {
			return row.Seq, err
		}
		if done := pages.done(); done != nil {
			if err := e.store.Stage(ctx, *row, done); err != nil {
				return row.Seq, err
			}
		}
	}
	return row.Seq, e.store.update(ctx, "store document", func(tx *sql.Tx) error {
		if err := insertPages(ctx, tx, *row, pages.all()); err != nil {
			return err
		}
		if err := showSegments(ctx, tx, row.Seq); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE document SET state = 'searchable', author = ?, day = ?, day_is = ?, unit = ?, language = ?, pages = ?,
			passages = (SELECT count(*) FROM passage WHERE document = document.seq) WHERE seq = ?`, row.Author, row.Date.Day, row.Date.Is, row.Unit, row.Language, row.Pages, row.Seq)
		return err
	})
}

// elsewhere says where the first of those who have it has a document.
func elsewhere(holders []Holder) string {
	if len(holders) == 0 {
		return "?"
	}
	return holders[0].Name + ":" + holders[0].Path
}

// putVectors stores the vectors of a document that is there.
func (e *Embedded) putVectors(ctx context.Context, key int64, dimensions int, seq int64, passages SharedPassages) error {
	ids, err := e.passageIDs(ctx, seq)
	if err != nil {
		return err
	}
	const most = 256
	var batch []Embedding
	flush := func() error {
		stored, err := e.store.PutEmbeddings(ctx, key, batch)
		for _, s := range stored {
			if err == nil {
				err = e.vectors.Put(s.Passage, s.Document, s.Vector)
			}
		}
		batch = batch[:0]
		return err
	}
	for p, err := range passages {
		if err != nil {
			return err
		}
		if p.Vector == nil || p.Number >= len(ids) {
			continue
		}
		if len(p.Vector) != dimensions {
			return fmt.Errorf("passage %d has a vector of %d dimensions, not %d", p.Number, len(p.Vector), dimensions)
		}
		if batch = append(batch, Embedding{Passage: ids[p.Number], Document: seq, Vector: p.Vector}); len(batch) == most {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// passageIDs lists the passages of a document by number.
func (e *Embedded) passageIDs(ctx context.Context, seq int64) ([]int64, error) {
	rows, err := e.store.db.QueryContext(ctx, `SELECT id FROM passage WHERE document = ? ORDER BY page, start, id`, seq)
	if err != nil {
		return nil, inWords(err)
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, inWords(err)
		}
		ids = append(ids, id)
	}
	return ids, inWords(rows.Err())
}

// Delete is TeamWriter's.
func (e *Embedded) Delete(ctx context.Context, document, holder string) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	row, err := e.store.Document(ctx, document)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	holders, err := e.store.Holders(ctx, row.Seq)
	if err != nil {
		return err
	}
	if len(holders) == 0 && holder != "" && holder != e.self {
		return nil
	}
	left := slices.DeleteFunc(holders, func(h Holder) bool { return holder == "" || h.Name == holder })
	if len(left) > 0 {
		return e.store.update(ctx, "remove holder", func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `DELETE FROM holder WHERE document = ? AND name = ?`, row.Seq, holder)
			return err
		})
	}
	if err := e.remove(ctx, row.Seq); err != nil {
		return err
	}
	e.tell(document)
	return nil
}

func (e *Embedded) remove(ctx context.Context, seq int64) error {
	if err := e.store.Delete(ctx, seq); err != nil {
		return err
	}
	e.vectors.RemoveDocuments(seq)
	return nil
}

func (e *Embedded) tell(id string) {
	if e.changed != nil {
		e.changed(id)
	}
}

// pageBuilder makes pages of the passages that stand on them: every passage at
// its place, and line ends between them.
type pageBuilder struct {
	unit    reader.Unit
	entries []PageEntry
	text    []rune // of the last entry's page
	bytes   int    // of all passages
}

// longestPage bounds a page that is made of passages, in code points: a span
// that somebody else wrote down must not take the memory.
const longestPage = 16 << 20

func (b *pageBuilder) add(p SharedPassage) error {
	last := len(b.entries) - 1
	if last >= 0 && p.Page < b.entries[last].Page.Number || p.Page < 1 || p.Start < 0 || p.End > longestPage ||
		utf8.RuneCountInString(p.Text) != p.End-p.Start || strings.ContainsRune(p.Text, 0) {
		return fmt.Errorf("passage %d does not fit its place on page %d", p.Number, p.Page)
	}
	if last < 0 || p.Page > b.entries[last].Page.Number {
		b.close()
		b.entries = append(b.entries, PageEntry{Page: reader.Page{Number: p.Page}})
		last++
	}
	entry := &b.entries[last]
	if n := len(entry.Passages); n > 0 && p.Start < entry.Passages[n-1].Start {
		return fmt.Errorf("passage %d stands before the one before it", p.Number)
	}
	for len(b.text) < p.End {
		b.text = append(b.text, '\n')
	}
	copy(b.text[p.Start:], []rune(p.Text))
	entry.Passages = append(entry.Passages, passage.Passage{Start: p.Start, End: p.End, Heading: p.Heading, Inside: p.Inside})
	b.place(&entry.Page, p)
	b.bytes += len(p.Text)
	return nil
}

// place gives the page what [reader.Where] makes the passage's place of.
func (b *pageBuilder) place(page *reader.Page, p SharedPassage) {
	if b.unit == reader.UnitPart && strings.HasPrefix(p.Where, "under ") {
		return // a heading, which the passage's own path has
	}
	where, named, found := strings.Cut(p.Where, ", ")
	if found {
		page.Places = append(page.Places, reader.Place{Start: p.Start, End: p.End, Name: named})
	}
	switch b.unit {
	case reader.UnitSheet, reader.UnitChapter, reader.UnitMessage:
		page.Label = strings.TrimPrefix(where, string(b.unit)+" ")
	}
}

// close ends the last page.
func (b *pageBuilder) close() {
	if len(b.entries) > 0 {
		b.entries[len(b.entries)-1].Page.Text = string(b.text)
	}
	b.text = b.text[:0]
}

// done gives the pages that are complete, once they are long enough to be written.
func (b *pageBuilder) done() []PageEntry {
	last := len(b.entries) - 1
	if last < 1 || b.bytes < stageBytes {
		return nil
	}
	done := b.entries[:last:last]
	b.entries, b.bytes = []PageEntry{b.entries[last]}, 0
	return done
}

// stageBytes is how much text of a document is written at a time.
const stageBytes = 1 << 20

// all gives the pages that are left.
func (b *pageBuilder) all() []PageEntry {
	b.close()
	return b.entries
}

// SharedPages makes the pages from..to, both included, of a document's passages;
// pages without a passage are left out.
func SharedPages(d SharedDocument, passages SharedPassages, from, to int) ([]reader.Page, error) {
	b := pageBuilder{unit: reader.Unit(d.Unit)}
	for p, err := range passages {
		if err != nil {
			return nil, err
		}
		if p.Page > to {
			break
		}
		if p.Page < from {
			continue
		}
		if err := b.add(p); err != nil {
			return nil, err
		}
	}
	var pages []reader.Page
	for _, e := range b.all() {
		pages = append(pages, e.Page)
	}
	return pages, nil
}
