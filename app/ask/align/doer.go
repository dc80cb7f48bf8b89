package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// Who does what a verb says stands before it, or behind its "by", and whom it is done to stands
// on the other side: the two places that English gives them. Where both texts show the names
// in them, and they are other ones, a sentence has exchanged them, whatever else it says in
// other words or another order.

// phraseNames are the terms of the names of a phrase, and that of the noun that they only tell more
// of: "the WWF report".
type phraseNames struct {
	names []string
	head  string
}

// deed is one verb of a line with the names in its places.
type deed struct {
	at        int
	doer      phraseNames // those that do it
	undergoer phraseNames
	when      string // a word that says it of another time: "previously"
}

func (d deed) does() phraseNames      { return d.doer }
func (d deed) undergoes() phraseNames { return d.undergoer }

// deeds are what l says of a verb, its word at one place. There may be two: "is maintained by
// Urbanek, and previously by Iacus".
func (l line) deeds(at int) []deed {
	w := l.words[at]
	if w.Term == "" || dutyTerms[w.Term] || auxiliaries[w.Fold] || prose.IsCapital(w) || modals[w.Text] || strings.HasSuffix(w.Fold, "ly") {
		return nil
	}
	if strings.HasSuffix(w.Fold, "ing") {
		if l.commas[at] && at+1 < len(l.words) && !l.breaks[at+1] {
			return []deed{{at: at, undergoer: l.namesFrom(at + 1)}} // "became head in May, replacing Lund"
		}
		return nil
	}
	if at > 0 {
		before := l.words[at-1]
		if prose.Articles[before.Fold] || prose.Determiners[before.Fold] || possessives[before.Fold] || isPossessive(before) || receiving[before.Fold] || placing[before.Fold] || before.Fold == "the" {
			return nil // a noun
		}
	}
	be := l.auxiliaryBefore(at)
	past := mayBeParticiple(w, l.lang)
	past = past || be >= 0 && at+1 < len(l.words) && l.words[at+1].Fold == "by" // "is run by"
	passive := past && be >= 0 && (copulas[l.words[be].Fold] || passives[l.words[be].Fold] || l.words[be].Fold == "be")
	by := at + 1
	for by < len(l.words) && by <= at+2 && l.words[by].Term != "" && !l.breaks[by] && !prose.IsCapital(l.words[by]) {
		by++ // "written mainly by"
	}
	if past && by == at+1 && by < len(l.words) && placing[l.words[by].Fold] {
		for by < len(l.words) && by < at+nearSlot && l.words[by].Fold != "by" && !l.breaks[by] {
			by++ // "composed in 1875 by"
		}
	}
	behind := by < len(l.words) && l.words[by].Fold == "by" && past
	d := deed{at: at, when: l.timeBeside(at)}
	switch {
	case behind:
		d.doer = l.namesFrom(by + 1)
		if be >= 0 || passive {
			d.undergoer = l.namesBefore(max(0, be))
		}
		out := []deed{d}
		// "(and previously by Iacus)"
		for k := by + 2; k+2 < len(l.words); k++ {
			if l.joins[k] && (l.words[k+1].Fold == "by" || former[l.words[k+1].Fold] && l.words[k+2].Fold == "by") {
				o := d
				o.when = ""
				if former[l.words[k+1].Fold] {
					o.when = l.words[k+1].Fold
					k++
				}
				o.doer = l.namesFrom(k + 2)
				out = append(out, o)
			}
		}
		return out
	case passive:
		d.undergoer = l.namesBefore(be)
	default:
		from := at
		if be >= 0 {
			from = be
		}
		d.doer = l.namesBefore(from)
		if at+1 < len(l.words) && !l.breaks[at+1] {
			d.undergoer = l.namesFrom(at + 1)
		}
	}
	return []deed{d}
}

// auxiliaryBefore is the first of the auxiliaries and adverbs right before a word; -1 where it
// has none.
func (l line) auxiliaryBefore(at int) int {
	first := -1
	for k := at - 1; k >= 0 && !l.breaks[k+1]; k-- {
		w := l.words[k]
		switch {
		case copulas[w.Fold], auxiliaries[w.Fold], modals[w.Text], passives[w.Fold], w.Fold == "be":
			first = k
		case strings.HasSuffix(w.Fold, "ly"), negations[w.Fold], former[w.Fold], w.Fold == "also", w.Fold == "then", w.Fold == "first", w.Fold == "later":
		default:
			return first
		}
	}
	return first
}

