package knowledge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"carrel/knowledge/index"
)

// How a folder is followed, where Config does not say otherwise. All of it is
// counted on the monotonic clock: setting the clock changes nothing.
const (
	// A file that is written to more often than this is still being written.
	defaultQuiet = time.Second
	// The system tells of changes, but not of those on the other side of a
	// network drive, and not of those while Carrel was not running.
	defaultReconcile = 10 * time.Minute
	// A drive that is put back should not have to wait for the next reconcile.
	lookForAway = 5 * time.Second
	// A network drive that does not answer for so long counts as gone.
	rootPatience = 10 * time.Second
)

// watch follows the folders. What is not under mu belongs to its one goroutine.
type watch struct {
	l         *Library
	events    *fsnotify.Watcher // nil: the system tells nothing
	troubles  chan error        // what went wrong with that
	folders   map[string]*watched
	dirs      map[string]fs.FileInfo // that the system tells about
	hot       map[string]time.Time   // paths where something happened last then
	wake      chan struct{}          // something was posted
	quiet     time.Duration
	reconcile time.Duration

	mu      sync.Mutex
	posted  []func()
	ending  map[string]bool // folders that are not to be looked through to the end
	notice  string          // why changes are not seen at once
	reports map[string]report
}

// report is what Folder tells of a watched one.
type report struct {
	state  FolderState
	err    string
	passed *PassedOver // nil: as it was said before
}

// watched is a folder that is followed.
type watched struct {
	index.Folder
	due    bool            // to be looked through as a whole
	asking chan rootAnswer // nil: its root is not being asked for
}

func newWatch(l *Library) *watch {
	w := &watch{
		l: l, folders: map[string]*watched{}, dirs: map[string]fs.FileInfo{}, hot: map[string]time.Time{},
		wake: make(chan struct{}, 1), troubles: make(chan error, 1), ending: map[string]bool{}, reports: map[string]report{}, quiet: l.config.Quiet, reconcile: l.config.Reconcile,
	}
	if w.quiet <= 0 {
		w.quiet = defaultQuiet
	}
	if w.reconcile <= 0 {
		w.reconcile = defaultReconcile
	}
	return w
}

// post has the watch's goroutine run f when it is done with what it does.
func (w *watch) post(f func()) {
	w.mu.Lock()
	w.posted = append(w.posted, f)
	w.mu.Unlock()
	wake(w.wake)
}

// ask is post that waits for the end of f.
func (w *watch) ask(ctx context.Context, f func()) error {
	done := make(chan struct{})
	w.post(func() { defer close(done); f() })
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-w.l.work.Done():
		return errClosing
	}
}

// asked runs what was posted.
func (w *watch) asked() {
	w.mu.Lock()
	posted := w.posted
	w.posted = nil
	w.mu.Unlock()
	for _, f := range posted {
		f()
	}
}

// end has a folder's scan stop where it is.
func (w *watch) end(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ending[id] = true
}

func (w *watch) ended(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ending[id] || w.l.work.Err() != nil
}

var errClosing = errors.New("the library is closing")

// loop follows the folders until the library closes. A process that only lists
// or searches (Config.Busy from its start to its end) looks at none of them.
func (w *watch) loop() {
	rows, err := w.l.store.Folders(w.l.work)
	if err != nil && w.l.work.Err() == nil {
		w.l.config.Log(fmt.Sprintf("watch folders: %v", err))
	}
	for _, row := range rows {
		w.take(row)
	}
	var told chan fsnotify.Event
	step := time.NewTicker(min(w.quiet, w.reconcile) / 4)
	defer step.Stop()
	last, lastAway := time.Now(), time.Now()
	for w.l.work.Err() == nil {
		if w.events != nil {
			told = w.events.Events
		}
		select {
		case <-w.wake:
			w.asked()
		case e, open := <-told:
			if open {
				w.note(e)
			}
		case err := <-w.troubles:
			// Most likely more happened at once than the system keeps.
			w.l.config.Log(fmt.Sprintf("watch folders: %v", err))
			w.all()
		case <-step.C:
			if len(w.folders) == 0 || w.l.config.Busy() || w.l.held() {
				continue
			}
			if time.Since(last) >= w.reconcile {
				last = time.Now()
				w.all()
			}
			if time.Since(lastAway) >= lookForAway {
				lastAway = time.Now()
				w.away()
			}
			w.work()
		case <-w.l.work.Done():
		}
	}
	if w.events != nil {
		w.events.Close()
	}
}

