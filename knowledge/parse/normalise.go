package parse

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// pageText is the text of a PDF page in Carrel's form, with the way back.
type pageText struct {
	text string
	// origin has, for each code point of text, the index of the UTF-16 unit of
	// pdfium's text that it came from. It falls only where lines have been put
	// in another order.
	origin []int32
}

// hyphenMark is what pdfium's text has in place of a hyphen that ends a line:
// it has joined the lines already. (Char by char, pdfium gives U+0002 for the
// same thing.)
const hyphenMark = 0xFFFE

// ligatures are taken apart, so that a search for "office" finds "oﬃce".
var ligatures = map[rune]string{
	0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}

// normalise brings pdfium's text of a page into Carrel's form: "\n" line ends
// without space before them, at most one empty line; runs of spaces of any
// width as one space; words joined that a line end had hyphenated; ligatures
// taken apart; characters without a visible form left out. The same raw text
// always gives the same result, which is what Boxes relies on.
func normalise(raw string) pageText { return normaliseUnits(decodeUnits(raw)) }

// normaliseUnits is normalise of code points and the units they come from,
// which are not in order where the lines of a page have been put in another.
func normaliseUnits(in []rune, unit []int32) pageText {
	b := make([]byte, 0, len(in)+len(in)/8)
	origin := make([]int32, 0, len(in))
	last, beforeLast := '\n', '\n' // what was written; a page begins like a line
	pendingSpace := int32(-1)      // its origin: written only when text follows on the line
	emit := func(r rune, at int32) {
		if pendingSpace >= 0 {
			if last != '\n' {
				b = append(b, ' ')
				origin = append(origin, pendingSpace)
				beforeLast, last = last, ' '
			}
			pendingSpace = -1
		}
		b = utf8.AppendRune(b, r)
		origin = append(origin, at)
		beforeLast, last = last, r
	}
	for i := 0; i < len(in); i++ {
		r, at := in[i], unit[i]
		switch {
		case ' ' < r && r < 0x7F: // nearly all there are, spaces apart
			emit(r, at)
		case r == '\r' && i+1 < len(in) && in[i+1] == '\n':
			// the "\n" follows
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			pendingSpace = -1
			if len(b) > 0 && !(last == '\n' && beforeLast == '\n') {
				emit('\n', at)
			}
		case r == hyphenMark || r == 0x02:
			next := runeAt(in, i+1)
			switch {
			case pendingSpace >= 0 || !unicode.IsLetter(last) && !unicode.IsDigit(last):
				// no word to join: a glyph that pdfium cannot name
			case unicode.IsLetter(last) && continuesWord(next):
				// "hyphen|ated" is joined
			case unicode.IsLetter(next) || unicode.IsDigit(next):
				emit('-', at) // "COVID-|19", "Anne-|Marie"
			}
		case r == 0xAD || r == 0x2010:
			if after, ok := skipLineEnd(in, i+1); ok && pendingSpace < 0 && unicode.IsLetter(last) && continuesWord(runeAt(in, after)) {
				i = after - 1
			} else if r == 0x2010 {
				emit(r, at)
			}
		case isSpace(r):
			if pendingSpace < 0 && last != ' ' {
				pendingSpace = at
			}
		case invisible(r):
		default:
			if s, ok := ligatures[r]; ok {
				for _, part := range s {
					emit(part, at)
				}
			} else {
				emit(r, at)
			}
		}
	}
	trimmed := bytes.TrimRight(b, "\n ")
	origin = origin[:len(origin)-(len(b)-len(trimmed))] // what was cut is ASCII
	return pageText{string(trimmed), origin}
}

// decodeUnits gives the code points of s and the index of the UTF-16 unit at
// which each begins. pdfium counts characters beyond the basic plane as two.
func decodeUnits(s string) ([]rune, []int32) {
	in := make([]rune, 0, utf8.RuneCountInString(s))
	unit := make([]int32, 0, cap(in))
	var at int32
	for _, r := range s {
		in = append(in, r)
		unit = append(unit, at)
		at++
		if r > 0xFFFF {
			at++
		}
	}
	return in, unit
}

func runeAt(in []rune, i int) rune {
	if i < len(in) {
		return in[i]
	}
	return 0
}

// continuesWord reports whether a word cut by a hyphen goes on with r. A
// capital begins a new word ("Anne-|Marie"); scripts without case go on.
func continuesWord(r rune) bool {
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsTitle(r) || ligatures[r] != ""
}

// skipLineEnd returns the index after a line end at i, spaces before it and
// after it included; false when there is none.
func skipLineEnd(in []rune, i int) (int, bool) {
	found := false
	for ; i < len(in); i++ {
		switch {
		case in[i] == '\n' || in[i] == '\r':
			found = true
		case !isSpace(in[i]):
			return i, found
		}
	}
	return i, found
}

// isSpace reports whether r is white space that does not end a line.
func isSpace(r rune) bool {
	return r == ' ' || r == '\t' || r == 0xA0 || r == 0x1680 || r >= 0x2000 && r <= 0x200A || r == 0x202F || r == 0x205F || r == 0x3000
}

// invisible reports whether r has no place in a text that is searched and
// shown: controls, noncharacters, zero-width spaces and marks, and the
// characters that reorder text around them. (Zero-width joiners stay: some
// scripts need them.)
func invisible(r rune) bool {
	switch {
	case unicode.IsControl(r), r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	case r == 0x200B, r == 0x200E, r == 0x200F, r == 0x2060, r == 0xFEFF, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}
