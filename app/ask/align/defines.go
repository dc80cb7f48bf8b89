package align

import (
	"regexp"
	"slices"

	"carrel/app/ask/prose"
)

// What a word means is asked by few words, which many sentences have: the one that
// explains it begins with the word.

// askedTerms are, of a question for what something is or means ("What is an invariant
// section?", "What does convey mean in the licence?"), the terms of that; nil for any
// other. A question with "the" ("What is the fee?") asks for the thing, not for a word.
func (asked Statement) askedTerms() []string {
	ws := asked.words
	for _, ask := range meaningAsked {
		n := len(ask.before)
		if len(ws) <= n || !slices.EqualFunc(ws[:n], ask.before, func(w prose.Word, f string) bool { return w.Fold == f }) {
			continue
		}
		if last := ask.before[n-1]; ask.after == "mean" || last == "bedeutet" || last == "heisst" || last == "significa" {
			// "the error code F22": a code alone stands before its meaning.
			if k := slices.IndexFunc(ws[n:], func(w prose.Word) bool { return code.MatchString(w.Text) }); k >= 0 {
				return []string{ws[n+k].Term}
			}
		}
		var terms []string
		for i, w := range ws[n:] {
			if ask.after != "" && w.Fold == ask.after {
				return terms
			}
			if i == 0 && articles[w.Fold] {
				continue
			}
			if len(terms) > 0 && ask.after == "" && (within[w.Fold] || w.Fold == "for" && n+i+1 == len(ws)) {
				return terms // what follows says in what; or it is asked what something is for
			}
			if w.Term == "" || len(terms) == mostAsked {
				terms = nil
				break
			}
			terms = append(terms, w.Term)
		}
		if ask.after == "" && terms != nil {
			return terms
		}
	}
	return nil
}

// code matches what programs and machines call what they have to say: "F22", "E-105", "0x80070005".
var code = regexp.MustCompile(`^(?:\p{L}+-?\d[\p{L}\d-]*|0x[0-9a-fA-F]+)$`)

// mostAsked is how many words with content a term has at most whose meaning is asked.
const mostAsked = 3

// meaningAsked are the words before, and after, what is asked about.
var meaningAsked = []struct {
	before []string
	after  string
}{
	{[]string{"what", "is", "meant", "by"}, ""}, {[]string{"what", "is", "the", "definition", "of"}, ""}, {[]string{"what", "is", "the", "meaning", "of"}, ""},
	{[]string{"was", "ist", "die", "definition", "von"}, ""}, {[]string{"cual", "es", "la", "definicion", "de"}, ""}, {[]string{"what", "is"}, ""}, {[]string{"what", "are"}, ""},
	{[]string{"what", "does"}, "mean"}, {[]string{"what", "do"}, "mean"}, {[]string{"what", "does"}, "stand"}, {[]string{"define"}, ""},
	{[]string{"was", "ist"}, ""}, {[]string{"was", "sind"}, ""}, {[]string{"was", "bedeutet"}, ""}, {[]string{"was", "heisst"}, ""},
	{[]string{"was", "versteht", "man", "unter"}, ""}, {[]string{"que", "es"}, ""}, {[]string{"que", "son"}, ""}, {[]string{"que", "significa"}, ""},
}

var (
	articles = prose.Set(`a an ein eine einen einem einer un una unos unas to`)
	within   = prose.Set(`in under according with im nach laut bei unter en segun`)
	// equates are words behind a term at once when it is explained, explains are those that may
	// stand a little later: "To convey a work means …".
	equates  = prose.Set(`is are was were ist sind es son`)
	explains = prose.Set(`mean means meant refers denotes describes defined bedeutet bezeichnet heisst meint significa designa`)
)

// apposed is how many words another name of a term may have, set apart behind it: "Record
// linkage, or computer matching, is …", "Cyclic redundancy check (CRC) is …".
const apposed = 4

// setApart says whether what begins at a place of a statement is another name, behind a
// comma or in brackets.
func (st Statement) setApart(at int) bool {
	return otherName.MatchString(string(st.Text[min(at, len(st.Text)):]))
}

var otherName = regexp.MustCompile(`^[”"’]? ?(?:\(|, (?:or|also|oder|auch|o|también) )`)

// glossed matches what stands behind a term in a list of such: "F75: no pressure", "Warp – the
// threads that are stretched first".
var glossed = regexp.MustCompile(`^[*_` + "`" + `"”]*(?::| [–—=]) *[*_` + "`" + `]*\p{L}`)

// explainsWithin is how many words may stand between a term and the verb that explains it.
const explainsWithin = 3

// defines says whether a statement begins with those terms and goes on to explain them.
func (st Statement) defines(terms []string) bool {
	ws := st.words
	for len(ws) > 0 && (ws[0].Term == "" || articles[ws[0].Fold] || st.inNumber(ws[0]) && !slices.Contains(terms, ws[0].Term)) { // or a number in front
		ws = ws[1:]
	}
	if len(terms) == 0 || len(ws) <= len(terms) {
		return false
	}
	for i, t := range terms {
		if ws[i].Term != t {
			return false
		}
	}
	rest := ws[len(terms):]
	if glossed.MatchString(string(st.Text[min(ws[len(terms)-1].End, len(st.Text)):])) {
		return true
	}
	if equates[rest[0].Fold] || st.setApart(ws[len(terms)-1].End) && slices.ContainsFunc(rest[:min(len(rest), apposed+1)], func(w prose.Word) bool { return equates[w.Fold] }) {
		return true
	}
	return slices.ContainsFunc(rest[:min(len(rest), explainsWithin+1)], func(w prose.Word) bool { return explains[w.Fold] })
}
