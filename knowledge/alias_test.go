package knowledge

import (
	"slices"
	"testing"

	"carrel/knowledge/language"
)

// A company is known by its initials, or a blend of its words, and by the first
// of the words that a file's name has in one.
func TestAliases(t *testing.T) {
	store := openStore(t)
	cover := func(line string) string {
		return "UNITED STATES SECURITIES AND EXCHANGE COMMISSION\nFORM 10-K\nFor the fiscal year ended December 31, 2022\n" + line + "\n(Exact name of registrant as specified in its charter)\n"
	}
	publish(t, store, "a", "MORROW_MORROW_2022_10K", cover("Morrow & Morrow"), "b", "c", "d")
	publish(t, store, "b", "0000011-23-000005", cover("ADVANCED WATER DEVICES, INC."), "b", "c", "d")
	publish(t, store, "c", "HELVETIANEXPRESS_2022_10K", cover("Helvetian Express Company"), "b", "c", "d")
	publish(t, store, "d", "COASTLANDRESORTS_2022_10K", cover("Coastland Resorts International"), "b", "c", "d")
	publish(t, store, "e", "TARN_2022_10K", cover("Tarn, Inc."), "b", "c", "d")
	publish(t, store, "f", "0000012-23-000006", cover("BORDEAUX COMPANY"), "b", "c", "d")
	var n names
	if err := n.refresh(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ question, want string }{
		{"What is M&M's FY2022 capital expenditure?", "MORROW_MORROW_2022_10K"},
		{"Does AWD have positive working capital?", "0000011-23-000005"},
		{"How large was Heex's debt?", "HELVETIANEXPRESS_2022_10K"},
		{"What did Coastland pay for its hotels?", "COASTLANDRESORTS_2022_10K"},
		{"What does CRI own?", "COASTLANDRESORTS_2022_10K"},
		{"What does Bordeaux sell?", "0000012-23-000006"}, // a single word on the cover alone
		{"What is EPS?", ""},
		{"Which shop sells the most?", ""},
	} {
		got := ""
		for _, d := range n.route(c.question, []language.Tag{language.English}).documents {
			got += d.label
			if len(d.words) == 0 && d.label != "0000012-23-000006" { // whose name is in no title
				t.Errorf("%q: %s is named by no word", c.question, d.label)
			}
		}
		if got != c.want {
			t.Errorf("%q means %q, want %q", c.question, got, c.want)
		}
	}
}

func TestAliasesOfCover(t *testing.T) {
	got := aliasesOfCover("Annual Report\nof the American Harbour Company\nand what it did in all those many long Years of Trade Inc\nLaurel & Hardy\n")
	for _, want := range []string{"AHC", "AH", "AMHA", "LH"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
	if len(got) != 4 {
		t.Errorf("it has %q", got)
	}
}
