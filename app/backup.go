package app

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A backup is a zip file: carrel.db, a copy of the library's database; what
// browsers uploaded, as files/HASH/NAME, just as it lies in the data folder;
// and last manifest.json.
const (
	backupFormat   = 1
	backupManifest = "manifest.json"
	backupDatabase = "carrel.db"
	backupFiles    = "files"
)

// manifest says what a backup holds.
type manifest struct {
	Format    int          `json:"format"` // backupFormat; a reader refuses higher ones
	Carrel    string       `json:"carrel"` // the version that made it
	Made      time.Time    `json:"made_at"`
	Schema    int          `json:"schema"`
	Documents int          `json:"documents"`
	Files     string       `json:"files"` // the folder that files/ was, as the database names it
	Parts     []backupPart `json:"parts"` // every other file of the zip
}

type backupPart struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// BackupRequest asks for a backup.
type BackupRequest struct {
	Path    string `json:"path"` // absolute
	Replace bool   `json:"replace,omitempty"`
}

// Backup is a copy of the library in one file.
type Backup struct {
	Path      string `json:"path"`
	Bytes     int64  `json:"bytes"`
	Documents int    `json:"documents"`
	Files     int    `json:"files"` // uploaded documents in it
}

// While a backup is made, its parts lie beside it under these endings, and its path
// in a note: the next start, and the next backup of that name, clear what a kill
// left behind.
const (
	backupPartEnding     = ".carrel-part"
	backupDatabaseEnding = ".carrel-part.db"
)

// Backup writes the library, as it is at one moment, into one file; work on the
// library goes on meanwhile. The file appears when it is whole, on disk and has
// been read again; otherwise nothing is left of it.
func (a *App) Backup(ctx context.Context, request BackupRequest) (Backup, error) {
	path := request.Path
	if !filepath.IsAbs(path) {
		return Backup{}, Errorf(CodeBadRequest, "%q is not a complete path. Give it from the root on.", path)
	}
	path = filepath.Clean(path)
	if inside(path, a.options.Folders.Data) {
		return Backup{}, Errorf(CodeBadRequest, "%s lies in the folder of the library itself, where it would be lost with it. Choose a place outside of %s, best on another disk.", path, a.options.Folders.Data)
	}
	switch info, err := os.Lstat(path); {
	case err == nil && info.IsDir():
		return Backup{}, Errorf(CodeBadRequest, "%s is a folder. Name a file for the backup, such as %s.", path, filepath.Join(path, "carrel-backup.zip"))
	case err == nil && !info.Mode().IsRegular():
		return Backup{}, Errorf(CodeBadRequest, "%s is no ordinary file. Choose another name for the backup.", path)
	case err == nil && !request.Replace:
		return Backup{}, Errorf(CodeExists, "There is a file %s already. Choose another name, or replace it.", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return Backup{}, cannotWriteBackup(err, path)
	}
	// Nothing is swept and no upload gets its place, so that the database and
	// the files belong together; and one backup is made at a time.
	a.uploads.Lock()
	defer a.uploads.Unlock()
	note := a.options.Folders.backupUnderWay()
	clearBackup(note)
	if err := clearBackupParts(path); err != nil {
		return Backup{}, cannotBackUp(err, path)
	}
	part, database := path+backupPartEnding, path+backupDatabaseEnding
	// Should the note not be kept, the next backup of this name clears up as well.
	_ = writeFile(note, []byte(path))
	defer os.Remove(note)
	defer clearBackupParts(path) // one has been renamed, if all went well
	m := manifest{Format: backupFormat, Carrel: Version, Made: time.Now().UTC(), Files: a.options.Folders.uploads()}
	// Whether the folder can be written to is asked first, in the system's words.
	file, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Backup{}, cannotWriteBackup(err, path)
	}
	defer file.Close()
	meterOf(ctx).step(StepCopy, 0)
	if m.Schema, m.Documents, err = a.store.Copy(ctx, database); err != nil {
		return Backup{}, cannotBackUp(err, path)
	}
	meterOf(ctx).step(StepWrite, 2*(size(database)+sizeBelow(m.Files))) // written, and read again
	if err := m.write(ctx, file, database); err != nil {
		return Backup{}, cannotBackUp(err, path)
	}
	if err := file.Sync(); err != nil {
		return Backup{}, cannotBackUp(err, path)
	}
	info, err := file.Stat()
	if err != nil {
		return Backup{}, cannotBackUp(err, path)
	}
	meterOf(ctx).name(StepVerify)
	if err := verifyBackup(ctx, file, info.Size()); err != nil {
		return Backup{}, Errorf(CodeInternal, "The backup was written, but reading it again failed (%w), so it was not kept. Check the disk of %s, or choose another one.", err, path)
	}
	if err := file.Close(); err != nil {
		return Backup{}, cannotBackUp(err, path)
	}
	if err := os.Rename(part, path); err != nil {
		return Backup{}, cannotWriteBackup(err, path)
	}
	syncFolder(filepath.Dir(path))
	made := Backup{Path: path, Bytes: info.Size(), Documents: m.Documents, Files: len(m.Parts) - 1}
	a.options.Folders.rememberBackup(made, m.Made)
	return made, nil
}

