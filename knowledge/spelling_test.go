package knowledge

import (
	"fmt"
	"slices"
	"testing"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// A slip is mended where it can be one word only, and words that are right stay.
func TestRespelling(t *testing.T) {
	for word, want := range map[string]string{
		"operting": "operating", "asets": "assets", "inventoy": "inventory", "dividneds": "dividends", "liabilties": "liabilities",
		"operating": "", "assets": "", "gross": "", "lighthouse": "", "capx": "",
	} {
		if got := respelling(word); got != want {
			t.Errorf("%q is read as %q, want %q", word, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"assets", "asset", true}, {"asset", "assets", true}, {"assets", "assets", false}, {"assets", "asstes", true}, {"assets", "assays", false}, {"abc", "cba", false}, {"rate", "race", true}, {"rate", "trace", false}} {
		if got := oneSlip(c.a, c.b); got != c.want {
			t.Errorf("%q and %q are one slip apart: %t", c.a, c.b, got)
		}
	}
}

// A word that documents have is no slip.
func TestRespelt(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Corbett had an income.", "operating income of corbett"},
		{"Corbett keeps its operting theatre.", "operting income of corbett"},
	} {
		store := openStore(t)
		publish(t, store, "a", "corbett", c.text, "b", "c", "d")
		s := &search{library: &Library{store: store}, asked: ask("operting income of Corbett"), languages: []language.Tag{language.English}}
		got, err := s.respelt(t.Context())
		if err != nil || got != c.want {
			t.Errorf("beside %q the question is %q (%v), want %q", c.text, got, err, c.want)
		}
	}
}

// A cover names its registrants and their symbols, whatever the file is called;
// and what only those words have found in the report is not an answer.
func TestRegistrants(t *testing.T) {
	cover := "FORM 10-K\nNORTHERN HARBOUR POWER, INC.\n(Exact name of registrant as specified in its charter)\nHARBOUR GAS COMPANY\n(Exact name of co-registrant as specified in its charter)\nCommon Stock, par value $.01 NHPX New York Stock Exchange\n2% Notes NHP24\nNASDAQ Global Market\n"
	if got := fmt.Sprint(registrants(cover)); got != "[NORTHERN HARBOUR POWER, INC. HARBOUR GAS COMPANY]" {
		t.Errorf("the registrants are %s", got)
	}
	if got := fmt.Sprint(symbols(cover)); got != "[NHPX]" {
		t.Errorf("the symbols are %s", got)
	}
	store := openStore(t)
	publish(t, store, "a", "0000011-23-000005", cover, "b", "c", "d")
	for _, id := range []string{"b", "c", "d"} {
		publish(t, store, id, "0000011-23-00000"+id, "FORM 10-K\nTARN "+id+" INC.\n(Exact name of registrant as specified in its charter)\n", "b", "c", "d")
	}
	var n names
	if err := n.refresh(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{"What does Northern Harbour owe?", "What does NHPX owe?"} {
		r := n.route(question, []language.Tag{language.English})
		if len(r.documents) != 1 {
			t.Fatalf("%q names %d documents", question, len(r.documents))
		}
		for _, term := range r.inside(index.QueryTerms(question, language.English)) {
			if term.Text == "northern" || term.Text == "nhpx" {
				t.Errorf("%q is searched for inside by %q", question, term.Text)
			}
		}
	}
}

// Where a question seeks something in reports, no other form of its words is
// searched for in those that it names; elsewhere they are.
func TestInReportsHasNoOtherForms(t *testing.T) {
	terms := inReports(index.QueryTerms("How much were the amortised programme costs?", language.English), seek("How much were the amortised programme costs?"))
	for _, want := range []string{"amortiz", "program"} {
		if !slices.ContainsFunc(terms, func(t index.Term) bool { return t.Text == want }) {
			t.Errorf("reports are not searched for %s", want)
		}
	}
	for question, want := range map[string]bool{"Which segments shrank?": false, "Which rivers shrank?": true} {
		other := false
		for _, term := range inReports(index.QueryTerms(question, language.English), seek(question)) {
			other = other || term.Text == "shrink"
		}
		if other != want {
			t.Errorf("%q is searched for by shrink: %t", question, other)
		}
	}
}
