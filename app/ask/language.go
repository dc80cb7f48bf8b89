package ask

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
)

// language is the language that a text's words are stemmed and stopped in.
type language string

const (
	english_    language = "en"
	german_     language = "de"
	french_     language = "fr"
	spanish_    language = "es"
	italian_    language = "it"
	portuguese_ language = "pt"
	russian_    language = "ru"
)

// chinese_ stands for what is written without spaces.
const chinese_ language = "zh"

var stemmers = map[language]func(*snowballstem.Env) bool{
	english_:    english.Stem,
	german_:     german.Stem,
	french_:     french.Stem,
	spanish_:    spanish.Stem,
	italian_:    italian.Stem,
	portuguese_: portuguese.Stem,
	russian_:    russian.Stem,
}

// stem reduces a folded word to the stem that Snowball's stemmer for the
// language gives it. Numbers stay as they are.
func (l language) stem(f string) string {
	if f == "" || f[0] >= '0' && f[0] <= '9' {
		return f
	}
	s, ok := stemmers[l]
	if !ok {
		s = english.Stem
	}
	env := snowballstem.NewEnv(f)
	s(env)
	return env.Current()
}

// stop says whether a folded word carries no content. Words that change what
// is claimed (all, only, before, more, not) are no stop words here, although
// search engines drop them: the aligner must see them.
func (l language) stop(f string) bool {
	if stopWords[l][f] {
		return true
	}
	return l != english_ && stopWords[l] == nil && stopWords[english_][f]
}

// languageOf guesses the language of one source; other is that of all of them,
// for a text too short to tell.
func languageOf(text string, other language) language {
	if len(strings.Fields(text)) < tellingWords {
		return other
	}
	return detect(text)
}

// tellingWords is how many words are enough to tell a text's language by.
const tellingWords = 15

// detect guesses the language by counting function words, which make up about
// half of any running text; English where too few are known.
func detect(text string) language {
	counts := map[language]int{}
	n := 0
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) && r != '\'' }) {
		if n++; n > 400 {
			break
		}
		f = fold(f)
		for l, set := range stopWords {
			if set[f] {
				counts[l]++
			}
		}
	}
	best, most := english_, counts[english_]
	for _, l := range []language{german_, french_, spanish_, italian_, portuguese_, russian_} {
		if counts[l] > most && counts[l] >= 2 {
			best, most = l, counts[l]
		}
	}
	return best
}

// languageAsked tells a question's language; sure is false where it has too few words
// that tell.
func languageAsked(question string) (lang language, sure bool) {
	if mostlySpaceless(question) {
		return chinese_, true
	}
	counts := map[language]int{}
	for _, f := range strings.FieldsFunc(question, func(r rune) bool { return !isWordRune(r) && r != '\'' }) {
		f = fold(f)
		for l, set := range stopWords {
			if set[f] {
				counts[l]++
			}
		}
	}
	lang = detect(question)
	for l, n := range counts {
		if l != lang && n >= counts[lang] {
			return lang, false // as good as another
		}
	}
	return lang, counts[lang] >= 2
}

// mostlySpaceless says whether a text is written without spaces, but for names and the
// like.
func mostlySpaceless(text string) bool {
	spaceless, letters := 0, 0
	for _, r := range text {
		if isSpaceless(r) {
			spaceless++
		}
		if isWordRune(r) {
			letters++
		}
	}
	return spaceless*3 > letters
}
