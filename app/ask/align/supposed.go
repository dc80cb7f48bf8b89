package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// What a source asks, or says of a case that may not come, it does not say to be so: "should
// examine whether the glasses help", "if the rules are tightened, ships have to be sold".

// supposed returns the word with which span only asks or supposes what st says for a fact.
func (st Statement) supposed(span []Statement) []string {
	if slices.ContainsFunc(st.words, func(w prose.Word) bool {
		return supposing[w.Fold] || softer[w.Fold] || tentative[w.Fold] || asserting[w.Fold]
	}) {
		return nil
	}
	for _, s := range span {
		for k, w := range s.words {
			if !supposing[w.Fold] || k > 0 && prose.IsCapital(w) || w.Fold == "ob" && k == 0 { // with a capital it begins a title
				continue
			}
			end := k + 1
			for end < len(s.words) && !(end > k+1 && prose.ClauseEnds(s.Text, s.words[end-1], s.words[end])) {
				end++
			}
			within, elsewhere := map[string]bool{}, map[string]bool{}
			for _, o := range span {
				for i, w := range o.words {
					if w.Term == "" {
						continue
					}
					if o.Span == s.Span && i > k && i < end {
						within[w.Term] = true
					} else {
						elsewhere[w.Term] = true
					}
				}
			}
			only, all := 0, true
			for t := range st.terms {
				all = all && within[t]
				if within[t] && !elsewhere[t] {
					only++
				}
			}
			if all && only >= leastSupposed {
				return []string{w.Text}
			}
		}
	}
	return nil
}

// leastSupposed is how many words of what is only supposed a sentence has at least.
const leastSupposed = 2

var supposing = prose.Set(`whether if unless ob falls sofern`)
