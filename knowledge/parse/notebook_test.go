package parse

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

func TestGoldenNotebook(t *testing.T) { checkGolden(t, "tides.ipynb") }

// The place of what stands in a notebook is its cell, under its heading.
func TestNotebookPlaces(t *testing.T) {
	cells := []map[string]any{{"cell_type": "markdown", "source": "# Gauges"}}
	for i := range 60 {
		cells = append(cells, map[string]any{"cell_type": "code", "source": []string{fmt.Sprintf("gauge_%d = 1\n", i), strings.Repeat("# filled with words\n", 10)}})
	}
	data, err := json.Marshal(map[string]any{"cells": cells})
	if err != nil {
		t.Fatal(err)
	}
	pages, meta := mustReadDocument(t, "gauges.ipynb", data)
	if meta.Title != "Gauges" || len(pages) < 2 {
		t.Errorf("title %q, %d pages", meta.Title, len(pages))
	}
	seen := 0
	for _, p := range pages {
		runes := []rune(p.Text)
		for _, place := range p.Places {
			at := strings.Index(p.Text, fmt.Sprintf("gauge_%d =", seen-1))
			if seen > 0 && (at < 0 || string(runes[place.Start:place.End]) != strings.TrimSpace(p.Text[at:at+place.End-place.Start])) {
				t.Errorf("%s is %q", place.Name, string(runes[place.Start:place.End]))
			}
			if seen++; place.Name != fmt.Sprintf("cell %d", seen) {
				t.Errorf("place %q, want cell %d", place.Name, seen)
			}
		}
	}
	if seen != 61 {
		t.Errorf("%d cells of 61 have a place", seen)
	}
	if where := reader.Where(meta.Unit, pages[0], pages[0].Places[1].Start, pages[0].Places[1].End); where != "under “Gauges”, cell 2" {
		t.Errorf("a cell is at %q", where)
	}
}

// Notebooks of before 2015 have worksheets, cells that are headings, and "input".
func TestNotebookOfOld(t *testing.T) {
	pages, meta := mustReadDocument(t, "old.ipynb", []byte(`{"nbformat":3,"worksheets":[{"cells":[
		{"cell_type":"heading","level":1,"source":["Buoys"]},
		{"cell_type":"code","input":["class Buoy:\n    pass"],"outputs":[{"output_type":"pyout","text":["12 buoys"]}]}]}],"metadata":{"name":""}}`))
	if meta.Title != "Buoys" || len(pages) != 1 || pages[0].Text != "# Buoys\n\nclass Buoy:\n    pass\n\n12 buoys" {
		t.Errorf("%+v %+v", meta, pages)
	}
	if h := pages[0].Headings; len(h) != 2 || h[1].Text != "class Buoy" || h[1].Level != 5 {
		t.Errorf("headings %+v", h)
	}
}

func TestNotebookRefused(t *testing.T) {
	whole := `{"cells":[{"cell_type":"markdown","source":"A tide."}]}`
	for _, c := range []struct{ data, code string }{
		{whole[:len(whole)-3], reader.CodeDamaged},
		{`["cells"]`, reader.CodeDamaged},
		{`{"cells":[]}`, reader.CodeEmpty},
		{`{"cells":[{"cell_type":"code","source":7,"outputs":[{"text":{}}]}]}`, reader.CodeEmpty},
		{strings.Repeat("[", 100_000), reader.CodeDamaged},
	} {
		_, _, err := readDocument(t, "a.ipynb", []byte(c.data))
		var problem *reader.Problem
		if !errors.As(err, &problem) || problem.Code != c.code {
			t.Errorf("%.60s: %v, want %s", c.data, err, c.code)
		}
	}
}

func FuzzNotebook(f *testing.F) {
	f.Add(`"cell_type":"markdown","source":["# A\n","| a | b |\n|---|---|\n| 1 | 2 |"]`)
	f.Add(`"cell_type":"code","source":"def a():\n    pass","outputs":[{"text":["x\u0000y"]},{"ename":"E","evalue":"v"}]`)
	f.Fuzz(func(t *testing.T, cell string) {
		_, _, _ = readDocument(t, "a.ipynb", []byte(`{"cells":[{`+cell+`},{"cell_type":"code","source":"a = 1"}]}`))
	})
}
