package ask

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// A stemmer makes one of "capital" and "capitalize", which find passages for each other.
// Where nothing that a question names is in a passage, such a likeness says nothing of
// whether the passage answers: "What is the capital of France?" is not answered by how to
// capitalise a word.

// withoutNamesakes lowers the coverage of the hits that have none of the question's names
// by what they have only in another word of the same stem.
func withoutNamesakes(question string, hits []knowledge.Hit) []knowledge.Hit {
	var names, others []prose.Word
	for _, w := range prose.Words(question, prose.Detect(question)) {
		switch {
		case w.Term == "":
		case w.Name:
			names = append(names, w)
		default:
			others = append(others, w)
		}
	}
	if len(names) == 0 || len(others) == 0 {
		return hits
	}
	out := slices.Clone(hits)
	for i, h := range out {
		text := prose.Words(h.Document.Title+"\n"+h.Heading+"\n"+h.Text, prose.Detect(h.Text))
		if slices.ContainsFunc(names, func(n prose.Word) bool {
			return slices.ContainsFunc(text, func(w prose.Word) bool { return w.Term == n.Term || w.Fold == n.Fold })
		}) {
			continue
		}
		stems, same := 0, 0
		for _, asked := range others {
			if !slices.ContainsFunc(text, func(w prose.Word) bool { return w.Term == asked.Term }) {
				continue
			}
			stems++
			if slices.ContainsFunc(text, func(w prose.Word) bool { return inflection(w.Fold) == inflection(asked.Fold) }) {
				same++
			}
		}
		if stems > 0 {
			out[i].Coverage *= float64(same) / float64(stems)
		}
	}
	return out
}

// inflection is what all forms of a word begin with in English, where no other word does:
// the plural's s, "-ed" and "-ing" are cut, syllables that make another word are not.
func inflection(fold string) string {
	base := fold
	for _, end := range []string{"ies", "ied", "ing", "es", "ed", "s", "e"} {
		if cut, ok := strings.CutSuffix(fold, end); ok && len(cut) > 2 {
			base = cut
			if end[0] == 'i' && end != "ing" {
				base += "y"
			}
			break
		}
	}
	if n := len(base); n > 3 && base[n-1] == base[n-2] && base[n-1] != 's' && base[n-1] != 'l' {
		base = base[:n-1] // "stopped"
	}
	return base
}
