package ocr

import (
	"errors"
	"fmt"
	"image"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// Confidences, 0 to 100, of tesseract in a word.
const (
	// noiseBelow is where a short word is taken for a speck, a line or a piece
	// of a photograph.
	noiseBelow = 30
	// pageBelow is where a whole page is taken to have no words: a photograph
	// of leaves is full of i, l and |.
	pageBelow = 30
)

// maxTextBytes bounds the text of a page; a dense newspaper page has 30,000.
const maxTextBytes = 1 << 20

// place is where a word stands in the layout that tesseract found.
type place struct{ page, block, paragraph, line int }

// readTable turns tesseract's table of a picture, one word a row, into text
// with the place of every word on the page.
func readTable(table []byte, picture reader.PictureInfo) (reader.Recognition, error) {
	var b builder
	for row := range strings.Lines(string(table)) {
		fields := strings.SplitN(strings.TrimRight(row, "\r\n"), "\t", 12)
		if len(fields) < 12 || fields[0] != "5" { // 5: a word; the others are pages to lines
			continue
		}
		var n [10]int // level to height
		for i := range n {
			v, err := strconv.Atoi(fields[i])
			if err != nil {
				return reader.Recognition{}, fmt.Errorf("row %.80q: %w", row, err)
			}
			n[i] = v
		}
		confidence, err := strconv.ParseFloat(fields[10], 64)
		if err != nil {
			return reader.Recognition{}, fmt.Errorf("row %.80q: %w", row, err)
		}
		// Compared one by one: a rectangle without an area is In any other, and a
		// sum may overflow.
		left, top, width, height := n[6], n[7], n[8], n[9]
		if left < 0 || top < 0 || width < 0 || height < 0 ||
			width > picture.Width || height > picture.Height ||
			left > picture.Width-width || top > picture.Height-height {
			return reader.Recognition{}, fmt.Errorf("row %.80q: outside the picture", row)
		}
		at := image.Rect(left, top, left+width, top+height)
		text := clean(fields[11])
		if text == "" || isNoise(text, confidence) {
			continue
		}
		if len(b.text)+len(text)+2 > maxTextBytes {
			return reader.Recognition{}, errors.New("too much text")
		}
		b.word(text, place{n[1], n[2], n[3], n[4]}, picture.Box(at), confidence)
	}
	return b.result(), nil
}

// clean makes a word sound: no spaces, no characters that mean something to a
// program and nothing to a person.
func clean(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, word)
}

func isNoise(word string, confidence float64) bool {
	if confidence >= noiseBelow {
		return false
	}
	letters := 0
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
		}
	}
	return letters < 3
}

// builder puts words together to a page.
type builder struct {
	text   []byte
	length int // code points of text
	words  []reader.Word
	last   place
	line   int

	confidence, weight float64
}

func (b *builder) word(text string, at place, box reader.Box, confidence float64) {
	switch {
	case len(b.words) == 0:
	case at == b.last:
		b.add(" ")
	case at.page != b.last.page || at.block != b.last.block || at.paragraph != b.last.paragraph:
		b.line++
		b.add("\n\n")
	case b.joins(text):
		b.line++
	default:
		b.line++
		b.add("\n")
	}
	start := b.length
	b.add(text)
	b.words = append(b.words, reader.Word{Start: start, End: b.length, Line: b.line, Box: box})
	b.last = at
	weight := float64(utf8.RuneCountInString(text))
	b.confidence += confidence * weight
	b.weight += weight
}

func (b *builder) add(s string) {
	b.text = append(b.text, s...)
	b.length += utf8.RuneCountInString(s)
}

// joins removes the hyphen of a word that goes on in the next line: between two
// small letters.
func (b *builder) joins(next string) bool {
	rest, hyphen := strings.CutSuffix(string(b.text[max(0, len(b.text)-8):]), "-")
	if !hyphen {
		if rest, hyphen = strings.CutSuffix(string(b.text[max(0, len(b.text)-8):]), "\u2010"); !hyphen {
			return false
		}
	}
	before, _ := utf8.DecodeLastRuneInString(rest)
	after, _ := utf8.DecodeRuneInString(next)
	last := &b.words[len(b.words)-1]
	if !unicode.IsLower(before) || !unicode.IsLower(after) || last.End-last.Start < 2 {
		return false
	}
	_, size := utf8.DecodeLastRune(b.text)
	b.text = b.text[:len(b.text)-size]
	b.length--
	last.End--
	return true
}

func (b *builder) result() reader.Recognition {
	if b.weight == 0 {
		return reader.Recognition{}
	}
	confidence := b.confidence / b.weight
	if confidence < pageBelow {
		return reader.Recognition{Confidence: confidence}
	}
	return reader.Recognition{Text: string(b.text), Words: b.words, Confidence: confidence}
}
