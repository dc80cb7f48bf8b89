package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is one word of a text: where it stands and what it is compared by.
type Word struct {
	Start, End int    // code points of the text that was split
	Text       string // as written
	Fold       string // lower case, without accents or apostrophe endings
	Term       string // Fold, stemmed; "" for a word that carries no content
	Root       string // Term as it was before package align gave the wordings of one thing the same; "" as Words makes it
	Name       bool   // written like a proper name: a capital that does not open the sentence
	Joined     bool   // it belongs to the set phrase that the word before it begins; package align says so
}

// Words splits text into words. A run of letters and digits is a word, with
// apostrophes, and with full stops and commas between digits, inside it. Chinese,
// Japanese, Korean and Thai text, which has no spaces, becomes overlapping
// pairs of characters, as Lucene's CJKAnalyzer makes them.
func Words(text string, lang Language) []Word {
	runes := []rune(text)
	var out []Word
	sentenceStart := true
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case IsSpaceless(r):
			j := i
			for j < len(runes) && IsSpaceless(runes[j]) {
				j++
			}
			out = appendPairs(out, runes, i, j)
			i, sentenceStart = j, false
		case IsWordRune(r):
			j := i + 1
			for j < len(runes) && (IsWordRune(runes[j]) && !IsSpaceless(runes[j]) || JoinsWord(runes, j)) {
				j++
			}
			if k := elided(runes, i, j); k > i {
				i, r, sentenceStart = k, runes[k], false
			}
			w := newWord(runes, i, j, lang)
			w.Name = !sentenceStart && unicode.IsUpper(r) || IsAcronym(runes[i:j])
			if w.Term == "" && w.Name && j == i+1 && r != 'I' {
				w.Term = w.Fold // "Drug A" is not "Drug B"
			}
			out = append(out, w)
			i, sentenceStart = j, false
		default:
			if IsTerminal(r) && !(r == '.' && len(out) > 0 && out[len(out)-1].End == i && out[len(out)-1].beforeName()) || r == '\n' && i+1 < len(runes) && runes[i+1] == '\n' {
				sentenceStart = true
			}
			i++
		}
	}
	for i := range out {
		if w := &out[i]; w.Term == "" && abbreviates(out, i) {
			w.Term = w.Fold
		}
	}
	return out
}

// beforeName says whether a word with a full stop is an initial or a title, behind which a
// name goes on: "John W. Eaton", "Dr. Wirth".
func (w Word) beforeName() bool {
	return utf8.RuneCountInString(w.Text) == 1 && IsCapital(w) || IsCapital(w) && shortened[w.Fold]
}

// abbreviates says whether the i-th word is in capitals where the words beside it are not:
// the IT budget, what the WHO says. In "TERMS OF USE" all are.
func abbreviates(ws []Word, i int) bool {
	shouted := func(k int) bool {
		return k >= 0 && k < len(ws) && utf8.RuneCountInString(ws[k].Text) > 1 && IsAcronym([]rune(ws[k].Text))
	}
	lower := func(k int) bool {
		return k >= 0 && k < len(ws) && strings.IndexFunc(ws[k].Text, unicode.IsLower) >= 0
	}
	return shouted(i) && !shouted(i-1) && !shouted(i+1) && (lower(i-1) || lower(i+1))
}

// elided returns where the word that lies between i and j begins after an article or
// the like that lost its vowel: "acidose" in "l'acidose", i where there is none.
func elided(runes []rune, i, j int) int {
	for k := i + 1; k < j-2 && k-i <= longestElision; k++ {
		if (runes[k] == '\'' || runes[k] == '’') && elisions[strings.ToLower(string(runes[i:k]))] {
			return k + 1
		}
	}
	return i
}

// elisions are what stands before an apostrophe in French and Italian and is a word
// of its own.
var elisions = Set(`l d j m t s n c qu un dell all nell sull dall quest`)

const longestElision = 5

