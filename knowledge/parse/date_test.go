package parse

import (
	"testing"

	"carrel/knowledge/reader"
)

// TestFileDates: what files of each kind say of their date.
func TestFileDates(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want reader.OwnDate
	}{
		"letter.eml":   {"From: ada@example.org\nTo: ben@example.org\nSubject: Desks\nDate: Fri, 3 May 2024 23:11:12 -0700\n\nText.\n", reader.OwnDate{Day: "2024-05-03", Is: reader.DateSent}},
		"box.mbox":     {"From ada@example.org Fri May  3 10:11:12 2024\nFrom: ada@example.org\nDate: Fri, 3 May 2024 10:11:12 +0000\nSubject: One\n\nText.\n\nFrom ada@example.org Thu May  2 10:11:12 2024\nFrom: ada@example.org\nDate: Thu, 2 May 2024 10:11:12 +0000\nSubject: Two\n\nText.\n", reader.OwnDate{Day: "2024-05-03", Is: reader.DateSent}},
		"page.html":    {`<html><head><meta name="date" content="2019/02/14"><meta property="article:published_time" content="2019-02-13T08:00:00Z"><meta property="article:modified_time" content="2020-01-01"></head><body><p>Some text of a page.</p></body></html>`, reader.OwnDate{Day: "2019-02-13", Is: reader.DatePublished}},
		"changed.html": {`<html><head><meta property="article:modified_time" content="2020-01-01"></head><body><p>Some text of a page.</p></body></html>`, reader.OwnDate{Day: "2020-01-01", Is: reader.DateSaved}},
		"notes.md":     {"---\ntitle: Notes\ndate: 2021-03\n---\n\nText.\n", reader.OwnDate{Day: "2021-03", Is: reader.DateWritten}},
		"old.rtf":      {`{\rtf1{\info{\creatim\yr2019\mo2\dy3\hr4}{\revtim\yr2020\mo5\dy6\hr7}{\printim\yr2021\mo8\dy9}}Text.\par}`, reader.OwnDate{Day: "2020-05-06", Is: reader.DateSaved}},
		"bare.txt":     {"Text.", reader.OwnDate{}},
	} {
		_, meta, err := readDocument(t, name, []byte(c.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if meta.Date != c.want {
			t.Errorf("%s is dated %+v, want %+v", name, meta.Date, c.want)
		}
	}
}
