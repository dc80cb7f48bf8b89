package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

func testEmpty(t *testing.T, s *suite) {
	s.holds()
	state, err := s.store.State(t.Context())
	s.must(err)
	if state.Product == "" || state.Schema < 1 || state.Embedder != (index.SharedEmbedder{}) || state.Trouble != "" {
		t.Errorf("an empty store's state is %+v", state)
	}
	s.expect("words", s.search(index.SharedQuery{Terms: words("whale")}))
	s.expect("meaning", s.search(index.SharedQuery{Vector: axis(1)}))
	s.expect("nothing", s.search(index.SharedQuery{}))
	list, err := s.store.Passages(t.Context(), "0000000000000001", 0, 10)
	if err != nil || len(list) > 0 {
		t.Errorf("passages of no document: %v, %v", list, err)
	}
	s.must(s.store.Delete(t.Context(), "0000000000000001", ""))
}

func testReadBack(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	vectors := func(i int) []float32 {
		switch i {
		case 1:
			return nil // not embedded yet
		case 2:
			return make([]float32, dimensions) // cannot be
		}
		return axis(i)
	}
	odd := document(7, `Späße & "Quotes" \ '; DROP TABLE passage; -- {"$a":1} 文書 🐋`, vectors,
		"Plain words.", "Tab\tand\nnewline; quotes ' \" and `back` \\ slashes.", "鯨は海に住む。", "👩‍👩‍👧 مرحبا بالعالم Ω≈ç√", "$1 %s %v {{x}} ${y} \u200b\u00ad", strings.Repeat("long ", 2000))
	odd.document.Language = language.Tag("")
	odd.document.Holders[0].Path = `C:\Users\Ann\Ünïcode 'n "x".pdf`
	odd.document.Holders[0].Collections = []string{"Law; & 'order'", "鯨"}
	odd.passages[1].Heading, odd.passages[1].Inside = `A › "B"`, "Table 1: Year | Ünits"
	odd.describe()
	plain := document(3, "Plain", nil, "One.", "Two.")
	s.put(odd, plain)
	s.holds(odd, plain)
}

func testPutAgain(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	bare := document(1, "Whales", nil, "The whale sings.", "Ships sail.")
	s.put(bare, bare)
	s.holds(bare)
	// Its vectors come later.
	whole := document(1, "Whales", axis, "The whale sings.", "Ships sail.")
	s.put(whole, whole)
	s.holds(whole)
	s.expect("words", s.search(index.SharedQuery{Terms: words("sings")}), "Whales/0")
	s.expect("meaning", s.search(index.SharedQuery{Vector: axis(1)})[:1], "Whales/1")
}

func testReplace(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	s.put(document(1, "Old", axis, "The whale sings.", "Ships sail.", "Harbour lights."), document(2, "Other", axis, "Nothing to see."))
	replaced := document(1, "New", func(i int) []float32 { return axis(i + 8) }, "A walrus sleeps.")
	s.put(replaced)
	s.holds(replaced, document(2, "Other", axis, "Nothing to see."))
	s.expect("old words", s.search(index.SharedQuery{Terms: words("whale ships harbour")}))
	s.expect("new words", s.search(index.SharedQuery{Terms: words("walrus")}), "New/0")
	for _, h := range s.search(index.SharedQuery{Vector: axis(1)}) {
		if h.Cosine > 0.5 {
			t.Errorf("an old vector is found: %+v", h)
		}
	}
}

func testCutShort(t *testing.T, s *suite) {
	broken := errors.New("the line is broken")
	whole := document(1, "Whales", nil, many(700, "The whale number %d sings in the sea.")...)
	cut := func(yield func(index.SharedPassage, error) bool) {
		for i, p := range whole.passages {
			if i == 600 {
				yield(index.SharedPassage{}, broken)
				return
			}
			if !yield(p, nil) {
				return
			}
		}
	}
	if err := s.store.Put(t.Context(), whole.document, cut); !errors.Is(err, broken) {
		t.Errorf("a Put that is cut short is %v", err)
	}
	s.expect("what was cut short", s.search(index.SharedQuery{Terms: words("whale")}))
	if list := s.documents(); len(list) != 0 {
		t.Errorf("what was cut short is listed: %+v", list)
	}
	// Passages that are not the announced ones.
	other := whole
	other.passages = slices.Clone(whole.passages)
	other.passages[3].Text = strings.Replace(other.passages[3].Text, "sings", "signs", 1)
	for name, e := range map[string]entry{"changed": other, "fewer": {whole.document, whole.passages[:699]}} {
		if err := s.store.Put(t.Context(), e.document, e.all); !errors.Is(err, index.ErrBadDigest) {
			t.Errorf("%s passages: %v", name, err)
		}
		if list := s.documents(); len(list) != 0 {
			t.Errorf("%s passages are listed: %+v", name, list)
		}
	}
	s.put(whole)
	s.holds(whole)
}

