package index

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

func open(t testing.TB) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "library ü#?%.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestFirstSchema: the schema of version 1 is frozen once it has been released;
// what comes later is another migration.
func TestFirstSchema(t *testing.T) {
	list, err := migrationList()
	if err != nil {
		t.Fatal(err)
	}
	db, err := driver.Open(filepath.Join(t.TempDir(), "one.db"), configure)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := apply(context.Background(), db, list[0]); err != nil {
		t.Fatal(err)
	}
	got := dumpSchema(t, db)
	golden := filepath.Join("..", "testdata", "schema-1.sql")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the first schema has changed; add a migration instead. It is now\n%s", got)
	}
}

func dumpSchema(t *testing.T, db *sql.DB) string {
	t.Helper()
	rows, err := db.Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text+";\n")
	}
	return strings.Join(all, "\n")
}

func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	list, err := migrationList()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, err := Open(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "user_version": strconv.Itoa(len(list))} {
			var got string
			if err := s.DB().QueryRow(`PRAGMA ` + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s, want %s; %v", pragma, got, want, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	newer := filepath.Join(dir, "newer.db")
	s, err := Open(ctx, newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB().Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	s.Close()

	foreign := filepath.Join(dir, "foreign.db")
	db, err := driver.Open(foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE recipe (name TEXT)`); err != nil {
		t.Fatal(err)
	}
	db.Close()

	text := filepath.Join(dir, "text.db")
	broken := filepath.Join(dir, "broken.db")
	valid, err := os.ReadFile(newer)
	if err != nil {
		t.Fatal(err)
	}
	copy(valid[60:64], []byte{0, 0, 0, 1}) // user_version
	for i := 4096; i < len(valid); i++ {
		valid[i] = byte(i)
	}
	for i := 100; i < 4096; i++ {
		valid[i] = 0xAA // the schema's own page
	}
	for path, data := range map[string][]byte{text: []byte("Dear diary"), broken: valid} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		path string
		want error
	}{{newer, ErrNewerSchema}, {foreign, ErrNotLibrary}, {text, ErrNotLibrary}, {broken, ErrCorrupt}} {
		before, err := os.ReadFile(c.path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, c.path)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", filepath.Base(c.path), err, c.want)
		}
		if s != nil {
			s.Close()
		}
		if after, _ := os.ReadFile(c.path); c.want == ErrNotLibrary && !bytes.Equal(before, after) {
			t.Errorf("%s was written to", c.path)
		}
	}
	if _, err := Open(ctx, dir); err == nil {
		t.Error("a folder was opened as a library")
	}
}

// addDocument adds a document of one page and returns its key.
func addDocument(t testing.TB, s *Store, name, text string) int64 {
	t.Helper()
	ctx := context.Background()
	d := &Document{ID: fmt.Sprintf("%016x", len(name)*1000003+rand.Int()), Path: "/" + name, Title: name, State: "queued", AddedAt: time.Now()}
	if _, err := s.Insert(ctx, []*Document{d}); err != nil {
		t.Fatal(err)
	}
	d.Pages = 1
	page := reader.Page{Number: 1, Text: text}
	entry := PageEntry{Page: page, Passages: passage.NewSplitter(passage.Limits{}).Page(page)}
	if _, err := s.Publish(ctx, *d, []PageEntry{entry}); err != nil {
		t.Fatal(err)
	}
	return d.Seq
}

func TestLexical(t *testing.T) {
	s := open(t)
	ctx := context.Background()
	a := addDocument(t, s, "winter", "The river froze. Skaters came from every village.")
	b := addDocument(t, s, "summer", "The river was warm, the river was low.")
	addDocument(t, s, "autumn", "Leaves fell on the road.")
	find := func(q string, f Filter) string {
		list, err := s.Lexical(ctx, QueryTerms(q), 10, f)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range list {
			ids = append(ids, fmt.Sprint(r.Passage))
		}
		return strings.Join(ids, " ")
	}
	for _, c := range []struct {
		q    string
		f    Filter
		want string
	}{
		{"river", Filter{}, "2 1"},
		{"skater", Filter{}, "1"},
		{"winter road", Filter{}, "3 1"},
		{"river", Filter{Only: []int64{a}}, "1"},
		{"river", Filter{Except: []int64{b}}, "1"},
		{"river", Filter{Only: []int64{}}, ""},
		{"nothing such", Filter{}, ""},
		{`"; DROP TABLE document --`, Filter{}, ""},
	} {
		if got := find(c.q, c.f); got != c.want {
			t.Errorf("%q with %+v found %q, want %q", c.q, c.f, got, c.want)
		}
	}
	weights, err := s.Weights(ctx, QueryTerms("river skater zebra"))
	if err != nil || !(weights.IDF["river"] < weights.IDF["skater"] && weights.IDF["skater"] < weights.IDF["zebra"]) {
		t.Errorf("weights %v, %v", weights, err)
	}
	if err := s.Delete(ctx, b); err != nil {
		t.Fatal(err)
	}
	if got := find("river", Filter{}); got != "1" {
		t.Errorf("after removing one, %q is found", got)
	}
	if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
		t.Errorf("check: %q, %v", wrong, err)
	}
}

// TestCheckFinds breaks the library in each way that Check looks for.
func TestCheckFinds(t *testing.T) {
	ctx := context.Background()
	for damage, want := range map[string]string{
		`DELETE FROM lexical_segment`:                                             "missing from the lexical index",
		`INSERT INTO lexical_dead (passage) VALUES (1)`:                           "missing from the lexical index",
		`UPDATE lexical_segment SET entries = x'020204'`:                          "belong to no passage",
		`UPDATE lexical_segment SET entries = x'010205'`:                          "has 4 terms of passage 1, which has 5",
		`UPDATE lexical_segment SET entries = x'01'`:                              "damaged",
		`UPDATE lexical_block SET data = substr(data, 2)`:                         "unreadable",
		`UPDATE lexical_block SET id = id + 1`:                                    "other blocks than its directory",
		`INSERT INTO lexical_block VALUES (1 << 40, x'')`:                         "belong to no segment",
		`UPDATE document SET passages = 7`:                                        "another number of passages",
		`UPDATE document SET state = 'embedded'`:                                  "called embedded",
		`PRAGMA foreign_keys = OFF; DELETE FROM page; PRAGMA foreign_keys = ON`:   "belong to no page",
		`UPDATE document SET state = 'queued'`:                                    "have not been read",
		`PRAGMA foreign_keys = OFF; DELETE FROM document; PRAGMA foreign_keys=ON`: "missing document",
	} {
		s := open(t)
		addDocument(t, s, "one", "Some text here.")
		if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
			t.Fatalf("check of a sound library: %q, %v", wrong, err)
		}
		if _, err := s.DB().Exec(damage); err != nil {
			t.Fatal(err)
		}
		wrong, err := s.Check(ctx)
		if err != nil || !strings.Contains(strings.Join(wrong, "\n"), want) {
			t.Errorf("after %q check says %q, %v", damage, wrong, err)
		}
		// What cannot be made from the rest is read again.
		done, err := s.Repair(ctx)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Incomplete(ctx)
		if err != nil || len(done)+len(again) == 0 {
			t.Errorf("after %q repair did %q, to read again %v, %v", damage, done, again, err)
		}
		for _, d := range again {
			if err := s.Requeue(ctx, d.Seq, d.Path, d.AddedAt, d.Batch); err != nil {
				t.Fatal(err)
			}
		}
		if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
			t.Errorf("after %q and repair (%q) check says %q, %v", damage, done, wrong, err)
		}
	}
}

