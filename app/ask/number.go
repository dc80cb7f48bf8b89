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
	value      float64 // scaled: 1.5 million is 1500000
	unit       string  // "%", "$", "€", "£", "¥", "th" for an ordinal, or ""
	text       string  // as written
	word       bool    // written as a word: "three"
}

// numbers finds the numbers of a text. Digits with separators, signs,
// fractions, number words of English up to the billions, scales and units next
// to the number are read; a digit inside a word ("B2B") is no number, but
// letters before digits are cut off ("FY2018" is 2018).
func numbers(ws []word, runes []rune, lang language) []number {
	var out []number
	for i := 0; i < len(ws); i++ {
		n, used, ok := readNumber(ws[i:], runes, lang)
		if !ok {
			continue
		}
		i += used - 1
		out = append(out, n)
	}
	return out
}

// readNumber reads the number that ws begins with, and says how many words it
// took.
func readNumber(ws []word, runes []rune, lang language) (number, int, bool) {
	w := ws[0]
	n := number{start: w.start, end: w.end}
	used := 1
	digits := w.fold
	prefix := strings.IndexFunc(digits, unicode.IsDigit)
	switch {
	case prefix >= 0 && prefix <= 3 && onlyLetters(digits[:prefix]):
		digits = digits[prefix:]
		tail := strings.IndexFunc(digits, unicode.IsLetter)
		suffix := ""
		if tail >= 0 {
			digits, suffix = digits[:tail], digits[tail:]
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
		default:
			if f, ok := scales[suffix]; ok {
				n.value *= f
			} else if len(suffix) > 3 {
				return n, 0, false // "3dimensional", a word
			}
		}
	default:
		value, k, ordinal, ok := numberWord(ws)
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
	for used < len(ws) && ws[used].start <= n.end+1 {
		f, ok := scales[ws[used].fold]
		if !ok || f < 100 || len(ws[used].fold) < 2 {
			break
		}
		n.value *= f
		n.end = ws[used].end
		used++
	}
	used = readUnit(&n, ws, used, runes)
	n.text = string(runes[n.start:n.end])
	return n, used, true
}

// readUnit takes in a sign and a currency before the number, and a percent sign
// or currency after it.
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
	if used < len(ws) && ws[used].start <= n.end+1 {
		if u := unitWords[ws[used].fold]; u != "" && (n.unit == "" || n.unit == u) {
			n.unit = u
			n.end = ws[used].end
			used++
		} else if ws[used].fold == "per" && used+1 < len(ws) && ws[used+1].fold == "cent" {
			n.unit = "%"
			n.end = ws[used+1].end
			used += 2
		}
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

// numberWord reads a number written in English words: "twenty-four",
// "three hundred and five". It says how many words it took.
func numberWord(ws []word) (value float64, used int, ordinal, ok bool) {
	total, part := 0.0, 0.0
	for used < len(ws) {
		if used > 0 && ws[used].start > ws[used-1].end+1 {
			break
		}
		f := ws[used].fold
		if v, isOrdinal := ordinals[f]; isOrdinal && (part == 0 || v < part) {
			return total + part + v, used + 1, true, true
		}
		v, isNumber := cardinals[f]
		switch {
		case isNumber && (part == 0 || v < part && math.Mod(part, 10) == 0):
			part += v
		case f == "hundred" && part > 0:
			part *= 100
		case f == "thousand" && part > 0, f == "million" && part > 0, f == "billion" && part > 0:
			total += part * scales[f]
			part = 0
		case f == "and" && part >= 100 && used+1 < len(ws) && cardinals[ws[used+1].fold] > 0:
		default:
			return total + part, used, false, used > 0
		}
		used++
	}
	return total + part, used, false, used > 0
}

func onlyLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

func currency(r rune) string {
	switch r {
	case '$', '€', '£', '¥', '₹', '₽':
		return string(r)
	}
	return ""
}

var scales = map[string]float64{
	"k": 1e3, "m": 1e6, "bn": 1e9, "mn": 1e6, "tn": 1e12,
	"hundred": 100, "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "billions": 1e9, "trillion": 1e12,
	"tausend": 1e3, "millionen": 1e6, "milliarden": 1e9, "milliarde": 1e9, "mio": 1e6, "mrd": 1e9,
	"mille": 1e3, "milliards": 1e9, "milliard": 1e9, "mil": 1e3, "millones": 1e6, "milioni": 1e6, "miliardi": 1e9,
}

var unitWords = map[string]string{
	"percent": "%", "prozent": "%", "pourcent": "%",
	"dollar": "$", "dollars": "$", "usd": "$", "euro": "€", "euros": "€", "eur": "€", "pounds sterling": "£", "gbp": "£", "yen": "¥",
}

var cardinals = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
	"eighty": 80, "ninety": 90, "zero": 0, "dozen": 12,
}

var ordinals = map[string]float64{
	"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "first": 1,
}

// same says whether two numbers state the same value in the same unit. A unit
// that only b has is no contradiction to a bare a ("24" for "24 %" is: a percent
// sign and an ordinal change what the number means).
func (a number) same(b number) bool {
	if math.Abs(a.value-b.value) > 1e-9*math.Max(math.Abs(a.value), math.Abs(b.value)) {
		return false
	}
	if a.unit == b.unit {
		return true
	}
	return a.unit == "" && b.unit != "%" && b.unit != "th"
}