// take begins to follow a folder.
func (w *watch) take(row index.Folder) {
	w.mu.Lock()
	delete(w.ending, row.ID)
	w.mu.Unlock()
	w.folders[row.ID] = &watched{Folder: row, due: true}
	w.say(row.ID, report{state: FolderWaiting})
}

// drop ends following a folder.
func (w *watch) drop(ctx context.Context, id string, documents bool) error {
	f := w.folders[id]
	if f == nil {
		return ErrNoFolder
	}
	removed, moved, err := w.l.store.DeleteFolder(ctx, f.Seq, documents, retitle)
	if err != nil {
		return err
	}
	delete(w.folders, id)
	w.mu.Lock()
	delete(w.reports, id)
	w.mu.Unlock()
	w.unwatch(f.Path)
	for _, outer := range w.folders {
		if Inside(f.Path, outer.Path) {
			outer.due = true // its files are that one's now
		}
	}
	w.l.removed(removed)
	for _, id := range moved {
		w.l.changedDocument(id)
	}
	wake(w.l.wakeRead)
	w.l.signal() // documents may be in reach again
	return nil
}

// all has every folder looked through.
func (w *watch) all() {
	for _, f := range w.folders {
		f.due = true
	}
}

// away has those folders looked through whose place came back, or is another one
// than it was: the system says nothing of a drive that is unmounted below a folder,
// or mounted over it. One that does not answer at once is left for the reconcile.
func (w *watch) away() {
	for _, f := range w.folders {
		w.mu.Lock()
		state := w.reports[f.ID].state
		w.mu.Unlock()
		info, err := f.root(0)
		old, known := w.dirs[f.Path]
		switch {
		case err != nil:
			f.due = f.due || state == FolderWatched && errors.Is(err, fs.ErrNotExist)
		case state == FolderUnavailable, known && !os.SameFile(old, info):
			f.due = true
		}
	}
}

// note remembers where something happened.
func (w *watch) note(e fsnotify.Event) {
	if e.Op == fsnotify.Chmod {
		// Times and permissions: a file that can be read now, or touched only.
		if info, err := os.Stat(e.Name); err != nil || info.IsDir() {
			return
		}
	}
	if _, folder := w.dirs[e.Name]; folder && e.Op&(fsnotify.Rename|fsnotify.Remove) != 0 {
		// The system watches it no longer, even if it has come back by now.
		w.unwatch(e.Name)
	}
	w.hot[e.Name] = time.Now()
}

// work looks at what is due and quiet.
func (w *watch) work() {
	for _, f := range w.folders {
		if f.due {
			w.scan(f.ID, false)
		}
		if w.l.work.Err() != nil {
			return
		}
	}
	dirty := map[*watched][]string{}
	for path, at := range w.hot {
		if time.Since(at) < w.quiet {
			continue
		}
		delete(w.hot, path)
		dir := filepath.Dir(path)
		if f := w.owner(path); f != nil {
			switch {
			case path == f.Path || filepath.Base(path) == IgnoreFile:
				f.due = true
			default:
				dirty[f] = append(dirty[f], dir)
			}
		}
	}
	for f, dirs := range dirty {
		if !f.due {
			w.look(f, dirs, false)
		}
	}
}

// scan looks through a whole folder.
func (w *watch) scan(id string, now bool) {
	if f := w.folders[id]; f != nil {
		f.due = false
		w.look(f, nil, now)
	}
}

// owner is the folder that a path belongs to: the innermost it lies in.
func (w *watch) owner(path string) *watched {
	var best *watched
	for _, f := range w.folders {
		if (path == f.Path || Inside(path, f.Path)) && (best == nil || len(f.Path) > len(best.Path)) {
			best = f
		}
	}
	return best
}

