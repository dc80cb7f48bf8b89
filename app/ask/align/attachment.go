package align

import (
	"math"
	"slices"
	"sort"
	"strings"

	"carrel/app/ask/prose"
)

// Which of a source's names a word is said of shows by where they stand to it: near
// it, in the same part of the sentence, on the same side (the preference for the nearest fitting
// antecedent and the lowest attachment; Hobbs, "Resolving pronoun references", 1978, and
// Frazier, "On comprehending sentences", 1979). A name that a sentence has where the source has
// another one, or two that have changed places, fit the words around them worse than those that
// stood there would. No grammar is needed to see that, and no list of the ways in which
// sentences turn out wrong.

// item is a name of one or several words.
type item struct {
	first, last int    // tokens of its line
	prep        string // that governs it
}

// items are the names of a line. The first word of a sentence has its capital of that, and is a
// name where it is written with one elsewhere too.
func (l line) items(elsewhere line) []item {
	var out []item
	for i := 0; i < len(l.tokens); i++ {
		if t := l.tokens[i]; l.isName(i) && (t.name || slices.ContainsFunc(elsewhere.places(t), func(o token) bool { return o.name })) {
			last := i
			for last+1 < len(l.tokens) && l.isName(last+1) && l.oneName(l.tokens[last].at, l.tokens[last+1].at) {
				last++
			}
			if l.lang != prose.German || last > i || l.bare(i) {
				out = append(out, item{i, last, t.prep})
			}
			i = last
		}
	}
	return out
}

// oneName says whether nothing, or "of", stands between two words with a capital.
func (l line) oneName(a, b int) bool {
	for k := a + 1; k <= b; k++ {
		if l.breaks[k] || k < b && (!ofName[l.words[k].Fold] || l.lang == prose.German && l.words[k].Fold != "de" && l.words[k].Fold != "du") {
			return false
		}
	}
	return b == a+1 || l.words[a+1].Fold != "the"
}

// ofName are the little words inside names.
var ofName = prose.Set(`of the de la du del der von van`)

// fit says how well the places at there agree with where l has an item: the sum over the words around of how near they stand in both.
func (l line) fit(there line, from item, at []int, skip []item) float64 {
	sum, weights := 0.0, 0.0
	for k, w := range l.tokens {
		if k >= from.first && k <= from.last || slices.ContainsFunc(skip, func(s item) bool { return k >= s.first && k <= s.last }) {
			continue
		}
		places := there.places(w)
		if len(places) == 0 {
			continue
		}
		d, before := k-from.last, false
		if k < from.first {
			d, before = from.first-k, true
		}
		weight := math.Pow(0.6, float64(d-1)) * math.Pow(0.5, float64(l.breaksBetween(l.tokens[from.first].at, w.at)))
		best := 0.0
		for _, p := range places {
			for _, a := range at {
				if p.at == a {
					continue
				}
				apart := math.Abs(float64(there.rank(p.at) - there.rank(a)))
				role, turned := there.prepAt(a), (p.at < a) != before
				if agents[role] != agents[from.prep] && there.byForm != l.byForm {
					turned, role = false, from.prep // "was made by her", "she made"
					apart = max(1, apart-agentReach)
				}
				cuts := there.breaksBetween(a, p.at)
				if cuts > 0 && there.inserted(a) {
					cuts--
				}
				if role != "" && role == from.prep && (there.clauseOf(a, p.at) || l.clauseOf(l.tokens[from.first].at, w.at)) {
					turned, apart, cuts = false, min(apart, float64(max(1, d))), min(cuts, 1)
				}
				near := math.Exp(-apart/3) * math.Pow(0.5, float64(cuts))
				if turned {
					near *= 0.8
				}
				if role != from.prep {
					near *= 0.8
				}
				best = max(best, near)
			}
		}
		sum += weight * best
		weights += weight
	}
	if weights == 0 {
		return 0
	}
	return sum / weights
}

