package dated

import (
	"net/mail"
	"regexp"
	"strings"
	"time"

	"carrel/knowledge/reader"
)

// OfFile gives the day of a date in a file's own description, "" where it is none
// that can be true. It reads ISO 8601 with any precision ("2019-02-14T15:30:00Z",
// "2019-02"), PDF's form of it (ISO 32000-1, 7.9.4: "D:20190214153000-05'00'"),
// and that of mails (RFC 5322). The day is the one where the writer was.
func OfFile(text string, now time.Time) reader.Day {
	text = strings.TrimSpace(text)
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return checked(m[1], m[2], m[3], now)
	}
	if m := pdfDate.FindStringSubmatch(text); m != nil {
		return checked(m[1], m[2], m[3], now)
	}
	if t, err := mail.ParseDate(text); err == nil {
		return ofTime(t, now)
	}
	for _, layout := range []string{time.ANSIC, time.UnixDate, "January 2, 2006", "2 January 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return ofTime(t, now)
		}
	}
	return ""
}

var (
	isoDate = regexp.MustCompile(`^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?$`)
	pdfDate = regexp.MustCompile(`^(?:D:)?(\d{4})(\d{2})(\d{2})(?:\d{2}.*)?$`)
)

func ofTime(t time.Time, now time.Time) reader.Day {
	if !plausible(t, now) {
		return ""
	}
	return reader.Day(t.Format(time.DateOnly))
}

// checked makes a day of the digits of year, month and day, the latter perhaps "".
func checked(year, month, day string, now time.Time) reader.Day {
	text := year
	for _, part := range []string{month, day} {
		if part == "" || part == "00" {
			break
		}
		text += "-" + part
	}
	d := reader.Day(text)
	from, _, ok := d.Span()
	if !ok || !plausible(from, now) {
		return ""
	}
	return d
}