// Inside reports whether a path is below a folder, by their names alone.
func Inside(path, dir string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, string(os.PathSeparator)))
	return ok && strings.HasPrefix(rest, string(os.PathSeparator))
}

// rootAnswer is what the system says of a folder's root.
type rootAnswer struct {
	info fs.FileInfo
	err  error
}

var errNoAnswer = errors.New("its drive does not answer")

// root asks for the folder itself. A network drive that is gone may never
// answer; then the question stays open, and nothing else waits for it.
func (f *watched) root(patience time.Duration) (fs.FileInfo, error) {
	if f.asking == nil {
		f.asking = make(chan rootAnswer, 1)
		go func(answer chan rootAnswer, path string) {
			info, err := os.Stat(path)
			if err == nil && !info.IsDir() {
				err = &fs.PathError{Op: "open", Path: path, Err: syscall.ENOTDIR}
			}
			answer <- rootAnswer{info, err}
		}(f.asking, f.Path)
	}
	timer := time.NewTimer(max(patience, 100*time.Millisecond))
	defer timer.Stop()
	select {
	case a := <-f.asking:
		f.asking = nil
		return a.info, a.err
	case <-timer.C:
		return nil, errNoAnswer
	}
}

// listen has the system tell about a folder that was looked at. A folder that
// has another one's place is another folder.
func (w *watch) listen(dir string, info fs.FileInfo) {
	if old, ok := w.dirs[dir]; ok && os.SameFile(old, info) {
		return
	} else if ok {
		w.unwatch(dir)
	}
	if w.l.config.NoEvents {
		return
	}
	if w.events == nil {
		if w.limited() {
			return
		}
		events, err := fsnotify.NewBufferedWatcher(4096)
		if err != nil {
			w.limit(err)
			return
		}
		w.events = events
		go w.hear(events.Errors)
	}
	if err := w.events.Add(dir); err != nil {
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			w.limit(err)
		}
		return
	}
	w.dirs[dir] = info
}

// hear takes in what goes wrong with the events. It must not wait for the watch's own
// goroutine: fsnotify 1.10 tells of errors while it holds the lock that its Remove takes.
func (w *watch) hear(from <-chan error) {
	for err := range from {
		select {
		case w.troubles <- err:
		default: // one of them has everything looked through
		}
	}
}

// unwatch ends listening to a folder and those in it.
func (w *watch) unwatch(dir string) {
	for d := range w.dirs {
		if d == dir || Inside(d, dir) {
			delete(w.dirs, d)
			w.events.Remove(d) // fails where the folder is gone, and its watch with it
		}
	}
}

func (w *watch) limited() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.notice != ""
}

// limit falls back to looking from time to time.
func (w *watch) limit(err error) {
	if w.limited() {
		return
	}
	w.l.config.Log(fmt.Sprintf("watch folders: %v", err))
	w.mu.Lock()
	w.notice = fmt.Sprintf("The system does not tell Carrel of every change here (%v), so it looks through the folders every %s.", err, inWords(w.reconcile))
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		w.notice = fmt.Sprintf("There are more folders here than this system lets programs watch, so Carrel looks through them every %s. To see changes at once, raise fs.inotify.max_user_watches.", inWords(w.reconcile))
	}
	w.mu.Unlock()
	w.l.changedFolders()
}

func inWords(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%d minutes", int(d.Round(time.Minute)/time.Minute))
	}
	return fmt.Sprintf("%d seconds", int(d.Round(time.Second)/time.Second))
}

// say notes how it stands with a folder, and tells.
func (w *watch) say(id string, r report) {
	w.mu.Lock()
	if r.passed == nil {
		r.passed = w.reports[id].passed
	}
	changed := w.reports[id] != r
	w.reports[id] = r
	w.mu.Unlock()
	if changed {
		w.l.changedFolders()
	}
}

// describe adds to a folder what only memory knows.
func (w *watch) describe(f *Folder) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r, ok := w.reports[f.ID]; ok {
		f.State, f.Error = r.state, r.err
		if r.passed != nil {
			f.PassedOver = *r.passed
		}
	}
	f.Notice = w.notice
}
