package knowledge_test

import (
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/ocr"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// copyist is a recogniser that finds on every page what it was told to for the
// languages of now; a page that is not told of fails.
type copyist struct {
	mu        sync.Mutex
	languages []string
	texts     map[string]string // by "eng 2", languages and page
	gate      chan bool         // where not nil, each page waits for one
}

func (s *copyist) set(languages ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.languages = languages
}

func (s *copyist) tell(texts map[string]string, gate chan bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts, s.gate = texts, gate
}

func (s *copyist) Ready() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.languages, nil
}

func (s *copyist) Recognise(ctx context.Context, _ reader.Source, page int) (reader.Recognition, error) {
	s.mu.Lock()
	languages, gate := s.languages, s.gate
	text, ok := s.texts[fmt.Sprintf("%s %d", strings.Join(languages, "+"), page)]
	s.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return reader.Recognition{}, ctx.Err()
		}
	}
	if !ok {
		return reader.Recognition{}, &reader.Problem{Code: reader.CodeCrashed, Message: "It stopped."}
	}
	r := reader.Recognition{Text: text, Confidence: 95, Languages: languages, Program: "copyist 1"}
	start := 0
	for i, word := range strings.SplitAfter(text, " ") {
		n := len([]rune(word))
		if bare := strings.TrimSpace(word); bare != "" {
			r.Words = append(r.Words, reader.Word{Start: start, End: start + len([]rune(bare)), Box: reader.Box{Left: float64(10 * i), Right: float64(10*i + 9), Top: 9}})
		}
		start += n
	}
	return r, nil
}

// openCopyist opens a library whose words the copyist recognises.
func openCopyist(t testing.TB, dir string, s *copyist) *library {
	return openLibrary(t, dir, func(c *knowledge.Config) { c.Recogniser, c.Embedder = s, letterEmbedder{} })
}

// pictures writes a PDF of a printed page and n that are pictures.
func pictures(t testing.TB, n int) string {
	pages := []pdftest.Page{{Text: "The first page is printed and speaks of gardeners."}}
	for range n {
		pages = append(pages, pdftest.Page{Scan: image.NewGray(image.Rect(0, 0, 100, 100)), Text: "ACME scanner"})
	}
	return write(t, t.TempDir(), "scans.pdf", string((pdftest.Document{Pages: pages}).Bytes()))
}

// finds says on how many pages a word is found.
func (l *library) finds(t testing.TB, word string) int {
	t.Helper()
	return len(l.search(t, knowledge.Query{Text: word, Mode: knowledge.ModeLexical}))
}

// TestRecogniseAgain changes the languages: what was recognised is offered, the
// old words are found until the new ones are there, page by page, and then the new
// ones at their places, by words and by meaning.
func TestRecogniseAgain(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{
		"eng 2": "tbe wbale oil", "eng 3": "tbe harbonr office",
		"deu+eng 2": "der Walfisch schwimmt im Meer", "deu+eng 3": "das Hafenamt",
	}}
	lib := openCopyist(t, t.TempDir(), s)
	docs := lib.add(t, pictures(t, 2))
	id := docs[0].ID
	lib.complete(t, id)
	if _, err := lib.Wait(t.Context(), []string{id}, knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	if other, err := lib.RecognisedOtherwise(t.Context()); err != nil || other != (knowledge.Again{}) {
		t.Errorf("offered %+v, %v", other, err)
	}
	s.set("deu", "eng")
	if other, err := lib.RecognisedOtherwise(t.Context()); err != nil || other != (knowledge.Again{Documents: 1, Pages: 2}) {
		t.Errorf("offered %+v, %v", other, err)
	}
	gate := make(chan bool)
	s.tell(s.texts, gate)
	again, err := lib.RecogniseAgain(t.Context(), nil)
	if err != nil || len(again) != 1 || again[0].RecognisingAgain != 2 || again[0].State != knowledge.StateEmbedded {
		t.Fatalf("again: %+v, %v", again, err)
	}
	if other, err := lib.RecognisedOtherwise(t.Context()); err != nil || other != (knowledge.Again{}) {
		t.Errorf("offered while it waits: %+v, %v", other, err)
	}
	if lib.finds(t, "wbale") != 1 || lib.finds(t, "harbonr") != 1 || lib.Activity().ToRecognise != 2 {
		t.Errorf("the old words are not found while the new ones are made; %+v", lib.Activity())
	}
	gate <- true
	waitFor(t, func() bool {
		d, err := lib.Document(t.Context(), id)
		return err == nil && d.RecognisingAgain == 1
	})
	if lib.finds(t, "wbale") != 0 || lib.finds(t, "Walfisch") != 1 || lib.finds(t, "harbonr") != 1 {
		t.Error("after one of two pages: not its new words and the old ones of the other")
	}
	gate <- true
	done, err := lib.WaitForRecognition(t.Context(), []string{id})
	if err != nil || len(done) != 1 || done[0].RecognisingAgain != 0 || !slices.Equal(done[0].RecognisedIn, []string{"deu", "eng"}) {
		t.Fatalf("done: %+v, %v", done, err)
	}
	if lib.finds(t, "harbonr") != 0 || lib.finds(t, "Hafenamt") != 1 || lib.finds(t, "gardeners") != 1 {
		t.Error("not the new words alone are found")
	}
	embedded, err := lib.Wait(t.Context(), []string{id}, knowledge.StateEmbedded)
	if err != nil || embedded[0].State != knowledge.StateEmbedded || embedded[0].Embedded != embedded[0].Passages {
		t.Errorf("%+v, %v", embedded, err)
	}
	hits := lib.search(t, knowledge.Query{Text: "das Hafenamt", Mode: knowledge.ModeVector})
	if len(hits) == 0 || hits[0].Text != "das Hafenamt" {
		t.Errorf("by meaning: %+v", hits)
	}
	pages, err := lib.Pages(t.Context(), id, 2, 2)
	if err != nil || pages[0].Text != "ACME scanner\n\nder Walfisch schwimmt im Meer" {
		t.Errorf("page %+v, %v", pages, err)
	}
	boxes, err := lib.Boxes(t.Context(), id, 2, []reader.Span{{Start: 18, End: 26}})
	if err != nil || len(boxes[0]) != 1 || boxes[0][0].Left != 10 {
		t.Errorf("boxes of Walfisch: %v, %v", boxes, err)
	}
}

