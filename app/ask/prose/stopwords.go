package prose

import (
	_ "embed"
	"strings"
)

// stopText has the words that carry no content: articles, pronouns, prepositions,
// auxiliaries, conjunctions, and question words. A line is a language's code and some of its
// words, folded (lower case, no accents).
//
//go:embed stopwords.txt
var stopText string

// stopWords are the words of stopText by their language.
var stopWords = func() map[Language]map[string]bool {
	out := map[Language]map[string]bool{}
	for line := range strings.Lines(stopText) {
		lang, words, _ := strings.Cut(line, " ")
		if out[Language(lang)] == nil {
			out[Language(lang)] = map[string]bool{}
		}
		for w := range strings.FieldsSeq(words) {
			out[Language(lang)][w] = true
		}
	}
	return out
}()

// Set is the set of the words of a text that has white space between them.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// Articles say that a thing is one of many, folded.
var Articles = Set(`a an ein eine einem einer einen un une une una uno um uma`)

// Determiners say that a thing is one that is known, folded.
var Determiners = Set(`the this that these those his her its their our my der die das den dem des dieser diese el la los las lo su sus le les il lo gli i os as`)
