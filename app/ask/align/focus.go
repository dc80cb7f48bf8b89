package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// What a sentence restricts and what it gives as a reason: "only immutable objects" is not "only
// permits", and what happened because of a loss did not cause it.

// restrictsAnother returns the "only" of st before other words than any of span: "contains only
// objects" of "contains objects that only permit reading".
func (l line) restrictsAnother(there line) string {
	only := func(w prose.Word) bool { return w.Term == "=only" || onlyWords[w.Fold] }
	var after []map[string]bool
	for k, w := range there.words {
		if only(w) {
			after = append(after, there.around(k))
		}
	}
	if len(after) == 0 {
		return ""
	}
	for k, w := range l.words {
		if !only(w) {
			continue
		}
		own := l.around(k)
		if len(own) > 0 && !slices.ContainsFunc(after, func(o map[string]bool) bool {
			for t := range own {
				if o[t] {
					return true
				}
			}
			return false
		}) {
			return w.Text
		}
	}
	return ""
}

// around are the terms of the three words of content behind a word, of the one before it where none
// is.
func (l line) around(at int) map[string]bool {
	out := map[string]bool{}
	n := 0
	for k := at + 1; k < len(l.words) && n < 3; k++ {
		if l.words[k].Term != "" {
			out[l.words[k].Term] = true
			n++
		}
	}
	for k := at - 1; k >= 0 && n == 0; k-- {
		if l.words[k].Term != "" {
			out[l.words[k].Term] = true
			break
		}
	}
	return out
}

var onlyWords = prose.Set(`only solely exclusively nur lediglich ausschliesslich solo solamente unicamente seulement uniquement`)

// causeTurned returns the first word of what l says caused something, where there that is what was
// caused: "being relegated caused the bad finances" of "relegated because of bad finances".
func (l line) causeTurned(there line) string {
	cause, effect, ok := l.reasons()
	if !ok {
		return ""
	}
	causeThere, effectThere, ok := there.reasons()
	if !ok {
		return ""
	}
	shared := func(a, b map[string]bool) (n int) {
		for t := range a {
			if b[t] {
				n++
			}
		}
		return n
	}
	own := func(a, b map[string]bool) map[string]bool { // without what both sides have
		out := map[string]bool{}
		for t := range a {
			if !b[t] {
				out[t] = true
			}
		}
		return out
	}
	c, e := own(causeThere, effectThere), own(effectThere, causeThere)
	if shared(cause, e) > shared(cause, c) && shared(effect, c) > shared(effect, e) {
		for _, w := range l.words {
			if cause[w.Term] && e[w.Term] {
				return w.Text
			}
		}
	}
	return ""
}

// reasons are the terms of what l gives as a cause, and of what it says was caused; false where it
// has no word, or several, that tells them apart.
func (l line) reasons() (cause, effect map[string]bool, ok bool) {
	at, turned := -1, false
	for k, w := range l.words {
		back := w.Fold == "because" || w.Fold == "since" || w.Fold == "due" || w.Fold == "owing" || w.Fold == "thanks" ||
			(w.Fold == "caused" || w.Fold == "driven") && k+1 < len(l.words) && l.words[k+1].Fold == "by"
		if forth := w.Term == "=cause"; back || forth {
			if at >= 0 {
				return nil, nil, false
			}
			at, turned = k, back
		}
	}
	if at < 0 || at == 0 && (!turned || !slices.Contains(l.commas[1:], true)) {
		return nil, nil, false
	}
	terms := func(from, to int) map[string]bool {
		out := map[string]bool{}
		for _, w := range l.words[from:to] {
			if w.Term != "" {
				out[w.Term] = true
			}
		}
		return out
	}
	if at == 0 { // "Because the soil is poor, farmers keep sheep"
		end := 1 + slices.Index(l.commas[1:], true)
		return terms(1, end), terms(end, len(l.words)), true
	}
	before, behind := terms(0, at), terms(at+1, len(l.words))
	if turned {
		return behind, before, true
	}
	return before, behind, true
}
