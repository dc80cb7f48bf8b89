package knowledge_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"carrel/knowledge"
)

const (
	manualQuestions = "testdata/rank/manuals.tsv"
	manualFile      = "testdata/rank/manuals.txt"
	manualHead      = `# How well a library of long manuals and reports (ten PDFs, 1,900 pages) answers
# the 150 questions of manuals.tsv: the share whose page is the first, among the
# first five and the first ten distinct pages, and the mean reciprocal rank
# (within 30 hits). same: questions in the passage's words, other: in other
# words; tuned: of documents whose results were looked at while ranking was
# changed, held-out: of others. Embeddings: all-MiniLM-L6-v2, Q8_0. Rewrite with
#	go test ./knowledge -run TestManuals -update
`
)

// manualQuestion is a line of manuals.tsv.
type manualQuestion struct {
	pageQuestion
	answer string // stands on each of its pages
}

func readManualQuestions(t *testing.T) []manualQuestion {
	t.Helper()
	f, err := os.Open(manualQuestions)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []manualQuestion
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "file\t") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 6 {
			t.Fatalf("%s has a line of %d fields: %s", manualQuestions, len(fields), line)
		}
		q := manualQuestion{pageQuestion{text: fields[4], file: fields[0], groups: fields[2:4]}, fields[5]}
		for number := range strings.SplitSeq(fields[1], ",") {
			page, err := strconv.Atoi(number)
			if err != nil {
				t.Fatalf("%s: %v: %s", manualQuestions, err, line)
			}
			q.pages = append(q.pages, page)
		}
		list = append(list, q)
	}
	return list
}

// TestManuals measures real long documents, and holds their questions to them.
func TestManuals(t *testing.T) {
	oneGoroutine(t)
	folder := shared(t, "corpus", "pdf")
	manuals := readManualQuestions(t)
	var paths []string
	var questions []pageQuestion
	for _, q := range manuals {
		questions = append(questions, q.pageQuestion)
		if path := filepath.Join(folder, q.file); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	measurePages(t, manualFile, manualHead, paths, questions, func(l *library, docs []knowledge.Document) {
		checkAnswers(t, l, docs, manuals)
	})
}

// checkAnswers fails the test where what answers a question does not stand on its
// page, as Carrel reads it, or where too few questions are in other words than
// their passage, or held out.
func checkAnswers(t *testing.T, l *library, docs []knowledge.Document, questions []manualQuestion) {
	t.Helper()
	if len(questions) < 120 {
		t.Errorf("%d questions, at least 120 are wanted", len(questions))
	}
	pages := map[string][]string{} // by file
	for _, d := range docs {
		read, err := l.Pages(t.Context(), d.ID, 1, d.Pages)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Base(d.Path)
		for _, p := range read {
			pages[file] = append(pages[file], lettersOf(p.Text))
		}
	}
	count := map[string]int{}
	for _, q := range questions {
		for _, g := range q.groups {
			count[g]++
		}
		for _, page := range q.pages {
			if page > len(pages[q.file]) || !strings.Contains(pages[q.file][page-1], lettersOf(q.answer)) {
				t.Errorf("%s page %d has not %q", q.file, page, q.answer)
			}
		}
	}
	if min(count["same"], count["other"]) < 60 || min(count["tuned"], count[heldOut]) < 60 {
		t.Errorf("at least 60 questions of each kind are wanted: %v", count)
	}
}

// lettersOf is a text without white space, hyphens and case: lines end elsewhere
// in different readers.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Hyphen, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}
