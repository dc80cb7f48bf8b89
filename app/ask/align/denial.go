package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// What a source says in a subordinate clause it need not say itself: "the court
// rejected the claim that Keller stole the boat", "if Keller stole the boat".
// These are the words by which a source denies, doubts or supposes what stands
// after them.
var (
	// refusals deny what is to be done after them: "refused to sell".
	refusals = prose.Set(`refuse refused refuses refusing fail failed fails failing decline declined declines neglected neglects forgot forgets
		weigert weigerte weigerten versaumt versaumte nego niega refusa refusent rifiuto rifiuta recusou`)
	// rejections deny or doubt what is claimed after them: "denied that".
	rejections = prose.Set(`deny denied denies denying reject rejected rejects rejecting dispute disputed disputes doubt doubted doubts doubtful unlikely
		false falsely wrongly mistakenly untrue bestritt bestreitet bestritten leugnet leugnete bezweifelt falschlich unwahrscheinlich
		faussement dementi falsamente improbable desmintio smentito`)
	// suppositions leave open what stands after them.
	suppositions = map[prose.Language]map[string]bool{
		prose.English:    prose.Set(`if whether unless`),
		prose.German:     prose.Set(`wenn ob falls sofern`),
		prose.Spanish:    prose.Set(`si`),
		prose.French:     prose.Set(`si`),
		prose.Italian:    prose.Set(`se`),
		prose.Portuguese: prose.Set(`se`),
		prose.Russian:    prose.Set(`если`),
	}
	// cases are what is or is not so, by what follows them.
	cases = prose.Set(`case true fall wahr cierto vrai vero verdade`)
	// actionOpeners and claimOpeners open what is refused, or claimed.
	actionOpeners = prose.Set(`to zu a de di`)
	claimOpeners  = prose.Set(`that dass que qu che что`)
)

// complementWords is how far a complement's first word stands from what it
// belongs to: "rejected the claim that".
const complementWords = 6

// complement returns the index of the first word of what the i-th word of st
// denies, where it is a refusal or a rejection that denies something.
func (st Statement) complement(i int) (int, bool) {
	f := st.words[i].Fold
	if f == "too" && i+3 < len(st.words) && st.words[i+2].Fold == "to" { // "too small to show"
		return i + 3, true
	}
	denied := rejections[f]
	if cases[f] { // "it is by no means the case, as some say, that"
		for k := max(0, i-negationWindow); k < i; k++ {
			denied = denied || st.negates(k)
		}
	}
	for k := i + 1; k+1 < len(st.words) && k <= i+complementWords; k++ {
		opener := st.words[k].Fold
		if denied && claimOpeners[opener] || refusals[f] && (opener == "zu" || k == i+1 && actionOpeners[opener]) {
			return k + 1, true
		}
	}
	return 0, false
}

// negates says whether the i-th word of st is a negation that negates
// something: not one that bounds a number, nor one of "not only".
func (st Statement) negates(i int) bool {
	w := st.words[i]
	if i+1 < len(st.words) && st.words[i+1].Joined && strings.HasPrefix(w.Term, "=") {
		return false // "no matter"
	}
	if i+2 < len(st.words) && st.words[i+1].Fold == "for" && st.words[i+2].Fold == "profit" {
		return false // "a not for profit organization", with hyphens or without
	}
	return negations[w.Fold] && !st.inNumber(w) && !st.abbreviates(i) && !(w.End < len(st.Text) && st.Text[w.End] == '-') &&
		!(i+1 < len(st.words) && notNegating[st.words[i+1].Fold+"/"+w.Fold])
}

// abbreviates says whether the i-th word is the "No." of a number: "Cheque No. 086866".
func (st Statement) abbreviates(i int) bool {
	w := st.words[i]
	if w.Fold != "no" || i+1 >= len(st.words) || !unicode.IsDigit(firstRune(st.words[i+1].Text)) {
		return false
	}
	between := prose.Gap(st.Text, w, st.words[i+1])
	return len(between) > 0 && between[0] == '.' || w.Name
}

// cutFrom returns the word by which a source denies, doubts or supposes the
// clause that a span of it was cut from, "" where none does: the span begins its
// sentence, or nothing of the kind reaches it.
func (a *Aligner) cutFrom(source int, span reader.Span) string {
	st := a.around(source, span)
	at := span.Start - st.Span.Start
	before := len(st.words)
	if k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.End > at }); k >= 0 {
		before = k
	}
	if before == 0 || at <= 0 {
		return spacelessDenial(st.Text[:max(0, min(at, len(st.Text)))])
	}
	// "…, that the railway reached the coast" is what all before it is about.
	whole := claimOpeners[st.words[before-1].Fold]
	reached := true
	for i := before - 1; i >= 0; i-- {
		w := st.words[i]
		between := prose.Gap(st.Text, w, nextOr(st.words, i+1, at))
		if slices.Contains(between, ';') {
			break
		}
		reached = reached && (whole || !prose.EndsClause(between)) && !(contrasts[w.Fold] || separating[w.Fold])
		switch {
		case suppositions[a.material.langs[source]][w.Fold]:
			return w.Text
		case reached && (st.negates(i) || refusals[w.Fold] || rejections[w.Fold] || exceptions[w.Fold]):
			return w.Text
		}
	}
	return spacelessDenial(st.Text[:at])
}

// nextOr returns the i-th word, or an empty one at the end of the text before
// at.
func nextOr(ws []prose.Word, i, at int) prose.Word {
	if i < len(ws) && ws[i].Start < at {
		return ws[i]
	}
	return prose.Word{Start: at, End: at}
}

// separating are joiners after which a negation before them reaches no more.
var separating = prose.Set(`and und y e et и`)

// spacelessDenial returns the last negation of the clause that a text without
// spaces ends in.
func spacelessDenial(before []rune) string {
	for i := len(before) - 1; i > 0 && prose.IsSpaceless(before[i]); i-- {
		if strings.ContainsRune("不没沒未无無非", before[i]) {
			return string(before[i])
		}
	}
	return ""
}

// leftOut returns the word between two quotations that only an ellipsis joins,
// without which they say something else; "" for none.
func (a *Aligner) leftOut(source int, first, second reader.Span) string {
	for _, st := range a.material.Statements {
		if st.Source != source {
			continue
		}
		for i, w := range st.words {
			if at := st.Span.Start + w.Start; at >= first.End && at < second.Start &&
				(st.negates(i) || refusals[w.Fold] || rejections[w.Fold] || exceptions[w.Fold]) {
				return w.Text
			}
		}
	}
	return ""
}

// speaksOfDenial says whether a statement itself denies, doubts or supposes something.
func (st Statement) speaksOfDenial(lang prose.Language) bool {
	return slices.ContainsFunc(st.words, func(w prose.Word) bool {
		return negations[w.Fold] || refusals[w.Fold] || rejections[w.Fold] || exceptions[w.Fold] || suppositions[lang][w.Fold]
	})
}
