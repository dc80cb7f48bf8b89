package parse

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberFormat is how a spreadsheet shows a number, as far as it changes what a
// person would call it: a date is no number of days, 0.15 may be 15 %.
type numberFormat struct {
	date, clock bool // it shows a date, a time of day
	day, month  bool // parts of the date
	seconds     bool
	elapsed     bool // hours go on beyond 24
	percent     bool
	thousands   bool
	decimals    int // -1: as many as there are
	before      string
	after       string
	nothing     bool // ";;;": the value is not shown
}

// general is the format of cells that have none.
var general = numberFormat{decimals: -1}

// builtinFormats are those that files refer to by number alone.
var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
	27: "yyyy-mm-dd", 28: "yyyy-mm-dd", 29: "yyyy-mm-dd", 30: "yyyy-mm-dd", 31: "yyyy-mm-dd", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: "yyyy-mm-dd",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 50: "yyyy-mm-dd", 51: "yyyy-mm-dd", 52: "yyyy-mm-dd", 53: "yyyy-mm-dd",
	54: "yyyy-mm-dd", 55: "yyyy-mm-dd", 56: "yyyy-mm-dd", 57: "yyyy-mm-dd", 58: "yyyy-mm-dd",
}

// parseNumberFormat reads a format's code: "#,##0.00 €", "dd/mm/yyyy". The first
// section counts, that of positive numbers.
func parseNumberFormat(code string) numberFormat {
	f := general
	switch trimmed := strings.TrimSpace(code); {
	case trimmed == "" || strings.EqualFold(trimmed, "general"):
		return f
	case strings.Trim(trimmed, ";") == "":
		f.nothing = true
		return f
	}
	if len(code) > 255 {
		return f
	}
	var before, after strings.Builder
	digits, point, scientific := false, false, false
	decimals := 0
	literal := func(s string) {
		if digits {
			after.WriteString(s)
		} else {
			before.WriteString(s)
		}
	}
	r := []rune(code)
scan:
	for i := 0; i < len(r); i++ {
		switch c := r[i]; c {
		case ';':
			break scan
		case '"':
			end := i + 1
			for end < len(r) && r[end] != '"' {
				end++
			}
			literal(string(r[i+1 : min(end, len(r))]))
			i = end
		case '\\':
			if i++; i < len(r) {
				literal(string(r[i]))
			}
		case '_', '*':
			i++ // a space as wide as the next character; one that fills
		case '[':
			end := i
			for end < len(r) && r[end] != ']' {
				end++
			}
			inside := string(r[i+1 : min(end, len(r))])
			if currency, found := strings.CutPrefix(inside, "$"); found {
				currency, _, _ = strings.Cut(currency, "-")
				literal(currency)
			} else if l := strings.ToLower(inside); strings.Trim(l, "h") == "" || strings.Trim(l, "m") == "" || strings.Trim(l, "s") == "" {
				f.clock, f.elapsed = l != "", l != ""
			}
			i = end
		case '0', '#', '?':
			digits = true
			if point && c != '#' {
				decimals++
			}
		case '.':
			point = true
		case ',':
			if digits {
				f.thousands = true
			}
		case '%':
			f.percent = true
			literal("%")
		case 'E', 'e':
			if digits && i+1 < len(r) && (r[i+1] == '+' || r[i+1] == '-') {
				scientific = true
				break scan
			}
			if c == 'e' || c == 'E' {
				f.date = true // years, in some calendars
			}
		case 'y', 'Y', 'g', 'G':
			f.date = true
		case 'd', 'D':
			f.date, f.day = true, true
		case 'h', 'H':
			f.clock = true
		case 's', 'S':
			f.clock, f.seconds = true, true
		case 'm', 'M':
			if !isMinutes(r, i) {
				f.date, f.month = true, true
			} else {
				f.clock = true
			}
			for i+1 < len(r) && (r[i+1] == 'm' || r[i+1] == 'M') {
				i++
			}
		case '$', '€', '£', '¥', '+', '(', ')', ' ', '-', '/', ':':
			if c != '(' && c != ')' {
				literal(string(c))
			}
		}
	}
	switch {
	case f.date || f.clock:
		return f
	case scientific || !digits:
		f.thousands = false
		return f
	}
	f.decimals = decimals
	f.before, f.after = strings.TrimLeft(before.String(), " "), strings.TrimRight(after.String(), " ")
	return f
}

// isMinutes reports whether the m at i means minutes: after hours, or before
// seconds.
func isMinutes(r []rune, i int) bool {
	between := func(c rune) bool { return strings.ContainsRune(": []mM", c) }
	j := i - 1
	for j >= 0 && between(r[j]) {
		j--
	}
	if j >= 0 && (r[j] == 'h' || r[j] == 'H') {
		return true
	}
	j = i
	for j < len(r) && between(r[j]) {
		j++
	}
	return j < len(r) && (r[j] == 's' || r[j] == 'S')
}

// show gives a value as people see it. What is no number stays as it is.
// Dates are given as 2024-03-15 whatever the format's order: it cannot be
// misread, and a search for a year finds it.
func (f numberFormat) show(value string, from1904 bool) string {
	if f.nothing {
		return ""
	}
	if f == general && len(value) < 12 && !strings.ContainsAny(value, "eE") {
		return value
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return value
	}
	switch {
	case f.date || f.clock:
		return f.when(n, value, from1904)
	case f.percent:
		n *= 100
	}
	if f.decimals < 0 {
		if a := math.Abs(n); a >= 1e21 || a > 0 && a < 1e-9 {
			return strconv.FormatFloat(n, 'g', 10, 64)
		}
		// What was computed in binary has a tail that no one means.
		s := strconv.FormatFloat(n, 'f', -1, 64)
		if len(s) > 16 {
			s = strconv.FormatFloat(n, 'g', 12, 64)
			if r, err := strconv.ParseFloat(s, 64); err == nil {
				s = strconv.FormatFloat(r, 'f', -1, 64)
			}
		}
		return s + f.after
	}
	s := strconv.FormatFloat(math.Abs(n), 'f', min(f.decimals, 15), 64)
	if f.thousands {
		s = grouped(s)
	}
	sign := ""
	if n < 0 && strings.Trim(s, "0.,") != "" {
		sign = "-"
	}
	return sign + f.before + s + f.after
}

// grouped puts commas between thousands.
func grouped(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	if len(whole) <= 3 {
		return s
	}
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if rest != "" {
		b.WriteByte('.')
		b.WriteString(rest)
	}
	return b.String()
}

// when gives a date or time from its number of days.
func (f numberFormat) when(n float64, value string, from1904 bool) string {
	if n < 0 || n > 2958466 { // beyond the year 9999
		return value
	}
	seconds := int64(math.Round(n * 86400))
	if f.elapsed && !f.date {
		s := strconv.FormatInt(seconds/3600, 10) + ":" + twoDigits(seconds/60%60)
		if f.seconds {
			s += ":" + twoDigits(seconds%60)
		}
		return s
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n < 60:
		epoch = epoch.AddDate(0, 0, 1) // the first spreadsheet took 1900 for a leap year
	}
	t := epoch.AddDate(0, 0, int(seconds/86400)).Add(time.Duration(seconds%86400) * time.Second)
	layout := ""
	switch {
	case f.date && !f.month && !f.day:
		layout = "2006"
	case f.date && !f.day:
		layout = "2006-01"
	case f.date:
		layout = "2006-01-02"
	}
	if f.clock {
		clock := "15:04"
		if f.seconds {
			clock = "15:04:05"
		}
		layout = strings.TrimSpace(layout + " " + clock)
	}
	return t.Format(layout)
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
