package ask

import (
	"slices"
	"strings"
)

// How surely something is said: what may be is not what is.

// surer returns a word of st that says for sure what the span only allows for: "will mean"
// of "may mean".
func (st statement) surer(span []statement) []string {
	for i, w := range st.words {
		if !sure[w.fold] || i+1 >= len(st.words) {
			continue
		}
		next := st.words[i+1].term
		if next == "" {
			continue
		}
		for _, s := range span {
			for k := 1; k < len(s.words); k++ {
				if s.words[k].term == next && possible[s.words[k-1].fold] {
					return []string{w.text}
				}
			}
		}
	}
	return nil
}

// plainer returns the word of the span by which it leaves open what st says plainly: "causes"
// of "may cause". What was not possible did not happen, so that "could not" leaves nothing
// open.
func (st statement) plainer(span []statement) []string {
	if slices.ContainsFunc(st.words, func(w word) bool {
		said := strings.ToLower(w.text)
		return modals[said] || tentative[said] || softer[said]
	}) {
		return nil
	}
	plain := map[string]bool{} // terms that stand in the span without such a word
	open := map[string]string{}
	for _, s := range span {
		held := map[int]bool{}
		for k, w := range s.words {
			if !tentative[strings.ToLower(w.text)] || w.text == "May" {
				continue
			}
			for next := k + 1; next < len(s.words) && next <= k+3; next++ {
				v := s.words[next]
				if negations[v.fold] {
					break
				}
				if v.term == "" || strings.HasSuffix(v.fold, "ly") || s.inNumber(v) {
					continue
				}
				held[next], open[v.term] = true, w.text
				break
			}
		}
		for k, w := range s.words {
			if w.term != "" && !held[k] {
				plain[w.term] = true
			}
		}
	}
	for _, w := range st.words {
		if by := open[w.term]; w.term != "" && by != "" && !plain[w.term] {
			return []string{by}
		}
	}
	return nil
}

var (
	tentative = set(`may might could perhaps possibly maybe allegedly reportedly supposedly könnte könnten möglicherweise vielleicht vermutlich angeblich pourrait pourraient podría podrían`)
	// softer leave open in other words what a source leaves open.
	softer = set(`can cannot would should possible possibly potential potentially probably likely unlikely risk chance allowed permitted entitled free optional able if whether seem seems appear appears suspected thought believed said kann können würde sollte darf möglich peut peuvent puede pueden`)
)

var (
	sure     = set(`will shall must wird werden muss mussen`)
	possible = set(`may might could can would`)
)
