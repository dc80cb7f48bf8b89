package extract

import (
	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// wholePart is how many characters a part has at most, an abstract as a rule, of which every
// sentence is quoted.
const wholePart = 2200

// Whole are all sentences of a short text; nil where it is none.
func Whole(passages []knowledge.DocumentPassage) (out []Sentence) {
	size := 0
	for i, p := range passages {
		if size += p.End - p.Start; size > wholePart || p.Contents {
			return nil
		}
		unsaid := align.Orders(p.Text)
		for _, span := range prose.Sentences(p.Text) {
			if !touches(unsaid, span.Start, span.End) {
				out = append(out, Sentence{Passage: i, Span: span})
			}
		}
	}
	return out
}
