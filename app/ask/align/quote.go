package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/knowledge/reader"
)

// quotation is a text in quotation marks.
type quotation struct {
	span reader.Span // inside the marks
	text []rune
}

// minQuotedWords is how many words in quotation marks make a quotation; fewer
// are mostly titles, terms and irony, which are checked like any other words.
const minQuotedWords = 3

// quotations finds the texts in quotation marks, of any language's style. A
// single mark that looks like an apostrophe opens one only before a word and
// closes it only after one, so that “the dogs' owner” has none.
func quotations(runes []rune) []quotation { return inMarks(runes, minQuotedWords) }

// inMarks are the texts of so many words or more in quotation marks.
func inMarks(runes []rune, fewest int) []quotation {
	var out []quotation
	for i := 0; i < len(runes); i++ {
		closers := closersOf(runes[i])
		if runes[i] == '“' && strings.ContainsRune(string(runes[i+1:]), '”') {
			closers = "”" // straight marks inside are nested ones
		}
		if closers == "" || isSingle(runes[i]) && !opensSingle(runes, i) {
			continue
		}
		for j := i + 1; j < len(runes); j++ {
			if !strings.ContainsRune(closers, runes[j]) || isSingle(runes[i]) && !closesSingle(runes, j) {
				continue
			}
			inside := runes[i+1 : j]
			if countWords(inside) >= fewest {
				out = append(out, quotation{reader.Span{Start: i + 1, End: j}, inside})
			}
			i = j
			break
		}
	}
	return out
}

func closersOf(r rune) string {
	switch r {
	case '"':
		return "\""
	case '“':
		return "”\""
	case '„':
		return "“”\""
	case '«':
		return "»"
	case '»':
		return "«"
	case '‘':
		return "’'"
	case '‚':
		return "‘’"
	case '\'':
		return "'’"
	case '‹':
		return "›"
	case '›':
		return "‹"
	case '「':
		return "」"
	case '『':
		return "』"
	}
	return ""
}

func isSingle(r rune) bool { return r == '\'' || r == '‘' || r == '‚' }

func opensSingle(runes []rune, i int) bool {
	return (i == 0 || unicode.IsSpace(runes[i-1]) || strings.ContainsRune("([:—–-", runes[i-1])) && i+1 < len(runes) && prose.IsWordRune(runes[i+1])
}

func closesSingle(runes []rune, i int) bool {
	return !unicode.IsSpace(runes[i-1]) && (i+1 == len(runes) || !prose.IsWordRune(runes[i+1]))
}

func countWords(runes []rune) int {
	n, inside := 0, false
	for _, r := range runes {
		w := prose.IsWordRune(r)
		if prose.IsSpaceless(r) || w && !inside {
			n++
		}
		inside = w
	}
	return n
}

// canonical is a text made comparable for quoting, with the place of each of
// its runes: white space and hyphens at line ends collapse, quotation marks and
// dashes have one form. Nothing else is forgiven: case, numbers, accents and
// marks inside the text count.
type canonical struct {
	runes []rune
	at    []int // code point of the original
}

func canonicalise(runes []rune) canonical {
	c := canonical{make([]rune, 0, len(runes)), make([]int, 0, len(runes))}
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '\u00ad': // soft hyphen
			continue
		case (r == '-' || r == '‐') && i+1 < len(runes) && runes[i+1] == '\n' && i > 0 && unicode.IsLetter(runes[i-1]):
			i++ // hyphenated over a line end
			continue
		case unicode.IsSpace(r):
			if len(c.runes) == 0 || c.runes[len(c.runes)-1] == ' ' {
				continue
			}
			r = ' '
		case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			r = '"'
		case r == '‘' || r == '’' || r == '‚' || r == '\'':
			r = '\''
			inside := i > 0 && i+1 < len(runes) && prose.IsWordRune(runes[i-1]) && prose.IsWordRune(runes[i+1])
			if !inside && !(i > 0 && unicode.IsDigit(runes[i-1])) && !(i+1 < len(runes) && unicode.IsDigit(runes[i+1])) {
				r = '"' // marks inside marks are of the other kind
			}
		case r == '‐' || r == '‑' || r == '–' || r == '—' || r == '−':
			r = '-'
		}
		c.runes = append(c.runes, r)
		c.at = append(c.at, i)
	}
	return c
}

