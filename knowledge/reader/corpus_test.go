package reader_test

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"carrel/knowledge/reader"
)

// corpus lists the shared corpus of real PDFs.
func corpus(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../../../shared/corpus/pdf/*.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the corpus of real PDFs is not here (../shared/corpus/pdf)")
	}
	return files
}

var codes = []string{reader.CodeMissing, reader.CodeUnreadable, reader.CodeEmpty, reader.CodePasswordNeeded, reader.CodeEncrypted, reader.CodeDamaged,
	reader.CodeUnsupported, reader.CodeTooLarge, reader.CodeTimeout, reader.CodeMemory, reader.CodeCrashed}

// disputed are files whose words pdftotext does not get right itself; each was
// looked at (docs/formats.md says what is in it).
var disputed = map[string]string{
	"mozilla__ThuluthFeatures.pdf":          "Arabic letters without their meaning: both give other signs",
	"mozilla__arial_unicode_ab_cidfont.pdf": "pdftotext gives U+FFFD for each letter",
	"mozilla__issue5501.pdf":                "letters without their meaning: both give other signs",
	"mozilla__issue9915_reduced.pdf":        "pdftotext gives the codes of the letters, Carrel the words",
	"mozilla__poppler-90-0-fuzzed.pdf":      "broken on purpose: each reads other remains",
	"pdfminer__kampo.pdf":                   "upright Japanese in fonts that are not there: both read scraps",
	"py-pdf__indirect-rotation.pdf":         "a bad scan's letters set one by one, which pdftotext leaves apart",
}

// TestCorpus reads all real PDFs: each ends in sound pages or in a Problem, and
// where pdftotext finds text, the words agree.
func TestCorpus(t *testing.T) {
	files := corpus(t)
	if testing.Short() || raceEnabled {
		// Every third file and none of the long ones: WebAssembly is slow
		// under the race detector.
		files = slices.DeleteFunc(files, func(f string) bool {
			info, err := os.Stat(f)
			return err != nil || info.Size() > 200<<10
		})
		var sample []string
		for i := 0; i < len(files); i += 3 {
			sample = append(sample, files[i])
		}
		files = sample
	}
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("pdftotext is not here: words are not compared")
	}
	c := newClient(t, nil)
	var scores, all []float64
	pagesRead, began := 0, time.Now()
	problems := map[string]int{}
	for _, f := range files {
		pages, _, err := readAll(t, c, reader.Source{Path: f})
		pagesRead += len(pages)
		var problem *reader.Problem
		if err != nil && !errors.As(err, &problem) {
			t.Errorf("%s: error %v is no Problem", filepath.Base(f), err)
			continue
		}
		if problem != nil {
			problems[problem.Code]++
			if !slices.Contains(codes, problem.Code) || problem.Message == "" {
				t.Errorf("%s: problem %+v", filepath.Base(f), problem)
			}
			if problem.Code == reader.CodeCrashed || problem.Code == reader.CodeTimeout {
				t.Errorf("%s: %s", filepath.Base(f), problem.Code)
			}
			t.Logf("%s: %s: %s", filepath.Base(f), problem.Code, problem.Message)
		}
		for _, p := range pages {
			checkText(t, filepath.Base(f), p)
		}
		if pdftotext == "" || problem != nil {
			continue
		}
		want, err := exec.Command(pdftotext, "-q", f, "-").Output()
		if err != nil {
			continue
		}
		var got strings.Builder
		for _, p := range pages {
			got.WriteString(p.Text)
			got.WriteByte('\n')
		}
		if score, ok := wordF1(got.String(), string(want)); ok {
			all = append(all, score)
			if disputed[filepath.Base(f)] == "" {
				scores = append(scores, score)
			}
			if score < 0.8 {
				t.Logf("%s: word F1 %.3f", filepath.Base(f), score)
			}
		}
	}
	t.Logf("%d files, %d pages in %v, problems %v", len(files), pagesRead, time.Since(began).Round(time.Millisecond), problems)
	if len(scores) == 0 {
		return
	}
	meanOf := func(scores []float64) (mean float64) {
		for _, s := range scores {
			mean += s / float64(len(scores))
		}
		return mean
	}
	mean := meanOf(scores)
	slices.Sort(scores)
	t.Logf("word F1 against pdftotext over %d files: mean %.3f, median %.3f; with the disputed ones %d files, mean %.3f",
		len(scores), mean, scores[len(scores)/2], len(all), meanOf(all))
	// Small test files of other readers, where a single odd word decides, make
	// the mean; the manuals and papers lie above 0.98.
	want := 0.96
	if testing.Short() || raceEnabled {
		want = 0.85
	}
	if mean < want {
		t.Errorf("word F1 against pdftotext: mean %.3f, want at least %.2f", mean, want)
	}
}

// checkText holds a page to what Page promises.
func checkText(t *testing.T, name string, p reader.Page) {
	t.Helper()
	if !utf8.ValidString(p.Text) || strings.ContainsAny(p.Text, "\x00\x02\r\uFFFE\u00AD\f") {
		t.Errorf("%s page %d: text has what it must not: %.80q", name, p.Number, p.Text)
	}
	n := utf8.RuneCountInString(p.Text)
	for _, h := range p.Headings {
		if h.Start < 0 || h.End <= h.Start || h.End > n || h.Level < 1 {
			t.Errorf("%s page %d: heading %+v on %d characters", name, p.Number, h, n)
		}
	}
	at := 0
	for _, f := range p.Furniture {
		if f.Start < at || f.End <= f.Start || f.End > n {
			t.Errorf("%s page %d: furniture %+v on %d characters", name, p.Number, f, n)
		}
		at = f.End
	}
	at = 0
	for _, table := range p.Tables {
		if table.Start < at || table.End > n || len(table.Rows) == 0 || len(table.Columns) == 1 {
			t.Errorf("%s page %d: table %+v on %d characters", name, p.Number, table, n)
		}
		at = table.Start
		for _, r := range table.Rows {
			if r.Start < at || r.End <= r.Start || r.End > table.End {
				t.Errorf("%s page %d: row %+v of table %d-%d", name, p.Number, r, table.Start, table.End)
			}
			at = r.End
		}
	}
	if math.IsNaN(p.Width) || p.Width < 0 || p.Height < 0 {
		t.Errorf("%s page %d: %g x %g", name, p.Number, p.Width, p.Height)
	}
}

// wordF1 compares two texts as bags of words. It is not ok when neither has any.
func wordF1(a, b string) (float64, bool) {
	count := func(s string) (map[string]int, int) {
		bag := map[string]int{}
		words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, w := range words {
			bag[w]++
		}
		return bag, len(words)
	}
	x, nx := count(a)
	y, ny := count(b)
	if nx+ny == 0 {
		return 0, false
	}
	both := 0
	for w, n := range x {
		both += min(n, y[w])
	}
	return 2 * float64(both) / float64(nx+ny), true
}

// A long manual is read whole. How fast is logged, and measured by make bench:
// other work may have the processors here.
func TestLongManual(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("takes long under the race detector")
	}
	files := corpus(t)
	i := slices.IndexFunc(files, func(f string) bool { return strings.HasSuffix(f, "debian__octave.pdf") })
	if i < 0 {
		t.Skip("debian__octave.pdf is not in the corpus")
	}
	c := newClient(t, nil)
	readAll(t, c, file(t, "warm.txt", []byte("starts the process")))
	began := time.Now()
	pages, _ := mustRead(t, c, reader.Source{Path: files[i]})
	headings := 0
	for _, p := range pages {
		headings += len(p.Headings)
	}
	t.Logf("%.0f pages/s", float64(len(pages))/time.Since(began).Seconds())
	if len(pages) != 1158 || headings != 517 {
		t.Errorf("%d pages, %d headings", len(pages), headings)
	}
}

// A field that is shown on no screen is not read.
func TestUnseenFields(t *testing.T) {
	files := corpus(t)
	i := slices.IndexFunc(files, func(f string) bool { return strings.HasSuffix(f, "mozilla__annotation_hidden_noview.pdf") })
	if i < 0 {
		t.Skip("mozilla__annotation_hidden_noview.pdf is not in the corpus")
	}
	pages, _ := mustRead(t, newClient(t, nil), reader.Source{Path: files[i]})
	if len(pages) != 1 || pages[0].Text != "Show" {
		t.Errorf("read %+v", pages)
	}
}

// What is filled into a form's fields is part of its text.
func TestFormFields(t *testing.T) {
	files := corpus(t)
	i := slices.IndexFunc(files, func(f string) bool { return strings.HasSuffix(f, "mozilla__annotation-choice-widget.pdf") })
	if i < 0 {
		t.Skip("mozilla__annotation-choice-widget.pdf is not in the corpus")
	}
	c := newClient(t, nil)
	src := reader.Source{Path: files[i]}
	boxes := boxesOf(t, c, src, 1, "Combo box", "Consectetur")
	if len(boxes[0]) != 1 || len(boxes[1]) != 1 {
		t.Errorf("boxes of a field's name and value: %v", boxes)
	}
}
