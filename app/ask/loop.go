package ask

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// loopWatch notices when a model repeats itself, which small ones do until the
// context is full. The zero loopWatch is ready for use.
type loopWatch struct {
	seen map[string]int
}

// How much repetition is a loop.
const (
	maxSameSentence = 3  // the same sentence for the third time
	maxBlockWords   = 16 // the longest repeated run of words that is looked for
	maxSameBlock    = 4  // so often in a row
	minLoopWords    = 12 // and over so many words in all
	maxSyllable     = 16 // the longest repeated run of characters that is looked for
	maxSameSyllable = 6  // so often in a row
	minLoopRunes    = 24 // and over so many characters in all
)

// sentence notes a finished sentence and says whether it makes a loop.
func (l *loopWatch) sentence(text string) bool {
	key := strings.Join(strings.FieldsFunc(prose.Fold(text), func(r rune) bool { return !prose.IsWordRune(r) }), " ")
	if key == "" {
		return false
	}
	if l.seen == nil {
		l.seen = map[string]int{}
	}
	l.seen[key]++
	return l.seen[key] >= maxSameSentence
}

// loops says whether text, a sentence that has not ended, ends in the same run
// of words over and over, or of characters ("T.T.T."), and how many of its bytes
// are worth keeping: up to the end of the first run of words, or up to its
// beginning where it is one word or less.
func loops(text string) (keep int, looped bool) {
	var ends []int // of the words
	var ws []string
	for i := 0; i < len(text); {
		n := strings.IndexFunc(text[i:], func(r rune) bool { return !unicode.IsSpace(r) })
		if n < 0 {
			break
		}
		start := i + n
		i = len(text)
		if m := strings.IndexFunc(text[start:], unicode.IsSpace); m >= 0 {
			i = start + m
		}
		ws, ends = append(ws, text[start:i]), append(ends, i)
	}
	for size := 1; size <= maxBlockWords; size++ {
		times := max(maxSameBlock, (minLoopWords+size-1)/size)
		first := len(ws) - size*times
		if first < 0 {
			continue
		}
		same := true
		for i := first + size; i < len(ws) && same; i++ {
			same = ws[i] == ws[i-size]
		}
		if !same {
			continue
		}
		last := first + size - 1 // of the first run
		if size == 1 {
			last = first - 1
		}
		if last < 0 {
			return 0, true
		}
		return ends[last], true
	}
	return stutters(text)
}

// stutters says whether text ends in the same few characters over and over, and
// where the word begins in which they do. Figures and dots may repeat.
func stutters(text string) (keep int, looped bool) {
	runes := []rune(text)
	for size := 1; size <= maxSyllable; size++ {
		first := len(runes) - size
		if first < 0 || !slices.ContainsFunc(runes[first:], unicode.IsLetter) {
			continue
		}
		for first > 0 && runes[first-1] == runes[first-1+size] {
			first--
		}
		if run := len(runes) - first; run < minLoopRunes || run < size*maxSameSyllable {
			continue
		}
		for unicode.IsSpace(runes[first]) {
			first++
		}
		for first > 0 && !unicode.IsSpace(runes[first-1]) {
			first--
		}
		return len(strings.TrimRightFunc(string(runes[:first]), unicode.IsSpace)), true
	}
	return 0, false
}
