package knowledge

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"carrel/knowledge/reader"
)

// walk hands over the file at path, or the documents in the folder at path:
// see reader.IsDocument, but for what is left out (see DefaultExclude). A file that is
// named itself is always tried: its content decides. Other files are told to passed. Links to
// files are followed; links to folders only where path itself is one, so there
// are no loops.
func (l *Library) walk(ctx context.Context, path string, each func(candidate) error, passed func(path string)) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(abs)
	if err != nil {
		return each(candidate{path: abs, problem: fileProblem(err)})
	}
	if !info.IsDir() {
		return each(candidate{path: abs})
	}
	root := abs
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		root = real
	}
	found, exclude := false, newExclusions(root, l.config.Exclude)
	exclude.own = l.own()
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		// The person's own way to the folder, not where its link leads.
		shown := abs + strings.TrimPrefix(name, root)
		if err != nil {
			found = true
			problem := fileProblem(err)
			if errors.Is(err, fs.ErrPermission) {
				problem.Message = "Carrel may not open this folder. Change its permissions, then add it again."
			}
			return each(candidate{path: shown, problem: problem, folder: true})
		}
		if exclude.excluded(name, entry.IsDir()) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		if !reader.IsDocument(name) {
			if entry.Type().IsRegular() {
				passed(shown)
			}
			return nil
		}
		if entry.Type()&fs.ModeSymlink != 0 {
			if target, err := os.Stat(name); err != nil || !target.Mode().IsRegular() {
				return nil // a dead link, a loop, or a folder
			}
		} else if !entry.Type().IsRegular() {
			return nil
		}
		found = true
		return each(candidate{path: shown})
	})
	if err != nil || found {
		return err
	}
	return each(candidate{path: abs, folder: true, problem: &reader.Problem{Code: reader.CodeEmpty, Message: "There are no documents in this folder that Carrel can read (" + reader.FormatsInWords() + ")."}})
}
