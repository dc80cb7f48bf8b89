package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// The index of the documents' hashes leaves out empty ones. SQLite uses it only where
// a query does too, in words: without hash <> '' it looks through all documents.

// Folder is a folder whose documents are in the library as long as they are in it.
type Folder struct {
	Seq     int64
	ID      string
	Path    string
	Exclude []string // patterns as in .gitignore
	AddedAt time.Time
}

// File is a document's file in a folder, as it was last seen.
type File struct {
	Path     string
	Bytes    int64
	Modified int64  // Unix nanoseconds; 0: its content must be looked at again
	Device   uint64 // of its file system; 0 where the system has none
	Hash     string // SHA-256 of its content, hex; "" where it could not be read
	Away     string // why it cannot be reached now; "" where it can
	Dropped  bool   // the person removed its document: it is not taken in again
}

// Folders lists the folders by path.
func (s *Store) Folders(ctx context.Context) ([]Folder, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT seq, id, path, exclude, added_at FROM folder ORDER BY path`)
	if err != nil {
		return nil, fmt.Errorf("list folders: %w", inWords(err))
	}
	defer rows.Close()
	var list []Folder
	for rows.Next() {
		var f Folder
		var exclude string
		var added int64
		if err := rows.Scan(&f.Seq, &f.ID, &f.Path, &exclude, &added); err != nil {
			return nil, fmt.Errorf("list folders: %w", inWords(err))
		}
		if err := json.Unmarshal([]byte(exclude), &f.Exclude); err != nil {
			return nil, fmt.Errorf("patterns of folder %s: %w", f.Path, err)
		}
		f.AddedAt = time.UnixMilli(added)
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list folders: %w", inWords(err))
	}
	return list, nil
}

// PutFolder remembers a folder, or the other patterns of one that is known by
// its path, and sets Seq. Of one that is known, Exclude nil keeps the patterns
// there are, and is set to them.
func (s *Store) PutFolder(ctx context.Context, f *Folder) error {
	exclude := "[]"
	if len(f.Exclude) > 0 {
		text, err := json.Marshal(f.Exclude)
		if err != nil {
			return fmt.Errorf("remember folder: %w", err)
		}
		exclude = string(text)
	}
	return s.update(ctx, "remember folder", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO folder (id, path, exclude, added_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (path) DO UPDATE SET exclude = CASE WHEN ? THEN exclude ELSE excluded.exclude END`,
			f.ID, f.Path, exclude, f.AddedAt.UnixMilli(), f.Exclude == nil)
		if err != nil {
			return err
		}
		var kept string
		if err := tx.QueryRowContext(ctx, `SELECT seq, exclude FROM folder WHERE path = ?`, f.Path).Scan(&f.Seq, &kept); err != nil {
			return err
		}
		return json.Unmarshal([]byte(kept), &f.Exclude)
	})
}

// DeleteFolder forgets a folder. With documents, those whose place is in it go
// with it and are returned, unless another folder has them too: then their place
// is there, and their ids are in moved. Else they stay and are on their own, as
// do those of which it only has a copy.
func (s *Store) DeleteFolder(ctx context.Context, seq int64, documents bool, retitle func(old, path, title string) string) (removed []Document, moved []string, err error) {
	err = s.update(ctx, "forget folder", func(tx *sql.Tx) error {
		removed, moved = nil, nil
		const theirs = `hash IN (SELECT hash FROM file WHERE folder = ?1 AND hash <> '') OR (hash = '' AND path IN (SELECT path FROM file WHERE folder = ?1))`
		if documents {
			var err error
			removed, err = deleteDocuments(ctx, tx, `path IN (SELECT path FROM file WHERE folder = ?1) AND NOT EXISTS (SELECT 1 FROM file o WHERE o.hash = document.hash AND o.hash <> '' AND o.folder <> ?1)`, seq)
			if err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE document SET away = '' WHERE away <> '' AND (`+theirs+`)`, seq); err != nil {
			return err
		}
		if documents {
			out, err := leave(ctx, tx, seq, retitle)
			if err != nil {
				return err
			}
			moved = out.Changed
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM folder WHERE seq = ?`, seq)
		return err
	})
	return removed, moved, err
}