// What cannot be recognised now stays as it was, with a warning where it failed,
// and is not offered again before the languages change; pages and documents that had failed before are tried again.
func TestRecogniseAgainKeepsWhatThereIs(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{"eng 2": "apples", "eng 3": "pears"}} // page 4 fails
	lib := openCopyist(t, t.TempDir(), s)
	docs := lib.add(t, pictures(t, 3), writePNG(t, t.TempDir(), "blank.png", image.NewGray(image.Rect(0, 0, 100, 100))))
	lib.complete(t, docs[0].ID)
	waitFor(t, func() bool {
		d, err := lib.Document(t.Context(), docs[1].ID)
		return err == nil && d.State == knowledge.StateFailed && d.Code == reader.CodeEmpty
	})
	s.set("chi_sim")
	if other, err := lib.RecognisedOtherwise(t.Context()); err != nil || other != (knowledge.Again{Documents: 2, Pages: 4}) {
		t.Errorf("offered %+v, %v", other, err)
	}
	// Nothing is found on page 2, page 3 fails, page 4 and the picture succeed.
	s.tell(map[string]string{"chi_sim 2": "", "chi_sim 4": "cherries", "chi_sim 1": "plums"}, nil)
	again, err := lib.RecogniseAgain(t.Context(), nil)
	if err != nil || len(again) != 2 {
		t.Fatalf("again: %+v, %v", again, err)
	}
	if _, err := lib.WaitForRecognition(t.Context(), []string{docs[0].ID, docs[1].ID}); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"apples", "pears", "cherries", "plums"} {
		if lib.finds(t, word) != 1 {
			t.Errorf("%s isn't found", word)
		}
	}
	waitFor(t, func() bool {
		d, err := lib.Document(t.Context(), docs[0].ID)
		return err == nil && len(d.Warnings) == 1 && d.Warnings[0].Code == "ocr_again" && d.Warnings[0].Page == 3
	})
	// Nothing is offered; by name all are taken.
	if other, err := lib.RecognisedOtherwise(t.Context()); err != nil || other != (knowledge.Again{}) {
		t.Errorf("offered then %+v, %v", other, err)
	}
	if again, err = lib.RecogniseAgain(t.Context(), []string{docs[0].ID}); err != nil || len(again) != 1 || again[0].RecognisingAgain == 0 {
		t.Errorf("by name: %+v, %v", again, err)
	}
	printed := lib.add(t, write(t, t.TempDir(), "printed.txt", "Printed."))
	if _, err := lib.RecogniseAgain(t.Context(), []string{printed[0].ID}); err == nil || !strings.Contains(err.Error(), "picture") {
		t.Errorf("a document without pictures: %v", err)
	}
}

