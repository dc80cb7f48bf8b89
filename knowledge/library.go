package knowledge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Reader reads documents; *reader.Client is one.
type Reader interface {
	// Read hands the document's pages to onPage in order. An error that is a
	// *reader.Problem is about the document.
	Read(ctx context.Context, src reader.Source, onPage func(reader.Page) error) (reader.Meta, error)
	// Boxes gives the rectangles of spans of one page, one list per span.
	Boxes(ctx context.Context, src reader.Source, page int, spans []reader.Span) ([][]reader.Box, error)
}

// Recogniser recognises words in pictures; *ocr.Recogniser is one.
type Recogniser interface {
	// Ready gives the codes of the languages that it would recognise words in now.
	// If it cannot work, the error is a *reader.Problem with the code
	// reader.CodeOCRMissing that says what to do.
	Ready() (languages []string, err error)
	// Recognise gives the words of one page, from 1. An error that is a
	// *reader.Problem is about the page.
	Recognise(ctx context.Context, src reader.Source, page int) (reader.Recognition, error)
}

// Config says what a library is made of.
type Config struct {
	Store    *index.Store
	Reader   Reader
	Embedder Embedder // nil: search by words only
	// OpenEmbedder opens the embedder of a name that the library has vectors of,
	// by its Embedder.Source: while it goes over to Embedder, the former one
	// embeds the questions. nil, or an error: searches go by words until
	// Embedder's vectors are there.
	OpenEmbedder func(name, source string) (Embedder, error)
	// SecondLook says how a search's best passages are looked at again, by a
	// query's Rerank, or by the person's settings where that is "". An error is for
	// a query that names what there is not; nil: nothing is looked at again.
	SecondLook func(ctx context.Context, name string) (SecondLook, error)
	// Patience is how long a hybrid search waits for the vectors, and then for its question's
	// embedding, before words alone must do; 0 means half a second and 5 s, for people who look on.
	Patience time.Duration
	// Recogniser recognises the words of pages that are pictures; nil: nothing does.
	Recogniser Recogniser
	// Passwords has those of documents that open with one; nil: there are none.
	Passwords Passwords
	// Self names the person and the computer to others, as in "ann@desk".
	Self string
	// Team says with whom the library is shared; nil: with nobody.
	Team *Team
	// Notify is told what has changed, from one goroutine; at most a few times
	// a second about the same document. It must not call Close.
	Notify func(Change)
	// Busy reports that something more urgent than background work is going on.
	Busy func() bool
	Log  func(string)
	// MaxFileBytes is the size of the largest file that is taken; 0 means 512
	// MiB, which is also the reader's default.
	MaxFileBytes int64
	// UndoFor is how long a hidden document can be restored; 0 means 30 s.
	UndoFor time.Duration
	// Exclude has patterns, as in .gitignore, of what no folder's documents are,
	// beside DefaultExclude.
	Exclude []string
	// Own are Carrel's own folders, absolute: nothing in them is taken in with a
	// folder.
	Own []string
	// Quiet is how long nothing must have happened to a file in a watched folder
	// before it is taken in; 0 means 1 s.
	Quiet time.Duration
	// Reconcile is how often watched folders are looked through, whatever the
	// system has told of them; 0 means 10 minutes.
	Reconcile time.Duration
	// NoEvents has watched folders looked through only every Reconcile.
	NoEvents bool
}

// Change is something that happened in the library. One field is set.
type Change struct {
	Document *Document // it is like this now
	Removed  string    // id of a document that is gone
	Folders  []Folder  // all watched folders; not nil
	// Collections are all of them; not nil.
	Collections []Collection
	Activity    *Activity
}

// Errors that callers branch on.
var (
	ErrNotFound = index.ErrNotFound
	// ErrStoreAway is beside ErrNotFound where the team's store, which may have what
	// the library has not, does not answer.
	ErrStoreAway = index.ErrStoreAway
	ErrChanged   = errors.New("the file has changed since it was read; add it again to search its new text")
	ErrGone      = errors.New("the file is no longer where it was; put it back, or add it again from its new place")
)

// Replaced is the ErrNotFound for a document whose file has other content now.
type Replaced struct {
	By string // id of the document that holds it
}

// Error says so.
func (r *Replaced) Error() string {
	return "the file has changed since then, and is in the library as it is now"
}

// Unwrap gives ErrNotFound.
func (r *Replaced) Unwrap() error { return ErrNotFound }