// backupUnderWay is a file that holds the path of the backup that is being made.
func (f Folders) backupUnderWay() string { return filepath.Join(f.State, "backup-under-way") }

// clearBackup removes the parts of a backup that a kill cut short, as the note says;
// what could not be removed is tried again the next time.
func clearBackup(note string) {
	path, err := os.ReadFile(note)
	if err != nil {
		return
	}
	if !filepath.IsAbs(string(path)) || clearBackupParts(string(path)) == nil {
		os.Remove(note)
	}
}

// clearKilledBackup is clearBackup at the start. Nobody waits for it: the backup may
// be on a drive that does not answer.
func (a *App) clearKilledBackup() {
	note := a.options.Folders.backupUnderWay()
	if _, err := os.Stat(note); err != nil {
		return
	}
	go func() {
		a.uploads.Lock() // then no backup is being made
		defer a.uploads.Unlock()
		clearBackup(note)
	}()
}

func clearBackupParts(path string) error {
	for _, ending := range []string{backupPartEnding, backupDatabaseEnding} {
		if err := os.Remove(path + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// inside reports whether path, whose last part need not be there, is in the
// folder or is it, by whatever links it is named.
func inside(path, folder string) bool {
	parent, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return false // then nothing can be written there either
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	rel, err := filepath.Rel(folder, filepath.Join(parent, filepath.Base(path)))
	return err == nil && filepath.IsLocal(rel)
}

// cannotWriteBackup words an error about the place of the backup, cannotBackUp
// one about its making.
func cannotWriteBackup(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Errorf(CodeBadRequest, "There is no folder %s for the backup. Make it, or choose another place.", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return Errorf(CodeForbidden, "Carrel may not write into %s. Choose another place for the backup.", filepath.Dir(path))
	}
	return cannotBackUp(err, path)
}

func cannotBackUp(err error, path string) error {
	if full := sayDiskFull(err, "making the backup"); full != err || errors.Is(err, context.Canceled) {
		return full
	}
	return Errorf(CodeInternal, "The backup to %s was not possible: %w. Try again, or choose another disk; nothing in the library has changed.", path, cause(err))
}

// write makes the zip, with the copy of the database and the uploads.
func (m *manifest) write(ctx context.Context, to io.Writer, database string) error {
	z := zip.NewWriter(to)
	// Text shrinks to a third, vectors not at all: more effort gains little.
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	if err := m.add(ctx, z, backupDatabase, database, zip.Deflate); err != nil {
		return err
	}
	folders, err := os.ReadDir(m.Files)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue // an upload on its way
		}
		files, err := os.ReadDir(filepath.Join(m.Files, folder.Name()))
		if err != nil {
			return err
		}
		for _, f := range files {
			if !f.Type().IsRegular() {
				continue
			}
			name := backupFiles + "/" + folder.Name() + "/" + f.Name()
			if err := m.add(ctx, z, name, filepath.Join(m.Files, folder.Name(), f.Name()), zip.Store); err != nil {
				return err
			}
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	w, err := z.Create(backupManifest)
	if err == nil {
		_, err = w.Write(text)
	}
	if err != nil {
		return err
	}
	return z.Close()
}

func (m *manifest) add(ctx context.Context, z *zip.Writer, name, path string, method uint16) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: m.Made})
	if err != nil {
		return err
	}
	part, err := copyPart(ctx, w, f)
	part.Name = name
	m.Parts = append(m.Parts, part)
	return err
}

// copyPart copies until the end or ctx's, and says what it was.
func copyPart(ctx context.Context, w io.Writer, r io.Reader) (backupPart, error) {
	sum := sha256.New()
	n, err := io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(w, sum)}, untilDone{ctx, r}, make([]byte, 256<<10))
	return backupPart{Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// untilDone stops reading when its context ends, and counts for its meter.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := u.Reader.Read(p)
	meterOf(u.ctx).add(int64(n))
	return n, err
}

