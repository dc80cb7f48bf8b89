package index

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"golang.org/x/text/unicode/norm"

	"carrel/knowledge/language"
)

// Term is one analysed term of a text.
type Term struct {
	Text string // what is indexed and looked up
	Word int    // which word of the text it belongs to, from 0
	// Part marks a term that a compound gives besides its whole: "js" of
	// "node.js", and the joined "gpt4" of "GPT-4". It helps finding, but a text
	// that has the whole does not owe it.
	Part bool
	Stop bool // a word so common that it tells nothing apart
	// Form marks a term of a query that is another form of the word than the query
	// has: "written" of "wrote".
	Form bool
	// Spelled marks a form that is the same word in another spelling: "color" of "colour".
	Spelled bool
	// Asks marks the word of a query that asks how much: "high" of "how high". An
	// answer need not have it.
	Asks bool
	// Required leaves passages without this term out of a search by words.
	Required bool
}

// analysisVersion is raised with every change that makes other terms of the
// same text. Libraries with terms of another version are analysed anew in the
// background when they are opened.
const analysisVersion = 2

// Analyse cuts text into the terms that searching compares: words by the rules
// of Unicode text segmentation (UAX #29, without its dictionaries), lower case,
// stemmed as the text's language has it (English where that is not known or
// has no stemmer), diacritics folded, runs of scripts that do not space their
// words as overlapping pairs of characters.
//
// Passages and queries go through the same analysis, so what it loses it loses
// on both sides.
func Analyse(lang language.Tag, text string) []Term {
	a := analysers.Get().(*analyser)
	defer analysers.Put(a)
	a.start(lang)
	a.text(text)
	return append([]Term(nil), a.terms...)
}

// Held are the terms that a text in that language is found by: those of
// IndexText.
func Held(lang language.Tag, text string) map[string]bool {
	held := map[string]bool{}
	for term := range strings.SplitSeq(IndexText(lang, text), " ") {
		held[term] = true
	}
	return held
}

// IndexText is the analysed form, in that language, of a text that is indexed:
// its terms with spaces between, of which no term has any. Besides the pairs of
// characters it has each character alone, for queries that are one character.
func IndexText(lang language.Tag, text string) string {
	a := analysers.Get().(*analyser)
	defer analysers.Put(a)
	a.start(lang)
	a.characters = true
	a.text(text)
	var b strings.Builder
	b.Grow(len(text))
	for i, t := range a.terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// analysers are reused for the sake of their stem caches: stemming costs about
// 2 µs a word, and the words of a library repeat.
var analysers = sync.Pool{New: func() any {
	return &analyser{env: snowballstem.NewEnv(""), stems: map[language.Tag]map[string]string{}}
}}

type analyser struct {
	env      *snowballstem.Env
	stems    map[language.Tag]map[string]string
	language language.Tag
	rules    rules
	terms    []Term
	word     int
	// characters has the characters of a run of pairs added too.
	characters bool
}

func (a *analyser) start(lang language.Tag) {
	a.terms, a.word, a.characters = a.terms[:0], 0, false
	if _, known := allRules()[lang]; !known {
		lang = language.English
	}
	a.language, a.rules = lang, allRules()[lang]
}

// maxStems bounds an analyser's cache of one language, which has fewer words in use.
const maxStems = 1 << 16

// maxTerm bounds a term, in bytes: longer "words" are data (base64, hashes of
// certificates), which nobody types but which would bloat the index.
const maxTerm = 64

// class says how a character takes part in words.
type class uint8

const (
	classOther class = iota
	classLetter
	classDigit
	classMark // combining: belongs to the letter before it
	classPair // scripts without spaces between words
	classUnderscore
)

func classOf(r rune) class {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z':
			return classLetter
		case '0' <= r && r <= '9':
			return classDigit
		case r == '_':
			return classUnderscore
		}
		return classOther
	}
	switch {
	case r == 'ー' || r == '々' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) &&
		(unicode.IsLetter(r) || unicode.IsMark(r)):
		return classPair
	case unicode.IsLetter(r):
		return classLetter
	case unicode.IsNumber(r):
		return classDigit
	case unicode.IsMark(r) || r == '\u00AD' || r == '\u200D' || r == '\u200C':
		return classMark
	}
	return classOther
}

// joins reports whether r holds two characters of one word together: an
// apostrophe or point between letters ("don't", "node.js"), a point or comma
// between digits ("1.28.0", "1,577"), a point between a letter and a digit
// ("v1.28.0" has none, "fig.3" does).
func joins(before class, r rune, after class) bool {
	letterBefore := before == classLetter || before == classMark
	switch r {
	case '\'', '’':
		return letterBefore && after == classLetter
	case '.':
		return (letterBefore || before == classDigit) && (after == classLetter || after == classDigit)
	case ',', '\u066B', '\u066C':
		return before == classDigit && after == classDigit
	}
	return false
}

func isHyphen(r rune) bool {
	return r == '-' || r == '\u2010' || r == '\u2011'
}

// text walks over the words of text.
func (a *analyser) text(text string) {
	// The word before, if only a hyphen lies between it and the next one.
	previous, hyphen := "", false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch c := classOf(r); c {
		case classPair:
			end := i + size
			for end < len(text) {
				r, size := utf8.DecodeRuneInString(text[end:])
				if classOf(r) != classPair {
					break
				}
				end += size
			}
			a.pairs(text[i:end])
			i, previous, hyphen = end, "", false
		case classLetter, classDigit, classUnderscore:
			end := wordEnd(text, i)
			word := text[i:end]
			start := len(a.terms)
			whole := a.addWord(word)
			if hyphen && whole != "" && joinable(previous, whole) {
				// Findable as "gpt4" too, whether the query or the text has the hyphen.
				a.terms = append(a.terms, Term{Text: previous + whole, Word: a.terms[start].Word, Part: true})
			}
			i, previous, hyphen = end, whole, false
		default:
			hyphen = isHyphen(r) && previous != "" && !hyphen
			if !hyphen {
				previous = ""
			}
			i += size
		}
	}
}

