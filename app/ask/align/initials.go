package align

import (
	"slices"
	"unicode/utf8"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// "BP" is blood pressure where the question asks for that.

// How many letters initials have that are read.
const (
	fewestInitials = 2
	mostInitials   = 5
)

// initials are the terms of a question's words that st says by their first letters, of a value.
func (st Statement) initials(asked Statement) (out map[string]bool) {
	for _, w := range st.words {
		// A name is said in full beside its initials; what is measured is not.
		if isInitials(w) && st.valueBehind(w) {
			if at := spelled(w.Text, asked.words); at >= 0 && !prose.IsCapital(asked.words[at]) {
				if out == nil {
					out = map[string]bool{}
				}
				for _, q := range asked.words[at : at+len(w.Text)] {
					out[q.Term] = true
				}
			}
		}
	}
	return out
}

// valueBehind says whether a figure stands soon behind a word: "BP at home 134/76".
func (st Statement) valueBehind(w prose.Word) bool {
	return slices.ContainsFunc(st.numbers, func(n quantity.Number) bool {
		return !n.Word && !n.IsYear() && n.Start > w.End && n.Start < w.End+valueWithin
	})
}

// valueWithin is how far behind its name a value stands, in code points.
const valueWithin = 24

// isInitials says whether a word is all capitals, and few.
func isInitials(w prose.Word) bool {
	n := utf8.RuneCountInString(w.Text)
	return n >= fewestInitials && n <= mostInitials && n == len(w.Text) && letters(w.Fold) && prose.IsAcronym([]rune(w.Text))
}

// spelled is where in words those follow each other that begin with the letters, -1 for nowhere.
func spelled(initials string, words []prose.Word) int {
	for at := 0; at+len(initials) <= len(words); at++ {
		same := true
		for k := range len(initials) {
			w := words[at+k]
			same = same && w.Term != "" && w.Fold[0] == initials[k]|0x20 && !isInitials(w)
		}
		if same {
			return at
		}
	}
	return -1
}