func appendPairs(out []Word, runes []rune, i, j int) []Word {
	if j == i+1 {
		s := string(runes[i:j])
		return append(out, Word{Start: i, End: j, Text: s, Fold: s, Term: s})
	}
	for ; i+1 < j; i++ {
		s := string(runes[i : i+2])
		out = append(out, Word{Start: i, End: i + 2, Text: s, Fold: s, Term: s})
	}
	return out
}

func newWord(runes []rune, i, j int, lang Language) Word {
	text := string(runes[i:j])
	f := Fold(text)
	w := Word{Start: i, End: j, Text: text, Fold: f}
	if !lang.Stop(f) {
		w.Term = lang.Stem(f)
	}
	return w
}

// IsWordRune says whether r is a letter, a figure or a mark on one.
func IsWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}

// JoinsWord says whether the rune at i stands inside a word: an apostrophe
// between letters, a decimal point or thousands separator between digits.
func JoinsWord(runes []rune, i int) bool {
	if i == 0 || i+1 >= len(runes) {
		return false
	}
	before, after := runes[i-1], runes[i+1]
	switch runes[i] {
	case '\'', '’':
		return unicode.IsLetter(before) && unicode.IsLetter(after)
	case '.', ',':
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return false
}

// IsSpaceless says whether r is of a script that is written without spaces
// between words.
func IsSpaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// IsAcronym says whether a word is written in capitals, two at least.
func IsAcronym(runes []rune) bool {
	upper := 0
	for _, r := range runes {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper >= 2
}

// Amid stands before a name that is read by itself, so that its first letter is not the
// capital of a sentence's beginning: "S", the language.
const Amid = "of "

// Fold makes spellings comparable: lower case, compatibility forms and accents
// removed (NFKD without marks), English possessives cut.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	s = strings.ToLower(s)
	if !ascii {
		var b strings.Builder
		for _, r := range norm.NFKD.String(s) {
			switch {
			case unicode.Is(unicode.Mn, r):
			case r == '’':
				b.WriteByte('\'')
			case r == 'ß':
				b.WriteString("ss")
			default:
				b.WriteRune(r)
			}
		}
		s = b.String()
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "'")
}

// Gap returns what stands between two words, nothing between the overlapping
// pairs of a script without spaces.
func Gap(runes []rune, a, b Word) []rune {
	if b.Start <= a.End {
		return nil
	}
	return runes[a.End:b.Start]
}

// EndsClause says whether what stands between two words ends a clause.
func EndsClause(between []rune) bool {
	for _, r := range between {
		switch r {
		case ',', ';', ':', '.', '!', '?', '(', ')', '。', '，', '；':
			return true
		}
	}
	return false
}

// ClauseEnds says whether a clause ends between two words of a text that follow each other.
// The full stop of an initial or an abbreviation ("John W. Eaton", "p.a. on", "St. Gallen") ends
// none, nor that of a German ordinal number ("am 4. Juni").
func ClauseEnds(runes []rune, a, b Word) bool {
	between := Gap(runes, a, b)
	if !EndsClause(between) {
		return false
	}
	stops := 0
	for _, r := range between {
		switch {
		case r == '.':
			stops++
		case EndsClause([]rune{r}):
			return true
		}
	}
	if len(a.Fold) <= 2 && strings.Trim(a.Fold, "0123456789") == "" && (Months[b.Fold] > 0 || ordinal(b.Fold)) {
		return stops != 1
	}
	next, _ := utf8.DecodeRuneInString(b.Text)
	return stops != 1 || !(utf8.RuneCountInString(a.Text) == 1 && unicode.IsLetter([]rune(a.Text)[0]) || unicode.IsLower(next) || shortened[a.Fold])
}

// shortened are words that are written with a full stop before a name or a number.
var shortened = Set(`mr mrs ms dr prof st jr sr no nr vs vol art sec fig mt hr fr dipl ing bzw ca approx mme mlle sra sta`)

// IsCapital says whether a word begins with a capital letter.
func IsCapital(w Word) bool {
	r, _ := utf8.DecodeRuneInString(w.Text)
	return unicode.IsUpper(r)
}
