package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// What stands right behind a name is the name's: "Green, the editor", "Oto of Sarn". Two names of
// one source that have each other's are not what it says.

// apposedToAnother returns the noun that l has behind a name and a comma, where there it stands so
// behind another one, and this one has another noun.
func (l line) apposedToAnother(there line) string {
	others := there.appositions()
	for _, d := range l.appositions() {
		same := slices.ContainsFunc(others, func(o [2]string) bool { return o == d })
		another := slices.ContainsFunc(others, func(o [2]string) bool { return o[1] == d[1] && o[0] != d[0] })
		has := slices.ContainsFunc(others, func(o [2]string) bool { return o[0] == d[0] && o[1] != d[1] })
		if another && has && !same {
			return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == d[1] })].Text
		}
	}
	return ""
}

// appositions are the names of l with the noun behind a comma and an article after them.
func (l line) appositions() (out [][2]string) {
	for k := 1; k+1 < len(l.words); k++ {
		if l.commas[k] && (l.words[k].Fold == "the" || prose.Articles[l.words[k].Fold]) && prose.IsCapital(l.words[k-1]) && l.words[k-1].Term != "" && !l.fronted(k-1) {
			last := k + 1
			for last+1 < len(l.words) && l.words[last].Term != "" && l.words[last+1].Term != "" && !l.breaks[last+1] && !prose.IsCapital(l.words[last+1]) {
				last++
			}
			if l.words[last].Term != "" {
				out = append(out, [2]string{l.words[k-1].Term, l.words[last].Term})
			}
		}
	}
	return out
}

// namedOfAnother returns a name that l has behind another one and "of", where there this one has
// another behind it: "Oto of Voll" of "Oto of Sarn".
func (l line) namedOfAnother(there line) string {
	others := there.namesOf()
	for _, d := range l.namesOf() {
		if len(there.places(token{term: d[1]})) == 0 {
			continue
		}
		own, another := false, false
		for _, o := range others {
			own = own || o == d
			another = another || o[0] == d[0] && o[1] != d[1]
		}
		if another && !own {
			return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == d[1] })].Text
		}
	}
	return ""
}

// namesOf are the pairs of names with "of" between them.
func (l line) namesOf() (out [][2]string) {
	for k := 1; k+1 < len(l.words); k++ {
		a, b := l.words[k-1], l.words[k+1]
		if l.words[k].Fold == "of" && !l.breaks[k] && a.Term != "" && b.Term != "" && prose.IsCapital(a) && prose.IsCapital(b) && (a.Name || k == 1) && b.Name {
			out = append(out, [2]string{a.Term, b.Term})
		}
	}
	return out
}

// ranksAnother returns the first of two names that stand on the other sides of a verb that compares
// what is said of both: "sales in Hull exceeded sales in Leeds".
func (l line) ranksAnother(there line) string {
	for k, w := range l.words {
		at := there.places(token{term: w.Term})
		if !ranking[w.Fold] || len(at) != 1 || there.words[at[0].at].Fold != w.Fold {
			continue
		}
		before, behind := "", ""
		for _, t := range l.tokens {
			p := there.places(t)
			if len(p) != 1 || !t.name || t.number != nil || t.date != nil {
				continue
			}
			if t.at < k && p[0].at > at[0].at {
				before = l.words[t.at].Text
			}
			if t.at > k && p[0].at < at[0].at {
				behind = l.words[t.at].Text
			}
		}
		if before != "" && behind != "" {
			return before
		}
	}
	return ""
}

var ranking = prose.Set(`exceeds exceeded exceed surpasses surpassed outnumber outnumbers outnumbered overtook overtakes precedes preceded outsold outsells outgrew beats beat
	dwarfs dwarfed trails trailed follows followed`)
