package quantity

import (
	"math"
	"strings"

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

// InDate says whether a word is part of one of the dates.
func InDate(w prose.Word, ds []Date) bool {
	for _, d := range ds {
		if w.Start >= d.Start && w.End <= d.End {
			return true
		}
	}
	return false
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
