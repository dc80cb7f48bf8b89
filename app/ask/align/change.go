package align

import (
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// "Fell from 25.1 to 22.4 million" is said of "was 22.4 million, compared with 25.1 million a year
// earlier": that it fell, the two values say.

// changedSo says whether the i-th word is a verb of change, and the values of span change in its
// direction: which of the two was first, the words beside it say there.
func (st Statement) changedSo(i int, span []Statement) bool {
	up := changes[st.words[i].Term]
	if up == 0 {
		return false
	}
	for _, s := range span {
		for _, former := range s.numbers {
			if former.IsYear() || !s.isFormer(former) || !slices.ContainsFunc(st.numbers, former.Same) {
				continue
			}
			for _, now := range s.numbers {
				if former.Rivals(now) && !s.isFormer(now) && slices.ContainsFunc(st.numbers, now.Same) && st.leadsFrom(former, now) {
					return (now.Value > former.Value) == (up > 0)
				}
			}
		}
	}
	return false
}

// isFormer says whether a number is what something was before: "down from 5", "compared with 5",
// "5 a year earlier".
func (st Statement) isFormer(n quantity.Number) bool {
	if w := st.before(n.Start); w == "from" {
		return true
	}
	k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start >= n.Start })
	if k >= 2 && st.words[k-2].Fold == "compared" && (st.words[k-1].Fold == "with" || st.words[k-1].Fold == "to") {
		return true
	}
	for ; k >= 0 && k < len(st.words) && st.words[k].Start < n.End; k++ {
	}
	for m := k; m > 0 && m < len(st.words) && m <= k+formerWords && !prose.ClauseEnds(st.Text, st.words[m-1], st.words[m]); m++ {
		if f := st.words[m].Fold; f == "earlier" || f == "before" || f == "previously" {
			return true
		}
	}
	return false
}

// formerWords is how far behind a number "earlier" stands: "5 million in the year before".
const formerWords = 4

// leadsFrom says whether st goes from one number to another, or has one only.
func (st Statement) leadsFrom(former, now quantity.Number) bool {
	for _, n := range st.numbers {
		switch before := st.before(n.Start); {
		case n.Same(former) && before == "to", n.Same(now) && before == "from":
			return false
		}
	}
	return true
}

// changes are the terms of verbs of change: up, and down.
var changes = func() map[string]int {
	out := map[string]int{}
	for direction, words := range map[int]string{1: "rise grow increase climb", -1: "fall drop decrease decline shrink"} {
		for w := range prose.Set(words) {
			out[canonOf(prose.English, w, prose.English.Stem(w))] = direction
		}
	}
	return out
}()
