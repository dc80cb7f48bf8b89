package knowledge

import (
	"context"
	"fmt"
	"time"
)

// Repaired is what Repair did.
type Repaired struct {
	Done    []string   // in words
	Reading []Document // queued to be read again from their files
	// OutOfHand are incomplete, and cannot be read now: their files are not there
	// or not the same, or open with a password that is not kept. They are left as they are.
	OutOfHand []Document
}

// Repair puts right what Check reports, as far as that can be made from the
// rest of the database or read again from the documents' files. It is
// index.ErrCorrupt where the database itself is damaged.
func (l *Library) Repair(ctx context.Context) (Repaired, error) {
	var r Repaired
	var err error
	if r.Done, err = l.store.Repair(ctx); err != nil {
		return r, err
	}
	rows, err := l.store.Incomplete(ctx)
	if err != nil {
		return r, err
	}
	for _, row := range rows {
		if row.State != string(StateFailed) {
			if hash, _, err := hashFile(ctx, row.Path); ctx.Err() != nil {
				return r, ctx.Err()
			} else if err != nil || hash != row.Hash {
				r.OutOfHand = append(r.OutOfHand, l.document(row))
				continue
			}
			if row.Sealed {
				if _, err := l.password(ctx, row); err != nil {
					r.OutOfHand = append(r.OutOfHand, l.document(row))
					continue
				}
			}
		}
		if err := l.readAgain(ctx, row.Seq, row.Path, row.AddedAt, row.Batch); err != nil {
			return r, fmt.Errorf("repair library: %w", err)
		}
		d, err := l.ownDocument(ctx, row.ID)
		if err != nil {
			return r, fmt.Errorf("repair library: %w", err)
		}
		r.Reading = append(r.Reading, d)
		l.changedDocument(row.ID)
	}
	wake(l.wakeRead)
	wake(l.wakeEmbed)
	return r, nil
}

// readAgain queues a document, in the store and in memory.
func (l *Library) readAgain(ctx context.Context, seq int64, path string, at time.Time, batch int64) error {
	l.adding.Lock()
	defer l.adding.Unlock()
	<-l.loaded // or loading could bring a vector back
	l.applying.Lock()
	defer l.applying.Unlock()
	if err := l.store.Requeue(ctx, seq, path, at, batch); err != nil {
		return err
	}
	l.dropVectors(seq)
	return nil
}
