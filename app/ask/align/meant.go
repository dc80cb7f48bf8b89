package align

import (
	_ "embed"
	"strings"
	"sync"

	"carrel/app/ask/prose"
)

// What a lexicon of meanings does not say: a word, and those that a text may have
// where somebody who tells it says that word. Not the other way round, and only in
// place of a word that the telling does not have (wordedAs).
//
//go:embed meant.txt
var meantLines string

// alikeLines has words a line of which any may stand for any other.
//
//go:embed alike.txt
var alikeLines string

// meant maps a stem to those that it may be said for, each between spaces.
var meant = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(meantLines), "\n") {
		said, from, _ := strings.Cut(line, ": ")
		stem := prose.English.Stem(said)
		for _, w := range strings.Fields(from) {
			out[stem] += " " + prose.English.Stem(w) + " "
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(alikeLines), "\n") {
		words := strings.Fields(line)
		for i, w := range words {
			words[i] = prose.English.Stem(w)
		}
		for _, said := range words {
			for _, from := range words {
				if said != from && !toldApart(said, from) && !strings.Contains(out[said], " "+from+" ") {
					out[said] += " " + from + " "
				}
			}
		}
	}
	return out
})
