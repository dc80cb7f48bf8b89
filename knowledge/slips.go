package knowledge

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// People mistype. Where a search finds nothing about a question, words of it that no
// passage has may be slips of words that some have.

// Slip is a word of a question that no passage has, and the library's word that it is
// probably meant to be.
type Slip struct {
	Typed, Meant string
}

// minSlip is how many letters a word has at least that is taken for a slip. Shorter ones
// are one letter away from too many others: "horse" from "house".
const minSlip = 6

// maxSlip bounds a word's letters: the work grows with them.
const maxSlip = 40

// mostMeant is how many words a slip is tried as, the commonest first: some occur only
// outside of what is searched.
const mostMeant = 5

// Slips gives the words of a query that no passage has and that are one letter away from
// a word of what the query searches: one that is missing, too many or another, or two
// neighbours exchanged (Damerau 1964). Names too are mended so ("Robinsen"), and a rare
// word may be taken for another: who searches for the words that are meant tells the
// person.
func (l *Library) Slips(ctx context.Context, q Query) ([]Slip, error) {
	filter, err := l.filter(ctx, q.Documents, q.Filters)
	if err != nil {
		return nil, err
	}
	languages, err := l.store.Languages(ctx)
	if err != nil {
		return nil, err
	}
	var slips []Slip
	for _, word := range strings.FieldsFunc(q.Text, notLetter) {
		if n := len([]rune(word)); n < minSlip || n > maxSlip || slices.ContainsFunc(slips, func(s Slip) bool { return s.Typed == word }) {
			continue
		}
		terms := index.QueryTerms(word, languages...)
		weights, err := l.store.Weights(ctx, terms)
		if err != nil {
			return nil, err
		}
		if len(terms) == 0 || terms[0].Stop || slices.ContainsFunc(terms, func(t index.Term) bool { return weights.Count[t.Text] > 0 }) {
			continue
		}
		meant, err := l.meant(ctx, word, languages, filter)
		if err != nil {
			return nil, err
		}
		if meant != "" {
			slips = append(slips, Slip{word, meant})
		}
	}
	return slips, nil
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// meant is the word that a passage writes where a query has word, which is nowhere; "" for
// none.
func (l *Library) meant(ctx context.Context, word string, languages []language.Tag, filter index.Filter) (string, error) {
	near := oneLetterAway(strings.ToLower(word))
	by := map[string]bool{} // terms
	var terms []index.Term
	for other := range near {
		for _, t := range index.QueryTerms(other, languages...) {
			if !t.Form && !t.Part && !t.Stop && !by[t.Text] {
				by[t.Text] = true
				terms = append(terms, index.Term{Text: t.Text})
			}
		}
	}
	weights, err := l.store.Weights(ctx, terms)
	if err != nil {
		return "", err
	}
	maps.DeleteFunc(weights.Count, func(_ string, n int) bool { return n == 0 })
	found := slices.SortedFunc(maps.Keys(weights.Count), func(a, b string) int {
		return cmp.Or(cmp.Compare(weights.Count[b], weights.Count[a]), cmp.Compare(a, b))
	})
	for _, term := range found[:min(len(found), mostMeant)] {
		ranked, err := l.store.Lexical(ctx, []index.Term{{Text: term}}, 1, filter)
		if err != nil {
			return "", err
		}
		if len(ranked) == 0 {
			continue // only outside of what is searched
		}
		passages, err := l.store.Passages(ctx, []int64{ranked[0].Passage})
		if err != nil {
			return "", err
		}
		if written := writtenAs(term, passages[ranked[0].Passage].Text, len([]rune(word))-mostEnding, near, languages); written != "" {
			return written, nil
		}
	}
	return "", nil
}

// mostEnding is how much shorter than the slip a word may be of whose stem one near to it is.
// A stemmer takes "altest" for a form of "alt", which nobody meant by "latest".
const mostEnding = 2

// writtenAs finds how a text writes a term, as one of the words that are near where it
// does, or as another form of one that has at least as many letters; "" where the text has it
// not.
func writtenAs(term, text string, letters int, near map[string]bool, languages []language.Tag) (written string) {
	for _, word := range strings.FieldsFunc(text, notLetter) {
		if !slices.ContainsFunc(index.QueryTerms(word, languages...), func(t index.Term) bool { return t.Text == term && !t.Form }) {
			continue
		}
		if near[strings.ToLower(word)] {
			return word
		}
		if len([]rune(word)) >= letters {
			written = cmp.Or(written, word)
		}
	}
	return written
}

// alphabets are the letters that may be typed for another, by script.
var alphabets = []string{"abcdefghijklmnopqrstuvwxyzäöüßáéíóúñàèùâêîôûçå", "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώ"}

// oneLetterAway are the words that are made of one by leaving a letter out, exchanging two
// neighbours, putting another letter for one, or one in between.
func oneLetterAway(word string) map[string]bool {
	letters := []rune(word)
	var alphabet string
	for _, a := range alphabets {
		if strings.ContainsRune(a, letters[0]) {
			alphabet = a
		}
	}
	near := map[string]bool{}
	for i := range len(letters) + 1 {
		before, after := string(letters[:i]), letters[i:]
		if len(after) > 0 {
			near[before+string(after[1:])] = true
		}
		if len(after) > 1 {
			near[before+string(after[1])+string(after[0])+string(after[2:])] = true
		}
		for _, r := range alphabet {
			if len(after) > 0 {
				near[before+string(r)+string(after[1:])] = true
			}
			near[before+string(r)+string(after)] = true
		}
	}
	delete(near, word)
	return near
}
