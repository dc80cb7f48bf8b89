package quantity

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// readNumber reads the number that ws begins with, and says how many words it
// took.
func readNumber(ws []prose.Word, runes []rune, lang prose.Language) (n Number, used int, ok bool) {
	prefix := strings.IndexFunc(ws[0].Fold, unicode.IsDigit)
	if prefix >= 0 && prefix <= 3 && onlyLetters(ws[0].Fold[:prefix]) {
		n, used, ok = readFigures(ws, prefix, runes, lang)
	} else {
		n, used, ok = readWords(ws, runes, lang)
	}
	if !ok || n.Text != "" {
		return n, used, ok
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

// readFigures reads a number that is written in figures behind the first prefix bytes of ws,
// letters. Its Text is set where nothing behind it can belong to it: "27 out of 100".
func readFigures(ws []prose.Word, prefix int, runes []rune, lang prose.Language) (Number, int, bool) {
	w := ws[0]
	n := Number{Start: w.Start, End: w.End}
	used, digits, suffix := 1, w.Fold, ""
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
	if !readSuffix(&n, suffix, w, runes, lang) {
		return n, 0, false
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
	return n, used, true
}

// readSuffix takes in the letters behind the figures of w: an ordinal's, a unit, a scale or a
// label; false where they make it a word.
func readSuffix(n *Number, suffix string, w prose.Word, runes []rune, lang prose.Language) bool {
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
			return false // "3dimensional", a word
		} else if u := ordinalEnd(lang, suffix, written); u != "" {
			n.Unit = u
		} else {
			n.Label.After = suffix
		}
	}
	return true
}

// readWords reads a number that is written in words. Its Text is set where nothing behind it
// can belong to it: "half a dozen".
func readWords(ws []prose.Word, runes []rune, lang prose.Language) (Number, int, bool) {
	w := ws[0]
	n := Number{Start: w.Start, End: w.End}
	if len(ws) > 2 && ws[0].Fold == "half" && prose.Articles[ws[1].Fold] && Scales[ws[2].Fold] >= 1e3 && len(ws[2].Fold) > 2 && lang == prose.English {
		n.Value, n.Scaled, n.Word, n.End = Scales[ws[2].Fold]/2, true, true, ws[2].End // "half a million"
		used := readUnit(&n, ws, 3, runes)
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
	n.Value, n.Word = value, true
	n.End = ws[k-1].End
	if ordinal {
		n.Unit = "th"
	}
	return n, k, true
}

// announcing are letters before a number that do not say which it is.
var announcing = prose.Set(`fy gj ca no nr`)

// decade is the unit of "the 1990s".
const decade = "s"

// ordinalEnd returns the unit that letters after digits are in a language: "2e"
// in French, "1º" in Spanish, "1990er" in German; "" for any others.
func ordinalEnd(l prose.Language, suffix string, written []rune) string {
	switch {
	case l == prose.German && (suffix == "er" || suffix == "ern"):
		return decade
	case l == prose.French && (suffix == "e" || suffix == "er" || suffix == "re" || suffix == "eme" || suffix == "ere"),
		string(written) == "º", string(written) == "ª":
		return "th"
	}
	return ""
}
