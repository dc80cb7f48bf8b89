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

// measuring are those that stand before a measure, whatever it is of.
var measuring = prose.Set(`measure measures measured weigh weighs weighed lasts lasted`)

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
	if st.countsOf(i) || st.usedTo(i) || st.intensifies(i) {
		return true
	}
	if w.Fold == "version" && i+1 < len(st.words) && st.words[i+1].Start == w.End+1 && st.inNumber(st.words[i+1]) {
		return true // "R version 1.7.1" of "R 1.7.1"
	}
	if w.Fold == "ab" && st.lang == prose.German && slices.ContainsFunc(st.dates, func(d quantity.Date) bool { return d.Start == w.End+1 }) {
		return true // "ab 1. Januar" of "zum 1. Januar"; "bis" is another matter
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
	if i > 0 && (distributing[st.words[i-1].Fold] || st.words[i-1].Fold == "per") {
		return false
	}
	return !slices.ContainsFunc(st.numbers, func(n quantity.Number) bool {
		return !n.IsYear() && n.End <= w.Start && strings.TrimFunc(string(st.Text[n.End:w.Start]), notLetter) == ""
	})
}

// usedTo says whether the i-th word is that of "it used to matter", which only says that what is told
// is past; "is used to teach" is another word.
func (st Statement) usedTo(i int) bool {
	return st.words[i].Text == "used" && i > 0 && i+1 < len(st.words) && st.words[i+1].Fold == "to" && !copulas[st.words[i-1].Fold] && !perfect[st.words[i-1].Fold] && st.words[i-1].Fold != "be"
}

// intensifies says whether the i-th word only makes more of a comparison: "far older" of "much older".
func (st Statement) intensifies(i int) bool {
	if w := st.words[i].Fold; w != "far" && w != "much" && w != "even" || i+1 >= len(st.words) {
		return false
	}
	next := st.words[i+1].Fold
	return next == "more" || next == "less" || next == "fewer" || strings.HasSuffix(next, "er") && st.words[i+1].Term != ""
}

// measuresOut says whether the i-th word only names what a number beside it measures: "412 pages
// long", "has an area of 112 square kilometres".
func (st Statement) measuresOut(i int, span []Statement) bool {
	switch w := st.words[i]; w.Fold {
	case "long":
		return i > 1 && (st.inNumber(st.words[i-1]) || st.inNumber(st.words[i-2])) && !slices.ContainsFunc(span, func(s Statement) bool {
			return slices.ContainsFunc(s.words, func(w prose.Word) bool { return otherMeasures[w.Fold] })
		})
	case "area":
		return i+1 < len(st.words) && st.words[i+1].Fold == "of" && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool {
			return (n.Unit == "m²" || n.Unit == "acre") && n.Start > w.End && n.Start <= w.End+amongOf
		})
	}
	return false
}

// amongOf is how many letters stand between "area" and its number at most: " of about ".
const amongOf = 16

// otherMeasures are words for what else than a length may be measured in its units.
var otherMeasures = prose.Set(`deep depth wide width broad high height tall thick across apart away from`)

// countsOf says whether the i-th word only says that a number behind it counts what is named: "the
// number of nurses is 1.6 million", "puts the number of nurses at".
func (st Statement) countsOf(i int) bool {
	k := i
	if putting[st.words[i].Fold] && i+2 < len(st.words) && st.words[i+1].Fold == "the" {
		k = i + 2
	}
	if st.words[k].Fold != "number" || k == 0 || k+2 >= len(st.words) || st.words[k-1].Fold != "the" || st.words[k+1].Fold != "of" {
		return false
	}
	for _, n := range st.numbers {
		at := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start >= n.Start })
		if n.Start < st.words[k].End || n.IsYear() || n.Unit != "" || at < 1 {
			continue
		}
		if before := st.words[at-1].Fold; before == "at" || k == i && (copulas[before] || boundingCounts[before]) {
			return true
		}
	}
	return false
}

var (
	putting        = prose.Set(`put puts set sets estimate estimates estimated`)
	boundingCounts = prose.Set(`about around roughly approximately almost nearly over`)
)

// joining are verbs that say little between what they join ("came into use", "went into
// operation", "took part"), but that do not say what another verb there says: "took the
// bribe" of "refused the bribe".
var joining = prose.Set(`give gives gave given take takes taking took taken make makes making made get gets got become becomes becoming became
	come comes came coming go goes went gone going hold holds held put puts stand stands stood keep keeps kept run runs ran
	play plays played portray portrays portrayed work works worked achieve achieved serve serves served number numbered cause caused include included consist consists count counts counted
	gab gegeben macht machte gemacht hace hizo dado da fait donne`)

// particles are the little words that make another verb of one that joins: "went down".
var particles = prose.Set(`up down off out over away back against without apart under on through`)

// joinsOnly says whether the i-th word of st is a verb that joins what stands before and
// behind it, which span has with no verb of its own between.
func (st Statement) joinsOnly(i int, span []Statement) bool {
	if !joining[st.words[i].Fold] || i+1 < len(st.words) && particles[st.words[i+1].Fold] {
		return false
	}
	l := newLine(st)
	at := slices.IndexFunc(l.tokens, func(t token) bool { return t.at == i })
	if at < 1 {
		return false
	}
	before, behind := l.tokens[at-1], l.tokens[at+1:min(len(l.tokens), at+3)] // an adjective and a noun
	for _, s := range span {
		there := newLine(s)
		for _, from := range there.places(before) {
			for _, t := range behind {
				for _, to := range there.places(t) {
					if from.at != to.at && !slices.ContainsFunc(there.words[min(from.at, to.at)+1:max(from.at, to.at)], func(w prose.Word) bool {
						return w.Term != "" && !st.terms[w.Term] && !joining[w.Fold] && !light[w.Fold] && (w.Name || seemsVerb(w))
					}) {
						return true
					}
				}
			}
		}
	}
	return false
}

// seemsVerb says whether a word may be a verb: all but names, numbers and what ends like an
// adverb or a noun.
func seemsVerb(w prose.Word) bool {
	if prose.IsCapital(w) || w.Fold == "" || w.Fold[0] >= '0' && w.Fold[0] <= '9' {
		return false
	}
	for _, end := range []string{"ly", "tion", "ment", "ness", "ity", "ance", "ence", "al", "ous", "ic", "ful"} {
		if strings.HasSuffix(w.Fold, end) {
			return false
		}
	}
	return true
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
