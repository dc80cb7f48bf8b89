package knowledge

import (
	"context"
	"fmt"
	"strings"
	"time"

	"carrel/knowledge/dated"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// datedFormats are those whose first page can say a date of the whole. A table's
// rows, a program and a mail's text have dates of other things.
var datedFormats = map[string]bool{
	"pdf": true, "docx": true, "odt": true, "rtf": true, "pptx": true, "odp": true, "html": true, "markdown": true, "text": true,
	"latex": true, "rst": true, "org": true, "asciidoc": true, "picture": true,
}

// dateOf is a document's own date, by what its file says and by its first page
// that has text.
func dateOf(file reader.OwnDate, format, first string, tag language.Tag) reader.OwnDate {
	if !datedFormats[format] {
		return file
	}
	return dated.Best(file, dated.OfPage(first, tag, time.Now()))
}

// headBytes is how much of a first page is looked at for a date, of documents that
// were read before dates were.
const headBytes = 12_000

// dateOld finds the dates of documents that were read before dates were, from
// their first pages. What their files say of themselves is known when they are
// read again.
func (l *Library) dateOld(ctx context.Context) error {
	for l.idle(ctx) {
		rows, err := l.store.Undated(ctx, headsAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		seqs := make([]int64, len(rows))
		for i, row := range rows {
			seqs[i] = row.Seq
		}
		heads, err := l.store.Heads(ctx, seqs, headBytes)
		if err != nil {
			return err
		}
		dates := make(map[int64]reader.OwnDate, len(rows))
		for _, row := range rows {
			dates[row.Seq] = dateOf(reader.OwnDate{}, row.Format, strings.ToValidUTF8(heads[row.Seq], ""), row.Language)
		}
		if err := l.store.SetDates(ctx, dates); err != nil {
			return err
		}
		for _, row := range rows {
			if dates[row.Seq].Day != "" {
				l.changedDocument(row.ID)
			}
		}
	}
	return nil
}

// dateBefore does dateOld, when nothing waits to be read: what is written beside
// what else is written takes more room, and the disk may be full. The vectors and
// the names, for which the first search waits, come before it.
func (l *Library) dateBefore() {
	err := l.names.refresh(l.work, l.store)
	if err == nil {
		err = l.dateOld(l.work)
	}
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("find the dates of documents: %v", err))
	}
}

// dateWords says what a document's date is: "31 December 2018 (the end of the
// period it reports on)".
func dateWords(d reader.OwnDate) string {
	from, _, ok := d.Day.Span()
	if !ok {
		return "not known"
	}
	layout := "2 January 2006"
	switch strings.Count(string(d.Day), "-") {
	case 0:
		layout = "2006"
	case 1:
		layout = "January 2006"
	}
	is := map[reader.DateKind]string{
		reader.DatePeriod: "the end of the period it reports on", reader.DateWritten: "as it says itself", reader.DateSent: "when it was sent",
		reader.DatePublished: "when it was published, as its file says", reader.DateCreated: "when its file was made", reader.DateSaved: "when it was saved last",
	}[d.Is]
	return fmt.Sprintf("%s (%s)", from.Format(layout), is)
}
