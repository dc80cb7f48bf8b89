package reader

import (
	"strconv"
	"strings"
	"time"
)

// OwnDate is a document's own date.
type OwnDate struct {
	Day Day      `json:"day"` // as exactly as it is known
	Is  DateKind `json:"is"`  // what it is the date of
}

// Day is a day, a month or a year of the Gregorian calendar: "2018-12-31",
// "2018-12", "2018"; "" is none.
type Day string

// DateKind says what happened on a document's date.
type DateKind string

// The kinds of dates, those that say most of a document first.
const (
	DatePeriod    DateKind = "period"    // the period that it reports on ended
	DateWritten   DateKind = "dated"     // its first page bears it
	DateSent      DateKind = "sent"      // the mail was sent
	DatePublished DateKind = "published" // it was published, says its file
	DateCreated   DateKind = "created"   // its file was made, says the file
	DateSaved     DateKind = "saved"     // it was saved last, says its file
)

// Telling reports whether people mean a date of this kind when they name a
// document by it: not those that a program writes down.
func (k DateKind) Telling() bool { return k != "" && k != DateCreated && k != DateSaved }

// Span gives when the day, month or year begins and when it is over, in UTC;
// false where it is none.
func (d Day) Span() (from, to time.Time, ok bool) { return d.SpanIn(time.UTC) }

// SpanIn is Span in a time zone.
func (d Day) SpanIn(zone *time.Location) (from, to time.Time, ok bool) {
	for i, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		from, err := time.ParseInLocation(layout, string(d), zone)
		if err != nil {
			continue
		}
		switch i {
		case 0:
			return from, from.AddDate(0, 0, 1), true
		case 1:
			return from, from.AddDate(0, 1, 0), true
		}
		return from, from.AddDate(1, 0, 0), true
	}
	return from, to, false
}

// Range gives the first and the last day that d can be, as numbers of the form
// 20181231 that compare as days do; 0, 0 for none. They need not be in the
// calendar: those of "2018" are 20180000 and 20189999.
func (d Day) Range() (first, last int) {
	if _, _, ok := d.Span(); !ok {
		return 0, 0
	}
	digits := strings.ReplaceAll(string(d), "-", "")
	first, _ = strconv.Atoi((digits + "0000")[:8])
	last, _ = strconv.Atoi((digits + "9999")[:8])
	return first, last
}

// NotBefore reports whether d is, or may be, on the day, month or year other or
// later; no day is not.
func (d Day) NotBefore(other Day) bool {
	_, last := d.Range()
	first, _ := other.Range()
	return last > 0 && last >= first
}

// NotAfter is NotBefore for other or before.
func (d Day) NotAfter(other Day) bool {
	first, _ := d.Range()
	_, last := other.Range()
	return first > 0 && first <= last
}

// Year is the day's year, 0 for none.
func (d Day) Year() int {
	from, _, ok := d.Span()
	if !ok {
		return 0
	}
	return from.Year()
}

// Month is the day's month from 1, 0 where it is not known.
func (d Day) Month() int {
	from, _, ok := d.Span()
	if !ok || !strings.Contains(string(d), "-") {
		return 0
	}
	return int(from.Month())
}
