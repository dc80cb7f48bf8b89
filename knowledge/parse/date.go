package parse

import (
	"fmt"
	"time"

	"carrel/knowledge/dated"
	"carrel/knowledge/reader"
)

// date gives a date that a file says of itself; none where it cannot be true.
func date(is reader.DateKind, text string) reader.OwnDate {
	if day := dated.OfFile(text, time.Now()); day != "" {
		return reader.OwnDate{Day: day, Is: is}
	}
	return reader.OwnDate{}
}

// date is when the PDF was made, or else changed last.
func (d *pdfDocument) date() reader.OwnDate {
	if made := date(reader.DateCreated, d.meta("CreationDate")); made.Day != "" {
		return made
	}
	return date(reader.DateSaved, d.meta("ModDate"))
}

// date is when an Office document was saved last, or else made: what is in it is
// as old as that, while the making may be that of the letter it was begun from.
func (p officeProperties) date() reader.OwnDate {
	if p.saved.Day != "" {
		return p.saved
	}
	return p.created
}

// rtfDates collects when a document in Rich Text Format was made and revised:
// "{\creatim\yr2024\mo5\dy3}".
type rtfDates struct {
	open  string // the group that the numbers are of
	parts map[string][3]int
}

func (r *rtfDates) word(word string, n int) {
	if r.parts == nil {
		r.parts = map[string][3]int{}
	}
	day := r.parts[r.open]
	switch word {
	case "yr":
		day[0] = n
	case "mo":
		day[1] = n
	case "dy":
		day[2] = n
	default:
		r.open = word
		return
	}
	r.parts[r.open] = day
}

// date is when it was saved last, or else made.
func (r *rtfDates) date() reader.OwnDate {
	for _, group := range []struct {
		name string
		is   reader.DateKind
	}{{"revtim", reader.DateSaved}, {"creatim", reader.DateCreated}} {
		day := r.parts[group.name]
		if d := date(group.is, fmt.Sprintf("%04d-%02d-%02d", day[0], day[1], day[2])); d.Day != "" {
			return d
		}
	}
	return reader.OwnDate{}
}
