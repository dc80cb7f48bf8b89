package index_test

import (
	"context"
	"path/filepath"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/storetest"
)

// owned closes the database with the store.
type owned struct {
	*index.Embedded
	store *index.Store
}

func (o owned) Close() error { return o.store.Close() }

func TestEmbeddedStore(t *testing.T) {
	storetest.Run(t, storetest.Backend{Fresh: func(t *testing.T) func(context.Context) (knowledge.TeamStore, error) {
		path := filepath.Join(t.TempDir(), "library.db")
		return func(ctx context.Context) (knowledge.TeamStore, error) {
			store, err := index.Open(ctx, path)
			if err != nil {
				return nil, err
			}
			e, err := index.OpenEmbedded(ctx, store, "ann@desk")
			if err != nil {
				store.Close()
				return nil, err
			}
			return owned{e, store}, nil
		}
	}})
}
