package knowledge

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Collection is a named set of documents; a document may be in several.
type Collection = index.Collection

// Errors of collections.
var (
	ErrNoCollection   = index.ErrNoCollection
	ErrCollectionName = index.ErrCollectionName
)

// longestCollection is the most that a collection's name may have, in bytes.
const longestCollection = 200

// Collections lists the collections by name.
func (l *Library) Collections(ctx context.Context) ([]Collection, error) {
	return l.store.Collections(ctx)
}

// AddCollection makes an empty collection.
func (l *Library) AddCollection(ctx context.Context, name string) (Collection, error) {
	id := make([]byte, 8)
	rand.Read(id)
	return l.putCollection(ctx, hex.EncodeToString(id), name)
}

// RenameCollection gives a collection another name.
func (l *Library) RenameCollection(ctx context.Context, id, name string) (Collection, error) {
	if _, err := l.Collection(ctx, id); err != nil {
		return Collection{}, err
	}
	return l.putCollection(ctx, id, name)
}

func (l *Library) putCollection(ctx context.Context, id, name string) (Collection, error) {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	if name == "" || len(name) > longestCollection {
		return Collection{}, &reader.Problem{Code: reader.CodeUnsupported, Message: fmt.Sprintf("A collection needs a name of at most %d characters.", longestCollection)}
	}
	if err := l.store.PutCollection(ctx, id, name, time.Now()); err != nil {
		return Collection{}, err
	}
	l.changedCollections()
	return l.Collection(ctx, id)
}

// Collection returns one collection by its id or name, or ErrNoCollection.
func (l *Library) Collection(ctx context.Context, id string) (Collection, error) {
	list, err := l.store.Collections(ctx)
	if err != nil {
		return Collection{}, err
	}
	for _, c := range list {
		if c.ID == id || strings.EqualFold(c.Name, id) {
			return c, nil
		}
	}
	return Collection{}, ErrNoCollection
}

// RemoveCollection removes a collection; its documents stay in the library.
func (l *Library) RemoveCollection(ctx context.Context, id string) error {
	err := l.store.DeleteCollection(ctx, id)
	l.changedCollections()
	return err
}

// Collect puts documents into a collection and takes others out, all of them
// or, with ErrNotFound for an id that is not known, none.
func (l *Library) Collect(ctx context.Context, id string, add, remove []string) error {
	err := l.store.Collect(ctx, id, add, remove)
	l.changedCollections()
	return err
}

// CollectionDocuments lists the ids of the documents in a collection.
func (l *Library) CollectionDocuments(ctx context.Context, id string) ([]string, error) {
	c, err := l.Collection(ctx, id)
	if err != nil {
		return nil, err
	}
	return l.store.DocumentsIn(ctx, []string{c.ID})
}

func (l *Library) changedCollections() {
	l.mu.Lock()
	l.dirtyCollections = true
	l.mu.Unlock()
	l.signal()
}
