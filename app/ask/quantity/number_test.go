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
	for _, text := range []string{"You may 3 times", "version 1.2.3", "7/5", "the 1990s"} {
		if ds := Dates(prose.Words(text, prose.English), []rune(text), prose.English); len(ds) > 0 {
			t.Errorf("%q has dates %+v", text, ds)
		}
	}
}
