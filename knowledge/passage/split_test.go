package passage

import (
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// check asserts what must hold for every page.
func check(t *testing.T, page reader.Page, passages []Passage, limits Limits) {
	t.Helper()
	runes := []rune(page.Text)
	at := 0
	for i, p := range passages {
		if p.Start < at || p.End <= p.Start || p.End > len(runes) {
			t.Fatalf("passage %d is %d..%d after %d of %d", i, p.Start, p.End, at, len(runes))
		}
		for i, r := range runes[at:p.Start] {
			if !unicode.IsSpace(r) && !furniture(page, at+i) {
				t.Fatalf("%q before passage %d is in no passage", string(runes[at:p.Start]), i)
			}
		}
		if got := NewCutter(page.Text).Span(p.Start, p.End); got != string(runes[p.Start:p.End]) && utf8.ValidString(page.Text) {
			t.Fatalf("Span of passage %d is %q", i, got)
		}
		if got := string(SpanBytes([]byte(page.Text), p.Start, p.End)); got != NewCutter(page.Text).Span(p.Start, p.End) {
			t.Fatalf("SpanBytes of passage %d is %q", i, got)
		}
		text := runes[p.Start:p.End]
		if unicode.IsSpace(text[0]) || unicode.IsSpace(text[len(text)-1]) {
			t.Fatalf("passage %d has white space at its ends: %q", i, string(text))
		}
		if n := tokens(text); n > limits.Max {
			t.Fatalf("passage %d has %d tokens: %q", i, n, string(text))
		}
		// A word is cut only where it is longer than a passage may be.
		if p.End < len(runes) && !unicode.IsSpace(runes[p.End]) {
			from, to := p.End, p.End
			for from > 0 && !unicode.IsSpace(runes[from-1]) {
				from--
			}
			for to < len(runes) && !unicode.IsSpace(runes[to]) {
				to++
			}
			if tokens(runes[from:to]) <= limits.Max && !startsHeading(page, p.End) && !fixtureEdge(page, p.End) && !afterWideTerminator(runes, p.End) {
				t.Fatalf("the word %q is cut at %d", string(runes[from:to]), p.End-from)
			}
		}
		for _, f := range page.Furniture {
			if f.Start < p.End && p.Start < f.End {
				t.Fatalf("passage %d at %d..%d has furniture at %d..%d", i, p.Start, p.End, f.Start, f.End)
			}
		}
		for _, table := range page.Tables {
			for _, r := range table.Rows {
				if tokens(runes[r.Start:r.End]) <= limits.Max && r.Start < p.End && p.End < r.End && strings.TrimSpace(string(runes[p.End:r.End])) != "" {
					t.Fatalf("passage %d at %d..%d cuts the row %d..%d", i, p.Start, p.End, r.Start, r.End)
				}
			}
		}
		at = p.End
	}
	for i, r := range runes[at:] {
		if !unicode.IsSpace(r) && !furniture(page, at+i) {
			t.Fatalf("%q at the end is in no passage", string(runes[at:]))
		}
	}
}

// fixtureEdge: furniture and rows end where the reader says.
func fixtureEdge(page reader.Page, at int) bool {
	for _, f := range page.Furniture {
		if f.Start == at || f.End == at {
			return true
		}
	}
	for _, table := range page.Tables {
		for _, r := range table.Rows {
			if r.Start == at || r.End == at {
				return true
			}
		}
	}
	return false
}

func furniture(page reader.Page, at int) bool {
	for _, f := range page.Furniture {
		if f.Start <= at && at < f.End {
			return true
		}
	}
	return false
}

func startsHeading(page reader.Page, at int) bool {
	for _, h := range page.Headings {
		if h.Start == at || h.End == at {
			return true
		}
	}
	return false
}

// afterWideTerminator: scripts without spaces end sentences without one.
func afterWideTerminator(runes []rune, at int) bool {
	for at > 0 && isCloser(runes[at-1]) {
		at--
	}
	return at > 0 && isTerminator(runes[at-1])
}

func TestSplitKeepsEverythingWithinBounds(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	pieces := []string{"a", "word", "longer", "extraordinary", "1,577", "v1.28.0", ". ", "! ", "? ", " ", "  ", "\n", "\n\n", "\t",
		"文字", "。", "ё", "e\u0301", "🙂", "Mr. ", "J. ", "\n- item", "\n3. point", "x  y   z    w", "(", ")", strings.Repeat("=", 300), strings.Repeat(" ", 500), "א", "\u0301\u0301\u0301\u0301\u0301"}
	for round := 0; round < 60; round++ {
		var b strings.Builder
		for i := random.Intn(600); i > 0; i-- {
			b.WriteString(pieces[random.Intn(len(pieces))])
			if random.Intn(2) == 0 {
				b.WriteByte(' ')
			}
		}
		page := reader.Page{Number: 1, Text: b.String()}
		length := utf8.RuneCountInString(page.Text)
		for i := random.Intn(4); i > 0 && length > 0; i-- {
			start := random.Intn(length)
			end := min(length, start+1+random.Intn(20))
			page.Headings = append(page.Headings, reader.Heading{Level: 1 + random.Intn(3), Start: start, End: end, Text: NewCutter(page.Text).Span(start, end)})
		}
		if length > 40 {
			a, b := random.Intn(10), 30+random.Intn(length-40)
			page.Furniture = []reader.Span{{Start: 0, End: a}, {Start: b, End: b + 5}}
			if length > b+40 {
				table := reader.Table{Start: b + 5, End: b + 35}
				for at := b + 5; at < b+35; at += 10 {
					table.Rows = append(table.Rows, reader.Span{Start: at, End: at + 10})
				}
				page.Tables = []reader.Table{table}
			}
		}
		limits := Limits{Max: 1 + random.Intn(250), Min: random.Intn(80)}
		check(t, page, NewSplitter(limits).Page(page), limits)
	}
}

func TestSplitPrefersSentencesAndBalances(t *testing.T) {
	sentence := "The reader keeps every book upon the desk and returns to it in the evening. " // 16 tokens
	page := reader.Page{Number: 1, Text: strings.Repeat(sentence, 16)}
	passages := NewSplitter(Limits{}).Page(page)
	if len(passages) != 2 {
		t.Fatalf("%d passages, want 2: %+v", len(passages), passages)
	}
	for _, p := range passages {
		text := NewCutter(page.Text).Span(p.Start, p.End)
		if !strings.HasPrefix(text, "The reader") || !strings.HasSuffix(text, "evening.") {
			t.Errorf("not whole sentences: %q", text)
		}
	}
	a, b := passages[0].End-passages[0].Start, passages[1].End-passages[1].Start
	if a > b*5/4 || b > a*5/4 {
		t.Errorf("passages of %d and %d characters are not balanced", a, b)
	}
}

func TestSplitCarriesHeadings(t *testing.T) {
	body := strings.Repeat("Plain words follow the heading in this place. ", 12)
	heading := func(text, title string, level int) reader.Heading {
		start := utf8.RuneCountInString(text[:strings.Index(text, title)])
		return reader.Heading{Level: level, Start: start, End: start + utf8.RuneCountInString(title), Text: title}
	}
	one := "Übersicht\n" + body + "\nDetails\n" + body
	two := body + "\n\nAnhang\n" + body
	splitter := NewSplitter(Limits{})
	first := splitter.Page(reader.Page{Number: 1, Text: one, Headings: []reader.Heading{heading(one, "Übersicht", 1), heading(one, "Details", 2)}})
	second := splitter.Page(reader.Page{Number: 2, Text: two, Headings: []reader.Heading{heading(two, "Anhang", 1)}})
	var got []string
	for _, p := range append(first, second...) {
		got = append(got, p.Heading)
	}
	want := []string{"Übersicht", "Übersicht › Details", "Übersicht › Details", "Anhang"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("headings %q, want %q", got, want)
	}
	if text := NewCutter(one).Span(first[1].Start, first[1].End); !strings.HasPrefix(text, "Details\nPlain") {
		t.Errorf("the second passage does not begin at its heading: %.40q", text)
	}
}

func TestSplitJoinsShortSections(t *testing.T) {
	text := "One\nshort.\nTwo\nshort."
	page := reader.Page{Number: 1, Text: text, Headings: []reader.Heading{{Level: 1, Start: 0, End: 3, Text: "One"}, {Level: 1, Start: 11, End: 14, Text: "Two"}}}
	if passages := NewSplitter(Limits{}).Page(page); len(passages) != 1 {
		t.Errorf("%d passages of two lines: %+v", len(passages), passages)
	}
}

// sentencesOf returns the sentences of a whole text.
func sentencesOf(text string) []unit {
	runes := []rune(text)
	var list []unit
	for _, b := range blocks(runes, nil, 0, len(runes)) {
		list = append(list, sentences(runes, b.start, b.end)...)
	}
	return list
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"One. Two! Three? Four", "One.|Two!|Three?|Four"},
		{"Mr. Smith met J. R. Jones in the U.S. Army. They spoke.", "Mr. Smith met J. R. Jones in the U.S. Army.|They spoke."},
		{"It costs 3.14 of v1.28.0 and no. 5. Next.", "It costs 3.14 of v1.28.0 and no. 5.|Next."},
		{"He said “Stop.” Then he left.", "He said “Stop.”|Then he left."},
		{"a line\nthat goes on\nand on. New one.", "a line\nthat goes on\nand on.|New one."},
		{"List:\n- first thing\n- second thing\n1. third", "List:|- first thing|- second thing|1. third"},
		{"Head\n\nBody text here.", "Head|Body text here."},
		{"Revenue  1999\nCost    12   13\nProfit  14   15", "Revenue  1999|Cost    12   13|Profit  14   15"},
		{"一つ。二つ！三つ", "一つ。|二つ！|三つ"},
		{"Wait... what? Yes.", "Wait... what?|Yes."},
	} {
		var got []string
		for _, s := range sentencesOf(c.text) {
			got = append(got, NewCutter(c.text).Span(s.start, s.end))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, strings.Join(got, "|"), c.want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("Title\nSome text. More text!\n\nAnother paragraph.", 40, 10, 0, 5)
	f.Add("一二三。四五六"+strings.Repeat("x", 500), 7, 1, 3, 4)
	f.Add("e\u0301\u0301 \xff\xfe \u2028 \u00a0", 1, 0, 1, 2)
	f.Fuzz(func(t *testing.T, text string, max, min, start, end int) {
		if max < 1 || max > 1000 || min < 0 || len(text) > 1<<14 {
			return
		}
		page := reader.Page{Number: 1, Text: text, Headings: []reader.Heading{{Level: 1, Start: start, End: end, Text: "h"}}}
		check(t, page, NewSplitter(Limits{Max: max, Min: min}).Page(page), Limits{Max: max, Min: min})
	})
}

// TestSplitRealText splits a text of this repository, for the eye as much as
// for the assertion.
func TestSplitRealText(t *testing.T) {
	paths, _ := filepath.Glob("*.go")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		page := reader.Page{Number: 1, Text: string(text)}
		check(t, page, NewSplitter(Limits{}).Page(page), DefaultLimits)
	}
}

