// Package ask answers a question from the library: it searches, shows what it
// found, lets the chat model write, and checks every sentence of what the
// model wrote against the passages.
//
// Start at Asker.Ask (asker.go) and run.go, which has the steps in order. What goes in and
// out is in answer.go (a question, an answer, a chat) and step.go (what is told on the way).
//
// The way of most questions:
//
//   - intent tells what a question asks for, naming which documents its words mean;
//   - retrieve.go searches, followup.go completes a question that leans on the one before,
//     named.go finds documents that it names in passing, writers.go by who wrote them, and namesake.go leaves out what only
//     bears its name, slips.go mends words typed wrongly, selection.go is for a question about
//     what the person selected;
//   - shown.go says in what order and with which marks the passages are shown, newest.go which
//     version of a document comes first, weak.go when to abstain, or to doubt;
//   - prompt.go is what the model is given, loading.go waits for it, generate.go lets it write,
//     and writer.go with clean.go, emphasis.go and loop.go decides what of that is shown, and
//     has each sentence checked; tongue.go puts Carrel's own words into the question's language;
//   - places.go and marks.go find where a citation stands in its document and on its page;
//   - judged.go is an answer as sentences with their evidence, opinion.go asks the model about
//     each, and verify.go judges texts of others, whose sentences stated.go finds.
//
// Questions that no model answers, or none alone:
//
//   - quoting.go answers in the documents' words, listing.go with a list of quotations,
//     greeting.go to a greeting;
//   - sides.go compares two things;
//   - mentions.go lists the documents that mention something, topic.go what they say about it,
//     also asked in another language than theirs; authors.go tells who wrote one, and when;
//   - said.go and saidpick.go answer with what somebody said or wrote, corrected.go with a value
//     and its correction, values.go with the values on which documents differ;
//   - changes.go tells what changed between versions of a document, meetings.go what was decided
//     in a meeting;
//   - tally.go finds the tables whose rows are to be counted or added up, which the package tally
//     does, and tallytold.go tells what came of it;
//   - sumask.go, sumscope.go, section.go and other.go tell of what a summary is wanted, the
//     package extract chooses the sentences, and sumwrite.go has the model write; headed.go says
//     under which headings they stand, and summarise.go puts it together.
//
// Beside them: commands.go (orders to a model in a document), adapters.go, listwise.go (a chat
// model as a reranker), notebook.go, recipe.go and reproduce.go (making an answer again), and
// recorder.go, history.go, unsaved.go and verdict.go (chats on disk).
//
// Packages below, none of which knows this one:
//
//   - intent: what a question asks for; naming: which documents its words mean;
//   - align: which statement answers best, and what supports a sentence;
//   - tally: sums over the rows of a table; versions: which of two documents is the newer
//     version, and what changed; extract: the sentences of a document that a summary quotes;
//   - quantity: numbers and dates as values; prose: sentences and words.
//
// Above it stand transcript (chats as files) and trial (questions whose answers are known,
// which squad reads).
//
// The model's own citations are never trusted: markers such as "[1]" are taken
// out, and the aligner decides what supports a sentence. So the same holds for
// a model with 135 million parameters and one with 70 billion.
package ask
