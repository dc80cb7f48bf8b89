// Package align says what passages of documents bear out: which of their statements answer
// a question best (Material.Rank), and whether a span of them supports a sentence
// (Aligner.Align). All of it is pure: it asks no model and no library, and knows of a
// document no more than a name and a title.
//
// Start at material.go (passages to statements) and align.go (a sentence to a Finding).
// Every check of a sentence has a file of its own:
//   - what is said: compare.go with claim.go, wording.go, synonyms.go, light.go, worded.go,
//     meant.go, trade.go, opposite.go and package lexicon;
//   - how much and when: count.go, owner.go, parallel.go, table.go, over the values of
//     package quantity;
//   - who and what of whom: role.go, order.go, argument.go, slot.go, gapping.go, framed.go,
//     join.go, names.go, whose.go, rival.go;
//   - whether at all, of how many, and by whose word: negation.go, denial.go, surely.go,
//     scoped.go, claimed.go;
//   - word for word: quote.go;
//   - and whether another document says otherwise: dissent.go with subject.go.
//
// What is shown as evidence is chosen by rank.go with expects.go (what kind of answer is
// asked for), shape.go (headings, entries, rows), announced.go (a list with what announces
// it), literal.go (paths and names of code), about.go and commanding.go.
package align
