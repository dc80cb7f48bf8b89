// Package dated tells a document's own date: the end of the period that it
// reports on or the day that it bears, where its first page plainly says so, and
// else what its file says of itself. It is pure: text in, a date out.
package dated

import (
	"time"

	"carrel/knowledge/reader"
)

// Best chooses between what a file says of itself and its first page: the page
// is what people mean, but for a mail, which is as old as it says.
func Best(file, page reader.OwnDate) reader.OwnDate {
	if page.Day == "" || file.Is == reader.DateSent {
		return file
	}
	return page
}

// earliest is the year before which no program made a file that is read here.
const earliest = 1985

// plausible reports whether a program can have noted the day; now is when it is
// read. Clocks that were never set say the beginnings of their time.
func plausible(day time.Time, now time.Time) bool {
	if day.Year() < earliest || day.After(now.Add(48*time.Hour)) {
		return false
	}
	switch day.Format(time.DateOnly) {
	case "2013-12-23", "2013-01-27": // the templates of python-docx and python-pptx, in all that is made with them
		return false
	}
	return true
}
