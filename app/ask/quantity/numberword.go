package quantity

import (
	"math"
	"strings"

	"carrel/app/ask/prose"
)

// numberWord reads a number in words: "twenty-four", "three hundred and five",
// "einundzwanzig", "treinta y dos". It says how many words it took.
func numberWord(ws []prose.Word, lang prose.Language) (value float64, used int, ordinal, ok bool) {
	own := cardinalsOf[lang]
	total, part := 0.0, 0.0
	if lang == prose.English && len(ws) > 1 && (ws[0].Fold == "a" || ws[0].Fold == "an") && ws[1].Start == ws[0].End+1 && (ws[1].Fold == "hundred" || Scales[ws[1].Fold] >= 1e3 && len(ws[1].Fold) > 2) {
		value, used, ordinal, ok = numberWord(append([]prose.Word{{Start: ws[0].Start, End: ws[0].End, Fold: "one"}}, ws[1:]...), lang)
		return value, used, ordinal, ok // "a hundred"
	}
	for used < len(ws) {
		if used > 0 && ws[used].Start > ws[used-1].End+1 {
			break
		}
		f := ws[used].Fold
		if v, isOrdinal := ordinalWord(f, lang); isOrdinal && (part == 0 || v < part) {
			return total + part + v, used + 1, true, true
		}
		v, isNumber := own[f]
		if !isNumber && lang == prose.German {
			v, isNumber = germanCompound(f)
		}
		joins := used+1 < len(ws) && own[ws[used+1].Fold] > 0
		switch {
		case isNumber && (part == 0 || v < part && math.Mod(part, 10) == 0):
			part += v
		case f == "hundred" && part > 0:
			part *= 100
		case f == "dozen" && part > 1 && used == 1:
			part *= 12
		case (Scales[f] >= 1e3 && len(f) > 2) && part > 0:
			total += part * Scales[f]
			part = 0
		case f == "and" && part >= 100 && joins, (f == "y" || f == "et") && part >= 20 && joins:
		default:
			return total + part, used, false, used > 0
		}
		used++
	}
	return total + part, used, false, used > 0
}

func ordinalWord(f string, lang prose.Language) (float64, bool) {
	if lang != prose.English {
		return 0, false
	}
	v, ok := ordinals[f]
	return v, ok
}

// germanCompound reads numbers that German writes as one word:
// "vierundzwanzig", "dreihundert".
func germanCompound(f string) (float64, bool) {
	own := cardinalsOf[prose.German]
	one := func(s string) float64 {
		if s == "ein" {
			return 1
		}
		return own[s]
	}
	if a, b, ok := strings.Cut(f, "und"); ok && one(a) > 0 && one(a) < 10 && own[b] >= 20 {
		return one(a) + own[b], true
	}
	for _, unit := range []struct {
		word  string
		value float64
	}{{"tausend", 1000}, {"hundert", 100}} {
		a, b, ok := strings.Cut(f, unit.word)
		if !ok {
			continue
		}
		value := 0.0
		if a == "" {
			value = unit.value
		} else if v := one(a); v > 0 {
			value = v * unit.value
		}
		if value == 0 {
			return 0, false
		}
		if b == "" {
			return value, true
		}
		if v := one(b); v > 0 {
			return value + v, true
		}
		v, ok := germanCompound(b)
		return value + v, ok
	}
	return 0, false
}

// fractionWord reads "two thirds" and "zwei Drittel", and what a single word
// says: "half", "la mitad".
func fractionWord(ws []prose.Word, lang prose.Language) (value float64, used int, ok bool) {
	if v, single := halves[ws[0].Fold]; single {
		return v, 1, true
	}
	if len(ws) > 1 && ws[1].Fold == "half" && (ws[0].Fold == "one" || ws[0].Fold == "a") && ws[1].Start == ws[0].End+1 && lang == prose.English {
		return 0.5, 2, true
	}
	// "one in five", "one out of five"
	if of := cardinalsOf[lang][ws[0].Fold]; of > 0 && lang == prose.English && len(ws) > 2 && ws[1].Fold == "in" || len(ws) > 3 && of > 0 && ws[1].Fold == "out" && ws[2].Fold == "of" {
		k := 2
		if ws[1].Fold == "out" {
			k = 3
		}
		if all := cardinalsOf[lang][ws[k].Fold]; all > of && all <= 100 && ws[k].Start == ws[k-1].End+1 && (k+1 == len(ws) || !intervals[ws[k+1].Fold]) {
			return of / all, k + 1, true
		}
	}
	if len(ws) < 2 || ws[1].Start > ws[0].End+1 {
		return 0, 0, false
	}
	top := cardinalsOf[lang][ws[0].Fold]
	if top == 0 && prose.Articles[ws[0].Fold] {
		top = 1
	}
	if bottom := fractions[ws[1].Fold]; top > 0 && bottom > 0 {
		return top / bottom, 2, true
	}
	if bottom := ordinals[ws[1].Fold]; top == 1 && bottom > 5 && lang == prose.English && len(ws) > 2 && ws[2].Fold == "of" {
		return 1 / bottom, 2, true // "a tenth of"
	}
	return 0, 0, false
}