// leave gives the documents whose place is in a folder their place in another one.
func leave(ctx context.Context, tx *sql.Tx, folder int64, retitle func(old, path, title string) string) (Outcome, error) {
	var out Outcome
	rows, err := tx.QueryContext(ctx, `SELECT `+documentColumns+` FROM document WHERE hash <> '' AND path IN (SELECT path FROM file WHERE folder = ?)`, folder)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	var list []Document
	for rows.Next() {
		d, err := scanDocument(rows)
		if err != nil {
			return out, err
		}
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return out, err
	}
	o := observing{ctx: ctx, tx: tx, out: &out, retitle: retitle}
	for _, d := range list {
		var path, away string
		err := tx.QueryRowContext(ctx, `SELECT path, away FROM file WHERE hash = ? AND folder <> ? ORDER BY away <> '', path LIMIT 1`, d.Hash, folder).Scan(&path, &away)
		if err == sql.ErrNoRows {
			continue
		}
		if err != nil {
			return out, err
		}
		if err := o.place(d, path, away); err != nil {
			return out, err
		}
	}
	return out, nil
}

// below is the range of paths that lie in a folder: from < path < to.
func below(dir string) (from, to string) {
	sep := string(os.PathSeparator)
	from = strings.TrimSuffix(dir, sep) + sep
	return from, from[:len(from)-1] + string(rune(os.PathSeparator)+1)
}

// Files gives what is known to lie in dir and below, of one folder, by path.
func (s *Store) Files(ctx context.Context, folder int64, dir string) ([]File, error) {
	from, to := below(dir)
	return s.selectFiles(ctx, `folder = ? AND path > ? AND path < ? ORDER BY path`, folder, from, to)
}

// HashesBelow gives the contents of the files in dir and below, whichever
// folder they belong to.
func (s *Store) HashesBelow(ctx context.Context, dir string) (map[string]bool, error) {
	from, to := below(dir)
	files, err := s.selectFiles(ctx, `path > ? AND path < ? AND hash <> ''`, from, to)
	if err != nil {
		return nil, err
	}
	hashes := map[string]bool{}
	for _, f := range files {
		hashes[f.Hash] = true
	}
	return hashes, nil
}

// Lost gives a file of each content in folders that should have a document and
// has none: a kill came between writing down the one and the other.
func (s *Store) Lost(ctx context.Context, folder int64) ([]File, error) {
	return s.selectFiles(ctx, `folder = ? AND dropped = 0 AND away = '' AND hash <> ''
		AND NOT EXISTS (SELECT 1 FROM document d WHERE d.hash = file.hash AND d.hash <> '') GROUP BY hash`, folder)
}

func (s *Store) selectFiles(ctx context.Context, where string, args ...any) ([]File, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT path, bytes, modified, device, hash, away, dropped FROM file WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list files: %w", inWords(err))
	}
	defer rows.Close()
	var list []File
	for rows.Next() {
		var f File
		var device int64
		if err := rows.Scan(&f.Path, &f.Bytes, &f.Modified, &device, &f.Hash, &f.Away, &f.Dropped); err != nil {
			return nil, fmt.Errorf("list files: %w", inWords(err))
		}
		f.Device = uint64(device)
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list files: %w", inWords(err))
	}
	return list, nil
}

// Tally counts a folder's files.
type Tally struct {
	Files      int // known
	Duplicates int // of these, with the content of another one
	Away       int // of these, out of reach
}

// Tally counts the files of a folder.
func (s *Store) Tally(ctx context.Context, folder int64) (Tally, error) {
	var t Tally
	err := s.db.QueryRowContext(ctx, `SELECT count(*), count(nullif(hash, '')) - count(DISTINCT nullif(hash, '')), coalesce(sum(away <> ''), 0)
		FROM file WHERE folder = ?`, folder).Scan(&t.Files, &t.Duplicates, &t.Away)
	if err != nil {
		return t, fmt.Errorf("count files: %w", inWords(err))
	}
	return t, nil
}

// Seen is what a look into a folder found changed.
type Seen struct {
	Folder int64
	Files  []File   // new ones, and those that are not as they were
	Gone   []string // paths of files that were deleted
	// Left are paths outside of the folders where documents' files are no
	// longer: a file in Files with the same content is in their place.
	Left []string
}

// Outcome is what Observe made of it.
type Outcome struct {
	Removed []Document // with their files
	Changed []string   // ids of documents that have another path or can be reached or not
	New     []File     // one of each content that no document has
	Queued  bool       // a document waits to be read that did not
}