// Library is an open library. Its methods may be called from several
// goroutines.
type Library struct {
	config   Config
	store    *index.Store
	team     *teamLink // nil: the library is shared with nobody
	names    names
	unsealed unsealed
	watch    *watch
	// loaded is closed when the vectors are in memory.
	loaded chan struct{}

	work   context.Context // ends with Close
	cancel context.CancelFunc
	wait   sync.WaitGroup

	wakeRead, wakeEmbed, wakeScan, wakeNotify chan struct{}

	// adding makes "is this content known?" and the insert one step.
	adding sync.Mutex
	// choosing makes a change of the embedder one step. It is taken before applying.
	choosing sync.Mutex
	// applying makes a change in the store and the same one in memory one step.
	applying sync.Mutex

	mu     sync.Mutex
	serves *served   // what searches by meaning go by
	comes  *coming   // what it is to be; nil: nothing else
	former []*served // replaced, perhaps with searches that began before

	changed chan struct{} // closed and replaced at every change, for Wait
	dirty   map[string]struct{}
	// dirtyFolders: the watched folders are not as they were.
	dirtyFolders, dirtyCollections bool
	// excluded documents are not found: hidden ones, and ones of which only
	// the first pages are stored yet.
	excluded map[int64]bool
	undo     map[string]*time.Timer // of hidden documents
	// locked documents have been read with a password that is not kept now.
	locked map[int64]bool
	// troubled documents could not be written to the disk; the row still says queued.
	troubled map[int64]*reader.Problem
	// unreached documents, by id, wait to be recognised, and their file was not
	// there, or not as it was read, when it came to that.
	unreached map[string]struct{}
	// refused documents never got into the store: there is nothing at their path.
	refused  map[string]Document
	current  reading
	scanning scanning
	paused   string // why embedding does not go on
	pauseErr error
	hold     bool // the person has paused the work
	pace     pace
	verified map[string]stamp
	closed   bool
}

// reading is the document being read.
type reading struct {
	seq    int64
	id     string
	title  string
	pages  int
	cancel context.CancelFunc
}

// Open opens the library in the store, takes up unfinished work, and starts
// loading the vectors; it does not wait for either.
func Open(ctx context.Context, config Config) (*Library, error) {
	if config.MaxFileBytes <= 0 {
		config.MaxFileBytes = 512 << 20
	}
	if config.UndoFor <= 0 {
		config.UndoFor = 30 * time.Second
	}
	if config.Busy == nil {
		config.Busy = func() bool { return false }
	}
	if config.Notify == nil {
		config.Notify = func(Change) {}
	}
	if config.Log == nil {
		config.Log = func(string) {}
	}
	l := &Library{
		config:     config,
		store:      config.Store,
		loaded:     make(chan struct{}),
		wakeRead:   make(chan struct{}, 1),
		wakeEmbed:  make(chan struct{}, 1),
		wakeScan:   make(chan struct{}, 1),
		wakeNotify: make(chan struct{}, 1),
		changed:    make(chan struct{}),
		dirty:      map[string]struct{}{},
		excluded:   map[int64]bool{},
		undo:       map[string]*time.Timer{},
		locked:     map[int64]bool{},
		troubled:   map[int64]*reader.Problem{},
		unreached:  map[string]struct{}{},
		refused:    map[string]Document{},
		verified:   map[string]stamp{},
	}
	l.serves = l.newServed(nil, 0, nil)
	if config.Passwords == nil {
		l.config.Passwords = noPasswords{}
	}
	if err := l.openSealed(ctx); err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	if err := l.prepare(ctx); err != nil {
		// A full disk must not keep people from their documents: what is there
		// can be searched, and the next start recovers.
		if !index.IsFull(err) {
			return nil, fmt.Errorf("open library: %w", err)
		}
		l.pause(diskFull(), err)
		if err := l.excludeUnfinished(ctx); err != nil {
			return nil, fmt.Errorf("open library: %w", err)
		}
	}
	held, err := l.store.Setting(ctx, holdSetting)
	if err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	l.hold = held != ""
	if config.Team != nil {
		if config.Team.Send {
			if err := l.store.Share(ctx, config.Team.Name); err != nil && !index.IsFull(err) {
				return nil, fmt.Errorf("open library: %w", err)
			}
		}
	}
	l.work, l.cancel = context.WithCancel(context.Background())
	if config.Team != nil {
		l.team = newTeamLink(l, *config.Team)
	}
	l.watch = newWatch(l)
	l.wait.Go(l.notifyLoop)
	l.wait.Go(l.readLoop)
	l.wait.Go(l.embedLoop)
	l.wait.Go(l.watch.loop)
	l.wait.Go(func() { // or the first search would wait for it
		if err := l.names.refresh(l.work, l.store); err != nil && l.work.Err() == nil {
			l.config.Log(fmt.Sprintf("read the documents' names: %v", err))
		}
	})
	l.wait.Go(l.scanLoop)
	if l.team != nil && l.team.team.Send {
		l.wait.Go(l.team.loop)
	}
	return l, nil
}

