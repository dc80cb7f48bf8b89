//go:build unix

package reader_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

func brokenJPEG() []byte {
	return append([]byte("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00"), bytes.Repeat([]byte{7, 0, 200}, 500)...)
}

func TestProblemsOfDocuments(t *testing.T) {
	c := newClient(t, nil)
	whole := pdftest.Make([]string{"A page with words.", "Another page."})
	blank := pdftest.Document{Pages: []pdftest.Page{{}, {}}}
	none := pdftest.Document{}
	for _, test := range []struct {
		name  string
		data  []byte
		code  string
		words string
	}{
		{"photo.pdf", brokenJPEG(), reader.CodeDamaged, "This picture is damaged"},
		{"photo.heic", append([]byte("\x00\x00\x00\x18ftypheic"), make([]byte, 100)...), reader.CodeUnsupported, "This is a picture (HEIC, as phones take them), which Carrel does not read. Save it as a JPEG or PNG"},
		{"empty.pdf", nil, reader.CodeEmpty, "0 bytes"},
		{"blank.txt", []byte(" \r\n\t\n"), reader.CodeEmpty, "blank space"},
		{"noise.txt", bytes.Repeat([]byte{0, 1, 2, 250, 3}, 900), reader.CodeUnsupported, "not text"},
		{"letter.docx", append([]byte("PK\x03\x04........"), []byte("word/document.xml")...), reader.CodeDamaged, "Word document"},
		{"notes.pdf", []byte("Just some words."), reader.CodeUnsupported, "plain text, not a PDF"},
		{"stub.pdf", []byte("%PDF-1.4\n%nothing follows"), reader.CodeDamaged, "damaged"},
		{"cut.pdf", whole[:200], reader.CodeDamaged, "damaged"},
		{"nopages.pdf", none.Bytes(), reader.CodeEmpty, "no pages"},
		{"blank.pdf", blank.Bytes(), reader.CodeEmpty, "no text"},
	} {
		wantProblem(t, c, file(t, test.name, test.data), test.code, test.words)
	}
	wantProblem(t, c, reader.Source{Path: filepath.Join(t.TempDir(), "gone.pdf")}, reader.CodeMissing, "no file at this place")
	wantProblem(t, c, reader.Source{Path: t.TempDir()}, reader.CodeUnsupported, "folder")
	if runtime.GOOS == "linux" {
		wantProblem(t, c, reader.Source{Path: "/dev/zero"}, reader.CodeUnsupported, "not an ordinary file")
	}
	broken := reader.Source{Name: "network.txt", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("begins well"), failing{})), nil
	}}
	wantProblem(t, c, broken, reader.CodeUnreadable, "could not be read")
	// None of them did any harm.
	mustRead(t, c, file(t, "sound.pdf", whole))
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read every file")
	}
	c := newClient(t, nil)
	src := file(t, "secret.txt", []byte("words"))
	if err := os.Chmod(src.Path, 0); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, c, src, reader.CodeUnreadable, "may not read")
}

func TestNameWithNewlineAndEmoji(t *testing.T) {
	c := newClient(t, nil)
	pages, _ := mustRead(t, c, file(t, "bad\nname 🪑\u202efdp.pdf", pdftest.Make([]string{"Read all the same."})))
	if pages[0].Text != "Read all the same." {
		t.Errorf("text %q", pages[0].Text)
	}
}

func TestWarnings(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Text: "Words."}, {Picture: true}, {}}}
	pages, meta := mustRead(t, c, file(t, "mixed.pdf", doc.Bytes()))
	if len(meta.Warnings) != 0 || !pages[1].Scan || pages[2].Scan {
		t.Errorf("page of a picture: %+v", meta.Warnings)
	}
	whole := pdftest.Make([]string{"One.", "Two.", "Three."})
	_, meta = mustRead(t, c, file(t, "cut.pdf", whole[:len(whole)-20]))
	if len(meta.Warnings) != 1 || meta.Warnings[0].Code != "damaged" {
		t.Errorf("end cut off: %+v", meta.Warnings)
	}
}

// A page tree may claim any number of pages.
func TestDeclaredPages(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Count: 100000, Pages: []pdftest.Page{{Text: "The only page."}}}
	began := time.Now()
	pages, meta := mustRead(t, c, file(t, "bomb.pdf", doc.Bytes()))
	if len(pages) != 1 || pages[0].Text != "The only page." || len(meta.Warnings) != 1 || meta.Warnings[0].Code != "damaged" {
		t.Errorf("%d pages, %+v", len(pages), meta)
	}
	t.Logf("%d pages, %v, %+v", len(pages), time.Since(began).Round(time.Millisecond), meta.Warnings)
}

