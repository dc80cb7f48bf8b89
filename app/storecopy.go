package app

import (
	"context"

	"carrel/knowledge"
)

// CopyStore copies a store to another one. Both are URLs that Options.Stores
// names, or OwnStore. What is sent to a server is written to the audit log.
func (a *App) CopyStore(ctx context.Context, from, to string, progress func(knowledge.StoreCopy)) (knowledge.StoreCopy, error) {
	if from == to {
		return knowledge.StoreCopy{}, Errorf(CodeBadRequest, "A store cannot be copied to itself. Name two different ones.")
	}
	source, closeSource, err := a.openStore(ctx, from)
	if err != nil {
		return knowledge.StoreCopy{}, err
	}
	defer closeSource()
	target, closeTarget, err := a.openStore(ctx, to)
	if err != nil {
		return knowledge.StoreCopy{}, err
	}
	defer closeTarget()
	if to != OwnStore {
		s, err := parseStore(to)
		if err != nil {
			return knowledge.StoreCopy{}, err
		}
		if err := a.audit().Append(kindCopyTo, map[string]string{"store": s.String(), "host": s.Host()}); err != nil {
			return knowledge.StoreCopy{}, Errorf(CodeInternal, "The audit log cannot be written, so nothing is sent: %w", err)
		}
	}
	return knowledge.CopyStore(ctx, source, target, progress)
}

// openStore opens the store that is named, and gives what closes it again.
func (a *App) openStore(ctx context.Context, name string) (knowledge.TeamStore, func(), error) {
	if name == OwnStore {
		return a.Library.Embedded(), func() {}, nil
	}
	s, err := parseStore(name)
	if err != nil {
		return nil, nil, err
	}
	store, err := a.connect(ctx, s)
	if err != nil {
		return nil, nil, storeFailure(s, err)
	}
	return store, func() {
		if err := store.Close(); err != nil {
			a.log.printf("close %s: %v", s.Host(), err)
		}
	}, nil
}

// TryStore opens the store that is named, which Options.Stores must name, and
// says how it is; Next is its URL.
func (a *App) TryStore(ctx context.Context, address string) (Store, error) {
	s, err := parseStore(address)
	if err != nil {
		return Store{}, err
	}
	store, err := a.connect(ctx, s)
	if err != nil {
		return Store{}, storeFailure(s, err)
	}
	defer store.Close()
	there, err := store.State(ctx)
	if err != nil {
		return Store{}, storeFailure(s, err)
	}
	own, err := a.Library.Embedded().State(ctx)
	if err != nil {
		return Store{}, err
	}
	return Store{Next: s.String(), State: knowledge.TeamState{Store: &there}, Documents: own.Documents, Passages: own.Passages}, nil
}
