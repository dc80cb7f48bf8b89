package ask

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app/ask/squad"
	"carrel/knowledge"
)

// evidenceCase is a question whose answer is known, with what the search found for it.
type evidenceCase struct {
	Question string
	Answers  []string
	HeldOut  bool
	Hits     []knowledge.Hit
}

// TestMeasureEvidence counts how often the known answer is in the sentences that are
// marked first: over XQuAD in the languages of CARREL_EVIDENCE ("en de es"), with
// "manuals" in it over the questions of long manuals, with "licences" over those of the
// licences that every Debian has (testdata/licences.tsv). What the search finds is kept
// beside the temporary folder of the tests, so that the ranking of sentences can be
// tried again in a moment.
func TestMeasureEvidence(t *testing.T) {
	measuring(t)
	for _, set := range strings.Fields(os.Getenv("CARREL_EVIDENCE")) {
		cases := evidenceCases(t, set)
		var n, first, three [2]int
		for _, c := range cases {
			half := 0
			if !c.HeldOut {
				half = 1
			}
			n[half]++
			f := find(c.Question, c.Hits, 0)
			at := -1
			for i := 0; i < shownMarks && i < len(f.order) && at < 0; i++ {
				if holdsAny(string(f.material.Statements[f.order[i].Statement].Text), c.Answers) {
					at = i
				}
			}
			switch {
			case at == 0:
				first[half]++
				three[half]++
			case at > 0:
				three[half]++
			}
			// Nothing is to be made to fit the other half.
			if at != 0 && half == 1 {
				f.log(t, c, at)
			}
		}
		for half, name := range []string{"held out", "tuned on"} {
			t.Logf("%s, %s: %d questions: first %.3f, first three %.3f", set, name, n[half], float64(first[half])/float64(n[half]), float64(three[half])/float64(n[half]))
		}
	}
}

// log shows what was marked, and what answers where it was found.
func (f found) log(t *testing.T, c evidenceCase, at int) {
	t.Logf("MISS %s → %q (%d)", c.Question, c.Answers, at)
	for i, r := range f.order {
		st := f.material.Statements[r.Statement]
		right := holdsAny(string(st.Text), c.Answers)
		if i == 0 || right {
			t.Logf("   %d %+v %s", i, r, flatten(string(st.Text)))
		}
		if right {
			break
		}
	}
}

func holdsAny(text string, answers []string) bool {
	return squad.Question{Answers: answers}.AnsweredBy(text)
}

// evidenceCases reads the cases of a set, which it makes where there are none yet.
func evidenceCases(t *testing.T, set string) (cases []evidenceCase) {
	kept := filepath.Join(os.TempDir(), "carrel-evidence-"+set+".json")
	if data, err := os.ReadFile(kept); err == nil {
		if err := json.Unmarshal(data, &cases); err != nil {
			t.Fatal(err)
		}
		return cases
	}
	openDesk(t)
	var l *knowledge.Library
	switch set {
	case "manuals":
		l, cases = manualCases(t)
	case "licences":
		l, cases = licenceCases(t)
	default:
		paragraphs, questions := questionSet(t, set)
		l = xquadLibrary(t, paragraphs, desk.embed)
		for _, q := range questions {
			cases = append(cases, evidenceCase{Question: q.Text, Answers: q.Answers, HeldOut: q.Article%2 == 0})
		}
	}
	for i := range cases {
		res, err := l.Search(context.Background(), knowledge.Query{Text: cases[i].Question, K: retrieveK})
		if err != nil {
			t.Fatal(err)
		}
		cases[i].Hits = res.Hits
	}
	data, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return cases
}

// manualCases reads the questions of package knowledge over long manuals, with a library
// of these.
func manualCases(t *testing.T) (*knowledge.Library, []evidenceCase) {
	data, err := os.ReadFile("../../knowledge/testdata/rank/manuals.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var cases []evidenceCase
	var paths []string
	seen := map[string]bool{}
	for _, line := range strings.Split(string(data), "\n") {
		parts := strings.Split(line, "\t")
		if len(parts) != 6 || parts[0] == "file" {
			continue
		}
		cases = append(cases, evidenceCase{Question: parts[4], Answers: []string{parts[5]}, HeldOut: parts[3] == "held-out"})
		if path := filepath.Join("../../../shared/corpus/pdf", parts[0]); !seen[path] {
			seen[path] = true
			paths = append(paths, path)
		}
	}
	return libraryWith(t, paths), cases
}

// licences is where Debian keeps the texts of licences.
const licences = "/usr/share/common-licenses"

// licenceCases reads the questions of testdata/licences.tsv, of which every other one is
// held out, with a library of the licences.
func licenceCases(t *testing.T) (*knowledge.Library, []evidenceCase) {
	data, err := os.ReadFile("testdata/licences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(licences); err != nil {
		t.Skip("this is no Debian:", err)
	}
	var cases []evidenceCase
	var paths []string
	seen := map[string]bool{}
	dir := t.TempDir()
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		parts := strings.Split(line, "\t")
		cases = append(cases, evidenceCase{Question: parts[1], Answers: []string{parts[2]}, HeldOut: i%2 == 1})
		if name := parts[0]; !seen[name] {
			seen[name] = true
			text, err := os.ReadFile(filepath.Join(licences, name))
			if err != nil {
				t.Fatal(err)
			}
			paths = append(paths, filepath.Join(dir, name+".txt"))
			if err := os.WriteFile(paths[len(paths)-1], text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return libraryWith(t, paths), cases
}

func libraryWith(t *testing.T, paths []string) *knowledge.Library {
	l, store, err := newLibrary(context.Background(), t.TempDir(), desk.embed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); store.Close() })
	if _, err := addAll(context.Background(), l, paths); err != nil {
		t.Fatal(err)
	}
	return l
}
