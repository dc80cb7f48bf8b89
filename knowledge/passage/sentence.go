package passage

import (
	"strings"
	"unicode"
)

// sentences divides the block start..end into its sentences, without the white
// space between them. Line ends inside a paragraph do not end a sentence, since
// in a PDF they end every line; blank lines do, and so do lines that begin like
// a list's item or are columns of a table.
//
// The rules are a small part of UAX #29 with what plain text needs besides:
// abbreviations, initials and numbers do not end a sentence.
func sentences(text []rune, start, end int) []unit {
	var list []unit
	add := func(from, to int) {
		if from, to = trim(text, from, to); from < to {
			list = append(list, unit{start: from, end: to})
		}
	}
	from := start
	for i := start; i < end; i++ {
		switch r := text[i]; {
		case r == '\n':
			if lineOpens(text[i+1 : end]) {
				add(from, i)
				from = i + 1
			}
		case isTerminator(r):
			stop := i + 1
			for stop < end && (isTerminator(text[stop]) || isCloser(text[stop])) {
				stop++
			}
			if endsSentence(text[from:end], i-from, stop-from) {
				add(from, stop)
				from = stop
			}
			i = stop - 1
		}
	}
	add(from, end)
	return list
}

func isTerminator(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '．', '؟', '۔', '।', '॥', '｡':
		return true
	}
	return false
}

func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '»', '”', '’', '」', '』', '）', '】':
		return true
	}
	return false
}

// endsSentence judges the terminator at i, with what closes it up to stop.
func endsSentence(text []rune, i, stop int) bool {
	if r := text[i]; r > 0x3000 && r != '．' || r == '؟' || r == '।' || r == '॥' || r == '｡' {
		return true // these need no space after them
	}
	if stop >= len(text) {
		return true
	}
	if !unicode.IsSpace(text[stop]) {
		return false // "3.14", "node.js", "e.g.,"
	}
	next := stop
	for next < len(text) && unicode.IsSpace(text[next]) {
		next++
	}
	for next < len(text) && (isCloser(text[next]) || isOpener(text[next])) {
		next++
	}
	if next >= len(text) {
		return true
	}
	if unicode.IsLower(text[next]) {
		return false
	}
	if text[i] != '.' || stop > i+1 && isTerminator(text[i+1]) {
		return true
	}
	word := i
	for word > 0 && (unicode.IsLetter(text[word-1]) || text[word-1] == '.') {
		word--
	}
	before := string(text[word:i])
	switch {
	case before == "":
		// "1." begins an item of a list more often than a number ends a
		// sentence, if nothing but the number is there.
		return !onlyNumber(text[:i])
	case len([]rune(before)) == 1 && unicode.IsUpper([]rune(before)[0]):
		return false // an initial: "J. Smith"
	}
	return !abbreviations[strings.ToLower(before)]
}

func isOpener(r rune) bool {
	switch r {
	case '(', '[', '{', '«', '“', '‘', '„', '「', '『', '（', '【':
		return true
	}
	return false
}

func onlyNumber(text []rune) bool {
	digits := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !unicode.IsSpace(r) && r != '.' && r != '(' && r != '[':
			return false
		}
	}
	return digits > 0
}

// abbreviations do not end a sentence even where a capital follows.
var abbreviations = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`mr mrs ms dr prof st jr sr gen col sgt capt lt rev hon gov sen rep
		fig figs no nos v ver vers vol vols pp p ed eds ch cl sec sect para paras eq eqs ref refs tab al cf vs viz ca approx dept est inc ltd co corp
		jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.k a.m p.m ph.d
		z.b d.h bzw usw nr abs art bd hrsg s vgl`) {
		set[w] = true
	}
	return set
}()

// lineOpens reports whether the line that begins text is a unit of its own: an
// item of a list, or a row of a table.
func lineOpens(text []rune) bool {
	i := 0
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	if i == len(text) {
		return false
	}
	switch text[i] {
	case '•', '◦', '▪', '‣', '●', '○', '■', '–', '|':
		return true
	case '-', '*', '+':
		return i+1 < len(text) && text[i+1] == ' '
	case '(':
		i++
	}
	// "3.", "3)", "(a)", "iv." and then a space.
	from := i
	for i < len(text) && i-from < 4 && (unicode.IsDigit(text[i]) || 'a' <= text[i] && text[i] <= 'z') {
		i++
	}
	if i > from && i+1 < len(text) && (text[i] == ')' || text[i] == '.' && unicode.IsDigit(text[from])) && text[i+1] == ' ' {
		return true
	}
	// Columns: tabs, or three spaces and more inside the line.
	gap := 0
	for ; i < len(text) && text[i] != '\n'; i++ {
		switch {
		case text[i] == '\t':
			return true
		case text[i] == ' ':
			gap++
		default:
			if gap >= 3 {
				return true
			}
			gap = 0
		}
	}
	return false
}
