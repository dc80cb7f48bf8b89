// Package passage splits pages of text into passages: the units that are
// searched, embedded and cited. It is pure: text with spans in, spans out.
package passage

import (
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// Passage is a span of one page's text, without white space at its ends.
type Passage struct {
	Start   int    // code points into the page's text
	End     int    // exclusive
	Heading string // the headings it stands under, highest first, joined by Separator; "" for none
	Inside  string // the title and columns of the table it is in, "" for none
}

// Limits bound passages, in tokens as Tokens estimates them.
type Limits struct {
	Max int // no passage is longer
	Min int // a heading or page starts a new passage only if the one before has at least this
}

// DefaultLimits suit an embedding model with a window of 256 tokens, such as
// all-MiniLM-L6-v2: the rest of the window is for the line of context before
// the passage and for estimates that are too low.
var DefaultLimits = Limits{Max: 220, Min: 60}

// A Splitter splits the pages of one document, in order. It remembers the
// headings that the next page's first passage stands under.
type Splitter struct {
	limits Limits
	path   []reader.Heading // open headings, levels ascending
}

// NewSplitter returns a Splitter; zero limits mean the defaults.
func NewSplitter(limits Limits) *Splitter {
	if limits.Max <= 0 {
		limits = DefaultLimits
	}
	return &Splitter{limits: limits}
}

// Page splits one page. The passages are in order, do not overlap, and hold
// all its text but furniture and white space between them. No word and no row of a
// table is cut unless it is longer than a passage may be.
func (s *Splitter) Page(page reader.Page) []Passage {
	text := []rune(page.Text)
	units := cut(text, page, s.limits.Max)
	context := newInside(text, page)
	var passages []Passage
	for len(units) > 0 {
		n := s.section(units)
		passages = s.pack(passages, page.Headings, units[:n])
		units = units[n:]
	}
	s.open(page.Headings, len(text))
	for i := range passages {
		passages[i].Inside = context.of(passages[i])
	}
	return passages
}

// section returns how many of the units belong to the first section: up to a
// heading that has enough before it, or to furniture.
func (s *Splitter) section(units []unit) int {
	tokens := 0
	for i, u := range units {
		if i > 0 && (u.parted || u.opens == opensHeading && tokens >= s.limits.Min) {
			return i
		}
		tokens += u.tokens
	}
	return len(units)
}

// pack fills passages with the units of one section. They come out about
// equally long: 260 tokens make two of 130, not one of 220 and a scrap.
func (s *Splitter) pack(passages []Passage, headings []reader.Heading, units []unit) []Passage {
	total := 0
	for _, u := range units {
		total += u.tokens
	}
	count := (total + s.limits.Max - 1) / s.limits.Max
	goal := total / max(count, 1)
	for len(units) > 0 {
		n, tokens := 1, units[0].tokens
		for n < len(units) && tokens+units[n].tokens <= s.limits.Max {
			u := units[n]
			if s.full(tokens, u, goal) {
				break
			}
			tokens += u.tokens
			n++
		}
		start, end := units[0].start, units[n-1].end
		// A heading is a unit of its own, so this takes in none but its own.
		s.open(headings, units[0].end)
		passages = append(passages, Passage{Start: start, End: end, Heading: s.heading()})
		units = units[n:]
	}
	return passages
}

// full reports whether a passage of so many tokens should end before unit u.
func (s *Splitter) full(tokens int, u unit, goal int) bool {
	switch {
	case tokens >= goal:
		return true
	case u.opens == opensBlock:
		// A paragraph's end is a good place, even a little early.
		return tokens >= goal*3/4
	case u.opens == opensSentence || u.opens == opensHeading:
		// The nearer side of the goal.
		return tokens+u.tokens-goal > goal-tokens
	}
	return false
}

// open takes the headings that start before the code point end into the path.
func (s *Splitter) open(headings []reader.Heading, end int) {
	for _, h := range headings {
		if h.Start >= end {
			break
		}
		keep := len(s.path)
		for keep > 0 && s.path[keep-1].Level >= h.Level {
			keep--
		}
		s.path = append(s.path[:keep], h)
	}
}

// maxHeading bounds a heading path, in code points: it shares the embedding
// model's window with the passage.
const maxHeading = 160

func (s *Splitter) heading() string {
	parts := make([]string, 0, len(s.path))
	for _, h := range s.path {
		if t := strings.Join(strings.FieldsFunc(h.Text, unicode.IsSpace), " "); t != "" {
			parts = append(parts, t)
		}
	}
	path := []rune(strings.Join(parts, Separator))
	if len(path) > maxHeading {
		path = append(path[:maxHeading-1], '…')
	}
	return string(path)
}
