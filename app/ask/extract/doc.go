// Package extract chooses the sentences of a document that a summary of it quotes: an extractive
// summary. It writes nothing and asks no model.
//
// Parts (part.go) splits a document along its headings and shares the sentences out among the
// parts; New (extract.go) reads its passages, and Extractor.Pick takes the most telling sentences
// of a part: candidate.go says which can stand alone and what each is worth by how it reads,
// lexrank.go how much it is like the others. Extractor.Best chooses among sentences that a model
// wrote in the same way, and Whole (whole.go) takes all of a short text.
//
// A sentence tells much that is like many others of its part of the document:
// LexRank (Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience
// in Text Summarization", 2004), the continuous form, over the cosine of words
// weighed by rarity. To it come how central the sentence's passage is by its
// embedding (Radev et al., "Centroid-based summarization of multiple documents",
// 2004) and that authors say first what a part is about (Edmundson, "New Methods
// in Automatic Extracting", 1969). What repeats a sentence that is taken already
// loses by maximal marginal relevance (Carbonell and Goldstein, 1998). Each part
// of the document gets its share, so that the end is heard as well as the
// beginning.
package extract
