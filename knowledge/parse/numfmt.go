package parse

import (
	"strings"
	"unicode"
)

// numberFormat is how a spreadsheet shows a number, as far as it changes what a
// person would call it: a date is no number of days, 0.15 may be 15 %.
type numberFormat struct {
	date, clock bool // it shows a date, a time of day
	day, month  bool // parts of the date
	seconds     bool
	fraction    int  // decimals of seconds
	elapsed     bool // hours go on beyond 24
	percent     bool
	thousands   bool
	scale       int // how often it is divided by 1000 before it is shown
	whole       int // digits before the point at least
	decimals    int // -1: as many as there are, as without a format
	least       int // decimals that are shown even if they are 0
	before      string
	after       string
	mask        string // "000-00-0000": digits among other signs, see maskZero
	positive    bool   // negative numbers have other words, and are shown as without a format
	nothing     bool   // ";;;": the value is not shown
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

// The places of digits in a mask.
const (
	maskZero = '\x00' // a digit, or 0
	maskAny  = '\x01' // a digit
)

// parseNumberFormat reads a format's code: "#,##0.00 €", "dd/mm/yyyy". The first
// section counts, that of positive numbers. A format with anything that is not
// understood for certain is taken for none: the number itself is never wrong.
func parseNumberFormat(code string) numberFormat {
	switch trimmed := strings.TrimSpace(code); {
	case trimmed == "" || strings.EqualFold(trimmed, "general") || len(code) > 255:
		return general
	case strings.Trim(trimmed, ";") == "":
		f := general
		f.nothing = true
		return f
	}
	sections := formatSections([]rune(code))
	first, sure := readSection(sections[0])
	if !sure || strings.TrimSpace(first.before) == "-" || strings.HasPrefix(first.mask, "-") {
		return general // all numbers look negative
	}
	for _, section := range sections[1:] {
		if hasCondition(section) {
			return general
		}
	}
	if len(sections) > 1 && !first.date && !first.clock {
		second, sure := readSection(sections[1])
		words := func(f numberFormat) string { return lettersOf(f.before) + " " + lettersOf(f.after) }
		first.positive = !sure || words(first) != words(second) || second.scale != first.scale
	}
	return first
}

func lettersOf(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) {
			return c
		}
		return -1
	}, s)
}

// formatSections cuts a format at its semicolons.
func formatSections(r []rune) [][]rune {
	var sections [][]rune
	start := 0
	for i := 0; i < len(r); i++ {
		switch r[i] {
		case '"':
			i = closing(r, i, '"')
		case '[':
			i = closing(r, i, ']')
		case '\\', '_', '*':
			i++
		case ';':
			sections = append(sections, r[start:i])
			start = i + 1
		}
	}
	return append(sections, r[start:])
}

// closing is where what begins at i is closed, or the end.
func closing(r []rune, i int, by rune) int {
	for i++; i < len(r) && r[i] != by; i++ {
	}
	return i
}

// hasCondition reports whether a section is for some numbers only: "[>=1000]0".
func hasCondition(r []rune) bool {
	for i := 0; i < len(r); i++ {
		switch r[i] {
		case '"':
			i = closing(r, i, '"')
		case '\\', '_', '*':
			i++
		case '[':
			if i+1 < len(r) && strings.ContainsRune("<>=", r[i+1]) {
				return true
			}
		}
	}
	return false
}

// datePart is a run of a letter that stands for a part of a date or time.
type datePart struct {
	letter rune // lower case
	count  int
}

// sectionReader holds what is known of a section while it is read.
type sectionReader struct {
	f             numberFormat
	parts         []datePart
	before, after strings.Builder
	mask          strings.Builder
	digits, point bool // have been seen
	apart         bool // something stands after digits
	masked        bool // and digits after that
	commas        int  // just seen, after digits
}

func (s *sectionReader) literal(text string) {
	if text == "" {
		return
	}
	s.mask.WriteString(text)
	if !s.digits {
		s.before.WriteString(text)
		return
	}
	s.apart = true
	s.after.WriteString(text)
}

// digit takes a place of a digit, and reports whether that is understood there.
func (s *sectionReader) digit(c rune) bool {
	f := &s.f
	s.digits = true
	if s.apart {
		s.masked = true
	}
	if s.commas > 0 {
		if s.point || s.commas > 1 {
			return false
		}
		f.thousands, s.commas = true, 0
	}
	place := string(maskAny)
	if c == '0' {
		place = string(maskZero)
	}
	s.mask.WriteString(place)
	switch {
	case s.point:
		if f.decimals++; c == '0' {
			f.least = f.decimals
		}
	case c == '0' || f.whole > 0:
		f.whole++
	}
	return len(s.parts) == 0
}

