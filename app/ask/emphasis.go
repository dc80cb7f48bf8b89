package ask

import (
	"slices"
	"unicode"
)

// emphasis is a run of one sign that may be formatting.
type emphasis struct {
	start, end int // in the line's code points
	sign       rune
}

// unemphasised takes Markdown's signs of bold, italics and code out of a line,
// where a pair of them stands. Signs in code stay, and so does what only looks
// like formatting: 2*3*4, a_b_c.
func unemphasised(line string) string {
	runes := []rune(line)
	var runs []emphasis
	for i := 0; i < len(runes); i++ {
		if r := runes[i]; r == '*' || r == '_' || r == '`' {
			run := emphasis{start: i, end: i + 1, sign: r}
			for run.end < len(runes) && runes[run.end] == r {
				run.end++
			}
			runs = append(runs, run)
			i = run.end - 1
		}
	}
	if len(runs) == 0 {
		return line
	}
	gone := make([]bool, len(runes))
	remove := func(start, end int) {
		for i := start; i < end; i++ {
			gone[i] = true
		}
	}
	ends := closingCode(runs)
	opened := map[[2]rune]int{} // by sign and length: where the last one stands
	for i := 0; i < len(runs); i++ {
		run := runs[i]
		if run.sign == '`' {
			if end := ends[i]; end > 0 {
				remove(run.start, run.end)
				remove(runs[end].start, runs[end].end)
				i = end
			}
			continue
		}
		for start := run.start; start < run.end; start += 2 {
			length := min(2, run.end-start)
			kind := [2]rune{run.sign, rune(length)}
			if from, ok := opened[kind]; ok && run.closes(runes, length) {
				remove(from, from+length)
				remove(start, start+length)
				delete(opened, kind)
			} else if run.opens(runes, length) {
				opened[kind] = start
			}
		}
	}
	out := runes[:0:0]
	for i, r := range runes {
		if !gone[i] {
			out = append(out, r)
		}
	}
	return string(out)
}

// closingCode returns for every run of backticks the index of the one that
// closes it, the next that is as long; 0 where there is none.
func closingCode(runs []emphasis) []int {
	ends := make([]int, len(runs))
	next := map[int]int{}
	for i, run := range slices.Backward(runs) {
		if run.sign == '`' {
			ends[i] = next[run.end-run.start]
			next[run.end-run.start] = i
		}
	}
	return ends
}

func (e emphasis) opens(runes []rune, length int) bool {
	return e.end < len(runes) && !unicode.IsSpace(runes[e.end]) && (e.start == 0 || e.mayStandBy(runes[e.start-1], length))
}

func (e emphasis) closes(runes []rune, length int) bool {
	return e.start > 0 && !unicode.IsSpace(runes[e.start-1]) && (e.end == len(runes) || e.mayStandBy(runes[e.end], length))
}

// mayStandBy says whether the sign is formatting with outside on its outer side.
// Single ones are not by a word's letter, since they multiply and join; bold may
// begin in a word, but beside a number it is a power. Where words are written
// without spaces any letter may stand there.
func (e emphasis) mayStandBy(outside rune, length int) bool {
	switch {
	case unicode.IsNumber(outside):
		return false
	case e.sign == '*' && length == 2, unicode.In(outside, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai):
		return true
	}
	return !unicode.IsLetter(outside)
}
