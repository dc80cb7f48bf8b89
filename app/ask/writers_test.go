package ask

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

func TestSurnamesIn(t *testing.T) {
	for line, want := range map[string]string{
		"Anna Berg": "berg",
		"Anna Berg^1, Tor J. Vik2 and Ada de Lund": "berg vik lund",
		"and Tor Vik":                   "vik",
		"University of Lund":            "",
		"Institute for Tides, Lund":     "",
		"between Anna Berg and Tor Vik": "",
		"Lund, Sweden":                  "",
		"anna.berg@lund.example":        "",
		"March 1998":                    "",
	} {
		if got := strings.Join(surnamesIn(line), " "); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// Those who wrote a document stand above its first part; a letter and a lease have nobody there.
func TestSurnamesOn(t *testing.T) {
	for text, want := range map[string]string{
		"The Tides of Skar\nAnna Berg\nUniversity of Lund\nAbstract\nWe measured the tides, as Tor Vik did.\n": "berg",
		"The Tides of Skar\nAnna Berg and Tor Vik\n3.1 Aim\nWe measured the tides.\n":                          "berg vik",
		"Anna Berg\nQueen Street 4\n\nDear Tor,\nthe mill was sold on 3 May.\n":                                "",
		"Lease\nbetween Anna Berg (landlord) and Tor Vik (tenant)\n1. Rent\nThe rent is 940 euros.\n":          "",
	} {
		if got := strings.Join(surnamesOn(reader.Page{Number: 1, Text: text}, "The Tides of Skar"), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWritersNamed(t *testing.T) {
	for question, want := range map[string]string{
		"What sample size did Berg use?":              "Berg",
		"Compare the methods of Berg and Vik.":        "Berg Vik",
		"Berg's main result?":                         "Berg",
		"Berg et al. measured what?":                  "Berg",
		"Which paper contradicts Berg?":               "",
		"How many gates has the old weir at Marl?":    "",
		"Does Mrs Berg pay the rent?":                 "",
		"Who is Berg?":                                "",
		"What does Vik say about Berg?":               "Vik",
		"Why does Vik disagree with Berg?":            "Vik",
		"What do the papers say about the tides?":     "",
		"Compare the harbours of the coast.":          "",
		"What does the University pay in March 2021?": "",
	} {
		if got := strings.Join(writersNamed(question, false), " "); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

const tidesAgain = "# No Tides in the Lake\n\nTor Vik and Ada Lund\n\n## Abstract\n\nBerg measured the tides of Skar for nine years. We read gauges in the lake for two years.\n\n" +
	"## 1 Method\n\nThe gauges of the lake were read every day by one machine of brass.\n\n## 2 Limitations\n\nThe lake is small, and no gauge was read in the winter.\n\n## References\n\nBerg, A. (1998). The tides of Skar, their gauges and limitations. Harbours, 4, 12-19.\n"

// What somebody wrote is found by who wrote it, however loudly others speak of them.
func TestAskByWriter(t *testing.T) {
	a := deskWith(t, map[string]string{"one.md": tides, "two.md": tidesAgain, "harbours.md": harbours})
	for question, want := range map[string][2]string{ // what is quoted, and of which file alone
		"For how many years did Berg measure the tides?": {"We measured the tides of Skar for nine years.", "one.md"},
		"How were the gauges read in Vik's study?":       {"read every day by one machine of brass", "two.md"},
		"What are the limitations of Vik and Lund?":      {"The lake is small, and no gauge was read in the winter.", "two.md"},
		"Compare the methods of Berg and Vik.":           {"Vik:\n\n“The gauges of the lake were read every day by one machine of brass.", ""},
		"Which paper mentions Berg?":                     {"Berg measured the tides of Skar for nine years.", ""},
	} {
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil || !strings.Contains(turn.Answer.Text, want[0]) {
			t.Errorf("%s: %q, %v; want %q", question, turn.Answer.Text, err, want[0])
			continue
		}
		for _, c := range turn.Answer.Citations {
			if want[1] != "" && filepath.Base(c.Document.Path) != want[1] {
				t.Errorf("%s cites %s: %s", question, filepath.Base(c.Document.Path), c.Quote)
			}
		}
	}
}
