package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Words that say so little beside others that a source need not have them.

// light are verbs and nouns that say next to nothing by themselves: where the
// words around them stand in a source, these need not.
// A unit of time that a number counts is none (isLight), nor is a verb that
// stands where they have another (joining).
var light = prose.Set(`occur occurs occurred happen happened
	located situated called named known place year years case fact total overall respectively specifically namely
	lie lies lay lying belong belongs belonged exist exists existed like however therefore thus hence moreover furthermore additionally consequently meanwhile nevertheless nonetheless although though whereas besides stays stay stayed
	too again somewhere ones any itself themselves anymore
	lasts lasted measure measures measured weigh weighs weighed amount amounts amounted nowadays already
	betragt betrug dauert dauerte umfasst gibt gelegen genannt insgesamt jahr jahre namlich bekannt
	situado situada ubicado ubicada llamado llamada conocido ano
	situe situee appele appelee connu an annee`)

// spansOfTime are the words among the light ones that are units of time.
var spansOfTime = prose.Set(`year years jahr jahre ano an annee`)

var (
	purposes = prose.Set(`meant intended designed supposed aimed`)
	dating   = prose.Set(`date dates dated dating`)
	ages     = prose.Set(`age aged`)
)

// isLight says whether the i-th word of st need not stand in a source. What a
// number counts has to: "three years" is not "three months".
func (st Statement) isLight(i int) bool {
	w := st.words[i]
	if purposes[w.Fold] && i+1 < len(st.words) && st.words[i+1].Fold == "to" {
		return true // "was meant to cement": of "in order to cement"
	}
	if ages[w.Fold] && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return n.Start > w.End && n.Start <= w.End+8 }) {
		return true // "at the age of 16"
	}
	if dating[w.Fold] && i+1 < len(st.words) && (st.words[i+1].Fold == "from" || st.words[i+1].Fold == "back") {
		return true
	}
	if !light[w.Fold] || w.Name && !spansOfTime[w.Fold] {
		return false
	}
	if !spansOfTime[w.Fold] {
		return true
	}
	return !slices.ContainsFunc(st.numbers, func(n quantity.Number) bool {
		return !n.IsYear() && n.End <= w.Start && strings.TrimFunc(string(st.Text[n.End:w.Start]), notLetter) == ""
	})
}

// joining are verbs that say little between what they join, but that do not
// say what another verb there says: "took the bribe" of "refused the bribe".
var joining = prose.Set(`give gives gave given take takes took taken make makes made get gets got become becomes became
	play plays played portray portrays portrayed work works worked achieve achieved serve serves served number numbered include included
	gab gegeben macht machte gemacht hace hizo dado da fait donne`)

// joinsOnly says whether the i-th word of st is a verb that joins two words which
// span has with nothing else between them.
func (st Statement) joinsOnly(i int, span []Statement) bool {
	if !joining[st.words[i].Fold] {
		return false
	}
	before := i - 1
	for before >= 0 && st.words[before].Term == "" {
		before--
	}
	if before < 0 {
		return false
	}
	subject := st.words[before].Term
	var next []string // an adjective and a noun
	for after := i + 1; after < len(st.words) && len(next) < 2; after++ {
		if term := st.words[after].Term; term != "" {
			next = append(next, term)
		}
	}
	for _, s := range span {
		subjectSeen, nextSeen := false, false
		for _, w := range s.words {
			switch {
			case w.Term == subject:
				subjectSeen = true
			case slices.Contains(next, w.Term):
				nextSeen = true
			case w.Term != "" && !st.terms[w.Term] && !joining[w.Fold]:
				subjectSeen, nextSeen = false, false
			}
			if subjectSeen && nextSeen {
				return true
			}
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
