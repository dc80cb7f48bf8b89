package ask

import (
	"slices"
	"strings"

	"carrel/app/ask/intent"
	"carrel/app/ask/prose"
)

// How follow-up questions are completed.
const (
	followUpTerms = 2 // a question with fewer content words than this leans on the one before
	ownTerms      = 6 // one with so many stands alone, pronouns or not
	earlierTerms  = 8 // how many words of the question before are taken over
	earlierTurns  = 4 // how far back that goes
)

// standalone returns the text to search for: the question itself, or, for a
// follow-up that cannot stand alone, the question with the content words of
// the question before it. A question leans on the one before when it has a
// pronoun that points back and fewer than six content words, opens with "and"
// (but not with "and where" and the like) or "what about", or has fewer than two
// content words. The rule is plain on purpose: it is deterministic and can be told
// to a person.
func standalone(question string, earlier []string) string {
	if len(earlier) > earlierTurns {
		earlier = earlier[len(earlier)-earlierTurns:]
	}
	before := ""
	for _, q := range earlier {
		before = complete(q, before)
	}
	return complete(question, before)
}

// complete returns a question with the content words of the one before, where it leans on that.
func complete(question, before string) string {
	if before == "" || !leans(question) {
		return question
	}
	lang := prose.Detect(before + " " + question)
	have := map[string]bool{}
	for _, w := range prose.Words(question, lang) {
		have[w.Term] = true
	}
	var taken []string
	for _, w := range prose.Words(before, lang) {
		if w.Term != "" && !have[w.Term] && !asksOnly[w.Fold] && len(taken) < earlierTerms {
			have[w.Term] = true
			taken = append(taken, w.Text)
		}
	}
	if len(taken) == 0 {
		return question
	}
	return question + " " + strings.Join(taken, " ")
}

// asksOnly are words of a question that say nothing of what it is about.
var asksOnly = prose.Set(`much many must can could may might should shall would will need tell please
	viel viele muss mussen kann konnen darf durfen soll sollen bitte`)

// asksItself says whether a question that leans on the one before asks something of its
// own: "And what is the monthly rent?", "Who is the judge?"
func asksItself(question string) bool { return asksOwn(question, false) }

// asksOfSame says the same of one that asks it of whom or what the question before is about: "And
// what was her blood pressure?"
func asksOfSame(question string) bool { return asksOwn(question, true) }

func asksOwn(question string, pointing bool) bool {
	ws := prose.Words(question, prose.Detect(question))
	if len(ws) > 0 && ands[ws[0].Fold] {
		ws = ws[1:]
	}
	if len(ws) < 2 || !intent.AskWords[ws[0].Fold] || ws[1].Fold == "about" {
		return false
	}
	own, points := false, false
	for _, w := range ws[1:] {
		points = points || prose.Anaphors[w.Fold]
		own = own || w.Term != "" && !asksOnly[w.Fold]
	}
	return own && points == pointing
}

// withNames is a question with the names that what is searched for has besides: those of the
// question before. Without names it is what is searched for.
func withNames(question, search string) string {
	carried := strings.TrimPrefix(search, question)
	var names []string
	for _, w := range prose.Words(prose.Amid+carried, prose.Detect(search)) {
		if w.Name {
			names = append(names, w.Text)
		}
	}
	if len(names) == 0 {
		return search
	}
	return question + " " + strings.Join(names, " ")
}

var (
	ands = prose.Set(`and und et y`)
	// opening are the words that begin a question with a verb and things of its own.
	opening = prose.Set(`where when who whom whose why wo wann wer wem wen wessen warum weshalb wieso ou quand qui pourquoi donde cuando quien`)
)

// leans says whether a question cannot stand without the one before: see standalone.
func leans(question string) bool {
	ws := prose.Words(question, prose.Detect(question))
	content := 0
	names := false
	for _, w := range ws {
		if w.Term != "" {
			content++
		}
		names = names || w.Name
	}
	if content < followUpTerms {
		return true
	}
	if len(ws) > 0 && ands[ws[0].Fold] {
		// "And where does glycolysis happen?" is a whole question; "And when was the
		// lawsuit filed?" is about one that was spoken of.
		if len(ws) == 1 || !opening[ws[1].Fold] || slices.ContainsFunc(ws, func(w prose.Word) bool { return prose.Determiners[w.Fold] }) {
			return true
		}
		ws = ws[1:]
	}
	if len(ws) > 1 && ws[1].Fold == "about" && (ws[0].Fold == "what" || ws[0].Fold == "how") {
		return true
	}
	if content >= ownTerms {
		return false
	}
	for i, w := range ws {
		// A pronoun after a name of the question itself points to that:
		// "When did Tesla sell his patents?"
		if prose.Anaphors[w.Fold] && !(names && i > 0) {
			return true
		}
	}
	return false
}
