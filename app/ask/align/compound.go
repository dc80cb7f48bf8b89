package align

import (
	"strings"

	"carrel/app/ask/prose"
)

// German writes several words as one, and makes nouns of verbs: "Urlaubstage" is asked for
// where a contract has "Arbeitstage Urlaub", "Frist für die Berufung" where it has
// "Berufungsfrist", and who may keep a dog ("halten") where it speaks of "Haltung". Only the
// search for what answers takes these for each other: whether a sentence is borne out does not.

// compounds are the terms of a German question that st has in another shape. Of whole it has
// everything that the word says, of related a part of it only.
func (st Statement) compounds(asked Statement) (whole, related map[string]bool) {
	if st.lang != prose.German {
		return nil, nil
	}
	whole, related = map[string]bool{}, map[string]bool{}
	for _, q := range asked.words {
		if q.Term == "" || st.terms[q.Term] || len(q.Fold) < shortestPart || !letters(q.Fold) {
			continue
		}
		switch {
		case st.hasDeverbal(q):
			whole[q.Term] = true
		case prose.IsCapital(q) && len(q.Fold) >= 2*shortestPart:
			both, one := st.hasParts(q.Fold)
			whole[q.Term], related[q.Term] = both, one
		}
	}
	for _, w := range st.words {
		if !prose.IsCapital(w) || len(w.Fold) < 2*shortestPart || !letters(w.Fold) {
			continue
		}
		before, behind := "", ""
		for _, q := range asked.words {
			switch {
			case q.Term == "" || st.terms[q.Term] || len(q.Fold) < shortestPart:
			case opens(w.Fold, q.Fold):
				before = q.Term
			case strings.HasSuffix(w.Fold, q.Fold) && len(w.Fold) >= len(q.Fold)+shortestPart-1:
				behind = q.Term
			}
		}
		whole[before], whole[behind] = whole[before] || behind != "" && behind != before, whole[behind] || before != "" && behind != before
		related[before], related[behind] = true, true
	}
	delete(whole, "")
	delete(related, "")
	return whole, related
}

// shortestPart is how many letters a part of a compound has, at least: shorter ones are found in
// words by chance.
const shortestPart = 4

func letters(f string) bool {
	return strings.IndexFunc(f, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// opens says whether a compound begins with a word: "kundigungsfrist" with "kundigung",
// "mietruckstand" with "miete", "heizkosten" with "heizung".
func opens(compound, word string) bool {
	for _, ending := range []string{"", "e", "en", "n", "ung"} {
		base, ok := strings.CutSuffix(word, ending)
		if ok && len(base) >= shortestPart && len(compound) >= len(base)+shortestPart && strings.HasPrefix(compound, base) {
			return true
		}
	}
	return false
}

// hasParts says whether st has the words that a compound is made of, both or one.
func (st Statement) hasParts(compound string) (both, one bool) {
	for k := shortestPart; k+shortestPart <= len(compound); k++ {
		front, head := st.hasFront(compound[:k]), st.hasHead(compound[k:])
		if front && head {
			return true, true
		}
		one = one || front || head
	}
	return false, one
}

// hasFront says whether st has the word before the seam of a compound, of which linking letters
// may be the last.
func (st Statement) hasFront(front string) bool {
	for _, link := range []string{"", "s", "es", "n", "en"} {
		if word, ok := strings.CutSuffix(front, link); ok && len(word) >= shortestPart && (st.terms[prose.German.Stem(word)] || st.terms[baseOf(prose.German, word, prose.German.Stem(word), irregular[prose.German])]) {
			return true
		}
	}
	return false
}

// hasHead says whether st has the last word of a compound, by itself or as the last of another.
func (st Statement) hasHead(head string) bool {
	if st.terms[prose.German.Stem(head)] {
		return true
	}
	for _, w := range st.words {
		if prose.IsCapital(w) && len(w.Fold) >= len(head)+shortestPart-1 && strings.HasSuffix(w.Fold, head) {
			return true
		}
	}
	return false
}

// hasDeverbal says whether st has the noun in "-ung" of a verb, or the verb of such a noun.
// Verbs are told by their small letter: "Zeitung" is not of "Zeit".
func (st Statement) hasDeverbal(q prose.Word) bool {
	if base := deverbal(q); base != "" {
		for _, w := range st.words {
			if !prose.IsCapital(w) && w.Term == base {
				return true
			}
		}
		return false
	}
	if prose.IsCapital(q) {
		return false
	}
	for _, w := range st.words {
		if deverbal(w) == q.Term {
			return true
		}
	}
	return false
}

// deverbal is the stem of the verb that a noun in "-ung" is made of; "" for other words.
func deverbal(w prose.Word) string {
	base, ok := strings.CutSuffix(strings.TrimSuffix(w.Fold, "en"), "ung")
	if !ok || !prose.IsCapital(w) || len(base) < shortestPart {
		return ""
	}
	return base
}
