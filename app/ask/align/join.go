package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// joins says whether two statements, one after the other, may be read as one
// for st: the second goes on about what the first names.
func (st Statement) joins(first, second Statement) bool {
	var early, late int // words that only one of the two has
	names := true
	for _, w := range st.words {
		if w.Term == "" || st.inNumber(w) || points(w) {
			continue
		}
		switch in1, in2 := first.terms[w.Term], second.terms[w.Term]; {
		case in1 && !in2:
			early++
			names = names && prose.IsCapital(w)
		case in2 && !in1:
			late++
		}
	}
	if early == 0 || late == 0 {
		return true
	}
	linked := slices.ContainsFunc(st.words, func(w prose.Word) bool { return joiners[w.Fold] || relatives[w.Fold] }) || slices.Contains(st.Text, ',') || slices.Contains(st.Text, ';')
	ones, twos := first.clauses(), second.clauses()
	if len(ones) == 0 || len(twos) == 0 {
		return false
	}
	switch then := twos[0]; {
	case (then.leans || second.pointsBack()) && st.begunBy(second, first):
		return false
	case then.leans || second.pointsBack():
		return linked || early <= earlyWords
	case then.subject != "" && ones[0].subject == then.subject:
		return linked
	case then.subject != "" && st.terms[then.subject]:
		// "The landlord returns it": what it is stands before.
		return slices.ContainsFunc(second.words, func(w prose.Word) bool { return prose.Anaphors[w.Fold] }) && early <= 1
	}
	return linked && names
}

// earlyWords is how many words of the first statement stand for the pronoun of
// the second.
const earlyWords = 3

// pointsBack says whether a statement opens with "this" and a noun.
func (st Statement) pointsBack() bool {
	return len(st.words) > 0 && pointers[st.words[0].Fold]
}

// begunBy says whether st is about a name that only the second of two statements has,
// behind a pronoun that stands for what the first is about.
func (st Statement) begunBy(second, first Statement) bool {
	c := st.clauses()
	return len(c) > 0 && c[0].subject != "" && prose.IsCapital(c[0].subjectWord) && second.terms[c[0].subject] && !first.terms[c[0].subject]
}
