package quantity

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// Number is a number in a text, compared by value: "$1,577 million" and
// "1.577 billion dollars" are equal, "12 %" and "1.2 %" are not.
type Number struct {
	Start, End int     // code points of its text, sign, unit and scale included
	From       int     // where its bound begins: "at least 5"; Start where there is none
	Upto       int     // where it ends: "5 or more"; End where there is none
	Value      float64 // scaled: 1.5 million is 1500000
	Unit       string  // "%", "$", "€", "£", "¥", "th" for an ordinal, "/" for a share, "s" for a decade, "clock" and "clock?" for a time of day, a measure's kind, or ""
	Text       string  // as written
	Word       bool    // written as a word: "three"
	Scaled     bool    // a word gives its scale: "million"
	Stated     float64 // the value where the table it stands in is "in millions", 0 elsewhere
	Accounting bool    // in parentheses, as accounts write what is negative
	Bound      Bound
	Side       Side    // NoSide where it is no end of a span of years
	Label      Label   // empty for most
	Of         string  // what it tells apart from others of the name: "chapter" for "chapter 4" and "the fourth chapter"
	Parts      [2]int  // of a share in two figures: "27 out of 100", "27/100"
	factor     float64 // what its measure has multiplied Value by, 0 for none
}

// Label is the letters at a number that say which it is: "Q1", "A320", "5a".
type Label struct{ Before, After string }

// Numbers finds the numbers of a text outside its dates. Digits with
// separators, signs, fractions, number words, scales and units next to the
// number are read; a digit inside a word ("B2B") is no number, but letters
// at digits are its label, but for those that only announce it ("FY2018" is
// 2018).
func Numbers(ws []prose.Word, runes []rune, lang prose.Language, ds []Date) []Number {
	var out []Number
	for i := 0; i < len(ws); i++ {
		if InDate(ws[i], ds) {
			continue
		}
		n, used := clockTime(ws[i:], runes)
		if used == 0 {
			var ok bool
			if n, used, ok = readNumber(ws[i:], runes, lang); !ok {
				continue
			}
		}
		if n.Unit == decade && (n.Word || n.Value < 100) && i > 0 && ofAge[ws[i-1].Fold] {
			if n.Word {
				continue // "in her sixties"
			}
			n.Label.Before = "age"
		}
		n.From, n.Upto = n.Start, n.End
		n.Of = numberedBy(n, ws, i, i+used)
		readBound(&n, ws, i, min(i+used, len(ws)), runes)
		if len(out) > 0 {
			shareScale(&out[len(out)-1], n, runes)
			shareUnit(&out[len(out)-1], &n, ws, runes)
			pairUp(&out[len(out)-1], &n, ws, runes)
		}
		i += used - 1
		out = append(out, n)
	}
	settleHours(out)
	return out
}

// ofAge stand before the decade of somebody's age.
var ofAge = prose.Set(`his her their my your its our seinen ihren`)

// shareScale gives the first of two ends the scale of the second: "30 to 50 thousand".
func shareScale(a *Number, b Number, runes []rune) {
	if !b.Scaled || a.Scaled || a.Unit != "" && a.Unit != b.Unit || a.IsYear() || a.Start > b.Start || a.End > b.Start {
		return
	}
	between := strings.TrimSpace(string(runes[a.End:b.Start]))
	from := ""
	if k := strings.LastIndexFunc(strings.TrimRight(string(runes[:a.Start]), " "), unicode.IsSpace); k >= -1 {
		from = strings.TrimSpace(strings.TrimRight(string(runes[:a.Start]), " ")[k+1:])
	}
	switch between {
	case "to", "-", "–", "or", "bis", "oder":
	case "and", "und":
		if f := prose.Fold(from); f != "between" && f != "zwischen" {
			return
		}
	default:
		return
	}
	for _, w := range strings.Fields(prose.Fold(b.Text)) {
		if f, ok := Scales[w]; ok && f >= 100 && a.Value < f {
			a.Value, a.Scaled = a.Value*f, true
		}
	}
}

