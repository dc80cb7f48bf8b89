package parse

import (
	"math"
	"strconv"
	"strings"
	"time"
)

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
	case f.decimals < 0 || f.positive && n < 0:
		return shortest(n)
	case f.mask != "":
		return f.masked(n)
	case f.percent:
		n *= 100
	}
	for range f.scale {
		n /= 1000
	}
	s := rounded(math.Abs(n), f.decimals)
	if f.decimals > f.least {
		s = strings.TrimRight(s[:len(s)-f.decimals+f.least]+strings.TrimRight(s[len(s)-f.decimals+f.least:], "0"), ".")
	}
	whole, _, _ := strings.Cut(s, ".")
	s = strings.Repeat("0", max(f.whole-len(whole), 0)) + s
	if f.thousands {
		s = grouped(s)
	}
	sign := ""
	if n < 0 && strings.Trim(s, "0.,") != "" {
		sign = "-"
	}
	return sign + f.before + s + f.after
}

// shortest gives a number as cells without a format do.
func shortest(n float64) string {
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
	return s
}

// rounded gives a number, not negative, with so many decimals. Halves go up, as
// in spreadsheets, those too that binary numbers miss by a hair (1.005).
func rounded(n float64, decimals int) string {
	if n*math.Pow10(decimals) < 1e13 {
		n *= 1 + 1e-15
	}
	return strconv.FormatFloat(n, 'f', decimals, 64)
}

// masked puts the digits of a number in the places of the mask.
func (f numberFormat) masked(n float64) string {
	if n < 0 || n >= 1e15 {
		return shortest(n)
	}
	digits := rounded(n, 0)
	places := strings.Count(f.mask, string(maskZero)) + strings.Count(f.mask, string(maskAny))
	missing := places - len(digits)
	if missing < 0 || missing > strings.Count(f.mask, string(maskZero)) && missing > 0 {
		return shortest(n)
	}
	digits = strings.Repeat("0", missing) + digits
	var b strings.Builder
	at := 0
	for _, c := range f.mask {
		switch c {
		case maskZero, maskAny:
			if at < missing && c == maskAny {
				return shortest(n) // fewer digits than it was made for
			}
			b.WriteByte(digits[at])
			at++
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
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
	if n < 0 || n > 2958466 || f.date && n < 1 && !from1904 { // beyond the year 9999; no day
		return value
	}
	parts := int64(math.Pow10(f.fraction)) // of a second
	total := int64(math.Round(n * 86400 * float64(parts)))
	seconds := total / parts
	tail := ""
	if f.fraction > 0 {
		tail = "." + strconv.FormatInt(parts+total%parts, 10)[1:]
	}
	if f.elapsed && !f.date {
		s := strconv.FormatInt(seconds/3600, 10) + ":" + twoDigits(seconds/60%60)
		if f.seconds {
			s += ":" + twoDigits(seconds%60) + tail
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
	if !f.seconds {
		tail = ""
	}
	return t.Format(layout) + tail
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
