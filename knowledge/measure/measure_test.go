package measure

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"carrel/knowledge/parse"
	"carrel/knowledge/reader"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "reader" {
		os.Exit(parse.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func TestSearch(t *testing.T) {
	result, err := Search(context.Background(), SearchOptions{Passages: []int{500, 1500}, Dimensions: 32, Queries: 10, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Sizes) != 2 {
		t.Fatalf("%d sizes", len(result.Sizes))
	}
	for _, f := range result.Sizes {
		for name, l := range map[string]Latency{"lexical": f.Lexical, "vector": f.Vector, "fused": f.Fused, "filtered": f.Filtered, "chromem": f.Chromem} {
			if l.P50 <= 0 || l.P95 < l.P50 {
				t.Errorf("%d passages, %s: %+v", f.Passages, name, l)
			}
		}
		if f.BuildPerSecond <= 0 || f.LoadMS <= 0 {
			t.Errorf("%+v", f)
		}
	}
}

// A library that is kept is taken again, whole or not at all.
func TestSearchKeepsLibrary(t *testing.T) {
	keep := t.TempDir()
	options := SearchOptions{Passages: []int{500}, Dimensions: 32, Queries: 5, Keep: keep}
	search := func() SearchFigure {
		t.Helper()
		result, err := Search(context.Background(), options)
		if err != nil {
			t.Fatal(err)
		}
		return result.Sizes[0]
	}
	first := search()
	again := search()
	if again.BuildPerSecond != first.BuildPerSecond || again.Documents != first.Documents {
		t.Errorf("made %+v, taken again %+v", first, again)
	}
	notes, err := filepath.Glob(filepath.Join(keep, "*", "made-up.json"))
	if err != nil || len(notes) != 1 {
		t.Fatalf("%v %v", notes, err)
	}
	if err := os.Remove(notes[0]); err != nil { // as if making it had been cut short
		t.Fatal(err)
	}
	if anew := search(); anew.BuildPerSecond == first.BuildPerSecond || anew.Documents != first.Documents {
		t.Errorf("made %+v, made anew %+v", first, anew)
	}
}

func TestIndex(t *testing.T) {
	dir := t.TempDir()
	words := newVocabulary(1)
	for i := range 20 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.txt", i)), []byte(words.text(2000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := reader.New(reader.Config{Command: []string{exe, "reader"}})
	defer r.Close()
	result, err := Index(context.Background(), IndexOptions{Reader: r, Embedder: hashEmbedder{32}, EmbedPassages: 50}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if result.Files != 20 || result.Failed != 0 || result.Pages < 20 || result.Passages < 200 || result.Embedded < 50 ||
		result.PagesPerSecond <= 0 || result.EmbeddedPerSecond <= 0 || result.BareEmbeddedPerSecond <= 0 {
		t.Errorf("%+v", result)
	}
	if runtime.GOOS != "linux" {
		return
	}
	seen := map[string]bool{}
	for _, m := range result.Memory {
		seen[m.Process] = m.PeakBytes > 1<<20
	}
	if !seen["core"] || !seen["reader"] {
		t.Errorf("memory: %+v", result.Memory)
	}
}
