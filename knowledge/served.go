package knowledge

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"carrel/knowledge/index"
)

// served is the embedder that serves searches, with its vectors. A search keeps
// to the one it began with.
type served struct {
	embedder Embedder // nil: searches go by words only
	key      int64    // in the store
	vectors  *index.Vectors
	cosines  atomic.Pointer[index.Cosines] // nil: not measured yet

	// use is held for reading by searches: as long as there is one, the vectors
	// stay in the store.
	use sync.RWMutex
}

func (l *Library) newServed(e Embedder, key int64, c *index.Cosines) *served {
	s := &served{embedder: e, key: key, vectors: index.NewVectors(l.store.Exact(key))}
	s.cosines.Store(c)
	return s
}

// begin gives the embedder to search with. The caller ends with use.RUnlock.
func (l *Library) begin() *served {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serves.use.RLock() // who wants it for writing has replaced it before, under l.mu
	return l.serves
}

// serving gives the embedder for a look at it.
func (l *Library) serving() *served {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.serves
}

// coming is the embedder that the library goes over to.
type coming struct {
	embedder Embedder // nil: it cannot be opened now, problem says why
	key      int64
	cosines  *index.Cosines // nil: not looked at yet

	// Under Library.applying: vectors are those in memory, once the exchange is
	// near; gone are documents removed since they began to be loaded.
	vectors *index.Vectors
	gone    []int64

	// Under Library.mu.
	problem string // why it does not go on, in words
	pace    pace
}

// prepareEmbedders finds out with which embedder the library is searched, and
// which one it goes over to: Config.Embedder is what the person wants, the store
// says whose vectors there are.
func (l *Library) prepareEmbedders(ctx context.Context) error {
	has, comes, err := l.store.Embedders(ctx)
	if err != nil {
		return err
	}
	wanted := l.config.Embedder
	var old Embedder
	if has != nil && (wanted == nil || has.Name != wanted.Name()) {
		old = l.reopen(has)
	}
	switch {
	case wanted == nil && has == nil:
		return nil
	case wanted == nil && old == nil:
		l.serves = l.newServed(nil, has.Key, has.Cosines)
	case wanted == nil:
		l.serves = l.newServed(old, has.Key, has.Cosines)
		if comes != nil {
			l.comes = &coming{key: comes.Key, problem: "The new embedding model cannot be used now: its file is missing or damaged. Put it back, or return to the present model."}
		}
	case has != nil && has.Name == wanted.Name():
		l.serves = l.newServed(wanted, has.Key, has.Cosines)
		if comes != nil { // the person has returned to what was there
			if err := l.store.CancelSwitch(ctx); err != nil {
				return err
			}
		}
		if has.Source != wanted.Source() {
			return l.store.DescribeEmbedder(ctx, has.Key, wanted.Source(), nil)
		}
	case old == nil:
		// Nobody can embed a question for the vectors there are.
		key, err := l.store.UseEmbedder(ctx, wanted.Name())
		if err != nil {
			return err
		}
		l.serves = l.newServed(wanted, key, nil)
		return l.store.DescribeEmbedder(ctx, key, wanted.Source(), nil)
	default:
		l.serves = l.newServed(old, has.Key, has.Cosines)
		if comes != nil && comes.Name == wanted.Name() {
			l.comes = &coming{embedder: wanted, key: comes.Key, cosines: comes.Cosines}
			return nil
		}
		key, at, err := l.store.BeginSwitch(ctx, index.StoredEmbedder{Name: wanted.Name(), Source: wanted.Source()})
		if err != nil {
			return err
		}
		if at {
			l.serves = l.newServed(wanted, key, nil)
			return nil
		}
		l.comes = &coming{embedder: wanted, key: key}
	}
	return nil
}

// reopen opens an embedder that the library has vectors of, or gives nil.
func (l *Library) reopen(e *index.StoredEmbedder) Embedder {
	if l.config.OpenEmbedder == nil {
		return nil
	}
	opened, err := l.config.OpenEmbedder(e.Name, e.Source)
	if err == nil && opened.Name() != e.Name {
		err = fmt.Errorf("%s is not the file it was", e.Source)
	}
	if err != nil {
		l.config.Log(fmt.Sprintf("open the embedding model %s: %v", e.Name, err))
		return nil
	}
	return opened
}

// dropVectors takes documents out of what is searched by meaning. The caller
// holds applying.
func (l *Library) dropVectors(documents ...int64) {
	l.serving().vectors.RemoveDocuments(documents...)
	if n := l.switching(); n != nil && n.vectors != nil {
		n.vectors.RemoveDocuments(documents...)
		n.gone = append(n.gone, documents...)
	}
}
