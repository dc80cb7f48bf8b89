package quantity

import (
	"strings"

	"carrel/app/ask/prose"
)

// Two numbers of a range share what only one of them is written with.

// shareScale gives the first of two ends the scale of the second: "30 to 50 thousand".
func shareScale(a *Number, b Number, runes []rune) {
	if !b.Scaled || a.Scaled || a.Unit != "" && a.Unit != b.Unit || a.IsYear() || a.Start > b.Start || a.End > b.Start {
		return
	}
	between := strings.TrimSpace(string(runes[a.End:b.Start]))
	from := ""
	if ahead := strings.Fields(string(runes[:a.Start])); len(ahead) > 0 {
		from = ahead[len(ahead)-1]
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
