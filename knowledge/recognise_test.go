package knowledge_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/ocr"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// needTesseract skips where there is none.
func needTesseract(t testing.TB) {
	t.Helper()
	if found := ocr.Find(""); found.Program == "" || len(found.Languages) == 0 {
		t.Skip("tesseract isn't installed; `make setup` installs it")
	}
}

// realRecogniser is the real one; change may change its configuration.
func realRecogniser(r *reader.Client, change func(*ocr.Config)) *ocr.Recogniser {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	c := ocr.Config{Renderer: r, Command: []string{exe, "recogniser"}, Languages: func() []string { return []string{"eng"} }}
	if change != nil {
		change(&c)
	}
	return ocr.New(c)
}

// scanned draws pages of text as a scanner sees them.
func scanned(t testing.TB, pages ...pdftest.Page) []*image.Gray {
	t.Helper()
	r := realReader()
	defer r.Close()
	path := filepath.Join(t.TempDir(), "print.pdf")
	if err := os.WriteFile(path, (pdftest.Document{Pages: pages}).Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var pictures []*image.Gray
	for i := range pages {
		p, err := r.Render(context.Background(), reader.Source{Path: path}, i+1)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, p.Grey)
	}
	return pictures
}

// openScans opens a library that recognises words.
func openScans(t testing.TB, dir string, change func(*ocr.Config)) *library {
	return openLibrary(t, dir, func(c *knowledge.Config) {
		c.Recogniser = realRecogniser(c.Reader.(*reader.Client), func(o *ocr.Config) {
			o.Log = func(s string) { t.Log(s) }
			if change != nil {
				change(o)
			}
		})
	})
}

