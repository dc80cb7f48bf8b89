package prose

import (
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"

	tongue "carrel/knowledge/language"
)

// Language is the language that a text's words are stemmed and stopped in, by its code of
// ISO 639-1.
type Language string

// The languages whose words are known.
const (
	English    Language = "en"
	German     Language = "de"
	French     Language = "fr"
	Spanish    Language = "es"
	Italian    Language = "it"
	Portuguese Language = "pt"
	Russian    Language = "ru"
)

// Chinese stands for what is written without spaces.
const Chinese Language = "zh"

var stemmers = map[Language]func(*snowballstem.Env) bool{
	English:    english.Stem,
	German:     german.Stem,
	French:     french.Stem,
	Spanish:    spanish.Stem,
	Italian:    italian.Stem,
	Portuguese: portuguese.Stem,
	Russian:    russian.Stem,
}

// Stem reduces a folded word to the stem that Snowball's stemmer for the
// language gives it, in English in American spelling ("color" for "colours"). Numbers
// stay as they are.
func (l Language) Stem(f string) string {
	if f == "" || f[0] >= '0' && f[0] <= '9' {
		return f
	}
	s, ok := stemmers[l]
	if !ok {
		s = english.Stem
	}
	stem := stemWith(s, f)
	if l == English {
		if american, ok := americanStems()[stem]; ok {
			return american
		}
		if american := tongue.AmericanStem(stem); american != "" {
			return american
		}
	}
	return stem
}

func stemWith(stem func(*snowballstem.Env) bool, word string) string {
	env := snowballstem.NewEnv(word)
	stem(env)
	return env.Current()
}

// americanStems are the stems of British spellings with those of the American ones.
var americanStems = sync.OnceValue(func() map[string]string {
	return tongue.AmericanStems(func(word string) string { return stemWith(english.Stem, word) })
})

// Stop says whether a folded word carries no content. Words that change what
// is claimed (all, only, before, more, not) are no stop words here, although
// search engines drop them: the aligner must see them.
func (l Language) Stop(f string) bool {
	if stopWords[l][f] {
		return true
	}
	return l != English && stopWords[l] == nil && stopWords[English][f]
}

// LanguageOf guesses the language of one passage; other is that of all of them,
// for a text that is too short, or has too few function words, to tell.
func LanguageOf(text string, other Language) Language {
	if len(strings.Fields(text)) < tellingWords {
		return other
	}
	lang := Detect(text)
	if lang == other {
		return lang
	}
	n, telling := 0, 0
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return !IsWordRune(r) && r != '\'' }) {
		if n++; n > detectedWords {
			break
		}
		if stopWords[lang][Fold(f)] {
			telling++
		}
	}
	if tellingShare*telling < n {
		return other
	}
	return lang
}

// tellingShare says which part of a text are function words, at least, that tell its language;
// a table of names and numbers has "no." and "de" by chance.
const tellingShare = 8

// detectedWords is how many words of a text its language is told by.
const detectedWords = 400

// tellingWords is how many words are enough to tell a text's language by.
const tellingWords = 15

// Detect guesses the language by counting function words, which make up about
// half of any running text; English where too few are known.
func Detect(text string) Language {
	counts := map[Language]int{}
	n := 0
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return !IsWordRune(r) && r != '\'' }) {
		if n++; n > detectedWords {
			break
		}
		f = Fold(f)
		for l, set := range stopWords {
			if set[f] {
				counts[l]++
			}
		}
	}
	best, most := English, counts[English]
	for _, l := range []Language{German, French, Spanish, Italian, Portuguese, Russian} {
		if counts[l] > most && counts[l] >= 2 {
			best, most = l, counts[l]
		}
	}
	return best
}

// DetectQuestion tells a question's language; sure is false where it has too few words
// that tell.
func DetectQuestion(question string) (lang Language, sure bool) {
	if MostlySpaceless(question) {
		return Chinese, true
	}
	counts := map[Language]int{}
	for _, f := range strings.FieldsFunc(question, func(r rune) bool { return !IsWordRune(r) && r != '\'' }) {
		f = Fold(f)
		for l, set := range stopWords {
			if set[f] {
				counts[l]++
			}
		}
	}
	lang = Detect(question)
	for l, n := range counts {
		if l != lang && n >= counts[lang] {
			return lang, false // as good as another
		}
	}
	return lang, counts[lang] >= 2
}

// DetectAmong is DetectQuestion, where a question that is too short to tell is taken to be in one
// of the languages of what it found, if it has a function word of that and of none other as many.
func DetectAmong(question string, found []Language) (lang Language, sure bool) {
	if lang, sure = DetectQuestion(question); sure {
		return lang, true
	}
	counts := map[Language]int{}
	for _, w := range strings.FieldsFunc(question, func(r rune) bool { return !IsWordRune(r) && r != '\'' }) {
		for l, set := range stopWords {
			if set[Fold(w)] {
				counts[l]++
			}
		}
	}
	for _, l := range found {
		most := counts[l] > 0
		for other, n := range counts {
			most = most && (other == l || n < counts[l])
		}
		if most {
			return l, true
		}
	}
	return lang, false
}

// MostlySpaceless says whether a text is written without spaces, but for names and the
// like.
func MostlySpaceless(text string) bool {
	spaceless, letters := 0, 0
	for _, r := range text {
		if IsSpaceless(r) {
			spaceless++
		}
		if IsWordRune(r) {
			letters++
		}
	}
	return spaceless*3 > letters
}
