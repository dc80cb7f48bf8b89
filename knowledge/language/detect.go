package language

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// sample bounds how much of a text Detect looks at, in letters: some pages say
// as much as a thousand.
const sample = 20_000

// Detect tells which language text is in: Unknown where too few of its words
// are known, or where two languages are equally likely. A sentence of six or
// more words is usually enough.
//
// The script decides where one language alone writes with it; the languages of
// the Latin, Cyrillic and Arabic scripts are told apart by their function words.
func Detect(text string) Tag {
	var c counts
	c.count(text)
	if c.letters == 0 {
		return Unknown
	}
	switch most := c.script(); most {
	case unicode.Han, unicode.Hiragana, unicode.Katakana:
		// Japanese text is a third kana and more; Chinese has none.
		if 10*c.kana > c.letters {
			return Japanese
		}
		return Chinese
	case unicode.Hangul:
		return "ko"
	case unicode.Thai:
		return "th"
	case unicode.Hebrew:
		return "he"
	case unicode.Greek:
		return "el"
	case unicode.Devanagari:
		return c.best(func(t Tag) bool { return t == "hi" })
	case unicode.Cyrillic:
		if 100*c.ukrainian > c.letters {
			return "uk"
		}
		return c.best(func(t Tag) bool { return t == "ru" || t == "bg" })
	case unicode.Arabic:
		if 200*c.persian > c.letters {
			return c.best(func(t Tag) bool { return t == "fa" }) // Urdu has no words here
		}
		return c.best(func(t Tag) bool { return t == Arabic || t == "fa" })
	case unicode.Latin:
		return c.best(Latin)
	}
	return Unknown
}

// scripts are those that are counted, each by its letters.
var scripts = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Han, unicode.Hangul, unicode.Hiragana,
	unicode.Katakana, unicode.Greek, unicode.Hebrew, unicode.Thai, unicode.Devanagari}

type counts struct {
	letters   int
	by        [11]int // of scripts
	kana      int
	ukrainian int // letters that Russian and Bulgarian do not have
	persian   int // letters that Arabic does not have
	words     int
	votes     map[Tag]float64
}

func (c *counts) count(text string) {
	c.votes = map[Tag]float64{}
	known := evidence()
	word := func(w string) {
		c.words++
		w = strings.ToLower(norm.NFC.String(strings.ReplaceAll(w, "’", "'")))
		for _, v := range known[w] {
			c.votes[v.tag] += v.weight
		}
		// "l'école", "dell'arte": what stands before the apostrophe is the function word.
		if at := strings.IndexByte(w, '\''); at > 0 && known[w] == nil {
			for _, v := range known[w[:at]] {
				c.votes[v.tag] += v.weight
			}
		}
	}
	from := -1
	for i, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsMark(r)
		if letter || from >= 0 && (r == '\'' || r == '’') {
			if from < 0 {
				from = i
			}
			if letter {
				c.letter(r)
			}
			continue
		}
		if from >= 0 {
			word(text[from:i])
			from = -1
		}
		if c.letters > sample {
			return
		}
	}
	if from >= 0 {
		word(text[from:])
	}
}

func (c *counts) letter(r rune) {
	c.letters++
	if r < 0x80 {
		c.by[0]++
		return
	}
	for i, s := range scripts {
		if unicode.Is(s, r) {
			c.by[i]++
			break
		}
	}
	switch {
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		c.kana++
	case strings.ContainsRune("іїєґІЇЄҐ", r):
		c.ukrainian++
	case strings.ContainsRune("پچژگکی", r):
		c.persian++
	}
}

// script is the one with the most letters. A letter of a script without spaces
// is a syllable or word and counts for more.
func (c *counts) script() *unicode.RangeTable {
	most, at := 0, -1
	for i, n := range c.by {
		if s := scripts[i]; s == unicode.Han || s == unicode.Hangul || s == unicode.Hiragana || s == unicode.Katakana {
			n *= 3
		}
		if n > most {
			most, at = n, i
		}
	}
	if at < 0 {
		return nil
	}
	return scripts[at]
}

// What makes a guess: so many votes, so large a share of the words, and so far
// ahead of the second.
const (
	leastVotes = 1.2
	leastShare = 0.06
	leastLead  = 1.25
)

// best is the language that the words speak for.
func (c *counts) best(allowed func(Tag) bool) Tag {
	var first, second float64
	best := Unknown
	for tag, v := range c.votes {
		if !allowed(tag) {
			continue
		}
		switch {
		case v > first:
			first, second, best = v, first, tag
		case v > second:
			second = v
		}
	}
	if first < leastVotes || first < leastShare*float64(c.words) || first < leastLead*second {
		return Unknown
	}
	return best
}