// inserted says whether a name stands between two breaks: "the settlement, Fort Caroline, on the
// river".
func (l line) inserted(at int) bool {
	first, last := at, at
	for first > 0 && !l.breaks[first] && prose.IsCapital(l.words[first-1]) {
		first--
	}
	for last+1 < len(l.words) && !l.breaks[last+1] && prose.IsCapital(l.words[last+1]) {
		last++
	}
	return l.breaks[first] && first > 0 && (last+1 == len(l.words) || l.breaks[last+1])
}

// agentReach is how many words may stand between a verb and its "by", and tell nothing: "was
// opened to traffic in June by her".
const agentReach = 2

// rank is how many tokens of l stand before a word.
func (l line) rank(at int) int {
	return sort.Search(len(l.tokens), func(i int) bool { return l.tokens[i].at >= at })
}

func (l line) breaksBetween(a, b int) int { return l.cuts[max(a, b)+1] - l.cuts[min(a, b)+1] }

// placesOf are where there has an item of l: all its places, and those of the pronouns behind
// the first.
func (l line) placesOf(it item, there line) []int {
	rare := l.tokens[it.last]
	for _, t := range l.tokens[it.first:it.last] {
		if n := len(there.places(t)); n > 0 && n < len(there.places(rare)) {
			rare = t
		}
	}
	var out []int
	for _, p := range there.places(rare) {
		out = append(out, p.at)
	}
	out = append(out, there.glossed(out)...)
	out = append(out, there.listedWith(out)...)
	if len(out) > 0 {
		for k := out[0] + 1; k < len(there.words); k++ {
			if w := there.words[k]; prose.Anaphors[w.Fold] || possessives[w.Fold] {
				out = append(out, k)
			}
		}
	}
	return out
}

// glossed are the names right before a parenthesis that some places stand in, which is another name
// of the same: "in Park Lisko (the Deer Garden)".
func (l line) glossed(at []int) (out []int) {
	for _, a := range at {
		k := a
		for k > 0 && k > a-glossWords && !l.opened[k] && !l.shut[k] {
			k--
		}
		if k > 0 && l.opened[k] && prose.IsCapital(l.words[k-1]) && l.words[k-1].Term != "" {
			out = append(out, k-1)
		}
	}
	return out
}

// glosses says whether a name stands where one of some places is ("the General Public License (GPL)"),
// or in a parenthesis behind one ("Nissan (then known as Datsun)"): it is the same in other words.
func (l line) glosses(o item, at []int) bool {
	first, last := l.tokens[o.first].at, l.tokens[o.last].at
	for _, a := range at {
		if a >= first && a <= last {
			return true
		}
		if a < first && a+1 < len(l.words) && l.opened[a+1] && first-a <= glossWords && !slices.Contains(l.shut[a+1:first+1], true) {
			return true
		}
	}
	return false
}

// glossWords is how long the other name in a parenthesis is at most.
const glossWords = 4

// listedWith are the other parts of the lists that names at some places are in: what is said of
// one is said of all.
func (l line) listedWith(at []int) (out []int) {
	items := l.items(l)
	for i, it := range items {
		if !slices.ContainsFunc(l.tokens[it.first:it.last+1], func(t token) bool { return slices.Contains(at, t.at) }) {
			continue
		}
		for k := i; k > 0 && l.coordinated(items[k-1], items[k]); k-- {
			out = append(out, l.tokens[items[k-1].first].at, l.tokens[items[k-1].last].at)
		}
		for k := i; k+1 < len(items) && l.coordinated(items[k], items[k+1]); k++ {
			out = append(out, l.tokens[items[k+1].first].at, l.tokens[items[k+1].last].at)
		}
	}
	return out
}

