package ask

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// number is a number in a text, compared by value: "$1,577 million" and
// "1.577 billion dollars" are equal, "12 %" and "1.2 %" are not.
type number struct {
	start, end int     // code points, sign, unit and scale included
	from       int     // where its bound begins: "at least 5"; start where there is none
	upto       int     // where it ends: "5 or more"; end where there is none
	value      float64 // scaled: 1.5 million is 1500000
	unit       string  // "%", "$", "€", "£", "¥", "th" for an ordinal, "/" for a share, "s" for a decade, "am", "pm", a measure's kind, or ""
	text       string  // as written
	word       bool    // written as a word: "three"
	scaled     bool    // a word gives its scale: "million"
	stated     float64 // the value where the table it stands in is "in millions", 0 elsewhere
	accounting bool    // in parentheses, as accounts write what is negative
	bound      bound
	side       side
	label      label
}

// label is the letters at a number that say which it is: "Q1", "A320", "5a".
type label struct{ before, after string }

// numbers finds the numbers of a text outside its dates. Digits with
// separators, signs, fractions, number words, scales and units next to the
// number are read; a digit inside a word ("B2B") is no number, but letters
// at digits are its label, but for those that only announce it ("FY2018" is
// 2018).
func numbers(ws []word, runes []rune, lang language, ds []date) []number {
	var out []number
	for i := 0; i < len(ws); i++ {
		if inDate(ws[i], ds) {
			continue
		}
		n, used, ok := readNumber(ws[i:], runes, lang)
		if !ok {
			continue
		}
		n.from, n.upto = n.start, n.end
		readBound(&n, ws, i, min(i+used, len(ws)), runes)
		if len(out) > 0 {
			shareScale(&out[len(out)-1], n, runes)
			pairUp(&out[len(out)-1], &n, ws, runes)
		}
		i += used - 1
		out = append(out, n)
	}
	return out
}

// shareScale gives the first of two ends the scale of the second: "30 to 50 thousand".
func shareScale(a *number, b number, runes []rune) {
	if !b.scaled || a.scaled || a.unit != "" && a.unit != b.unit || a.isYear() || a.start > b.start || a.end > b.start {
		return
	}
	between := strings.TrimSpace(string(runes[a.end:b.start]))
	from := ""
	if k := strings.LastIndexFunc(strings.TrimRight(string(runes[:a.start]), " "), unicode.IsSpace); k >= -1 {
		from = strings.TrimSpace(strings.TrimRight(string(runes[:a.start]), " ")[k+1:])
	}
	switch between {
	case "to", "-", "–", "or", "bis", "oder":
	case "and", "und":
		if f := fold(from); f != "between" && f != "zwischen" {
			return
		}
	default:
		return
	}
	for _, w := range strings.Fields(fold(b.text)) {
		if f, ok := scales[w]; ok && f >= 100 && a.value < f {
			a.value, a.scaled = a.value*f, true
		}
	}
}

func inDate(w word, ds []date) bool {
	for _, d := range ds {
		if w.start >= d.start && w.end <= d.end {
			return true
		}
	}
	return false
}