// shareOf reads "27 out of 100" and "1 in 5", and says how many words it has.
func shareOf(ws []prose.Word) (of, all, words int) {
	k := 2
	switch {
	case len(ws) > 2 && ws[1].Fold == "in":
	case len(ws) > 3 && ws[1].Fold == "out" && ws[2].Fold == "of":
		k = 3
	default:
		return 0, 0, 0
	}
	for i := 1; i <= k; i++ {
		if ws[i].Start != ws[i-1].End+1 {
			return 0, 0, 0
		}
	}
	of, all = atoi(ws[0].Text), atoi(ws[k].Text)
	if of < 1 || all <= of || all > 1000 || k == 2 && of > 9 || k+1 < len(ws) && intervals[ws[k+1].Fold] {
		return 0, 0, 0
	}
	return of, all, k + 1
}

// decadeEnd is how many words "1990's" is in front of ws, 0 where ws begins otherwise.
func decadeEnd(ws []prose.Word, runes []rune) int {
	digits := strings.TrimSuffix(strings.TrimSuffix(ws[0].Text, "'s"), "’s")
	if len(digits) != 4 || atoi(digits) < 1000 || digits[3] != '0' {
		return 0
	}
	if digits != ws[0].Text {
		return 1
	}
	if len(ws) > 1 && ws[1].Text == "s" && ws[1].Start == ws[0].End+1 && (runes[ws[0].End] == '\'' || runes[ws[0].End] == '’') {
		return 2
	}
	return 0
}

// measureAfterHalf is the measure of which ws begins with half a one.
func measureAfterHalf(ws []prose.Word) (measure, bool) {
	if len(ws) < 3 || ws[0].Fold != "half" || ws[1].Fold != "a" && ws[1].Fold != "an" || ws[2].Start != ws[1].End+1 || len(ws[2].Fold) < 3 {
		return measure{}, false
	}
	m, ok := measures[ws[2].Fold]
	return m, ok && m.kind != "second" && m.kind != pound
}

// andFraction reads "and a half", "and three quarters" where ws goes on with it at used, and
// says how many words it has.
func andFraction(ws []prose.Word, used int, runes []rune) (float64, int) {
	if used == 0 || used+2 >= len(ws) || ws[used].Fold != "and" || ws[used].Start != ws[used-1].End+1 {
		return 0, 0
	}
	top := cardinalsOf[prose.English][ws[used+1].Fold]
	if ws[used+1].Fold == "a" || ws[used+1].Fold == "one" {
		top = 1
	}
	bottom := fractions[ws[used+2].Fold]
	if ws[used+2].Fold == "half" {
		bottom = 2
	}
	if top == 0 || bottom <= top || ws[used+2].Start != ws[used+1].End+1 || ws[used+1].Start != ws[used].End+1 {
		return 0, 0
	}
	if used+3 < len(ws) && ws[used+3].Fold == "of" {
		return 0, 0 // "six and a half of the others"
	}
	return top / bottom, 3
}

// decades are the words for them in any century.
var decades = map[string]float64{"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}

// intervals are what "one in five" is no share of: "one in five years".
var intervals = prose.Set(`years year days day months month hours hour weeks week minutes decades`)

func numbered_(words string, from, step float64) map[string]float64 {
	m := map[string]float64{}
	for i, w := range strings.Fields(words) {
		m[w] = from + float64(i)*step
	}
	return m
}

func cardinalWords(from1, tens, more string) map[string]float64 {
	m := numbered_(from1, 1, 1)
	for w, v := range numbered_(tens, 20, 10) {
		m[w] = v
	}
	for w, v := range numbered_(more, 100, 100) {
		m[w] = v
	}
	delete(m, "-")
	return m
}

// cardinalsOf are the words for numbers by language, folded, from one on, the
// tens and the hundreds; "-" stands for one that is a common word of its own,
// such as an article.
var cardinalsOf = map[prose.Language]map[string]float64{
	prose.English: withWords(cardinalWords("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
		"twenty thirty forty fifty sixty seventy eighty ninety", ""), map[string]float64{"zero": 0, "dozen": 12}),
	prose.German: cardinalWords("eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn",
		"zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig", "hundert"),
	prose.Spanish: cardinalWords("- dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
		"veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"),
	prose.French: cardinalWords("- deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", "vingt trente quarante cinquante soixante", "cent"),
	prose.Italian: cardinalWords("- due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
		"venti trenta quaranta cinquanta sessanta settanta ottanta novanta", "cento"),
	prose.Portuguese: cardinalWords("- dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
		"vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", "cem"),
	prose.Russian: cardinalWords("- два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать", "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", "сто"),
}

func withWords(m, more map[string]float64) map[string]float64 {
	for w, v := range more {
		m[w] = v
	}
	return m
}

var ordinals = map[string]float64{
	"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "first": 1,
}

var (
	halves    = map[string]float64{"half": 0.5, "halfte": 0.5, "mitad": 0.5, "moitie": 0.5, "meta": 0.5, "metade": 0.5}
	fractions = map[string]float64{
		"thirds": 3, "third": 3, "quarters": 4, "quarter": 4, "fifths": 5, "fifth": 5, "fourths": 4, "sixths": 6, "sevenths": 7, "eighths": 8, "ninths": 9, "tenths": 10, "hundredths": 100,
		"drittel": 3, "viertel": 4, "funftel": 5, "achtel": 8, "zehntel": 10, "tercios": 3, "tercio": 3, "cuartos": 4, "quintos": 5,
		"tiers": 3, "quarts": 4, "terzi": 3, "quarti": 4,
	}
)
