package quantity

import (
	"testing"

	"carrel/app/ask/prose"
)

func numbersOf(text string, lang prose.Language) []Number {
	ws := prose.Words(text, lang)
	return Numbers(ws, []rune(text), lang, Dates(ws, []rune(text), lang))
}

func TestNumberValues(t *testing.T) {
	for _, c := range []struct {
		text  string
		value float64
		unit  string
	}{
		{"$1,577 million", 1577e6, "$"},
		{"1.577 billion dollars", 1577e6, "$"},
		{"12 %", 12, "%"},
		{"12 percent", 12, "%"},
		{"1.2%", 1.2, "%"},
		{"FY2018", 2018, ""},
		{"6½", 6.5, ""},
		{"−5", -5, ""},
		{"twenty-four", 24, ""},
		{"three hundred and five", 305, ""},
		{"two million", 2e6, ""},
		{"1990s", 1990, decade},
		{"3rd", 3, "th"},
		{"third", 3, "th"},
		{"1,000,000", 1e6, ""},
		{"0.125", 0.125, ""},
		{"€ 5", 5, "€"},
		{"$3.5bn", 3.5e9, "$"},
		{"١٢", 12, ""},
	} {
		got := numbersOf(c.text, prose.English)
		if len(got) != 1 || got[0].Value != c.value || got[0].Unit != c.unit {
			t.Errorf("%q: %+v, want %v %q", c.text, got, c.value, c.unit)
		}
	}
	for _, c := range []struct {
		lang  prose.Language
		text  string
		value float64
		unit  string
	}{
		{prose.German, "zwölf Prozent", 12, "%"},
		{prose.German, "einundzwanzig", 21, ""},
		{prose.German, "dreihundertfünf", 305, ""},
		{prose.German, "3,4 Millionen", 3.4e6, ""},
		{prose.German, "3,8 Mio. Euro", 3.8e6, "€"},
		{prose.German, "12 Mrd. €", 12e9, "€"},
		{prose.Russian, "5 тыс. рублей", 5000, ""},
		{prose.German, "zwei Drittel", 2.0 / 3, "/"},
		{prose.Spanish, "treinta y dos", 32, ""},
		{prose.Spanish, "2,3 millones de litros", 2.3e6, "l"},
		{prose.Spanish, "un 15 por ciento", 15, "%"},
		{prose.French, "412\u00a0000", 412000, ""},
		{prose.French, "12 euros", 12, "€"},
		{prose.English, "two thirds", 2.0 / 3, "/"},
		{prose.English, "2/3", 2.0 / 3, "/"},
		{prose.English, "1.9 m", 1.9, "m"},
		{prose.English, "190 cm", 1.9, "m"},
		{prose.English, "half", 0.5, "/"},
	} {
		got := numbersOf(c.text, c.lang)
		if len(got) != 1 || !near(got[0].Value, c.value) || got[0].Unit != c.unit {
			t.Errorf("%q: %+v, want %v %q", c.text, got, c.value, c.unit)
		}
	}
	if got := numbersOf("1.577,5 und 1.577", prose.German); len(got) != 2 || got[0].Value != 1577.5 || got[1].Value != 1577 {
		t.Errorf("German separators: %+v", got)
	}
	if got := numbersOf("from 1990-1995", prose.English); len(got) != 2 || got[1].Value != 1995 {
		t.Errorf("a range's hyphen is no sign: %+v", got)
	}
	if got := numbersOf("a B2B3dimensional thing", prose.English); len(got) != 0 {
		t.Errorf("digits inside words: %+v", got)
	}
}