// namesBefore are the names of the phrase that ends before a word, with those of a list that it
// ends, and of what "which" and "who" stand for; nil where it has none, or a pronoun.
func (l line) namesBefore(at int) phraseNames {
	out, head := l.namesOfPhrase(at)
	return phraseNames{out, head}
}

func (l line) namesOfPhrase(at int) (out []string, head string) {
	k := at - 1
	if l.commas[at] {
		return nil, "" // what stands there is set apart
	}
	for k >= 0 && (strings.HasSuffix(l.words[k].Fold, "ly") || former[l.words[k].Fold]) {
		k--
	}
	relative := k >= 0 && (l.words[k].Fold == "which" || l.words[k].Fold == "who")
	if relative {
		k--
	} else if k >= 0 && l.breaks[k+1] && !prose.IsCapital(l.words[k]) {
		return nil, "" // a phrase set apart stands between
	}
	for ; k >= 0; k-- {
		w := l.words[k]
		switch {
		case prose.Anaphors[w.Fold] || possessives[w.Fold] || relatives[w.Fold]:
			return nil, head
		case w.Term != "" && prose.IsCapital(w) && (w.Name || k == 0 || prose.IsCapital(l.words[k-1])): // "Dr. Ewald"
			if p := l.prepAt(k); p != "" && !ofName[p] && !relative {
				return nil, "" // "in Lille": not who does it
			}
			out = append(out, w.Term)
		case ofName[w.Fold], w.Term == "" && (joiners[w.Fold] || prose.Articles[w.Fold]):
		case w.Term != "" && len(out) == 0 && head == "":
			head = w.Term
		default:
			for n := k; len(out) > 0 && n >= 0 && n > k-nearSlot && !l.commas[n]; n-- {
				if n > 0 && l.joins[n-1] {
					return nil, "" // "Vale, a former judge, and the economist Orsini": others too
				}
			}
			return out, head
		}
		if l.breaks[k] && !joiners[w.Fold] && (k == 0 || !prose.IsCapital(l.words[k-1])) {
			return out, head
		}
	}
	return out, head
}

// namesFrom are the names of the phrase that begins at a word, and of the list that it begins.
func (l line) namesFrom(at int) phraseNames {
	var out []string
	joined := false
	for k := at; k < len(l.words) && k < at+slotWords; k++ {
		w := l.words[k]
		joined = joined || l.joins[k]
		if k > at && l.breaks[k] && !joiners[w.Fold] && (joined || !prose.IsCapital(w)) {
			return phraseNames{names: out}
		}
		switch {
		case prose.Anaphors[w.Fold] || possessives[w.Fold] || relatives[w.Fold]:
			return phraseNames{}
		case w.Term != "" && prose.IsCapital(w):
			out = append(out, w.Term)
		case ofName[w.Fold], w.Term == "" && (prose.Articles[w.Fold] || joiners[w.Fold] && len(out) > 0):
		case w.Term != "" && len(out) == 0 && k < at+nearSlot:
		case w.Term != "" && !l.breaks[k]:
			return phraseNames{out, w.Term}
		default:
			return phraseNames{names: out}
		}
	}
	return phraseNames{names: out}
}

// timeBeside is the word beside a verb that says it of another time, "" for none.
func (l line) timeBeside(at int) string {
	for k := max(0, at-2); k <= at+1 && k < len(l.words); k++ {
		if former[l.words[k].Fold] {
			return l.words[k].Fold
		}
	}
	return ""
}

// former are words that say something of a time before.
var former = prose.Set(`previously formerly originally initially earlier before once`)

// gaps says whether a name stands right behind "and" and another phrase right behind that, where
// a verb may be left out: "Keller led the crew and Feld the divers".
func (l line) gaps() bool {
	for k := 1; k+1 < len(l.words); k++ {
		next := k + 1
		for next < len(l.words) && prose.IsCapital(l.words[next]) && !l.breaks[next] {
			next++
		}
		if (l.joins[k-1] || l.commas[k]) && prose.IsCapital(l.words[k]) && next < len(l.words) && !l.breaks[next] && (prose.Articles[l.words[next].Fold] || l.words[next].Fold == "the") {
			return true
		}
	}
	return false
}

