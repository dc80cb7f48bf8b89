// Package intent tells what a question asks for by how it is put: a summary, a comparison,
// what somebody said, who wrote a document, and so on. It knows the question alone, neither
// the library nor an answer.
//
// Each file has the ways to ask for one thing, in the languages that Carrel's questions are
// tested in, and a function that reads a question as that: summary.go, section.go (a part of a
// document), comparison.go, said.go, topic.go (what documents say on a matter), mentions.go,
// values.go (on what documents differ), origin.go (who wrote one, and when), meeting.go (which
// meeting, and whether its decisions), time.go (whether it says when), list.go and greeting.go.
//
// The patterns are of whole questions and are matched with what Plain makes of one: small
// letters without accents. A question that fits none is one as any other and is searched for, so
// a pattern that takes too much does harm, and one that takes too little does none.
package intent