func TestHeadingKeepsItsMarks(t *testing.T) {
	body := strings.Repeat("The fence along the brook was mended twice. ", 30)
	text := body + "\n\n## Costs\n\n" + body
	at := strings.Index(text, "Costs")
	page := reader.Page{Number: 1, Text: text, Headings: []reader.Heading{{Level: 2, Start: at, End: at + len("Costs"), Text: "Costs"}}}
	split := NewSplitter(DefaultLimits).Page(page)
	found := false
	for _, p := range split {
		got := text[p.Start:p.End]
		if strings.HasSuffix(got, "##") {
			t.Errorf("the signs are left behind: %q", got[len(got)-40:])
		}
		if strings.HasPrefix(got, "## Costs") {
			found = true
			if p.Heading != "Costs" {
				t.Errorf("it stands under %q", p.Heading)
			}
		}
	}
	if !found {
		t.Errorf("no passage begins with the heading: %d passages", len(split))
	}
}

func TestSplitOfAPageOfFigures(t *testing.T) {
	text := "Acme Annual Report\nConsolidated Statement of Cash Flows\nYears ended December 31 (Millions)\n2018 2017 2016\n"
	for _, row := range []string{"Net income", "Depreciation and amortization", "Purchases of property, plant and equipment", "Dividends paid", "Proceeds from sale"} {
		for i := range 9 {
			text += row + strings.Repeat(" of part", i%2) + " 1,577 1,373 (1,420)\n"
		}
	}
	page := reader.Page{Number: 60, Text: text, Furniture: []reader.Span{{Start: 0, End: len("Acme Annual Report")}}}
	passages := NewSplitter(Limits{}).Page(page)
	if len(passages) < 2 {
		t.Fatalf("%d passages", len(passages))
	}
	want := "Consolidated Statement of Cash Flows, Years ended December 31 (Millions), 2018 2017 2016"
	if got := passages[len(passages)-1].Inside; got != want {
		t.Errorf("the last passage is inside %q, want %q", got, want)
	}
	if first := NewCutter(text).Span(passages[0].Start, passages[0].End); strings.Contains(first, "Acme") {
		t.Errorf("furniture is in the first passage: %.40q", first)
	}
	prose := reader.Page{Number: 1, Text: strings.Repeat("In 2018 the company sold 12 mills. It was a good year for all who worked there. ", 20)}
	for _, p := range NewSplitter(Limits{}).Page(prose) {
		if p.Inside != "" {
			t.Errorf("prose is inside %q", p.Inside)
		}
	}
}

func TestSplitOfATable(t *testing.T) {
	rows := []string{}
	table := reader.Table{Title: "Ships by year", Columns: []string{"Ship", "Built", "Lost"}}
	text := "Some words before it.\n\n"
	table.Start = len(text)
	for i := range 60 {
		row := "The good ship number " + strings.Repeat("x", i%7) + " | 1899. Rebuilt. | 1912"
		table.Rows = append(table.Rows, reader.Span{Start: len(text), End: len(text) + len(row)})
		text += row + "\n"
		rows = append(rows, row)
	}
	table.End = len(text)
	page := reader.Page{Number: 1, Text: text, Tables: []reader.Table{table}}
	passages := NewSplitter(Limits{}).Page(page)
	check(t, page, passages, DefaultLimits)
	if len(passages) < 3 {
		t.Fatalf("%d passages of %d rows", len(passages), len(rows))
	}
	for i, p := range passages[1:] {
		if want := "Ships by year: Ship, Built, Lost"; p.Inside != want {
			t.Errorf("passage %d is inside %q, want %q", i+1, p.Inside, want)
		}
	}
}
