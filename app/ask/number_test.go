package ask

import "testing"

func numbersOf(text string, lang language) []number {
	return numbers(words(text, lang), []rune(text), lang)
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
		{"1990s", 1990, ""},
		{"3rd", 3, "th"},
		{"third", 3, "th"},
		{"1,000,000", 1e6, ""},
		{"0.125", 0.125, ""},
		{"€ 5", 5, "€"},
		{"$3.5bn", 3.5e9, "$"},
		{"١٢", 12, ""},
	} {
		got := numbersOf(c.text, english_)
		if len(got) != 1 || got[0].value != c.value || got[0].unit != c.unit {
			t.Errorf("%q: %+v, want %v %q", c.text, got, c.value, c.unit)
		}
	}
	if got := numbersOf("1.577,5 und 1.577", german_); len(got) != 2 || got[0].value != 1577.5 || got[1].value != 1577 {
		t.Errorf("German separators: %+v", got)
	}
	if got := numbersOf("from 1990-1995", english_); len(got) != 2 || got[1].value != 1995 {
		t.Errorf("a range's hyphen is no sign: %+v", got)
	}
	if got := numbersOf("a B2B3dimensional thing", english_); len(got) != 0 {
		t.Errorf("digits inside words: %+v", got)
	}
}

func TestNumberSame(t *testing.T) {
	one := func(s string) number { return numbersOf(s, english_)[0] }
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
	} {
		if got := one(c.a).same(one(c.b)); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
