package dated

import (
	"fmt"

	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// found is a day in a text: the tokens from..to, to exclusive.
type found struct {
	day      reader.Day
	from, to int
}

// finder looks for days among the tokens of a text.
type finder struct {
	list     []token
	language language.Tag
	words    []*vocabulary
}

// at gives the token i, an empty sign beyond the ends.
func (f *finder) at(i int) token {
	if i < 0 || i >= len(f.list) {
		return token{number: -1}
	}
	return f.list[i]
}

// days finds all days, from the text's beginning.
func (f *finder) days() []found {
	var all []found
	for i := 0; i < len(f.list); {
		if day, to := f.dayAt(i); to > i {
			all = append(all, found{day, i, to})
			i = to
			continue
		}
		i++
	}
	return all
}

// dayAt reads the day that begins at the token i; to is i where none does.
func (f *finder) dayAt(i int) (day reader.Day, to int) {
	for _, read := range []func(int) (reader.Day, int){f.han, f.numeric, f.dayFirst, f.monthFirst, f.yearFirst} {
		if day, to := read(i); to > i {
			if _, _, ok := day.Span(); ok {
				return day, to
			}
		}
	}
	return "", i
}

// han reads 2018年12月31日, 平成30年12月31日 and 2018년 12월 31일, the day perhaps
// missing.
func (f *finder) han(i int) (reader.Day, int) {
	start := i
	era := 0
	for name, first := range eras {
		if f.at(i).text == string([]rune(name)[0]) && f.at(i+1).text == string([]rune(name)[1]) {
			era, i = first, i+2
		}
	}
	y := f.at(i)
	if !y.isNumber() && !(era > 0 && y.text == "元") || !f.unit(i+1, "年", "년") {
		return "", start
	}
	year := y.number
	if era > 0 {
		year = era + max(y.number, 1) - 1
	} else if y.digits != 4 {
		return "", start
	}
	m := f.at(i + 2)
	if !m.isNumber() || !f.unit(i+3, "月", "월") {
		return "", start
	}
	if d := f.at(i + 4); d.isNumber() && f.unit(i+5, "日", "일") {
		return dayOf(year, m.number, d.number), i + 6
	}
	return dayOf(year, m.number, 0), i + 4
}

// eras are those of Japan in which documents are dated, with their first year.
var eras = map[string]int{"令和": 2019, "平成": 1989, "昭和": 1926}

// unit reports whether the token i is a year's, month's or day's sign; in Korean
// other letters may follow it.
func (f *finder) unit(i int, signs ...string) bool {
	for _, s := range signs {
		if text := f.at(i).text; len(text) >= len(s) && text[:len(s)] == s {
			return true
		}
	}
	return false
}

// numeric reads 2018-12-31 and 31.12.2018. Where day and month could be either
// way round only the year is certain.
func (f *finder) numeric(i int) (reader.Day, int) {
	a, sign, b, again, c := f.at(i), f.at(i+1), f.at(i+2), f.at(i+3), f.at(i+4)
	if !a.isNumber() || !b.isNumber() || !c.isNumber() || sign.text != again.text {
		return "", i
	}
	if before := f.at(i - 1); a.tight && (before.text == sign.text || before.isNumber()) {
		return "", i // a part of something longer
	}
	if !sign.tight || !again.tight || sign.text != "." && !(b.tight && c.tight) { // "31. 12. 2018"
		return "", i
	}
	switch sign.text {
	case "-", "/", ".", "‑", "–":
	default:
		return "", i
	}
	if a.digits == 4 && b.digits <= 2 && c.digits <= 2 && f.isYear(a) {
		return dayOf(f.year(a), b.number, c.number), i + 5
	}
	if c.digits != 4 || !f.isYear(c) || a.digits > 2 || b.digits > 2 {
		return "", i
	}
	first, second := a.number, b.number
	switch {
	case sign.text == "." || second <= 12 && first > 12: // the day first
		return dayOf(f.year(c), second, first), i + 5
	case second > 12: // the month first
		return dayOf(f.year(c), first, second), i + 5
	case first == second:
		return dayOf(f.year(c), first, second), i + 5
	case f.language == language.English || f.language == language.Unknown:
		return dayOf(f.year(c), 0, 0), i + 5
	}
	return dayOf(f.year(c), second, first), i + 5
}

// dayFirst reads "31 December 2018", "31. Dezember 2018", "31 de diciembre de
// 2018", "1er janvier 2019".
func (f *finder) dayFirst(i int) (reader.Day, int) {
	d := f.at(i)
	if !d.isNumber() || d.digits > 2 || d.number < 1 || d.number > 31 {
		return "", i
	}
	if before := f.at(i - 1); d.tight && (before.isNumber() || before.text == "." || before.text == ",") && f.at(i-2).isNumber() {
		return "", i
	}
	at := f.past(i+1, ordinals)
	month, after := f.month(f.past(at, joining))
	if month == 0 {
		return "", i
	}
	y := f.past(after, joining)
	if !f.isYear(f.at(y)) {
		return "", i
	}
	return dayOf(f.year(f.at(y)), month, d.number), y + 1
}

// monthFirst reads "December 31, 2018" and "March 2020".
func (f *finder) monthFirst(i int) (reader.Day, int) {
	month, after := f.month(i)
	if month == 0 {
		return "", i
	}
	at := f.past(after, map[string]bool{".": true})
	if d := f.at(at); d.isNumber() && d.digits <= 2 {
		y := f.past(at+1, ordinals)
		if y = f.past(y, joining); !f.isYear(f.at(y)) || y > at+4 {
			return "", i
		}
		return dayOf(f.year(f.at(y)), month, d.number), y + 1
	}
	if y := f.past(after, joining); f.isYear(f.at(y)) {
		return dayOf(f.year(f.at(y)), month, 0), y + 1
	}
	return "", i
}

// yearFirst reads Hungarian's "2018. december 31.".
func (f *finder) yearFirst(i int) (reader.Day, int) {
	y := f.at(i)
	if !f.isYear(y) || f.at(i+1).text != "." {
		return "", i
	}
	month, after := f.month(i + 2)
	if d := f.at(after); month > 0 && d.isNumber() && d.digits <= 2 {
		return dayOf(f.year(y), month, d.number), after + 1
	}
	return "", i
}

// What may stand in a day after its number, and between its parts.
var (
	ordinals = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true, "º": true, "°": true, "ª": true}
	joining  = map[string]bool{".": true, ",": true, "of": true, "de": true, "del": true, "พ": true, "ศ": true}
)

