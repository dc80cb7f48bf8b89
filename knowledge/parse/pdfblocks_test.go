package parse

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// longBook has more pages than one instance reads alone.
func longBook() []byte {
	var made [][3]string
	for i := range 3*helpedPages + 5 {
		made = append(made, [3]string{"On Carrels", fmt.Sprintf("Body %d begins\nand goes on for %d lines.", i, i*i), fmt.Sprint(i + 1)})
	}
	return book(made...)
}

// Two instances give what one gives, in the same order.
func TestTwoInstancesReadAsOne(t *testing.T) {
	engine := loadEngine(t)
	data := longBook()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	alone, meta := pagesOf(t, engine, data)
	runtime.GOMAXPROCS(max(before, 2))
	both, metaOfBoth := pagesOf(t, engine, data)
	if !reflect.DeepEqual(meta, metaOfBoth) || len(both) != len(alone) {
		t.Fatalf("%+v of %d pages, then %+v of %d", meta, len(alone), metaOfBoth, len(both))
	}
	for i := range alone {
		checkPage(t, both[i], i+1)
		if !reflect.DeepEqual(alone[i], both[i]) {
			t.Fatalf("page %d: %+v, then %+v", i+1, alone[i], both[i])
		}
		if len(both[i].Furniture) != 2 {
			t.Fatalf("page %d: furniture %q", i+1, furnitureText(both[i]))
		}
	}
}

// Where memory does not suffice for two instances, one reads on alone.
func TestMemoryForOneInstance(t *testing.T) {
	engine := &pdfEngine{cache: loadEngine(t).cache, memory: minMemory}
	if err := engine.load(); err != nil {
		t.Fatal(err)
	}
	defer engine.close()
	if pages, _ := pagesOf(t, engine, longBook()); len(pages) != 3*helpedPages+5 {
		t.Errorf("%d pages", len(pages))
	}
	if used := engine.allocator.used.Load(); used != 0 {
		t.Errorf("%d bytes are held after the document", used)
	}
}

// Who wants no more pages gets none, and the helper ends.
func TestStopInTheMiddle(t *testing.T) {
	engine := loadEngine(t)
	enough := errors.New("enough")
	got := 0
	_, err := engine.read(longBook(), "", func(reader.Page) error {
		if got++; got == 40 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || got != 40 {
		t.Errorf("%d pages, then %v", got, err)
	}
	if used := engine.allocator.used.Load(); used != 0 {
		t.Errorf("%d bytes are held after the document", used)
	}
}

// A page that no memory suffices for ends the document with that problem,
// whichever instance meets it, and the next document is read.
func TestMemoryRunsOutInTheMiddle(t *testing.T) {
	engine := &pdfEngine{cache: loadEngine(t).cache, memory: 80 << 20}
	if err := engine.load(); err != nil {
		t.Fatal(err)
	}
	defer engine.close()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	block := []byte("BT /F1 9 Tf " + strings.Repeat("(x)Tj ", 100000) + "ET\n")
	for range 12 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{5, 20} { // in the first block, in the second
		d := pdftest.Document{}
		for i := range helpedPages + 20 {
			p := pdftest.Page{Text: "Some text."}
			if i == at {
				p = pdftest.Page{Packed: packed.Bytes()}
			}
			d.Pages = append(d.Pages, p)
		}
		_, err := engine.read(d.Bytes(), "", func(reader.Page) error { return nil })
		var problem *reader.Problem
		if !errors.As(err, &problem) || problem.Code != reader.CodeMemory {
			t.Errorf("page %d: %v", at+1, err)
		}
		if pages, _ := pagesOf(t, engine, longBook()); len(pages) != 3*helpedPages+5 {
			t.Errorf("then %d pages", len(pages))
		}
	}
}
