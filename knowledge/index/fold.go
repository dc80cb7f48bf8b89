package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold brings a word to the form in which words are compared: lower case,
// compatibility forms (ligatures, full-width letters, fractions) resolved,
// diacritics of Latin and Greek letters and Arabic vowel signs dropped,
// typographic apostrophes made plain, separators of thousands left out. Marks
// that make another letter (Cyrillic й, Devanagari vowels) stay.
//
// The result holds no ASCII character but a-z, 0-9, point, underscore and
// apostrophe, which the lexical table's tokenizer relies on.
func fold(word string) string {
	ascii := true
	clean := true
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
		if 'A' <= c && c <= 'Z' || c == ',' || c == '\'' {
			clean = false
		}
	}
	if ascii {
		if clean {
			return word
		}
		return possessive(strings.ReplaceAll(strings.ToLower(word), ",", ""))
	}

	var b strings.Builder
	b.Grow(len(word))
	var base rune
	for _, r := range norm.NFKD.String(word) {
		r = unicode.ToLower(r)
		if unicode.IsMark(r) || r == '\u0640' {
			if droppable(base, r) {
				continue
			}
		} else {
			base = r
		}
		switch r {
		case 'ß':
			b.WriteString("ss")
		case 'æ':
			b.WriteString("ae")
		case 'œ':
			b.WriteString("oe")
		case 'ø':
			b.WriteByte('o')
		case 'ł':
			b.WriteByte('l')
		case 'đ', 'ð':
			b.WriteByte('d')
		case 'þ':
			b.WriteString("th")
		case 'ı':
			b.WriteByte('i')
		case 'ς':
			b.WriteRune('σ')
		case '’', '\'':
			b.WriteByte('\'')
		case '⁄': // of a fraction: ½ is 1⁄2
			b.WriteByte('.')
		case '\u066B':
			b.WriteByte('.')
		default:
			if digit := digitValue(r); digit >= 0 {
				b.WriteByte(byte('0' + digit))
			} else if r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r)) ||
				'a' <= r && r <= 'z' || r == '.' || r == '_' {
				b.WriteRune(r)
			}
		}
	}
	return possessive(norm.NFC.String(b.String()))
}

// digitValue is the value of a decimal digit of any script, -1 for others.
func digitValue(r rune) int {
	if '0' <= r && r <= '9' {
		return int(r - '0')
	}
	if r < utf8.RuneSelf || !unicode.IsDigit(r) {
		return -1
	}
	// Unicode lays out the digits of every script contiguously from 0, and no
	// two scripts' digits touch except in whole tens.
	zero := r
	for zero > 0 && unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	return int(r-zero) % 10
}

func droppable(base, mark rune) bool {
	switch {
	case mark == '\u0640', '\u064B' <= mark && mark <= '\u065F', mark == '\u0670': // Arabic tatweel, vowel signs
		return true
	case '\u0591' <= mark && mark <= '\u05C7': // Hebrew points
		return true
	case '\u0300' <= mark && mark <= '\u036F':
		return unicode.In(base, unicode.Latin, unicode.Greek) || base == 'е' && mark == '\u0308' // ё is written е as often
	}
	return false
}

// possessive drops the "'s" that English adds to a name. Other apostrophes
// stay here, for the stop words.
func possessive(word string) string {
	word = strings.TrimSuffix(word, "'s")
	return strings.Trim(word, "'")
}
