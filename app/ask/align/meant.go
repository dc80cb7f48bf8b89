package align

import (
	"strings"
	"sync"

	"carrel/app/ask/prose"
)

// What a lexicon of meanings does not say. Of both lists a word counts only in place of one
// that the telling does not have (wordedAs):
//
//   - wordings/meant.en.txt has a word, and behind a colon those that a text may have where
//     somebody who tells it says that word; not the other way round;
//   - wordings/alike.en.txt has words a line of which any may stand for any other.

// meant maps a stem to those that it may be said for, each between spaces.
var meant = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, line := range wordingLines("meant")[prose.English] {
		said, from, _ := strings.Cut(line, ": ")
		stem := prose.English.Stem(said)
		for _, w := range strings.Fields(from) {
			out[stem] += " " + prose.English.Stem(w) + " "
		}
	}
	for _, line := range wordingLines("alike")[prose.English] {
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
