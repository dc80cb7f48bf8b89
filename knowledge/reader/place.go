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
// 12", "slide 3, notes", "sheet Budget, B4:D4", "chapter Whales", "line 120".
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
			where = fmt.Sprintf("part %d", p.Number)
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
