package knowledge

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"carrel/knowledge/index"
)

// A question may misspell what reports are asked for ("operting income"). A word
// that no passage has, and that is one slip away from exactly one word of
// reports.txt, is read as that word where it is told what the question seeks.

// minRespelt is how long a word is at least that is taken for a slip: shorter ones
// are one slip away from each other.
const minRespelt = 5

// reportVocabulary has the words that people ask for reports with, by length.
var reportVocabulary = sync.OnceValue(func() map[int][]string {
	by := map[int][]string{}
	for _, phrase := range reportsKnown.phrases {
		for word := range strings.FieldsSeq(phrase) {
			if n := len(word); n >= minRespelt && !slices.Contains(by[n], word) {
				by[n] = append(by[n], word)
			}
		}
	}
	return by
})

// respelling gives the word of reports.txt that a word is one slip away from; ""
// for none, for several, and for words that are in reports.txt.
func respelling(word string) string {
	if len(word) < minRespelt || slices.Contains(reportVocabulary()[len(word)], word) {
		return ""
	}
	found := ""
	for n := len(word) - 1; n <= len(word)+1; n++ {
		for _, other := range reportVocabulary()[n] {
			if other[0] != word[0] || !oneSlip(word, other) {
				continue
			}
			if found != "" {
				return ""
			}
			found = other
		}
	}
	return found
}

// oneSlip reports whether two words differ by one letter that is missing, too
// many or another, or by two neighbours that are exchanged.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	switch {
	case i == len(a):
		return false // the same
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// respelt gives the question with such slips mended.
func (s *search) respelt(ctx context.Context) (string, error) {
	words := strings.Fields(phrased(s.asked.text))
	var terms []index.Term
	slips := map[int]string{}
	for i, w := range words {
		if utf8.RuneCountInString(w) != len(w) {
			continue
		}
		if other := respelling(w); other != "" {
			slips[i] = other
			terms = append(terms, index.QueryTerms(w, s.languages...)...)
		}
	}
	if len(slips) == 0 {
		return s.asked.text, nil
	}
	weights, err := s.library.store.Weights(ctx, terms)
	if err != nil {
		return "", err
	}
	for i, other := range slips {
		known := false
		for _, t := range index.QueryTerms(words[i], s.languages...) {
			known = known || weights.Count[t.Text] > 0
		}
		if !known {
			words[i] = other
		}
	}
	return strings.Join(words, " "), nil
}
