package align

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// Data sheets, incident reports and numbered decisions say once, at their head, which one of a
// series they are of ("LM-78", "INC-2041", "ADR 4"), and the rest without it. Beside the others
// of the series it tells which place answers.

// designation matches one: the capitals of the series, and the number in it.
var designation = regexp.MustCompile(`\b(\p{Lu}{2,}\p{L}*)[ -]?(\d+\p{L}?)\b`)

// askedDesignation matches one in a question, where capitals are often left out before a hyphen.
var askedDesignation = regexp.MustCompile(`\b(\p{Lu}{2,}\p{L}*(?:[ -]?)|\p{L}{2,}-)(\d+\p{L}?)\b`)

// headDesignation matches what begins with one, as a heading does.
var headDesignation = regexp.MustCompile(`^[\s#*_"“„(\d.)-]*?(\p{Lu}{2,}\p{L}*)[ -]?(\d+\p{L}?)\b`)

// maxDesignated is how many words a heading has at most that a designation opens.
const maxDesignated = 14

// designated is what a question asks of, by its place in a series.
type designated struct {
	terms map[string]bool // of the question's words that are the designation
	of    []standing      // of each statement; nil where the question has none, or nothing stands under it
}

// mentioning is the standing of a statement that stands elsewhere and has the designation.
const mentioning standing = -1

// designated finds the places that stand under a designation of the question: in a document that
// is titled with it, or behind a line that begins with it, up to the line of another of the series.
func (m *Material) designated(question string) (d designated) {
	found := askedDesignation.FindAllStringSubmatch(question, 2)
	if len(found) != 1 {
		return d // two are compared, or related
	}
	asked := found[0]
	asked[1] = strings.TrimRight(asked[1], " -")
	standingOf := func(text string) standing {
		switch found := headDesignation.FindStringSubmatch(text); {
		case found == nil || !strings.EqualFold(found[1], asked[1]):
			return ofNobody
		case strings.EqualFold(found[2], asked[2]):
			return ofThem
		}
		return ofAnother
	}
	of, own := make([]standing, len(m.Statements)), false
	under := ofNobody
	for i, st := range m.Statements {
		if !st.Follows {
			under = standingOf(m.passages[st.Source].Title)
		}
		text := string(st.Text)
		if st.row == noRow && !st.Whole() && !st.IsEntry() && len(st.words) <= maxDesignated {
			under = cmp.Or(standingOf(text), under)
		}
		of[i] = under
		own = own || under == ofThem
		if under != ofThem && slices.ContainsFunc(designation.FindAllStringSubmatch(text, -1), func(d []string) bool {
			return strings.EqualFold(d[1], asked[1]) && strings.EqualFold(d[2], asked[2])
		}) {
			of[i] = mentioning
		}
	}
	if !own {
		return d
	}
	d.of, d.terms = of, map[string]bool{}
	for _, w := range prose.Words(prose.Amid+asked[0], m.lang) {
		d.terms[w.Term] = true
	}
	return d
}
