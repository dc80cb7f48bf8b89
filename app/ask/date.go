package ask

import (
	"strconv"
	"strings"
)

// date is a calendar date in a text, compared by value: "3 May 2019",
// "2019-05-03" and "May 3, 2019" are equal. A part that is not written is 0.
type date struct {
	start, end       int // code points
	year, month, day int
	either           bool // day and month may be the other way round: "3/5/2019"
	text             string
}

// dates finds the dates of a text that have a month and a day or a year.
func dates(ws []word, runes []rune, lang language) []date {
	var out []date
	for i := 0; i < len(ws); i++ {
		d, used := readDate(ws[i:], runes, lang)
		if used == 0 {
			continue
		}
		d.start, d.end = ws[i].start, ws[i+used-1].end
		d.text = string(runes[d.start:d.end])
		out = append(out, d)
		i += used - 1
	}
	return out
}

func readDate(ws []word, runes []rune, lang language) (date, int) {
	if d, used := writtenDate(ws, runes); used > 0 {
		return d, used
	}
	return figureDate(ws, runes, lang)
}

// writtenDate reads dates with the month's name, the day or the month first.
func writtenDate(ws []word, runes []rune) (d date, used int) {
	day := func(i int) int {
		if i >= len(ws) {
			return 0
		}
		f := ws[i].fold
		for _, end := range []string{"st", "nd", "rd", "th", "er"} {
			f = strings.TrimSuffix(f, end)
		}
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 || n > 31 {
			return 0
		}
		return n
	}
	year := func(i int) int {
		if i >= len(ws) || len(ws[i].fold) != 4 {
			return 0
		}
		n, err := strconv.Atoi(ws[i].fold)
		if err != nil || n < 1000 || n > 2199 {
			return 0
		}
		return n
	}
	near := func(i int) bool {
		return i > 0 && i < len(ws) && ws[i].start-ws[i-1].end <= 3 && strings.Trim(string(gap(runes, ws[i-1], ws[i])), " ,.\n\u00a0") == ""
	}
	of := func(i int) int { // past "of", "de"
		if near(i) && (ws[i].fold == "of" || ws[i].fold == "de" || ws[i].fold == "del") {
			return i + 1
		}
		return i
	}
	if d.day = day(0); d.day > 0 {
		if i := of(1); near(i) && monthOf(ws[i]) > 0 {
			d.month = monthOf(ws[i])
			used = i + 1
			if k := of(used); near(k) && year(k) > 0 {
				d.year, used = year(k), k+1
			}
			return d, used
		}
		return date{}, 0
	}
	if d.month = monthOf(ws[0]); d.month == 0 || isVerb[ws[0].text] {
		return date{}, 0
	}
	if near(1) && day(1) > 0 && !strings.ContainsAny(string(gap(runes, ws[0], ws[1])), ",") {
		d.day, used = day(1), 2
		if near(2) && year(2) > 0 {
			d.year, used = year(2), 3
		}
		return d, used
	}
	if k := of(1); near(k) && year(k) > 0 {
		d.year = year(k)
		return d, k + 1
	}
	return date{}, 0
}

// figureDate reads dates of figures only.
func figureDate(ws []word, runes []rune, lang language) (date, int) {
	var parts []string
	used := 1
	between := ""
	if parts = strings.Split(ws[0].text, "."); len(parts) == 1 {
		for used < len(ws) && used < 3 {
			g := string(gap(runes, ws[used-1], ws[used]))
			if g != "-" && g != "/" && g != "‑" || between != "" && g != between {
				break
			}
			between = g
			parts = append(parts, ws[used].text)
			used++
		}
	} else {
		between = "."
	}
	if len(parts) != 3 {
		return date{}, 0
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 1 || len(p) > 4 {
			return date{}, 0
		}
		n[i] = v
	}
	valid := func(d date) bool {
		return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31 && d.year >= 1000 && d.year < 2200
	}
	if d := (date{year: n[0], month: n[1], day: n[2]}); len(parts[0]) == 4 && valid(d) {
		return d, used
	}
	if len(parts[2]) != 4 {
		return date{}, 0
	}
	d := date{day: n[0], month: n[1], year: n[2]}
	other := date{day: n[1], month: n[0], year: n[2]}
	switch {
	case !valid(d) && !valid(other):
		return date{}, 0
	case !valid(d):
		return other, used
	case between == "/" && lang == english_ && valid(other):
		d.either = true
	}
	return d, used
}

// within says whether everything that d says is said by other too.
func (d date) within(other date) bool {
	same := func(a, b int) bool { return a == 0 || a == b }
	if !same(d.year, other.year) {
		return false
	}
	if same(d.month, other.month) && same(d.day, other.day) {
		return true
	}
	return (d.either || other.either) && same(d.month, other.day) && same(d.day, other.month)
}

// isVerb are months' names that are verbs where they are written small.
var isVerb = set(`may march mar`)

// monthOf returns 1 to 12 where a word names a month, 0 elsewhere.
func monthOf(w word) int {
	for i, name := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if w.fold == name && name != "may" {
			return i + 1
		}
	}
	return monthNumbers[w.fold]
}

// sameParts says whether two dates have the same parts.
func (d date) sameParts(other date) bool {
	return (d.year == 0) == (other.year == 0) && (d.month == 0) == (other.month == 0) && (d.day == 0) == (other.day == 0)
}
