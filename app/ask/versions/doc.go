// Package versions tells the versions of one document apart, which of two is the newer, and what
// changed between them.
//
// Of (edition.go) reads from a document's names and date which version it is. Read (asked.go) reads
// a question for what changed, Question.Choose says which two versions it compares, and Between
// (changes.go) what one has that the other has not. Where it is not certain which two are meant,
// it is a question as any other.
package versions