// shareUnit gives the first end of a range the unit of the second ("from 10 to 100 Gbit/s",
// "10 to 30%", "between 3 and 5 dollars") and the second the currency before the first ("$3–5").
func shareUnit(a, b *Number, ws []prose.Word, runes []rune) {
	if a.Start > b.Start || a.End > b.Start || a.Word != b.Word || a.Label != (Label{}) || b.Label != (Label{}) {
		return
	}
	switch strings.TrimSpace(string(runes[a.End:b.Start])) {
	case "to", "-", "–", "bis", "a", "à":
	case "and", "und", "y", "et":
		before := ""
		for _, w := range ws {
			if w.End <= a.From {
				before = w.Fold
			}
		}
		if before != "between" && before != "zwischen" && before != "entre" {
			return
		}
	default:
		return
	}
	money := func(unit string) bool { return unit != "" && Currency([]rune(unit)[0]) != "" }
	switch {
	case a.Unit == "" && (b.factor != 0 || b.Unit == "%" || money(b.Unit)) && !a.IsYear() && a.Scaled == b.Scaled:
		a.Unit = b.Unit
		if b.factor != 0 {
			a.Value, a.factor = a.Value*b.factor, b.factor
		}
	case b.Unit == "" && money(a.Unit) && !b.IsYear() && !a.Word:
		b.Unit = a.Unit
	}
}

// InDate says whether a word is part of one of the dates.
func InDate(w prose.Word, ds []Date) bool {
	for _, d := range ds {
		if w.Start >= d.Start && w.End <= d.End {
			return true
		}
	}
	return false
}