func verifyBackup(ctx context.Context, r io.ReaderAt, size int64) error {
	b, err := openBackup(r, size)
	if err != nil {
		return err
	}
	return b.each(ctx, func(backupPart, io.Reader) error { return nil })
}

// openedBackup is a backup whose table of contents is what its manifest says.
type openedBackup struct {
	manifest
	file    *os.File // where it was opened by its path
	entries map[string]*zip.File
}

// Errors of openBackup and openedBackup.each.
var (
	errNoBackup      = errors.New("it is not a backup of Carrel")
	errNewerBackup   = errors.New("it was made by a newer Carrel")
	errDamagedBackup = errors.New("it is damaged")
)

// longestManifest allows for a hundred thousand uploads.
const longestManifest = 64 << 20

func openBackup(r io.ReaderAt, size int64) (*openedBackup, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errNoBackup
	}
	b := &openedBackup{entries: map[string]*zip.File{}}
	for _, f := range z.File {
		if b.entries[f.Name] != nil {
			return nil, fmt.Errorf("%w: two parts are called %q", errDamagedBackup, f.Name)
		}
		b.entries[f.Name] = f
	}
	f := b.entries[backupManifest]
	if f == nil {
		return nil, errNoBackup
	}
	text, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamagedBackup, err)
	}
	defer text.Close()
	data, err := io.ReadAll(io.LimitReader(text, longestManifest))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamagedBackup, err)
	}
	if err := json.Unmarshal(data, &b.manifest); err != nil || b.Format < 1 {
		return nil, errNoBackup
	}
	if b.Format > backupFormat {
		return nil, errNewerBackup
	}
	database := false
	for _, p := range b.Parts {
		if !safePart(p.Name) {
			return nil, fmt.Errorf("%w: it has a part with the name %q, which no backup has", errDamagedBackup, p.Name)
		}
		if b.entries[p.Name] == nil || p.Bytes < 0 {
			return nil, fmt.Errorf("%w: %q is missing", errDamagedBackup, p.Name)
		}
		database = database || p.Name == backupDatabase
	}
	if !database || len(b.Parts)+1 != len(b.entries) {
		return nil, fmt.Errorf("%w: it does not hold what it says", errDamagedBackup)
	}
	return b, nil
}

// safePart reports whether a part has a name that backups have: the database,
// or a file in a folder in files/. Nothing else is ever written to disk.
func safePart(name string) bool {
	if name == backupDatabase {
		return true
	}
	steps := strings.Split(name, "/")
	if len(steps) != 3 || steps[0] != backupFiles {
		return false
	}
	for _, step := range steps[1:] {
		if step == "." || strings.ContainsAny(step, "\\:\x00") || !filepath.IsLocal(step) {
			return false
		}
	}
	return true
}

// each reads every part to its end and checks it; to gets the bytes as they come.
func (b *openedBackup) each(ctx context.Context, to func(backupPart, io.Reader) error) error {
	for _, p := range b.Parts {
		r, err := b.entries[p.Name].Open()
		if err != nil {
			return fmt.Errorf("%w: %q: %w", errDamagedBackup, p.Name, err)
		}
		sum := sha256.New()
		// No more than it should have: what is too long fails at its hash.
		source := &countingReader{r: untilDone{ctx, io.LimitReader(r, p.Bytes+1)}, sum: sum}
		err = to(p, source)
		if err == nil {
			_, err = io.Copy(io.Discard, source)
		}
		r.Close()
		switch {
		case source.err != nil && ctx.Err() == nil:
			return fmt.Errorf("%w: %q: %w", errDamagedBackup, p.Name, source.err)
		case err != nil:
			return err
		case source.n != p.Bytes || hex.EncodeToString(sum.Sum(nil)) != p.SHA256:
			return fmt.Errorf("%w: %q is not what was backed up", errDamagedBackup, p.Name)
		}
	}
	return nil
}

// countingReader sums up what is read, and keeps the error of reading apart
// from those of writing.
type countingReader struct {
	r   io.Reader
	sum io.Writer
	n   int64
	err error
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.sum.Write(p[:n])
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// syncFolder puts a rename on disk. Not every system and file system can; the
// names are in order without it too, only later.
func syncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		f.Sync()
		f.Close()
	}
}
