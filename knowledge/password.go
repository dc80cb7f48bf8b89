package knowledge

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Passwords are the passwords of documents. A library asks for them and keeps
// none itself: not in its store, not in memory, not in a log.
type Passwords interface {
	// Password gives the one of a document by the hash of its content; false
	// where none is kept, or it is not given out now.
	Password(ctx context.Context, hash string) (string, bool)
	// Forget is told of a document with a password that is gone for good. It
	// does not wait.
	Forget(hash string)
	// Lasting reports whether one that was kept by an earlier run may be there.
	Lasting() bool
}

type noPasswords struct{}

func (noPasswords) Password(context.Context, string) (string, bool) { return "", false }
func (noPasswords) Forget(string)                                   {}
func (noPasswords) Lasting() bool                                   { return false }

// tryer is a Reader that tells whether a PDF opens with a password, and gives
// the same without one; *reader.Client is one.
type tryer interface {
	Try(ctx context.Context, src reader.Source) (reader.Meta, error)
	Unseal(ctx context.Context, src reader.Source) ([]byte, error)
}

var errNotSealed = &reader.Problem{Code: reader.CodeUnsupported, Message: "This document opens without a password."}

// openSealed finds out which documents have no password any more, before
// anything of the last run is put right.
func (l *Library) openSealed(ctx context.Context) error {
	rows, err := l.store.SealedDocuments(ctx)
	if err != nil {
		return err
	}
	lasting := l.config.Passwords.Lasting()
	for _, row := range rows {
		if !row.HiddenAt.IsZero() {
			l.config.Passwords.Forget(row.Hash) // Recover removes it
		} else if !lasting {
			l.locked[row.Seq] = true
		}
	}
	return nil
}

// wantsPassword reports whether a problem is that a document does not open
// without its password.
func wantsPassword(err error) bool {
	var problem *reader.Problem
	return errors.As(err, &problem) && isPasswordCode(problem.Code)
}

func isPasswordCode(code string) bool {
	return code == reader.CodePasswordNeeded || code == reader.CodePasswordWrong
}

// needsPassword reports whether a document waits for its password.
func (l *Library) needsPassword(row index.Document) bool {
	if row.State == string(StateFailed) {
		return isPasswordCode(row.Code)
	}
	if !row.Sealed {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.locked[row.Seq]
}

// password is what opens a document, or a problem that says that it has to be
// typed again.
func (l *Library) password(ctx context.Context, row index.Document) (string, error) {
	password, ok := l.config.Passwords.Password(ctx, row.Hash)
	if err := ctx.Err(); err != nil && !ok {
		return "", err
	}
	l.setLocked(row, !ok)
	if !ok {
		return "", &reader.Problem{Code: reader.CodePasswordNeeded, Message: "The password of this document is not kept any more. What was read of it can still be found; type the password again to see its pages."}
	}
	return password, nil
}

// setLocked notes whether the password of a document is missing.
func (l *Library) setLocked(row index.Document, locked bool) {
	l.mu.Lock()
	changed := l.locked[row.Seq] != locked
	if locked {
		l.locked[row.Seq] = true
	} else {
		delete(l.locked, row.Seq)
	}
	l.mu.Unlock()
	if changed {
		l.changedDocument(row.ID)
	}
}

// source is a document's file at path for the reader, with its password where it
// was read with one.
func (l *Library) source(ctx context.Context, id, path string) (reader.Source, error) {
	source := reader.Source{Path: path, Name: filepath.Base(path)}
	row, err := l.row(ctx, id)
	switch {
	case err != nil:
	case row.State == string(StateFailed) && isPasswordCode(row.Code):
		err = &reader.Problem{Code: row.Code, Message: row.Error}
	case row.Sealed:
		source.Password, err = l.password(ctx, row)
	}
	return source, err
}

// readWithPassword reads a document, with the password that is kept for it if it
// turns out to need one.
func (l *Library) readWithPassword(ctx context.Context, row index.Document, source reader.Source, take func(reader.Page) error) (reader.Meta, error) {
	meta, err := l.config.Reader.Read(ctx, source, take)
	if !wantsPassword(err) {
		return meta, err
	}
	password, ok := l.config.Passwords.Password(ctx, row.Hash)
	if !ok {
		return meta, err
	}
	source.Password = password
	return l.config.Reader.Read(ctx, source, take)
}

// TryPassword says whether a password opens a document: nil where it does. The
// error is a *reader.Problem with the code reader.CodePasswordWrong where not.
func (l *Library) TryPassword(ctx context.Context, id, password string) error {
	t, ok := l.config.Reader.(tryer)
	if !ok {
		return errNotSealed
	}
	path, err := l.File(ctx, id)
	if err != nil {
		return err
	}
	meta, err := t.Try(ctx, reader.Source{Path: path, Name: filepath.Base(path), Password: password})
	if err != nil {
		return fmt.Errorf("try password: %w", err)
	}
	if !meta.Sealed {
		return errNotSealed
	}
	return nil
}

// Unlock makes use of the password of a document that has been put in
// Config.Passwords: if the document could not be read it is read now, before
// others.
func (l *Library) Unlock(ctx context.Context, id string) error {
	row, err := l.row(ctx, id)
	if err != nil {
		return err
	}
	l.setLocked(row, false)
	if row.State == string(StateFailed) {
		batch := row.Batch
		if l.Activity().Queued > 0 {
			if batch, err = l.store.NextBatch(ctx); err != nil {
				return err
			}
		}
		if err := l.readAgain(ctx, row.Seq, row.Path, row.AddedAt, batch); err != nil {
			return fmt.Errorf("unlock document: %w", err)
		}
	}
	l.changedDocument(id)
	wake(l.wakeRead)
	wake(l.wakeScan)
	return nil
}

// Lock takes note that the password of a document has been forgotten: its pages
// are shown no more. What was read of it is still found.
func (l *Library) Lock(ctx context.Context, id string) error {
	row, err := l.row(ctx, id)
	if err != nil {
		return err
	}
	l.unsealed.drop(id)
	if row.Sealed {
		l.setLocked(row, true)
	}
	return nil
}

// forgetPassword has the password of a document that is gone forgotten.
func (l *Library) forgetPassword(row index.Document) {
	l.unsealed.drop(row.ID)
	if row.Hash != "" && (row.Sealed || isPasswordCode(row.Code)) {
		l.config.Passwords.Forget(row.Hash)
	}
}
