package ask

import (
	"strings"
	"unicode"
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
)

// sentence notes a finished sentence and says whether it makes a loop.
func (l *loopWatch) sentence(text string) bool {
	key := strings.Join(strings.FieldsFunc(fold(text), func(r rune) bool { return !isWordRune(r) }), " ")
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
// of words over and over, and how many of its bytes are worth keeping: up to
// the end of the first run, or up to its beginning where it is one word.
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
	return 0, false
}
