// Package align says what passages of documents bear out: which of their statements answer a
// question best (Material.Rank), and whether a span of them supports a sentence
// (Aligner.Align). All of it is pure: it asks no model and no library, and knows of a document
// no more than a name and a title.
//
// Start at material.go (passages to statements) and align.go (a sentence to a Finding, whose
// state is one of state.go). A sentence is judged in three steps. Quotations are looked up
// (quote.go, quoted.go), without what only says whose they are (frame.go). Then every word,
// number, date and negation of it is looked for in one statement of the sources, or two that
// follow each other (cover.go, compare.go); what the statement lacks is named as missing.
// Where nothing is missing, checks (checks.go has them all) ask whether the statement says it
// of the same:
//
//   - what is said: compare.go with excused.go, claim.go, wording.go and wordlists.go (other words for the
//     same), meant.go and package lexicon, separable.go, light.go, linked.go, duty.go,
//     worded.go, generic.go, trade.go, opposite.go;
//   - how much and when: count.go, notation.go, owner.go, parallel.go, timed.go, change.go,
//     table.go, over the values of package quantity;
//   - who and what of whom: attachment.go compares where names stand to the words around them,
//     except where a verb or an apposition shows it (evident.go),
//     doer.go and govern.go the names before and behind a verb, its "by" and other
//     prepositions; apposed.go and phrase.go are for what stands behind a name and before a
//     noun, ownership.go for what is somebody's; role.go (over clause.go), order.go,
//     argument.go, slot.go, gapping.go, framed.go, modifier.go, join.go, clausebefore.go,
//     names.go, whose.go, elsewhere.go, inserted.go and person.go each for single
//     constructions; recalled.go for a name that stands further up;
//   - whether at all, of how many, and by whose word: negation.go, denial.go, forbidden.go,
//     surely.go, scoped.go, focus.go, claimed.go, supposed.go;
//   - in two clauses, each by one statement: parts.go;
//   - and whether another document says otherwise: dissent.go with subject.go.
//
// What is shown as evidence is chosen by rank.go, which scores each statement by its signals
// (signals.go): which of the question's words it has, or stands under, and what these tell:
//
//   - expects.go: what kind of answer is asked for, with decided.go for decisions in minutes;
//   - shape.go and columns.go: headings, entries, rows and what names their columns; case.go:
//     lines that only name what is asked about;
//   - announced.go: a list with the sentence that announces it;
//   - called.go and about.go: whom and what a passage is about;
//   - voice.go and spoken.go: whose words a mail and a transcript have, reported.go what a text
//     tells that somebody said;
//   - corrected.go: a value that a later sentence puts right, or that a statement gives;
//   - compound.go: a German question's words in other shapes;
//   - literal.go and defines.go: paths and names of code, and what a word means;
//   - commanding.go: orders to a model, which are kept from coming first, and out of summaries
//     and prompts.
package align
