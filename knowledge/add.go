package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// addBatch is how many files Add hashes before it commits them: few enough
// that the first of a large folder are read at once, enough that the disk is
// not asked to sync for each.
const addBatch = 64

// Add takes files, and the documents in folders, into the library. A document
// that it returns without an error is on disk and will be read whatever
// happens. What is wrong with a path is said in the Document returned for it
// and does not stop the others; the error is for failures of the library.
func (l *Library) Add(ctx context.Context, paths []string) ([]Document, error) {
	docs, _, err := l.AddTelling(ctx, paths)
	return docs, err
}

// AddTelling is Add, and tells what was passed over in folders.
func (l *Library) AddTelling(ctx context.Context, paths []string) (docs []Document, over PassedOver, err error) {
	as, err := l.addition(ctx)
	if err != nil {
		return nil, over, fmt.Errorf("add documents: %w", err)
	}
	passed := passedOver{}
	var batch []candidate
	flush := func() error {
		added, err := l.commit(ctx, batch, as)
		docs = append(docs, added...)
		batch = batch[:0]
		return err
	}
	seen := map[string]bool{}
	for _, path := range paths {
		err := l.walk(ctx, path, func(c candidate) error {
			if seen[c.path] {
				return nil
			}
			seen[c.path] = true
			if c.problem == nil {
				c.bytes, c.hash, c.problem = l.hash(ctx, c.path)
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			if batch = append(batch, c); len(batch) >= addBatch {
				return flush()
			}
			return nil
		}, func(path string) {
			if !seen[path] {
				seen[path] = true
				passed.add(path)
			}
		})
		if err != nil {
			return docs, passed.told(), fmt.Errorf("add documents: %w", err)
		}
	}
	if err := flush(); err != nil {
		return docs, passed.told(), fmt.Errorf("add documents: %w", err)
	}
	return docs, passed.told(), nil
}

// addition is what documents that come together have in common.
type addition struct {
	at    time.Time
	batch int64 // see index.Document
}

func (l *Library) addition(ctx context.Context) (addition, error) {
	batch, err := l.store.NextBatch(ctx)
	return addition{time.Now(), batch}, err
}

// candidate is a file on its way into the library.
type candidate struct {
	path    string
	bytes   int64
	hash    string
	problem *reader.Problem
	folder  bool // the problem is about a folder
	skip    bool // the problem is no failure: nobody asked for this file by name
}

// hash reads a file through and returns its size and the SHA-256 of its content.
func (l *Library) hash(ctx context.Context, path string) (int64, string, *reader.Problem) {
	// Stat before open: opening a named pipe would wait for a writer.
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return 0, "", fileProblem(err)
	case !info.Mode().IsRegular():
		return 0, "", &reader.Problem{Code: reader.CodeUnsupported, Message: "This is not an ordinary file (it is a device, a pipe or a socket), so there is nothing to read in it."}
	case info.Size() == 0:
		return 0, "", &reader.Problem{Code: reader.CodeEmpty, Message: "The file is empty (0 bytes). If it should not be, get it again from where it came."}
	case strings.EqualFold(filepath.Ext(path), ".gguf"):
		// Not hashed: such a file has gigabytes.
		return info.Size(), "", &reader.Problem{Code: reader.CodeUnsupported, Message: "This is a language model, not a document. To have it write the answers, choose it in the settings, under Answers."}
	case info.Size() > l.config.MaxFileBytes:
		return info.Size(), "", &reader.Problem{Code: reader.CodeTooLarge, Message: fmt.Sprintf("The file is larger than %d MB, the most that Carrel reads. Split it into smaller files.", l.config.MaxFileBytes>>20)}
	}
	sum, n, err := hashFile(ctx, path)
	if err != nil {
		return info.Size(), "", fileProblem(err)
	}
	return n, sum, nil
}