func (l *Library) prepare(ctx context.Context) error {
	if err := l.store.Recover(ctx); err != nil {
		return err
	}
	return l.prepareEmbedders(ctx)
}

// excludeUnfinished keeps what Recover could not remove out of searches.
func (l *Library) excludeUnfinished(ctx context.Context) error {
	docs, err := l.store.Documents(ctx)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.State == string(StateQueued) || d.State == string(StateReading) || !d.HiddenAt.IsZero() {
			l.excluded[d.Seq] = true
		}
	}
	return nil
}

// Close ends the background work and waits for it. The store stays open: it
// belongs to the caller.
func (l *Library) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	for _, timer := range l.undo {
		timer.Stop()
	}
	l.mu.Unlock()
	l.cancel()
	l.wait.Wait()
	l.unsealed.drop("")
	if l.team != nil {
		l.team.close()
	}
	return nil
}

// Documents lists the documents, the newest first.
func (l *Library) Documents(ctx context.Context) ([]Document, error) {
	rows, err := l.store.Documents(ctx)
	if err != nil {
		return nil, err
	}
	docs := make([]Document, 0, len(rows))
	for _, row := range rows {
		if row.HiddenAt.IsZero() {
			docs = append(docs, l.document(row))
		}
	}
	return docs, nil
}

// Document returns one document, or ErrNotFound: the library's own, or one that
// the team's store has.
func (l *Library) Document(ctx context.Context, id string) (Document, error) {
	d, err := l.ownDocument(ctx, id)
	if err != nil {
		return l.teamDocument(ctx, id, err)
	}
	return d, nil
}

// ownDocument is Document without the team's.
func (l *Library) ownDocument(ctx context.Context, id string) (Document, error) {
	row, err := l.row(ctx, id)
	if err != nil {
		l.mu.Lock()
		refused, ok := l.refused[id]
		l.mu.Unlock()
		if ok && errors.Is(err, ErrNotFound) {
			return refused, nil
		}
		return Document{}, err
	}
	return l.document(row), nil
}

// row returns the row of a document that is not hidden.
func (l *Library) row(ctx context.Context, id string) (index.Document, error) {
	row, err := l.store.Document(ctx, id)
	return l.there(ctx, id, row, err)
}

// there gives a row, or the error of reading it, as that of a document that is in the library.
func (l *Library) there(ctx context.Context, id string, row index.Document, err error) (index.Document, error) {
	if err == nil && !row.HiddenAt.IsZero() {
		return index.Document{}, ErrNotFound
	}
	if errors.Is(err, ErrNotFound) {
		if successor, err := l.store.Successor(ctx, id); err == nil && successor.HiddenAt.IsZero() {
			return index.Document{}, &Replaced{By: successor.ID}
		}
	}
	return row, err
}

// document adds to a row what only memory knows.
func (l *Library) document(row index.Document) Document {
	d := Document{
		ID: row.ID, Path: row.Path, Title: row.Title, Author: row.Author, Date: row.Date, Format: row.Format, Language: string(row.Language), Unit: reader.Unit(row.Unit), State: State(row.State),
		Pages: row.Pages, Passages: row.Passages, Embedded: row.Embedded, Bytes: row.Bytes, Hash: row.Hash,
		AddedAt: row.AddedAt, Warnings: row.Warnings, Error: row.Error, Code: row.Code,
	}
	if d.Warnings == nil {
		d.Warnings = []reader.Warning{}
	}
	d.Scans, d.Recognised = row.Scans, row.Scans-row.Waiting
	d.RecognisingAgain, d.RecognisedIn = row.Again, row.RecognisedIn
	d.Sealed, d.NeedsPassword = row.Sealed, row.Away == "" && l.needsPassword(row)
	if row.Away != "" {
		d.State, d.Code, d.Error = StateUnavailable, reader.CodeMissing, row.Away
		return d
	}
	if d.State != StateQueued {
		d = withScans(d)
		d.Retriable = d.retriable()
		return d
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if problem := l.troubled[row.Seq]; problem != nil {
		d.State, d.Code, d.Error = StateFailed, problem.Code, problem.Message
		d.Retriable = d.retriable()
	} else if l.current.seq == row.Seq {
		d.State, d.PageDone = StateReading, l.current.pages
	}
	return d
}

// Check looks for anything in the library that should not be, and says it in
// words; nothing means that all is well.
func (l *Library) Check(ctx context.Context) ([]string, error) {
	return l.store.Check(ctx)
}

func diskFull() *reader.Problem {
	return &reader.Problem{Code: reader.CodeDiskFull, Message: "The disk that holds the library is full. Free some space, then retry; nothing that was there is lost."}
}
