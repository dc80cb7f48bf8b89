package quantity

import (
	"strconv"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// How figures are written: in groups, with a decimal sign, with a fraction.

// thinSpaceBefore says whether ws[i] goes on with the number before it:
// "412 000", with a space between groups of three figures.
func thinSpaceBefore(ws []prose.Word, i int, runes []rune) bool {
	if i >= len(ws) || len(ws[i].Fold) != 3 || strings.Trim(ws[i].Fold, "0123456789") != "" || ws[i].Start != ws[i-1].End+1 {
		return false
	}
	g := runes[ws[i-1].End]
	return g == '\u00a0' || g == '\u202f' || g == '\u2009' || g == ' ' && ws[i].Fold == "000"
}

// spacedGroups is how many words at the beginning of ws are groups of figures of one number
// that plain spaces part: only before a scale or a currency, since two numbers stand
// side by side in tables.
func spacedGroups(ws []prose.Word, runes []rune) int {
	k := 1
	for k < len(ws) && len(ws[0].Fold) <= 3 && len(ws[k].Fold) == 3 && strings.Trim(ws[k].Fold, "0123456789") == "" && ws[k].Start == ws[k-1].End+1 && runes[ws[k-1].End] == ' ' {
		k++
	}
	if k > 1 && k < len(ws) && ws[k].Start <= ws[k-1].End+1 && (Scales[ws[k].Fold] >= 1e3 && len(ws[k].Fold) > 1 || unitWords[ws[k].Fold] != "") {
		return k
	}
	return 1
}

// parseDigits reads digits with separators. One separator before exactly three
// digits is read as the language writes it; with several, the last kind is the
// decimal one.
func parseDigits(s string, fraction float64, lang prose.Language) (float64, bool) {
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
	if lang != prose.English {
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
