package parse

import (
	"slices"
	"unicode"
)

// What letters set apart look like, in sizes of the page's letters: how far they
// stand from each other at least and at most, and how much farther words do. The
// boxes are the letters' ink, whose sides differ.
const (
	spacedLeast  = 0.1
	spacedMost   = 0.6
	spacedWords  = 0.3
	spacedInARow = 4 // letters: fewer may well be variables
)

// joinSpacedLetters makes words of lines whose letters are set apart, as those of
// headings and on covers are: pdfium takes every letter for a word. Only spaces
// that it made up are dropped; generated reports whether the one at a code point
// is. Letters among words ("m x n x p"), those that stand as far apart as columns
// do, and digits in a row stay as they are. In a Chinese line that was stretched to
// the margin, some of the letters may be apart.
func (l *layout) joinSpacedLetters(generated func(at int) bool) {
	var spaces []int
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.turn != l.turn {
			continue
		}
		for first := 0; first+1 < len(p.words); {
			last := first // of a run of single letters
			for last+1 < len(p.words) && l.spaced(&p.words[last], &p.words[last+1], generated) {
				last++
			}
			if run := p.words[first : last+1]; len(run) == len(p.words) || l.ideographs(run) {
				spaces = append(spaces, l.inSpacedWords(run)...)
			}
			first = last + 1
		}
	}
	l.drop(spaces)
}

// spaced reports whether two words are single letters or digits, with a space
// between that was made up.
func (l *layout) spaced(a, b *word, generated func(at int) bool) bool {
	if a.end-a.start != 1 || b.end-b.start != 1 || b.start-a.end != 1 || !isLetterOrDigit(l.raw[a.start]) || !isLetterOrDigit(l.raw[b.start]) {
		return false
	}
	gap := (b.left - a.right) / l.em
	return gap >= spacedLeast && gap <= 2*spacedMost+spacedWords && generated(a.end)
}

// ideographs reports whether all words of a run are letters of a script without
// spaces between words.
func (l *layout) ideographs(run []word) bool {
	for _, w := range run {
		if !unicode.In(l.raw[w.start], unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return false
		}
	}
	return true
}

// inSpacedWords gives the spaces within the words of a run of single letters.
func (l *layout) inSpacedWords(run []word) []int {
	letters := 0
	for _, w := range run {
		if unicode.IsLetter(l.raw[w.start]) {
			letters++
		}
	}
	if letters < spacedInARow || 2*letters < len(run) {
		return nil
	}
	gaps := make([]float64, 0, len(run)-1)
	for k := 1; k < len(run); k++ {
		gaps = append(gaps, (run[k].left-run[k-1].right)/l.em)
	}
	sorted := slices.Sorted(slices.Values(gaps))
	usual := sorted[len(sorted)/3] // less than half, since there are spaces between words
	if usual > spacedMost {
		return nil
	}
	var spaces []int
	for k, gap := range gaps {
		if gap < usual+spacedWords {
			spaces = append(spaces, run[k].end)
		}
	}
	return spaces
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