func TestHugePageAndDeepNesting(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{
		{Text: "Huge.", MediaBox: [4]float64{0, 0, 3e8, 3e8}},
		{Text: "Deep.", Content: strings.Repeat("q ", 100000)},
		{Text: "Nested.", Content: "/P << /A " + strings.Repeat("[", 50000)},
	}}
	pages, _, err := readAll(t, c, file(t, "odd.pdf", doc.Bytes()))
	var problem *reader.Problem
	if err != nil && !errors.As(err, &problem) {
		t.Fatal(err)
	}
	if len(pages) == 0 || pages[0].Text != "Huge." {
		t.Errorf("%d pages, %v", len(pages), err)
	}
	mustRead(t, c, file(t, "sound.pdf", pdftest.Make([]string{"Sound."})))
}

// long is a PDF of many pages, half a second's work or so.
var long = sync.OnceValue(func() []byte {
	pages := make([]string, longPages)
	for i := range pages {
		pages[i] = fmt.Sprintf("Page %d\n", i+1) + strings.Repeat("The quick brown fox jumps over the lazy dog.\n", 30)
	}
	return pdftest.Make(pages)
})

const longPages = 1200

func TestTimeout(t *testing.T) {
	c := newClient(t, func(c *reader.Config) { c.Timeout = 100 * time.Millisecond })
	short := file(t, "short.pdf", pdftest.Make([]string{"Short."}))
	inTime(t, func() error { return readOnly(t, c, short) }) // compiles the parser, which is not counted
	src := file(t, "long.pdf", long())
	began := time.Now()
	wantProblem(t, c, src, reader.CodeTimeout, "took too long")
	if took := time.Since(began); took > time.Minute {
		t.Errorf("the limit of 0.1 s was held after %v", took)
	}
	inTime(t, func() error { return readOnly(t, c, short) })
}