// Observe records what was seen in a folder and has the documents follow their
// files, in one transaction: moved with them, out of reach with them, removed
// with them. A document whose file has other content stays until that has been
// read (see Publish), unless it was in the library already.
func (s *Store) Observe(ctx context.Context, seen Seen, retitle func(old, path, title string) string) (Outcome, error) {
	var out Outcome
	err := s.update(ctx, "follow folder", func(tx *sql.Tx) error {
		out = Outcome{}
		o := observing{ctx: ctx, tx: tx, out: &out, gone: map[string]bool{}, touched: map[string]bool{}, retitle: retitle}
		return o.run(seen)
	})
	return out, err
}

type observing struct {
	ctx     context.Context
	tx      *sql.Tx
	out     *Outcome
	gone    map[string]bool // paths where the file that was known is no more
	touched map[string]bool // paths of files that are not as they were
	retitle func(old, path, title string) string
}

func (o *observing) run(seen Seen) error {
	hashes, paths := map[string]bool{}, map[string]bool{}
	for _, p := range seen.Left {
		o.gone[p], paths[p] = true, true
	}
	for _, p := range seen.Gone {
		o.gone[p], paths[p] = true, true
		var hash string
		err := o.tx.QueryRowContext(o.ctx, `DELETE FROM file WHERE path = ? AND folder = ? RETURNING hash`, p, seen.Folder).Scan(&hash)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
		hashes[hash] = true
	}
	for _, f := range seen.Files {
		paths[f.Path], hashes[f.Hash], o.touched[f.Path] = true, true, true
		var hash string
		err := o.tx.QueryRowContext(o.ctx, `SELECT hash FROM file WHERE path = ?`, f.Path).Scan(&hash)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
		hashes[hash] = true
		if _, err := o.tx.ExecContext(o.ctx, `INSERT INTO file (path, folder, bytes, modified, device, hash, away) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (path) DO UPDATE SET folder = excluded.folder, bytes = excluded.bytes, modified = excluded.modified, device = excluded.device,
				dropped = dropped AND hash = excluded.hash, hash = excluded.hash, away = excluded.away`,
			f.Path, seen.Folder, f.Bytes, f.Modified, int64(f.Device), f.Hash, f.Away); err != nil {
			return err
		}
	}
	delete(hashes, "")
	documents, err := o.documents(hashes, paths)
	if err != nil {
		return err
	}
	for _, d := range documents {
		if err := o.follow(d); err != nil {
			return err
		}
	}
	for hash := range hashes {
		var f File
		err := o.tx.QueryRowContext(o.ctx, `SELECT path, bytes, hash FROM file WHERE hash = ? AND away = '' AND dropped = 0
			AND NOT EXISTS (SELECT 1 FROM document d WHERE d.hash = file.hash AND d.hash <> '') LIMIT 1`, hash).Scan(&f.Path, &f.Bytes, &f.Hash)
		if err == sql.ErrNoRows {
			continue
		}
		if err != nil {
			return err
		}
		o.out.New = append(o.out.New, f)
	}
	return nil
}

