// Package ask answers a question from the library: it searches, shows what it
// found, lets the chat model write, and checks every sentence of what the
// model wrote against the passages.
//
// Start at Asker.Ask (asker.go). The parts it calls are pure and stand in
// files of their own: retrieve.go (what to search for, and passages to
// sources), evidence.go (which sentence answers best), shown.go (in what order
// and with which marks it is shown), weak.go (when to abstain, or to doubt),
// prompt.go (what the model is given), clean.go and loop.go (what of the
// model's output is shown), sides.go (comparisons
// and lists), topic.go (what the documents say about something, and questions in
// another language than theirs), sumask.go, summarise.go, telling.go and sumwrite.go
// (summaries), sentence.go (where sentences end), align.go with
// claim.go, worded.go, number.go, count.go, negation.go, quote.go, role.go and argument.go (what a
// sentence stands on), opinion.go (a second opinion by
// the model), and history.go (chats on disk).
//
// The model's own citations are never trusted: markers such as "[1]" are taken
// out, and the aligner decides what supports a sentence. So the same holds for
// a model with 135 million parameters and one with 70 billion.
package ask
