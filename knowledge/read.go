package knowledge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// A long document is written piece by piece, while its next pages are read: so
// much of it is held in memory, twice, and so long other writers wait. What is
// left at its end is written when nothing is read any more, so a piece is short.
const (
	stagePages = 512
	stageBytes = 2 << 20
)

// readLoop reads queued documents, one at a time.
func (l *Library) readLoop() {
	loaded := l.loaded
	for l.idle(l.work) {
		row, err := l.store.NextQueued(l.work, l.troubledRows())
		switch {
		case err == nil:
			l.read(row)
			continue
		case l.work.Err() != nil:
			return
		case !errors.Is(err, ErrNotFound):
			l.config.Log(fmt.Sprintf("next document to read: %v", err))
			sleep(l.work, time.Second)
			continue
		}
		wake(l.wakeEmbed)
		wake(l.wakeScan)
		select {
		case <-l.wakeRead:
		case <-loaded:
			loaded = nil // once
			l.dateBefore()
		case <-l.work.Done():
			return
		}
	}
}

// idle waits until nothing more urgent goes on and the work is not paused; false when the library closes.
func (l *Library) idle(ctx context.Context) bool {
	for ctx.Err() == nil {
		if !l.config.Busy() && !l.held() {
			return true
		}
		sleep(ctx, 50*time.Millisecond)
	}
	return false
}

func (l *Library) troubledRows() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	rows := make([]int64, 0, len(l.troubled))
	for seq := range l.troubled {
		rows = append(rows, seq)
	}
	return rows
}

// read reads one document and makes it searchable, or records why not.
func (l *Library) read(row index.Document) {
	ctx, cancel := context.WithCancel(l.work)
	defer cancel()
	l.mu.Lock()
	l.current = reading{seq: row.Seq, id: row.ID, title: row.Title, cancel: cancel}
	l.mu.Unlock()
	l.changedDocument(row.ID)
	began := time.Now()

	err := l.guarded(func() error { return l.readInto(ctx, row) })
	if errors.Is(err, reader.ErrKilled) && ctx.Err() == nil {
		// No fault of the document's, perhaps: once more, from the beginning.
		if err = l.store.Unstage(ctx, row.Seq); err == nil {
			err = l.guarded(func() error { return l.readInto(ctx, row) })
		}
	}
	if err != nil {
		l.unread(ctx, row, err)
	}
	l.mu.Lock()
	if err == nil {
		l.pace.read(row.Bytes, time.Since(began))
	}
	l.current = reading{}
	l.mu.Unlock()
	l.changedDocument(row.ID)
}

// guarded turns a panic into the document's problem: its text is a stranger's,
// and what it does to the splitting or the analysis must not end the program.
func (l *Library) guarded(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			l.config.Log(fmt.Sprintf("panic: %v\n%s", p, debug.Stack()))
			err = &reader.Problem{Code: reader.CodeCrashed, Message: "Carrel failed on the text of this document. Your other documents are not affected. Please report it."}
		}
	}()
	return f()
}

// readInto reads a document and publishes it.
func (l *Library) readInto(ctx context.Context, row index.Document) error {
	splitter := passage.NewSplitter(passage.DefaultLimits)
	first := "" // the first page's text
	var pending []index.PageEntry
	bytes, passages, scans := 0, 0, 0
	row.Language = language.Unknown
	content := &hashingFile{path: row.Path}
	pieces := l.newStager(ctx)
	defer pieces.end() // also where the reading fails in a way that nobody foresaw
	take := func(p reader.Page) error {
		split := splitter.Page(p)
		pending = append(pending, index.PageEntry{Page: p, Passages: split})
		passages += len(split)
		if first == "" && strings.TrimSpace(p.Text) != "" {
			first = p.Text
		}
		if p.Scan {
			scans++
		}
		bytes += len(p.Text)
		l.mu.Lock()
		l.current.pages = p.Number
		l.mu.Unlock()
		l.changedDocument(row.ID)
		if len(pending) < stagePages && bytes < stageBytes {
			return nil
		}
		l.exclude(row.Seq, true)
		if row.Language == language.Unknown {
			row.Language = detect(pending)
		}
		// The title is not known before the end. Its words are found through
		// the heading and the file's name.
		err := pieces.stage(row, pending)
		pending, bytes = nil, 0
		return err
	}
	source := reader.Source{Path: row.Path, Name: filepath.Base(row.Path), Open: content.open}
	meta, err := l.readWithPassword(ctx, row, source, func(p reader.Page) error {
		return l.guarded(func() error { return take(p) })
	})
	if unwritten := pieces.end(); err == nil {
		err = unwritten
	}
	if err != nil {
		return err
	}
	row.Sealed = meta.Sealed
	if sum := content.sum(); sum != "" && sum != row.Hash {
		return &reader.Problem{Code: reader.CodeUnreadable, Message: "The file changed while it was taken in. Try again to read what is in it now."}
	}
	row.Warnings = meta.Warnings
	if passages == 0 && scans == 0 {
		return &unreadable{&reader.Problem{Code: reader.CodeEmpty, Message: "No text was found in this document."}, meta.Warnings}
	}
	row.Title = cmp.Or(plainTitle(meta.Title), titleOf(row.Path))
	if row.Language == language.Unknown {
		row.Language = detect(pending)
	}
	row.Author, row.Format, row.Unit, row.Pages = meta.Author, meta.Format, string(meta.Unit), meta.Pages
	row.Date = dateOf(meta.Date, meta.Format, first, row.Language)
	replaced, err := l.store.Publish(ctx, row, pending)
	if err != nil {
		return err
	}
	l.exclude(row.Seq, false)
	l.forget(replaced)
	wake(l.wakeEmbed)
	wake(l.wakeScan)
	return nil
}

