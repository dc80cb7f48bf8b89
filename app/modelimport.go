package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"carrel/inference"
	"carrel/inference/models"
)

// ImportRequest brings in a model file that lies elsewhere, on a USB stick say.
type ImportRequest struct {
	Path   string `json:"path"`             // absolute
	SHA256 string `json:"sha256,omitempty"` // that it must have; "": the one that the catalogue, or FILE.sha256 beside it, names
}

// ImportedModel is a model file that was copied into Carrel's folder.
type ImportedModel struct {
	Text   string         `json:"text"` // in words
	Path   string         `json:"path"`
	Name   string         `json:"name"`
	Kind   inference.Kind `json:"kind"`
	Bytes  int64          `json:"bytes"`
	SHA256 string         `json:"sha256"`
	// Checked says by whom the hash was known: "you", "catalogue", "file" (beside
	// it); "": by nobody.
	Checked string `json:"checked"`
}

var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ImportModel copies a model file into Carrel's folder. It is looked into before,
// and the copy is read again: sticks do fail.
func (a *App) ImportModel(ctx context.Context, request ImportRequest) (ImportedModel, error) {
	if !filepath.IsAbs(request.Path) {
		return ImportedModel{}, Errorf(CodeBadRequest, "%q is not a complete path. Give it from the root on.", request.Path)
	}
	file, err := models.Inspect(request.Path)
	if err != nil {
		return ImportedModel{}, err
	}
	info, err := os.Stat(request.Path)
	if err != nil {
		return ImportedModel{}, Errorf(CodeNotFound, "%s cannot be read: %w", request.Path, cause(err))
	}
	folder := a.options.Folders.models()
	if info.Size() != file.Bytes {
		return ImportedModel{}, Errorf(CodeUnsupported, "%s is one of several files of a model. Copy all of them into %s yourself.", request.Path, folder)
	}
	m := ImportedModel{Path: filepath.Join(folder, filepath.Base(request.Path)), Name: file.Name, Kind: file.Kind, Bytes: file.Bytes}
	expected := ""
	if expected, m.Checked, err = expectedHash(request); err != nil {
		return ImportedModel{}, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ImportedModel{}, Errorf(CodeInternal, "The folder %s cannot be made: %w", folder, cause(err))
	}
	if sameFile(m.Path, request.Path) {
		return ImportedModel{}, Errorf(CodeExists, "%s lies in Carrel's folder already.", request.Path)
	}
	if _, err := os.Lstat(m.Path); err == nil {
		return ImportedModel{}, Errorf(CodeExists, "There is a file %s already. Rename the one that you want to bring in, or delete that one.", m.Path)
	}
	if free, err := models.FreeBytes(folder); err == nil && uint64(file.Bytes) > free {
		return ImportedModel{}, Errorf(CodeDiskFull, "It needs %s on the disk, and %s are free. Nothing has changed.", SizeWords(file.Bytes), SizeWords(int64(free)))
	}
	if m.SHA256, err = copyChecked(ctx, request.Path, m.Path, expected); err != nil {
		return ImportedModel{}, sayDiskFull(err, "copying the model")
	}
	switch m.Checked {
	case "":
		m.Text = fmt.Sprintf("%s is here now. Nobody has named its checksum; it is %s.", m.Name, m.SHA256)
	case "catalogue":
		m.Text = fmt.Sprintf("%s is here now, and is the very file that the catalogue names.", m.Name)
	default:
		m.Text = fmt.Sprintf("%s is here now, and has the checksum that it should have.", m.Name)
	}
	return m, nil
}

// expectedHash is the hash that a file should have, and who says so.
func expectedHash(request ImportRequest) (hash, by string, err error) {
	if request.SHA256 != "" {
		hash = strings.ToLower(strings.TrimSpace(request.SHA256))
		if !sha256Form.MatchString(hash) {
			return "", "", Errorf(CodeBadRequest, "A SHA-256 has 64 digits from 0 to 9 and a to f.")
		}
		return hash, "you", nil
	}
	for _, o := range models.TheCatalogue().Models {
		for _, f := range o.Files {
			if f.SHA256 != nil && f.File == filepath.Base(request.Path) {
				return *f.SHA256, "catalogue", nil
			}
		}
	}
	// As sha256sum writes it: the hash, then the name.
	if data, err := os.ReadFile(request.Path + ".sha256"); err == nil && len(data) < 4096 {
		if words := strings.Fields(string(data)); len(words) > 0 && sha256Form.MatchString(strings.ToLower(words[0])) {
			return strings.ToLower(words[0]), "file", nil
		}
	}
	return "", "", nil
}

// copyChecked copies a file, with its name only when the copy has been read again.
func copyChecked(ctx context.Context, from, to, expected string) (string, error) {
	source, err := os.Open(from)
	if err != nil {
		return "", Errorf(CodeNotFound, "%s cannot be read: %w", from, cause(err))
	}
	defer source.Close()
	part := to + ".copy"
	target, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", Errorf(CodeInternal, "%s cannot be written: %w", part, cause(err))
	}
	defer os.Remove(part) // not there any more when all went well
	defer target.Close()
	read := sha256.New()
	if _, err := io.Copy(io.MultiWriter(target, read), reading{ctx, source}); err != nil {
		return "", err
	}
	sum := hex.EncodeToString(read.Sum(nil))
	if expected != "" && sum != expected {
		return "", Errorf(CodeBadRequest, "%s is not the file that it should be: its SHA-256 is %s, not %s. It was not brought in.", from, sum, expected)
	}
	if err := target.Sync(); err != nil {
		return "", err
	}
	written := sha256.New()
	if _, err := target.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	if _, err := io.Copy(written, reading{ctx, target}); err != nil {
		return "", err
	}
	if hex.EncodeToString(written.Sum(nil)) != sum {
		return "", Errorf(CodeInternal, "The copy of %s is not like it: the disk may be failing. It was deleted.", from)
	}
	if err := target.Close(); err != nil {
		return "", err
	}
	return sum, os.Rename(part, to)
}

// reading ends with its context.
type reading struct {
	ctx context.Context
	io.Reader
}

func (r reading) Read(b []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, r.ctx.Err()
	}
	return r.Reader.Read(b)
}
