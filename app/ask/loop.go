package ask

import "strings"

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
// of words over and over.
func loops(text string) bool {
	ws := strings.Fields(text)
	for size := 1; size <= maxBlockWords; size++ {
		times := max(maxSameBlock, (minLoopWords+size-1)/size)
		if len(ws) < size*times {
			continue
		}
		tail := ws[len(ws)-size*times:]
		same := true
		for i := size; i < len(tail) && same; i++ {
			same = tail[i] == tail[i-size]
		}
		if same {
			return true
		}
	}
	return false
}
