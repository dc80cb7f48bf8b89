package prose

import (
	"regexp"
	"strconv"
)

var yearName = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)(?:\D|$)`)

// YearIn is the first year that a text has, of this century or the one before; 0 for none.
func YearIn(text string) int {
	if m := yearName.FindStringSubmatch(text); m != nil {
		year, _ := strconv.Atoi(m[1])
		return year
	}
	return 0
}

// IsYear says whether a word is a year and nothing else.
func IsYear(w Word) bool { return YearIn(w.Text) > 0 && len(w.Text) == 4 }

// fewestInMonth is how many letters a month's name has that is no other word in small letters.
const fewestInMonth = 5

// MonthOf is the month that a word names, 0 for none: "may" and "mars" may be other words, "May"
// is none.
func MonthOf(w Word) int {
	if w.Name || len(w.Fold) >= fewestInMonth && w.Fold != "march" {
		return Months[w.Fold]
	}
	return 0
}