// governed says whether all places of some names stand behind a preposition that can govern nobody
// who does something.
func (l line) governed(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool {
		return slices.ContainsFunc(l.places(token{term: n}), func(p token) bool { return p.prep == "" || agents[p.prep] || p.prep == "of" })
	})
}

// speakers are the names that l gives as those who say something: before a verb of saying, and
// behind "according to".
func (l line) speakers() (out []string, all bool) {
	all = true
	for i, w := range l.words {
		var names []string
		switch {
		case sayings[w.Fold] || asserting[w.Fold] && strings.HasSuffix(w.Fold, "ed") || saying[w.Fold]:
			names = l.namesBefore(i).names
		case w.Fold == "according" && i+2 < len(l.words) && l.words[i+1].Fold == "to":
			names = l.namesFrom(i + 2).names
		default:
			continue
		}
		all = all && len(names) > 0
		out = append(out, names...)
	}
	return out, all
}

var saying = prose.Set(`reported announced noted explained declared warned insisted added confirmed`)

// saidByAnother returns the name of who says it in l, where there others say all that is said.
func (l line) saidByAnother(there line) string {
	if l.lang != prose.English {
		return ""
	}
	own, _ := l.speakers()
	others, all := there.speakers()
	if len(own) == 0 || len(others) == 0 || !all || slices.ContainsFunc(own, func(n string) bool { return slices.Contains(others, n) || len(there.places(token{term: n})) == 0 }) {
		return ""
	}
	return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == own[0] })].Text
}

// doesInBoth says whether one verb is said to be done by a name in both texts, at the same time:
// "was previously maintained by Iacus" of "is maintained by Urbanek (and previously by Iacus)".
func (l line) doesInBoth(there line, name string) bool {
	for _, t := range l.tokens {
		for _, d := range l.deeds(t.at) {
			if !slices.Contains(d.doer.names, name) {
				continue
			}
			for _, p := range there.places(t) {
				if slices.ContainsFunc(there.deeds(p.at), func(o deed) bool {
					return (o.when != "") == (d.when != "") && !slices.ContainsFunc(d.doer.names, func(n string) bool { return !slices.Contains(o.doer.names, n) })
				}) {
					return true
				}
			}
		}
	}
	return false
}

// deedOfAnother returns a name that l says does something, or has it done to it, where there
// others do, and this one stands elsewhere.
func (l line) deedOfAnother(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for _, t := range l.tokens {
		if t.term == "" || t.name || t.number != nil || t.date != nil {
			continue
		}
		at := there.places(t)
		if len(at) == 0 {
			continue
		}
		var all []deed
		for _, p := range at {
			all = append(all, there.deeds(p.at)...)
		}
		for _, d := range l.deeds(t.at) {
			same := slices.DeleteFunc(slices.Clone(all), func(o deed) bool { return (o.when != "") != (d.when != "") })
			if len(same) == 0 {
				same = all
			}
			others := func(place func(deed) phraseNames) bool {
				own := place(d)
				return len(own.names) > 0 && len(same) > 0 && !slices.ContainsFunc(same, func(o deed) bool {
					return len(place(o).names) == 0 || own.head != place(o).head || slices.ContainsFunc(own.names, func(n string) bool { return slices.Contains(place(o).names, n) })
				}) && !slices.ContainsFunc(own.names, func(n string) bool {
					return !slices.ContainsFunc(there.places(token{term: n}), func(p token) bool { return prose.IsCapital(there.words[p.at]) })
				})
			}
			wrong := ""
			if others(deed.does) && (!there.gaps() || there.actsItself(func(w prose.Word) bool { return slices.Contains(d.doer.names, w.Term) }) || there.governed(d.doer.names)) {
				wrong = d.doer.names[0]
			} else if others(deed.undergoes) && slices.ContainsFunc(same, func(o deed) bool {
				return slices.ContainsFunc(d.undergoer.names, func(n string) bool { return slices.Contains(o.doer.names, n) })
			}) {
				wrong = d.undergoer.names[0]
			} else if d.doer.head != "" && slices.ContainsFunc(same, func(o deed) bool {
				return o.undergoer.head == d.doer.head && o.doer.head != d.doer.head && slices.ContainsFunc(d.undergoer.names, func(n string) bool { return slices.Contains(o.doer.names, n) })
			}) {
				wrong = d.undergoer.names[0] // "his forces were halted by the Mamluks"
			}
			if wrong != "" {
				return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == wrong })].Text
			}
		}
	}
	return ""
}
