package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

func testWords(t *testing.T, s *suite) {
	s.put(
		document(1, "Sea", nil, "Whales are singing in the deep sea.", "The harbour of Boston has whales too, and many more words about other things than these.", "Nothing here."),
		document(2, "Ledger", nil, "Capital expenditure was 1,577 million in 2018.", "Revenue grew."),
	)
	german := document(3, "Wale", nil, "Die Häuser der Wale stehen am Meer.")
	german.document.Language = language.Tag("de")
	german.describe()
	headed := document(4, "Manual", nil, "Press the button twice.", "Wait for it.")
	headed.passages[1].Heading = "Resetting the thermostat"
	headed.describe()
	s.put(german, headed)

	s.expect("stems, the shorter passage first", s.search(index.SharedQuery{Terms: words("singing whale")}), "Sea/0", "Sea/1")
	s.expect("a number", s.search(index.SharedQuery{Terms: words("1577")}), "Ledger/0")
	s.expect("what nobody wrote", s.search(index.SharedQuery{Terms: words("xylophone")}))
	s.expect("German", s.search(index.SharedQuery{Terms: index.QueryTerms("Haus", "de")}), "Wale/0")
	s.expect("a heading", s.search(index.SharedQuery{Terms: words("thermostat")}), "Manual/1")
	s.expect("at most K", s.search(index.SharedQuery{Terms: words("whales"), K: 1}), "Sea/0")
	required := words("whales harbour")
	for i := range required {
		required[i].Required = !required[i].Form
	}
	s.expect("all required", s.search(index.SharedQuery{Terms: required}), "Sea/1")
	required = append(required, index.Term{Text: "xylophon", Required: true})
	s.expect("a required word that nobody wrote", s.search(index.SharedQuery{Terms: required}))

	hit := s.search(index.SharedQuery{Terms: words("thermostat")})[0]
	if hit.Words <= 0 || hit.Cosine != 0 || hit.Passage.Text != "Wait for it." || hit.Passage.Heading != "Resetting the thermostat" || hit.Passage.Where != "page 1" || hit.Passage.Start != headed.passages[1].Start {
		t.Errorf("the hit is %+v", hit)
	}
	s.same(hit.Document, headed.document)
}

func testMeaning(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	r := rand.New(rand.NewPCG(3, 4))
	vectors := map[string][]float32{}
	for n := range 8 {
		title := fmt.Sprintf("D%d", n)
		s.put(document(n, title, func(i int) []float32 {
			v := random(r)
			vectors[fmt.Sprintf("%s/%d", title, i)] = v
			return v
		}, many(100, "Text %d.")...))
	}
	right := 0
	const queries = 20
	for range queries {
		q := random(r)
		var want []string
		for name := range vectors {
			want = append(want, name)
		}
		slices.SortFunc(want, func(a, b string) int {
			return cmpFloat(dot(q, vectors[b]), dot(q, vectors[a]))
		})
		hits := s.search(index.SharedQuery{Vector: q})
		for _, h := range hits {
			if d := h.Cosine - dot(q, vectors[found([]index.SharedHit{h})[0]]); d > 1e-3 || d < -1e-3 {
				t.Errorf("cosine is off by %v", d)
			}
		}
		for _, name := range found(hits) {
			if slices.Contains(want[:10], name) {
				right++
			}
		}
	}
	if right < queries*10*95/100 {
		t.Errorf("of the %d nearest %d were found", queries*10, right)
	}
	one := s.search(index.SharedQuery{Vector: random(r), Filter: index.SharedFilter{Documents: []string{fmt.Sprintf("%016x", 3)}}})
	if len(one) != 10 || slices.ContainsFunc(one, func(h index.SharedHit) bool { return h.Document.Title != "D3" }) {
		t.Errorf("in one document: %v", found(one))
	}
}

func testHybrid(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	s.put(
		document(1, "Both", func(int) []float32 { return axis(2) }, "The whale sings at night."),
		document(2, "Words", func(int) []float32 { return axis(9) }, "The whale sings at night."),
		document(3, "Meaning", func(int) []float32 { return axis(2) }, "A large animal of the sea makes music."),
		document(4, "Neither", func(int) []float32 { return axis(11) }, "Tax forms are due in May."),
		document(5, "Unembedded", nil, "A whale sings, it seems, of a night in a long long sentence with other things in it."),
	)
	q := index.SharedQuery{Terms: words("whale sings night"), Vector: axis(2)}
	hits := s.search(q)
	if len(hits) < 4 || found(hits)[0] != "Both/0" {
		t.Fatalf("found %v", found(hits))
	}
	for _, name := range []string{"Words/0", "Meaning/0", "Unembedded/0"} {
		if !slices.Contains(found(hits), name) {
			t.Errorf("%s is not among %v", name, found(hits))
		}
	}
	if i := slices.Index(found(hits), "Neither/0"); i >= 0 && i < len(hits)-1 {
		t.Errorf("what fits in no way is before others: %v", found(hits))
	}
	if hits[0].Words <= 0 || hits[0].Cosine < 0.99 {
		t.Errorf("the best hit says %v for its words and %v for its meaning", hits[0].Words, hits[0].Cosine)
	}
	q.Share = 0.98
	if names := found(s.search(q)); slices.Index(names, "Words/0") > slices.Index(names, "Meaning/0") && slices.Contains(names, "Meaning/0") {
		t.Errorf("with the words' weight at 0.98: %v", names)
	}
	q.Share = 0.02
	if names := found(s.search(q)); slices.Index(names, "Meaning/0") > slices.Index(names, "Words/0") && slices.Contains(names, "Words/0") {
		t.Errorf("with the words' weight at 0.02: %v", names)
	}
}

