package knowledge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"carrel/knowledge/reader"
)

// File returns the path of a document's file, if it is still there (else
// ErrGone) with the content that was read (else ErrChanged).
func (l *Library) File(ctx context.Context, id string) (string, error) {
	row, err := l.row(ctx, id)
	if err != nil {
		return "", err
	}
	if row.Hash == "" {
		// Its content was never read; there is nothing to compare.
		if _, err := os.Stat(row.Path); err != nil {
			return "", l.gone(err)
		}
		return row.Path, nil
	}
	if err := l.verify(ctx, id, row.Path, row.Hash); err != nil {
		return "", err
	}
	return row.Path, nil
}

// stamp tells whether a file was touched since its content was verified.
type stamp struct {
	size     int64
	modified time.Time
	info     fs.FileInfo
}

// verify compares the content of the file at path with a hash. Hashing takes a
// second per gigabyte, so it is done once for each state of the file.
func (l *Library) verify(ctx context.Context, id, path, hash string) error {
	info, err := os.Stat(path)
	if err != nil {
		return l.gone(err)
	}
	l.mu.Lock()
	known, ok := l.verified[id]
	l.mu.Unlock()
	if ok && known.size == info.Size() && known.modified.Equal(info.ModTime()) && os.SameFile(known.info, info) {
		return nil
	}
	if !info.Mode().IsRegular() {
		return ErrChanged
	}
	sum, _, err := hashFile(ctx, path)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return l.gone(err)
	case sum != hash:
		return ErrChanged
	}
	// A file written to within the clock's grain could change again without a
	// trace, so only older ones are remembered.
	if time.Since(info.ModTime()) > 2*time.Second {
		l.mu.Lock()
		l.verified[id] = stamp{info.Size(), info.ModTime(), info}
		l.mu.Unlock()
	}
	return nil
}

func (l *Library) gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrGone
	}
	return fmt.Errorf("open the document's file: %w", fileProblem(err))
}

// Boxes returns the rectangles of spans of a page's text, one list per span.
// They are only right for the file that was read: ErrChanged and ErrGone say
// that it is not there any more.
func (l *Library) Boxes(ctx context.Context, id string, page int, spans []reader.Span) ([][]reader.Box, error) {
	path, err := l.File(ctx, id)
	if err != nil {
		return nil, err
	}
	if boxes, ok, err := l.recognisedBoxes(ctx, id, page, spans); ok || err != nil {
		return boxes, err
	}
	source, err := l.source(ctx, id, path)
	if err != nil {
		return nil, err
	}
	boxes, err := l.config.Reader.Boxes(ctx, source, page, spans)
	if err != nil {
		return nil, fmt.Errorf("find the place on page %d: %w", page, err)
	}
	return boxes, nil
}
