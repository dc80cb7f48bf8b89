package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carrel/knowledge/index"
)

// Restored is a library that came out of a backup.
type Restored struct {
	Documents int       `json:"documents"`
	Files     int       `json:"files"`   // uploaded documents among them
	Made      time.Time `json:"made_at"` // when the backup was made
	Kept      string    `json:"kept"`    // folder of the library that was here before, "" where there was none
}

// A backup is unpacked and tried in restoring, which becomes restored when it
// is known to be good: from then on finishRestore can end the work.
func (f Folders) restoring() string { return filepath.Join(f.Data, "restore.part") }
func (f Folders) restored() string  { return filepath.Join(f.Data, "restore.ready") }

// keptAs is a file in restored that says what the folder of the former library
// is called.
const keptAs = "kept-as"

// Restore puts the library of a backup in the place of the present one, which
// is kept in a folder beside it. No process may have the library. Until the
// backup has been unpacked, checked and opened once, nothing is changed; after
// that a kill delays the change, but does not leave half of it.
func Restore(ctx context.Context, f Folders, path string) (Restored, error) {
	b, err := openBackupFile(path)
	if err != nil {
		return Restored{}, err
	}
	defer b.file.Close()
	claim, err := MakeClaim(f)
	var e *Error
	if errors.As(err, &e) && e.Code == CodeBusy {
		return Restored{}, Errorf(CodeBusy, "A Carrel has the library in %s open. Close it, then restore; nothing has been changed.", f.Data)
	}
	if err != nil {
		return Restored{}, err
	}
	defer claim.Release()

	r, err := b.prepare(ctx, f)
	if err != nil {
		return Restored{}, err
	}
	if err := f.finishRestore(); err != nil {
		return Restored{}, err
	}
	return r.inPlace(), nil
}

// openBackupFile opens a backup and looks at what it says it holds; the caller
// closes its file.
func openBackupFile(path string) (*openedBackup, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Errorf(CodeBadRequest, "There is no file %s. Check its name, or connect its drive.", path)
	}
	var info fs.FileInfo
	if err == nil {
		info, err = file.Stat()
	}
	if err != nil {
		file.Close()
		return nil, Errorf(CodeBadRequest, "The backup %s cannot be read: %w.", path, cause(err))
	}
	b, err := openBackup(file, info.Size())
	if err != nil {
		file.Close()
		return nil, cannotRestore(err, path)
	}
	b.file = file
	return b, nil
}

// prepare unpacks and tries a backup beside the library. When it returns
// without an error, the restore is decided: finishRestore, now or after a kill,
// puts the library into its place.
func (b *openedBackup) prepare(ctx context.Context, f Folders) (Restored, error) {
	path := b.file.Name()
	defer os.RemoveAll(f.restoring()) // gone once it has been renamed
	documents, err := b.unpack(ctx, f)
	if err != nil {
		return Restored{}, cannotRestore(err, path)
	}
	kept, err := f.nameForKept()
	if err == nil {
		err = writeSynced(filepath.Join(f.restoring(), keptAs), strings.NewReader(kept))
	}
	if err == nil {
		err = ctx.Err() // the last moment to think better of it
	}
	if err == nil {
		syncFolder(f.restoring())
		err = os.Rename(f.restoring(), f.restored())
	}
	if err != nil {
		return Restored{}, cannotRestore(err, path)
	}
	syncFolder(f.Data)
	return Restored{Documents: documents, Files: len(b.Parts) - 1, Made: b.Made, Kept: filepath.Join(f.Data, kept)}, nil
}

// inPlace is the restored library after the exchange, when it is known whether
// there was one before.
func (r Restored) inPlace() Restored {
	if _, err := os.Stat(r.Kept); err != nil {
		r.Kept = ""
	}
	return r
}

func cannotRestore(err error, path string) error {
	const stays = " Your library is as it was."
	if full := sayDiskFull(err, "restoring the backup"); full != err || errors.Is(err, context.Canceled) {
		return full
	}
	switch {
	case errors.Is(err, errNewerBackup), errors.Is(err, index.ErrNewerSchema):
		return Errorf(CodeNewerData, "The backup %s was made by a newer version of Carrel. Update Carrel, then restore it.%s", path, stays)
	case errors.Is(err, errNoBackup), errors.Is(err, index.ErrNotLibrary):
		return Errorf(CodeBadRequest, "%s is not a backup of Carrel. Choose a file that Carrel made as a backup.%s", path, stays)
	case errors.Is(err, errDamagedBackup):
		return Errorf(CodeBadRequest, "The backup %s cannot be used: %w. Use another one, or copy it anew from where it was kept.%s", path, err, stays)
	case errors.Is(err, index.ErrCorrupt):
		return Errorf(CodeBadRequest, "The database in the backup %s is damaged. Use another backup.%s", path, stays)
	}
	return Errorf(CodeInternal, "Restoring %s was not possible: %w.%s", path, err, stays)
}