// wordEnd returns where the word that starts at i ends.
func wordEnd(text string, i int) int {
	before := classOther
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		c := classOf(r)
		if c == classOther {
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			if i+size >= len(text) || !joins(before, r, classOf(next)) {
				return i
			}
		} else if c == classPair {
			return i
		}
		if c != classMark {
			before = c
		}
		i += size
	}
	return i
}

// joinable says which hyphenated words are also indexed as one: those where a
// part is short or holds a digit ("GPT-4", "COVID-19", "e-mail"). In others
// ("cost-effective") the parts find it well enough.
func joinable(a, b string) bool {
	if len(a)+len(b) > maxTerm {
		return false
	}
	return len(a) <= 2 || len(b) <= 2 || strings.ContainsAny(a, "0123456789") || strings.ContainsAny(b, "0123456789")
}

// addWord analyses one word and returns its main term, "" if it left none.
func (a *analyser) addWord(raw string) string {
	if len(raw) > 4*maxTerm {
		raw = raw[:4*maxTerm]
	}
	if a.rules.elides {
		raw = withoutArticle(raw)
	}
	word := fold(raw)
	number := a.word
	a.word++
	word = strings.Trim(word, "._")
	if acronym(word) {
		word = strings.ReplaceAll(word, ".", "")
	}
	stop := a.rules.stops[word]
	word = strings.ReplaceAll(word, "'", "")
	if strings.ContainsAny(word, "._") && !isNumber(word) {
		// The whole as it is, and its parts: "node.js", "max_tokens", "report.pdf".
		whole := a.add(word, number, false)
		for _, part := range strings.FieldsFunc(word, func(r rune) bool { return r == '.' || r == '_' }) {
			a.add(a.stem(part, part), number, true)
		}
		return whole
	}
	term := a.add(a.stem(word, raw), number, false)
	if term != "" {
		last := &a.terms[len(a.terms)-1]
		last.Stop = stop
		// "v1.28.0" is found as "1.28.0" too, for which isNumber let it pass here.
		if len(term) > 1 && term[0] == 'v' && '0' <= term[1] && term[1] <= '9' {
			a.add(term[1:], number, true)
		}
	}
	return term
}

func (a *analyser) add(term string, word int, part bool) string {
	if term == "" {
		return ""
	}
	if len(term) > maxTerm {
		cut := maxTerm
		for cut > 0 && !utf8.RuneStart(term[cut]) {
			cut--
		}
		term = term[:cut]
	}
	a.terms = append(a.terms, Term{Text: term, Word: word, Part: part})
	return term
}

// pairs adds the overlapping pairs of a run of characters that are not spaced
// into words; a single character is its own term.
func (a *analyser) pairs(run string) {
	run = fold(run)
	previous := -1
	count := 0
	for i := range run {
		if previous >= 0 {
			_, size := utf8.DecodeRuneInString(run[i:])
			a.add(run[previous:i+size], a.word, false)
			a.word++
			count++
		}
		previous = i
	}
	if count == 0 && run != "" {
		a.add(run, a.word, false)
		a.word++
	} else if a.characters {
		for _, r := range run {
			a.add(string(r), a.word-1, true)
		}
	}
}

// stem reduces a word to its stem. The stemmers of other languages than English
// need the word with its diacritics: as it was written; what they leave is folded.
func (a *analyser) stem(word, written string) string {
	if len(word) < 3 {
		return word
	}
	ascii := true
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= utf8.RuneSelf {
			ascii = false
		} else if c < 'a' || c > 'z' {
			return word
		}
	}
	// A library's names and terms of trade are English in every language's
	// texts, if they are in Latin letters and its own words are not.
	lang, stem := a.language, a.rules.stem
	if stem == nil || ascii && !a.rules.latin {
		if !ascii {
			return word
		}
		lang, stem = language.English, allRules()[language.English].stem
	}
	cache := a.stems[lang]
	if cache == nil {
		cache = map[string]string{}
		a.stems[lang] = cache
	}
	key := word
	if lang != language.English {
		key = norm.NFC.String(strings.ToLower(written))
	}
	if s, ok := cache[key]; ok {
		return s
	}
	if len(cache) >= maxStems {
		clear(cache)
	}
	s := strings.Clone(stem(a.env, key))
	if lang != language.English {
		if s = strings.ReplaceAll(fold(s), "'", ""); s == "" {
			s = word
		}
	}
	cache[strings.Clone(key)] = s
	return s
}

// isNumber reports whether a word is a number or version: digits with points
// between, perhaps after a "v".
func isNumber(word string) bool {
	word = strings.TrimPrefix(word, "v")
	for _, r := range word {
		if (r < '0' || r > '9') && r != '.' {
			return false
		}
	}
	return word != ""
}

// acronym reports whether word is single letters with points between: "u.s", "e.g".
func acronym(word string) bool {
	if len(word) < 3 {
		return false
	}
	for i := 0; i < len(word); i++ {
		if i%2 == 0 && (word[i] < 'a' || word[i] > 'z') || i%2 == 1 && word[i] != '.' {
			return false
		}
	}
	return len(word)%2 == 1
}
