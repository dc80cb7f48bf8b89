package passage

import (
	"slices"
	"sort"
	"unicode"

	"carrel/knowledge/reader"
)

// opening says what begins with a unit: how good a place it is to cut.
type opening uint8

const (
	opensNothing  opening = iota // inside a sentence that had to be cut
	opensSentence                // a sentence, or a line of a list or table
	opensBlock                   // a paragraph
	opensHeading                 // a heading
)

// unit is a piece of text that passages are made of: a sentence where
// possible. It has no white space at its ends.
type unit struct {
	start, end int
	tokens     int
	opens      opening
	parted     bool // furniture lies before it: no passage reaches over that
}

// cut divides a page's text into units of at most max tokens, in order,
// covering all but white space and what stands on every page. A table's row is
// one unit, unless it alone is longer than max.
func cut(text []rune, page reader.Page, max int) []unit {
	var units []unit
	parted := false
	add := func(list []unit) {
		for i, u := range list {
			u.parted = i == 0 && parted
			units = append(units, u)
			parted = false
		}
	}
	at := 0
	for _, f := range fixtures(page, len(text)) {
		add(prose(text, page.Headings, at, f.start, max))
		at = f.end
		if f.furniture {
			parted = true
			continue
		}
		start, end := trim(text, f.start, f.end)
		if start == end {
			continue
		}
		row := fit(text, start, end, max)
		for i := range row {
			row[i].opens = opensNothing
		}
		row[0].opens = f.opens
		add(row)
	}
	add(prose(text, page.Headings, at, len(text), max))
	return units
}

// fixture is a part of a page's text whose ends are given.
type fixture struct {
	start, end int
	furniture  bool // belongs to no passage
	opens      opening
}

// fixtures lists a page's furniture and table rows in order, without overlap
// and within the text.
func fixtures(page reader.Page, length int) []fixture {
	var list []fixture
	for _, f := range page.Furniture {
		list = append(list, fixture{start: f.Start, end: f.End, furniture: true})
	}
	for _, t := range page.Tables {
		for i, r := range t.Rows {
			opens := opensSentence
			if i == 0 {
				opens = opensBlock
			}
			list = append(list, fixture{start: r.Start, end: r.End, opens: opens})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].start < list[j].start })
	kept := list[:0]
	at := 0
	for _, f := range list {
		f.start, f.end = max(f.start, at), min(f.end, length)
		if f.start < f.end {
			kept = append(kept, f)
			at = f.end
		}
	}
	return kept
}

// prose divides text that is no table: into sentences where possible.
func prose(text []rune, headings []reader.Heading, from, to, max int) []unit {
	var units []unit
	for _, b := range blocks(text, headings, from, to) {
		opens := b.opens
		for _, sentence := range sentences(text, b.start, b.end) {
			for _, piece := range fit(text, sentence.start, sentence.end, max) {
				piece.opens = opens
				units = append(units, piece)
				opens = opensNothing
			}
			opens = opensSentence
		}
	}
	return units
}

// blocks divides the text from..to at blank lines, at headings and at very wide
// gaps.
func blocks(text []rune, headings []reader.Heading, from, to int) []unit {
	starts := map[int]opening{}
	for _, h := range headings {
		if from <= h.Start && h.Start < to {
			starts[max(withMarks(text, h.Start), from)] = opensHeading
			// What follows the heading is a block of its own, so that the
			// heading does not run into its first sentence.
			if h.Start < h.End && h.End < to {
				if _, taken := starts[h.End]; !taken {
					starts[h.End] = opensSentence
				}
			}
		}
	}
	for i := from; i < to; {
		if !unicode.IsSpace(text[i]) {
			i++
			continue
		}
		gap, lines := i, 0
		for i < to && unicode.IsSpace(text[i]) {
			if text[i] == '\n' {
				lines++
			}
			i++
		}
		if lines >= 2 || i-gap > maxGap {
			if _, taken := starts[i]; !taken {
				starts[i] = opensBlock
			}
		}
	}
	places := make([]int, 0, len(starts)+1)
	for at := range starts {
		places = append(places, at)
	}
	slices.Sort(places)

	var list []unit
	add := func(start, end int, opens opening) {
		start, end = trim(text, start, end)
		if start < end {
			list = append(list, unit{start: start, end: end, opens: opens})
		}
	}
	begin, opens := from, opensBlock
	for _, at := range places {
		add(begin, at, opens)
		begin, opens = at, starts[at]
	}
	add(begin, to, opens)
	return list
}

// withMarks gives where a heading begins with the Markdown signs before it,
// which belong to it and not to the paragraph above.
func withMarks(text []rune, start int) int {
	at := start
	for at > 0 && (text[at-1] == '#' || text[at-1] == ' ') {
		at--
	}
	if at > 0 && text[at-1] != '\n' {
		return start
	}
	return at
}

// maxGap bounds the white space inside a passage, in code points.
const maxGap = 200

func trim(text []rune, start, end int) (int, int) {
	for start < end && unicode.IsSpace(text[start]) {
		start++
	}
	for end > start && unicode.IsSpace(text[end-1]) {
		end--
	}
	return start, end
}

// fit divides a sentence that is longer than max tokens: at line ends, else
// between words, else inside a word. The pieces carry their token counts.
func fit(text []rune, start, end, max int) []unit {
	if n := tokens(text[start:end]); n <= max {
		return []unit{{start: start, end: end, tokens: atLeastOne(n)}}
	}
	var pieces []unit
	current := unit{start: start, end: start}
	flush := func() {
		if current.start < current.end {
			current.tokens = atLeastOne(current.tokens)
			pieces = append(pieces, current)
		}
		current = unit{}
	}
	lineBreak := -1 // the last line end seen
	for i := start; i < end; {
		if unicode.IsSpace(text[i]) {
			if text[i] == '\n' {
				lineBreak = i
			}
			i++
			continue
		}
		word := i
		for i < end && !unicode.IsSpace(text[i]) {
			i++
		}
		n := tokens(text[word:i])
		// A line's end in the last third of the room is as far as it goes.
		atLine := lineBreak >= current.end && current.tokens >= max*2/3
		if current.start < current.end && (current.tokens+n > max || atLine) {
			flush()
		}
		if n <= max {
			if current.start == current.end {
				current.start = word
			}
			current.end, current.tokens = i, current.tokens+n
			continue
		}
		flush()
		pieces = append(pieces, chop(text, word, i, max)...)
		current = unit{}
	}
	flush()
	return pieces
}

// chop cuts a word that is longer than a passage may be.
func chop(text []rune, start, end, max int) []unit {
	var pieces []unit
	for start < end {
		// A token has at least one character, so max characters are never too many.
		stop := start + max
		if stop > end {
			stop = end
		}
		// Do not part a letter from its combining marks, unless they go on and on.
		for back := 0; back < 16 && stop < end && stop-1 > start && unicode.IsMark(text[stop]); back++ {
			stop--
		}
		pieces = append(pieces, unit{start: start, end: stop, tokens: atLeastOne(tokens(text[start:stop]))})
		start = stop
	}
	return pieces
}

// atLeastOne keeps the counts of a cut word's pieces from adding up to less
// than the word's.
func atLeastOne(n int) int {
	if n < 1 {
		return 1
	}
	return n
}
