package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// How surely something is said: what may be is not what is.

// surer returns a word of st that says for sure what the span only allows for: "will mean"
// of "may mean".
func (st Statement) surer(span []Statement) []string {
	for i, w := range st.words {
		if !sure[w.Fold] || i+1 >= len(st.words) {
			continue
		}
		next := st.words[i+1].Term
		if next == "" {
			continue
		}
		for _, s := range span {
			for k := 1; k < len(s.words); k++ {
				if s.words[k].Term == next && possible[s.words[k-1].Fold] {
					return []string{w.Text}
				}
			}
		}
	}
	return nil
}

// plainer returns the word of the span by which it leaves open what st says plainly: "causes"
// of "may cause". What was not possible did not happen, so that "could not" leaves nothing
// open.
func (st Statement) plainer(span []Statement) []string {
	if slices.ContainsFunc(st.words, func(w prose.Word) bool {
		said := strings.ToLower(w.Text)
		return modals[said] || tentative[said] || softer[said]
	}) {
		return nil
	}
	plain := map[string]bool{} // terms that stand in the span without such a word
	open := map[string]string{}
	for _, s := range span {
		held := map[int]bool{}
		for k, w := range s.words {
			if !tentative[strings.ToLower(w.Text)] || w.Text == "May" {
				continue
			}
			for next := k + 1; next < len(s.words) && next <= k+3; next++ {
				v := s.words[next]
				if negations[v.Fold] {
					break
				}
				if v.Term == "" || strings.HasSuffix(v.Fold, "ly") || s.inNumber(v) {
					continue
				}
				held[next], open[v.Term] = true, w.Text
				break
			}
		}
		for k, w := range s.words {
			if w.Term != "" && !held[k] {
				plain[w.Term] = true
			}
		}
	}
	for _, w := range st.words {
		if by := open[w.Term]; w.Term != "" && by != "" && !plain[w.Term] {
			return []string{by}
		}
	}
	return nil
}

// done returns the word by which span only speaks of doing what st says was done: "withdrew" of
// "an attempt to withdraw".
func (st Statement) done(span []Statement) []string {
	if st.lang != prose.English || slices.ContainsFunc(st.words, func(w prose.Word) bool { return intending[w.Fold] }) {
		return nil
	}
	for _, w := range st.words {
		if w.Term == "" || prose.IsCapital(w) || !mayBePast(w, st.lang) {
			continue
		}
		by, plain := "", false
		for _, s := range span {
			for k, v := range s.words {
				if v.Term != w.Term {
					continue
				}
				intent := ""
				for n := k - 2; n >= 0 && n >= k-intentWords && s.words[k-1].Fold == "to"; n-- {
					if intending[s.words[n].Fold] {
						intent = s.words[n].Text
					}
				}
				if intent == "" {
					plain = true
				} else {
					by = intent
				}
			}
		}
		if by != "" && !plain {
			return []string{by}
		}
	}
	return nil
}

// intentWords is how far before a verb what is intended is said: "an attempt by the church to".
const intentWords = 5

var intending = prose.Set(`attempt attempts attempted attempting try tries tried trying plan plans planned planning intend intends intended intention propose proposes
	proposed proposal want wants wanted wish wishes wished hope hopes hoped seek seeks sought threaten threatens threatened threat offer offers offered aim aims aimed
	promise promises promised unable refused`)

var (
	tentative = prose.Set(`may might could perhaps possibly maybe allegedly reportedly supposedly könnte könnten möglicherweise vielleicht vermutlich angeblich pourrait pourraient podría podrían`)
	// softer leave open in other words what a source leaves open.
	softer = prose.Set(`can cannot would should possible possibly potential potentially probably likely unlikely risk chance allowed permitted entitled free optional able if whether seem seems appear appears suspected thought believed said kann können würde sollte darf möglich peut peuvent puede pueden`)
)

var (
	sure     = prose.Set(`will shall must wird werden muss mussen`)
	possible = prose.Set(`may might could can would`)
)