// readNumber reads the number that ws begins with, and says how many words it
// took.
func readNumber(ws []prose.Word, runes []rune, lang prose.Language) (Number, int, bool) {
	w := ws[0]
	n := Number{Start: w.Start, End: w.End}
	used := 1
	digits := w.Fold
	prefix := strings.IndexFunc(digits, unicode.IsDigit)
	suffix := ""
	switch {
	case prefix >= 0 && prefix <= 3 && onlyLetters(digits[:prefix]):
		if u := unitWords[digits[:prefix]]; u != "" {
			n.Unit = u
		} else if !announcing[digits[:prefix]] {
			n.Label.Before = digits[:prefix]
		}
		digits = digits[prefix:]
		tail := strings.IndexFunc(digits, unicode.IsLetter)
		if tail >= 0 {
			digits, suffix = digits[:tail], digits[tail:]
		}
		for thinSpaceBefore(ws, used, runes) && prefix == 0 && suffix == "" && len(digits) <= 3 || used > 1 && thinSpaceBefore(ws, used, runes) {
			digits += ws[used].Fold
			n.End = ws[used].End
			used++
		}
		if used == 1 && prefix == 0 && suffix == "" {
			if k := spacedGroups(ws, runes); k > 1 { // "162 584 mln"
				for ; used < k; used++ {
					digits += ws[used].Fold
				}
				n.End = ws[k-1].End
			}
		}
		value, ok := parseDigits(digits, fractionIn(w.Text), lang)
		if !ok {
			return n, 0, false
		}
		n.Value = value
		switch suffix {
		case "":
		case "st", "nd", "rd", "th":
			n.Unit = "th"
		case "s": // the 1990s
			n.Unit = decade
		default:
			written := []rune(w.Text)
			written = written[max(0, len(written)-len([]rune(suffix))):]
			money := w.Start > 0 && Currency(runes[w.Start-1]) != ""
			if m, ok := measureOf(string(written), suffix); ok && !money && string(written) != "M" {
				n.Value, n.Unit = n.Value*m.factor, m.kind
			} else if f, ok := Scales[suffix]; ok {
				n.Value *= f
				n.Scaled = true
			} else if len(suffix) > 3 {
				return n, 0, false // "3dimensional", a word
			} else if u := ordinalEnd(lang, suffix, written, n.Value); u != "" {
				n.Unit = u
			} else {
				n.Label.After = suffix
			}
		}
		if k := decadeEnd(ws, runes); k > 0 && suffix == "" && lang == prose.English {
			n.Unit, n.End, used = decade, ws[0].End+2, k // "the 1990's"
			if k == 1 {
				n.End = ws[0].End
			}
		}
		if of, all, k := shareOf(ws); k > 0 && suffix == "" && prefix == 0 && used == 1 && lang == prose.English {
			n.Value, n.Unit, n.Parts, n.End = float64(of)/float64(all), "/", [2]int{of, all}, ws[k-1].End
			n.Text = string(runes[n.Start:n.End])
			return n, k, true
		}
		if suffix == "" && prefix == 0 && used < len(ws) && ws[used].Start == n.End+1 && runes[n.End] == '/' {
			// "2/3", a share; "2015/16" is none.
			if d, err := strconv.Atoi(ws[used].Fold); err == nil && d > 1 && d <= 100 && float64(d) > n.Value {
				n.Parts = [2]int{int(n.Value), d}
				n.Value, n.Unit, n.End = n.Value/float64(d), "/", ws[used].End
				used++
			}
		}
	default:
		if len(ws) > 2 && ws[0].Fold == "half" && prose.Articles[ws[1].Fold] && Scales[ws[2].Fold] >= 1e3 && len(ws[2].Fold) > 2 && lang == prose.English {
			n.Value, n.Scaled, n.Word, n.End = Scales[ws[2].Fold]/2, true, true, ws[2].End // "half a million"
			used = readUnit(&n, ws, 3, runes)
			n.Text = string(runes[n.Start:n.End])
			return n, used, true
		}
		if m, ok := measureAfterHalf(ws); ok && lang == prose.English {
			n.Value, n.Unit, n.Word, n.End, n.factor = m.factor/2, m.kind, true, ws[2].End, m.factor // "half a kilogram"
			n.Text = string(runes[n.Start:n.End])
			return n, 3, true
		}
		if len(ws) > 2 && ws[0].Fold == "half" && prose.Articles[ws[1].Fold] && ws[2].Fold == "dozen" {
			n.Value, n.Word, n.End = 6, true, ws[2].End
			n.Text = string(runes[n.Start:n.End])
			return n, 3, true
		}
		if tens := decades[w.Fold]; tens > 0 && lang == prose.English {
			n.Value, n.Unit, n.Word, n.Text = tens, decade, true, w.Text
			return n, 1, true
		}
		if v, k, ok := fractionWord(ws, lang); ok {
			n.Value, n.Unit, n.Word, n.End = v, "/", true, ws[k-1].End
			n.Text = string(runes[n.Start:n.End])
			return n, k, true
		}
		value, k, ordinal, ok := numberWord(ws, lang)
		if !ok {
			return n, 0, false
		}
		n.Value, used, n.Word = value, k, true
		n.End = ws[k-1].End
		if ordinal {
			n.Unit = "th"
		}
	}
	if v, k := andFraction(ws, used, runes); k > 0 && n.Unit == "" && n.Value == math.Trunc(n.Value) && lang == prose.English {
		n.Value += v // "six and a half"
		n.End = ws[used+k-1].End
		used += k
	}
	// A fraction sign after a space: "6 ½".
	if used < len(ws) && !n.Word {
		if f := fractionIn(ws[used].Text); f > 0 && len([]rune(ws[used].Text)) == 1 && ws[used].Start <= n.End+1 {
			n.Value += f
			n.End = ws[used].End
			used++
		}
	}
	n.Accounting = n.Start > 0 && (runes[n.Start-1] == '(' || n.Start > 1 && runes[n.Start-2] == '(' && Currency(runes[n.Start-1]) != "") &&
		n.End < len(runes) && runes[n.End] == ')' && !n.Word
	at := n.End
	if n.Accounting {
		at++
	}
	for used < len(ws) && ws[used].Start <= at+1 {
		f, ok := Scales[ws[used].Fold]
		if !ok || f < 100 || len(ws[used].Fold) < 2 {
			break
		}
		n.Value *= f
		n.Scaled = true
		n.End = ws[used].End
		if scalesShort[ws[used].Fold] && n.End < len(runes) && runes[n.End] == '.' {
			n.End++ // "3,8 Mio. Euro"
		}
		at = n.End
		used++
	}
	used = readUnit(&n, ws, used, runes)
	n.Text = string(runes[n.Start:n.End])
	return n, used, true
}

// announcing are letters before a number that do not say which it is.
var announcing = prose.Set(`fy gj ca no nr`)

// decade is the unit of "the 1990s".
const decade = "s"

// ordinalEnd returns the unit that letters after digits are in a language: "2e"
// in French, "1º" in Spanish, "1990er" in German; "" for any others.
func ordinalEnd(l prose.Language, suffix string, written []rune, value float64) string {
	switch {
	case l == prose.German && (suffix == "er" || suffix == "ern"):
		return decade
	case l == prose.French && (suffix == "e" || suffix == "er" || suffix == "re" || suffix == "eme" || suffix == "ere"),
		string(written) == "º", string(written) == "ª":
		return "th"
	}
	return ""
}