// find returns the first place in text, as code points of the original, where
// quote occurs as one contiguous run of whole words.
func (text canonical) find(quote []rune) (reader.Span, bool) {
	return text.run(0, trimForQuote(canonicalise(quote).runes), false)
}

// findQuoted is find from a rune of text on, for what is quoted inside a sentence: its first letter
// may be small where a sentence begins there, or in brackets ("[t]he").
func (text canonical) findQuoted(from int, quote []rune) (reader.Span, bool) {
	q := trimForQuote(canonicalise(quote).runes)
	if len(q) > 2 && q[0] == '[' && q[2] == ']' && unicode.IsLetter(q[1]) {
		q = slices.Concat([]rune{unicode.ToLower(q[1])}, q[3:])
	}
	if span, ok := text.run(from, q, false); ok || len(q) == 0 || !unicode.IsLower(q[0]) {
		return span, ok
	}
	return text.run(from, slices.Concat([]rune{unicode.ToUpper(q[0])}, q[1:]), true)
}

// run returns where exactly these runes stand from one on as whole words, only where a sentence
// begins if opening is set.
func (text canonical) run(from int, q []rune, opening bool) (reader.Span, bool) {
	for i := from; len(q) > 0 && i+len(q) <= len(text.runes); i++ {
		if text.runes[i] != q[0] || !slices.Equal(text.runes[i:i+len(q)], q) {
			continue
		}
		j := i + len(q)
		if cutsWord(text.runes, i) || cutsWord(text.runes, j) || opening && !text.opens(i) {
			continue
		}
		return reader.Span{Start: text.at[i], End: text.at[j-1] + 1}, true
	}
	return reader.Span{}, false
}

// opens says whether a sentence may begin at the i-th rune, by the marks before it.
func (text canonical) opens(i int) bool {
	for i--; i >= 0 && (text.runes[i] == ' ' || text.runes[i] == '"' || text.runes[i] == '(' || text.runes[i] == '•' || text.runes[i] == '-'); i-- {
	}
	return i < 0 || prose.IsTerminal(text.runes[i]) || text.runes[i] == ':' || text.runes[i] == ';' || unicode.IsDigit(text.runes[i])
}

// runs are the parts of a quotation that ellipses part, "up to a fine […] for a first offense".
func (q quotation) runs() (out [][]rune) {
	text := string(q.text)
	for _, mark := range []string{"[...]", "(...)", "[…]", "(…)", " ... ", " . . . "} {
		text = strings.ReplaceAll(text, mark, "…")
	}
	for part := range strings.SplitSeq(text, "…") {
		if countWords([]rune(part)) > 0 {
			out = append(out, []rune(part))
		}
	}
	return out
}

// cutsWord says whether a cut before the rune at i goes through a word or a
// number, so that "1.2" is not found in "11.25".
func cutsWord(runes []rune, i int) bool {
	if i <= 0 || i >= len(runes) {
		return false
	}
	if prose.IsSpaceless(runes[i-1]) || prose.IsSpaceless(runes[i]) {
		return false
	}
	if prose.IsWordRune(runes[i-1]) && prose.IsWordRune(runes[i]) {
		return true
	}
	if runes[i-1] == '-' && prose.IsWordRune(runes[i]) {
		from := i - 1
		for from > 0 && unicode.IsLetter(runes[from-1]) {
			from--
		}
		if prefixes[prose.Fold(string(runes[from:i-1]))] {
			return true // "non-profit"
		}
	}
	if prose.JoinsWord(runes, i) || i > 1 && prose.JoinsWord(runes, i-1) {
		return true
	}
	// A sign or a currency that belongs to the number.
	sign := runes[i-1] == '-' && (i == 1 || runes[i-2] == ' ' || runes[i-2] == '(')
	return unicode.IsDigit(runes[i]) && (sign || quantity.Currency(runes[i-1]) != "") ||
		unicode.IsDigit(runes[i-1]) && runes[i] == '%'
}

// trimForQuote takes the marks off a text's ends that a quoting sentence brings
// itself: white space, commas, full stops.
func trimForQuote(r []rune) []rune {
	for len(r) > 0 && (unicode.IsSpace(r[0]) || r[0] == '"') {
		r = r[1:]
	}
	for len(r) > 0 {
		switch last := r[len(r)-1]; {
		case unicode.IsSpace(last), last == '.', last == ',', last == ';', last == ':', last == '!', last == '?', last == '"', last == '。':
			r = r[:len(r)-1]
		default:
			return r
		}
	}
	return r
}
