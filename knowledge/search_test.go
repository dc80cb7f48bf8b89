package knowledge_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carrel/knowledge"
)

// titles are the documents that a search finds, each once, in order.
func titles(hits []knowledge.Hit) []string {
	var list []string
	for _, h := range hits {
		if !slices.Contains(list, h.Document.Title) {
			list = append(list, h.Document.Title)
		}
	}
	return list
}

func TestSearchForExactWords(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	l.add(t,
		write(t, dir, "one.txt", "The Night\nWatch hangs in the museum of the harbour town."),
		write(t, dir, "two.txt", "The watch at night is kept by two men of the harbour town."))
	for query, want := range map[string]string{
		`"night watch"`:           "one",
		`"watch at night"`:        "two",
		`"night of the watch"`:    "",
		`harbour +museum`:         "one",
		`harbour -museum`:         "two",
		`"harbour town" -"night"`: "",
	} {
		if got := strings.Join(titles(l.search(t, knowledge.Query{Text: query})), " "); got != want {
			t.Errorf("%s found %q, want %q", query, got, want)
		}
	}
	plain := l.search(t, knowledge.Query{Text: `"night of the watch"`, Plain: true})
	if len(plain) != 2 {
		t.Errorf("taken plainly it found %d, want 2", len(plain))
	}
}

func TestSearchFilters(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "inner")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "english.txt", "The harbour office kept a book of every ship, and it was the only one that they had. The word is Windjammer."),
		write(t, dir, "deutsch.md", "Das Hafenamt führte ein Buch über jedes Schiff, und es war das einzige, das sie hatten. Das Wort ist Windjammer."),
		write(t, inner, "inner.txt", "In the inner room there is a picture of a ship, which is known as the Windjammer by all who live here."))
	chosen, err := l.AddCollection(context.Background(), "chosen")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Collect(context.Background(), chosen.ID, []string{docs[1].ID, docs[2].ID}, nil); err != nil {
		t.Fatal(err)
	}
	today := time.Now().Format("2006-01-02")
	for name, c := range map[string]struct {
		filters knowledge.Filters
		want    string
	}{
		"none":        {knowledge.Filters{}, "deutsch english inner"},
		"type":        {knowledge.Filters{Types: []string{".MD"}}, "deutsch"},
		"types":       {knowledge.Filters{Types: []string{"txt", "pdf"}}, "english inner"},
		"language":    {knowledge.Filters{Languages: []string{"de"}}, "deutsch"},
		"folder":      {knowledge.Filters{Folder: inner}, "inner"},
		"collection":  {knowledge.Filters{Collections: []string{chosen.ID}}, "deutsch inner"},
		"by name":     {knowledge.Filters{Collections: []string{"Chosen"}}, "deutsch inner"},
		"since":       {knowledge.Filters{Since: today}, "deutsch english inner"},
		"until":       {knowledge.Filters{Until: "2020"}, ""},
		"both":        {knowledge.Filters{Since: "2020-01", Until: time.Now().AddDate(0, 0, 1).Format("2006-01-02")}, "deutsch english inner"},
		"combination": {knowledge.Filters{Folder: dir, Languages: []string{"en"}, Types: []string{"text"}}, "english inner"},
	} {
		got := titles(l.search(t, knowledge.Query{Text: "Windjammer", Filters: c.filters}))
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: found %q, want %q", name, got, c.want)
		}
	}
	if _, err := l.Search(context.Background(), knowledge.Query{Text: "x", Filters: knowledge.Filters{Collections: []string{"c2"}}}); !errors.Is(err, knowledge.ErrNoCollection) {
		t.Errorf("an unknown collection: %v", err)
	}
	for _, bad := range []knowledge.Filters{{Since: "yesterday"}, {Since: "2026", Until: "2025"}, {DatedSince: "2026-05-02", DatedUntil: "2026-05-01"}, {Types: []string{"exe"}}, {Languages: []string{"klingon"}}, {Folder: "inner"}, {Folder: filepath.Join(dir, "no such")}} {
		if _, err := l.Search(context.Background(), knowledge.Query{Text: "x", Filters: bad}); !errors.Is(err, knowledge.ErrFilter) {
			t.Errorf("%+v gave %v", bad, err)
		}
	}
	for _, d := range docs {
		want := "en"
		if d.Title == "deutsch" {
			want = "de"
		}
		if d.Language != want {
			t.Errorf("%s is in %q", d.Title, d.Language)
		}
	}
}

