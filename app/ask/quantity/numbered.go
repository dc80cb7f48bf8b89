package quantity

import (
	"strings"

	"carrel/app/ask/prose"
)

// numbered are what numbers tell apart, so that the third of them is number 3.
var numbered = prose.Set(`chapter section part article title volume book edition act scene phase stage step level tier grade category class type group
	schedule annex appendix amendment version series season episode round lesson unit module figure table paragraph clause division protocol directive
	kapitel abschnitt teil artikel titel band buch auflage stufe phase kategorie klasse anhang
	capitulo seccion parte articulo titulo volumen libro edicion acto fase nivel categoria clase anexo
	chapitre partie tome livre acte categorie niveau annexe`)

// Numbered says whether a word, folded, names what numbers tell apart.
func Numbered(folded string) bool {
	return numbered[folded] || numbered[strings.TrimSuffix(folded, "s")]
}

// numberedBy is what a number tells apart: the word before it, or behind it where it is an
// ordinal; "" where that is no such word. ws[i] is its first word, ws[next] the first after it.
func numberedBy(n Number, ws []prose.Word, i, next int) string {
	switch {
	case n.Unit == "th" && next < len(ws) && ws[next].Start == n.End+1 && Numbered(ws[next].Fold):
		return strings.TrimSuffix(ws[next].Fold, "s")
	case n.Unit == "" && i > 0 && ws[i-1].End+1 == n.Start && Numbered(ws[i-1].Fold):
		return strings.TrimSuffix(ws[i-1].Fold, "s")
	}
	return ""
}

// Roman reads Roman figures in capitals, as they are usually written.
func Roman(text string) (float64, bool) {
	total, rest := 0, text
	for _, d := range []struct {
		figure string
		value  int
		most   int
	}{{"M", 1000, 3}, {"CM", 900, 1}, {"D", 500, 1}, {"CD", 400, 1}, {"C", 100, 3}, {"XC", 90, 1}, {"L", 50, 1}, {"XL", 40, 1}, {"X", 10, 3}, {"IX", 9, 1}, {"V", 5, 1}, {"IV", 4, 1}, {"I", 1, 3}} {
		for n := 0; n < d.most && strings.HasPrefix(rest, d.figure); n++ {
			total, rest = total+d.value, rest[len(d.figure):]
		}
	}
	return float64(total), rest == "" && total > 0
}
