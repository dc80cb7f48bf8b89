// Package knowledge is the library: documents, their passages, and search.
//
// A document is acknowledged when Add returns, and from then on survives
// whatever happens to the process. It is searchable by words as soon as it has
// been read, and by meaning when its passages have been embedded, which goes on
// in the background and resumes at the next Open.
//
// The library keeps everything in a [carrel/knowledge/index.Store]. What reads
// documents and what embeds text are interfaces declared here.
//
// Start at Open and Library (library.go).
//
//   - A document's way in: add.go (or walk.go, watch.go and scan.go for a watched folder),
//     read.go and stage.go, recognise.go for pictures of text, embed.go; date.go and
//     contents.go look at what was read. remove.go and repair.go take it out, or put it right.
//   - A search: search.go asks phrase.go, period.go and filter.go what is wanted, ranking.go
//     looks for it by words and by meaning, fuse.go joins the two, hits.go makes hits of
//     passages; why.go explains one. route.go, names.go and alias.go find the documents that
//     a question names; reports.go, structure.go and registrant.go know companies' reports;
//     rerank.go is the second look, slips.go and spelling.go mend words.
//   - The embedding model: served.go, switch.go (another takes its place), scale.go.
//   - A team's store: team.go declares it, teamlink.go, teamsend.go, teamsearch.go,
//     teamcopy.go and teamleave.go use it.
package knowledge
