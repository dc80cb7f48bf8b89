package knowledge

import (
	"context"
	"errors"

	"carrel/knowledge/index"
)

// StopSharing ends sharing the library at once: nothing is sent any more, and
// the team's store is not searched.
func (l *Library) StopSharing(ctx context.Context) error {
	if l.team != nil {
		l.team.stop()
		if err := l.team.hasEnded(ctx); err != nil {
			return err
		}
	}
	return l.store.Share(ctx, "")
}

// WithdrawFromTeam tells the team's store that this person has none of its
// documents any more.
func (l *Library) WithdrawFromTeam(ctx context.Context) error {
	if l.team == nil {
		return errors.New("the library is not shared with a store now")
	}
	store, err := l.team.connected(ctx)
	if err != nil {
		return err
	}
	l.team.stop() // or it would be sent again
	if err := l.team.hasEnded(ctx); err != nil {
		return err // what is on its way now would be there after all
	}
	// What waits may have been cut off on its way: the store has text of it, and
	// does not list it.
	waiting, err := l.waitingForTeam(ctx)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		if err := l.withdraw(ctx, store, id); err != nil {
			return err // the outbox still names them, for another attempt
		}
	}
	// From here on the outbox does not say what the store lacks: should this fail
	// half-way, the next start fills it with all documents again.
	if err := l.store.Share(ctx, ""); err != nil {
		return err
	}
	return eachDocument(ctx, store, func(d index.SharedDocument) error {
		for _, h := range d.Holders {
			if h.Name == l.config.Self {
				return l.withdraw(ctx, store, d.ID)
			}
		}
		return nil
	})
}

// withdraw tells the team's store that this person does not have a document.
func (l *Library) withdraw(ctx context.Context, store TeamStore, id string) error {
	ctx, cancel := context.WithTimeout(ctx, teamWithdraw)
	defer cancel()
	return store.Delete(ctx, id, l.config.Self)
}

// waitingForTeam gives the ids of the documents in the outbox.
func (l *Library) waitingForTeam(ctx context.Context) (ids []string, err error) {
	var last index.Outgoing
	for {
		list, _, err := l.store.Outbox(ctx, last, pageOfDocuments)
		if err != nil || len(list) == 0 {
			return ids, err
		}
		for _, last = range list {
			ids = append(ids, last.Document)
		}
	}
}