// complete waits until nothing of a document waits to be recognised.
func (l *library) complete(t testing.TB, id string) knowledge.Document {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		d, err := l.Document(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		if d.State == knowledge.StateFailed || d.Recognised == d.Scans && d.State != knowledge.StateReading && d.State != knowledge.StateQueued {
			return d
		}
		if time.Now().After(deadline) {
			t.Fatalf("still %+v", d)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

const lighthouse = "The lighthouse keeper Ottilie Brandt counted\nforty-two ships on the ninth of November.\nThey carried barrels of whale oil and furni-\nture for the harbour office."

// A PDF of printed and scanned pages: the printed ones are found at once, the
// words of the others once they are recognised, each where it stands.
func TestScannedPagesAreFoundWhereTheyStand(t *testing.T) {
	needTesseract(t)
	for _, turn := range []int{0, 90} {
		pictures := scanned(t, pdftest.Page{Text: lighthouse, Courier: true})
		doc := pdftest.Document{Pages: []pdftest.Page{
			{Text: "The first page is printed and speaks of gardeners."},
			{Scan: pictures[0], Text: "ACME scanner", Rotate: turn},
		}}
		if turn == 90 { // as it lies in the file it stands upright only when turned
			side := image.NewGray(image.Rect(0, 0, pictures[0].Rect.Dy(), pictures[0].Rect.Dx()))
			for y := range pictures[0].Rect.Dy() {
				for x := range pictures[0].Rect.Dx() {
					side.SetGray(y, side.Rect.Dy()-1-x, pictures[0].GrayAt(x, y))
				}
			}
			doc.Pages[1].Scan, doc.Pages[1].MediaBox = side, [4]float64{0, 0, 792, 612}
		}
		lib := openScans(t, t.TempDir(), nil)
		path := filepath.Join(t.TempDir(), "mixed.pdf")
		if err := os.WriteFile(path, doc.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		docs := lib.add(t, path)
		if hits := lib.search(t, knowledge.Query{Text: "gardeners"}); len(hits) == 0 {
			t.Error("the printed page isn't found at once")
		}
		d := lib.complete(t, docs[0].ID)
		if d.Scans != 1 || d.Recognised != 1 || len(d.Warnings) != 0 {
			t.Errorf("document %+v", d)
		}
		hits := lib.search(t, knowledge.Query{Text: "whale oil furniture"})
		if len(hits) == 0 || hits[0].Page != 2 || !strings.Contains(hits[0].Text, "whale oil and furniture for the harbour") {
			t.Fatalf("hits %+v", hits)
		}
		pages, err := lib.Pages(t.Context(), d.ID, 2, 2)
		if err != nil || len(pages) != 1 || !pages[0].Scan || !strings.HasPrefix(pages[0].Text, "ACME scanner\n\n") {
			t.Fatalf("page %+v, %v", pages, err)
		}
		text := []rune(pages[0].Text)
		if got := string(text[hits[0].Start:hits[0].End]); got != hits[0].Text {
			t.Errorf("the hit says %q, its place %q", hits[0].Text, got)
		}
		at := func(words string) reader.Span {
			before, _, ok := strings.Cut(pages[0].Text, words)
			if !ok {
				t.Fatalf("%q isn't in %q", words, pages[0].Text)
			}
			n := len([]rune(before))
			return reader.Span{Start: n, End: n + len([]rune(words))}
		}
		boxes, err := lib.Boxes(t.Context(), d.ID, 2, []reader.Span{at("Ottilie Brandt"), at("furniture")})
		if err != nil {
			t.Fatal(err)
		}
		if len(boxes[0]) != 1 || len(boxes[1]) != 2 {
			t.Fatalf("boxes %v", boxes)
		}
		const advance = pdftest.CourierAdvance * pdftest.Size
		want := reader.Box{Left: pdftest.Left + 22*advance, Right: pdftest.Left + 36*advance, Bottom: pdftest.Top - 1, Top: pdftest.Top + 8}
		if turn == 90 {
			// The page turned by a quarter to the right puts (x, y) of the print at (W-y, x).
			want = reader.Box{Left: 792 - want.Top, Right: 792 - want.Bottom, Bottom: want.Left, Top: want.Right}
		}
		got := boxes[0][0]
		for _, d := range []float64{got.Left - want.Left, got.Bottom - want.Bottom, got.Right - want.Right, got.Top - want.Top} {
			if math.Abs(d) > 4 {
				t.Errorf("turned %d: box %.1f, want %.1f", turn, got, want)
				break
			}
		}
		// What the page had of its own is the reader's to place.
		boxes, err = lib.Boxes(t.Context(), d.ID, 2, []reader.Span{at("ACME")})
		if err != nil || len(boxes[0]) != 1 {
			t.Errorf("boxes of the page's own text: %v, %v", boxes, err)
		}
		lib.close(t)
	}
}

func writePNG(t testing.TB, dir, name string, picture image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A picture file: nothing but what is recognised. One without words says so.
func TestPictureFiles(t *testing.T) {
	needTesseract(t)
	lib := openScans(t, t.TempDir(), nil)
	picture := scanned(t, pdftest.Page{Text: lighthouse, Courier: true})[0]
	docs := lib.add(t, writePNG(t, t.TempDir(), "letter.png", picture))
	if d := docs[0]; d.State != knowledge.StateSearchable || d.Format != "picture" || d.Pages != 1 || d.Passages == 0 {
		t.Errorf("document %+v", d)
	}
	hits := lib.search(t, knowledge.Query{Text: "lighthouse keeper"})
	if len(hits) == 0 {
		t.Fatal("the words of the picture aren't found")
	}
	boxes, err := lib.Boxes(t.Context(), docs[0].ID, 1, []reader.Span{{Start: hits[0].Start, End: hits[0].End}})
	if err != nil || len(boxes[0]) != 4 {
		t.Fatalf("boxes %v, %v", boxes, err)
	}
	bounds := picture.Rect
	for _, b := range boxes[0] {
		if b.Left < 0 || b.Right > float64(bounds.Dx()) || b.Bottom < 0 || b.Top > float64(bounds.Dy()) || b.Right-b.Left < 100 {
			t.Errorf("box %.0f in a picture of %v", b, bounds)
		}
	}
	blank := image.NewGray(image.Rect(0, 0, 300, 300))
	docs = lib.add(t, writePNG(t, t.TempDir(), "blank.png", blank))
	if d := docs[0]; d.State != knowledge.StateFailed || d.Code != reader.CodeEmpty || !strings.Contains(d.Error, "No words") {
		t.Errorf("a blank picture: %+v", d)
	}
	// Half a picture has a size and cannot be drawn.
	whole, err := os.ReadFile(writePNG(t, t.TempDir(), "whole.png", picture))
	if err != nil {
		t.Fatal(err)
	}
	docs = lib.add(t, write(t, t.TempDir(), "half.png", string(whole[:len(whole)/2])))
	if d := docs[0]; d.State != knowledge.StateFailed || d.Code != reader.CodeEmpty {
		t.Errorf("half a picture: %+v", d)
	}
}

// Without tesseract a document says so and how to get it; once it is there,
// trying again works, and a scan without any text comes back by itself.
func TestTesseractMissing(t *testing.T) {
	needTesseract(t)
	dir, home := t.TempDir(), t.TempDir()
	picture := scanned(t, pdftest.Page{Text: lighthouse})[0]
	mixed := write(t, dir, "mixed.pdf", string((pdftest.Document{Pages: []pdftest.Page{{Text: "Printed."}, {Scan: picture}}}).Bytes()))
	scan := writePNG(t, dir, "scan.png", picture)
	lib := openScans(t, home, func(c *ocr.Config) { c.Program = filepath.Join(dir, "tesseract") })
	docs := lib.add(t, mixed, scan)
	waitFor(t, func() bool {
		d, err := lib.Document(t.Context(), docs[0].ID)
		return err == nil && len(d.Warnings) == 1 && d.Warnings[0].Code == reader.CodeOCRMissing && strings.Contains(d.Warnings[0].Message, "tesseract")
	})
	d, err := lib.Document(t.Context(), docs[1].ID)
	if err != nil || d.State != knowledge.StateFailed || d.Code != reader.CodeOCRMissing || !strings.Contains(d.Error, "nstall") {
		t.Errorf("scan %+v, %v", d, err)
	}
	// Trying again too early says the same.
	if err := lib.Retry(t.Context(), docs[0].ID); err == nil || !strings.Contains(err.Error(), "tesseract") {
		t.Errorf("retry without it: %v", err)
	}
	if err := os.Symlink(ocr.Find("").Program, filepath.Join(dir, "tesseract")); err != nil {
		t.Fatal(err)
	}
	if err := lib.Retry(t.Context(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	lib.complete(t, docs[0].ID)
	waitFor(t, func() bool {
		d, err := lib.Document(t.Context(), docs[0].ID)
		return err == nil && len(d.Warnings) == 0 && d.Recognised == 1
	})
	lib.close(t)
	lib = openScans(t, home, nil)
	waitFor(t, func() bool {
		d, err := lib.Document(t.Context(), docs[1].ID)
		return err == nil && d.State == knowledge.StateSearchable
	})
}

func waitFor(t testing.TB, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// A page that takes too long costs that page, with a way to try again.
func TestRecognitionThatTakesTooLong(t *testing.T) {
	needTesseract(t)
	pictures := scanned(t, pdftest.Page{Text: lighthouse})
	path := write(t, t.TempDir(), "slow.pdf", string((pdftest.Document{Pages: []pdftest.Page{{Text: "Printed."}, {Scan: pictures[0]}}}).Bytes()))
	home := t.TempDir()
	lib := openScans(t, home, func(c *ocr.Config) {
		c.Command = []string{"/bin/sh", "-c", "exec sleep 600"}
		c.Timeout = 100 * time.Millisecond
	})
	docs := lib.add(t, path)
	warned := func() []reader.Warning {
		t.Helper()
		d, err := lib.Document(t.Context(), docs[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return d.Warnings
	}
	waitFor(t, func() bool {
		w := warned()
		return len(w) == 1 && w[0].Code == "ocr_failed" && w[0].Page == 2
	})
	// One that takes no longer than it may: with the usual limit, which a busy machine keeps.
	lib.close(t)
	lib = openScans(t, home, nil)
	if w := warned(); len(w) != 1 {
		t.Errorf("after a restart the warnings are %+v", w)
	}
	if err := lib.Retry(t.Context(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	lib.complete(t, docs[0].ID)
	waitFor(t, func() bool { return len(warned()) == 0 })
	if hits := lib.search(t, knowledge.Query{Text: "lighthouse"}); len(hits) == 0 {
		t.Error("it isn't found after trying again")
	}
}

// Removing a document, or asking, does not wait for a page to be recognised.
func TestRemoveWhileRecognising(t *testing.T) {
	pictures := image.NewGray(image.Rect(0, 0, 100, 100))
	path := write(t, t.TempDir(), "scan.pdf", string((pdftest.Document{Pages: []pdftest.Page{{Text: "Printed."}, {Scan: pictures}}}).Bytes()))
	r := &stuckRecogniser{begun: make(chan bool, 10)}
	lib := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Recogniser = r })
	docs := lib.add(t, path)
	<-r.begun
	if a := lib.Activity(); a.Recognising == "" || a.ToRecognise != 1 {
		t.Errorf("activity %+v", a)
	}
	if err := lib.Remove(t.Context(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return lib.Activity().Recognising == "" })
}

// stuckRecogniser works until it is told to stop.
type stuckRecogniser struct{ begun chan bool }

func (s *stuckRecogniser) Ready() ([]string, error) { return []string{"eng"}, nil }

func (s *stuckRecogniser) Recognise(ctx context.Context, _ reader.Source, _ int) (reader.Recognition, error) {
	s.begun <- true
	<-ctx.Done()
	return reader.Recognition{}, ctx.Err()
}

// scanFolder is the program that TestKillWhileRecognising kills.
func scanFolder(home, path string) int {
	t := &scanning{}
	lib := openScans(t, home, nil)
	docs, err := lib.Add(context.Background(), []string{path})
	if err != nil {
		return 1
	}
	for {
		d, err := lib.Document(context.Background(), docs[0].ID)
		if err != nil {
			return 1
		}
		if d.Scans > 0 && d.Recognised > 0 {
			os.Stdout.WriteString(strings.Repeat("*", d.Recognised) + "\n")
		}
		if d.Scans > 0 && d.Recognised == d.Scans {
			select {} // until it is killed
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// scanning is the little that openScans needs of a test.
type scanning struct{ testing.TB }

func (*scanning) Helper()           {}
func (*scanning) Cleanup(func())    {}
func (*scanning) Log(...any)        {}
func (*scanning) Fatal(args ...any) { panic(args) }

// Killed in the middle, the pages that were recognised stay, and the others
// follow at the next start: none twice.
func TestKillWhileRecognising(t *testing.T) {
	needTesseract(t)
	home := t.TempDir()
	var pages []pdftest.Page
	for _, p := range scanned(t, pdftest.Page{Text: "The first page speaks of apples."}, pdftest.Page{Text: "The second page speaks of pears."}, pdftest.Page{Text: "The third page speaks of cherries."}) {
		pages = append(pages, pdftest.Page{Scan: p})
	}
	path := write(t, t.TempDir(), "scan.pdf", string((pdftest.Document{Pages: pages}).Bytes()))
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "scan-folder", home, path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	if _, err := out.Read(first); err != nil {
		t.Errorf("it recognised nothing: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	lib := openScans(t, home, nil)
	all, err := lib.Documents(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("documents %+v, %v", all, err)
	}
	if all[0].Recognised == 0 {
		t.Error("the page that had been recognised is lost")
	}
	lib.complete(t, all[0].ID)
	for _, word := range []string{"apples", "pears", "cherries"} {
		if hits := lib.search(t, knowledge.Query{Text: word}); len(hits) != 1 {
			t.Errorf("%s: %d hits", word, len(hits))
		}
	}
}
