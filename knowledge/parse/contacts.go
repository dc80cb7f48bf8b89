package parse

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"time"

	"carrel/knowledge/reader"
)

// maxContacts bounds the people of a file of contacts.
const maxContacts = 100_000

// readContacts gives the people and firms of an address book (vCard, RFC 6350 and the versions
// before it). Each line says whose it is: alone, as an answer quotes it, a telephone number
// says nothing.
func readContacts(j job) (reader.Meta, error) {
	f := &flow{}
	n, last := 0, ""
	var c *contact
	end := func() {
		if c != nil && c.write(f) {
			n, last = n+1, c.called()
		}
		c = nil
	}
	unfold(wholeLines(decodeText(j.data)), func(l calendarLine) bool {
		if at := strings.LastIndexByte(l.name, '.'); at >= 0 {
			l.name = l.name[at+1:] // "item1.TEL" belongs to "item1.X-ABLABEL"
		}
		switch kind := strings.ToUpper(strings.TrimSpace(l.value)); {
		case l.name == "BEGIN" && kind == "VCARD":
			end()
			c = &contact{}
		case l.name == "END" && kind == "VCARD":
			end()
		case c != nil:
			c.set(l)
		}
		return n < maxContacts
	})
	end() // cut off
	page := f.page()
	if strings.TrimSpace(page.Text) == "" {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is no name in this file of contacts."}
	}
	meta := reader.Meta{Format: formatContacts, Unit: reader.UnitPart}
	if n == 1 {
		meta.Title = sensibleTitle(last)
	}
	var err error
	meta.Pages, err = j.handOut(page, 0)
	return meta, err
}

// isContacts reports whether data begins as a file of contacts does.
func isContacts(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), " \t\r\n")
	const mark = "BEGIN:VCARD"
	return len(data) >= len(mark) && strings.EqualFold(string(data[:len(mark)]), mark)
}

// wholeLines joins the lines of values in quoted-printable, as phones of before write them:
// they go on behind a "=" at the line's end, without a space before them.
func wholeLines(text string) string {
	if !strings.Contains(strings.ToUpper(text), "QUOTED-PRINTABLE") {
		return text
	}
	var b strings.Builder
	goesOn := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		cut := strings.HasSuffix(line, "=") && (goesOn || strings.Contains(strings.ToUpper(line), "QUOTED-PRINTABLE"))
		if b.WriteString(strings.TrimSuffix(line, "=")); !cut {
			b.WriteByte('\n')
		}
		goesOn = cut
	}
	return b.String()
}

// contact is a person or a firm while it is read.
type contact struct {
	full, name, firm string
	lines            []contactLine
}

// contactLine is something of a contact: "mobile phone", "087 555 4411".
type contactLine struct{ what, value string }

// mostLines bounds what is kept of one contact.
const mostLines = 200

func (c *contact) set(l calendarLine) {
	value := l.value
	if strings.EqualFold(l.parameters["ENCODING"], "QUOTED-PRINTABLE") || l.has("QUOTED-PRINTABLE") {
		if plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value))); err == nil {
			value = decodeText(plain)
		}
	}
	fields := contactFields(value)
	joined := func(sep string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(fields), func(s string) bool { return s == "" }), sep)
	}
	add := func(what, value string) {
		if value != "" && len(c.lines) < mostLines {
			c.lines = append(c.lines, contactLine{what, value})
		}
	}
	switch l.name {
	case "FN":
		c.full = oneLine(calendarText(value), 200)
	case "N":
		// Family; given; further; before; behind.
		for len(fields) < 5 {
			fields = append(fields, "")
		}
		fields = []string{fields[3], fields[1], fields[2], fields[0], fields[4]}
		c.name = joined(" ")
	case "ORG":
		c.firm = joined(", ")
		add("firm", c.firm)
	case "TITLE", "ROLE":
		add("position", joined(", "))
	case "NICKNAME":
		add("also called", joined(", "))
	case "TEL":
		kind := "phone"
		switch {
		case l.has("FAX"):
			kind = "fax"
		case l.has("CELL"):
			kind = "mobile phone"
		case l.has("PAGER"):
			kind = "pager"
		}
		add(l.place()+kind, strings.TrimPrefix(joined(" "), "tel:"))
	case "EMAIL":
		add(l.place()+"mail", joined(" "))
	case "ADR":
		// Post box; further; street; town; region; postcode; country.
		add(l.place()+"address", joined(", "))
	case "URL":
		add("web page", strings.TrimSpace(calendarText(value)))
	case "BDAY":
		add("birthday", contactDay(value))
	case "ANNIVERSARY":
		add("anniversary", contactDay(value))
	case "NOTE":
		add("note", oneLine(strings.ReplaceAll(calendarText(value), "\n", " "), 2000))
	}
}

// has says whether a line is of a kind, however the version of the format says it: "TYPE=CELL",
// "TYPE=cell,voice" and "TEL;CELL".
func (l calendarLine) has(kind string) bool {
	if _, bare := l.parameters[kind]; bare {
		return true
	}
	return slices.ContainsFunc(strings.Split(l.parameters["TYPE"], ","), func(t string) bool { return strings.EqualFold(strings.TrimSpace(t), kind) })
}

// place says of which place a line is, before what it is.
func (l calendarLine) place() string {
	switch {
	case l.has("WORK"):
		return "work "
	case l.has("HOME"):
		return "home "
	}
	return ""
}

// contactFields are the parts of a value between semicolons that no backslash stands before.
func contactFields(value string) (out []string) {
	from := 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ';':
			out = append(out, oneLine(calendarText(value[from:i]), 500))
			from = i + 1
		}
	}
	return append(out, oneLine(calendarText(value[from:]), 500))
}

// contactDay is a day as it is written elsewhere, as far as it is known: "19610903", and
// "--0903" where somebody keeps the year to themselves.
func contactDay(value string) string {
	value, _, _ = strings.Cut(strings.TrimSpace(value), "T")
	for _, form := range []string{"20060102", time.DateOnly} {
		if at, err := time.Parse(form, value); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	for _, form := range []string{"--0102", "--01-02"} {
		if at, err := time.Parse(form, value); err == nil {
			return at.Format("2 January")
		}
	}
	return oneLine(value, 40)
}

// called is what a contact goes by; "" where it has neither name nor firm.
func (c *contact) called() string {
	for _, s := range []string{c.full, c.name, c.firm} {
		if s != "" {
			return s
		}
	}
	return ""
}

// write adds the contact to the text; false where nothing is known of it.
func (c *contact) write(f *flow) bool {
	name := c.called()
	if name == "" && len(c.lines) > 0 {
		name = c.lines[0].value
	}
	if name == "" {
		return false
	}
	f.heading(2, name)
	gap := "\n"
	for _, l := range c.lines {
		if l.value != name {
			f.write(gap, name+", "+l.what+": "+l.value)
		}
	}
	return true
}
