package align

import (
	"maps"
	"slices"
	"strings"

	"carrel/app/ask/align/lexicon"
	"carrel/app/ask/prose"
)

// A sentence in other words than its source is compared as if it had the
// source's: each of its words that the source does not have is taken for one
// that the source has, that the sentence has not, and that it follows from. Each
// word stands for one only, so that nothing is borne out by words that say
// something else of the sentence; and since all the checks then see the source's
// words, they look at who does what as they do in a quotation.

// leastExact is the share of a sentence's words that a source has to have as they
// are before others are taken for its.
const leastExact = 0.4

// wordedAs returns st in the words of from, one or all of the statements of span, as far as
// the lexicon knows them for the same.
func (st Statement) wordedAs(span, from []Statement) Statement {
	if st.lang != prose.English {
		return st
	}
	var strange []int // of the words of st, those that span does not have
	exact := 0
	quoted := st.quotedWords()
	for i, w := range st.words {
		switch {
		case quoted[i] && !hasTerm(w, span):
		case quantifying[w.Fold]:
		case w.Term == "" || w.Root == "" || st.inNumber(w) || negations[w.Fold] || measuring[w.Fold]:
		case hasTerm(w, span):
			exact++
		default:
			strange = append(strange, i)
		}
	}
	if len(strange) == 0 || float64(exact) < leastExact*float64(exact+len(strange)) {
		return st
	}
	taken := map[string]bool{}
	as := map[string]string{} // terms of st, by what they are taken for
	for _, i := range strange {
		w := st.words[i]
		if as[w.Term] != "" {
			continue
		}
		if term := standsFor(w, st, from, taken); term != "" {
			as[w.Term] = term
			taken[term] = true
		}
	}
	if len(as) == 0 {
		return st
	}
	out := st
	out.words = slices.Clone(st.words)
	out.terms, out.plain = maps.Clone(st.terms), maps.Clone(st.plain)
	for i, w := range out.words {
		term, ok := as[w.Term]
		if !ok {
			continue
		}
		out.words[i].Term = term
		delete(out.terms, w.Term)
		out.terms[term] = true
		if out.plain[w.Term] {
			delete(out.plain, w.Term)
			out.plain[term] = true
		}
	}
	out.negated = out.negatedTerms()
	return out
}

// quantifying words say of how many or how often; no other word of a source, which is mostly said of
// something else, may stand for them.
var quantifying = prose.Set(`always never all every each any none nobody everyone everybody everything nothing anything constantly`)

// quotedWords says of each word of st whether it stands in quotation marks, where no other word
// may stand for it.
func (st Statement) quotedWords() []bool {
	out := make([]bool, len(st.words))
	open, at := false, 0
	for i, w := range st.words {
		for _, r := range st.Text[at:w.Start] {
			if strings.ContainsRune(`"“”„«»`, r) {
				open = !open
			}
		}
		out[i], at = open, w.Start
	}
	return out
}

// standsFor returns the term of a word of span that w follows from and that st
// has not, "" where there is none.
func standsFor(w prose.Word, st Statement, span []Statement, taken map[string]bool) string {
	if contradicted(w, span) || modals[w.Text] && anyModal(span) {
		return ""
	}
	for _, s := range span {
		for _, v := range s.words {
			if v.Term == "" || v.Root == "" || st.terms[v.Term] || taken[v.Term] || s.inNumber(v) && v.Fold != "first" || negations[v.Fold] {
				continue
			}
			if (w.Name || v.Name) && !(prose.IsCapital(w) && prose.IsCapital(v) && (alike(w.Root, v.Root) || ofCountry[w.Root] == v.Root)) {
				continue
			}
			for _, said := range rootsOf(w) {
				for _, from := range rootsOf(v) {
					if ofCountry[said] == from || !toldApart(said, from) && lexicon.Follows(said, from) || strings.Contains(meant()[said], " "+from+" ") {
						return v.Term
					}
				}
			}
		}
	}
	return ""
}

// times is how often st has a term.
func (st Statement) times(term string) (n int) {
	for _, w := range st.words {
		if w.Term == term {
			n++
		}
	}
	return n
}

// ofCountry has the adjectives of countries that begin otherwise than these.
var ofCountry = func() map[string]string {
	out := map[string]string{}
	for pair := range strings.FieldsSeq("danish/denmark dutch/netherlands french/france spanish/spain swiss/switzerland polish/poland welsh/wales irish/ireland finnish/finland cypriot/cyprus filipino/philippines") {
		adjective, country, _ := strings.Cut(pair, "/")
		out[prose.English.Stem(adjective)] = prose.English.Stem(country)
	}
	return out
}()

// alike says whether two names begin alike, as those of a country and its people do.
func alike(a, b string) bool { return len(a) > 3 && len(b) > 3 && a[:4] == b[:4] }

// rootsOf are the stem of a word and that of the wording that its list begins with.
func rootsOf(w prose.Word) []string {
	if canon, ok := strings.CutPrefix(w.Term, "="); ok {
		return []string{w.Root, prose.English.Stem(canon)}
	}
	return []string{w.Root}
}

// contradicted says whether span has the opposite of w: what "manned" says does not
// follow from any word beside "unmanned".
func contradicted(w prose.Word, span []Statement) bool {
	for _, s := range span {
		for _, v := range s.words {
			if slices.Contains(opposites[w.Fold], v.Fold) || negatedBy(v.Fold, w.Fold) || negatedBy(w.Fold, v.Fold) {
				return true
			}
		}
	}
	return false
}

// negatedBy says whether a is b with a syllable before it that turns its meaning.
func negatedBy(a, b string) bool {
	if len(a) <= len(b) || !strings.HasSuffix(a, b) || len(b) < 4 {
		return false
	}
	return turning[a[:len(a)-len(b)]]
}

var turning = prose.Set(`un in im il ir non de dis mis anti`)

func anyModal(span []Statement) bool {
	return slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(w prose.Word) bool { return modals[w.Text] })
	})
}

// Load reads the lexicon, some tens of milliseconds for which the first sentence would
// otherwise wait.
func Load() { lexicon.Load() }
