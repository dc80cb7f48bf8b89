// Package ask answers a question from the library: it searches, shows what it
// found, lets the chat model write, and checks every sentence of what the
// model wrote against the passages.
//
// Start at Asker.Ask (asker.go) and run.go, which has the steps in order: retrieve.go
// (what to search for, and passages to sources), shown.go (in what order and with which
// marks they are shown), weak.go (when to abstain, or to doubt), prompt.go (what the model
// is given), generate.go and writer.go with clean.go and loop.go (what of the model's
// output is shown), quoting.go (answers in the documents' words), comparison.go and
// sides.go (comparisons), listing.go (lists), mentions.go (which documents mention
// something), newest.go (which version comes first), slips.go (words typed wrongly), topic.go (what the documents say about something, and questions in another
// language than theirs), named.go (documents that a question names in passing), section.go
// (a part of a document), authors.go (who wrote one, and when), sumask.go, summarise.go, telling.go and sumwrite.go (summaries),
// opinion.go (a second opinion by the model), verify.go (texts of others), notebook.go,
// recipe.go and reproduce.go (making an answer again), and recorder.go and history.go
// (chats on disk).
//
// Below it stand align (which statement answers best, and what supports a sentence),
// quantity (numbers and dates as values) and prose (sentences and words), none of which
// knows this package; above it transcript (chats as files) and trial (questions whose
// answers are known, which squad reads).
//
// The model's own citations are never trusted: markers such as "[1]" are taken
// out, and the aligner decides what supports a sentence. So the same holds for
// a model with 135 million parameters and one with 70 billion.
package ask
