package quantity

import (
	"strconv"
	"strings"

	"carrel/app/ask/prose"
)

// Date is a calendar date in a text, compared by value: "3 May 2019",
// "2019-05-03" and "May 3, 2019" are equal. A part that is not written is 0.
type Date struct {
	Start, End       int // code points of its text
	Year, Month, Day int
	Either           bool // day and month may be the other way round: "3/5/2019"
	Text             string
}

// Dates finds the dates of a text that have a month and a day or a year.
func Dates(ws []prose.Word, runes []rune, lang prose.Language) []Date {
	var out []Date
	for i := 0; i < len(ws); i++ {
		d, used := readDate(ws[i:], runes, lang)
		if used == 0 {
			continue
		}
		d.Start, d.End = ws[i].Start, ws[i+used-1].End
		d.Text = string(runes[d.Start:d.End])
		out = append(out, d)
		i += used - 1
	}
	return out
}

func readDate(ws []prose.Word, runes []rune, lang prose.Language) (Date, int) {
	if d, used := ledgerDate(ws, runes); used > 0 {
		return d, used
	}
	if d, used := writtenDate(ws, runes); used > 0 {
		return d, used
	}
	return figureDate(ws, runes, lang)
}

// writtenDate reads dates with the month's name, the day or the month first.
func writtenDate(ws []prose.Word, runes []rune) (d Date, used int) {
	day := func(i int) int {
		if i >= len(ws) {
			return 0
		}
		f := ws[i].Fold
		if v, ok := ordinals[f]; ok && v <= 31 && (i > 0 || len(ws) > 1 && ws[1].Fold == "of") {
			return int(v) // "the fourteenth of March"
		}
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
		if i >= len(ws) || len(ws[i].Fold) != 4 {
			return 0
		}
		n, err := strconv.Atoi(ws[i].Fold)
		if err != nil || n < 1000 || n > 2199 {
			return 0
		}
		return n
	}
	near := func(i int) bool {
		return i > 0 && i < len(ws) && ws[i].Start-ws[i-1].End <= 3 && strings.Trim(string(prose.Gap(runes, ws[i-1], ws[i])), " ,.\n\u00a0") == ""
	}
	of := func(i int) int { // past "of", "de"
		if near(i) && (ws[i].Fold == "of" || ws[i].Fold == "de" || ws[i].Fold == "del") {
			return i + 1
		}
		return i
	}
	if d.Day = day(0); d.Day > 0 {
		if i := of(1); near(i) && MonthOf(ws[i]) > 0 {
			d.Month = MonthOf(ws[i])
			used = i + 1
			if k := of(used); near(k) && year(k) > 0 {
				d.Year, used = year(k), k+1
			}
			return d, used
		}
		return Date{}, 0
	}
	if d.Month = MonthOf(ws[0]); d.Month == 0 || isVerb[ws[0].Text] {
		return Date{}, 0
	}
	if near(1) && day(1) > 0 && !strings.ContainsAny(string(prose.Gap(runes, ws[0], ws[1])), ",") {
		d.Day, used = day(1), 2
		if near(2) && year(2) > 0 {
			d.Year, used = year(2), 3
		}
		return d, used
	}
	if k := of(1); near(k) && year(k) > 0 {
		d.Year = year(k)
		return d, k + 1
	}
	return Date{}, 0
}

// figureDate reads dates of figures only.
func figureDate(ws []prose.Word, runes []rune, lang prose.Language) (Date, int) {
	var parts []string
	used := 1
	between := ""
	if parts = strings.Split(ws[0].Text, "."); len(parts) == 1 {
		for used < len(ws) && used < 3 {
			g := string(prose.Gap(runes, ws[used-1], ws[used]))
			if g != "-" && g != "/" && g != "‑" || between != "" && g != between {
				break
			}
			between = g
			parts = append(parts, ws[used].Text)
			used++
		}
	} else {
		between = "."
	}
	if len(parts) == 2 && between == "/" && len(parts[1]) == 4 {
		month, err := strconv.Atoi(parts[0])
		year, err2 := strconv.Atoi(parts[1])
		if err == nil && err2 == nil && month >= 1 && month <= 12 && year >= 1900 && year < 2200 {
			return Date{Month: month, Year: year}, used // "05/2013"
		}
	}
	if len(parts) != 3 {
		return Date{}, 0
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 1 || len(p) > 4 {
			return Date{}, 0
		}
		n[i] = v
	}
	valid := func(d Date) bool {
		return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= 31 && d.Year >= 1000 && d.Year < 2200
	}
	if d := (Date{Year: n[0], Month: n[1], Day: n[2]}); len(parts[0]) == 4 && valid(d) {
		return d, used
	}
	if len(parts[2]) == 2 && between == "/" { // "11/04/14", as forms have it
		n[2] += century(n[2])
	} else if len(parts[2]) != 4 {
		return Date{}, 0
	}
	d := Date{Day: n[0], Month: n[1], Year: n[2]}
	other := Date{Day: n[1], Month: n[0], Year: n[2]}
	switch {
	case !valid(d) && !valid(other):
		return Date{}, 0
	case !valid(d):
		return other, used
	case between == "/" && lang == prose.English && valid(other):
		d.Either = true
	}
	return d, used
}

// century is what a year of two digits leaves out.
func century(year int) int {
	if year < 70 {
		return 2000
	}
	return 1900
}

// ledgerDate reads "01-Apr-16" and "1-Apr-2016", as ledgers have it.
func ledgerDate(ws []prose.Word, runes []rune) (Date, int) {
	if len(ws) < 3 || string(prose.Gap(runes, ws[0], ws[1])) != "-" || string(prose.Gap(runes, ws[1], ws[2])) != "-" || MonthOf(ws[1]) == 0 {
		return Date{}, 0
	}
	day, err := strconv.Atoi(ws[0].Text)
	year, err2 := strconv.Atoi(ws[2].Text)
	if err != nil || err2 != nil || day < 1 || day > 31 || len(ws[2].Text) != 2 && len(ws[2].Text) != 4 {
		return Date{}, 0
	}
	if year < 100 {
		year += century(year)
	}
	return Date{Day: day, Month: MonthOf(ws[1]), Year: year}, 3
}

// Within says whether everything that d says is said by other too.
func (d Date) Within(other Date) bool {
	same := func(a, b int) bool { return a == 0 || a == b }
	if !same(d.Year, other.Year) {
		return false
	}
	if same(d.Month, other.Month) && same(d.Day, other.Day) {
		return true
	}
	return (d.Either || other.Either) && same(d.Month, other.Day) && same(d.Day, other.Month)
}

// isVerb are months' names that are verbs where they are written small.
var isVerb = prose.Set(`may march mar`)

// MonthOf returns 1 to 12 where a word names a month, 0 elsewhere.
func MonthOf(w prose.Word) int {
	for i, name := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if w.Fold == name && name != "may" {
			return i + 1
		}
	}
	if w.Fold == "sept" {
		return 9
	}
	return prose.Months[w.Fold]
}

// SameParts says whether two dates have the same parts: both a day, or neither, and so on.
func (d Date) SameParts(other Date) bool {
	return (d.Year == 0) == (other.Year == 0) && (d.Month == 0) == (other.Month == 0) && (d.Day == 0) == (other.Day == 0)
}
