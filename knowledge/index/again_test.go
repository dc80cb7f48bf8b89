package index

import (
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// A team's store is told when a page has new words, as many passages as before.
func TestNewWordsAreSent(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := &Document{ID: "0123456789abcdef", Hash: "01", Path: "/scan.png", Title: "scan", State: "queued", Pages: 1}
	if _, err := s.Insert(t.Context(), []*Document{d}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(t.Context(), *d, []PageEntry{{Page: reader.Page{Number: 1, Scan: true}}}); err != nil {
		t.Fatal(err)
	}
	recognised := func(language string) reader.Recognition {
		return reader.Recognition{Text: language, Words: []reader.Word{{End: 3}}, Languages: []string{language}}
	}
	if err := s.PutRecognition(t.Context(), *d, 1, "eng", 0, recognised("eng"), []passage.Passage{{End: 3}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Share(t.Context(), "test://hub"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(`DELETE FROM outbox`); err != nil {
		t.Fatal(err)
	}
	waiting, failed, err := s.RecogniseAgain(t.Context(), []string{"deu"}, nil)
	if err != nil || len(waiting) != 1 || len(failed) != 0 || waiting[0].Again != 1 {
		t.Fatalf("waiting %+v, failed %+v, %v", waiting, failed, err)
	}
	if _, all, err := s.Outbox(t.Context(), Outgoing{}, 10); err != nil || all != 0 {
		t.Errorf("%d documents to be sent before there is anything new, %v", all, err)
	}
	next, err := s.NextScan(t.Context(), nil)
	if err != nil || next != (Scan{Document: d.Seq, Page: 1, Again: true}) {
		t.Errorf("next %+v, %v", next, err)
	}
	gone, err := s.ReplaceRecognition(t.Context(), *d, 1, "deu", 0, recognised("deu"), []passage.Passage{{End: 3}})
	if err != nil || len(gone) != 1 {
		t.Errorf("gone %v, %v", gone, err)
	}
	if _, all, err := s.Outbox(t.Context(), Outgoing{}, 10); err != nil || all != 1 {
		t.Errorf("%d documents to be sent, %v", all, err)
	}
	now, err := s.Document(t.Context(), d.ID)
	if err != nil || now.Passages != 1 || now.Again != 0 || len(now.RecognisedIn) != 1 || now.RecognisedIn[0] != "deu" {
		t.Errorf("document %+v, %v", now, err)
	}
	if _, err := s.ReplaceRecognition(t.Context(), *d, 1, "eng", 0, recognised("eng"), nil); err == nil {
		t.Error("a page that does not wait was replaced")
	}
	wrong, err := s.Check(t.Context())
	if err != nil || len(wrong) > 0 {
		t.Errorf("check: %v, %v", wrong, err)
	}
}

// What was recognised before it was remembered in which languages is offered once
// more, documents without a word too; what has nothing to do with pictures is not.
func TestMigrateRecognition(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	db, err := driver.Open("file:"+filepath.ToSlash(path), configure)
	if err != nil {
		t.Fatal(err)
	}
	list, err := migrationList()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.version < 13 {
			if err := apply(t.Context(), db, m); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, statement := range []string{
		`INSERT INTO document (seq, id, hash, path, title, state, code, error, added_at, pages, passages) VALUES
			(1, '01', '01', '/scan.pdf', 'scan', 'searchable', '', '', 1, 3, 0),
			(2, '02', '02', '/blank.png', 'blank', 'failed', 'empty', 'No words were found in it: its pages are pictures without any that can be recognised.', 1, 0, 0),
			(3, '03', '03', '/empty.txt', 'empty', 'failed', 'empty', 'There is no text in it.', 1, 0, 0)`,
		`INSERT INTO page (document, number, text) VALUES (1, 1, 'one'), (1, 2, ''), (1, 3, '')`,
		`INSERT INTO scan (document, page, state, words) VALUES (1, 1, 'done', '[[0,3,0,0,0,0,0]]'), (1, 2, 'failed', '[]'), (1, 3, 'waiting', '[]')`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	amount, err := s.RecognisedOtherwise(t.Context(), []string{"eng"})
	if err != nil || amount != (Amount{Documents: 2, Pages: 3}) {
		t.Errorf("offered %+v, %v", amount, err)
	}
}