func testFilters(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	a := document(1, "A", axis, "The whale sings.")
	a.document.Date = reader.OwnDate{}
	a.describe()
	b := document(2, "B", axis, "The whale sings.")
	b.document.Format, b.document.Language = "docx", "de"
	b.document.Date = reader.OwnDate{Day: "2018-12-31", Is: reader.DatePeriod}
	b.document.Holders = []index.Holder{{Name: "bob@laptop", Path: "/home/bob/law/b.docx", Collections: []string{"Law", "Old law"}}}
	b.describe()
	c := document(3, "C", axis, "The whale sings.")
	c.document.Holders = []index.Holder{{Name: "ann@desk", Path: "/home/ann/lawless/c.pdf", Collections: []string{"Lawless"}}, {Name: "bob@laptop", Path: "/home/bob/law/deep/c.pdf", Collections: nil}}
	c.document.AddedAt = time.UnixMilli(1_800_000_000_000)
	c.document.Date = reader.OwnDate{Day: "2019-03", Is: reader.DateWritten}
	c.describe()
	s.put(a, b, c)
	whale := index.QueryTerms("whale", "en", "de")
	for _, test := range []struct {
		name   string
		filter index.SharedFilter
		want   string
	}{
		{"none", index.SharedFilter{}, "ABC"},
		{"documents", index.SharedFilter{Documents: []string{a.document.ID, c.document.ID, "ffffffffffffffff"}}, "AC"},
		{"no such document", index.SharedFilter{Documents: []string{"ffffffffffffffff"}}, ""},
		{"collection", index.SharedFilter{Collections: []string{"Law"}}, "B"},
		{"one of two collections", index.SharedFilter{Collections: []string{"Lawless", "Old law"}}, "BC"},
		{"no such collection", index.SharedFilter{Collections: []string{"law"}}, ""},
		{"formats", index.SharedFilter{Formats: []string{"docx", "epub"}}, "B"},
		{"languages", index.SharedFilter{Languages: []language.Tag{"de"}}, "B"},
		{"folder", index.SharedFilter{Folder: "/home/bob/law"}, "BC"},
		{"folder of another name", index.SharedFilter{Folder: "/home/ann/law"}, ""},
		{"since", index.SharedFilter{Since: time.UnixMilli(1_800_000_000_000)}, "C"},
		{"until", index.SharedFilter{Until: time.UnixMilli(1_800_000_000_000)}, "AB"},
		{"dated since a day", index.SharedFilter{DatedSince: "2019-03-15"}, "C"}, // a month may be that of the day
		{"dated since a month", index.SharedFilter{DatedSince: "2018-12"}, "BC"},
		{"dated after all", index.SharedFilter{DatedSince: "2019-04"}, ""},
		{"dated until a year", index.SharedFilter{DatedUntil: "2018"}, "B"},
		{"dated until a day", index.SharedFilter{DatedUntil: "2019-03-01"}, "BC"},
		{"dated in a year", index.SharedFilter{DatedSince: "2019", DatedUntil: "2019"}, "C"},
		{"dated before all", index.SharedFilter{DatedUntil: "2018-12-30"}, ""},
		{"all of them", index.SharedFilter{Documents: []string{b.document.ID, c.document.ID}, Collections: []string{"Law"}, Formats: []string{"docx"}, Languages: []language.Tag{"de"}, Folder: "/home/bob", Until: time.UnixMilli(1_800_000_000_000)}, "B"},
	} {
		for mode, q := range map[string]index.SharedQuery{
			"words": {Terms: whale}, "meaning": {Vector: axis(0)}, "both": {Terms: whale, Vector: axis(0)},
		} {
			q.Filter = test.filter
			got := ""
			for _, h := range s.search(q) {
				got += h.Document.Title
			}
			letters := strings.Split(got, "")
			slices.Sort(letters)
			if got = strings.Join(letters, ""); got != test.want {
				t.Errorf("%s by %s: found %q, want %q", test.name, mode, got, test.want)
			}
		}
	}
}