// readNumber reads the number that ws begins with, and says how many words it
// took.
func readNumber(ws []word, runes []rune, lang language) (number, int, bool) {
	w := ws[0]
	n := number{start: w.start, end: w.end}
	used := 1
	digits := w.fold
	prefix := strings.IndexFunc(digits, unicode.IsDigit)
	suffix := ""
	switch {
	case prefix >= 0 && prefix <= 3 && onlyLetters(digits[:prefix]):
		if u := unitWords[digits[:prefix]]; u != "" {
			n.unit = u
		} else if !announcing[digits[:prefix]] {
			n.label.before = digits[:prefix]
		}
		digits = digits[prefix:]
		tail := strings.IndexFunc(digits, unicode.IsLetter)
		if tail >= 0 {
			digits, suffix = digits[:tail], digits[tail:]
		}
		for thinSpaceBefore(ws, used, runes) && prefix == 0 && suffix == "" && len(digits) <= 3 || used > 1 && thinSpaceBefore(ws, used, runes) {
			digits += ws[used].fold
			n.end = ws[used].end
			used++
		}
		value, ok := parseDigits(digits, fractionIn(w.text), lang)
		if !ok {
			return n, 0, false
		}
		n.value = value
		switch suffix {
		case "":
		case "st", "nd", "rd", "th":
			n.unit = "th"
		case "s": // the 1990s
			n.unit = decade
		case "am", "pm":
			n.unit = suffix
		default:
			written := []rune(w.text)
			written = written[max(0, len(written)-len([]rune(suffix))):]
			money := w.start > 0 && currency(runes[w.start-1]) != ""
			if m, ok := measureOf(string(written), suffix); ok && !money && string(written) != "M" {
				n.value, n.unit = n.value*m.factor, m.kind
			} else if f, ok := scales[suffix]; ok {
				n.value *= f
				n.scaled = true
			} else if len(suffix) > 3 {
				return n, 0, false // "3dimensional", a word
			} else if u := ordinalEnd(lang, suffix, written, n.value); u != "" {
				n.unit = u
			} else {
				n.label.after = suffix
			}
		}
		if suffix == "" && prefix == 0 && used < len(ws) && ws[used].start == n.end+1 && runes[n.end] == '/' {
			// "2/3", a share; "2015/16" is none.
			if d, err := strconv.Atoi(ws[used].fold); err == nil && d > 1 && d <= 100 && float64(d) > n.value {
				n.value, n.unit, n.end = n.value/float64(d), "/", ws[used].end
				used++
			}
		}
	default:
		if v, k, ok := fractionWord(ws, lang); ok {
			n.value, n.unit, n.word, n.end = v, "/", true, ws[k-1].end
			n.text = string(runes[n.start:n.end])
			return n, k, true
		}
		value, k, ordinal, ok := numberWord(ws, lang)
		if !ok {
			return n, 0, false
		}
		n.value, used, n.word = value, k, true
		n.end = ws[k-1].end
		if ordinal {
			n.unit = "th"
		}
	}
	// A fraction sign after a space: "6 ½".
	if used < len(ws) && !n.word {
		if f := fractionIn(ws[used].text); f > 0 && len([]rune(ws[used].text)) == 1 && ws[used].start <= n.end+1 {
			n.value += f
			n.end = ws[used].end
			used++
		}
	}
	n.accounting = n.start > 0 && (runes[n.start-1] == '(' || n.start > 1 && runes[n.start-2] == '(' && currency(runes[n.start-1]) != "") &&
		n.end < len(runes) && runes[n.end] == ')' && !n.word
	at := n.end
	if n.accounting {
		at++
	}
	for used < len(ws) && ws[used].start <= at+1 {
		f, ok := scales[ws[used].fold]
		if !ok || f < 100 || len(ws[used].fold) < 2 {
			break
		}
		n.value *= f
		n.scaled = true
		n.end = ws[used].end
		if scalesShort[ws[used].fold] && n.end < len(runes) && runes[n.end] == '.' {
			n.end++ // "3,8 Mio. Euro"
		}
		at = n.end
		used++
	}
	used = readUnit(&n, ws, used, runes)
	n.text = string(runes[n.start:n.end])
	return n, used, true
}

// announcing are letters before a number that do not say which it is.
var announcing = set(`fy gj ca no nr`)

// decade is the unit of "the 1990s".
const decade = "s"

// ordinalEnd returns the unit that letters after digits are in a language: "2e"
// in French, "1º" in Spanish, "1990er" in German; "" for any others.
func ordinalEnd(l language, suffix string, written []rune, value float64) string {
	switch {
	case l == german_ && (suffix == "er" || suffix == "ern"):
		return decade
	case l == french_ && (suffix == "e" || suffix == "er" || suffix == "re" || suffix == "eme" || suffix == "ere"),
		string(written) == "º", string(written) == "ª":
		return "th"
	}
	return ""
}

// halfOfDay reads "am" or "p.m." where ws begins with it, and says how many
// words it has. "am" without full stops is German too: there an article's word.
func halfOfDay(ws []word, runes []rune) (string, int) {
	switch f := ws[0].fold; {
	case f == "pm", f == "am" && (len(ws) == 1 || !isCapital(ws[1]) || endsClause(gap(runes, ws[0], ws[1]))):
		return f, 1
	case (f == "a" || f == "p") && len(ws) > 1 && ws[1].fold == "m" && ws[1].start <= ws[0].end+2 && runes[ws[0].end] == '.':
		return f + "m", 2
	}
	return "", 0
}

