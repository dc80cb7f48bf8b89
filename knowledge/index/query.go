package index

import (
	"slices"
	"strings"
	"sync"

	"carrel/knowledge/language"
)

// QueryTerms analyses a question: each term once, stop words left out unless
// there is nothing else. It is analysed as each of the languages has it, since
// every document's terms are those of its own language; none means English.
//
// The question's own language, where it can be told, decides which words are
// stop words. Otherwise those of any of the languages are.
func QueryTerms(text string, languages ...language.Tag) []Term {
	if len(languages) == 0 {
		languages = []language.Tag{language.English}
	}
	own := language.Detect(text)
	if !slices.Contains(languages, own) {
		own = language.Unknown
	}
	analyses := make([][]Term, len(languages))
	at := make([]int, len(languages)) // how far each has been taken over
	stop := map[int]bool{}            // by word
	asks := map[int]bool{}
	for i, lang := range languages {
		analyses[i] = Analyse(lang, text)
		for k, t := range analyses[i] {
			if k > 0 && t.Word == analyses[i][k-1].Word+1 && howWords[analyses[i][k-1].Text] && measuring()[t.Text] ||
				k > 0 && asksWhat[analyses[i][0].Text] && costing()[t.Text] {
				asks[t.Word] = true
			}
			if t.Stop && (own == language.Unknown || own == lang) {
				stop[t.Word] = true
			}
		}
	}
	seen := map[string]bool{}
	var terms, stops []Term
	for at[0] < len(analyses[0]) {
		word := analyses[0][at[0]].Word
		for i, all := range analyses {
			for ; at[i] < len(all) && all[at[i]].Word <= word; at[i]++ {
				t := all[at[i]]
				if seen[t.Text] || t.Word < word {
					continue
				}
				seen[t.Text] = true
				t.Asks = asks[word]
				if t.Stop = stop[word]; t.Stop {
					stops = append(stops, t)
				} else {
					terms = append(terms, t)
				}
			}
		}
	}
	if len(terms) == 0 {
		return stops
	}
	return withForms(terms, seen, languages)
}

// withForms puts behind each term the other forms of its word, those left out that the
// query has itself.
func withForms(terms []Term, seen map[string]bool, languages []language.Tag) []Term {
	out := make([]Term, 0, len(terms))
	for _, t := range terms {
		out = append(out, t)
		if t.Part {
			continue
		}
		for _, lang := range languages {
			forms, spelled := inflected(lang, t.Text), spelledOtherwise(lang, t.Text)
			for i, form := range slices.Concat(forms, spelled) {
				if !seen[form] {
					seen[form] = true
					out = append(out, Term{Text: form, Word: t.Word, Asks: t.Asks, Form: true, Spelled: i >= len(forms)})
				}
			}
		}
	}
	return out
}

// howWords ask with the word behind them how much something is.
var howWords = map[string]bool{"how": true, "wie": true}

// asksWhat are words with which a question begins what something costs.
var asksWhat = map[string]bool{"what": true, "how": true, "was": true, "wie": true, "wieviel": true}

// measuring are terms of the words that ask how much, in English and German, costing of
// those that ask for a sum of money.
var (
	measuring = sync.OnceValue(func() map[string]bool { return termsOf(language.HowMuch) })
	costing   = sync.OnceValue(func() map[string]bool { return termsOf(language.Costing) })
)

func termsOf(words func(language.Tag) []string) map[string]bool {
	out := map[string]bool{}
	for _, lang := range []language.Tag{language.English, "de"} {
		for _, t := range Analyse(lang, strings.Join(words(lang), " ")) {
			out[t.Text] = true
		}
	}
	return out
}

// Occurring leaves out of a query the forms of a word that no passage has, where
// there are several and some passage has another one: of the forms that the
// library's languages give a word, one is meant.
func Occurring(terms []Term, weights Weights) []Term {
	kept := make([]Term, 0, len(terms))
	for i, t := range terms {
		if !t.Part && weights.Count[t.Text] == 0 && otherForm(terms, i, weights) {
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

func otherForm(terms []Term, i int, weights Weights) bool {
	for _, t := range terms {
		if t.Word == terms[i].Word && !t.Part && t.Text != terms[i].Text && weights.Count[t.Text] > 0 {
			return true
		}
	}
	return false
}