// TestNamedDocumentComesFirst: reports that say the same are told apart by the
// company and the year in the question, and the others are still found.
func TestNamedDocumentComesFirst(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	var paths []string
	for _, company := range []string{"Corbett", "Amalfi", "Veldhuis"} {
		for _, year := range []string{"2017", "2018", "2019"} {
			paths = append(paths, write(t, dir, company+"_"+year+"_report.txt", "The company's revenue was earned with pumps and valves. Revenue is recognised on delivery."))
			paths[len(paths)-1] = write(t, dir, company+"_"+year+"_report.txt", "The company "+company+" earned its revenue with pumps and valves in "+year+" and the years before it.")
		}
	}
	paths = append(paths, write(t, dir, "pumps.txt", "Revenue and pumps: an essay about revenue from pumps."))
	l.add(t, paths...)
	for question, want := range map[string]string{
		"What was the revenue of Amalfi in FY2018?":           "Amalfi_2018_report",
		"How did Veldhuis earn its revenue in fiscal 2017?":   "Veldhuis_2017_report",
		"corbett revenue FY19":                                "Corbett_2019_report",
		"According to Corbett's 2017 report, what is revenue": "Corbett_2017_report",
	} {
		got := titles(l.search(t, knowledge.Query{Text: question}))
		if len(got) == 0 || got[0] != want {
			t.Errorf("%s found %q first, want %s", question, got, want)
		}
		if len(got) < 5 {
			t.Errorf("%s found only %q: the others must not be lost", question, got)
		}
	}
	if got := titles(l.search(t, knowledge.Query{Text: "an essay about revenue from pumps"})); got[0] != "pumps" {
		t.Errorf("found %q first", got)
	}
}

// TestNeighboursAreMerged: passages that follow each other are one hit, which
// says where it is.
func TestNeighboursAreMerged(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t, write(t, dir, "long.txt", story("granary", 30)))
	hits := l.search(t, knowledge.Query{Text: "granary harbour office"})
	if len(hits) != 1 || docs[0].Passages < 2 {
		t.Fatalf("%d hits of %d passages", len(hits), docs[0].Passages)
	}
	if hits[0].Start != 0 || !strings.HasSuffix(hits[0].Text, "harbour office.") || hits[0].Where != "line 1" {
		t.Errorf("the hit is %d..%d, %q", hits[0].Start, hits[0].End, hits[0].Where)
	}
}

// A word may be one character, which stands in the text between others.
func TestSearchOneCharacter(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	l.add(t,
		write(t, dir, "fuji.txt", "富士山是日本最高的山峰，也是一座活火山。"),
		write(t, dir, "river.txt", "长江是亚洲最长的河流，流经许多省份。"))
	for query, want := range map[string]string{"山": "fuji", "河": "river", "+山": "fuji", "份": "river", "海": ""} {
		if got := strings.Join(titles(l.search(t, knowledge.Query{Text: query, Mode: knowledge.ModeLexical})), " "); got != want {
			t.Errorf("%s found %q, want %q", query, got, want)
		}
	}
}

// A table of contents has all the words of a heading, and comes after the section
// that it leads to, but where it is asked for, or where nothing else fits.
func TestContentsBehind(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "contents.txt", "4.8. Purpose of the shared hierarchy .................. 20\n4.9. Purpose of the local hierarchy .................. 21\n4.10. Purpose of the hierarchy of mounts ............. 23\n4.11. Zeppelins ............... 25\n"),
		write(t, dir, "section.txt", "The local hierarchy is for whoever looks after the machine and installs software there by hand. Its purpose is to be left alone when the system is brought up to date, and that nobody's programs are lost in the course of it."))
	first := func(text string) string {
		t.Helper()
		r, err := l.Search(context.Background(), knowledge.Query{Text: text, Mode: knowledge.ModeLexical})
		if err != nil || len(r.Hits) == 0 {
			t.Fatalf("%q finds %v, %v", text, r.Hits, err)
		}
		return r.Hits[0].Document.ID
	}
	if first("What is the purpose of the local hierarchy?") != docs[1].ID {
		t.Error("the table of contents comes before the section")
	}
	if first("zeppelins") != docs[0].ID {
		t.Error("what only the table of contents has is not found there")
	}
	w, err := l.Why(context.Background(), knowledge.Query{Text: "purpose of the local hierarchy", Mode: knowledge.ModeLexical}, docs[0].ID)
	if got := strings.Join(w.Reasons, " "); err != nil || !strings.Contains(got, "is a table of contents, so it counts for less") {
		t.Errorf("of the table of contents it is said %q, %v", got, err)
	}
	w, err = l.Why(context.Background(), knowledge.Query{Text: "Which chapters are there on the local hierarchy?", Mode: knowledge.ModeLexical}, docs[0].ID)
	if err != nil || len(w.Passages) == 0 || w.Passages[0].Lift != 0 {
		t.Errorf("a table of contents that is asked for: %+v, %v", w.Passages, err)
	}
}

