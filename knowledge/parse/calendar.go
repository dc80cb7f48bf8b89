package parse

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"carrel/knowledge/reader"
)

// maxEvents bounds the entries of a calendar.
const maxEvents = 100_000

// readCalendar gives the entries of a calendar file or an invitation (iCalendar,
// RFC 5545): what, when, where, who, and what is written about it.
func readCalendar(j job) (reader.Meta, error) {
	c := calendar{flow: &flow{}}
	c.read(decodeText(j.data))
	page := c.flow.page()
	if strings.TrimSpace(page.Text) == "" {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is no entry in this calendar file."}
	}
	meta := reader.Meta{Format: formatCalendar, Unit: reader.UnitPart, Title: sensibleTitle(c.name)}
	if meta.Title == "" && c.events == 1 {
		meta.Title = sensibleTitle(c.summary)
	}
	var err error
	meta.Pages, err = j.handOut(page, 0)
	return meta, err
}

// isCalendar reports whether data begins as a calendar file does.
func isCalendar(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), " \t\r\n")
	const mark = "BEGIN:VCALENDAR"
	return len(data) >= len(mark) && strings.EqualFold(string(data[:len(mark)]), mark)
}

type calendar struct {
	flow    *flow
	name    string
	off     bool   // what is in it is called off
	events  int    // that have been written
	summary string // of the last one
}

// calendarLine is a line of a calendar: NAME;PARAMETER=x:value.
type calendarLine struct {
	name, value string
	parameters  map[string]string
}

// calendarEntry is an event or a task while it is read.
type calendarEntry struct {
	summary, place, organizer, text, status, repeats string
	start, end                                       calendarTime
	due                                              bool // end is when it is due
	people                                           []string
}

func (c *calendar) read(text string) {
	var entry *calendarEntry
	inside := 0 // alarms and the like within the entry
	unfold(text, func(l calendarLine) bool {
		kind := strings.ToUpper(l.value)
		isEntry := kind == "VEVENT" || kind == "VTODO" || kind == "VJOURNAL"
		switch {
		case l.name == "BEGIN" && entry == nil && isEntry:
			entry = &calendarEntry{}
		case l.name == "BEGIN" && entry != nil:
			inside++
		case l.name == "END" && inside > 0:
			inside--
		case l.name == "END" && entry != nil && isEntry:
			c.write(entry)
			entry = nil
		case entry != nil && inside == 0:
			entry.set(l)
		case l.name == "METHOD":
			c.off = kind == "CANCEL"
		case l.name == "X-WR-CALNAME":
			c.name = calendarText(l.value)
		}
		return c.events < maxEvents
	})
	if entry != nil { // cut off
		c.write(entry)
	}
}

// unfold calls on for each line; one that begins with a space goes on the line
// before.
func unfold(text string, on func(calendarLine) bool) {
	var line strings.Builder
	send := func() bool {
		s := line.String()
		line.Reset()
		return strings.TrimSpace(s) == "" || on(parseCalendarLine(s))
	}
	for s := range strings.SplitSeq(text, "\n") {
		s = strings.TrimSuffix(s, "\r")
		if s != "" && (s[0] == ' ' || s[0] == '\t') {
			line.WriteString(s[1:])
			continue
		}
		if !send() {
			return
		}
		line.WriteString(s)
	}
	send()
}

func parseCalendarLine(s string) calendarLine {
	l := calendarLine{}
	quoted := false
	from, key := 0, ""
	end := func(at int) {
		part := s[from:at]
		switch {
		case l.name == "":
			l.name = strings.ToUpper(part)
		case key != "":
			l.give(key, strings.Trim(part, `"`))
		case part != "": // as vCard had them first: "TEL;CELL"
			l.give(strings.ToUpper(part), "")
		}
		from, key = at+1, ""
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '=' && key == "" && l.name != "":
			key, from = strings.ToUpper(s[from:i]), i+1
		case c == ';':
			end(i)
		case c == ':':
			end(i)
			l.value = s[i+1:]
			return l
		}
	}
	return l
}

// give notes a parameter; one that comes again has both values.
func (l *calendarLine) give(key, value string) {
	if l.parameters == nil {
		l.parameters = map[string]string{}
	}
	if before := l.parameters[key]; before != "" {
		value = before + "," + value
	}
	l.parameters[key] = value
}

