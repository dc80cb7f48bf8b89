package ask

import (
	"regexp"
	"strings"
	"unicode"
)

// How a statement looks: as a heading, an entry of a list, a row of a table, a whole sentence.

// longQuote is the length in code points beyond which a sentence is no good to
// quote: four or five lines.
const longQuote = 360

// fewestWords is how many words a sentence or an entry of a list has, at least, that says
// something by itself.
const fewestWords = 6

// maxHeadingWords is how many words, without its number, a statement has at
// most to count as a heading.
const maxHeadingWords = 6

// heads says whether a statement tells what the next ones are about: a heading,
// or a question of a list of frequent ones.
func (st statement) heads() bool { return st.isHeading() || st.text[len(st.text)-1] == '?' }

// isHeading says whether a statement looks like a heading or a cell: up to
// three words, or up to six without a mark at their end and without any number
// but the one in front ("2. Rent and deposit").
func (st statement) isHeading() bool {
	words := len(st.words)
	if words == 0 {
		return true
	}
	numbers := len(st.numbers)
	if numbers > 0 && st.numbers[0].start <= st.words[0].start {
		words, numbers = words-1, numbers-1
	}
	if len(st.words) < 4 {
		return true
	}
	last := st.text[len(st.text)-1]
	return words <= maxHeadingWords && numbers == 0 && !unicode.IsPunct(last)
}

// references begin a sentence that says where more is said: "See Section 3.3
// [What are the differences?], page 12."
var references = set(`see siehe vgl vergleiche voir cf vea vease ver vedi zie см смотри`)

func (st statement) refers() bool { return len(st.words) > 0 && references[st.words[0].fold] }

// namesColumns says whether the i-th statement is the first row of a table, whose cells the
// next one has before its own: it says nothing by itself.
func (m *material) namesColumns(i int) bool {
	if i+1 >= len(m.statements) || !m.statements[i+1].follows {
		return false
	}
	first, _, cells := strings.Cut(string(m.statements[i].text), " | ")
	return cells && strings.HasPrefix(string(m.statements[i+1].text), strings.TrimSpace(first)+": ")
}

// whole says whether a statement ends as a sentence does, or announces a list.
func (st statement) whole() bool {
	last := len(st.text) - 1
	for last > 0 && isCloser(st.text[last]) {
		last--
	}
	return last >= 0 && (isTerminal(st.text[last]) || st.text[last] == ':' || st.text[last] == '：')
}

// entry matches what begins an entry of a list.
var entry = regexp.MustCompile(`^(?:[•●◦▪‣·*–—-]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s`)

func (st statement) isEntry() bool {
	return len(st.text) <= longQuote && entry.MatchString(string(st.text))
}

// sameWords says whether two statements are the same text but for case, accents and white space.
func sameWords(a, b statement) bool {
	return strings.Join(strings.Fields(fold(string(a.text))), " ") == strings.Join(strings.Fields(fold(string(b.text))), " ")
}
