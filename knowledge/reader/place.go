package reader

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Unit is what a page is in a document: it names the place of a passage.
type Unit string

// The units.
const (
	UnitPage    Unit = "page"
	UnitSlide   Unit = "slide"
	UnitSheet   Unit = "sheet"
	UnitChapter Unit = "chapter"
	UnitMessage Unit = "message"
	UnitPart    Unit = "part" // a stretch of a text without pages; its lines or headings say more
)

// Where says in words where the code points start..end of a page are: "page
// 12", "slide 3, notes", "sheet Budget, B4:D4", "chapter Whales", "line 120",
// "under “Rent”". Of a text without pages, lines and headings it knows the part
// alone, "part 2"; PartOne is no place to speak of.
func Where(unit Unit, p Page, start, end int) string {
	var named string
	for _, place := range p.Places {
		if place.Start < end && start < place.End {
			if named == "" {
				named = place.Name
			} else if place.Name != named {
				named = span(named, place.Name)
			}
		}
	}
	var where string
	switch unit {
	case UnitSheet, UnitChapter, UnitMessage:
		where = string(unit)
		if unit == UnitMessage && strings.HasPrefix(p.Label, "attachment ") {
			where = p.Label
			break
		}
		if p.Label != "" {
			where += " " + p.Label
		} else {
			where += fmt.Sprintf(" %d", p.Number)
		}
	case UnitPart:
		if p.Line == 0 {
			if where = under(p, start, end); where == "" {
				where = fmt.Sprintf("part %d", p.Number)
			}
			break
		}
		from, to := lines(p.Text, start, end)
		where = fmt.Sprintf("line %d", p.Line+from)
		if to > from {
			where = fmt.Sprintf("lines %d–%d", p.Line+from, p.Line+to)
		}
	default:
		where = fmt.Sprintf("%s %d", unit, p.Number)
	}
	if named != "" {
		where += ", " + named
	}
	return where
}

// PartOne is what Where says of the beginning of a text without pages, lines and
// headings, or of all of it where it is short.
const PartOne = "part 1"

// Shown is a place as people are told it behind the document's title: "" for what is
// no place to speak of. A sheet, chapter or message that is called as the document is
// not named again: "Costs, sheet Costs, B4:D4" is "Costs, B4:D4".
func Shown(where, title string) string {
	if where == PartOne {
		return ""
	}
	for _, unit := range []Unit{UnitSheet, UnitChapter, UnitMessage} {
		rest, found := strings.CutPrefix(where, string(unit)+" "+title)
		if closer, more := strings.CutPrefix(rest, ", "); found && title != "" && (rest == "" || more) {
			return closer
		}
	}
	return where
}

// headingRunes is how much of a heading names a place.
const headingRunes = 60

// under says under which headings of a page the code points start..end are: "" where
// what is before the first one is among them, or the title that a text begins with.
// Headings that other headings follow at once have no text of their own.
func under(p Page, start, end int) string {
	var first, last string
	runes := []rune(p.Text)
	end = min(end, len(runes))
	for i, h := range p.Headings {
		if h.Start >= end {
			break
		}
		to := len(runes)
		if i+1 < len(p.Headings) {
			to = min(p.Headings[i+1].Start, to)
		}
		if i == 0 && start < h.Start && hasText(runes, start, h.Start) {
			return ""
		}
		own := min(h.End, to)
		alone := start >= h.Start && end <= own // nothing but the heading
		if to <= start || !alone && !hasText(runes, max(own, start), min(to, end)) {
			continue
		}
		if p.Number == 1 && i == 0 && h.Level == 1 && !hasText(runes, 0, h.Start) {
			return ""
		}
		if first == "" {
			first = h.Text
		}
		last = h.Text
	}
	switch {
	case first == "":
		return ""
	case first == last:
		return "under “" + headingName(first) + "”"
	}
	return "under “" + headingName(first) + "” to “" + headingName(last) + "”"
}

func hasText(runes []rune, from, to int) bool {
	from, to = max(from, 0), min(to, len(runes))
	return from < to && strings.TrimSpace(string(runes[from:to])) != ""
}

// headingName makes a short line of a heading.
func headingName(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= headingRunes {
		return string(runes)
	}
	return strings.TrimRight(string(runes[:headingRunes-1]), " ,;:.") + "…"
}

// span joins the names of neighbouring places: of cells their corners.
func span(a, b string) string {
	first, _, _ := strings.Cut(a, ":")
	_, last, found := strings.Cut(b, ":")
	if !found {
		last = b
	}
	if isCell(first) && isCell(last) {
		return first + ":" + last
	}
	return a + ", " + b
}

func isCell(s string) bool {
	letters := len(s) - len(strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return letters > 0 && letters < len(s) && strings.Trim(s[letters:], "0123456789") == ""
}

// lines counts the line ends before the code points start and end.
func lines(text string, start, end int) (from, to int) {
	n := 0
	for i := 0; i < len(text) && n < end; n++ {
		if text[i] == '\n' {
			if n < start {
				from++
			}
			if n < end-1 {
				to++
			}
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return from, max(from, to)
}
