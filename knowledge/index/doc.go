// Package index keeps the library in one SQLite database and finds passages in
// it: by words through postings of analysed terms, kept as compressed blobs in
// segments, by meaning through an exact scan over vectors held in memory.
//
// Everything acknowledged is in the database; what is held in memory is
// derived from it and rebuilt at start.
//
// Start at Open and Store (store.go); migrate.go and the folder migrations have the tables.
//
//   - Documents and pages: document.go, pages.go, folder.go, collection.go; private.go and
//     vfs.go are the file itself, check.go and repair.go look it through.
//   - By words: analyse.go makes terms of a text and query.go of a question, segment.go and
//     postings.go store them, snapshot.go is what memory knows of them, lexical.go and
//     score.go rank; upkeep.go merges segments.
//   - By meaning: embedding.go, codes.go (vectors in bytes), vectors.go (the scan), places.go.
//   - fuse.go joins both rankings, as the stores of teams do too (packages postgres and
//     weaviate): shared.go and sharedsearch.go are what these have in common, embedded.go
//     is the library's own database seen as one of them.
package index