// inTime does what takes a part of its time limit on an idle machine: a busy one
// may need some tries.
func inTime(t *testing.T, do func() error) {
	t.Helper()
	var err error
	for range 10 {
		var late *reader.Problem
		if err = do(); !errors.As(err, &late) || late.Code != reader.CodeTimeout {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func readOnly(t *testing.T, c *reader.Client, src reader.Source) error {
	_, err := c.Read(t.Context(), src, func(reader.Page) error { return nil })
	return err
}

// The caller's own time with the pages is not the document's fault.
func TestTimeoutDoesNotCountTheCaller(t *testing.T) {
	c := newClient(t, func(c *reader.Config) { c.Timeout = 20 * time.Second; c.PageTimeout = 400 * time.Millisecond })
	warm := file(t, "warm.pdf", pdftest.Make([]string{"Warm."}))
	inTime(t, func() error { return readOnly(t, c, warm) })
	two := file(t, "two.pdf", pdftest.Make([]string{"One.", "Two."}))
	inTime(t, func() error {
		_, err := c.Read(t.Context(), two, func(reader.Page) error {
			time.Sleep(500 * time.Millisecond)
			return nil
		})
		return err
	})
}

func TestCancel(t *testing.T) {
	c := newClient(t, nil)
	src := file(t, "long.pdf", long())
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.Read(ctx, src, func(p reader.Page) error {
		if p.Number == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled read: %v", err)
	}
	stop := errors.New("enough")
	if _, err := c.Read(t.Context(), src, func(reader.Page) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("stopped read: %v", err)
	}
	mustRead(t, c, file(t, "next.pdf", pdftest.Make([]string{"Next."})))
}

// bomb is a page whose content grows to size bytes when it is unpacked, and to
// some fifty times that as objects in the parser's memory.
func bomb(t *testing.T, size int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	block := []byte("BT /F1 9 Tf " + strings.Repeat("(x)Tj ", 100000) + "ET\n")
	for n := 0; n < size; n += len(block) {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	doc := pdftest.Document{Pages: []pdftest.Page{{Packed: packed.Bytes()}}}
	return doc.Bytes()
}

func TestMemoryLimit(t *testing.T) {
	c := newClient(t, func(c *reader.Config) { c.MemoryBytes = 192 << 20 })
	mustRead(t, c, file(t, "small.pdf", pdftest.Make([]string{"Small."})))
	wantProblem(t, c, file(t, "bomb.pdf", bomb(t, 8<<20)), reader.CodeMemory, "more memory")
	mustRead(t, c, file(t, "small.pdf", pdftest.Make([]string{"Small."})))

	if runtime.GOOS == "linux" {
		// The whole process is watched too: this one is over its limit at once.
		c := newClient(t, func(c *reader.Config) { c.MemoryBytes = 4 << 20 })
		wantProblem(t, c, file(t, "long.pdf", long()), reader.CodeMemory, "more memory")
	}
}

func TestFileSizeLimit(t *testing.T) {
	c := newClient(t, func(c *reader.Config) { c.MaxFileBytes = 1 << 20 })
	wantProblem(t, c, file(t, "large.txt", make([]byte, 2<<20)), reader.CodeTooLarge, "larger than 1 MB")
	// Where the size is not known beforehand, it is noticed on the way.
	endless := reader.Source{Name: "endless.txt", Open: func() (io.ReadCloser, error) { return io.NopCloser(zeros{}), nil }}
	wantProblem(t, c, endless, reader.CodeTooLarge, "larger than 1 MB")
	mustRead(t, c, file(t, "small.txt", []byte("small")))
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// children are the ids of this process's children. The kernel lists them by
// threads, and a child whose thread ends goes over to another: two looks that
// agree are taken.
func children(t *testing.T) []int {
	t.Helper()
	last := listChildren(t)
	for range 1000 {
		now := listChildren(t)
		if slices.Equal(now, last) {
			break
		}
		last = now
	}
	return last
}

func listChildren(t *testing.T) []int {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		t.Skip("the system does not list children")
	}
	var pids []int
	for _, l := range lists {
		data, err := os.ReadFile(l)
		if err != nil {
			continue
		}
		for f := range strings.FieldsSeq(string(data)) {
			pid, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return slices.Compact(pids)
}

func TestKilledChild(t *testing.T) {
	c := newClient(t, nil)
	before := children(t)
	src := file(t, "long.pdf", long())
	killed := false
	_, err := c.Read(t.Context(), src, func(p reader.Page) error {
		if p.Number == 5 {
			for _, pid := range children(t) {
				if !slices.Contains(before, pid) {
					killed = syscall.Kill(pid, syscall.SIGKILL) == nil
				}
			}
		}
		return nil
	})
	var problem *reader.Problem
	if !killed || !errors.As(err, &problem) || problem.Code != reader.CodeCrashed || !errors.Is(err, reader.ErrKilled) {
		t.Errorf("killed %v: %v", killed, err)
	}
	if pages, _ := mustRead(t, c, src); len(pages) != longPages {
		t.Errorf("%d pages after the crash", len(pages))
	}
}

// TestKilledWhileItStarts kills the first reader before it can say anything: what
// was asked of it is done by another one.
func TestKilledWhileItStarts(t *testing.T) {
	once := filepath.Join(t.TempDir(), "once")
	c := newClient(t, func(c *reader.Config) {
		c.Command = append([]string{"/bin/sh", "-c", `[ -e "$0" ] && exec "$@"; touch "$0"; kill -9 $$`, once}, c.Command...)
	})
	mustRead(t, c, file(t, "a.txt", []byte("words")))
	if _, err := os.Stat(once); err != nil {
		t.Fatal("no reader was killed")
	}
}

// TestKilledUnderAQuestion kills the reader that is asked for boxes: another one
// gives them.
func TestKilledUnderAQuestion(t *testing.T) {
	c := newClient(t, nil)
	data := pdftest.Make([]string{"A page."})
	before, kills := children(t), 0
	src := reader.Source{Name: "a.pdf", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(data[:20]), readerFunc(func([]byte) (int, error) {
			for _, pid := range children(t) {
				if kills == 0 && !slices.Contains(before, pid) && syscall.Kill(pid, syscall.SIGKILL) == nil {
					kills++
				}
			}
			return 0, io.EOF
		}), bytes.NewReader(data[20:]))), nil
	}}
	boxes, err := c.Boxes(t.Context(), src, 1, []reader.Span{{Start: 2, End: 6}})
	if kills != 1 || err != nil || len(boxes) != 1 || len(boxes[0]) != 1 {
		t.Errorf("%d kills: %v, %v", kills, boxes, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestCloseEndsTheChildren(t *testing.T) {
	c := newClient(t, nil)
	before := len(children(t))
	src := file(t, "a.pdf", pdftest.Make([]string{"A page."}))
	boxesOf(t, c, src, 1, "page")
	if got := len(children(t)); got != before+2 {
		t.Errorf("%d children, want %d", got-before, 2)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if got := len(children(t)); got != before {
		t.Errorf("%d children are left", got-before)
	}
	if _, err := c.Read(t.Context(), src, func(reader.Page) error { return nil }); err == nil {
		t.Error("a closed client reads")
	}
}

func TestFreshProcessAfterMaxDocuments(t *testing.T) {
	c := newClient(t, func(c *reader.Config) { c.MaxDocuments = 2 })
	src := file(t, "a.txt", []byte("words"))
	seen := map[int]bool{}
	for range 4 {
		mustRead(t, c, src)
		for _, pid := range children(t) {
			seen[pid] = true
		}
	}
	if len(seen) != 2 {
		t.Errorf("4 documents in %d processes, want 2", len(seen))
	}
}

func TestNoReader(t *testing.T) {
	for _, command := range [][]string{nil, {"/nonexistent/carrel", "reader"}, {"/bin/true"}, {"/bin/echo", "hello"}} {
		c := reader.New(reader.Config{Command: command})
		_, err := c.Read(t.Context(), file(t, "a.txt", []byte("words")), func(reader.Page) error { return nil })
		var problem *reader.Problem
		if !errors.Is(err, reader.ErrNoReader) || errors.As(err, &problem) {
			t.Errorf("%v: %v: the document is not at fault", command, err)
		}
		_ = c.Close()
	}
}