// halfOfDay reads "am" or "p.m." where ws begins with it, and says how many
// words it has. "am" without full stops is German too: there an article's word.
func halfOfDay(ws []prose.Word, runes []rune) (string, int) {
	switch f := ws[0].Fold; {
	case f == "pm", f == "am" && (len(ws) == 1 || !prose.IsCapital(ws[1]) || prose.ClauseEnds(runes, ws[0], ws[1])):
		return f, 1
	case f == "in" && len(ws) > 2 && ws[1].Fold == "the" && ws[2].Start <= ws[0].End+5:
		switch ws[2].Fold {
		case "morning":
			return "am", 3
		case "afternoon", "evening":
			return "pm", 3
		}
	case (f == "a" || f == "p") && len(ws) > 1 && ws[1].Fold == "m" && ws[1].Start <= ws[0].End+2 && runes[ws[0].End] == '.':
		return f + "m", 2
	}
	return "", 0
}

// thinSpaceBefore says whether ws[i] goes on with the number before it:
// "412 000", with a space between groups of three figures.
func thinSpaceBefore(ws []prose.Word, i int, runes []rune) bool {
	if i >= len(ws) || len(ws[i].Fold) != 3 || strings.Trim(ws[i].Fold, "0123456789") != "" || ws[i].Start != ws[i-1].End+1 {
		return false
	}
	g := runes[ws[i-1].End]
	return g == '\u00a0' || g == '\u202f' || g == '\u2009' || g == ' ' && ws[i].Fold == "000"
}

