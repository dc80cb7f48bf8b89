package index

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"

	"carrel/knowledge/language"
)

// rules are how the words of one language are analysed.
type rules struct {
	stem  func(env *snowballstem.Env, word string) string // of a word in lower case; nil: not stemmed
	latin bool                                            // it is written in Latin letters
	// elides: articles and pronouns lean on the next word with an apostrophe.
	elides bool
	stops  map[string]bool // folded
}

// snowball makes a stemmer of one of Snowball's.
func snowball(stem func(*snowballstem.Env) bool) func(*snowballstem.Env, string) string {
	return func(env *snowballstem.Env, word string) string {
		env.SetCurrent(word)
		stem(env)
		return env.Current()
	}
}

// stemmers by language. The other languages' words are compared as they are.
var stemmers = map[language.Tag]func(*snowballstem.Env, string) string{
	"ar": arabicStem,
	"da": snowball(danish.Stem), "de": snowball(german.Stem), "en": snowball(english.Stem), "es": snowball(spanish.Stem), "fi": snowball(finnish.Stem),
	"fr": snowball(french.Stem), "hu": snowball(hungarian.Stem), "it": snowball(italian.Stem), "nl": snowball(dutch.Stem), "no": snowball(norwegian.Stem),
	"pt": snowball(portuguese.Stem), "ro": snowball(romanian.Stem), "ru": snowball(russian.Stem), "sv": snowball(swedish.Stem), "tr": snowball(turkish.Stem),
	// Plain words, so that English rules do not cut them.
	"cs": asItIs, "id": asItIs, "pl": asItIs,
}

func asItIs(_ *snowballstem.Env, word string) string { return word }

var allRules = sync.OnceValue(func() map[language.Tag]rules {
	all := map[language.Tag]rules{}
	for tag := range language.Known {
		r := rules{stem: stemmers[tag], stops: map[string]bool{}}
		for w := range language.Stops(tag) {
			r.stops[fold(w)] = true
			if tag == language.Arabic {
				r.stops[arabicLetters(fold(w))] = true
			}
		}
		if r.latin = language.Latin(tag); !r.latin {
			for w := range language.Stops(language.English) {
				r.stops[fold(w)] = true // of the English that stands between
			}
		}
		r.elides = tag == "fr" || tag == "it"
		all[tag] = r
	}
	return all
})

// withoutArticle cuts what leans on a French or Italian word: "l'école",
// "dell'arte", "qu'il".
func withoutArticle(word string) string {
	for _, mark := range []string{"'", "’"} {
		before, after, found := strings.Cut(word, mark)
		if found && len(before) <= 6 && utf8.RuneCountInString(after) > 1 {
			switch strings.ToLower(before) {
			case "l", "d", "m", "t", "s", "n", "c", "j", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
				"un", "dell", "all", "nell", "sull", "dall", "quell", "quest", "gl", "bell", "sant":
				return after
			}
		}
	}
	return word
}

// arabicStem is the light stemmer of Larkey, Ballesteros and Connell ("Improving
// stemming for Arabic information retrieval", 2002: light10): spellings made
// one, then the article with its prefixes, and the commonest endings, go.
func arabicStem(_ *snowballstem.Env, word string) string {
	w := arabicLetters(fold(word))
	cut := func(affix string, least int, from func(string, string) (string, bool)) bool {
		rest, ok := from(w, affix)
		if ok && utf8.RuneCountInString(rest) >= least {
			w = rest
		}
		return ok
	}
	for _, p := range []string{"وال", "بال", "كال", "فال", "لل", "ال"} {
		if cut(p, 2, strings.CutPrefix) {
			break
		}
	}
	cut("و", 3, strings.CutPrefix)
	for _, s := range []string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"} {
		cut(s, 2, strings.CutSuffix)
	}
	return w
}

// arabicLetters makes one the spellings that writers use for each other: alef
// with and without hamza, alef maqsura and yeh, teh marbuta and heh.
func arabicLetters(word string) string { return arabicSpellings.Replace(word) }

var arabicSpellings = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ة", "ه")