// calendarText takes back what keeps commas and line ends in a value.
func calendarText(s string) string {
	return strings.TrimSpace(strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n").Replace(s))
}

func (e *calendarEntry) set(l calendarLine) {
	text := calendarText(l.value)
	switch l.name {
	case "SUMMARY":
		e.summary = oneLine(text, 1000)
	case "LOCATION":
		e.place = oneLine(text, 1000)
	case "DESCRIPTION":
		e.text = text
	case "ORGANIZER":
		e.organizer = l.person()
	case "ATTENDEE":
		if len(e.people) < 500 {
			e.people = append(e.people, l.person())
		}
	case "STATUS":
		e.status = strings.ToLower(text)
	case "DTSTART":
		e.start = l.time()
	case "DTEND":
		e.end = l.time()
	case "DUE":
		e.end, e.due = l.time(), true
	case "RRULE":
		e.repeats = repeats(l.value)
	}
}

// person is who a line names: "Rosa Blum <rosa@example.org>".
func (l calendarLine) person() string {
	address := l.value
	if i := strings.Index(strings.ToLower(address), "mailto:"); i == 0 {
		address = address[len("mailto:"):]
	}
	name := oneLine(l.parameters["CN"], 200)
	address = oneLine(address, 200)
	switch {
	case name == "" || name == address:
		return address
	case !strings.Contains(address, "@"):
		return name
	}
	return name + " <" + address + ">"
}

// calendarTime is a day, or a moment there or everywhere.
type calendarTime struct {
	at    time.Time
	clock bool
	zone  string
}

func (l calendarLine) time() calendarTime {
	value := strings.TrimSpace(l.value)
	if at, err := time.Parse("20060102", value); err == nil {
		return calendarTime{at: at}
	}
	zone := oneLine(l.parameters["TZID"], 60)
	if utc, found := strings.CutSuffix(value, "Z"); found {
		value, zone = utc, "UTC"
	}
	at, err := time.Parse("20060102T150405", value)
	if err != nil {
		return calendarTime{}
	}
	return calendarTime{at: at, clock: true, zone: zone}
}

// when says from when to when it is.
func (e *calendarEntry) when() string {
	say := func(t calendarTime) string {
		if t.clock {
			return t.at.Format("2006-01-02 15:04")
		}
		return t.at.Format(time.DateOnly)
	}
	start, end := e.start, e.end
	if start.at.IsZero() {
		return ""
	}
	s := say(start)
	if !e.due && !end.at.IsZero() {
		if !end.clock {
			end.at = end.at.AddDate(0, 0, -1) // the day after the last one
		}
		switch {
		case end.at.Equal(start.at) || end.at.Before(start.at):
		case end.clock && start.clock && end.at.Format(time.DateOnly) == start.at.Format(time.DateOnly):
			s += " to " + end.at.Format("15:04")
		default:
			s += " to " + say(end)
		}
	}
	if start.zone != "" {
		s += " (" + start.zone + ")"
	}
	return s
}

// repeats says a rule of repeating in short.
func repeats(rule string) string {
	parts := map[string]string{}
	for part := range strings.SplitSeq(rule, ";") {
		if key, value, found := strings.Cut(part, "="); found && len(parts) < 20 {
			parts[strings.ToUpper(key)] = oneLine(value, 100)
		}
	}
	unit := map[string]string{"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[strings.ToUpper(parts["FREQ"])]
	if unit == "" {
		return ""
	}
	s := "every " + unit
	if n := parts["INTERVAL"]; n != "" && n != "1" {
		s = "every " + n + " " + unit + "s"
	}
	if until := (calendarLine{value: parts["UNTIL"]}).time(); !until.at.IsZero() {
		s += " until " + until.at.Format(time.DateOnly)
	} else if n := parts["COUNT"]; n != "" {
		s += ", " + n + " times"
	}
	return s
}

// write adds an entry to the text.
func (c *calendar) write(e *calendarEntry) {
	c.events++
	c.summary = e.summary
	title := e.summary
	if title == "" {
		title = "Entry"
	}
	c.flow.heading(2, title)
	gap := "\n"
	status := map[string]string{"cancelled": "called off", "tentative": "not yet certain", "completed": "done", "needs-action": "to be done", "in-process": "begun"}[e.status]
	if c.off {
		status = "called off"
	}
	due := ""
	if e.due {
		due = (&calendarEntry{start: e.end}).when()
	}
	for _, line := range []struct{ name, value string }{
		{"When", e.when()}, {"Due", due}, {"Repeats", e.repeats}, {"Where", e.place}, {"From", e.organizer}, {"Invited", strings.Join(e.people, ", ")}, {"State", status},
	} {
		if line.value != "" {
			c.flow.write(gap, fmt.Sprintf("%s: %s", line.name, line.value))
		}
	}
	c.flow.paragraph(tidy(e.text))
}
