package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// asked is what a query's text asks for: "exact words" must stand in a passage
// as they are, +word must be in it, -word must not.
type asked struct {
	text     string // without the signs and without what is excluded: for ranking
	phrases  []string
	required []string
	excluded []string
}

// ask reads a query's text. Signs count only where they cannot be part of
// ordinary writing: quotation marks in pairs, plus and minus right before a
// word with a space before them, minus not before a digit.
func ask(text string) asked {
	var a asked
	var plain strings.Builder
	runes := []rune(text)
	for i := 0; i < len(runes); {
		r := runes[i]
		starts := i == 0 || unicode.IsSpace(runes[i-1])
		sign := starts && i+1 < len(runes) && (r == '+' || r == '-')
		from := i
		if sign {
			from++
		}
		if closer := closing(runes[from]); closer != 0 {
			if end := indexRune(runes[from+1:], closer); end > 0 {
				phrase := strings.TrimSpace(string(runes[from+1 : from+1+end]))
				i = from + end + 2
				if phrase == "" {
					continue
				}
				if sign && r == '-' {
					a.excluded = append(a.excluded, phrase)
					continue
				}
				a.phrases = append(a.phrases, phrase)
				plain.WriteString(phrase)
				continue
			}
		}
		if sign && (unicode.IsLetter(runes[from]) || r == '+' && unicode.IsDigit(runes[from])) {
			end := from
			for end < len(runes) && !unicode.IsSpace(runes[end]) {
				end++
			}
			word := strings.TrimRightFunc(string(runes[from:end]), unicode.IsPunct)
			i = end
			if r == '-' {
				a.excluded = append(a.excluded, word)
				continue
			}
			a.required = append(a.required, word)
			plain.WriteString(string(runes[from:end]))
			continue
		}
		plain.WriteRune(r)
		i++
	}
	a.text = strings.Join(strings.Fields(plain.String()), " ")
	if a.text == "" { // nothing to rank by: take it as it stands
		return asked{text: strings.TrimSpace(text)}
	}
	return a
}

// closing is the quotation mark that closes one, 0 for any other character.
func closing(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“':
		return '”'
	case '„':
		return '“'
	case '«':
		return '»'
	case '「':
		return '」'
	}
	return 0
}

func indexRune(runes []rune, r rune) int {
	for i, x := range runes {
		if x == r || r == '“' && x == '”' {
			return i
		}
	}
	return -1
}

// exact reports whether anything is asked for exactly.
func (a asked) exact() bool { return len(a.phrases)+len(a.required)+len(a.excluded) > 0 }

// require marks the terms that a passage must have: those of the phrases and of
// the words with a plus. Words of several languages cannot be demanded this way,
// since a passage has one form of each; holds demands them.
func (a asked) require(terms []index.Term, languages []language.Tag) {
	if len(languages) > 1 {
		return
	}
	must := map[string]bool{}
	for _, text := range append(append([]string{}, a.phrases...), a.required...) {
		for _, lang := range languages {
			for _, t := range index.Analyse(lang, text) {
				if !t.Part && !t.Stop {
					must[t.Text] = true
				}
			}
		}
	}
	for i := range terms {
		terms[i].Required = must[terms[i].Text]
	}
}

// holds reports whether a passage in that language has what is asked for
// exactly. Phrases are compared without regard to case, white space and the
// shape of quotation marks; single words by their stems.
func (a asked) holds(lang language.Tag, text string) bool {
	if !a.exact() {
		return true
	}
	plain := plainly(text)
	for _, p := range a.phrases {
		if !strings.Contains(plain, plainly(p)) {
			return false
		}
	}
	if len(a.required)+len(a.excluded) == 0 {
		return true
	}
	have := index.Held(lang, text)
	has := func(word string) bool {
		terms := index.Analyse(lang, word)
		for _, t := range terms {
			if !t.Part && !have[t.Text] {
				return false
			}
		}
		return len(terms) > 0
	}
	for _, w := range a.required {
		if !has(w) {
			return false
		}
	}
	for _, w := range a.excluded {
		if strings.ContainsFunc(w, unicode.IsSpace) {
			if strings.Contains(plain, plainly(w)) {
				return false
			}
		} else if has(w) {
			return false
		}
	}
	return true
}

// plainly makes texts comparable as a reader compares them.
func plainly(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case r == '\u00AD':
			continue
		case r == '’' || r == '‘':
			r = '\''
		case r == '“' || r == '”' || r == '„':
			r = '"'
		case r == '‐' || r == '‑':
			r = '-'
		case r >= utf8.RuneSelf || 'A' <= r && r <= 'Z':
			r = unicode.ToLower(r)
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}
