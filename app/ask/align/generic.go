package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// Words that an answer needs and its source does not, since they say who speaks or is spoken to:
// "the manual says", "users can", "the authors found" of "we found".

// documentNouns name what the passages are of, and speakers those who wrote it.
var (
	documentNouns = prose.Set(`text passage document article manual guide handbook faq standard specification summary report guideline guidelines policy agreement contract
		lease act law study paper letter minutes notes book chapter section page leaflet brochure website instructions documentation readme abstract memo`)
	speakers = prose.Set(`author authors researcher researchers scientist scientists writer writers team group company firm organisation organization committee investigators
		developers developer maintainers insurer employer publisher`)
	addressed = prose.Set(`user users people person someone somebody anyone anybody one reader readers customer customers visitor visitors everyone everybody tenant
		policyholder patient patients employee employees player players`)
	telling = prose.Set(`say says said state states stated note notes noted recommend recommends recommended require requires describe describes explain explains explained
		warn warns warned advise advises advised suggest suggests mention mentions mentioned write writes wrote list lists define defines call calls provide provides report reports reported
		specify specifies point points add adds stress stresses tell tells emphasise emphasize emphasises emphasizes`)
	ourselves = prose.Set(`we our us ours ourselves i my`)
	yourself  = prose.Set(`you your yours yourself`)
)

// speaks says whether the i-th word only says that the document or its authors say what follows, or
// that its reader does it: with that as its subject, the sentence begins or goes on after a comma.
func (st Statement) speaks(i int, span []Statement) bool {
	if st.lang != prose.English {
		return false
	}
	w := st.words[i]
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(span, func(s Statement) bool {
			return slices.ContainsFunc(s.words, func(o prose.Word) bool {
				return set[o.Fold] && !(o.Text == "I" && o.Name) || set[o.Fold] && o.Text != "I"
			})
		})
	}
	next := ""
	if i+1 < len(st.words) {
		next = st.words[i+1].Fold
	}
	subject := i == 0 || i <= 3 && (st.words[i-1].Fold == "the" || st.words[i-1].Fold == "this")
	switch {
	case documentNouns[w.Fold] && !prose.IsCapital(st.words[max(0, i-1)]) || documentNouns[w.Fold] && i == 1:
		return subject && telling[next] || i > 1 && i <= 4 && st.words[0].Fold == "according"
	case telling[w.Fold] && i > 0 && documentNouns[st.words[i-1].Fold] && i <= 4:
		return next == "that" || i+1 < len(st.words) && slices.ContainsFunc(prose.Gap(st.Text, w, st.words[i+1]), func(r rune) bool { return strings.ContainsRune(`"“:«`, r) })
	case speakers[w.Fold]:
		return subject && has(ourselves)
	case addressed[w.Fold]:
		before := i == 0 || prose.ClauseEnds(st.Text, st.words[i-1], w) || opening[st.words[i-1].Fold] || prose.Articles[st.words[i-1].Fold] || st.words[i-1].Fold == "the" ||
			joiners[st.words[i-1].Fold] || st.words[i-1].Fold == "so" || prepositions[st.words[i-1].Fold]
		acts := modals[next] || copulas[next] || auxiliaries[next] || duties[next] || i+1 < len(st.words) && st.words[i+1].Joined
		return before && acts && (has(yourself) || slices.ContainsFunc(span, func(s Statement) bool { return s.commands() || s.impersonal() }))
	}
	return false
}

// impersonal says whether a statement tells its reader what to do without speaking to anybody: "it
// is recommended to".
func (st Statement) impersonal() bool {
	for i := 0; i+2 < len(st.words); i++ {
		if st.words[i].Fold == "it" && copulas[st.words[i+1].Fold] {
			return true
		}
	}
	return false
}

// compounded says whether the i-th word and the one beside it are one word in span, or the i-th is
// two there: "run time", "runtime"; "CD-ROMs", "cdroms".
func (st Statement) compounded(i int, span []Statement) bool {
	beside := func(ws []prose.Word, text []rune, k int) bool {
		g := string(prose.Gap(text, ws[k], ws[k+1]))
		return g == " " || g == "-" || g == "‑" || g == "–"
	}
	for _, k := range []int{i - 1, i} {
		if k < 0 || k+1 >= len(st.words) || !beside(st.words, st.Text, k) {
			continue
		}
		whole := st.lang.Stem(st.words[k].Fold + st.words[k+1].Fold)
		if len(st.words[k].Fold) < 2 || len(st.words[k+1].Fold) < 2 || len(whole) < 5 {
			continue
		}
		for _, s := range span {
			if slices.ContainsFunc(s.words, func(w prose.Word) bool { return w.Term != "" && st.lang.Stem(w.Fold) == whole }) {
				return true
			}
		}
	}
	own := st.lang.Stem(st.words[i].Fold)
	if len(own) < 5 {
		return false
	}
	for _, s := range span {
		for k := 0; k+1 < len(s.words); k++ {
			if len(s.words[k].Fold) > 1 && len(s.words[k+1].Fold) > 1 && beside(s.words, s.Text, k) && st.lang.Stem(s.words[k].Fold+s.words[k+1].Fold) == own {
				return true
			}
		}
	}
	return false
}

// emptied says whether the i-th word is a noun that says nothing of what it stands for: "of the
// non-native kind", "in digital form".
func (st Statement) emptied(i int) bool {
	w := st.words[i]
	if !shells[w.Fold] || i < 2 || st.words[i-1].Term == "" || st.inNumber(st.words[i-1]) {
		return false
	}
	return slices.ContainsFunc(st.words[max(0, i-4):i-1], func(o prose.Word) bool { return o.Fold == "of" || o.Fold == "in" || o.Fold == "a" || o.Fold == "an" })
}

var shells = prose.Set(`kind sort type form manner way fashion nature character basis`)

// deniesPrefixed says whether st denies the i-th word, and span has the word with a syllable that
// denies it: "not fermented", "unfermented".
func (st Statement) deniesPrefixed(i int, span []Statement) bool {
	w := st.words[i]
	return len(w.Root) > 3 && st.negated[w.Term] && slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(v prose.Word) bool {
			return v.Root != "" && (negatedBy(v.Root, w.Root) || negatedBy(v.Fold, w.Fold)) && !s.negated[v.Term]
		})
	})
}
