package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// FolderState says how it stands with a watched folder.
type FolderState string

// The states of a folder.
const (
	FolderWaiting     FolderState = "waiting"     // not looked at since the start
	FolderScanning    FolderState = "scanning"    // being looked through
	FolderWatched     FolderState = "watched"     // its documents are in the library
	FolderUnavailable FolderState = "unavailable" // it, or its drive, is not there now: its documents stay, and come back with it
)

// Folder is a folder that the library follows: what is put into it comes in,
// what changes is read anew, what is moved or renamed stays the same document,
// and what is deleted goes.
type Folder struct {
	ID         string      `json:"id"`      // 16 hex digits
	Path       string      `json:"path"`    // absolute
	Exclude    []string    `json:"exclude"` // patterns as in .gitignore of what is left out, beside DefaultExclude and the settings'
	State      FolderState `json:"state"`
	Error      string      `json:"error,omitempty"`  // why it is unavailable, or a part of it
	Notice     string      `json:"notice,omitempty"` // why changes are not seen at once
	Files      int         `json:"files"`            // documents' files in it
	Duplicates int         `json:"duplicates"`       // of these, with the content of another one
	Away       int         `json:"away"`             // of these, out of reach
	// PassedOver is what was in it, when it was last looked through as a whole, beside documents.
	PassedOver PassedOver `json:"passed_over,omitzero"`
	AddedAt    time.Time  `json:"added_at"`
	Known      bool       `json:"known,omitempty"` // in a reply to AddFolder: it was followed already
}

// ErrNoFolder says that no such folder is watched.
var ErrNoFolder = errors.New("this folder is not watched")

// AddFolder has the library follow a folder, or gives the one that is followed
// already other patterns, unless exclude is nil. The folder is remembered when it returns; what is in
// it comes in later, see ScanFolder. The error is a *reader.Problem where there
// is no such folder.
func (l *Library) AddFolder(ctx context.Context, path string, exclude []string) (Folder, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return Folder{}, fmt.Errorf("watch folder: %w", err)
	}
	info, err := os.Stat(abs)
	if err != nil {
		problem := fileProblem(err)
		if problem.Code == reader.CodeMissing {
			problem.Message = "There is no folder at this place. Check its name."
		}
		return Folder{}, problem
	}
	if !info.IsDir() {
		return Folder{}, &reader.Problem{Code: reader.CodeUnsupported, Message: "This is not a folder. A single file is added without watching it."}
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return Folder{}, fileProblem(err)
	}
	parents := 0
	for _, own := range l.config.Own {
		if abs == own || Inside(abs, own) || real == own || Inside(real, own) {
			parents = len(l.config.Own)
			break
		}
		if abs == filepath.Dir(own) || real == filepath.Dir(own) {
			parents++
		}
	}
	if parents > 0 && parents == len(l.config.Own) {
		return Folder{}, &reader.Problem{Code: reader.CodeUnsupported, Message: "This is where Carrel keeps its own files, so it is not watched. Choose the folder that your documents are in."}
	}
	if _, err := l.Folder(ctx, real); err == nil {
		abs = real // a link to a folder that is watched
	}
	_, err = l.Folder(ctx, abs)
	known := err == nil
	sum := sha256.Sum256([]byte("folder:" + abs))
	row := index.Folder{ID: hex.EncodeToString(sum[:8]), Path: abs, Exclude: exclude, AddedAt: time.Now()}
	if err := l.store.PutFolder(ctx, &row); err != nil {
		return Folder{}, err
	}
	l.watch.post(func() { l.watch.take(row) })
	l.changedFolders()
	f, err := l.Folder(ctx, row.ID)
	f.Known = known
	return f, err
}

// own are Carrel's own folders, also by the names that links in their path lead to.
func (l *Library) own() []string {
	list := l.config.Own
	for _, own := range l.config.Own {
		if real, err := filepath.EvalSymlinks(own); err == nil && real != own {
			list = append(list[:len(list):len(list)], real)
		}
	}
	return list
}

// RemoveFolder ends following a folder. Its documents stay in the library on
// their own, or go with it where documents is set. The files stay where they are.
func (l *Library) RemoveFolder(ctx context.Context, id string, documents bool) error {
	folder, err := l.Folder(ctx, id)
	if err != nil {
		return err
	}
	l.watch.end(folder.ID)
	failed := errClosing
	err = l.watch.ask(ctx, func() { failed = l.watch.drop(ctx, folder.ID, documents) })
	if err == nil {
		err = failed
	}
	l.changedFolders()
	if err != nil {
		return fmt.Errorf("remove folder: %w", err)
	}
	return nil
}

// Folders lists the watched folders by path.
func (l *Library) Folders(ctx context.Context) ([]Folder, error) {
	rows, err := l.store.Folders(ctx)
	if err != nil {
		return nil, err
	}
	folders := make([]Folder, 0, len(rows))
	for _, row := range rows {
		tally, err := l.store.Tally(ctx, row.Seq)
		if err != nil {
			return nil, err
		}
		f := Folder{ID: row.ID, Path: row.Path, Exclude: row.Exclude, State: FolderWaiting, AddedAt: row.AddedAt,
			Files: tally.Files, Duplicates: tally.Duplicates, Away: tally.Away}
		if f.Exclude == nil {
			f.Exclude = []string{}
		}
		l.watch.describe(&f)
		folders = append(folders, f)
	}
	return folders, nil
}

// Folder returns one folder by its id or path, or ErrNoFolder.
func (l *Library) Folder(ctx context.Context, id string) (Folder, error) {
	folders, err := l.Folders(ctx)
	if err != nil {
		return Folder{}, err
	}
	for _, f := range folders {
		if f.ID == id || f.Path == id {
			return f, nil
		}
	}
	return Folder{}, ErrNoFolder
}

// ScanFolder looks through a folder now, rather than when it is next due, and
// returns when all of its documents are in the library, read or not.
func (l *Library) ScanFolder(ctx context.Context, id string) (Folder, error) {
	folder, err := l.Folder(ctx, id)
	if err != nil {
		return Folder{}, err
	}
	if err := l.watch.ask(ctx, func() { l.watch.scan(folder.ID, true) }); err != nil {
		return Folder{}, err
	}
	return l.Folder(ctx, folder.ID)
}

// FolderDocuments lists the ids of the documents with a file in a folder, as
// Filters.Folder has it.
func (l *Library) FolderDocuments(ctx context.Context, id string) ([]string, error) {
	folder, err := l.Folder(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := l.store.PlainDocuments(ctx)
	if err != nil {
		return nil, err
	}
	there, err := l.store.HashesBelow(ctx, folder.Path)
	if err != nil {
		return nil, err
	}
	var ids []string
	below := hasFileIn(folder.Path, there)
	for _, row := range rows {
		if row.HiddenAt.IsZero() && below(row) {
			ids = append(ids, row.ID)
		}
	}
	return ids, nil
}

// retitle gives a document that was named after its file the file's new name.
func retitle(old, path, title string) string {
	if title == titleOf(old) {
		return titleOf(path)
	}
	return title
}
