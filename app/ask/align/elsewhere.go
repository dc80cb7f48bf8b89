package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// One sentence tells of several doers, places and people. The checks here look at three places
// where English shows which of them is meant: behind "by", before "where", and before a name.

// doneByOtherNoun returns the noun behind "by" in l, where there another noun stands behind the
// "by" of the same verb: "run by the customs" of "in a customs building … is run by a trust".
func (l line) doneByOtherNoun(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for k := 1; k+1 < len(l.words); k++ {
		verb := l.words[k-1]
		if l.words[k].Fold != "by" || verb.Term == "" || prose.IsCapital(verb) || l.breaks[k] || l.amountAt(k+1) {
			continue
		}
		own := l.phraseFrom(k + 1)
		if len(own) == 0 {
			continue
		}
		found, same := false, false
		for i := 0; i+2 < len(there.words); i++ {
			if there.words[i].Term != verb.Term {
				continue
			}
			by := i + 1
			for by < len(there.words) && by < i+nearSlot && there.words[by].Fold != "by" && !there.commas[by] {
				by++
			}
			if by+1 >= len(there.words) || there.words[by].Fold != "by" || there.commas[by] || there.amountAt(by+1) {
				return "" // it is done with no word of by whom
			}
			others := there.phraseFrom(by + 1)
			if len(others) == 0 || there.joinedBehind(by+1) {
				return ""
			}
			found = true
			same = same || slices.ContainsFunc(own, func(t string) bool { return slices.Contains(others, t) })
		}
		elsewhere := slices.ContainsFunc(own, func(t string) bool { return len(there.places(token{term: t})) > 0 })
		if found && !same && elsewhere {
			return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == own[len(own)-1] })].Text
		}
	}
	return ""
}

// phraseFrom are the terms of the phrase that begins at a word, up to a preposition, a mark, a word
// that joins or a verb; nil where a pronoun stands there.
func (l line) phraseFrom(at int) (out []string) {
	for k := at; k < len(l.words) && k < at+slotWords; k++ {
		w := l.words[k]
		if relatives[w.Fold] && len(out) > 0 {
			break
		}
		if prose.Anaphors[w.Fold] || possessives[w.Fold] || relatives[w.Fold] {
			return nil
		}
		if k > at && l.breaks[k] || prepositions[w.Fold] && !ofName[w.Fold] || copulas[w.Fold] || w.Fold == "to" || w.Fold == "at" {
			break
		}
		if w.Term != "" {
			out = append(out, w.Term)
		}
	}
	return out
}

// joinedBehind says whether an "and" stands a few words behind a place, so that others may be of
// the same list.
func (l line) joinedBehind(at int) bool {
	return slices.ContainsFunc(l.words[at:min(len(l.words), at+slotWords)], func(w prose.Word) bool { return joiners[w.Fold] })
}

// deedOfElsewhere returns a name that l says does something, where there that is done with no word
// of by whom, and the name does something else: "Mallory closed the line" of "was opened by
// Mallory, and ran until it was closed".
func (l line) deedOfElsewhere(there line) string {
	if l.lang != prose.English || l.voice {
		return ""
	}
	for _, t := range l.tokens {
		if t.name || t.number != nil || t.date != nil || t.term == "" {
			continue
		}
		at := there.places(t)
		if len(at) == 0 {
			continue
		}
		for _, d := range l.deeds(t.at) {
			if len(d.doer.names) == 0 || d.doer.head != "" || strings.HasSuffix(l.words[t.at].Fold, "ing") || l.auxiliaryBefore(t.at) >= 0 {
				continue
			}
			if !slices.ContainsFunc(at, func(p token) bool { return !there.undergone(p.at) }) && there.agentElsewhere(d.doer.names, at) {
				return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == d.doer.names[0] })].Text
			}
		}
	}
	return ""
}

// undergone says whether a verb is passive with no "by" in its clause.
func (l line) undergone(at int) bool {
	be := l.auxiliaryBefore(at)
	if be < 0 || !copulas[l.words[be].Fold] && l.words[be].Fold != "be" {
		return false
	}
	for k := at + 1; k < len(l.words) && !l.commas[k]; k++ {
		if l.words[k].Fold == "by" {
			return false
		}
	}
	// "opened by Mallory and closed": one may do both.
	return !slices.ContainsFunc(l.words[max(0, be-1):at], func(w prose.Word) bool { return joiners[w.Fold] })
}

// agentElsewhere says whether all places of some names stand behind the "by" of another verb.
func (l line) agentElsewhere(names []string, verbs []token) bool {
	for _, n := range names {
		for _, p := range l.places(token{term: n}) {
			k := p.at
			for k > 0 && k > p.at-nearSlot-1 && l.words[k].Fold != "by" && (prose.IsCapital(l.words[k]) || l.words[k].Term == "") {
				k--
			}
			if l.words[k].Fold != "by" || slices.ContainsFunc(verbs, func(v token) bool { return v.at < k && v.at > k-nearSlot }) {
				return false
			}
		}
	}
	return true
}

