package align

import (
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// One value is written in several ways that are not one number beside another: "both" of two,
// "27 out of 100" of 27/100, "Chapter IV" of chapter 4, "Louis the Fourteenth" of Louis XIV.

// sameOf says whether a number of st is one of s, as a value or as what tells things of one
// name apart: "the fourth chapter" is chapter 4, and "Title 2" is not "two studies".
func (st Statement) sameOf(s Statement, n, other quantity.Number) bool {
	if n.Same(other) {
		return !(n.Word || other.Word) || n.Unit != "" || other.Unit != "" || (n.Of == "") == (other.Of == "")
	}
	if n.Parts != ([2]int{}) {
		return s.outOf(other, n.Parts)
	}
	return other.Parts != ([2]int{}) && st.outOf(n, other.Parts)
}

// outOf says whether n is one of two numbers of st that say the one out of the other.
func (st Statement) outOf(n quantity.Number, parts [2]int) bool {
	for i := 0; i+1 < len(st.numbers); i++ {
		a, b := st.numbers[i], st.numbers[i+1]
		if (a.Start == n.Start || b.Start == n.Start) && a.Value == float64(parts[0]) && b.Value == float64(parts[1]) && a.Unit == "" && b.Unit == "" &&
			slices.ContainsFunc(st.words, func(w prose.Word) bool { return w.Fold == "of" && w.Start >= a.End && w.End <= b.Start }) {
			return true
		}
	}
	return false
}

// otherwiseWritten says whether span has a number of st only as something that is not one number
// of the same value: "both", "III", the two numbers of a share.
func (st Statement) otherwiseWritten(n quantity.Number, span []Statement) bool {
	for _, s := range span {
		for _, other := range s.numbers {
			switch {
			case n.Same(other):
				return false
			case st.sameOf(s, n, other):
				return true
			}
		}
	}
	return st.countsBoth(n, span) || st.romanThere(n, span)
}

// pairsOf are words that count two.
var pairsOf = prose.Set(`both pair couple beide beiden ambos ambas`)

// isTwo says whether the i-th word counts two things: "both", "a pair of".
func (st Statement) isTwo(i int) bool {
	f := st.words[i].Fold
	return pairsOf[f] && (f != "pair" && f != "couple" || i > 0 && i+1 < len(st.words) && st.words[i-1].Fold == "a" && st.words[i+1].Fold == "of")
}

// countsBoth says whether n is the two of what span calls both.
func (st Statement) countsBoth(n quantity.Number, span []Statement) bool {
	next := st.counted(n)
	return n.Value == 2 && n.Unit == "" && n.Bound == quantity.Exactly && n.Of == "" && next != "" && slices.ContainsFunc(span, func(s Statement) bool {
		for i := range s.words {
			if s.isTwo(i) && slices.ContainsFunc(s.words[i+1:min(len(s.words), i+1+bothWords)], func(w prose.Word) bool { return w.Term == next }) {
				return true
			}
		}
		return false
	})
}

// bothWords is how far behind "both" what it counts stands.
const bothWords = 4

// saysTwo says whether the i-th word is a "both" or a "pair of" of which span has two.
func (st Statement) saysTwo(i int, span []Statement) bool {
	if !st.isTwo(i) {
		return false
	}
	next := slices.IndexFunc(st.words[i+1:], func(w prose.Word) bool { return w.Term != "" })
	return next >= 0 && slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.numbers, func(n quantity.Number) bool {
			return n.Value == 2 && n.Unit == "" && n.Bound == quantity.Exactly && n.Of == "" && s.counts(n, st.words[i+1+next].Term)
		})
	})
}

// inDecades says whether n counts years, and span as many decades: "ten years after", "a decade after".
func (st Statement) inDecades(n quantity.Number, span []Statement) bool {
	if n.Unit != "" || n.Value < 10 || n.Value != float64(int(n.Value)/10*10) || n.Bound != quantity.Exactly || st.counted(n) != "=yearly" {
		return false
	}
	return slices.ContainsFunc(span, func(s Statement) bool {
		for i, w := range s.words {
			if i > 0 && (w.Fold == "decade" && n.Value == 10 && indefinite[s.words[i-1].Fold] || w.Fold == "decades" && slices.ContainsFunc(s.numbers, func(o quantity.Number) bool {
				return o.Value*10 == n.Value && o.End == w.Start-1
			})) {
				return true
			}
		}
		return false
	})
}

// yearsOfDecade says whether the i-th word is the "years" of such a number.
func (st Statement) yearsOfDecade(i int, span []Statement) bool {
	return spansOfTime[st.words[i].Fold] && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return n.End == st.words[i].Start-1 && st.inDecades(n, span) })
}

// romanThere says whether span has a number of st in Roman figures behind the same word.
func (st Statement) romanThere(n quantity.Number, span []Statement) bool {
	of := st.namedBefore(n)
	return slices.ContainsFunc(span, func(s Statement) bool {
		for i := 1; i < len(s.words); i++ {
			v, ok := quantity.Roman(s.words[i].Text)
			if ok && v == n.Value && n.Bound == quantity.Exactly && s.words[i].Start == s.words[i-1].End+1 &&
				(n.Of != "" && s.words[i-1].Fold == n.Of || of != "" && s.words[i-1].Term == of) {
				return true
			}
		}
		return false
	})
}

// namedBefore is the name that an ordinal belongs to: Louis in "Louis the Fourteenth", "" elsewhere.
func (st Statement) namedBefore(n quantity.Number) string {
	k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start == n.Start })
	if k < 2 || n.Unit != "th" || !n.Word || st.words[k-1].Fold != "the" || !prose.IsCapital(st.words[k]) || !prose.IsCapital(st.words[k-2]) {
		return ""
	}
	return st.words[k-2].Term
}

// isRoman says whether the i-th word is Roman figures that span has as a number of the same.
func (st Statement) isRoman(i int, span []Statement) bool {
	if i == 0 || st.words[i].Start != st.words[i-1].End+1 {
		return false
	}
	v, ok := quantity.Roman(st.words[i].Text)
	return ok && slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.numbers, func(n quantity.Number) bool {
			return n.Value == v && n.Bound == quantity.Exactly && (n.Of != "" && n.Of == st.words[i-1].Fold || s.namedBefore(n) != "" && s.namedBefore(n) == st.words[i-1].Term)
		})
	})
}