// many gives texts with numbers in them.
func many(n int, format string) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf(format, i)
	}
	return texts
}

func testHolders(t *testing.T, s *suite) {
	ann := document(1, "Whales", nil, "The whale sings.")
	bob := ann
	bob.document.Holders = []index.Holder{{Name: "bob@laptop", Path: "/Users/bob/whales.pdf", Collections: []string{"Sea"}}}
	s.put(ann, bob)
	both := ann
	both.document.Holders = append(slices.Clone(ann.document.Holders), bob.document.Holders...)
	s.holds(both)
	// A holder's file has moved.
	ann.document.Holders = []index.Holder{{Name: "ann@desk", Path: "/srv/whales.pdf", Collections: []string{"Land"}}}
	s.put(ann)
	both.document.Holders[0] = ann.document.Holders[0]
	s.holds(both)
	s.expect("by the new collection", s.search(index.SharedQuery{Terms: words("whale"), Filter: index.SharedFilter{Collections: []string{"Land"}}}), "Whales/0")

	s.must(s.store.Delete(t.Context(), ann.document.ID, "carol@nowhere"))
	s.must(s.store.Delete(t.Context(), ann.document.ID, "ann@desk"))
	s.holds(bob)
	s.expect("by who has left", s.search(index.SharedQuery{Terms: words("whale"), Filter: index.SharedFilter{Collections: []string{"Land"}}}))
	s.must(s.store.Delete(t.Context(), ann.document.ID, "bob@laptop"))
	s.holds()
	s.expect("what nobody has", s.search(index.SharedQuery{Terms: words("whale")}))
	s.put(both)
	s.must(s.store.Delete(t.Context(), ann.document.ID, ""))
	s.holds()
}

func testPaging(t *testing.T, s *suite) {
	var ids []string
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range r.Perm(25) {
		s.put(document(n*977, fmt.Sprintf("Document %d", n), nil, "Some text."))
	}
	for n := range 25 {
		ids = append(ids, fmt.Sprintf("%016x", n*977))
	}
	slices.Sort(ids)
	var got []string
	for after := ""; ; {
		list, err := s.store.Documents(t.Context(), after, 10)
		s.must(err)
		if len(list) == 0 {
			break
		}
		for _, d := range list {
			got = append(got, d.ID)
		}
		after = got[len(got)-1]
	}
	if !slices.Equal(got, ids) {
		t.Errorf("listed are %v, want %v", got, ids)
	}
	for _, d := range []string{ids[0], ids[24]} {
		if one, err := s.store.Document(t.Context(), d); err != nil || one.ID != d || len(one.Holders) != 1 {
			t.Errorf("the document %s is %+v, %v", d, one, err)
		}
	}
	for _, d := range []string{"", ids[3] + "0", strings.ToUpper(ids[24]), "nothing"} {
		if one, err := s.store.Document(t.Context(), d); !errors.Is(err, index.ErrNotFound) {
			t.Errorf("the document %q, which is none, is %+v, %v", d, one, err)
		}
	}
	long := document(50000, "Long", nil, many(1203, "Passage number %d.")...)
	s.put(long)
	var texts []string
	for p, err := range index.Paged(t.Context(), func(ctx context.Context, from int) ([]index.SharedPassage, error) {
		return s.store.Passages(ctx, long.document.ID, from, 500)
	}) {
		s.must(err)
		texts = append(texts, p.Text)
	}
	if !slices.Equal(texts, many(1203, "Passage number %d.")) {
		t.Errorf("%d passages came back, or not in their order", len(texts))
	}
}