func hashFile(ctx context.Context, path string) (sum string, n int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if n, err = io.CopyBuffer(h, contextReader{ctx, f}, make([]byte, 256<<10)); err != nil {
		return "", n, err
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// fileProblem says in words why a file cannot be opened or read.
func fileProblem(err error) *reader.Problem {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &reader.Problem{Code: reader.CodeMissing, Message: "There is no file at this place. Check its name; it may have been moved, renamed or deleted."}
	case errors.Is(err, fs.ErrPermission):
		return &reader.Problem{Code: reader.CodeUnreadable, Message: "Carrel may not read this file. Change its permissions, then try again."}
	}
	return &reader.Problem{Code: reader.CodeUnreadable, Message: fmt.Sprintf("The file could not be read from its disk (%v). Check the disk or the network drive, then try again.", plainError(err))}
}

// plainError leaves out the operation and path that the words around it say already.
func plainError(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// commit records a batch of candidates and returns their documents, in order.
func (l *Library) commit(ctx context.Context, batch []candidate, as addition) ([]Document, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	l.adding.Lock()
	defer l.adding.Unlock()

	docs := make([]Document, len(batch))
	rows := make([]*index.Document, len(batch)) // of the new ones
	first := map[string]*index.Document{}       // by hash
	again := make([]bool, len(batch))
	var inserts []*index.Document
	for i, c := range batch {
		if c.problem != nil && (c.folder || c.problem.Code == reader.CodeMissing) {
			docs[i] = l.refuse(c, as.at)
			continue
		}
		if row := first[c.hash]; row != nil {
			rows[i], again[i] = row, true
			continue
		}
		if c.hash != "" {
			known, err := l.known(ctx, c, as)
			switch {
			case err == nil:
				docs[i] = known
				if known.Path != c.path {
					docs[i].CopyAt = c.path
				}
				continue
			case index.IsFull(err):
				c.problem = diskFull()
				docs[i] = l.refuse(c, as.at)
				continue
			case !errors.Is(err, ErrNotFound):
				return docs[:i], err
			}
		}
		row, err := l.newRow(ctx, c, as)
		if err != nil {
			return docs[:i], err
		}
		if c.hash != "" {
			first[c.hash] = row
		}
		rows[i] = row
		inserts = append(inserts, row)
	}

	replaced, err := l.store.Insert(ctx, inserts)
	if err != nil && !index.IsFull(err) {
		return nil, err
	}
	l.forget(replaced)
	for i, row := range rows {
		switch {
		case row == nil:
		case err != nil:
			c := batch[i]
			c.problem = diskFull()
			docs[i] = l.refuse(c, as.at)
		default:
			docs[i] = l.document(*row)
			if docs[i].Known = again[i]; again[i] {
				docs[i].CopyAt = batch[i].path
			}
			l.changedDocument(row.ID)
		}
	}
	wake(l.wakeRead)
	return docs, nil
}

// known returns the document that has a candidate's content already, or
// ErrNotFound. If it had been hidden it is back, if it had failed it is read
// again, and if its file has gone from its old place this is its place now.
func (l *Library) known(ctx context.Context, c candidate, as addition) (Document, error) {
	row, err := l.store.DocumentByHash(ctx, c.hash)
	if err != nil {
		return Document{}, err
	}
	if !row.HiddenAt.IsZero() {
		if err := l.Restore(ctx, row.ID); err != nil {
			return Document{}, err
		}
	}
	_, statErr := os.Stat(row.Path)
	moved := row.Path != c.path && errors.Is(statErr, fs.ErrNotExist)
	l.mu.Lock()
	_, troubled := l.troubled[row.Seq]
	delete(l.troubled, row.Seq)
	l.mu.Unlock()
	came, err := l.store.Holders(ctx, row.Seq)
	if err != nil {
		return Document{}, err
	}
	switch {
	case len(came) > 0:
		// It came from a store, and its file is here now: that has more to show.
		if err = l.store.Reclaim(ctx, row.Seq, c.path, as.at, as.batch); err == nil {
			l.applying.Lock()
			l.dropVectors(row.Seq)
			l.applying.Unlock()
		}
	case row.State == string(StateFailed):
		err = l.store.Requeue(ctx, row.Seq, c.path, as.at, as.batch)
	case moved:
		err = l.store.SetPath(ctx, row.Seq, c.path)
	}
	if err != nil {
		return Document{}, err
	}
	if troubled || row.State == string(StateFailed) || len(came) > 0 {
		wake(l.wakeRead)
	}
	l.changedDocument(row.ID)
	d, err := l.ownDocument(ctx, row.ID)
	d.Known = true
	return d, err
}

// newRow makes the row of a candidate that is not known.
func (l *Library) newRow(ctx context.Context, c candidate, as addition) (*index.Document, error) {
	row := &index.Document{Hash: c.hash, Path: c.path, Title: titleOf(c.path), Bytes: c.bytes, State: string(StateQueued), AddedAt: as.at, Batch: as.batch}
	if c.problem != nil {
		row.ID = pathID(c.path)
		row.State, row.Code, row.Error = string(StateFailed), c.problem.Code, c.problem.Message
		if c.skip {
			row.State = string(StateSkipped)
		}
		return row, nil
	}
	// Two contents with the same first 64 bits do not happen by chance, but
	// can be made: then the next 64 bits name the second one.
	for from := 0; from+16 <= len(c.hash); from += 16 {
		row.ID = c.hash[from : from+16]
		if _, err := l.store.Document(ctx, row.ID); errors.Is(err, ErrNotFound) {
			return row, nil
		} else if err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("no id is free for content %s", c.hash)
}

// maxRefused bounds what is remembered of paths that were refused.
const maxRefused = 1000

// refuse makes a document for a path that is not stored: nothing is there, or
// the library's disk is full. It is only remembered so that Wait knows it.
func (l *Library) refuse(c candidate, at time.Time) Document {
	d := Document{ID: pathID(c.path), Path: c.path, Title: titleOf(c.path), State: StateFailed, Bytes: c.bytes, AddedAt: at,
		Warnings: []reader.Warning{}, Code: c.problem.Code, Error: c.problem.Message}
	d.Retriable = d.retriable()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.refused) >= maxRefused {
		clear(l.refused)
	}
	l.refused[d.ID] = d
	return d
}

// pathID is the id of a document whose content could not be read.
func pathID(path string) string {
	sum := sha256.Sum256([]byte("path:" + path))
	return hex.EncodeToString(sum[:8])
}

// titleOf is a document's title until it is read: its name without extension,
// on one line.
func titleOf(path string) string {
	name := filepath.Base(path)
	if base := strings.TrimSuffix(name, filepath.Ext(name)); base != "" {
		name = base
	}
	return plainTitle(strings.ToValidUTF8(name, "\uFFFD"))
}

// plainTitle is a title on one line that is read as it is written: without the
// marks that turn the direction of writing.
func plainTitle(title string) string {
	title = strings.Map(func(r rune) rune {
		if TurnsWriting(r) {
			return -1
		}
		return r
	}, title)
	return strings.Join(strings.Fields(title), " ")
}

// TurnsWriting reports whether a character turns the direction of those after
// it, and is not seen itself: in a file's name it can make "fdp.exe" look like
// "exe.pdf". The marks that stand for one letter of a direction (U+200E, U+200F,
// U+061C) do not.
func TurnsWriting(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}
