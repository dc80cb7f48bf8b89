package knowledge

import (
	"slices"
	"strings"

	"carrel/knowledge/dated"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// periods are the years and quarters that a text names.
type periods struct {
	years    []int // in ascending order
	quarters quarterSet
	days     []reader.Day // months and days, in questions
}

// quarterSet has bit 1<<(q-1) for the quarter q.
type quarterSet uint8

// one reports whether exactly one quarter is named.
func (q quarterSet) one() bool { return q != 0 && q&(q-1) == 0 }

// last is the last of the years.
func (p periods) last() int { return p.years[len(p.years)-1] }

func (p periods) empty() bool { return len(p.years) == 0 && p.quarters == 0 }

// periodsOf finds how people write years and quarters: "2018", "FY2018", "FY 18",
// "Q3 2022", "3Q22", "third quarter", "quarter ended". A number that is an amount
// ("$2018", "1,998") is no year.
//
// It goes over the text once, by hand: at the start of a large library it sees
// the first page of every document, and expressions took a second for that.
func periodsOf(text string) periods {
	text = strings.ToLower(text)
	var p periods
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case isDigit(c):
			end := i + 1
			for end < len(text) && isDigit(text[end]) {
				end++
			}
			if year := yearAt(text, i, end); year > 0 {
				p.addYear(year)
			}
			i = end
		case c == 'q':
			if q := quarterAt(text, i); q > 0 {
				p.quarters |= 1 << (q - 1)
			}
			i++
		default:
			i++
		}
	}
	return p
}

// periodsAsked are those that a question names, whatever language of these it is in.
func periodsAsked(question string, languages []language.Tag) periods {
	p := periodsOf(question)
	p.days = dated.InQuestion(question, languages...)
	for _, d := range p.days {
		p.addYear(d.Year()) // those that are not written in our digits
	}
	return p
}

// month says whether a document's date is in a month, or on a day, that is named:
// 1 for yes, -1 for no, 0 where either does not say.
func (p periods) month(d reader.OwnDate) int {
	if len(p.days) == 0 || d.Day.Month() == 0 {
		return 0
	}
	for _, asked := range p.days {
		if d.Day.NotBefore(asked) && d.Day.NotAfter(asked) {
			return 1
		}
	}
	return -1
}

func (p *periods) addYear(year int) {
	if at, known := slices.BinarySearch(p.years, year); !known {
		p.years = slices.Insert(p.years, at, year)
	}
}

// yearAt gives the year that the run of digits text[start:end] is, or ends in; 0
// for none.
func yearAt(text string, start, end int) int {
	digits := text[start:end]
	// "q32018" and "q322": the quarter's digit belongs to what is before.
	if len(digits) == 5 || len(digits) == 3 {
		if start == 0 || !isPeriodLetter(text[start-1], digits[0]) {
			return 0
		}
		start, digits = start+1, digits[1:]
	}
	switch len(digits) {
	case 4:
		if digits[:2] != "19" && digits[:2] != "20" || amount(text[:start]) {
			return 0
		}
		return number(digits)
	case 2:
		if end < len(text) && isWordByte(text[end]) || !afterPeriod(text[:start]) {
			return 0
		}
		return 2000 + number(digits)
	}
	return 0
}

// isPeriodLetter reports whether c and the digit name a quarter or half of a year.
func isPeriodLetter(c, digit byte) bool {
	return c == 'q' && isQuarter(digit) || c == 'h' && (digit == '1' || digit == '2')
}

// amount reports whether a number after before is part of another number or of
// a sum of money.
func amount(before string) bool {
	for _, mark := range []string{".", ",", "$", "€", "£"} {
		if strings.HasSuffix(before, mark) {
			return true
		}
	}
	return false
}

// afterPeriod reports whether before ends in what makes two digits a year: "fy",
// "cy", "q3" or "3q", perhaps with a space or an apostrophe.
func afterPeriod(before string) bool {
	for _, gap := range []string{" ", "'", "’"} {
		if cut, found := strings.CutSuffix(before, gap); found {
			before = cut
			break
		}
	}
	n := len(before)
	if n < 2 || n > 2 && isWordByte(before[n-3]) {
		return false
	}
	a, b := before[n-2], before[n-1]
	return (a == 'f' || a == 'c') && b == 'y' || a == 'q' && isQuarter(b) || isQuarter(a) && b == 'q'
}

// quarterAt gives the quarter, from 1, that the q at text[i] is part of; 0 for none.
func quarterAt(text string, i int) int {
	after := byte(' ')
	if i+1 < len(text) {
		after = text[i+1]
	}
	// "3q22", "3q": a digit by itself before it is the quarter.
	if i > 0 && isQuarter(text[i-1]) && (i == 1 || !isAlphanumeric(text[i-2])) && !isLetter(after) {
		return int(text[i-1] - '0')
	}
	if isQuarter(after) {
		if i+2 < len(text) && isLetter(text[i+2]) || !startsPeriod(text[:i]) {
			return 0
		}
		return int(after - '0')
	}
	if strings.HasPrefix(text[i:], "quarter") && i > 0 && (text[i-1] == ' ' || text[i-1] == '-') {
		for q, word := range []string{"first", "second", "third", "fourth"} {
			if rest, found := strings.CutSuffix(text[:i-1], word); found && (rest == "" || !isWordByte(rest[len(rest)-1])) {
				return q + 1
			}
		}
	}
	return 0
}

// startsPeriod reports whether a "q" after before begins a word, or is written
// together with its year only: "fy2018q3", "18q3".
func startsPeriod(before string) bool {
	digits := 0
	for digits < 4 && digits < len(before) && isDigit(before[len(before)-1-digits]) {
		digits++
	}
	before = before[:len(before)-digits]
	if strings.HasSuffix(before, "fy") || strings.HasSuffix(before, "cy") {
		before = before[:len(before)-2]
	}
	return before == "" || !isAlphanumeric(before[len(before)-1])
}

func isDigit(c byte) bool        { return '0' <= c && c <= '9' }
func isQuarter(c byte) bool      { return '1' <= c && c <= '4' }
func isLetter(c byte) bool       { return 'a' <= c && c <= 'z' }
func isAlphanumeric(c byte) bool { return isLetter(c) || isDigit(c) }
func isWordByte(c byte) bool     { return isAlphanumeric(c) || c == '_' }

// number is what ASCII digits are.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

// common reports whether two ascending lists share a year.
func common(a, b []int) bool {
	for _, year := range a {
		if _, found := slices.BinarySearch(b, year); found {
			return true
		}
	}
	return false
}