// unpack writes the parts of a backup into the folder restoring, and makes the
// database there one that this version uses.
func (b *openedBackup) unpack(ctx context.Context, f Folders) (documents int, err error) {
	dir := f.restoring()
	if err := os.RemoveAll(dir); err != nil {
		return 0, err
	}
	// files is there even where nothing is in it: it replaces the present one.
	if err := os.MkdirAll(filepath.Join(dir, backupFiles), 0o700); err != nil {
		return 0, err
	}
	folders := map[string]bool{dir: true, filepath.Join(dir, backupFiles): true}
	err = b.each(ctx, func(p backupPart, r io.Reader) error {
		path := filepath.Join(dir, filepath.FromSlash(p.Name))
		if parent := filepath.Dir(path); !folders[parent] {
			if err := os.Mkdir(parent, 0o700); err != nil {
				return err
			}
			folders[parent] = true
		}
		return writeSynced(path, r)
	})
	if err != nil {
		return 0, err
	}
	for folder := range folders {
		syncFolder(folder)
	}
	meterOf(ctx).step(StepPrepare, 0)
	return index.Adopt(ctx, filepath.Join(dir, backupDatabase), b.Files, f.uploads())
}

// writeSynced writes a new file to its end and onto the disk.
func writeSynced(path string, r io.Reader) error {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	if err := w.Sync(); err != nil {
		return err
	}
	return w.Close()
}

// nameForKept is a name that no former library has yet.
func (f Folders) nameForKept() (string, error) {
	day := "library.before-restore-" + time.Now().Format("2006-01-02")
	for n := 1; ; n++ {
		name := day
		if n > 1 {
			name = fmt.Sprintf("%s-%d", day, n)
		}
		if _, err := os.Lstat(filepath.Join(f.Data, name)); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
	}
}

// finishRestore exchanges the present library for the one that lies ready, if
// one does. Each step is a rename, and done already or not: called again after
// a kill it goes on where it was. The caller has the data folder.
func (f Folders) finishRestore() error {
	name, err := os.ReadFile(filepath.Join(f.restored(), keptAs))
	if errors.Is(err, fs.ErrNotExist) {
		os.Remove(f.restored()) // only an empty folder goes: a kill came between
		return nil
	}
	fail := func(err error) error {
		return sayDiskFull(Errorf(CodeInternal, "The restored library in %s could not be put into its place: %w. Check the permissions of %s and start Carrel again; it will go on.", f.restored(), err, f.Data), "restoring the backup")
	}
	if err != nil {
		return fail(err)
	}
	if !filepath.IsLocal(string(name)) || filepath.Base(string(name)) != string(name) {
		return fail(fmt.Errorf("%s holds no name of a folder", keptAs))
	}
	kept := filepath.Join(f.Data, string(name))
	if err := os.MkdirAll(kept, 0o700); err != nil {
		return fail(err)
	}
	// The database goes last: while the new one is not in its place, all that
	// lies there is the old library's.
	if err := f.exchange(backupFiles, kept); err != nil {
		return fail(err)
	}
	if _, err := os.Lstat(filepath.Join(f.restored(), backupDatabase)); err == nil {
		for _, ending := range []string{"-wal", "-shm", "-journal", index.CopySuffix} {
			if err := moveIfThere(f.database()+ending, filepath.Join(kept, backupDatabase+ending)); err != nil {
				return fail(err)
			}
		}
	}
	if err := f.exchange(backupDatabase, kept); err != nil {
		return fail(err)
	}
	os.Remove(kept) // only an empty folder goes: there was no library
	syncFolder(kept)
	syncFolder(f.Data)
	// What models have computed of the former library's documents goes with it; an
	// engine that still runs is told after this.
	os.RemoveAll(f.prompts())
	// The library is in its place: only the note that says it waits must go.
	if err := os.Remove(filepath.Join(f.restored(), keptAs)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	os.RemoveAll(f.restored())
	return nil
}

// exchange moves a file or folder of the present library to kept, and the
// restored one into its place.
func (f Folders) exchange(name, kept string) error {
	restored, present := filepath.Join(f.restored(), name), filepath.Join(f.Data, name)
	if _, err := os.Lstat(restored); errors.Is(err, fs.ErrNotExist) {
		return nil // it has been
	}
	if err := moveIfThere(present, filepath.Join(kept, name)); err != nil {
		return err
	}
	return os.Rename(restored, present)
}

func moveIfThere(from, to string) error {
	if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
