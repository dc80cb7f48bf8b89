//go:build unix

package knowledge_test

import (
	"math"
	"net"
	"os"
	"path/filepath"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/postgres"
	"carrel/knowledge/index/postgres/pgtest"
)

// TestTeamRanking compares how PostgreSQL ranks XQuAD's English paragraphs with
// how the library's own database does, over the same interface: by words every
// score must be the same. With -update it embeds them as well, and writes down
// what both reach in all modes.
func TestTeamRanking(t *testing.T) {
	server := pgtest.For(t)
	paragraphs, questions := readXQuAD(t, shared(t, "eval", "xquad", "xquad.en.json"))
	var embedder knowledge.Embedder
	if *update {
		embedder = realEmbedder(t)
	}
	l := rankLibrary(t, paragraphs, func(c *knowledge.Config) { c.Embedder = embedder })
	if *update {
		docs, err := l.Documents(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Wait(t.Context(), ids(docs), knowledge.StateEmbedded); err != nil {
			t.Fatal(err)
		}
	}
	store, err := postgres.Open(t.Context(), postgres.Config{URL: server.Database(t), Dial: new(net.Dialer).DialContext})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if done, err := knowledge.CopyStore(t.Context(), l.Embedded(), store, nil); err != nil || done.Verified != len(paragraphs) {
		t.Fatalf("copied %+v, %v", done, err)
	}
	if !*update {
		for _, q := range sixth(questions) {
			query := index.SharedQuery{Terms: index.QueryTerms(q.text, "en"), K: 20}
			want, err := l.Embedded().Search(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := store.Search(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) {
				t.Fatalf("%q: %d hits, want %d", q.text, len(got), len(want))
			}
			for i := range got {
				if math.Abs(got[i].Score-want[i].Score) > 1e-9 {
					t.Fatalf("%q: hit %d scores %v, want %v", q.text, i, got[i].Score, want[i].Score)
				}
			}
		}
		return
	}
	text := "# The same paragraphs and questions as in xquad_en.txt, found through the interface of\n# shared stores: without what names documents. Rewrite with\n#\tgo test ./knowledge -run TestTeamRanking -update\n"
	for _, mode := range []knowledge.Mode{knowledge.ModeLexical, knowledge.ModeVector, knowledge.ModeHybrid} {
		for name, reader := range map[string]knowledge.TeamReader{"library": l.Embedded(), "postgres": store} {
			text += scoreLine(name+"-"+string(mode), rankTeam(t, reader, embedder, questions, mode))
		}
	}
	if err := os.WriteFile("testdata/rank/team_en.txt", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text)
}

// rankTeam is rank through the interface of shared stores.
func rankTeam(t *testing.T, store knowledge.TeamReader, embedder knowledge.Embedder, questions []question, mode knowledge.Mode) score {
	t.Helper()
	var s score
	for _, q := range questions {
		query := index.SharedQuery{K: 20, Share: 0.5}
		if mode != knowledge.ModeVector {
			query.Terms = index.QueryTerms(q.text, "en")
		}
		if mode != knowledge.ModeLexical {
			vectors, err := embedder.Embed(t.Context(), knowledge.ForQuery, []string{q.text})
			if err != nil {
				t.Fatal(err)
			}
			query.Vector = vectors[0]
		}
		hits, err := store.Search(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, h := range hits {
			if seen[h.Document.ID] {
				continue
			}
			seen[h.Document.ID] = true
			if filepath.Base(h.Document.Holders[0].Path) != paragraphName(q.paragraph) {
				continue
			}
			place := float64(len(seen))
			if place == 1 {
				s.recall1++
			}
			if place <= 5 {
				s.recall5++
			}
			s.mrr += 1 / place
			break
		}
	}
	n := float64(len(questions))
	return score{s.recall1 / n, s.recall5 / n, s.mrr / n}
}
