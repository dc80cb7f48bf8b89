package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// negationWindow is how many words after a negation it reaches, as in NegEx
// (Chapman et al., "A simple algorithm for identifying negated findings and
// diseases in discharge summaries", 2001), unless punctuation ends it before.
const negationWindow = 5

// negations are words that turn what follows into its opposite.
var negations = prose.Set(`not no never none nor neither without cannot can't couldn't don't doesn't didn't isn't aren't wasn't
	weren't won't wouldn't shouldn't haven't hasn't hadn't nobody nothing hardly
	nicht kein keine keinen keinem keiner keines nie niemals ohne weder
	ne pas jamais sans aucun aucune ni
	nunca sin ningun ninguna ninguno tampoco jamas
	non senza nessun nessuno nessuna
	nao sem nenhum nenhuma
	не нет ни без никогда
	geen niet nooit ikke aldrig inte aldri keinerlei keineswegs keinesfalls seldom rarely barely scarcely`)

// privatives undo a negation right before them.
var privatives = prose.Set(`without ohne sans sin senza sem без`)

// notNegating are the beginnings of phrases that a negation's word opens and
// that negate nothing: "sin embargo" is "however".
var notNegating = prose.Set(`embargo/sin obstante/no obstante/non only/not nur/nicht solo/no solo/non seulement/non only/no`)

// limiting words take all of a negation before them upon themselves.
var limiting = prose.Set(`exclusively solely merely ausschliesslich exclusivamente exclusivement`)

// asides stand between commas and end no clause.
var asides = prose.Set(`however therefore though indeed moreover thus jedoch`)

// prefixes negate the word that a hyphen joins to them.
var prefixes = prose.Set(`non nicht`)

// scope is what one negation reaches.
type scope map[string]bool

// scopes returns the terms in reach of each negation. One that bounds a number
// ("no more than 5"), or is part of a compound ("not-for-profit"), negates
// nothing; one at the end of its clause negates what stands before it.
func (st Statement) scopes() []scope {
	var out []scope
	for i, w := range st.words {
		if k, ok := st.complement(i); ok {
			if reach := st.reach(k-1, 1, negationWindow); len(reach) > 0 {
				out = append(out, reach)
			}
			continue
		}
		if prefixes[w.Fold] && i+1 < len(st.words) && st.words[i+1].Term != "" && string(prose.Gap(st.Text, w, st.words[i+1])) == "-" {
			out = append(out, scope{st.words[i+1].Term: true}) // "non-members"
			continue
		}
		if !st.negates(i) {
			continue
		}
		if privatives[w.Fold] && i > 0 && negations[st.words[i-1].Fold] {
			out = out[:max(0, len(out)-1)] // "not without" is with
			continue
		}
		reach := st.reach(i, 1, negationWindow)
		if i+1 < len(st.words) && limiting[st.words[i+1].Fold] && st.words[i+1].Term != "" {
			reach = scope{st.words[i+1].Term: true} // "normally, but not exclusively, used" is used
		}
		if len(reach) == 0 {
			reach = st.reach(i, -1, 4)
		}
		out = append(out, reach)
	}
	return out
}

// reach returns the terms of up to n words from the i-th on, in one direction,
// as far as the clause goes.
func (st Statement) reach(i, step, n int) scope {
	out, aside := scope{}, false
	if step > 0 && i+2 < len(st.words) && asides[st.words[i+1].Fold] && st.comma(i) && st.comma(i+1) {
		i++ // "not, however, in the public domain"
		aside = true
	}
	for k := i + step; k >= 0 && k < len(st.words) && n > 0; k += step {
		w := st.words[k]
		if !aside && prose.ClauseEnds(st.Text, st.words[min(k, k-step)], st.words[max(k, k-step)]) || negations[w.Fold] {
			break
		}
		aside = false
		n--
		if w.Term != "" {
			out[w.Term] = true
		}
	}
	return out
}

// negatedTerms returns the terms in the scope of any negation.
func (st Statement) negatedTerms() map[string]bool {
	var out map[string]bool
	for _, s := range st.scopes() {
		for t := range s {
			if out == nil {
				out = map[string]bool{}
			}
			out[t] = true
		}
	}
	return out
}

// denies says whether a has a negation that b has not: one of whose terms b
// speaks and that none of b's own, each taken once, shares a term with.
func denies(a, b []Statement) bool {
	var left []scope
	for _, s := range b {
		left = append(left, s.scopes()...)
	}
	for _, s := range a {
		if slices.ContainsFunc(b, Statement.onlyIf) {
			s = s.asOnlyIf()
		}
		for _, reach := range s.scopes() {
			if !slices.ContainsFunc(b, func(o Statement) bool { return reach.spokenOf(o, s) }) && len(reach) > 0 {
				continue // what is denied is not spoken of
			}
			k := slices.IndexFunc(left, func(o scope) bool { return reach.meets(o) || len(reach) == 0 && len(o) == 0 })
			if k < 0 && slices.ContainsFunc(b, reach.turnedIn) {
				continue
			}
			if k < 0 {
				return true
			}
			left = slices.Delete(left, k, k+1)
		}
	}
	return false
}

// unless says whether a statement denies with an exception behind it: "must not be used unless".
func (st Statement) unless() bool {
	return slices.ContainsFunc(st.words, func(w prose.Word) bool { return w.Fold == "unless" }) && len(st.asOnlyIf().negated) < len(st.negated)
}

// asOnlyIf is a statement without the denial right before an "unless", which is "only if".
func (st Statement) asOnlyIf() Statement {
	k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Fold == "unless" })
	for i := k - 1; i >= 0 && i >= k-negationWindow; i-- {
		if st.negates(i) {
			st.words = slices.Clone(st.words)
			st.words[i].Fold = "only"
			st.negated = st.negatedTerms()
			break
		}
	}
	return st
}

// onlyIf says whether a statement says the same without a denial: "must be used only when".
func (st Statement) onlyIf() bool {
	for i, w := range st.words {
		if restricting[w.Fold] && slices.ContainsFunc(st.words[i+1:min(len(st.words), i+4)], func(o prose.Word) bool { return o.Fold == "if" || o.Fold == "when" || o.Fold == "where" }) {
			return true
		}
	}
	return false
}

// spokenOf says whether st has one of the terms, apart from those that the statement with the
// negation says outside it too, where the negation is of a second part of it: "managed by this
// office and must not be changed by other offices" does not deny that the office manages it.
func (s scope) spokenOf(st, of Statement) bool {
	if !of.deniesLater() {
		return s.meets(st.terms)
	}
	for t := range s {
		if st.terms[t] && of.times(t) < 2 {
			return true
		}
	}
	return false
}

// turnedIn says whether st has a word of the scope with a syllable that denies it: "unconfigured".
func (s scope) turnedIn(st Statement) bool {
	return slices.ContainsFunc(st.words, func(w prose.Word) bool {
		rest, ok := strings.CutPrefix(w.Term, "un")
		return ok && s[rest]
	})
}

// deniesLater says whether all negations of a statement stand right behind "and" or "but" and
// a modal.
func (st Statement) deniesLater() bool {
	later := false
	for i := range st.words {
		if !st.negates(i) {
			continue
		}
		if i < 2 || !modals[st.words[i-1].Text] || !joiners[st.words[i-2].Fold] {
			return false
		}
		later = true
	}
	return later
}

func (s scope) meets(terms map[string]bool) bool {
	for t := range s {
		if terms[t] {
			return true
		}
	}
	return false
}