// thinSpaceBefore says whether ws[i] goes on with the number before it:
// "412 000", with a space between groups of three figures.
func thinSpaceBefore(ws []word, i int, runes []rune) bool {
	if i >= len(ws) || len(ws[i].fold) != 3 || strings.Trim(ws[i].fold, "0123456789") != "" || ws[i].start != ws[i-1].end+1 {
		return false
	}
	g := runes[ws[i-1].end]
	return g == '\u00a0' || g == '\u202f' || g == '\u2009' || g == ' ' && ws[i].fold == "000"
}

// readUnit takes in a sign and a currency before the number, and a percent
// sign, a currency or a measure after it.
func readUnit(n *number, ws []word, used int, runes []rune) int {
	i := n.start
	for i > 0 && runes[i-1] == ' ' && i > 1 && currency(runes[i-2]) != "" {
		i--
	}
	if i > 0 {
		if c := currency(runes[i-1]); c != "" {
			n.unit = c
			i--
			n.start = i
		}
	}
	if i > 0 && (runes[i-1] == '-' || runes[i-1] == '−') && (i == 1 || unicode.IsSpace(runes[i-2]) || runes[i-2] == '(') && !n.word {
		n.value = -n.value
		n.start = i - 1
	}
	if before := string(runes[max(0, i-6):i]); fold(before) == "minus " && (i == 6 || !isWordRune(runes[i-7])) && !n.word {
		n.value = -n.value
		n.start = i - 6
	}
	j := n.end
	if j < len(runes) && unicode.Is(unicode.Zs, runes[j]) {
		j++
	}
	if j < len(runes) {
		if runes[j] == '%' || runes[j] == '٪' || runes[j] == '％' {
			n.unit = "%"
			n.end = j + 1
		} else if c := currency(runes[j]); c != "" && n.unit == "" {
			n.unit = c
			n.end = j + 1
		}
	}
	if j < len(runes) && runes[j] == '°' && n.unit == "" {
		n.unit, n.end = "°", j+1
		if used < len(ws) && ws[used].start <= j+2 && (ws[used].text == "C" || ws[used].text == "F") {
			n.unit, n.end = "°"+ws[used].text, ws[used].end
			used++
		}
		return used
	}
	if used >= len(ws) || ws[used].start > n.end+1 {
		return used
	}
	if unit, words := degrees(ws[used:]); words > 0 && n.unit == "" {
		n.unit, n.end = unit, ws[used+words-1].end
		return used + words
	}
	if m, ok := powered(ws[used:]); ok && n.unit == "" {
		n.value, n.unit, n.end = n.value*m.factor, m.kind, ws[used+1].end
		return used + 2
	}
	if f := ws[used].fold; n.scaled && (f == "de" || f == "di" || f == "d") && used+1 < len(ws) {
		// "2,3 millones de litros"
		if m, ok := measures[ws[used+1].fold]; ok && n.unit == "" && m.factor == 1 {
			n.unit, n.end = m.kind, ws[used+1].end
			return used + 2
		}
		if u := unitWords[ws[used+1].fold]; u != "" && n.unit == "" {
			n.unit, n.end = u, ws[used+1].end
			return used + 2
		}
	}
	next := ws[used]
	if half, words := halfOfDay(ws[used:], runes); half != "" && n.unit == "" {
		n.unit, n.end = half, ws[used+words-1].end
		return used + words
	}
	if u := unitWords[next.fold]; u != "" && (n.unit == "" || n.unit == u) {
		n.unit, n.end = u, next.end
		return used + 1
	}
	if used+1 < len(ws) && ws[used+1].start == next.end+1 {
		switch next.fold + " " + ws[used+1].fold {
		case "per cent", "por ciento", "por cento", "per cento", "pour cent":
			n.unit, n.end = "%", ws[used+1].end
			return used + 2
		}
	}
	// "5 m" is a length, "5m" beside a currency was a scale; a letter of one is
	// written small. "5 second" is an ordinal's beginning.
	if m, ok := measureOf(next.text, next.fold); ok && n.unit == "" && (len(next.text) > 1 || next.text == next.fold) {
		n.value, n.unit, n.end = n.value*m.factor, m.kind, next.end
		return used + 1
	}
	return used
}

