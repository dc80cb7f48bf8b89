package knowledge

import (
	"context"
	"errors"
	"fmt"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// retriable says whether reading a document that failed may go otherwise. What is empty, of
// another format or locked for good stays so; of pages that are pictures, words may be
// recognised in another language. One that is out of reach has not failed: it comes back
// with its drive.
func (d Document) retriable() bool {
	if d.State != StateFailed || d.NeedsPassword {
		return false
	}
	switch d.Code {
	case reader.CodeEmpty:
		return d.Scans > 0
	case reader.CodeUnsupported, reader.CodeEncrypted, reader.CodeTooLarge:
		return false
	}
	return true
}

// Retry reads a document again. If one that had failed has another content by now, that
// becomes another document, which takes this one's place. See reread for one that was read.
func (l *Library) Retry(ctx context.Context, id string) error {
	row, err := l.row(ctx, id)
	if errors.Is(err, ErrNotFound) {
		l.mu.Lock()
		refused, ok := l.refused[id]
		l.mu.Unlock()
		if !ok {
			return fmt.Errorf("retry document: %w", err)
		}
		row = index.Document{ID: id, Path: refused.Path}
	} else if err != nil {
		return err
	}
	l.mu.Lock()
	_, troubled := l.troubled[row.Seq]
	delete(l.troubled, row.Seq)
	l.mu.Unlock()
	if troubled {
		l.changedDocument(id)
		wake(l.wakeRead)
		return nil
	}
	if row.Seq != 0 && row.State != string(StateFailed) && row.State != string(StateSkipped) {
		return l.reread(ctx, row)
	}
	docs, err := l.Add(ctx, []string{row.Path})
	if err != nil {
		return err
	}
	if len(docs) == 1 && docs[0].State == StateFailed {
		return &reader.Problem{Code: docs[0].Code, Message: docs[0].Error}
	}
	if row.Seq != 0 && len(docs) == 1 && docs[0].ID != id {
		// Add has replaced a failed row with this path already, unless the
		// content was known under another path.
		if old, err := l.store.Document(ctx, id); err == nil {
			return l.delete(ctx, old)
		}
	}
	l.dismiss(id)
	return nil
}

// reread reads a document anew that was read before: what was taken for plain lines then may
// be contacts to the reader of now, and a page may tell a title. Until it has been read again
// it is not found. Where pages that are pictures could not be recognised, they alone are tried:
// the words of the others may have taken hours.
func (l *Library) reread(ctx context.Context, row index.Document) error {
	if row.State != string(StateSearchable) && row.State != string(StateEmbedded) {
		return nil // on its way
	}
	if row.Away != "" {
		return &reader.Problem{Code: reader.CodeMissing, Message: row.Away}
	}
	if row.Scans > 0 {
		if waiting, err := l.retryScans(ctx, row); err != nil || waiting {
			return err
		}
	}
	if row.Sealed { // without its password what was read of it would be lost
		if _, err := l.password(ctx, row); err != nil {
			return err
		}
	}
	_, hash, problem := l.hash(ctx, row.Path)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case problem != nil:
		return problem
	case hash != row.Hash:
		return ErrChanged
	}
	if err := l.readAgain(ctx, row.Seq, row.Path, row.AddedAt, row.Batch); err != nil {
		return err
	}
	l.changedDocument(row.ID)
	wake(l.wakeRead)
	return nil
}

// RetryFailed has every document that could not be read tried again, but for those
// that no other try can help, and returns how many there were.
func (l *Library) RetryFailed(ctx context.Context) (int, error) {
	docs, err := l.Documents(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, d := range docs {
		if !d.Retriable {
			continue
		}
		if err := l.Retry(ctx, d.ID); err != nil {
			if ctx.Err() != nil {
				return n, ctx.Err()
			}
			continue // it says why itself
		}
		n++
	}
	return n, nil
}