// placedElsewhere returns the place where l says that something was done, where there it was done
// at another one: "isolated it in Graz" of "moving to London, where she isolated it".
func (l line) placedElsewhere(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for k := 1; k < len(there.words); k++ {
		if there.words[k].Fold != "where" || !there.commas[k] || !prose.IsCapital(there.words[k-1]) || there.words[k-1].Term == "" {
			continue
		}
		place := there.words[k-1].Term
		end := k + 1
		for end < len(there.words) && !there.commas[end] {
			end++
		}
		inside := func(t token) bool {
			at := there.places(t)
			return len(at) > 0 && !slices.ContainsFunc(at, func(p token) bool { return p.at <= k || p.at >= end })
		}
		verb := slices.IndexFunc(l.tokens, func(t token) bool {
			return t.number == nil && t.date == nil && !prose.IsCapital(l.words[t.at]) && inside(t)
		})
		if verb < 0 || len(l.places(token{term: place})) > 0 {
			continue
		}
		for _, t := range l.tokens {
			if t.name && (t.prep == "in" || t.prep == "at") && !inside(t) && len(there.places(t)) > 0 && !slices.ContainsFunc(there.places(t), func(p token) bool { return p.prep != "in" && p.prep != "at" }) {
				return l.words[t.at].Text
			}
		}
	}
	return ""
}

// calledAsAnother returns the noun that l says a name is, where there it stands right before another
// name only: "Vale is an economist" of "Vale, a former judge, and the economist Paul Orsini".
func (l line) calledAsAnother(there line) string {
	is := slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] })
	if l.lang != prose.English || is < 1 || is+2 >= len(l.words) || !prose.Articles[l.words[is+1].Fold] && l.words[is+1].Fold != "the" {
		return ""
	}
	last := len(l.words) - 1
	noun := l.words[last]
	if noun.Term == "" || prose.IsCapital(noun) || l.commas[last] || last-is > nearSlot+1 {
		return ""
	}
	if slices.ContainsFunc(l.words[:is], func(w prose.Word) bool { return w.Term != "" && !prose.IsCapital(w) }) {
		return ""
	}
	at := there.places(token{term: noun.Term})
	for _, p := range at {
		next := p.at + 1
		if next >= len(there.words) || there.breaks[next] || !prose.IsCapital(there.words[next]) || there.words[next].Term == "" {
			return ""
		}
		for ; next < len(there.words) && (next == p.at+1 || !there.breaks[next]) && prose.IsCapital(there.words[next]); next++ {
			if slices.ContainsFunc(l.words[:is], func(w prose.Word) bool { return w.Term == there.words[next].Term }) {
				return ""
			}
		}
		// "the economists Vale and Orsini"
		if p.at < next && next < len(there.words) && there.joins[next] && strings.HasSuffix(there.words[p.at].Fold, "s") {
			return ""
		}
	}
	if len(at) == 0 {
		return ""
	}
	return noun.Text
}

// ranksHigher returns a superlative of l that there stands behind "second" or "one of the" only: the
// second largest lake is not the largest.
func (l line) ranksHigher(there line) string {
	lowered := func(l line, at int) bool {
		for k := at - 1; k >= 0 && k >= at-rankWords && !l.commas[k+1]; k-- {
			if _, ok := rankOrdinals[l.words[k].Fold]; ok || l.words[k].Fold == "of" && k > 0 && (l.words[k-1].Fold == "one" || l.words[k-1].Fold == "some" || l.words[k-1].Fold == "among") {
				return true
			}
		}
		return false
	}
	if l.lang != prose.English {
		return ""
	}
	for k, w := range l.words {
		if w.Term == "" || w.Fold != "most" && !(strings.HasSuffix(w.Fold, "est") && len(w.Fold) > 4) || lowered(l, k) {
			continue
		}
		if k == 0 || !(l.words[k-1].Fold == "the" || isPossessive(l.words[k-1]) || possessives[l.words[k-1].Fold]) {
			continue
		}
		at, low := 0, 0
		for i, o := range there.words {
			if o.Fold == w.Fold {
				at++
				if lowered(there, i) {
					low++
				}
			}
		}
		if at > 0 && at == low {
			return w.Text
		}
	}
	return ""
}

// rankWords is how far before a superlative its rank stands.
const rankWords = 3

var rankOrdinals = prose.Set(`second third fourth fifth sixth seventh eighth ninth tenth 2nd 3rd 4th 5th 6th 7th 8th 9th 10th next`)
