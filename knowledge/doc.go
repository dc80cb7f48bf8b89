// Package knowledge is the library: documents, their passages, and search.
//
// A document is acknowledged when Add returns, and from then on survives
// whatever happens to the process. It is searchable by words as soon as it has
// been read, and by meaning when its passages have been embedded, which goes on
// in the background and resumes at the next Open.
//
// The library keeps everything in a [carrel/knowledge/index.Store]. What reads
// documents and what embeds text are interfaces declared here.
package knowledge