// parseDigits reads digits with separators. One separator before exactly three
// digits is read as the language writes it; with several, the last kind is the
// decimal one.
func parseDigits(s string, fraction float64, lang language) (float64, bool) {
	s = strings.TrimFunc(s, func(r rune) bool { return r > 0x7f && !unicode.IsDigit(r) })
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '.', r == ',':
			return r
		case unicode.IsDigit(r): // other scripts' digits come in runs of ten
			zero := r
			for unicode.IsDigit(zero-1) && r-zero < 9 {
				zero--
			}
			return '0' + (r - zero)
		case r == '⁄' || unicode.Is(unicode.No, r):
			return -1
		}
		return 'x'
	}, s)
	if fraction > 0 { // NFKD wrote "6½" as "61⁄2"
		i := strings.IndexByte(s, 'x')
		if i < 0 && len(s) >= 2 {
			s = s[:len(s)-2]
		}
	}
	if s == "" {
		return fraction, fraction > 0
	}
	decimal := byte('.')
	if lang != english_ {
		decimal = ','
	}
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dots > 0 && commas > 0:
		decimal = s[strings.LastIndexAny(s, ".,")]
	case dots > 1:
		decimal = ','
	case commas > 1:
		decimal = '.'
	case dots+commas == 1:
		i := strings.IndexAny(s, ".,")
		if len(s)-i-1 != 3 || i == 0 || i > 3 || s[0] == '0' {
			decimal = s[i]
		}
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == decimal:
			b.WriteByte('.')
		case s[i] != '.' && s[i] != ',':
			b.WriteByte(s[i])
		}
	}
	v, err := strconv.ParseFloat(b.String(), 64)
	return v + fraction, err == nil
}

// fractionIn returns the value of a fraction sign at the end of s, 0 for none.
func fractionIn(s string) float64 {
	switch []rune(s)[len([]rune(s))-1] {
	case '½':
		return 0.5
	case '¼':
		return 0.25
	case '¾':
		return 0.75
	case '⅓':
		return 1.0 / 3
	case '⅔':
		return 2.0 / 3
	}
	return 0
}

func onlyLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// same says whether two numbers state the same value in the same unit. A unit
// that only b has is no contradiction to a bare a ("24" for "24 %" is: a percent
// sign and an ordinal change what the number means).
func (a number) same(b number) bool {
	if a.unit == "%" && b.unit == "/" {
		b.value, b.unit = b.value*100, "%" // "a quarter" is 25 %
	} else if a.unit == "/" && b.unit == "%" {
		a.value, a.unit = a.value*100, "%"
	}
	if !near(a.value, b.value) && !(b.accounting && near(a.value, -b.value)) && (b.stated == 0 || !near(a.value, b.stated)) {
		return false
	}
	if a.label != b.label {
		return false
	}
	if b.accounting && b.scaled && near(a.value, b.value) {
		return false // accounts write (1,234) for what is negative
	}
	if a.bound != b.bound && !a.bound.follows(b.bound) {
		return false
	}
	return a.sameUnit(b)
}

func (a number) sameUnit(b number) bool {
	if a.unit == b.unit {
		return true
	}
	if a.unit == "°" {
		return b.unit == "°C" || b.unit == "°F"
	}
	return a.unit == "" && b.unit != "%" && b.unit != "th" && b.unit != "/" && b.unit != decade
}

// near says whether two values are the same but for how floating point
// numbers are made.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// isYear says whether a number is written like a year.
func (n number) isYear() bool {
	return n.unit == "" && !n.word && !n.scaled && n.value >= 1000 && n.value < 2200 && n.value == math.Trunc(n.value) && !strings.ContainsAny(n.text, ",.")
}

// rivals says whether two numbers could be taken for each other.
func (n number) rivals(other number) bool {
	return n.unit == other.unit && n.isYear() == other.isYear() && !near(n.value, other.value)
}
