package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// look is one look into a folder, or into some folders in it.
type look struct {
	w       *watch
	f       *watched
	exclude *exclusions
	as      addition
	known   map[string]index.File // what was there, of the part that is looked at
	seen    map[string]fs.FileInfo
	found   []string          // seen, in order
	passed  passedOver        // what else was there
	blind   map[string]string // folders that could not be looked into, and why
	here    map[uint64]bool   // file systems that files were known to be on and are
	partial bool
	now     bool
}

// look looks into the folders dirs of f, or through all of f where there are
// none, and brings the library up to date. With now, what was written to just
// now is not left for later.
func (w *watch) look(f *watched, dirs []string, now bool) {
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	k := &look{w: w, f: f, partial: len(dirs) > 0, now: now, known: map[string]index.File{}, seen: map[string]fs.FileInfo{}, passed: passedOver{},
		blind: map[string]string{}, here: map[uint64]bool{}, exclude: newExclusions(f.Path, w.l.config.Exclude, f.Exclude)}
	k.exclude.own = w.l.own()
	if !k.partial {
		w.say(f.ID, report{state: FolderScanning})
	}
	err := k.run(dirs)
	if w.ended(f.ID) {
		return
	}
	r := report{state: FolderWatched}
	for dir, why := range k.blind {
		if dir == f.Path {
			r.state, r.err = FolderUnavailable, why
			break
		}
		r.err = why + " (" + dir + ")"
	}
	if err != nil {
		w.l.config.Log(fmt.Sprintf("look into folder %s: %v", f.Path, err))
		r.err = fmt.Sprintf("This folder could not be looked through to the end (%v). Carrel tries again by itself.", err)
		if index.IsFull(err) {
			r.err = diskFull().Message
		}
	}
	if k.partial && r.err == "" {
		return // the rest is as it was
	}
	if !k.partial && r.state == FolderWatched {
		told := k.passed.told()
		r.passed = &told
	}
	w.say(f.ID, r)
}

func (k *look) run(dirs []string) error {
	l := k.w.l
	var err error
	if k.as, err = l.addition(l.work); err != nil {
		return err
	}
	root, err := k.f.root(rootPatience)
	if err != nil {
		k.blind[k.f.Path] = rootMissing(err)
		dirs = nil
		k.partial = false
	} else {
		for dir, old := range k.w.dirs {
			// Watches of folders that are gone, or are others now, end before any
			// begin: a folder that was moved has one watch, under its old name. Where
			// only a part is looked at, what the system told has ended the others.
			if Inside(dir, k.f.Path) && k.concerns(dirs, dir) {
				if info, err := os.Lstat(dir); err != nil || !os.SameFile(info, old) {
					k.w.unwatch(dir)
				}
			}
		}
		if len(dirs) == 0 {
			k.walk(k.f.Path, root)
		}
		for _, dir := range dirs {
			k.dir(dir)
		}
	}
	if err := k.remember(dirs); err != nil {
		return err
	}
	if err := k.changed(); err != nil || k.w.ended(k.f.ID) {
		return err
	}
	if err := k.missing(); err != nil {
		return err
	}
	if !k.partial {
		lost, err := l.store.Lost(l.work, k.f.Seq)
		if err != nil {
			return err
		}
		return k.takeIn(lost)
	}
	return nil
}

// concerns reports whether a folder is one of those that are looked at, or in one.
func (k *look) concerns(dirs []string, dir string) bool {
	if len(dirs) == 0 {
		return true
	}
	for ; Inside(dir, k.f.Path); dir = filepath.Dir(dir) {
		if _, there := slices.BinarySearch(dirs, dir); there {
			return true
		}
	}
	_, there := slices.BinarySearch(dirs, k.f.Path)
	return there
}

func rootMissing(err error) string {
	switch {
	case errors.Is(err, errNoAnswer):
		return "The drive or network that this folder is on does not answer. Its documents stay in the library and come back with it."
	case errors.Is(err, fs.ErrPermission):
		return "Carrel may not open this folder. Change its permissions; its documents stay in the library meanwhile."
	case errors.Is(err, fs.ErrNotExist):
		return "This folder is not there now. Connect its drive, or put it back; its documents stay in the library and come back with it."
	}
	return fmt.Sprintf("This folder cannot be opened (%v). Its documents stay in the library and come back with it.", plainError(err))
}