// Of a question in a language that no document is in, the words that documents
// have decide, and those that none has say nothing.
func TestForeignQuestion(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "srv.txt", "The directory srv has the data of services that this system provides, and the files are there for everybody who wants them."),
		write(t, dir, "da.txt", "The members of the board were asked for a statement by the da of the county, and they have refused to give it to him."))
	r, err := l.Search(context.Background(), knowledge.Query{Text: "Wofür ist das Verzeichnis /srv da?", Mode: knowledge.ModeLexical})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].Document.ID != docs[0].ID || r.Hits[0].Coverage != 1 {
		t.Errorf("found is %+v, %v", r.Hits, err)
	}
	r, err = l.Search(context.Background(), knowledge.Query{Text: "Wofür ist das Ministerium da?", Mode: knowledge.ModeLexical})
	if err != nil || len(r.Hits) != 0 {
		t.Errorf("of a question without a word of the documents %+v is found, %v", r.Hits, err)
	}
}

// notNow is an embedder that fails from a moment on.
type notNow struct {
	letterEmbedder
	busy *atomic.Bool
}

func (e notNow) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	if e.busy.Load() {
		return nil, errors.New("the engine is busy")
	}
	return e.letterEmbedder.Embed(ctx, purpose, texts)
}

// A search that could not go by meaning, though the passages can be found so, says it.
func TestSearchSaysThatMeaningIsMissing(t *testing.T) {
	busy := new(atomic.Bool)
	for _, c := range []struct {
		embedder knowledge.Embedder
		want     bool
	}{{notNow{busy: busy}, true}, {letterEmbedder{}, false}, {nil, false}} {
		l := openLibrary(t, t.TempDir(), func(config *knowledge.Config) { config.Embedder = c.embedder })
		docs := l.add(t, write(t, t.TempDir(), "lease.txt", "The lease of the warehouse ends in May."))
		if c.embedder != nil {
			embedded(t, l, docs)
		}
		busy.Store(true)
		r, err := l.Search(t.Context(), knowledge.Query{Text: "lease of the warehouse"})
		if err != nil || len(r.Hits) != 1 || r.Unmeant != c.want || (r.Mode == knowledge.ModeHybrid) == (c.want || c.embedder == nil) {
			t.Errorf("%T: %+v, %v", c.embedder, r, err)
		}
		if r, err = l.Search(t.Context(), knowledge.Query{Text: "lease of the warehouse", Mode: knowledge.ModeLexical}); err != nil || r.Unmeant {
			t.Errorf("%T, where nobody wants meaning: %+v, %v", c.embedder, r, err)
		}
	}
}

// slow takes its time with a question.
type slow struct{ letterEmbedder }

func (e slow) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	if purpose == knowledge.ForQuery {
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return e.letterEmbedder.Embed(ctx, purpose, texts)
}

// A search waits for its question's embedding as long as it was told to.
func TestSearchWaitsForMeaning(t *testing.T) {
	for patience, unmeant := range map[time.Duration]bool{50 * time.Millisecond: true, time.Minute: false} {
		l := openLibrary(t, t.TempDir(), func(config *knowledge.Config) { config.Embedder, config.Patience = slow{}, patience })
		embedded(t, l, l.add(t, write(t, t.TempDir(), "lease.txt", "The lease of the warehouse ends in May.")))
		r, err := l.Search(t.Context(), knowledge.Query{Text: "lease of the warehouse"})
		if err != nil || len(r.Hits) != 1 || r.Unmeant != unmeant || (r.Mode == knowledge.ModeHybrid) == unmeant {
			t.Errorf("within %v: %+v, %v", patience, r, err)
		}
	}
}