// past skips at most four tokens with these texts.
func (f *finder) past(i int, texts map[string]bool) int {
	for end := i + 4; i < end && texts[f.at(i).text]; i++ {
	}
	return i
}

// month reads a month's name, of one or two words; 0 for none.
func (f *finder) month(i int) (month, after int) {
	t := f.at(i)
	if !t.isWord() {
		return 0, i
	}
	for _, v := range f.words {
		if m := v.months[t.text+" "+f.at(i+1).text]; m > 0 {
			return m, i + 2
		}
		if m := v.months[t.text]; m > 0 {
			return m, i + 1
		}
	}
	return 0, i
}

// isYear reports whether a number can be a year: of four digits, in this
// century or the two before, or by the Buddhist era in Thai.
func (f *finder) isYear(t token) bool {
	if t.digits != 4 {
		return false
	}
	y := f.year(t)
	return 1800 <= y && y < 2100
}

func (f *finder) year(t token) int {
	if f.language == "th" && t.number >= 2400 {
		return t.number - 543
	}
	return t.number
}

// dayOf writes a day; month and day may be 0 where they are not known.
func dayOf(year, month, day int) reader.Day {
	switch {
	case month == 0:
		return reader.Day(fmt.Sprintf("%04d", year))
	case day == 0:
		return reader.Day(fmt.Sprintf("%04d-%02d", year, month))
	}
	return reader.Day(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}
