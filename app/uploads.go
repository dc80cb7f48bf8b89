package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// longestUpload is the size of the largest document that the reader takes.
const longestUpload = 512 << 20

// undoTime is how long a removed document can be had back, with some margin.
const undoTime = 40 * time.Second

// Upload stores a document that a browser sent under name, and adds it: a
// browser tells no path, so Carrel must keep the bytes itself. They lie in
// Data/files, in a folder that is named by the first 16 hex digits of their
// SHA-256, until the document is removed. size is what the browser announced,
// -1 where it did not.
func (a *App) Upload(ctx context.Context, name string, body io.Reader, size int64) ([]knowledge.Document, error) {
	if size > longestUpload {
		return nil, tooLarge()
	}
	dir := a.options.Folders.uploads()
	incoming, hash, err := receive(dir, body)
	if err != nil {
		return nil, sayDiskFull(err, "keeping the document")
	}
	defer os.Remove(incoming) // fails once it has been renamed

	a.uploads.Lock()
	defer a.uploads.Unlock()
	path, err := keep(dir, incoming, hash, name)
	if err != nil {
		return nil, sayDiskFull(err, "keeping the document")
	}
	docs, err := a.Library.Add(ctx, []string{path})
	if err == nil && len(docs) == 1 && docs[0].Code == reader.CodeDiskFull {
		err = Errorf(CodeDiskFull, "%s", docs[0].Error)
	}
	if err != nil || len(docs) != 1 || docs[0].Path != path {
		// Not taken in, or known from another place: this copy is of no use.
		os.Remove(path)
		os.Remove(filepath.Dir(path))
	}
	return docs, sayDiskFull(err, "adding the document")
}

func tooLarge() error {
	return Errorf(CodeTooLarge, "The document is larger than %d MB, which is more than Carrel reads.", longestUpload>>20)
}

// receive writes body to disk as it comes, and gives the file and the SHA-256.
func receive(dir string, body io.Reader) (path, hash string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	file, err := os.CreateTemp(dir, incomingPrefix+"*")
	if err != nil {
		return "", "", err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(file, sum), io.LimitReader(body, longestUpload+1))
	if err != nil {
		return "", "", err
	}
	if n > longestUpload {
		return "", "", tooLarge()
	}
	// On disk before it is acknowledged.
	if err := file.Sync(); err != nil {
		return "", "", err
	}
	return file.Name(), hex.EncodeToString(sum.Sum(nil)), file.Close()
}

const incomingPrefix = "incoming-"

// keep gives a received file its place.
func keep(dir, incoming, hash, name string) (string, error) {
	folder := filepath.Join(dir, hash[:16])
	// The same bytes under another name: the first name stays.
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return filepath.Join(folder, entries[0].Name()), nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(folder, fileName(name))
	if err := os.Rename(incoming, path); err != nil {
		os.Remove(folder)
		return "", err
	}
	return path, nil
}

// sweepLater deletes a removed document's upload once it cannot be had back.
func (a *App) sweepLater() {
	a.uploads.Lock()
	defer a.uploads.Unlock()
	if a.swept {
		return
	}
	if a.sweep == nil {
		a.sweep = time.AfterFunc(undoTime, a.sweepUploads)
	} else {
		a.sweep.Reset(undoTime)
	}
	go a.sweepUploads() // what was removed without a way back goes now
}

// sweepUploads deletes uploaded files that no document needs, hidden documents
// included, and what a kill left of uploads that did not finish.
func (a *App) sweepUploads() {
	a.uploads.Lock()
	defer a.uploads.Unlock()
	if a.swept {
		return
	}
	dir := a.options.Folders.uploads()
	folders, err := os.ReadDir(dir)
	if err != nil {
		return // there is none
	}
	rows, err := a.store.Documents(a.ctx)
	if err != nil {
		a.log.printf("sweep uploads: %v", err)
		return
	}
	needed := map[string]bool{}
	for _, row := range rows {
		needed[row.Path] = true
	}
	for _, folder := range folders {
		path := filepath.Join(dir, folder.Name())
		if !folder.IsDir() {
			if info, err := folder.Info(); err == nil && strings.HasPrefix(folder.Name(), incomingPrefix) && time.Since(info.ModTime()) > staleUpload {
				os.Remove(path)
			}
			continue
		}
		files, err := os.ReadDir(path)
		if err != nil {
			continue
		}
		for _, file := range files {
			if name := filepath.Join(path, file.Name()); !needed[name] {
				os.Remove(name)
			}
		}
		os.Remove(path) // only an empty folder goes
	}
}

// startSweeping begins with what lies there since the last time.
func (a *App) startSweeping() {
	a.uploads.Lock()
	a.swept = false
	a.uploads.Unlock()
	a.sweepUploads()
}

// stopSweeping is called before the database is closed.
func (a *App) stopSweeping() {
	a.uploads.Lock()
	defer a.uploads.Unlock()
	a.swept = true
	if a.sweep != nil {
		a.sweep.Stop()
		a.sweep = nil
	}
}

// staleUpload is how old the last byte of an upload is when nobody sends any more.
const staleUpload = time.Hour

// longestName fits every file system, in bytes, with room to spare.
const longestName = 200

// fileName makes a name that a browser sent one that any file system takes and
// that means nothing but a name: no folder, no hidden file, no device of
// Windows, no control or direction-changing characters. The ending stays.
func fileName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(name, ". "), ". ")
	ext := filepath.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	stem := strings.TrimSuffix(name, ext)
	for len(stem)+len(ext) > longestName {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	switch strings.ToUpper(strings.SplitN(stem, ".", 2)[0]) {
	case "", "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
		"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9":
		stem = "document" + stem
	}
	return stem + ext
}