// walk looks into a folder and all in it.
func (k *look) walk(dir string, info fs.FileInfo) {
	// Listening before looking: what comes between is told.
	k.w.listen(dir, info)
	for _, sub := range k.list(dir) {
		if info, err := os.Lstat(sub); err == nil && info.IsDir() {
			k.walk(sub, info)
		}
	}
}

// dir looks into a folder, and into those in it that are new.
func (k *look) dir(dir string) {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || k.exclude.below(dir, true) {
		if dir != k.f.Path { // that may be a link
			return // its own folder is looked at too
		}
	}
	for _, sub := range k.list(dir) {
		if _, known := k.w.dirs[sub]; known {
			continue
		}
		if info, err := os.Lstat(sub); err == nil && info.IsDir() {
			k.walk(sub, info)
		}
	}
}

// list notes the documents' files in a folder and gives the folders in it.
// Links to files are followed, links to folders are not: so there are no loops.
func (k *look) list(dir string) []string {
	if k.w.ended(k.f.ID) {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			problem := fileProblem(err)
			if errors.Is(err, fs.ErrPermission) {
				problem.Message = "Carrel may not open a folder in it. Change its permissions."
			}
			k.blind[dir] = problem.Message
		}
		return nil
	}
	var folders []string
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if k.exclude.excluded(path, entry.IsDir()) {
			continue
		}
		if entry.IsDir() {
			if k.w.owner(path) == k.f {
				folders = append(folders, path)
			}
			continue
		}
		if !reader.IsDocument(path) {
			if entry.Type().IsRegular() {
				k.passed.add(path)
			}
			continue
		}
		if entry.Type()&^fs.ModeSymlink != 0 {
			continue
		}
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && k.seen[path] == nil {
			k.seen[path] = info
			k.found = append(k.found, path)
		}
	}
	return folders
}

// remember fetches what was known of the part that was looked at.
func (k *look) remember(dirs []string) error {
	l := k.w.l
	if len(dirs) == 0 {
		dirs = []string{k.f.Path}
	}
	for _, dir := range dirs {
		files, err := l.store.Files(l.work, k.f.Seq, dir)
		if err != nil {
			return err
		}
		for _, f := range files {
			if _, seen := k.seen[f.Path]; seen || !k.partial || !k.elsewhere(dir, f.Path) {
				k.known[f.Path] = f
			}
		}
	}
	for path := range k.seen {
		if old, ok := k.known[path]; ok && old.Device != 0 {
			k.here[old.Device] = true // even if its number is another now
		}
	}
	return nil
}

// elsewhere reports whether a file lies in a folder below dir that is still
// there, and so was not looked at.
func (k *look) elsewhere(dir, path string) bool {
	for parent := filepath.Dir(path); parent != dir && len(parent) > len(dir); parent = filepath.Dir(parent) {
		if _, there := k.w.dirs[parent]; there {
			return true
		}
	}
	return false
}

// changed records the files that are new or not as they were.
func (k *look) changed() error {
	l := k.w.l
	var batch []index.File
	var failed []candidate
	flush := func() error {
		err := k.observe(index.Seen{Folder: k.f.Seq, Files: batch})
		if err == nil && len(failed) > 0 {
			_, err = l.commit(l.work, failed, k.as)
		}
		batch, failed = batch[:0], failed[:0]
		return err
	}
	for _, path := range k.found {
		info := k.seen[path]
		old, known := k.known[path]
		f := index.File{Path: path, Bytes: info.Size(), Modified: info.ModTime().UnixNano(), Device: deviceOf(info)}
		if known && old.Away == "" && old.Hash != "" && old.Bytes == f.Bytes && old.Modified == f.Modified {
			continue
		}
		if at, hot := k.w.hot[path]; hot && !k.now && time.Since(at) < k.w.quiet {
			continue // it is being written; its own event has it looked at again
		}
		if known && old.Hash != "" && old.Bytes == f.Bytes && old.Modified == f.Modified {
			f.Hash = old.Hash // only out of reach meanwhile
			if batch = append(batch, f); len(batch) >= addBatch {
				if err := flush(); err != nil {
					return err
				}
			}
			continue
		}
		for l.config.Busy() && !k.w.ended(k.f.ID) {
			sleep(l.work, 50*time.Millisecond)
		}
		if k.w.ended(k.f.ID) {
			return nil
		}
		size, hash, problem := l.hash(l.work, path)
		now, err := os.Stat(path)
		if err != nil || now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime()) {
			k.w.hot[path] = time.Now()
			continue
		}
		f.Bytes, f.Hash = size, hash
		if age := time.Since(info.ModTime()); age < 2*time.Second && age > -2*time.Second {
			f.Modified = 0 // it could change again within the clock's grain
		}
		if problem != nil {
			if known && old.Hash == "" && old.Away == "" && old.Bytes == f.Bytes && l.saidBefore(path, problem) {
				continue
			}
			f.Bytes = info.Size()
			failed = append(failed, candidate{path: path, bytes: size, problem: problem, skip: problem.Code == reader.CodeTooLarge || problem.Code == reader.CodeEmpty})
		} else if known && old.Away == "" && old.Hash == hash && old.Modified == f.Modified {
			continue
		}
		if batch = append(batch, f); len(batch) >= addBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(batch) > 0 {
		return flush()
	}
	return nil
}

