package ask

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"carrel/inference"
	"carrel/inference/engine"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/index"
	spoken "carrel/knowledge/language"
	"carrel/knowledge/parse"
	"carrel/knowledge/reader"
)

// TestMain lets the test binary play the processes that the tests start.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "engine":
			os.Exit(engine.Main(os.Args[2:]))
		case "reader":
			os.Exit(parse.Main(os.Args[2:]))
		case "history-writer":
			killedWriter(os.Args[2])
		}
	}
	code := m.Run()
	if desk.close != nil {
		desk.close()
	}
	os.Exit(code)
}

// desk is a real engine and a real small library, set up once for all tests
// that need them, since that takes seconds.
var desk struct {
	once    sync.Once
	skip    string
	err     error
	engine  *inference.Client
	chat    inference.ModelSpec
	embed   embedder
	dir     string
	library *knowledge.Library
	store   *index.Store
	ids     map[string]string // file name -> document id
	close   func()
}

// embedder is the engine's bundled embedding model.
type embedder struct {
	engine *inference.Client
	spec   inference.ModelSpec
}

func (e embedder) Source() string { return "" }

func (e embedder) Speaks(lang spoken.Tag) bool { return lang == spoken.English }

func (e embedder) Embed(ctx context.Context, _ knowledge.Purpose, texts []string) ([][]float32, error) {
	return e.engine.Embed(ctx, e.spec, texts)
}

func (e embedder) Name() string { return filepath.Base(e.spec.Path) }

var deskFiles = map[string]string{
	"museum.txt": `The Harbour Museum was founded in 1887 by Anna Berg, a ship owner from Lund. It moved to Queen Street in 1921. Its collection holds 412 paintings and 35 ship models. Admission is free on Sundays; on other days it costs nine crowns.

The museum's oldest painting shows the harbour in the winter of 1709, when the sea froze for eleven weeks. It was a gift of the pilots' guild.`,
	"railway.md": `# The Moor Railway

The Moor Railway never reached the coast. Its five stations were built by Jonas Feld between 1901 and 1906, and only two of them had electric light.

## Closure

The railway closed on 3 May 1954, after the peat works had changed to lorries. Its last engine, Heather, stands in front of the town hall.`,
	"bees.txt": `Most mason bees live alone. The nest of a mason bee has six to ten cells, each closed with a plug of mud. The bees fly from March to June and visit fruit trees first.`,
}

// openDesk returns the engine and the library, or skips the test where the
// engine's libraries or models are not there.
func openDesk(t testing.TB) {
	t.Helper()
	desk.once.Do(setUpDesk)
	if desk.skip != "" {
		t.Skip(desk.skip)
	}
	if desk.err != nil {
		t.Fatal(desk.err)
	}
}

func setUpDesk() {
	ctx := context.Background()
	if _, err := models.ResourceDir(); err != nil {
		desk.skip = err.Error()
		return
	}
	chat, err := models.Resolve(models.DefaultChat)
	if err != nil {
		desk.err = err
		return
	}
	embedding, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		desk.err = err
		return
	}
	desk.dir, desk.err = os.MkdirTemp("", "carrel-ask-")
	if desk.err != nil {
		return
	}
	desk.engine = inference.New(inference.Config{Command: []string{os.Args[0], "engine"}})
	desk.chat = inference.ModelSpec{Path: chat, Kind: inference.KindChat, ContextTokens: 2048}
	// One thread: several packages' tests share the cores.
	desk.embed = embedder{desk.engine, inference.ModelSpec{Path: embedding, Kind: inference.KindEmbedding, Threads: 1}}
	desk.library, desk.store, desk.err = newLibrary(ctx, desk.dir, desk.embed)
	desk.close = func() {
		if desk.library != nil {
			desk.library.Close()
			desk.store.Close()
		}
		desk.engine.Close()
		os.RemoveAll(desk.dir)
	}
	if desk.err != nil {
		return
	}
	var paths []string
	for name, text := range deskFiles {
		paths = append(paths, filepath.Join(desk.dir, name))
		if desk.err = os.WriteFile(paths[len(paths)-1], []byte(text), 0o600); desk.err != nil {
			return
		}
	}
	pdf := filepath.Join(desk.dir, "lighthouse.pdf")
	if desk.err = os.WriteFile(pdf, makePDF([]string{
		"The lighthouse of Skar was lit for the first time in 1862.",
		"Its keeper, Maren Holt, rescued nineteen sailors in one night.",
		"The lamp burns rapeseed oil and is seen for 17 miles.",
	}), 0o600); desk.err != nil {
		return
	}
	desk.ids, desk.err = addAll(ctx, desk.library, append(paths, pdf))
}

func newLibrary(ctx context.Context, dir string, e knowledge.Embedder) (*knowledge.Library, *index.Store, error) {
	store, err := index.Open(ctx, filepath.Join(dir, "library.db"))
	if err != nil {
		return nil, nil, err
	}
	documents := reader.New(reader.Config{Command: []string{os.Args[0], "reader", "--cache", filepath.Join(os.TempDir(), "carrel-test-wazero")}})
	l, err := knowledge.Open(ctx, knowledge.Config{Store: store, Reader: documents, Embedder: e})
	return l, store, err
}

func addAll(ctx context.Context, l *knowledge.Library, paths []string) (map[string]string, error) {
	docs, err := l.Add(ctx, paths)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	var wait []string
	for _, d := range docs {
		ids[filepath.Base(d.Path)] = d.ID
		wait = append(wait, d.ID)
	}
	docs, err = l.Wait(ctx, wait, knowledge.StateEmbedded)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		if d.State != knowledge.StateEmbedded {
			return nil, fmt.Errorf("%s is %s: %s", d.Path, d.State, d.Error)
		}
	}
	return ids, nil
}

// makePDF writes a PDF of one page with the given lines.
func makePDF(lines []string) []byte {
	var content bytes.Buffer
	content.WriteString("BT /F1 12 Tf 72 720 Td 16 TL\n")
	for _, l := range lines {
		fmt.Fprintf(&content, "(%s) Tj T*\n", strings.NewReplacer("\\", "\\\\", "(", "\\(", ")", "\\)").Replace(l))
	}
	content.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}
