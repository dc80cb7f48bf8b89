package filingtest

import (
	"os"
	"testing"
)

// The set is as large and as many-sided as it is meant to be, and the same each time.
func TestSet(t *testing.T) {
	filings, questions := Set(10, 7)
	pages, bytes := 0, 0
	for _, f := range filings {
		pages += len(f.Pages)
		n := 0
		for _, p := range f.Pages {
			n += len(p)
		}
		bytes += n
		t.Logf("%-40s %4d pages %7d bytes", f.Name, len(f.Pages), n)
		if f.form == "10-K" && (len(f.Pages) < 90 || len(f.Pages) > 200) {
			t.Errorf("%s has %d pages", f.Name, len(f.Pages))
		}
	}
	kinds, held := map[string]int{}, 0
	for _, q := range questions {
		kinds[q.Kind]++
		if q.Held {
			held++
		}
	}
	t.Logf("%d filings, %d pages, %d bytes, %d questions: %v, %d held out", len(filings), pages, bytes, len(questions), kinds, held)
	if len(filings) < 21 || len(questions) < 100 || held*3 < len(questions) {
		t.Errorf("%d filings with %d questions, %d held out", len(filings), len(questions), held)
	}
	if os.Getenv("SHOW") != "" {
		for _, p := range filings[1].Pages {
			t.Log("\n----\n" + p)
		}
		for _, q := range questions {
			t.Log(q)
		}
	}
}
