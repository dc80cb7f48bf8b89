package align

import (
	"slices"
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
var meant = sync.OnceValue(func() saidFor {
	out := saidFor{}
	for _, line := range wordingLines("meant")[prose.English] {
		said, from, _ := strings.Cut(line, ": ")
		stem := prose.English.Stem(said)
		for _, w := range strings.Fields(from) {
			out[stem] += " " + prose.English.Stem(w) + " "
		}
	}
	// A word in two groups of synonyms has the term of one of them only.
	for _, line := range wordingLines("synonyms")[prose.English] {
		group := slices.DeleteFunc(strings.Split(line, ", "), func(w string) bool { return strings.Contains(w, " ") })
		out.join(group)
	}
	for _, line := range wordingLines("alike")[prose.English] {
		out.join(strings.Fields(line))
	}
	return out
})

// saidFor has, by a word's stem, those that it may be said for, each between spaces.
type saidFor map[string]string

// join lets each of some words stand for any other of them.
func (m saidFor) join(words []string) {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = prose.English.Stem(w)
	}
	for _, said := range stems {
		for _, from := range stems {
			if said != from && !toldApart(said, from) && !strings.Contains(m[said], " "+from+" ") {
				m[said] += " " + from + " "
			}
		}
	}
}
