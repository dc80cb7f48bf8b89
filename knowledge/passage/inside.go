package passage

import (
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// maxInside bounds what a passage is said to stand inside, in code points: it
// shares the embedding model's window with the passage.
const maxInside = 160

// inside knows what the passages of one page stand inside: their table with its
// columns, or a page of figures with its title. The rows alone do not say which
// statement they belong to, nor which year a number is of.
type inside struct {
	tables []reader.Table
	figure string // the title of a page of figures, "" for other pages
	head   int    // where that title ends
}

func newInside(text []rune, page reader.Page) inside {
	in := inside{tables: page.Tables}
	in.figure, in.head = figureTitle(text, page)
	return in
}

// of gives the context of a passage.
func (in inside) of(p Passage) string {
	var parts []string
	add := func(text string) {
		text = strings.Join(strings.FieldsFunc(text, unicode.IsSpace), " ")
		if text == "" || strings.HasSuffix(p.Heading, text) {
			return
		}
		for _, have := range parts {
			if strings.Contains(strings.ToLower(have), strings.ToLower(text)) {
				return
			}
		}
		parts = append(parts, text)
	}
	if p.Start >= in.head {
		add(in.figure)
	}
	for _, t := range in.tables {
		if t.Start < p.End && p.Start < t.End {
			add(t.Title)
			add(columnNames(t.Columns))
		}
	}
	all := []rune(strings.Join(parts, ": "))
	if len(all) > maxInside {
		all = append(all[:maxInside-1], '…')
	}
	return string(all)
}

func columnNames(columns []string) string {
	var names []string
	for _, c := range columns {
		if c = strings.TrimSpace(c); c != "" {
			names = append(names, c)
		}
	}
	return strings.Join(names, ", ")
}

// What makes a page one of figures: so large a share of its words are numbers.
const figureShare = 0.22

// A title at the top of a page: so many lines, each so long at most, among so many.
const (
	titleLines = 4
	titleLine  = 90
	yearLines  = 14
)

// figureTitle gives the title lines at the top of a page that is mostly figures
// ("Consolidated Statement of Cash Flows", "Years ended December 31") with the
// years its columns are headed by, and where the title ends; "" for a page of
// prose, whose first line is any line.
func figureTitle(text []rune, page reader.Page) (title string, end int) {
	words, numbers := 0, 0
	lines := 0
	var parts []string
	titles, years := true, ""
	at := 0
	skip := func(start, stop int) bool {
		for _, f := range page.Furniture {
			if f.Start <= start && stop <= f.End {
				return true
			}
		}
		return false
	}
	for at < len(text) {
		stop := at
		for stop < len(text) && text[stop] != '\n' {
			stop++
		}
		from, to := trim(text, at, stop)
		at = stop + 1
		if from == to || skip(from, to) {
			continue
		}
		line := strings.Fields(string(text[from:to]))
		for _, w := range line {
			words++
			if isFigure(w) {
				numbers++
			}
		}
		lines++
		if titles && len(parts) < titleLines && to-from <= titleLine && isTitle(line) {
			parts = append(parts, strings.Join(line, " "))
			end = to
		} else {
			titles = false
		}
		if years == "" && lines <= yearLines {
			years = columnYears(line)
		}
	}
	if words < 40 || float64(numbers) < figureShare*float64(words) {
		return "", 0
	}
	title = strings.Join(parts, ", ")
	if years != "" && !strings.Contains(title, years) {
		title = strings.TrimPrefix(title+", "+years, ", ")
	}
	return title, end
}

// isFigure reports whether a word is a number, a share or a dash in its place.
func isFigure(word string) bool {
	digits := 0
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			return false
		}
	}
	return digits > 0 || word == "—" || word == "–" || word == "$" || word == "-"
}

// isTitle reports whether a line may be part of a title: words of which most
// are no figures, not a sentence.
func isTitle(line []string) bool {
	letters, figures := 0, 0
	for _, w := range line {
		if isFigure(w) {
			figures++
		} else if strings.IndexFunc(w, unicode.IsLetter) >= 0 {
			letters++
		}
	}
	last := line[len(line)-1]
	return letters > 0 && letters >= figures && !strings.HasSuffix(last, ".") && !strings.HasSuffix(last, ";")
}

// columnYears gives the years of a line that heads columns: two or more of
// them.
func columnYears(line []string) string {
	var years []string
	for _, w := range line {
		w = strings.Trim(w, ",;:()")
		if len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && isFigure(w) {
			years = append(years, w)
		}
	}
	if len(years) < 2 || len(years) > 6 {
		return ""
	}
	return strings.Join(years, " ")
}
