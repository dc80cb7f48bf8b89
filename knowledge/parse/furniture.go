package parse

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// Furniture is what stands at the same place on page after page: running heads
// and feet, page numbers. Nothing is taken for it that is not repeated on two
// more pages nearby, with the same words and with numbers that stay or count
// the pages, at an edge of the text with nothing but furniture beyond it and a space between
// it and the rest. The
// words may differ ("38 Chapter 5", "5.6 List of fields 39") in the outermost
// line where its first or last number counts the pages of three others.

const (
	// furnitureReach is how many pages before and after a page are looked at,
	// and so how many pages are held back.
	furnitureReach   = 6
	furnitureRepeats = 2 // further pages that must have it
	folioRepeats     = 3 // the same, of lines that share only the page's number
	furnitureDepth   = 3 // lines from the text's edge
	samePlace        = 3 // points
)

// edgeLine is a line near the upper or lower edge of a page's text.
type edgeLine struct {
	reader.Span
	key         string // its words, with # for each number
	numbers     []int
	outermost   bool
	free        bool // there is more space to the lines inwards than between lines
	base        float64
	left, right float64
}

// edges are the lines at both edges of a page's text, the outermost first.
type edges [2][]edgeLine

// edgesOf picks the candidates of a page. Lines of tables and lines set larger
// than the text (slides have the same title again and again) are none, and end
// the search.
func edgesOf(lines []textLine, em float64) edges {
	var e edges
	if len(lines) == 0 {
		return e
	}
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case lines[a].base > lines[b].base:
			return -1
		case lines[a].base < lines[b].base:
			return 1
		}
		return 0
	})
	for side := range e {
		depth, base := 0, math.NaN()
		for _, i := range order {
			l := &lines[i]
			if !(math.Abs(l.base-base) <= samePlace) {
				for k := range e[side] {
					if line := &e[side][k]; math.Abs(line.base-base) <= samePlace {
						line.free = math.Abs(l.base-base) > 1.6*em
					}
				}
				base = l.base
				depth++
			}
			if depth > furnitureDepth || l.table || l.size > 1.2*em || len(l.text) > 400 {
				break
			}
			key, numbers := furnitureKey(l.text)
			if key == "" {
				break
			}
			e[side] = append(e[side], edgeLine{reader.Span{Start: l.start, End: l.end}, key, numbers, depth == 1, true, l.base, l.left, l.right})
		}
		slices.Reverse(order)
	}
	return e
}

// furnitureKey is a line's text without its numbers, and those. Small Roman
// numbers that stand alone count as numbers. "" is a text with neither letters
// nor numbers.
func furnitureKey(text string) (string, []int) {
	if n := romanNumber(strings.TrimSpace(text)); n > 0 {
		return "#", []int{n}
	}
	var key strings.Builder
	var numbers []int
	digits, n, some := 0, 0, false
	end := func() {
		if digits > 0 {
			numbers = append(numbers, n)
			key.WriteByte('#')
		}
		digits, n = 0, 0
	}
	for _, r := range text {
		if r >= '0' && r <= '9' {
			if digits++; digits <= 9 {
				n = 10*n + int(r-'0')
			}
			some = true
			continue
		}
		end()
		some = some || unicode.IsLetter(r)
		if !unicode.IsSpace(r) {
			key.WriteRune(r)
		}
	}
	end()
	if !some {
		return "", nil
	}
	return key.String(), numbers
}

// romanNumber is the value of a small Roman number below 90, 0 for anything else.
func romanNumber(s string) int {
	if len(s) == 0 || len(s) > 7 || strings.Trim(s, "ivxl") != "" && strings.Trim(s, "IVXL") != "" {
		return 0
	}
	value := map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50}
	s = strings.ToLower(s)
	sum := 0
	for i := range len(s) {
		v := value[s[i]]
		if i+1 < len(s) && v < value[s[i+1]] {
			v = -v
		}
		sum += v
	}
	return max(sum, 0)
}

// repeats reports whether b, some pages after a (or before, when negative), is
// the same furniture.
func (a *edgeLine) repeats(b *edgeLine, pages int) bool {
	if a.key != b.key || len(a.numbers) != len(b.numbers) || math.Abs(a.base-b.base) > samePlace {
		return false
	}
	near := func(x, y float64) bool { return math.Abs(x-y) <= samePlace }
	if !near(a.left, b.left) && !near(a.right, b.right) && !near(a.left+a.right, b.left+b.right) {
		return false
	}
	counts := false
	for i, n := range a.numbers {
		switch b.numbers[i] - n {
		case 0:
		case pages:
			counts = true
		default:
			return false
		}
	}
	// A number alone must count, or it is the same figure on every page.
	return counts || strings.Trim(a.key, "#") != "" && strings.ContainsFunc(a.key, unicode.IsLetter)
}

// counts reports whether a and b, some pages after it, are outermost lines that
// begin or end with a number that counts the pages.
func (a *edgeLine) counts(b *edgeLine, pages int) bool {
	if !a.outermost || !b.outermost || math.Abs(a.base-b.base) > samePlace {
		return false
	}
	for _, x := range a.folios() {
		for _, y := range b.folios() {
			if y-x == pages {
				return true
			}
		}
	}
	return false
}

// folios are the numbers that a line begins or ends with.
func (a *edgeLine) folios() []int {
	var f []int
	if n := len(a.numbers); n > 0 {
		if strings.HasPrefix(a.key, "#") {
			f = append(f, a.numbers[0])
		}
		if strings.HasSuffix(a.key, "#") {
			f = append(f, a.numbers[n-1])
		}
	}
	return f
}

// furnitureOf marks the furniture of page at among its neighbours, whose
// numbers are in a row.
func furnitureOf(pages []edges, at int) []reader.Span {
	var found []reader.Span
	for side := range 2 {
		var waiting []reader.Span // for the space that parts them from the text
		for i := range pages[at][side] {
			line := &pages[at][side][i]
			times, folios := 0, 0
			for other := max(0, at-furnitureReach); other <= min(len(pages)-1, at+furnitureReach); other++ {
				if other == at {
					continue
				}
				again, counts := false, false
				for k := range pages[other][side] {
					l := &pages[other][side][k]
					again = again || line.repeats(l, other-at)
					counts = counts || line.counts(l, other-at)
				}
				if again {
					times++
				}
				if counts {
					folios++
				}
			}
			if times < furnitureRepeats && folios < folioRepeats {
				// A head may be of parts on one line; beyond that line, no more.
				if i+1 < len(pages[at][side]) && math.Abs(pages[at][side][i+1].base-line.base) <= samePlace {
					continue
				}
				break
			}
			waiting = append(waiting, line.Span)
			if line.free {
				found, waiting = append(found, waiting...), waiting[:0]
			}
		}
	}
	return spansInOrder(found)
}

// spansInOrder sorts spans and makes one of those that overlap.
func spansInOrder(spans []reader.Span) []reader.Span {
	slices.SortFunc(spans, func(a, b reader.Span) int { return a.Start - b.Start })
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && s.Start < kept[n-1].End {
			kept[n-1].End = max(kept[n-1].End, s.End)
			continue
		}
		kept = append(kept, s)
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// coversAll reports whether nothing of text stands outside of the spans, which
// are in order.
func coversAll(text string, spans []reader.Span) bool {
	at := 0
	for _, r := range text {
		for len(spans) > 0 && spans[0].End <= at {
			spans = spans[1:]
		}
		if !unicode.IsSpace(r) && (len(spans) == 0 || at < spans[0].Start) {
			return false
		}
		at++
	}
	return true
}
