package dated

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

const (
	// headRunes and headLines are how much of a first page says what the document
	// is: a cover, or a letter's head.
	headRunes = 3000
	headLines = 40
)

// OfPage gives the date that a document's first page plainly bears: the end of
// the period that it reports on ("for the fiscal year ended December 31, 2018",
// "Geschäftsbericht 2018"), else the day that it names its own ("Date: …"), else
// the only day that stands on a line by itself, perhaps after a place. It is zero
// where the page has none, or several. now is when it is read.
func OfPage(text string, tag language.Tag, now time.Time) reader.OwnDate {
	f := newFinder(head(text), tag)
	var days []found
	for _, d := range f.days() {
		if d.day.Year() <= now.Year()+1 {
			days = append(days, d)
		}
	}
	for _, d := range days {
		if f.endsSpan(d) {
			return reader.OwnDate{Day: d.day, Is: reader.DatePeriod}
		}
	}
	if year := f.annual(); year > 0 && year <= now.Year()+1 {
		return reader.OwnDate{Day: dayOf(year, 0, 0), Is: reader.DatePeriod}
	}
	for _, d := range days {
		if _, named := f.before(d.from, dateWords); named {
			return reader.OwnDate{Day: d.day, Is: reader.DateWritten}
		}
	}
	for _, d := range days {
		if f.opensAsOf(d) {
			return reader.OwnDate{Day: d.day, Is: reader.DateWritten}
		}
	}
	if day := f.alone(days); day != "" {
		return reader.OwnDate{Day: day, Is: reader.DateWritten}
	}
	return reader.OwnDate{}
}

// InQuestion gives the months and days that a question names, without the years
// alone; tags are the languages that it may be in.
func InQuestion(text string, tags ...language.Tag) []reader.Day {
	var days []reader.Day
	for _, tag := range tags {
		for _, d := range newFinder(text, tag).days() {
			if d.day.Month() > 0 && !slices.Contains(days, d.day) {
				days = append(days, d.day)
			}
		}
	}
	return days
}

// head cuts a text to what is looked at.
func head(text string) string {
	n := 0
	for i := range text {
		if n++; n > headRunes {
			return text[:i]
		}
	}
	return text
}

func newFinder(text string, tag language.Tag) *finder {
	return &finder{list: tokens(text), language: tag, words: vocabulariesOf(tag)}
}

// What a vocabulary has for one purpose.
func endWords(v *vocabulary) map[string]bool  { return v.ends }
func toWords(v *vocabulary) map[string]bool   { return v.to }
func dateWords(v *vocabulary) map[string]bool { return v.date }

// unspaced reports whether words are written without spaces between them.
func unspaced(tag language.Tag) bool {
	return tag == "th" || tag == language.Chinese || tag == language.Japanese
}

// endsSpan reports whether a day is named as the end of a year or another span.
func (f *finder) endsSpan(d found) bool {
	next := strings.TrimLeft(f.text(d.to, d.to+8), " .,-–’'")
	for _, v := range f.words {
		for phrase := range v.after {
			if strings.HasPrefix(next, phrase) {
				return true
			}
		}
	}
	rest, ended := f.before(d.from, endWords)
	if !ended {
		if rest, ended = f.before(d.from, toWords); !ended {
			return false
		}
	}
	for _, v := range f.words {
		for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
			if v.spans[word] {
				return true
			}
		}
		if unspaced(f.language) {
			for word := range v.spans {
				if strings.Contains(rest, word) {
					return true
				}
			}
		}
	}
	return false
}

// opensAsOf reports whether a line near the top begins "As of 14 September 2026." and says no more
// in that sentence: a plan or a list says so of itself, what goes on tells of something else.
func (f *finder) opensAsOf(d found) bool {
	line := f.at(d.from).line
	next := f.at(d.to)
	return line < headLines && d.day.Month() > 0 && f.line(line).from == d.from-2 && f.text(d.from-2, d.from) == "as of" &&
		(next.line != line || next.text == "." || next.text == ":" || next.text == ";")
}

// reach is how many tokens before a day are looked at.
const reach = 14

// before reports whether one of the words stands before the token i, with
// nothing between but signs and small words. rest is what stands before it.
func (f *finder) before(i int, words func(*vocabulary) map[string]bool) (rest string, found bool) {
	text := f.text(i-reach, i)
	for range 5 {
		text = strings.TrimRightFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && digitOf(r) < 0 })
		for _, v := range f.words {
			for word := range words(v) {
				if rest, found := f.cut(text, word); found {
					return rest, true
				}
			}
		}
		cut := false
		for _, v := range f.words {
			for word := range v.skip {
				if rest, found := f.cut(text, word); found && !cut {
					text, cut = rest, true
				}
			}
		}
		if !cut {
			break
		}
	}
	return "", false
}