// readSection reads one section, and reports whether all of it is understood.
func readSection(r []rune) (numberFormat, bool) {
	s := &sectionReader{f: numberFormat{}}
	f := &s.f
	for i := 0; i < len(r); i++ {
		rest := strings.ToLower(string(r[i:min(i+7, len(r))]))
		switch c := r[i]; c {
		case '"':
			end := closing(r, i, '"')
			s.literal(string(r[i+1 : min(end, len(r))]))
			i = end
		case '\\':
			if i++; i < len(r) {
				s.literal(string(r[i]))
			}
		case '_', '*':
			i++ // a space as wide as the next character; one that fills
		case '[':
			end := closing(r, i, ']')
			if !s.bracket(string(r[i+1 : min(end, len(r))])) {
				return general, false
			}
			i = end
		case '0', '#', '?':
			if !s.digit(c) {
				return general, false
			}
		case '.':
			switch n := len(s.parts); {
			case n > 0 && s.parts[n-1].letter == 's':
				for i+1 < len(r) && r[i+1] == '0' {
					i++
					f.fraction = min(f.fraction+1, 3)
				}
			case n > 0:
			case s.point || s.apart:
				return general, false
			default:
				s.point = true
				f.scale += s.commas
				s.commas = 0
			}
		case ',':
			switch {
			case len(s.parts) > 0:
			case !s.digits || s.apart:
				return general, false
			default:
				s.commas++
			}
		case '%':
			if f.percent {
				return general, false
			}
			f.percent = true
			s.literal("%")
		case '/':
			if s.digits {
				return general, false // a fraction
			}
			s.literal("/")
		case '$', '+', '(', ')', ' ', '-', ':', '\'', '^', '&', '~', '{', '}':
			s.literal(string(c))
		default:
			if c > unicode.MaxASCII {
				s.literal(string(c))
				continue
			}
			letter := unicode.ToLower(c)
			switch {
			case strings.HasPrefix(rest, "am/pm"):
				f.clock = true
				i += 4
				continue
			case strings.HasPrefix(rest, "a/p"):
				f.clock = true
				i += 2
				continue
			case (c == 'T' || c == 'Z') && len(s.parts) > 0:
				continue // between a date and a time
			case s.digits || strings.HasPrefix(rest, "general") || !strings.ContainsRune("ymdhsgeab", letter):
				return general, false
			}
			n := 1
			for i+1 < len(r) && unicode.ToLower(r[i+1]) == letter {
				i++
				n++
			}
			s.parts = append(s.parts, datePart{letter, n})
		}
	}
	if len(s.parts) > 0 || f.clock {
		s.dates()
		return *f, !s.digits
	}
	return s.number()
}

// bracket reads what stands in brackets: a currency, hours beyond a day, a
// colour.
func (s *sectionReader) bracket(inside string) bool {
	if currency, found := strings.CutPrefix(inside, "$"); found {
		currency, _, _ = strings.Cut(currency, "-")
		s.literal(currency)
		return true
	}
	l := strings.ToLower(inside)
	for _, letter := range "hms" {
		if l != "" && strings.Trim(l, string(letter)) == "" {
			s.parts = append(s.parts, datePart{letter, len(l)})
			// In brackets they are never months.
			s.f.clock, s.f.elapsed = true, true
			return !s.digits
		}
	}
	switch l {
	case "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow":
		return true
	}
	return strings.HasPrefix(l, "color")
}

// dates finds what of dates and times the parts show. An m is minutes after
// hours or before seconds, whatever words are between.
func (s *sectionReader) dates() {
	f := &s.f
	for i, p := range s.parts {
		switch p.letter {
		case 'h':
			f.clock = true
		case 's':
			f.clock, f.seconds = true, true
		case 'd', 'a':
			f.date, f.day = true, true
		case 'm':
			after := i > 0 && s.parts[i-1].letter == 'h'
			before := i+1 < len(s.parts) && s.parts[i+1].letter == 's'
			if p.count < 3 && (after || before) || i == 0 && f.elapsed {
				f.clock = true
			} else {
				f.date, f.month = true, true
			}
		default: // years, in some calendars
			f.date = true
		}
	}
}

// number is the format of a section that shows a number.
func (s *sectionReader) number() (numberFormat, bool) {
	f := s.f
	f.scale += s.commas
	switch {
	case !s.digits:
		return general, false
	case s.masked:
		mask := s.mask.String()
		return numberFormat{mask: strings.TrimSpace(mask)}, !s.point && f.scale == 0 && !f.percent && !f.thousands
	}
	// Brackets around a number say that it is negative, and it is not.
	plain := strings.NewReplacer("(", "", ")", "").Replace
	f.before, f.after = strings.TrimLeft(plain(s.before.String()), " "), strings.TrimRight(plain(s.after.String()), " ")
	return f, f.scale < 5 && f.decimals <= 15
}
