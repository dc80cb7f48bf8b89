package align

import (
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Articles and minutes tell what people said: “…”, said Ada Reader. Where the person stands right
// beside the verb, it is theirs.

const (
	tellingVerb = `(?:said|says|told|tells|added|adds|wrote|writes|called|calls|claimed|claims|stated|states|announced|announces|promised|promises|replied|replies|answered|answers|asked|asks|reported|reports|warned|warns|admitted|admits|explained|explains|insisted|insists|denied|denies|declared|declares|sagte|sagt|schrieb|schreibt|erklärte|erklärt|versprach|warnte|betonte|antwortete)`
	personSaid  = `(\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,4})`
)

var (
	personTells = regexp.MustCompile(personSaid + `(?:,[^,.“”"]{1,80},)?(?: also| then| later)? ` + tellingVerb + `\b`)
	toldPerson  = regexp.MustCompile(`(?:[,”"’] ?(?:said|says|added|adds|wrote|writes|stated|claimed|explained|insisted|admitted|sagte|sagt|schrieb|erklärte)|[”"] asked) (?:(?:the |der |die )?\p{Ll}[\p{L}-]+ ){0,2}` + personSaid)
	theyTell    = regexp.MustCompile(`^(?:He|She|They|Er|Sie) (?:also |then |later )?` + tellingVerb + `\b`)
	goesOnSaid  = regexp.MustCompile(`^[“"„].*[”"“]$`)
)

// Reported are the sentences of a text in which it tells that a person said something, with a
// quotation that goes on behind one; none of a mail or transcript, where each is their own.
func Reported(text, person string) (out []reader.Span) {
	words := nameWordsOf(person)
	named := func(text string) bool {
		text = prose.Fold(text)
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	if !named(text) {
		return nil // as most pages that a search for what was said finds
	}
	runes := []rune(text)
	var before reader.Span
	subject, last := false, false // the sentence before begins with the person; it is one of those
	for _, s := range prose.Sentences(text) {
		said := strings.Join(strings.Fields(string(runes[s.Start:s.End])), " ")
		tells, about := false, named(said)
		if about {
			for _, p := range []*regexp.Regexp{personTells, toldPerson} {
				for _, m := range p.FindAllStringSubmatch(said, -1) {
					tells = tells || SamePerson(m[1], person)
				}
			}
		}
		switch {
		case tells:
			out = append(out, s)
		case subject && theyTell.MatchString(said):
			tells = true
			out = append(out, reader.Span{Start: before.Start, End: s.End})
		case last && goesOnSaid.MatchString(said):
			tells = true
			out[len(out)-1].End = s.End
		}
		subject, last, before = false, tells, s
		if about {
			m := beginsWithPerson.FindStringSubmatch(said)
			subject = m != nil && SamePerson(m[1], person)
		}
	}
	return out
}

var beginsWithPerson = regexp.MustCompile(`^` + personSaid + ` \p{Ll}`)