// saidBefore reports whether a document tells of this problem already.
func (l *Library) saidBefore(path string, problem *reader.Problem) bool {
	row, err := l.store.Document(l.work, pathID(path))
	return err == nil && row.Code == problem.Code
}

// missing records the files that are gone, or out of reach.
func (k *look) missing() error {
	seen := index.Seen{Folder: k.f.Seq}
	for path, f := range k.known {
		if _, there := k.seen[path]; there {
			continue
		}
		why := k.outOfReach(path, f)
		switch {
		case why == "":
			seen.Gone = append(seen.Gone, path)
		case why != f.Away:
			f.Away = why
			seen.Files = append(seen.Files, f)
		}
	}
	if len(seen.Gone)+len(seen.Files) == 0 {
		return nil
	}
	return k.observe(seen)
}

const driveGone = "The drive that this file is on is not connected. It comes back with the drive."

// outOfReach says why a file that is not seen may still exist; "" where it does not.
func (k *look) outOfReach(path string, f index.File) string {
	for dir, why := range k.blind {
		if Inside(path, dir) {
			return why
		}
	}
	if f.Device == 0 || k.here[f.Device] {
		return ""
	}
	// Its file system has no file here any more. If the folder that would hold
	// it is on another one, nothing is mounted there now.
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err == nil {
			if deviceOf(info) == f.Device {
				return ""
			}
			return driveGone
		}
		if dir == k.f.Path || dir == filepath.Dir(dir) {
			return driveGone
		}
	}
}

// observe records what was seen, and has the library follow.
func (k *look) observe(seen index.Seen) error {
	l := k.w.l
	for _, f := range seen.Files {
		if f.Hash == "" {
			continue
		}
		// A document that was read from a place of its own has its file here now,
		// if it is not there any more.
		row, err := l.store.DocumentByHash(l.work, f.Hash)
		if err == nil && row.Path != f.Path {
			if _, err := os.Stat(row.Path); errors.Is(err, fs.ErrNotExist) && k.w.owner(row.Path) == nil {
				seen.Left = append(seen.Left, row.Path)
			}
		}
	}
	out, err := l.store.Observe(l.work, seen, retitle)
	if err != nil {
		return err
	}
	l.removed(out.Removed)
	for _, id := range out.Changed {
		l.changedDocument(id)
	}
	if out.Queued {
		wake(l.wakeRead)
	}
	if err := k.takeIn(out.New); err != nil {
		return err
	}
	if len(out.Removed)+len(out.Changed)+len(out.New) > 0 {
		l.changedFolders()
	}
	return nil
}

// takeIn adds contents that no document has.
func (k *look) takeIn(files []index.File) error {
	for len(files) > 0 {
		n := min(len(files), addBatch)
		batch := make([]candidate, n)
		for i, f := range files[:n] {
			batch[i] = candidate{path: f.Path, bytes: f.Bytes, hash: f.Hash}
		}
		if _, err := k.w.l.commit(k.w.l.work, batch, k.as); err != nil {
			return err
		}
		files = files[n:]
	}
	return nil
}

// removed has memory follow what the store has deleted.
func (l *Library) removed(rows []index.Document) {
	for _, row := range rows {
		l.stopReading(row.Seq)
	}
	l.forget(rows)
}

// changedFolders notes that the folders are not as they were.
func (l *Library) changedFolders() {
	l.mu.Lock()
	l.dirtyFolders = true
	l.mu.Unlock()
	l.signal()
}
