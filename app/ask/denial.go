package ask

import (
	"slices"
	"strings"

	"carrel/knowledge/reader"
)

// What a source says in a subordinate clause it need not say itself: "the court
// rejected the claim that Keller stole the boat", "if Keller stole the boat".
// These are the words by which a source denies, doubts or supposes what stands
// after them.
var (
	// refusals deny what is to be done after them: "refused to sell".
	refusals = set(`refuse refused refuses refusing fail failed fails failing decline declined declines neglected neglects forgot forgets
		weigert weigerte weigerten versaumt versaumte nego niega refusa refusent rifiuto rifiuta recusou`)
	// rejections deny or doubt what is claimed after them: "denied that".
	rejections = set(`deny denied denies denying reject rejected rejects rejecting dispute disputed disputes doubt doubted doubts doubtful unlikely
		false falsely wrongly mistakenly untrue bestritt bestreitet bestritten leugnet leugnete bezweifelt falschlich unwahrscheinlich
		faussement dementi falsamente improbable desmintio smentito`)
	// suppositions leave open what stands after them.
	suppositions = map[language]map[string]bool{
		english_:    set(`if whether unless`),
		german_:     set(`wenn ob falls sofern`),
		spanish_:    set(`si`),
		french_:     set(`si`),
		italian_:    set(`se`),
		portuguese_: set(`se`),
		russian_:    set(`если`),
	}
	// cases are what is or is not so, by what follows them.
	cases = set(`case true fall wahr cierto vrai vero verdade`)
	// actionOpeners and claimOpeners open what is refused, or claimed.
	actionOpeners = set(`to zu a de di`)
	claimOpeners  = set(`that dass que qu che что`)
)

// complementWords is how far a complement's first word stands from what it
// belongs to: "rejected the claim that".
const complementWords = 6

// complement returns the index of the first word of what the i-th word of st
// denies, where it is a refusal or a rejection that denies something.
func (st statement) complement(i int) (int, bool) {
	f := st.words[i].fold
	if f == "too" && i+3 < len(st.words) && st.words[i+2].fold == "to" { // "too small to show"
		return i + 3, true
	}
	denied := rejections[f]
	if cases[f] { // "it is by no means the case, as some say, that"
		for k := max(0, i-negationWindow); k < i; k++ {
			denied = denied || st.negates(k)
		}
	}
	for k := i + 1; k+1 < len(st.words) && k <= i+complementWords; k++ {
		opener := st.words[k].fold
		if denied && claimOpeners[opener] || refusals[f] && (opener == "zu" || k == i+1 && actionOpeners[opener]) {
			return k + 1, true
		}
	}
	return 0, false
}

// negates says whether the i-th word of st is a negation that negates
// something: not one that bounds a number, nor one of "not only".
func (st statement) negates(i int) bool {
	w := st.words[i]
	return negations[w.fold] && !st.inNumber(w) && !(w.end < len(st.text) && st.text[w.end] == '-') &&
		!(i+1 < len(st.words) && notNegating[st.words[i+1].fold+"/"+w.fold])
}

// cutFrom returns the word by which a source denies, doubts or supposes the
// clause that a span of it was cut from, "" where none does: the span begins its
// sentence, or nothing of the kind reaches it.
func (a *aligner) cutFrom(source int, span reader.Span) string {
	st := a.around(source, span)
	at := span.Start - st.span.Start
	before := len(st.words)
	if k := slices.IndexFunc(st.words, func(w word) bool { return w.end > at }); k >= 0 {
		before = k
	}
	if before == 0 || at <= 0 {
		return spacelessDenial(st.text[:max(0, min(at, len(st.text)))])
	}
	// "…, that the railway reached the coast" is what all before it is about.
	whole := claimOpeners[st.words[before-1].fold]
	reached := true
	for i := before - 1; i >= 0; i-- {
		w := st.words[i]
		between := gap(st.text, w, nextOr(st.words, i+1, at))
		if slices.Contains(between, ';') {
			break
		}
		reached = reached && (whole || !endsClause(between)) && !(contrasts[w.fold] || separating[w.fold])
		switch {
		case suppositions[a.material.langs[source]][w.fold]:
			return w.text
		case reached && (st.negates(i) || refusals[w.fold] || rejections[w.fold] || exceptions[w.fold]):
			return w.text
		}
	}
	return spacelessDenial(st.text[:at])
}

// nextOr returns the i-th word, or an empty one at the end of the text before
// at.
func nextOr(ws []word, i, at int) word {
	if i < len(ws) && ws[i].start < at {
		return ws[i]
	}
	return word{start: at, end: at}
}

// separating are joiners after which a negation before them reaches no more.
var separating = set(`and und y e et и`)

// spacelessDenial returns the last negation of the clause that a text without
// spaces ends in.
func spacelessDenial(before []rune) string {
	for i := len(before) - 1; i > 0 && isSpaceless(before[i]); i-- {
		if strings.ContainsRune("不没沒未无無非", before[i]) {
			return string(before[i])
		}
	}
	return ""
}

// leftOut returns the word between two quotations that only an ellipsis joins,
// without which they say something else; "" for none.
func (a *aligner) leftOut(source int, first, second reader.Span) string {
	for _, st := range a.material.statements {
		if st.source != source {
			continue
		}
		for i, w := range st.words {
			if at := st.span.Start + w.start; at >= first.End && at < second.Start &&
				(st.negates(i) || refusals[w.fold] || rejections[w.fold] || exceptions[w.fold]) {
				return w.text
			}
		}
	}
	return ""
}

// speaksOfDenial says whether a statement itself denies, doubts or supposes something.
func (st statement) speaksOfDenial(lang language) bool {
	return slices.ContainsFunc(st.words, func(w word) bool {
		return negations[w.fold] || refusals[w.fold] || rejections[w.fold] || exceptions[w.fold] || suppositions[lang][w.fold]
	})
}
