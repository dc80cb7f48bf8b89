package parse

import (
	"strings"
	"testing"
	"unicode/utf8"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

// checkPage asserts what must hold for the page of any document, however
// hostile: sound text, and inside it everything that refers to it, in order.
func checkPage(t testing.TB, p reader.Page, number int) {
	t.Helper()
	if p.Number != number || !utf8.ValidString(p.Text) || strings.ContainsAny(p.Text, "\x00\x02\r") {
		t.Fatalf("page %d is %+v", number, p)
	}
	runes := []rune(p.Text)
	inside := func(what string, last *int, start, end int) {
		t.Helper()
		if start < *last || end <= start || end > len(runes) {
			t.Fatalf("page %d: %s %d..%d after %d of %d", number, what, start, end, *last, len(runes))
		}
		*last = end
	}
	var last [4]int
	for _, h := range p.Headings {
		inside("heading", &last[0], h.Start, h.End)
		if h.Level < 1 || h.Level > 6 || strings.ReplaceAll(string(runes[h.Start:h.End]), "\n", " ") != h.Text {
			t.Fatalf("page %d: heading %+v is %q in the text", number, h, string(runes[h.Start:h.End]))
		}
	}
	for _, place := range p.Places {
		inside("place", &last[1], place.Start, place.End)
		if place.Name == "" {
			t.Fatalf("page %d: a place without a name", number)
		}
	}
	for _, f := range p.Furniture {
		inside("furniture", &last[2], f.Start, f.End)
	}
	for _, table := range p.Tables {
		inside("table", &last[3], table.Start, table.End)
		at := table.Start
		for _, row := range table.Rows {
			inside("row", &at, row.Start, row.End)
		}
		if at > table.End || len(table.Rows) == 0 {
			t.Fatalf("page %d: rows of table %d..%d end at %d", number, table.Start, table.End, at)
		}
	}
}

func TestCoversAll(t *testing.T) {
	for _, c := range []struct {
		text  string
		spans []reader.Span
		want  bool
	}{
		{"Kopf\n\n12", []reader.Span{{Start: 0, End: 4}, {Start: 6, End: 8}}, true},
		{"Kopf\nText\n12", []reader.Span{{Start: 0, End: 4}, {Start: 10, End: 12}}, false},
		{"Köpfe\nx", []reader.Span{{Start: 0, End: 5}}, false},
		{"Text", nil, false},
		{"", nil, true},
	} {
		if got := coversAll(c.text, c.spans); got != c.want {
			t.Errorf("%q with %v: %v", c.text, c.spans, got)
		}
	}
}

func TestColumnNames(t *testing.T) {
	got := columnNames([][]string{{"Ship", "2018", "2018", "Q1"}, {"Ship", "Q1", "8", "1", "late"}, {"Ship", "Q1", "", "1"}})
	if want := "Ship|2018 Q1|2018 8|Q1 1|late"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is hidden is said alike of all formats, from as many letters on.
func TestHiddenIsSaid(t *testing.T) {
	for _, letters := range []int{1, hiddenLetters - 1, hiddenLetters} {
		hidden := strings.Repeat("x", letters)
		for name, data := range map[string][]byte{
			"a.docx": officetest.DOCX(`<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>` + hidden + `</w:t></w:r></w:p>`),
			"a.html": []byte(`<p>Seen and <span style="display:none">` + hidden + `</span> read`),
			"a.rtf":  []byte(`{\rtf1 Seen {\v ` + hidden + `}}`),
		} {
			want := 0
			if letters >= hiddenLetters || name == "a.docx" {
				want = 1
			}
			_, meta := mustReadDocument(t, name, data)
			if len(meta.Warnings) != want || want > 0 && !strings.HasPrefix(meta.Warnings[0].Message, "This document has hidden text ("+characters(letters)+"). ") {
				t.Errorf("%s with %d hidden letters: %+v", name, letters, meta.Warnings)
			}
		}
	}
}

func TestRowText(t *testing.T) {
	for want, cells := range map[string][]string{"": {"", "", ""}, "| Q1 | Q2": {"", "Q1", "Q2"}, "Ida | | Hale": {"Ida", "", "Hale", ""}} {
		if got := rowText(cells); strings.Join(strings.Fields(got), " ") != want || strings.TrimSpace(got) != got {
			t.Errorf("%q: %q, want %q", cells, got, want)
		}
	}
}
