package align

import (
	"regexp"
	"strings"

	"carrel/app/ask/prose"
)

// Lines of forms and letters that have a question's words and are about something else all the
// same: what names the thing asked about, and the rule for a case that nobody asked for.

// formLine matches a line of a form, with what it tells before the colon.
var formLine = regexp.MustCompile(`^(\p{Lu}[^:.!?\n]{1,30}): \S`)

// onlyNames says whether a statement is a form's line that names what a question asks about and
// tells nothing of it: "Product: kettle K 2" of "Is the kettle under warranty?". All that it has
// of the question stands behind its colon.
func (st Statement) onlyNames(q measuredIn) bool {
	text := string(st.Text)
	m := formLine.FindStringSubmatch(text)
	if m == nil || st.Whole() || st.inMailHead() {
		return false
	}
	label := newStatement([]rune(m[1]), st.lang)
	has := 0
	for _, t := range q.terms {
		if label.terms[t] || label.hasKin(t) {
			return false
		}
		if st.terms[t] {
			has++
		}
	}
	return has > 0 && has < len(q.terms)
}

// aCase matches what begins with a case for which something else holds than for the others:
// "For bicycles the deductible is …", "Für Fahrräder gilt …".
var aCase = regexp.MustCompile(`^(?:For (\p{Ll}{3,}s)|(?:Für|Bei) (\p{Lu}\p{Ll}{3,}(?:e|n|er|s))) `)

// setsApart says whether a statement is the rule for a case that the question does not name.
func (st Statement) setsApart(asked Statement) bool {
	m := aCase.FindStringSubmatch(string(st.Text))
	if m == nil {
		return false
	}
	for _, w := range prose.Words(strings.Join(m[1:], ""), st.lang) {
		if w.Term == "" || asked.terms[w.Term] || asked.hasKin(w.Term) {
			return false
		}
	}
	return true
}
