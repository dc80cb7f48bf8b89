package knowledge

import (
	"maps"
	"slices"
	"strings"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// aboutTheQuestion are words by which a question says how it wants to be
// answered; no document answers to them.
var aboutTheQuestion = func() map[string]bool {
	set := map[string]bool{}
	for _, t := range index.Analyse(language.English, `answer question response respond rely relying based details shown outlined
		information provided primarily assume please explain according given give using perspective analyst`) {
		set[t.Text] = true
	}
	return set
}()

// inReports gives the terms of an English question among documents that it names:
// without the words about the question itself and, where it seeks something in
// reports, other forms of its words, and with what reports say for the
// words that people ask with.
func inReports(terms []index.Term, seeks sought) []index.Term {
	kept := make([]index.Term, 0, len(terms))
	have := map[string]bool{}
	words := 0
	for _, t := range terms {
		words = max(words, t.Word+1)
		if t.Form && !t.Spelled && !seeks.none() {
			continue // it is known what reports say
		}
		if t.Required || !aboutTheQuestion[t.Text] {
			kept = append(kept, t)
			have[t.Text] = true
		}
	}
	if len(kept) == 0 {
		return terms
	}
	for _, t := range index.QueryTerms(strings.Join(seeks.said(), " ")) {
		if !have[t.Text] {
			have[t.Text] = true
			t.Word += words // words of their own
			kept = append(kept, t)
		}
	}
	return kept
}

// How many of a line's rows and of a section's titles are searched for as well.
const (
	rowsSaid   = 3
	titlesSaid = 2
)

// said gives what reports say for what a question seeks.
func (s sought) said() []string {
	var list []string
	for _, statement := range slices.Sorted(maps.Keys(s.statements)) {
		if s.statements[statement] == 1 {
			list = append(list, reportsKnown.titles[statement][0])
		}
	}
	for _, l := range s.lines {
		list = append(list, l.rows[:min(rowsSaid, len(l.rows))]...)
	}
	for i, title := range s.titles {
		if i < titlesSaid {
			list = append(list, title)
		}
	}
	return list
}
