package parse

import (
	"strings"
	"testing"
)

// paperLines are a first page: what stands above the title, it, and 500 characters of text.
func paperLines(above []string, title []string) (page []line, sizes []float64) {
	add := func(text string, size float64) {
		start := 0
		if n := len(page); n > 0 {
			start = page[n-1].end + 1
		}
		page = append(page, line{start, start + len([]rune(text)), text})
		sizes = append(sizes, size)
	}
	for _, s := range above {
		add(s, 9)
	}
	for _, s := range title {
		add(s, 17)
	}
	add("Anna Berg and Tor Vik", 10)
	add("1 Introduction", 12)
	for range 10 {
		add("The tides of the harbour have been measured since 1887.", 10)
	}
	return page, sizes
}

func TestTitleOnTheFirstPage(t *testing.T) {
	for name, c := range map[string]struct {
		above, title []string
		want         string
	}{
		"one line":           {nil, []string{"On the Tides of Lund"}, "On the Tides of Lund"},
		"two, below a head":  {[]string{"Journal of Harbours 12 (2023)"}, []string{"On the Tides of Lund:", "A Replication"}, "On the Tides of Lund: A Replication"},
		"a letter's head":    {nil, []string{"Berg & Vik"}, ""},
		"a sentence":         {nil, []string{"We wish you a merry new year."}, ""},
		"far down":           {strings.Split(strings.Repeat("A line above.\n", 7), "\n"), []string{"On the Tides of Lund"}, ""},
		"figures":            {nil, []string{"12 300 45 1 200 12 4 550 2"}, ""},
		"the name of a file": {nil, []string{"Microsoft Word - tides of Lund.docx"}, ""},
	} {
		if got := titleOn(paperLines(c.above, c.title)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	page, sizes := paperLines(nil, []string{"On the Tides of Lund"})
	sizes[6] = 17
	if got := titleOn(page, sizes); got != "" {
		t.Errorf("letters as large elsewhere: %q", got)
	}
}

// What a file is called that a PDF was made of gives way to its title, what a person wrote does not.
func TestTitleOfAPDF(t *testing.T) {
	page, sizes := paperLines(nil, []string{"On the Tides of Lund"})
	var text []string
	for _, l := range page {
		text = append(text, l.text)
	}
	for said, want := range map[string]string{"": "On the Tides of Lund", "paper_final_v3": "On the Tides of Lund", "TR-2022-08": "On the Tides of Lund", "Tides": "Tides", "The tides, 2nd edition": "The tides, 2nd edition"} {
		r := &pdfReading{pages: 1, headings: headingFinder{sizes: map[int]int{}}}
		r.meta.Title = said
		p := pageResult{sizes: sizes}
		p.Number, p.Text = 1, strings.Join(text, "\n")
		if _, err := r.take(p); err != nil || r.meta.Title != want {
			t.Errorf("%q: %q, want %q (%v)", said, r.meta.Title, want, err)
		}
	}
}
