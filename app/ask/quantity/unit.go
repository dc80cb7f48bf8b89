package quantity

import (
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// measure is a unit of measurement: numbers in units of one kind are compared
// after multiplying with factor.
type measure struct {
	kind   string
	factor float64
}

// pound is the kind of what is a weight or, beside a sign of the currency, money.
const pound = "pound"

// measures are the units that are written in more than one way or size. Others
// are compared as the words that they are.
var measures = func() map[string]measure {
	out := map[string]measure{}
	for _, m := range []struct {
		kind   string
		factor float64
		names  string
	}{
		{"m", 1, "m metre metres meter meters metern metro metros metri"},
		{"m", 1000, "km kilometre kilometres kilometer kilometers kilometern kilometro kilometros kilometri"},
		{"m", 0.01, "cm centimetre centimetres centimeter centimeters zentimeter zentimetern centimetro centimetros"},
		{"m", 0.001, "mm millimetre millimetres millimeter millimeters millimetern milimetro milimetros"},
		{"mile", 1, "mi mile miles meile meilen milla millas"},
		{"foot", 1, "ft foot feet fuss pies"},
		{"kg", 1, "kg kilogram kilograms kilo kilos kilogramm kilogramo kilogramos"},
		{"kg", 0.001, "g gram grams gramm gramo gramos gramme grammes"},
		{"kg", 1e-6, "mg milligram milligrams milligramm miligramo miligramos"},
		{"kg", 1000, "tonne tonnes tonnen tonelada toneladas"},
		{pound, 1, "lb lbs pound pounds"},
		{"l", 1, "l litre litres liter liters litern litro litros"},
		{"l", 0.001, "ml millilitre millilitres milliliter milliliters mililitro mililitros"},
		{"m²", 1, "m2 sqm quadratmeter quadratmetern"}, {"m²", 1e6, "km2 quadratkilometer quadratkilometern"}, {"m²", 1e-4, "cm2"},
		{"m²", 1e4, "ha hectare hectares hektar hectarea hectareas"},
		{"m³", 1, "m3 kubikmeter kubikmetern"}, {"m³", 1e-6, "cm3"},
		{"Hz", 1, "hz hertz"}, {"Hz", 1e3, "khz"}, {"Hz", 1e6, "mhz megahertz"}, {"Hz", 1e9, "ghz gigahertz"},
		{"W", 1, "watt watts"}, {"W", 1e3, "kw kilowatt kilowatts"}, {"W", 1e6, "mw megawatt megawatts"}, {"W", 1e9, "gw gigawatt gigawatts"},
		{"kWh", 1, "kwh"}, {"kWh", 1e3, "mwh"}, {"kWh", 1e6, "gwh"},
		{"B", 1e3, "kb kilobyte kilobytes"}, {"B", 1e6, "mb megabyte megabytes"}, {"B", 1e9, "gb gigabyte gigabytes"}, {"B", 1e12, "tb terabyte terabytes"},
		{"B", 1 << 10, "kib kibibyte kibibytes"}, {"B", 1 << 20, "mib mebibyte mebibytes"}, {"B", 1 << 30, "gib gibibyte gibibytes"},
		{"bit", 1e3, "kbit kbits kilobit kilobits"}, {"bit", 1e6, "mbit mbits megabit megabits"}, {"bit", 1e9, "gbit gbits gigabit gigabits"},
		{"bit/second", 1e3, "kbps"}, {"bit/second", 1e6, "mbps"}, {"bit/second", 1e9, "gbps"},
		{"mile/hour", 1, "mph"}, {"m/hour", 1000, "kmh kph"},
		{"acre", 1, "acre acres"}, {"yard", 1, "yd yds yard yards"}, {"inch", 1, "inch inches"}, {"ounce", 1, "oz ounce ounces"},
		{"V", 1, "volt volts"}, {"V", 1e3, "kv kilovolt kilovolts"}, {"dB", 1, "db decibel decibels"}, {"Pa", 1e3, "kpa kilopascal kilopascals"}, {"Pa", 100, "hpa hectopascal hectopascals"},
		{"kg", 1e-9, "µg μg mcg microgram micrograms"}, {"m", 1e-9, "nm nanometre nanometres nanometer nanometers"}, {"m", 1e-6, "µm μm micrometre micrometres micrometer micrometers"},
		{"second", 1e-3, "ms millisecond milliseconds"},
		{"minute", 1, "min mins minute minutes minuten minuto minutos"},
		{"hour", 1, "hour hours hr hrs stunde stunden hora horas heure heures"},
		{"second", 1, "sec secs seconds sekunde sekunden segundo segundos"},
	} {
		for f := range prose.Set(m.names) {
			out[f] = measure{m.kind, m.factor}
		}
	}
	return out
}()

// measureOf returns the measure that a word is. The letter m before a unit
// written with a capital is a thousandth: "mW" is not "MW".
func measureOf(text, folded string) (measure, bool) {
	m, ok := measures[folded]
	if ok && m.factor >= 1e3 && len(text) > 1 && folded[0] == 'm' && text[0] == 'm' && strings.ToLower(text) != text {
		m.factor /= 1e9
	}
	return m, ok
}

// powered reads "square kilometres" and "cubic metres" where ws begins with it.
func powered(ws []prose.Word) (measure, bool) {
	if len(ws) < 2 || ws[1].Start != ws[0].End+1 {
		return measure{}, false
	}
	m := measures[ws[1].Fold]
	switch {
	case m.kind != "m":
	case ws[0].Fold == "square":
		return measure{"m²", m.factor * m.factor}, true
	case ws[0].Fold == "cubic":
		return measure{"m³", m.factor * m.factor * m.factor}, true
	}
	return measure{}, false
}

// degrees reads "degrees Celsius", "Grad" and the like where ws begins with it, and says how
// many words it has.
func degrees(ws []prose.Word) (unit string, words int) {
	switch ws[0].Fold {
	case "degree", "degrees", "grad", "degres", "grados", "gradi", "graus":
	default:
		return "", 0
	}
	if len(ws) > 1 && ws[1].Start == ws[0].End+1 {
		switch ws[1].Fold {
		case "east", "west", "north", "south":
			return "°" + strings.ToUpper(ws[1].Fold[:1]), 2
		case "celsius", "centigrade", "c":
			return "°C", 2
		case "fahrenheit", "f":
			return "°F", 2
		}
	}
	return "°", 1
}

// times are units of time that something goes "per", by how they are written.
var times = map[string]string{
	"h": "hour", "hr": "hour", "hour": "hour", "s": "second", "sec": "second", "second": "second", "min": "minute", "minute": "minute",
	"stunde": "hour", "sekunde": "second", "hora": "hour", "segundo": "second", "heure": "hour", "seconde": "second",
}

// perTime returns the index behind "/h" or "per hour" where ws goes on with it at i, behind a
// distance or an amount of data; i where it does not.
func perTime(kind string, ws []prose.Word, i int, runes []rune) int {
	if kind != "m" && kind != "mile" && kind != "bit" && kind != "B" && kind != "l" || i >= len(ws) {
		return i
	}
	if ws[i].Start == ws[i-1].End+1 && runes[ws[i-1].End] == '/' && times[ws[i].Fold] != "" {
		return i + 1
	}
	if i+1 < len(ws) && (ws[i].Fold == "per" || ws[i].Fold == "pro" || ws[i].Fold == "por" || ws[i].Fold == "par" || ws[i].Fold == "an" || ws[i].Fold == "a") &&
		ws[i].Start == ws[i-1].End+1 && ws[i+1].Start == ws[i].End+1 && times[ws[i+1].Fold] != "" {
		return i + 2
	}
	return i
}

// unitWords are currencies and shares in words.
var unitWords = map[string]string{
	"percent": "%", "prozent": "%", "pourcent": "%", "pct": "%", "porcentaje": "%",
	"cent": cents, "cents": cents,
	"dollar": "$", "dollars": "$", "usd": "$", "dolar": "$", "dolares": "$", "euro": "€", "euros": "€", "eur": "€", "gbp": "£", "yen": "¥", "jpy": "¥",
}

// cents is the unit of hundredths of a dollar or a euro.
const cents = "¢"

// codes are those of currencies before a number.
var codes = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

// Currency is the sign of a currency, "" for any other r.
func Currency(r rune) string {
	switch r {
	case '$', '€', '£', '¥', '₹', '₽':
		return string(r)
	}
	return ""
}

// Scales are what the words and letters for large numbers multiply by, folded.
var Scales = map[string]float64{
	"k": 1e3, "m": 1e6, "bn": 1e9, "mn": 1e6, "tn": 1e12,
	"hundred": 100, "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "billions": 1e9, "trillion": 1e12,
	"tausend": 1e3, "millionen": 1e6, "milliarden": 1e9, "milliarde": 1e9, "mio": 1e6, "mrd": 1e9, "tsd": 1e3,
	"mille": 1e3, "milliards": 1e9, "milliard": 1e9, "mil": 1e3, "millones": 1e6, "millon": 1e6, "milioni": 1e6, "miliardi": 1e9,
	"milhoes": 1e6, "milhao": 1e6, "тысяч": 1e3, "миллионов": 1e6, "миллиона": 1e6, "миллиардов": 1e9, "миллиарда": 1e9,
	"mln": 1e6, "mlrd": 1e9, "mds": 1e9, "млн": 1e6, "млрд": 1e9, "тыс": 1e3,
}

// scalesShort are those written with a full stop, which ends no sentence there.
var scalesShort = prose.Set(`mio mrd tsd mln mlrd mds bn mn тыс`)

// readUnit takes in a sign and a currency before the number, and a percent sign, a currency or
// a measure after it. It returns how many words the number has with these.
func readUnit(n *Number, ws []prose.Word, used int, runes []rune) int {
	readBefore(n, runes)
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

// readBefore takes in a sign and a currency before a number.
func readBefore(n *Number, runes []rune) {
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
}
