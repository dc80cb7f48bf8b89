package align

import (
	"slices"

	"carrel/app/ask/quantity"
)

// numberOfAnother finds a number that there belongs to other words than here:
// what stands between it and the next break in its list is its own.
func (l line) numberOfAnother(there line) string {
	if len(l.tokens) > longestCompared {
		return ""
	}
	wrong, sure := l.setBeside(there)
	if wrong != "" {
		return wrong
	}
	for i, t := range l.tokens {
		if t.number == nil || sure[t.at] {
			continue
		}
		at := there.places(t)
		if len(at) != 1 || t.number.Side != quantity.NoSide && t.number.Side == at[0].number.Side {
			continue // an end of the same span in both
		}
		var context []token // where it is there
		for _, c := range l.context(i) {
			if places := there.places(c); len(places) == 1 {
				context = append(context, places[0])
			}
		}
		if len(context) == 0 {
			continue
		}
		for _, rival := range there.tokens {
			if rival.number == nil || rival.at == at[0].at || !rival.number.Rivals(*at[0].number) || at[0].lasting && !at[0].number.IsYear() && !rival.lasting || there.yearAside(l, at[0], rival, t) || l.leadsTo(t, rival) {
				continue
			}
			own, others := 0, 0
			for _, c := range context {
				mine, its := there.owns(at[0], rival, c), there.owns(rival, at[0], c)
				switch {
				case mine && !its:
					own++
				case its && !mine:
					others++
				}
			}
			if others > own {
				return t.number.Text
			}
		}
	}
	return ""
}

// yearAside says whether a year stands behind the same preposition in both, and its rival behind none.
func (l line) yearAside(here line, year, rival, t token) bool {
	before := func(l line, at int) string {
		if at == 0 {
			return ""
		}
		return l.words[at-1].Fold
	}
	prep := before(l, year.at)
	return year.number.IsYear() && prepositions[prep] && prep == before(here, t.at) && !prepositions[before(l, rival.at)]
}

// leadsTo says whether l goes from t to a number like o, or back: what both are
// of stands before them.
func (l line) leadsTo(t, o token) bool {
	for _, other := range l.tokens {
		if other.number == nil || !other.number.Same(*o.number) {
			continue
		}
		from, to := min(t.at, other.at), max(t.at, other.at)
		for i := from; i < to && to-from <= maxLeap; i++ {
			if f := l.words[i].Fold; f == "to" || f == "from" || f == "auf" || f == "von" || f == "a" || f == "de" {
				return true
			}
		}
	}
	return false
}

// maxLeap is how many words "from" and "to" stand apart.
const maxLeap = 5

// contextTokens is how many words beside a number say what it is of.
const contextTokens = 3

// context returns the tokens next to the i-th, a number, as far as no other
// number like it stands between.
func (l line) context(i int) []token {
	var out []token
	n := *l.tokens[i].number
	like := func(t token) bool {
		return t.number != nil && t.number.Rivals(n) || slices.Contains(l.joins[min(t.at, l.tokens[i].at):max(t.at, l.tokens[i].at)], true)
	}
	for k := i + 1; k < len(l.tokens) && len(out) < contextTokens && !like(l.tokens[k]); k++ {
		out = append(out, l.tokens[k])
	}
	before := 0
	for k := i - 1; k >= 0 && before < contextTokens && !like(l.tokens[k]); k-- {
		out = append(out, l.tokens[k])
		before++
	}
	return out
}

// owns says whether w is said of a number and not of its rival: no break
// stands between w and the number, and one does between w and the rival.
func (l line) owns(n, rival, w token) bool {
	cut := func(a, b token) bool { return l.between(min(a.at, b.at), max(a.at, b.at)) }
	return !cut(n, w) && cut(rival, w)
}