// A range goes over the end of a line as over any other space.
func TestRangeOverLines(t *testing.T) {
	for _, text := range []string{"between 30 and 50 thousand", "between\n30 and 50 thousand", "30 to\n50 thousand"} {
		if got := numbersOf(text, prose.English); len(got) != 2 || got[0].Value != 30e3 || got[1].Value != 50e3 {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if got := numbersOf("and 30 and 50 thousand", prose.English); len(got) != 2 || got[0].Value != 30 {
		t.Errorf("no range, and read as one: %+v", got)
	}
}

func TestNumberSame(t *testing.T) {
	one := func(s string) Number { return numbersOf(s, prose.English)[0] }
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"$1,577 million", "1.577 billion dollars", true},
		{"12 %", "1.2 %", false},
		{"12 %", "12", false},
		{"12", "12 %", false},
		{"FY2018", "2017", false},
		{"24", "twenty-four", true},
		{"5", "-5", false},
		{"5", "5th", false},
		{"$5", "€5", false},
		{"5", "$5", true},
		{"more than 5", "over 5", true},
		{"at least 5", "more than 5", true},
		{"more than 5", "at least 5", false},
		{"at most 5", "at least 5", false},
		{"5", "at least 5", false},
		{"5", "about 5", true},
		{"up to 5", "no more than 5", true},
		{"only 5", "5", true},
		{"5 or more", "at least 5", true},
		{"in 2026 at the earliest", "no earlier than 2026", true},
		{"some 5", "5", true},
		{"-1.234 million", "(1,234) thousand", true},
		{"1.234 million", "(1,234) thousand", false},
		{"1.5 km", "1,500 metres", true},
		{"1.5 km", "1.5 miles", false},
		{"the sixties", "the 1960s", true},
		{"the 1960's", "the 1960s", true},
		{"the fifties", "the 1960s", false},
		{"7:30 p.m.", "19:30", true},
		{"7:30", "7:30 p.m.", true},
		{"7:30", "19:30", false},
		{"7:30 a.m.", "7:30 p.m.", false},
		{"3 pm", "15:00", true},
		{"5.30 pm", "17:30", true},
		{"8 in the evening", "20:00", true},
		{"15 Uhr", "3 p.m.", true},
		{"nine", "9 a.m.", true},
		{"six and a half", "6½", true},
		{"two and a half million", "2.5 million", true},
		{"a hundred", "100", true},
		{"two dozen", "24", true},
		{"half a dozen", "6", true},
		{"half a million dollars", "$500,000", true},
		{"half a kilogram", "0.5 kg", true},
		{"one half", "50%", true},
		{"1 in 5", "20%", true},
		{"28.5 degrees east", "28.5°E", true},
		{"28.5 degrees west", "28.5°E", false},
		{"120 kilometres per hour", "120 km/h", true},
		{"120 mph", "120 km/h", false},
		{"100 gigabits per second", "100 Gbit/s", true},
		{"230 volts", "230 V", true},
		{"EUR 5 million", "€5 million", true},
		{"162 584 mln EUR", "162,584 million euros", true},
		{"99 cents", "$0.99", true},
		{"up to a $500,000 fine", "no more than $500,000", true},
		{"up to a fine of $500,000", "up to $500,000", true},
		{"under the age of 12", "younger than 12", true},
		{"the fourth chapter", "chapter 4", true},
		{"the fourth chapter", "section 4", false},
		{"the fourth chapter", "4", false},
		{"minus five degrees", "-5 °C", true},
	} {
		if got := one(c.a).Same(one(c.b)); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}

func TestDates(t *testing.T) {
	one := func(s string, lang prose.Language) Date {
		t.Helper()
		ds := Dates(prose.Words(s, lang), []rune(s), lang)
		if len(ds) != 1 {
			t.Fatalf("%q has dates %+v", s, ds)
		}
		return ds[0]
	}
	for _, c := range []struct {
		text string
		lang prose.Language
	}{
		{"on 3 May 2019", prose.English}, {"May 3, 2019", prose.English}, {"May 3rd, 2019", prose.English}, {"2019-05-03", prose.English}, {"the 3rd of May 2019", prose.English},
		{"am 3. Mai 2019", prose.German}, {"am 03.05.2019", prose.German}, {"el 3 de mayo de 2019", prose.Spanish}, {"le 3 mai 2019", prose.French}, {"el 3/5/2019", prose.Spanish},
	} {
		if d := one(c.text, c.lang); d.Year != 2019 || d.Month != 5 || d.Day != 3 {
			t.Errorf("%q: %+v", c.text, d)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"May 2019", "3 May 2019", true},
		{"3 May 2019", "May 2019", false},
		{"3 May", "2019-05-03", true},
		{"5 March 2019", "3 May 2019", false},
		{"3/5/2019", "5 March 2019", true},
		{"3/5/2019", "3 May 2019", true},
		{"3 May 2018", "3 May 2019", false},
	} {
		if got := one(c.a, prose.English).Within(one(c.b, prose.English)); got != c.want {
			t.Errorf("%s within %s: %v", c.a, c.b, got)
		}
	}
	if d := one("on the fourteenth of March 2023", prose.English); d.Month != 3 || d.Day != 14 || d.Year != 2023 {
		t.Errorf("an ordinal for a day: %+v", d)
	}
	if ns := numbersOf("$3–5", prose.English); len(ns) != 2 || ns[1].Unit != "$" {
		t.Errorf("a range of money: %+v", ns)
	}
	if ns := numbersOf("in her sixties", prose.English); len(ns) != 0 {
		t.Errorf("an age: %+v", ns)
	}
	for _, text := range []string{"You may 3 times", "version 1.2.3", "7/5", "the 1990s"} {
		if ds := Dates(prose.Words(text, prose.English), []rune(text), prose.English); len(ds) > 0 {
			t.Errorf("%q has dates %+v", text, ds)
		}
	}
}