// detectPages is how many pages speak for a document's language: enough to get
// past a cover and a table of contents.
const detectPages = 12

// detect tells the language of a document by the first of its pages that have
// text, taken evenly, so that one page of another language does not decide.
func detect(pages []index.PageEntry) language.Tag {
	var sample strings.Builder
	taken := 0
	for _, p := range pages {
		if text := p.Page.Text; strings.TrimSpace(text) != "" {
			sample.WriteString(text[:min(len(text), 4000)])
			sample.WriteByte('\n')
			if taken++; taken == detectPages {
				break
			}
		}
	}
	return language.Detect(sample.String())
}

// unreadable is a problem that comes with the reader's warnings.
type unreadable struct {
	*reader.Problem
	warnings []reader.Warning
}

func (u *unreadable) Unwrap() error { return u.Problem }

// unread records why a document was not read. What had been staged of it goes.
func (l *Library) unread(ctx context.Context, row index.Document, err error) {
	if l.work.Err() != nil {
		return // closing: the next Open takes it up again
	}
	if now, gone := l.row(l.work, row.ID); ctx.Err() != nil || errors.Is(gone, ErrNotFound) || gone == nil && now.Path != row.Path {
		// Removed, hidden or moved meanwhile, or asked to be read anew.
		if err := l.store.Unstage(l.work, row.Seq); err != nil {
			l.config.Log(fmt.Sprintf("remove pages of %s: %v", row.Path, err))
		}
		return
	}
	var problem *reader.Problem
	var warned *unreadable
	var warnings []reader.Warning
	switch {
	case index.IsFull(err):
		l.config.Log(fmt.Sprintf("read %s: %v", row.Path, err))
		l.trouble(row, diskFull())
		return
	case errors.Is(err, reader.ErrNoReader):
		// Not written down: it says nothing of the document, and the next start tries again.
		l.config.Log(fmt.Sprintf("read %s: %v", row.Path, err))
		l.trouble(row, &reader.Problem{Code: reader.CodeCrashed, Message: "The part of Carrel that reads documents does not start, so this one has not been read yet; nothing is wrong with it. Try again, or start Carrel anew, which reads it by itself."})
		return
	case errors.As(err, &warned):
		problem, warnings = warned.Problem, warned.warnings
	case errors.As(err, &problem):
	default:
		l.config.Log(fmt.Sprintf("read %s: %v", row.Path, err))
		problem = &reader.Problem{Code: reader.CodeCrashed, Message: fmt.Sprintf("Reading this document failed (%v). Try again; if it fails again, the file is probably damaged.", err)}
	}
	if err := l.store.Fail(l.work, row.Seq, row.Path, problem.Code, problem.Message, warnings); err != nil {
		l.config.Log(fmt.Sprintf("record failure of %s: %v", row.Path, err))
		if index.IsFull(err) {
			problem = diskFull()
		}
		l.trouble(row, problem)
		return
	}
	l.exclude(row.Seq, false)
}

// trouble remembers a failure that cannot be written down. The row still says
// queued, so the next start tries again.
func (l *Library) trouble(row index.Document, problem *reader.Problem) {
	// A rolled-back transaction leaves nothing, but earlier pieces of a long
	// document may be there. Removing them may need space too; until it
	// succeeds they stay out of searches.
	if err := l.store.Unstage(l.work, row.Seq); err == nil {
		l.exclude(row.Seq, false)
	}
	l.mu.Lock()
	l.troubled[row.Seq] = problem
	l.mu.Unlock()
}

func (l *Library) exclude(seq int64, yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if yes {
		l.excluded[seq] = true
	} else {
		delete(l.excluded, seq)
	}
}

// hashingFile gives a file's content to the reader and hashes it on the way, so
// that what is stored is what the document's hash says.
type hashingFile struct {
	path string

	mu    sync.Mutex // the reader sends from a goroutine of its own
	hash  hash.Hash
	whole bool
}

func (h *hashingFile) open() (io.ReadCloser, error) {
	f, err := os.Open(h.path)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hash, h.whole = sha256.New(), false
	return struct {
		io.Reader
		io.Closer
	}{readerFunc(func(p []byte) (int, error) { return h.read(f, p) }), f}, nil
}

func (h *hashingFile) read(f *os.File, p []byte) (int, error) {
	n, err := f.Read(p)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hash.Write(p[:n])
	h.whole = err == io.EOF
	return n, err
}

// sum is the hash of the content, "" if it was not read to its end.
func (h *hashingFile) sum() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.whole {
		return ""
	}
	return hex.EncodeToString(h.hash.Sum(nil))
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