func TestEmbeddings(t *testing.T) {
	s := open(t)
	ctx := context.Background()
	seq := addDocument(t, s, "one", strings.Repeat("Some words in a sentence that goes on for a while. ", 60))
	key, err := s.UseEmbedder(ctx, "first")
	if err != nil {
		t.Fatal(err)
	}
	missing, err := s.ToEmbed(ctx, key, 100)
	if err != nil || len(missing) < 2 {
		t.Fatalf("%d passages to embed, %v", len(missing), err)
	}
	var batch []Embedding
	for i, p := range missing {
		batch = append(batch, Embedding{p.ID, p.Document, []float32{float32(i), 0.5, -1}})
	}
	batch = append(batch, Embedding{Passage: 999, Document: seq, Vector: []float32{1, 2, 3}})
	stored, err := s.PutEmbeddings(ctx, key, batch[:1])
	if err != nil || len(stored) != 1 {
		t.Fatalf("stored %d, %v", len(stored), err)
	}
	if stored, err = s.PutEmbeddings(ctx, key, batch); err != nil || len(stored) != len(missing)-1 {
		t.Fatalf("stored %d of the rest, %v", len(stored), err)
	}
	list, err := s.Documents(ctx)
	if err != nil || list[0].State != "embedded" || list[0].Embedded != len(missing) {
		t.Fatalf("document is %+v, %v", list, err)
	}
	for _, sealed := range []bool{false, true} { // codes made while loading, and stored ones
		v := NewVectors(s.Exact(key))
		if err := s.LoadVectors(ctx, key, v); err != nil || v.Len() != len(missing) {
			t.Fatalf("loaded %d, %v", v.Len(), err)
		}
		got, err := v.Search(ctx, []float32{1, 0, 0}, 1, Filter{Only: []int64{seq}}, nil)
		if want := (Ranked{missing[len(missing)-1].ID, float64(len(missing) - 1)}); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("sealed %t: found %v, want %v; %v", sealed, got, want, err)
		}
		if err := s.Settle(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var chunks int
	if err := s.DB().QueryRow(`SELECT count(*) FROM vector_chunk WHERE data IS NOT NULL`).Scan(&chunks); err != nil || chunks != 1 {
		t.Errorf("%d chunks of codes are stored, %v", chunks, err)
	}
	for _, c := range []struct{ damage, want string }{
		{`UPDATE vector_chunk SET data = x'0301020000803f010203'`, "not those of their vectors"},
		{`DELETE FROM vector_chunk`, "in no chunk"},
		{`INSERT INTO vector_chunk SELECT DISTINCT embedder, passage >> 8, NULL FROM vector`, ""},
	} {
		if _, err := s.DB().Exec(c.damage); err != nil {
			t.Fatal(err)
		}
		if wrong, err := s.Check(ctx); err != nil || !strings.Contains(strings.Join(wrong, "\n"), c.want) || c.want == "" && len(wrong) > 0 {
			t.Errorf("after %q check says %q, %v", c.damage, wrong, err)
		}
	}
	if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
		t.Errorf("check: %q, %v", wrong, err)
	}
	// Another embedder's vectors are made anew.
	if key, err = s.UseEmbedder(ctx, "second"); err != nil {
		t.Fatal(err)
	}
	if again, err := s.ToEmbed(ctx, key, 100); err != nil || len(again) != len(missing) {
		t.Errorf("%d passages to embed with another embedder, %v", len(again), err)
	}
	if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
		t.Errorf("check: %q, %v", wrong, err)
	}
}

// What is in the library is nobody else's to read.
func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes here")
	}
	path := filepath.Join(t.TempDir(), "library.db")
	for range 2 { // made, and opened again where others could read it
		s, err := Open(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.PutFolder(context.Background(), &Folder{ID: "f", Path: "/f"}); err != nil {
			t.Fatal(err)
		}
		for _, end := range []string{"", "-wal", "-shm"} {
			info, err := os.Stat(path + end)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("library.db%s has mode %o", end, info.Mode().Perm())
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