// cut takes a word off the end of a text.
func (f *finder) cut(text, word string) (rest string, found bool) {
	rest, found = strings.CutSuffix(text, word)
	if !found || unspaced(f.language) {
		return rest, found
	}
	last, _ := utf8.DecodeLastRuneInString(rest)
	return rest, rest == "" || !unicode.IsLetter(last) && !unicode.IsMark(last) && !unicode.IsDigit(last)
}

// text gives the tokens from..to as they stand, lines as spaces.
func (f *finder) text(from, to int) string {
	var b strings.Builder
	for i := max(from, 0); i < min(to, len(f.list)); i++ {
		if b.Len() > 0 && !f.list[i].tight {
			b.WriteByte(' ')
		}
		b.WriteString(f.list[i].text)
	}
	return b.String()
}

// annual gives the year of a year's report by what it is called, "Annual Report
// 2018" or "Geschäftsbericht 2018/19", and 0 for none. The year stands beside the
// words or on a line of its own.
func (f *finder) annual() int {
	for i := range f.list {
		line := f.list[i].line
		if line >= headLines {
			return 0
		}
		n := f.annualAt(i)
		if n == 0 {
			continue
		}
		first, last := i, i+n
		for first > 0 && f.list[first-1].line == line {
			first--
		}
		for last < len(f.list) && f.list[last].line == line {
			last++
		}
		for _, at := range []struct{ from, to int }{{max(first, i-4), i}, {i + n, min(last, i+n+4)}, f.line(line - 1), f.line(line + 1)} {
			own := at.from >= first && at.to <= last
			if year := f.yearIn(at.from, at.to, !own); year > 0 {
				return year
			}
		}
	}
	return 0
}

// annualAt gives how many tokens from i on call a year's report, 0 for none.
func (f *finder) annualAt(i int) int {
	for _, v := range f.words {
		for phrase := range v.annual {
			for n := 1; n <= len([]rune(phrase)) && i+n <= len(f.list); n++ {
				if text := f.text(i, i+n); text == phrase {
					return n
				} else if !strings.HasPrefix(phrase, text) {
					break
				}
			}
		}
	}
	return 0
}

// line gives the tokens of a line.
func (f *finder) line(number int) (span struct{ from, to int }) {
	for i, t := range f.list {
		if t.line < number {
			span.from, span.to = i+1, i+1
		} else if t.line == number {
			span.to = i + 1
		}
	}
	return span
}

// yearIn gives the only year among tokens, of two that follow each other the
// later; alone says that nothing else may be there.
func (f *finder) yearIn(from, to int, alone bool) int {
	year, others := 0, 0
	for i := from; i < to; i++ {
		t := f.list[i]
		switch {
		case f.isYear(t) && f.at(i-1).text != "$" && (year == 0 || f.year(t) == year+1):
			year = f.year(t)
		case f.isYear(t):
			return 0
		case t.isNumber() && t.digits == 2 && f.at(i-1).text == "/" && t.number == (year+1)%100:
			year++
		case t.isNumber():
			return 0
		case t.isWord() || len(t.text) > 0 && !strings.Contains("/-–—", t.text):
			others++
		}
	}
	if alone && others > 0 {
		return 0
	}
	return year
}

// endings are what may follow a day on its line.
var endings = map[string]bool{".": true, "г": true, "года": true, "р": true, "року": true, "r": true, "roku": true}

// alone gives the only day that stands on a line of its own, perhaps with a
// place or a weekday before it. A year alone is none.
func (f *finder) alone(days []found) reader.Day {
	only := reader.Day("")
	for _, d := range days {
		line := f.at(d.from).line
		if d.day.Month() == 0 || line >= headLines || f.at(d.to-1).line != line {
			continue
		}
		span := f.line(line)
		if !f.place(span.from, d.from) || span.to > d.to+2 {
			continue
		}
		bare := true
		for i := d.to; i < span.to; i++ {
			bare = bare && endings[f.at(i).text]
		}
		if !bare {
			continue
		}
		switch {
		case only == "" || strings.HasPrefix(string(d.day), string(only)):
			only = d.day
		case !strings.HasPrefix(string(only), string(d.day)):
			return "" // two
		}
	}
	return only
}

// place reports whether tokens can be a place before a day: "Paris, le", "New
// York, NY,", "Berlin, den"; none are one too.
func (f *finder) place(from, to int) bool {
	if from == to {
		return true
	}
	if to-from > 6 {
		return false
	}
	for i := from; i < to; i++ {
		if t := f.list[i]; !t.isWord() && t.text != "," && t.text != "." && t.text != "-" {
			return false
		}
	}
	last := f.list[to-1].text
	if last == "," {
		return true
	}
	for _, v := range f.words {
		if v.skip[last] && to-from > 1 && f.list[to-2].text == "," {
			return true
		}
	}
	return false
}