// documents gives those with one of the contents or paths.
func (o *observing) documents(hashes, paths map[string]bool) ([]Document, error) {
	var list []Document
	met := map[int64]bool{}
	collect := func(where, value string) error {
		rows, err := o.tx.QueryContext(o.ctx, `SELECT `+documentColumns+` FROM document WHERE `+where, value)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			d, err := scanDocument(rows)
			if err != nil {
				return err
			}
			if !met[d.Seq] {
				met[d.Seq] = true
				list = append(list, d)
			}
		}
		return rows.Err()
	}
	// Not in one query with json_each: a path need not be UTF-8.
	for hash := range hashes {
		if err := collect(`hash = ? AND hash <> ''`, hash); err != nil {
			return nil, err
		}
	}
	for path := range paths {
		if err := collect(`path = ?`, path); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// follow brings one document where its content is.
func (o *observing) follow(d Document) error {
	var home, homeAway string // a file with its content; rather its own, rather one in reach
	err := sql.ErrNoRows
	if d.Hash != "" {
		err = o.tx.QueryRowContext(o.ctx, `SELECT path, away FROM file WHERE hash = ? ORDER BY away <> '', path <> ?, path LIMIT 1`, d.Hash, d.Path).Scan(&home, &homeAway)
	}
	if err != nil && err != sql.ErrNoRows {
		return err
	}
	var at File // what is at its path now
	atErr := o.tx.QueryRowContext(o.ctx, `SELECT hash, away, bytes FROM file WHERE path = ?`, d.Path).Scan(&at.Hash, &at.Away, &at.Bytes)
	if atErr != nil && atErr != sql.ErrNoRows {
		return atErr
	}
	known := atErr == nil
	switch {
	case home != "":
		// It stays at a place of its own outside of the folders, but not where
		// its file has been deleted or holds other content by now.
		if home != d.Path && !o.gone[d.Path] && (!known || at.Hash == d.Hash && at.Away == homeAway) {
			return nil
		}
		return o.place(d, home, homeAway)
	case known && at.Away != "":
		return o.place(d, d.Path, at.Away) // not looked into for now
	case known && d.Hash == at.Hash:
		return o.place(d, d.Path, "") // it could not be read, and still cannot
	case o.gone[d.Path]:
		return o.remove(d, 0)
	case known && at.Hash == "" && d.Hash != "":
		// It cannot be read now. Of the same size, it may well be the same; else
		// (empty, say) it is not what it was.
		if at.Bytes != d.Bytes {
			return o.remove(d, 0)
		}
		return nil
	case known:
		// Its file holds other content. If that is in the library and needs no
		// reading, there will be no Publish to make this document go.
		var seq, batch int64
		var state string
		err := o.tx.QueryRowContext(o.ctx, `SELECT seq, batch, state FROM document WHERE hash = ? AND hash <> ''`, at.Hash).Scan(&seq, &batch, &state)
		if err == sql.ErrNoRows {
			return nil
		}
		if err != nil {
			return err
		}
		newer := batch > d.Batch || batch == d.Batch && seq > d.Seq
		if newer && (state == "queued" || state == "reading") {
			return nil
		}
		return o.remove(d, seq)
	}
	return nil
}

// place records where a document's file is and whether it can be reached.
func (o *observing) place(d Document, path, away string) error {
	// It was out of reach when its turn came, or was being written.
	again := away == "" && d.State == "failed" && (d.Code == "missing" || d.Code == "unreadable") && (d.Away != "" || o.touched[path] || path != d.Path) && d.Hash != ""
	if d.Path == path && d.Away == away && !again {
		return nil
	}
	title := d.Title
	if path != d.Path {
		title = o.retitle(d.Path, path, d.Title)
	}
	if _, err := o.tx.ExecContext(o.ctx, `UPDATE document SET path = ?, title = ?, away = ? WHERE seq = ?`, path, title, away, d.Seq); err != nil {
		return err
	}
	if again {
		if _, err := o.tx.ExecContext(o.ctx, `UPDATE document SET state = 'queued', code = '', error = '' WHERE seq = ?`, d.Seq); err != nil {
			return err
		}
	}
	o.out.Queued = o.out.Queued || again || d.Away != "" && away == ""
	o.out.Changed = append(o.out.Changed, d.ID)
	return nil
}

// remove removes a document whose file is gone, or holds the content of the
// document successor.
func (o *observing) remove(d Document, successor int64) error {
	if successor != 0 {
		if err := succeed(o.ctx, o.tx, []Document{d}, successor); err != nil {
			return err
		}
	}
	removed, err := deleteDocuments(o.ctx, o.tx, `seq = ?`, d.Seq)
	o.out.Removed = append(o.out.Removed, removed...)
	return err
}

// succeed notes, before documents are deleted, that another one holds what is
// in their file now: it is in their collections, and their ids lead to it.
func succeed(ctx context.Context, tx *sql.Tx, former []Document, successor int64) error {
	for _, d := range former {
		for _, statement := range []string{
			`INSERT INTO member (collection, document) SELECT collection, ?2 FROM member WHERE document = ?1 ON CONFLICT DO NOTHING`,
			`UPDATE former SET document = ?2 WHERE document = ?1`,
		} {
			if _, err := tx.ExecContext(ctx, statement, d.Seq, successor); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO former (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document`, d.ID, successor); err != nil {
			return err
		}
	}
	return nil
}

// Successor returns the document that holds what is now in the file from which
// the document with this id was read, or ErrNotFound.
func (s *Store) Successor(ctx context.Context, id string) (Document, error) {
	return s.one(ctx, `WHERE seq = (SELECT document FROM former WHERE id = ?)`, id)
}
