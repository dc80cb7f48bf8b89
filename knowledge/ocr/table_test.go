package ocr

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// plain is a picture whose pixels are the page's units, upside down.
var plain = reader.PictureInfo{Width: 1000, Height: 1000, Matrix: [6]float64{1, 0, 0, -1, 0, 1000}}

// row is a word in the table: where it stands in the layout, its left side, its
// confidence.
func row(block, paragraph, line, left int, confidence float64, text string) string {
	return fmt.Sprintf("5\t1\t%d\t%d\t%d\t1\t%d\t%d\t50\t10\t%g\t%s\n", block, paragraph, line, left, 100*block+10*line, confidence, text)
}

const head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
	"1\t1\t0\t0\t0\t0\t0\t0\t1000\t1000\t-1\t\n4\t1\t1\t1\t1\t0\t0\t0\t10\t10\t-1\t\n"

func TestTable(t *testing.T) {
	got, err := readTable([]byte(head+
		row(1, 1, 1, 0, 96, "The")+row(1, 1, 1, 60, 90, "furni-")+
		row(1, 1, 2, 0, 94, "ture")+row(1, 1, 2, 60, 95, "of")+
		row(1, 1, 3, 0, 12, "|")+row(1, 1, 3, 60, 95, "1987-")+
		row(1, 1, 4, 0, 95, "1990")+
		row(1, 2, 1, 0, 95, "Ünder")+row(2, 1, 1, 0, 95, "end")), plain)
	if err != nil {
		t.Fatal(err)
	}
	if want := "The furniture of\n1987-\n1990\n\nÜnder\n\nend"; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
	runes := []rune(got.Text)
	var words []string
	for _, w := range got.Words {
		words = append(words, string(runes[w.Start:w.End]))
	}
	if want := "The furni ture of 1987- 1990 Ünder end"; strings.Join(words, " ") != want {
		t.Errorf("words %q, want %q", words, want)
	}
	if w := got.Words[2]; w.Box != (reader.Box{Left: 0, Right: 50, Bottom: 870, Top: 880}) || w.Line != 1 {
		t.Errorf("word %+v", w)
	}
	if got.Confidence < 90 || got.Confidence > 97 {
		t.Errorf("confidence %g", got.Confidence)
	}
	boxes := reader.BoxesOf(got.Words, []reader.Span{{Start: 0, End: 13}, {Start: 3, End: 4}})
	if len(boxes[0]) != 2 || boxes[0][0] != (reader.Box{Left: 0, Right: 110, Bottom: 880, Top: 890}) || len(boxes[1]) != 0 {
		t.Errorf("boxes %+v", boxes)
	}
}

// A photograph of leaves is no text.
func TestTableOfNoise(t *testing.T) {
	got, err := readTable([]byte(head+row(1, 1, 1, 0, 10, "~")+row(1, 1, 1, 60, 20, "|i")+row(1, 1, 2, 0, 15, "leafs")), plain)
	if err != nil || got.Text != "" || len(got.Words) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTableThatMakesNoSense(t *testing.T) {
	for _, table := range []string{
		"5\t1\t1\t1\t1\t1\t0\t0\t50\t10\tvery\tword\n",
		"5\tx\t1\t1\t1\t1\t0\t0\t50\t10\t90\tword\n",
		"5\t1\t1\t1\t1\t1\t990\t0\t50\t10\t90\tword\n",
		"5\t1\t1\t1\t1\t1\t0\t0\t-5\t10\t90\tword\n",
		"5\t1\t1\t1\t1\t1\t9000\t0\t0\t10\t90\tword\n",
		"5\t1\t1\t1\t1\t1\t9223372036854775807\t0\t9223372036854775807\t10\t90\tword\n",
	} {
		if got, err := readTable([]byte(table), plain); err == nil {
			t.Errorf("%q gave %+v", table, got)
		}
	}
}

// Whatever tesseract answers, what is made of it fits together.
func FuzzTable(f *testing.F) {
	f.Add([]byte(head + row(1, 1, 1, 0, 96, "furni-") + row(1, 1, 2, 0, 94, "ture")))
	f.Add([]byte(row(1, 1, 1, 0, 96, "a\u202eb") + row(9, 1, 2, 0, 94, "\xff")))
	f.Fuzz(func(t *testing.T, table []byte) {
		got, err := readTable(table, plain)
		if err != nil {
			return
		}
		if !utf8.ValidString(got.Text) || strings.ContainsAny(got.Text, "\x00\x02\r") {
			t.Fatalf("text %q", got.Text)
		}
		n, last, line := utf8.RuneCountInString(got.Text), 0, 0
		for _, w := range got.Words {
			if w.Start < last || w.End <= w.Start || w.End > n || w.Line < line {
				t.Fatalf("word %+v after %d, line %d, of %d", w, last, line, n)
			}
			if w.Box.Left < 0 || w.Box.Bottom < 0 || w.Box.Right > 1000 || w.Box.Top > 1000 {
				t.Fatalf("word %+v outside the page", w)
			}
			last, line = w.End, w.Line
		}
	})
}
