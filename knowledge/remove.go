package knowledge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carrel/knowledge/index"
)

// Remove removes a document and everything of it from the library. The file
// stays where it is.
func (l *Library) Remove(ctx context.Context, id string) error {
	row, err := l.store.Document(ctx, id)
	if err != nil {
		if l.dismiss(id) {
			return nil
		}
		return fmt.Errorf("remove document: %w", err)
	}
	l.stopUndo(id)
	return l.delete(ctx, row)
}

// dismiss forgets a path that was refused.
func (l *Library) dismiss(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.refused[id]
	delete(l.refused, id)
	return ok
}

func (l *Library) delete(ctx context.Context, row index.Document) error {
	l.exclude(row.Seq, true) // out of searches at once, the deleting may take a moment
	l.stopReading(row.Seq)
	l.applying.Lock()
	err := l.store.Delete(ctx, row.Seq)
	l.applying.Unlock()
	if err != nil {
		l.exclude(row.Seq, !row.HiddenAt.IsZero())
		return err
	}
	l.forget([]index.Document{row})
	return nil
}

// forget drops from memory what belongs to rows that are no longer in the store.
func (l *Library) forget(rows []index.Document) {
	if len(rows) == 0 {
		return
	}
	seqs := make([]int64, len(rows))
	for i, row := range rows {
		seqs[i] = row.Seq
	}
	<-l.loaded // or loading could bring a vector back
	l.applying.Lock()
	l.dropVectors(seqs...)
	l.applying.Unlock()
	for _, row := range rows {
		l.forgetPassword(row)
		l.mu.Lock()
		delete(l.excluded, row.Seq)
		delete(l.locked, row.Seq)
		delete(l.troubled, row.Seq)
		delete(l.verified, row.ID)
		l.mu.Unlock()
		l.changedDocument(row.ID)
	}
}

// stopReading ends the reading of a document, if it is being read.
func (l *Library) stopReading(seq int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current.seq == seq && l.current.cancel != nil {
		l.current.cancel()
	}
	if l.scanning.seq == seq && l.scanning.cancel != nil {
		l.scanning.cancel()
	}
}

// Hide removes a document so that it can be restored for a while: it is gone
// from lists and searches at once, and for good after Config.UndoFor or with
// the next Open.
func (l *Library) Hide(ctx context.Context, id string) error {
	row, err := l.row(ctx, id)
	if err != nil {
		if l.dismiss(id) {
			return nil
		}
		return fmt.Errorf("remove document: %w", err)
	}
	l.exclude(row.Seq, true)
	if err := l.store.SetHidden(ctx, row.Seq, time.Now()); err != nil {
		l.exclude(row.Seq, false)
		return err
	}
	l.stopReading(row.Seq)
	l.mu.Lock()
	if !l.closed {
		l.undo[id] = time.AfterFunc(l.config.UndoFor, func() { l.purge(id) })
	}
	l.mu.Unlock()
	l.changedDocument(id)
	return nil
}

// purge removes a hidden document for good.
func (l *Library) purge(id string) {
	if !l.stopUndo(id) {
		return // restored or removed just now
	}
	row, err := l.store.Document(l.work, id)
	if err == nil && !row.HiddenAt.IsZero() {
		// It may be restored just now: then it is out of searches no more, and
		// the store keeps it.
		var gone bool
		l.applying.Lock()
		gone, err = l.store.DeleteHidden(l.work, row.Seq)
		l.applying.Unlock()
		if gone {
			l.stopReading(row.Seq)
			l.forget([]index.Document{row})
		}
	}
	if err != nil && l.work.Err() == nil && !errors.Is(err, ErrNotFound) {
		l.config.Log(fmt.Sprintf("remove hidden document: %v", err))
	}
}

// stopUndo takes a document off the list of those that will be purged.
func (l *Library) stopUndo(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	timer := l.undo[id]
	if timer == nil {
		return false
	}
	timer.Stop()
	delete(l.undo, id)
	return true
}

// Restore brings a hidden document back, as it was.
func (l *Library) Restore(ctx context.Context, id string) error {
	row, err := l.store.Document(ctx, id)
	if err != nil {
		return fmt.Errorf("restore document: %w", err)
	}
	if row.HiddenAt.IsZero() {
		return nil
	}
	l.stopUndo(id)
	if err := l.store.SetHidden(ctx, row.Seq, time.Time{}); err != nil {
		return err
	}
	l.exclude(row.Seq, false)
	l.changedDocument(id)
	wake(l.wakeRead)
	wake(l.wakeEmbed)
	wake(l.wakeScan)
	return nil
}
