package reader

import "testing"

func TestDay(t *testing.T) {
	for _, c := range []struct {
		day, since, until Day
		from, to          bool
	}{
		{"2018-12-31", "2018-12-31", "2018-12-31", true, true},
		{"2018-12-31", "2019", "2018-11", false, false},
		{"2018", "2018-05", "2018-05", true, true}, // may be
		{"2018-05", "2018", "2018", true, true},
		{"2018-05", "2018-06-01", "2018-04-30", false, false},
		{"", "2018", "2018", false, false},
		{"2018-13", "2018", "2019", false, false},
	} {
		if got := c.day.NotBefore(c.since); got != c.from {
			t.Errorf("%q not before %q: %v", c.day, c.since, got)
		}
		if got := c.day.NotAfter(c.until); got != c.to {
			t.Errorf("%q not after %q: %v", c.day, c.until, got)
		}
	}
	from, to, ok := Day("2018-02").Span()
	if !ok || from.Format("2006-01-02") != "2018-02-01" || to.Format("2006-01-02") != "2018-03-01" {
		t.Errorf("February 2018 is %v to %v (%v)", from, to, ok)
	}
	if d := Day("2018"); d.Year() != 2018 || d.Month() != 0 || Day("2018-03").Month() != 3 || Day("x").Year() != 0 {
		t.Error("years and months are others")
	}
}
