package knowledge

import (
	"context"

	"carrel/knowledge/index"
)

// TeamStore is a search index of documents: the library's own, or one that
// several people share, on a server. The local database stays the record of
// everything else, and of what each person has added. Its methods may be called
// from several goroutines. knowledge/index/storetest is what they all must do.
//
// An error that is index.ErrStoreAway is about the way to the server, and the
// same call may work later.
type TeamStore interface {
	TeamReader
	TeamWriter
	Close() error
}

// TeamReader is what is read of a TeamStore.
type TeamReader interface {
	// Search finds the passages that fit best, the best first, those with the
	// same score by document and number. A vector that is not of the store's
	// embedder is an *index.OtherEmbedder; a store without vectors searches by
	// words. Passages of a document that is not listed (any more) are not found.
	Search(ctx context.Context, q index.SharedQuery) ([]index.SharedHit, error)
	// Documents lists up to n documents by ascending id: those whose id is
	// greater than after, which is "" for the first.
	Documents(ctx context.Context, after string, n int) ([]index.SharedDocument, error)
	// Document gives one by its id, or index.ErrNotFound where none is listed.
	Document(ctx context.Context, id string) (index.SharedDocument, error)
	// Passages gives up to n passages of a document with their vectors, by
	// ascending number, from the number on. None: there are no more, or there is
	// no such document.
	Passages(ctx context.Context, document string, from, n int) ([]index.SharedPassage, error)
	// State says what is in the store, and that it works.
	State(ctx context.Context) (index.SharedState, error)
}

// TeamWriter is what is written to a TeamStore. When it returns nil, it is there
// for everybody, and survives the server's end.
type TeamWriter interface {
	// UseEmbedder makes the embedder the store's if it has none yet. It is an
	// *index.OtherEmbedder if it has another one.
	UseEmbedder(ctx context.Context, e index.SharedEmbedder) error
	// Put puts a document with all its passages into the store, in the place of
	// the one with its id. Holders are added to those it has, or replace theirs of
	// the same name. Where Digest and Vectors are those of what is there, the
	// passages are not written again. The document is as index.Describe describes
	// it, else Put is index.ErrBadDigest. After an error the document is listed as
	// it was before, or not at all; Put can be called again.
	//
	// Vectors need an embedder (see UseEmbedder) and must have its dimensions.
	Put(ctx context.Context, d index.SharedDocument, passages index.SharedPassages) error
	// Delete takes a holder from a document, and removes the document when it
	// was the last; "" removes it whoever has it. What is not there is no error.
	Delete(ctx context.Context, document, holder string) error
}