// coordinated says whether only a comma or a word that joins, and little words, stand between
// two names.
func (l line) coordinated(a, b item) bool {
	from, to := l.tokens[a.last].at+1, l.tokens[b.first].at
	joined := l.breaks[to]
	for k := from; k < to; k++ {
		if w := l.words[k]; w.Term != "" || copulas[w.Fold] || receiving[w.Fold] || placing[w.Fold] || agents[w.Fold] {
			return false
		}
		joined = joined || l.joins[k]
	}
	return joined && !slices.Contains(l.opened[from:to+1], true)
}

// describes says whether a name only tells more of the noun behind it: "the Armenian general
// Philaretus", "the first European settlement". Nothing else can stand in its place, but for what
// tells more of such a noun too: "the Leeds plant", "the Hull plant".
func (l line) describes(o item, here line, it item) bool {
	next, other := l.tokens[o.last].at+1, here.tokens[it.last].at+1
	if next >= len(l.words) || l.breaks[next] {
		return false
	}
	w := l.words[next]
	if other < len(here.words) && here.words[other].Term == w.Term {
		return false
	}
	return w.Term != "" && !prose.IsCapital(w) && !strings.HasSuffix(w.Fold, "ed") && !strings.HasSuffix(w.Fold, "s") && irregular[l.lang][w.Fold] == ""
}

// adjectival says whether the first of some places has the adjective of a country.
func (l line) adjectival(at []int) bool { return len(at) > 0 && nationality(l.words[at[0]]) }

// By how much others have to fit better before a sentence is taken to be wrong: what stands in
// place of another, and two that have changed places.
const (
	leastReplaced = 1.5
	leastChanged  = 1.3
)

// attachedOtherwise returns a name of l in whose place there another one stands,
// or that has changed places with another one of l.
func (l line) attachedOtherwise(there line) string {
	if len(l.tokens) > longestCompared || len(there.tokens) > 2*longestCompared {
		return ""
	}
	if l.saysWho(there) {
		return ""
	}
	evident := l.sameDeed(there)
	own, others := l.items(there), there.items(l)
	at := make([][]int, len(own))
	for i, it := range own {
		at[i] = l.placesOf(it, there)
	}
	for i, it := range own {
		if len(at[i]) == 0 || agents[it.prep] && l.doesInBoth(there, l.tokens[it.last].term) || evident[l.tokens[it.last].term] {
			continue
		}
		fit := l.fit(there, it, at[i], nil)
		// What stands in the same place in both is not what stands in another place there.
		same := (it.prep != "" || it.first == 0) && slices.ContainsFunc(at[i], func(a int) bool {
			return there.prepAt(a) == it.prep && (it.prep != "" || !slices.ContainsFunc(others, func(o item) bool { return o.prep == "" && there.tokens[o.last].at < a-(it.last-it.first) }))
		})
		for _, o := range others {
			if there.opened[there.tokens[o.first].at] || there.describes(o, l, it) || there.glosses(o, at[i]) || slices.ContainsFunc(there.tokens[o.first:o.last+1], func(t token) bool { return len(l.places(t)) > 0 }) {
				continue // the same, or the same in other words, mostly
			}
			if o.prep != it.prep && same {
				continue
			}
			var places []int
			for _, t := range there.tokens[o.first : o.last+1] {
				places = append(places, t.at)
			}
			if l.fit(there, it, places, nil) > leastReplaced*fit {
				return l.words[l.tokens[it.last].at].Text
			}
		}
		for k, o := range own[i+1:] {
			if nationality(l.words[l.tokens[it.last].at]) != nationality(l.words[l.tokens[o.last].at]) || there.adjectival(at[i]) != there.adjectival(at[i+1+k]) {
				continue // "Lee, an economist from Korea": "the Korean economist Lee"
			}
			if places := at[i+1+k]; len(places) > 0 {
				both := []item{it, o}
				is := l.fit(there, it, at[i], both) + l.fit(there, o, places, both)
				if l.fit(there, it, places, both)+l.fit(there, o, at[i], both) > leastChanged*is {
					return l.words[l.tokens[it.last].at].Text
				}
			}
		}
	}
	return ""
}
