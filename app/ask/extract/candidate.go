package extract

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Lengths of a sentence that can be quoted.
const (
	mostWords   = 60
	fewestRunes = 30
	usualWords  = 12 // shorter ones seldom say enough
	likeAnother = 0.7
	letterShare = 0.65
)

// candidates are the sentences of a part that can be quoted, with what speaks for
// them but their likeness to others.
func (x *Extractor) candidates(p Part) []Sentence {
	var out []Sentence
	seen := map[string]bool{}
	for k, i := range p.Passages {
		from := x.passages[i]
		if from.Contents {
			continue
		}
		runes := []rune(from.Text)
		first, unsaid := true, align.Orders(from.Text) // they tell nothing of a document
		for _, span := range prose.Sentences(from.Text) {
			text := runes[span.Start:span.End]
			if touches(unsaid, span.Start, span.End) || touches(from.Tables, from.Start+span.Start, from.Start+span.End) || !quotable(text) {
				continue
			}
			c := Sentence{Passage: i, Span: span, text: text}
			ws := prose.Words(string(text), x.lang)
			worth, content := worthOf(ws, text, x.lang)
			if worth == 0 || content < align.FewestWords/2 {
				continue
			}
			key := strings.Join(strings.Fields(prose.Fold(string(text))), " ")
			if seen[key] {
				continue
			}
			seen[key] = true
			c.terms = x.weigh(ws)
			place := 1 / math.Sqrt(float64(1+k))
			if first && k > 0 {
				place = max(place, 0.4) // a paragraph's own first sentence
			}
			first = false
			c.score = worth * (tellPlace*place + tellMeaning*x.central[i])
			if c.score <= 0 {
				c.score = math.SmallestNonzeroFloat64
			}
			out = append(out, c)
		}
	}
	return out
}

// touches says whether a stretch has something of one of the spans.
func touches(spans []reader.Span, start, end int) bool {
	return slices.ContainsFunc(spans, func(s reader.Span) bool { return s.Start < end && start < s.End })
}

// quotable says whether a text is a whole sentence that can stand alone: it begins
// as sentences do, ends with their mark, and is neither too short nor too long.
func quotable(text []rune) bool {
	if len(text) > align.LongQuote {
		return false
	}
	last := len(text) - 1
	for last > 0 && prose.IsCloser(text[last]) {
		last--
	}
	if last < 1 || !prose.IsTerminal(text[last]) || unicode.IsSpace(text[last-1]) {
		return false
	}
	first := text[0]
	if prose.IsCloser(first) || first == '(' {
		if len(text) < 2 {
			return false
		}
		first = text[1]
	}
	if unicode.IsLower(first) || !prose.IsWordRune(first) {
		return false
	}
	letters, spaceless, leaders := 0, 0, 0
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) {
			letters++
		}
		if prose.IsSpaceless(r) {
			spaceless++
		}
		if i > 1 && r == '.' && text[i-1] == '.' && text[i-2] == '.' {
			leaders++
		}
	}
	if leaders > 1 {
		return false
	}
	if spaceless > len(text)/3 {
		return spaceless >= 10
	}
	n := len(strings.Fields(string(text)))
	return n >= align.FewestWords && n <= mostWords && len(text) >= fewestRunes && float64(letters) >= letterShare*float64(len(text))
}

// worthOf is what a sentence is worth by how it reads: less where it points back
// to what stands before it, asks, or is mostly figures. content is how many of its
// words have content.
func worthOf(ws []prose.Word, text []rune, lang prose.Language) (worth float64, content int) {
	worth = 1
	numbers := 0
	for _, w := range ws {
		if w.Term != "" {
			content++
		}
		if w.Text[0] >= '0' && w.Text[0] <= '9' {
			numbers++
		}
	}
	if len(ws) == 0 || content == 0 {
		return 0, 0
	}
	if prose.PointsBack(ws) {
		worth *= tellLeaning
	}
	if strings.ContainsAny(string(text[max(0, len(text)-3):]), "?？؟") {
		worth *= tellAsking
	}
	if numbers*3 > len(ws) {
		worth *= tellNumbers
	}
	if glued(ws, text) {
		worth *= tellHeaded
	}
	if len(ws) < usualWords && !prose.IsSpaceless(text[0]) {
		worth *= 0.5 + 0.5*float64(len(ws))/usualWords
	}
	return worth, content
}

// glued says whether a heading or a number of a note or a list seems to have been
// read as the sentence's beginning.
func glued(ws []prose.Word, text []rune) bool {
	if unicode.IsDigit(text[0]) {
		return true
	}
	capitals := 0
	for _, w := range ws[:min(len(ws), 6)] {
		if strings.ToUpper(w.Text) == w.Text && strings.ToLower(w.Text) != w.Text && len(w.Text) > 1 {
			capitals++
		}
	}
	return capitals >= 3
}
