package intent

import (
	"regexp"
	"strings"
	"sync"

	"carrel/app/ask/prose"
)

// Patterns compiles patterns of whole questions when the first one is asked: most of
// Carrel's processes never are.
func Patterns(patterns ...string) func() []*regexp.Regexp {
	return sync.OnceValue(func() []*regexp.Regexp {
		out := make([]*regexp.Regexp, len(patterns))
		for i, p := range patterns {
			out[i] = regexp.MustCompile(`^(?:` + p + `)$`)
		}
		return out
	})
}

// Plain is a question as the patterns of questions are matched with it: folded, with
// one space between words, without the marks around it.
func Plain(question string) string {
	return strings.Trim(strings.Join(strings.Fields(prose.Fold(question)), " "), " .!?¿¡。？！؟…")
}

// AskWords are those that questions begin with.
var AskWords = prose.Set(`what which who when where how why was welche welcher welches wer wann wo wie warum que quel quelle qui quand ou comment cual quien cuando donde como`)

// Requests are words with which a request begins that is no question by its words.
var Requests = prose.Set(`quote tell show give find explain describe compare summarise summarize search look zitiere nenne zeig zeige gib finde suche erklare beschreibe vergleiche montre donne trouve explique decris muestra dime encuentra explica mostra spiega trova`)
