package figure

import "testing"

func TestCount(t *testing.T) {
	for _, c := range []struct {
		locale string
		n      int
		want   string
	}{
		{"en_US.UTF-8", 2183, "2,183"},
		{"en_GB", 1234567, "1,234,567"},
		{"de_DE.UTF-8", 2183, "2.183"},
		{"de_CH.UTF-8", 2183, "2’183"},
		{"fr_FR.UTF-8@euro", 12183, "12\u00a0183"},
		{"ar_EG.UTF-8", 2183, "2,183"},
		{"hi_IN", 1234567, "12,34,567"},
		{"C", 2183, "2,183"},
		{"C.UTF-8", 2183, "2,183"},
		{"POSIX", 2183, "2,183"},
		{"", 2183, "2,183"},
		{"not a locale", 2183, "2,183"},
		{"de_DE", 999, "999"},
		{"en", 0, "0"},
		{"en", -1234, "-1,234"},
	} {
		if got := count(tag(c.locale), c.n); got != c.want {
			t.Errorf("%d for %q: %q, want %q", c.n, c.locale, got, c.want)
		}
	}
	if one, many := Counted(1, "document", "documents"), Counted(12, "document", "documents"); one != "1 document" || many != "12 documents" {
		t.Errorf("counted: %q, %q", one, many)
	}
}