// readUnit takes in a sign and a currency before the number, and a percent
// sign, a currency or a measure after it.
func readUnit(n *Number, ws []prose.Word, used int, runes []rune) int {
	i := n.Start
	for i > 0 && runes[i-1] == ' ' && i > 1 && Currency(runes[i-2]) != "" {
		i--
	}
	if i > 0 {
		if c := Currency(runes[i-1]); c != "" {
			n.Unit = c
			i--
			n.Start = i
		}
	}
	if i > 0 && (runes[i-1] == '-' || runes[i-1] == '−') && (i == 1 || unicode.IsSpace(runes[i-2]) || runes[i-2] == '(') && !n.Word {
		n.Value = -n.Value
		n.Start = i - 1
	}
	for code, sign := range codes {
		if k := i - len(code) - 1; k >= 0 && n.Unit == "" && !n.Word && string(runes[k:i]) == code+" " && (k == 0 || !prose.IsWordRune(runes[k-1])) {
			n.Unit, n.Start = sign, k // "EUR 5 million"
		}
	}
	if before := string(runes[max(0, i-6):i]); prose.Fold(before) == "minus " && (i == 6 || !prose.IsWordRune(runes[i-7])) {
		n.Value = -n.Value
		n.Start = i - 6
	}
	j := n.End
	if j < len(runes) && unicode.Is(unicode.Zs, runes[j]) {
		j++
	}
	if j < len(runes) {
		if runes[j] == '%' || runes[j] == '٪' || runes[j] == '％' {
			n.Unit = "%"
			n.End = j + 1
		} else if c := Currency(runes[j]); c != "" && n.Unit == "" {
			n.Unit = c
			n.End = j + 1
		}
	}
	if j < len(runes) && runes[j] == '°' && n.Unit == "" {
		n.Unit, n.End = "°", j+1
		if used < len(ws) && ws[used].Start <= j+2 && len(ws[used].Text) == 1 && strings.Contains("CFEWNS", ws[used].Text) {
			n.Unit, n.End = "°"+ws[used].Text, ws[used].End
			used++
		}
		return used
	}
	if used >= len(ws) || ws[used].Start > n.End+1 {
		return used
	}
	if unit, words := degrees(ws[used:]); words > 0 && n.Unit == "" {
		n.Unit, n.End = unit, ws[used+words-1].End
		return used + words
	}
	if m, ok := powered(ws[used:]); ok && n.Unit == "" {
		n.Value, n.Unit, n.End, n.factor = n.Value*m.factor, m.kind, ws[used+1].End, m.factor
		return used + 2
	}
	if f := ws[used].Fold; n.Scaled && (f == "de" || f == "di" || f == "d") && used+1 < len(ws) {
		// "2,3 millones de litros"
		if m, ok := measures[ws[used+1].Fold]; ok && n.Unit == "" && m.factor == 1 {
			n.Unit, n.End = m.kind, ws[used+1].End
			return used + 2
		}
		if u := unitWords[ws[used+1].Fold]; u != "" && n.Unit == "" {
			n.Unit, n.End = u, ws[used+1].End
			return used + 2
		}
	}
	next := ws[used]
	if u := unitWords[next.Fold]; u != "" && (n.Unit == "" || n.Unit == u) {
		n.Unit, n.End = u, next.End
		return used + 1
	}
	if used+1 < len(ws) && ws[used+1].Start == next.End+1 {
		switch next.Fold + " " + ws[used+1].Fold {
		case "per cent", "por ciento", "por cento", "per cento", "pour cent":
			n.Unit, n.End = "%", ws[used+1].End
			return used + 2
		}
	}
	// "5 m" is a length, "5m" beside a currency was a scale; a letter of one is
	// written small. "5 second" is an ordinal's beginning.
	if next.Text == "V" && n.Unit == "" && !n.Word {
		n.Unit, n.End, n.factor = "V", next.End, 1
		return used + 1
	}
	if m, ok := measureOf(next.Text, next.Fold); ok && n.Unit == "" && (len(next.Text) > 1 || next.Text == next.Fold) {
		n.Value, n.Unit, n.End, n.factor = n.Value*m.factor, m.kind, next.End, m.factor
		used++
		if k := perTime(m.kind, ws, used, runes); k > used {
			n.Unit, n.End = n.Unit+"/"+times[ws[k-1].Fold], ws[k-1].End
			return k
		}
		return used
	}
	return used
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

// Same says whether two numbers state the same value in the same unit. A unit
// that only b has is no contradiction to a bare a ("24" for "24 %" is: a percent
// sign and an ordinal change what the number means).
func (a Number) Same(b Number) bool {
	if a.Unit == "%" && b.Unit == "/" {
		b.Value, b.Unit = b.Value*100, "%" // "a quarter" is 25 %
	} else if a.Unit == "/" && b.Unit == "%" {
		a.Value, a.Unit = a.Value*100, "%"
	}
	if (a.Unit == clock || a.Unit == hours || a.Unit == "") && (b.Unit == clock || b.Unit == hours) {
		return a.sameTime(b) && (a.Bound == b.Bound || a.Bound.follows(b.Bound))
	}
	if a.Of != "" && a.Of == b.Of && (a.Unit == "th" && b.Unit == "" || a.Unit == "" && b.Unit == "th") {
		return a.Value == b.Value && a.Label == b.Label // "the fourth chapter", "chapter 4"
	}
	if a.Unit == cents && (b.Unit == "$" || b.Unit == "€") {
		a.Value, a.Unit = a.Value/100, b.Unit
	} else if b.Unit == cents && (a.Unit == "$" || a.Unit == "€") {
		b.Value, b.Unit = b.Value/100, a.Unit
	}
	if a.Unit == decade && b.Unit == decade && (a.Value < 100) != (b.Value < 100) {
		return a.Label == b.Label && math.Mod(a.Value, 100) == math.Mod(b.Value, 100) // "the sixties", "the 1960s"
	}
	if !near(a.Value, b.Value) && !(b.Accounting && near(a.Value, -b.Value)) && (b.Stated == 0 || !near(a.Value, b.Stated)) {
		return false
	}
	if a.Label != b.Label {
		return false
	}
	if b.Accounting && b.Scaled && near(a.Value, b.Value) {
		return false // accounts write (1,234) for what is negative
	}
	if a.Bound != b.Bound && !a.Bound.follows(b.Bound) {
		return false
	}
	return a.sameUnit(b)
}

func (a Number) sameUnit(b Number) bool {
	if a.Unit == b.Unit {
		return true
	}
	if a.Unit == pound && b.Unit == "£" || a.Unit == "£" && b.Unit == pound {
		return true
	}
	if a.Unit == "°" {
		return b.Unit == "°C" || b.Unit == "°F"
	}
	return a.Unit == "" && b.Unit != "%" && b.Unit != "th" && b.Unit != "/" && b.Unit != decade
}

// near says whether two values are the same but for how floating point
// numbers are made.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// IsYear says whether a number is written like a year.
func (n Number) IsYear() bool {
	return n.Unit == "" && !n.Word && !n.Scaled && n.Value >= 1000 && n.Value < 2200 && n.Value == math.Trunc(n.Value) && !strings.ContainsAny(n.Text, ",.")
}

// Rivals says whether two numbers could be taken for each other.
func (n Number) Rivals(other Number) bool {
	return n.Unit == other.Unit && n.IsYear() == other.IsYear() && !near(n.Value, other.Value)
}
