package align

import (
	"testing"
)

func TestTableScale(t *testing.T) {
	for text, want := range map[string]float64{
		"Income (in millions, except per share data)": 1e6, "in thousands of dollars": 1e3, "Umsatz (in Mio. €)": 1e6, "Sales (€ million)": 1e6,
		"There are sheep in millions of fields": 0, "He paid in thousands": 0,
	} {
		if got := tableScale(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
