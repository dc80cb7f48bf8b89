package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carrel/knowledge/index"
)

// StoreCopy counts what a copy from one store to another has done.
type StoreCopy struct {
	Documents int `json:"documents"` // of the store that is copied
	Done      int `json:"done"`      // of those, copied or there already
	Copied    int `json:"copied"`
	Same      int `json:"same"`     // were there already, as they are
	Kept      int `json:"kept"`     // a library keeps those that it has read itself
	Verified  int `json:"verified"` // read back and found the same
	Passages  int `json:"passages"` // of the verified documents
	Vectors   int `json:"vectors"`  // of these passages, with one
	// WithoutVectors says in words why the vectors were not copied; "" if they were.
	WithoutVectors string `json:"without_vectors,omitempty"`
}

// ErrNotTheSame says that a store does not give back what was put into it.
var ErrNotTheSame = errors.New("what was copied is not the same when it is read back")

// pageOfDocuments and pageOfPassages are how many are asked for at a time.
const (
	pageOfDocuments = 200
	pageOfPassages  = 500
)

// CopyStore copies all documents of a store to another one, and then reads each
// back and compares it. Documents that are there already as they are, as after
// a copy that was cut short, are not sent again. progress is told now and then;
// it may be nil.
func CopyStore(ctx context.Context, from, to TeamStore, progress func(StoreCopy)) (StoreCopy, error) {
	c := storeCopy{from: from, to: to, progress: progress, there: map[string]index.SharedDocument{}}
	if c.progress == nil {
		c.progress = func(StoreCopy) {}
	}
	err := c.prepare(ctx)
	if err == nil {
		err = eachDocument(ctx, from, func(d index.SharedDocument) error { return c.copy(ctx, d) })
	}
	for _, d := range c.sent {
		if err == nil {
			err = c.verify(ctx, d)
		}
	}
	if err != nil {
		return c.StoreCopy, fmt.Errorf("copy the store: %w", err)
	}
	return c.StoreCopy, nil
}

type storeCopy struct {
	StoreCopy
	from, to TeamStore
	progress func(StoreCopy)
	there    map[string]index.SharedDocument // in to, before
	sent     []index.SharedDocument          // to be verified
	bare     bool                            // without vectors
}

func (c *storeCopy) prepare(ctx context.Context) error {
	state, err := c.from.State(ctx)
	if err != nil {
		return err
	}
	c.Documents = state.Documents
	if state.Vectors > 0 {
		var other *index.OtherEmbedder
		if err := c.to.UseEmbedder(ctx, state.Embedder); errors.As(err, &other) {
			c.bare, c.WithoutVectors = true, fmt.Sprintf("The embeddings were not copied: there they are of the model %s, here of %s.", other.Theirs.Name, other.Ours.Name)
		} else if err != nil {
			return err
		}
	}
	return eachDocument(ctx, c.to, func(d index.SharedDocument) error {
		c.there[d.ID] = d
		return nil
	})
}

// copy copies one document.
func (c *storeCopy) copy(ctx context.Context, d index.SharedDocument) error {
	passages := c.passages(ctx, c.from, d.ID)
	if err := index.Describe(&d, passages); err != nil {
		return err
	}
	there, known := c.there[d.ID]
	if known && there.Digest == "" && there.Passages == d.Passages && there.Vectors == d.Vectors {
		if err := index.Describe(&there, c.passages(ctx, c.to, d.ID)); err != nil {
			return err
		}
	}
	if known && there.Digest == d.Digest && there.Vectors == d.Vectors && hasHolders(there, d) {
		c.Same++
	} else if err := c.to.Put(ctx, d, passages); errors.Is(err, index.ErrOwn) {
		c.Kept++
		c.Done++
		c.progress(c.StoreCopy)
		return nil
	} else if err != nil {
		return err
	} else {
		c.Copied++
	}
	c.Done++
	c.sent = append(c.sent, d)
	c.progress(c.StoreCopy)
	return nil
}

// passages reads a document's passages, without vectors where these are left out.
func (c *storeCopy) passages(ctx context.Context, store TeamReader, document string) index.SharedPassages {
	return index.Paged(ctx, func(ctx context.Context, from int) ([]index.SharedPassage, error) {
		list, err := store.Passages(ctx, document, from, pageOfPassages)
		for i := range list {
			if c.bare {
				list[i].Vector = nil
			}
		}
		return list, err
	})
}

// verify reads a document back.
func (c *storeCopy) verify(ctx context.Context, sent index.SharedDocument) error {
	got := sent
	if err := index.Describe(&got, c.passages(ctx, c.to, sent.ID)); err != nil {
		return err
	}
	if got.Digest != sent.Digest || got.Passages != sent.Passages || got.Vectors != sent.Vectors {
		return fmt.Errorf("%w: %q has %d passages and %d embeddings, sent were %d and %d", ErrNotTheSame, sent.Title, got.Passages, got.Vectors, sent.Passages, sent.Vectors)
	}
	c.Verified++
	c.Passages += got.Passages
	c.Vectors += got.Vectors
	c.progress(c.StoreCopy)
	return nil
}

func hasHolders(there, d index.SharedDocument) bool {
	for _, h := range d.Holders {
		if !slices.ContainsFunc(there.Holders, func(t index.Holder) bool {
			return t.Name == h.Name && t.Path == h.Path && slices.Equal(t.Collections, h.Collections)
		}) {
			return false
		}
	}
	return true
}

// eachDocument goes through all documents of a store.
func eachDocument(ctx context.Context, store TeamReader, do func(index.SharedDocument) error) error {
	for after := ""; ; {
		list, err := store.Documents(ctx, after, pageOfDocuments)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, d := range list {
			if err := do(d); err != nil {
				return err
			}
		}
		after = list[len(list)-1].ID
	}
}
