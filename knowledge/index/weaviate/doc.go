// Package weaviate keeps a library that several people share in a Weaviate
// cluster, and searches it there.
//
// It speaks Weaviate's HTTP interface with a client of its own: a dozen calls,
// over connections that somebody else opens. The cluster may have one node or
// several. With several, every object is on as many as the address says (three
// at most, unless it does), and what is written or read is agreed by most of
// them, while none is away by all: one node of three may be lost at any moment.
//
// A library is three collections, whose names begin with the one of its address:
//
//   - Passage: the passages, with their text, analysed terms and vectors.
//   - Document: what is known of each document, and which edition of its passages counts.
//   - Holder: who has the file of a document, one object for each of them, so that
//     two people who write at the same time do not overwrite each other.
//
// Ids of objects are made of what they are about: writing twice is writing once,
// except where a node may have died over it, see write.go.
// Weaviate has no transactions. A document's passages are written first, under
// an edition of their own, and its object last: hits of an edition that no
// document names are dropped, and are deleted later.
package weaviate
