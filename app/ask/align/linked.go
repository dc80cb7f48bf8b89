package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// The words that join two clauses are many for few meanings: a reason, and one thing after
// another.

// linksAs says whether the i-th word joins clauses, and span has another word that joins them
// so: "since" for "because", "once" for "when".
func (st Statement) linksAs(i int, span []Statement) bool {
	kind := links[st.words[i].Fold]
	if kind == nil || i+1 >= len(st.words) || st.inNumber(st.words[i+1]) || prose.IsCapital(st.words[i]) && i > 0 {
		return false
	}
	return slices.ContainsFunc(span, func(s Statement) bool {
		for k, w := range s.words {
			if kind[w.Fold] && (w.Fold != "as" || k > 0 && prose.EndsClause(prose.Gap(s.Text, s.words[k-1], w))) {
				return true
			}
		}
		return false
	})
}

// links are words that join, each with those that may stand for it.
var links = map[string]map[string]bool{
	"since":    prose.Set(`because as since due owing`),
	"once":     prose.Set(`when after once`),
	"provided": prose.Set(`if provided when`),
	"later":    prose.Set(`then soon subsequently afterwards after eventually`),
	"whenever": prose.Set(`when if`),
}
