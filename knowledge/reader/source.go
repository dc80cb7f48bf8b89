package reader

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Source is a document to be read.
type Source struct {
	Path     string                        // where it is; used unless Open is set
	Name     string                        // its name as its owner knows it; empty: the base name of Path
	Open     func() (io.ReadCloser, error) // optional: gives the bytes instead of the file at Path
	Password string                        // for a PDF that does not open without one; empty: none
}

func (s Source) name() string {
	if s.Name != "" {
		return filepath.Base(s.Name)
	}
	return filepath.Base(s.Path)
}

// open gives the document's bytes and their number, 0 when that is not known
// beforehand. Its error is a *Problem.
func (s Source) open(limit int64) (io.ReadCloser, int64, error) {
	if s.Open != nil {
		r, err := s.Open()
		if err != nil {
			return nil, 0, fileProblem(err)
		}
		return r, 0, nil
	}
	// Stat before Open: opening a named pipe would wait for a writer.
	info, err := os.Stat(s.Path)
	if err != nil {
		return nil, 0, fileProblem(err)
	}
	switch {
	case info.IsDir():
		return nil, 0, &Problem{CodeUnsupported, "This is a folder, not a document. Add the folder to have the documents in it read."}
	case !info.Mode().IsRegular():
		return nil, 0, &Problem{CodeUnsupported, "This is not an ordinary file (it is a device, a pipe or a socket), so there is nothing to read in it."}
	case info.Size() == 0:
		return nil, 0, emptyFile()
	case info.Size() > limit:
		return nil, 0, tooLarge(limit)
	}
	f, err := os.Open(s.Path)
	if err != nil {
		return nil, 0, fileProblem(err)
	}
	return f, info.Size(), nil
}

func emptyFile() *Problem {
	return &Problem{CodeEmpty, "The file is empty (0 bytes). If it should not be, get it again from where it came."}
}

func tooLarge(limit int64) *Problem {
	return &Problem{CodeTooLarge, fmt.Sprintf("The file is larger than %d MB, the most that Carrel reads. Split it into smaller files.", limit>>20)}
}

// fileProblem says in words why a file cannot be opened or read.
func fileProblem(err error) *Problem {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Problem{CodeMissing, "There is no file at this place. It may have been moved, renamed or deleted."}
	case errors.Is(err, fs.ErrPermission):
		return &Problem{CodeUnreadable, "Carrel may not read this file. Change its permissions, then try again."}
	default:
		return &Problem{CodeUnreadable, fmt.Sprintf("The file could not be read from its disk (%v). Check the disk or the network drive, then try again.", err)}
	}
}
