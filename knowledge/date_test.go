package knowledge_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// TestOwnDates: documents have the dates that they bear or that their files say,
// searches are limited by them, and it is said which date kept one out.
func TestOwnDates(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "filing.txt", "Veldhuis Holding\n\nFor the fiscal year ended December 31, 2018\n\nThe Windjammer was sold."),
		write(t, dir, "letter.md", "Hamburg, 3 March 2020\n\nDear reader, the Windjammer is for sale."),
		write(t, dir, "mail.eml", "From: Ada <ada@example.org>\nTo: Ben <ben@example.org>\nSubject: Windjammer\nDate: Fri, 3 May 2019 10:11:12 +0200\n\nThe Windjammer was launched on\n\n1 May 1905\n\nin Hamburg.\n"),
		write(t, dir, "note.txt", "The Windjammer has four masts."))
	got := map[string]reader.OwnDate{}
	for _, d := range docs {
		got[filepath.Base(d.Path)] = d.Date
	}
	for name, want := range map[string]reader.OwnDate{
		"filing.txt": {Day: "2018-12-31", Is: reader.DatePeriod}, "letter.md": {Day: "2020-03-03", Is: reader.DateWritten},
		"mail.eml": {Day: "2019-05-03", Is: reader.DateSent}, "note.txt": {},
	} {
		if got[name] != want {
			t.Errorf("%s is dated %+v, want %+v", name, got[name], want)
		}
	}
	for _, c := range []struct{ since, until, want string }{
		{"2019", "", "letter.md mail.eml"},
		{"", "2018", "filing.txt"},
		{"2019-05", "2019-05", "mail.eml"},
		{"1900", "", "filing.txt letter.md mail.eml"}, // and none without a date
	} {
		var found []string
		for _, h := range l.search(t, knowledge.Query{Text: "Windjammer", Filters: knowledge.Filters{DatedSince: c.since, DatedUntil: c.until}}) {
			found = append(found, filepath.Base(h.Document.Path))
		}
		slices.Sort(found)
		if strings.Join(slices.Compact(found), " ") != c.want {
			t.Errorf("dated %q to %q: found %q, want %q", c.since, c.until, found, c.want)
		}
	}
	for document, want := range map[string]string{
		docs[0].ID: "its own date is 31 December 2018 (the end of the period it reports on)",
		docs[3].ID: "it says no date of its own",
	} {
		why, err := l.Why(context.Background(), knowledge.Query{Text: "Windjammer", Filters: knowledge.Filters{DatedSince: "2019"}}, document)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(why.Reasons, "\n"), want) {
			t.Errorf("the reasons are %q, without %q", why.Reasons, want)
		}
	}
	if err := (knowledge.Filters{DatedUntil: "spring"}).Check(); err == nil {
		t.Error("spring is taken for a day")
	}
}

// TestPeriodComesFirst: of documents that say the same in other words, those of
// the period that is asked about come first, by their own dates alone.
func TestPeriodComesFirst(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	l.add(t,
		write(t, dir, "a.md", "Hamburg, 3 March 2020\n\nDear Ms Reader,\n\nthe rent of the harbour office is paid to the harbour office."),
		write(t, dir, "b.md", "Hamburg, 9 June 2020\n\nDear Ms Reader,\n\nthe rent of the harbour office is due for the harbour office."),
		write(t, dir, "c.md", "Hamburg, 7 March 2019\n\nDear Ms Reader,\n\nthe rent of the harbour office is raised by the harbour office."),
		write(t, dir, "d.md", "The rent of the harbour office is what the harbour office pays."),
		write(t, dir, "e.md", "The rent of the harbour office is a matter of the harbour office."))
	for question, want := range map[string]string{
		"What does the March 2020 letter say about the rent of the harbour office?": "a.md b.md",
		"What did the harbour office say about its rent in 2019?":                   "c.md",
		"Was steht im Brief vom Juni 2020 zu rent, harbour und office?":             "b.md a.md",
	} {
		var found []string
		for _, h := range l.search(t, knowledge.Query{Text: question, Mode: knowledge.ModeLexical}) {
			found = append(found, filepath.Base(h.Document.Path))
		}
		if first := strings.Join(found[:min(len(found), strings.Count(want, " ")+1)], " "); first != want {
			t.Errorf("%s: found %q, want %q first", question, found, want)
		}
	}
}

// TestDatesOfBefore: documents that were read before dates were get theirs from
// their first pages when the library is opened.
func TestDatesOfBefore(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "letter.md", "Hamburg, 3 March 2020\n\nDear reader, the Windjammer is for sale."),
		write(t, dir, "note.txt", "The Windjammer has four masts."))
	l.close(t)
	db, err := driver.Open("file:" + filepath.ToSlash(filepath.Join(dir, "library.db")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE document SET day = '', day_is = '?'`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	l = openLibrary(t, dir, nil)
	// What the library does beside as well, waited for.
	if err := knowledge.DateOld(l.Library, context.Background()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []reader.OwnDate{{Day: "2020-03-03", Is: reader.DateWritten}, {}} {
		if d, err := l.Document(context.Background(), docs[i].ID); err != nil || d.Date != want {
			t.Errorf("%s is dated %+v (%v), want %+v", d.Title, d.Date, err, want)
		}
	}
	if left, err := l.store.Undated(context.Background(), 10); err != nil || len(left) > 0 {
		t.Errorf("%d documents have not been looked at (%v)", len(left), err)
	}
}