// While the work is paused nothing is recognised again, and what waits goes on later.
func TestRecogniseAgainIsPaused(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{"eng 2": "apples", "fra 2": "pommes"}}
	lib := openCopyist(t, t.TempDir(), s)
	id := lib.add(t, pictures(t, 1))[0].ID
	lib.complete(t, id)
	s.set("fra")
	if err := lib.Hold(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := lib.RecogniseAgain(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := lib.WaitForRecognition(t.Context(), []string{id}); err != knowledge.ErrHeld {
		t.Errorf("waiting while paused: %v", err)
	}
	if lib.finds(t, "apples") != 1 {
		t.Error("the old words aren't found")
	}
	if err := lib.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := lib.WaitForRecognition(t.Context(), []string{id}); err != nil {
		t.Fatal(err)
	}
	if lib.finds(t, "pommes") != 1 || lib.finds(t, "apples") != 0 {
		t.Error("the new words aren't found")
	}
}

// The language of a document is that of its words: of those that it has now.
func TestRecogniseAgainTellsTheLanguage(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{
		"eng 1": "MockBa AB/1AeTca cTo/1uu,en and the rest of it is not to be read by those who have to",
		"rus 1": "Москва является столицей страны и самым большим городом, который стоит на реке и в котором живут многие люди.",
	}}
	lib := openCopyist(t, t.TempDir(), s)
	id := lib.add(t, writePNG(t, t.TempDir(), "moscow.png", image.NewGray(image.Rect(0, 0, 100, 100))))[0].ID
	if d := lib.complete(t, id); d.Language != "en" {
		t.Errorf("at first it is in %q", d.Language)
	}
	s.set("rus")
	if _, err := lib.RecogniseAgain(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if done, err := lib.WaitForRecognition(t.Context(), []string{id}); err != nil || done[0].Language != "ru" {
		t.Errorf("%+v, %v", done, err)
	}
	if lib.finds(t, "города") != 1 { // the text has "городом"
		t.Error("its words are not analysed as Russian")
	}
}

// A page that cannot be recognised once more keeps its words. That is said, and it
// is not offered again before the languages change.
func TestRecogniseAgainFails(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{"eng 2": "apples", "eng 3": "pears", "fra 3": "poires", "deu 2": "apfel", "deu 3": "birnen"}}
	lib := openCopyist(t, t.TempDir(), s)
	id := lib.add(t, pictures(t, 2))[0].ID
	lib.complete(t, id)
	again := func(language string) (knowledge.Document, knowledge.Again) {
		t.Helper()
		s.set(language)
		if _, err := lib.RecogniseAgain(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		docs, err := lib.WaitForRecognition(t.Context(), []string{id})
		if err != nil || len(docs) != 1 {
			t.Fatalf("%+v, %v", docs, err)
		}
		offered, err := lib.RecognisedOtherwise(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// The warning follows the page.
		waitFor(t, func() bool {
			docs[0], err = lib.Document(t.Context(), id)
			return err == nil && (len(docs[0].Warnings) > 0) == (language == "fra")
		})
		return docs[0], offered
	}
	d, offered := again("fra")
	if lib.finds(t, "apples") != 1 || lib.finds(t, "poires") != 1 || offered != (knowledge.Again{}) {
		t.Errorf("offered %+v", offered)
	}
	if w := d.Warnings[0]; len(d.Warnings) != 1 || w.Code != "ocr_again" || w.Page != 2 || !strings.Contains(w.Message, "page 2 could not be recognised again; the old words of it stay") {
		t.Errorf("warnings %+v", d.Warnings)
	}
	if _, offered = again("deu"); lib.finds(t, "apfel") != 1 || lib.finds(t, "apples") != 0 || offered != (knowledge.Again{}) {
		t.Errorf("offered %+v", offered)
	}
}

// Nobody waits for a file that is not there; what was recognised of it is found,
// and the rest follows when it is back.
func TestRecogniseAgainWithoutTheFile(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{"eng 2": "apples", "fra 2": "pommes"}}
	lib := openCopyist(t, t.TempDir(), s)
	path := pictures(t, 1)
	id := lib.add(t, path)[0].ID
	lib.complete(t, id)
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	s.set("fra")
	if _, err := lib.RecogniseAgain(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	done, err := lib.WaitForRecognition(t.Context(), []string{id})
	if err != nil || len(done) != 1 || done[0].RecognisingAgain != 1 || lib.finds(t, "apples") != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if _, err := lib.RecogniseAgain(t.Context(), []string{id}); err != nil {
		t.Fatal(err)
	}
	if done, err = lib.WaitForRecognition(t.Context(), []string{id}); err != nil || done[0].RecognisingAgain != 0 || lib.finds(t, "pommes") != 1 {
		t.Errorf("%+v, %v", done, err)
	}
}

// Whoever adds a scan and waits is not kept waiting by a file that goes away
// before all its pages have been recognised.
func TestWaitEndsWhereTheFileGoes(t *testing.T) {
	gate := make(chan bool)
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{"eng 2": "apples", "eng 3": "pears"}, gate: gate}
	lib := openCopyist(t, t.TempDir(), s)
	path := pictures(t, 2)
	id := lib.add(t, path)[0].ID
	if _, err := lib.Wait(t.Context(), []string{id}, knowledge.StateSearchable); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	close(gate)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	done, err := lib.Wait(ctx, []string{id}, knowledge.StateEmbedded)
	if err != nil || len(done) != 1 || done[0].State != knowledge.StateSearchable || done[0].Recognised == done[0].Scans {
		t.Errorf("%+v, %v", done, err)
	}
}

// A library whose words were recognised before this was remembered says so by
// silence, and offers them.
func TestRecognisedInUnknownLanguages(t *testing.T) {
	s := &copyist{languages: []string{"eng"}, texts: map[string]string{"eng 2": "apples"}}
	lib := openCopyist(t, t.TempDir(), s)
	id := lib.add(t, pictures(t, 1))[0].ID
	lib.complete(t, id)
	if _, err := lib.store.DB().Exec(`UPDATE recognition SET languages = '', program = '', tried = ''`); err != nil { // as the migration leaves them
		t.Fatal(err)
	}
	if d, err := lib.Document(t.Context(), id); err != nil || len(d.RecognisedIn) != 0 {
		t.Errorf("%+v, %v", d, err)
	}
	if other, err := lib.RecognisedOtherwise(t.Context()); err != nil || other != (knowledge.Again{Documents: 1, Pages: 1}) {
		t.Errorf("offered %+v, %v", other, err)
	}
}

// twoLanguages makes a folder of tesseract's languages in which German is English
// by another name.
func twoLanguages(t testing.TB) {
	found := ocr.Find("")
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join(found.Data, "eng.traineddata"))
	if err != nil {
		t.Skipf("no English among tesseract's languages: %v", err)
	}
	for _, name := range []string{"eng", "deu"} {
		if err := os.WriteFile(filepath.Join(dir, name+".traineddata"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Setenv("TESSDATA_PREFIX", dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Unsetenv("TESSDATA_PREFIX") })
}

// scanAgain is the program that TestKillWhileRecognisingAgain kills.
func scanAgain(home string) int {
	t := &scanning{}
	lib := openScans(t, home, func(c *ocr.Config) { c.Languages = func() []string { return []string{"deu"} } })
	docs, err := lib.RecogniseAgain(context.Background(), nil)
	if err != nil || len(docs) != 1 {
		return 1
	}
	for {
		d, err := lib.Document(context.Background(), docs[0].ID)
		if err != nil {
			return 1
		}
		if d.RecognisingAgain < d.Scans {
			os.Stdout.WriteString("*")
			select {} // until it is killed
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Killed in the middle, no page is without words, old or new, and the rest follows
// at the next start.
func TestKillWhileRecognisingAgain(t *testing.T) {
	needTesseract(t)
	twoLanguages(t)
	home := t.TempDir()
	var pages []pdftest.Page
	for _, p := range scanned(t, pdftest.Page{Text: "The first page speaks of apples."}, pdftest.Page{Text: "The second page speaks of pears."}, pdftest.Page{Text: "The third page speaks of cherries."}) {
		pages = append(pages, pdftest.Page{Scan: p})
	}
	lib := openScans(t, home, nil)
	id := lib.add(t, write(t, t.TempDir(), "scan.pdf", string((pdftest.Document{Pages: pages}).Bytes())))[0].ID
	if d := lib.complete(t, id); !slices.Equal(d.RecognisedIn, []string{"eng"}) {
		t.Errorf("recognised in %v", d.RecognisedIn)
	}
	lib.close(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "scan-again", home)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Errorf("it recognised nothing: %v", err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	lib = openScans(t, home, func(c *ocr.Config) { c.Languages = func() []string { return []string{"deu"} } })
	everything := func(when string) {
		for _, word := range []string{"apples", "pears", "cherries"} {
			if n := lib.finds(t, word); n != 1 {
				t.Errorf("%s: %s is found %d times", when, word, n)
			}
		}
	}
	everything("after the kill")
	done, err := lib.WaitForRecognition(t.Context(), []string{id})
	if err != nil || len(done) != 1 || !slices.Equal(done[0].RecognisedIn, []string{"deu"}) {
		t.Errorf("at the end %+v, %v", done, err)
	}
	everything("at the end")
	var program string
	if err := lib.store.DB().QueryRow(`SELECT DISTINCT program FROM recognition`).Scan(&program); err != nil || !strings.HasPrefix(program, "tesseract ") {
		t.Errorf("recognised by %q, %v", program, err)
	}
}
