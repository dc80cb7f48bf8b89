package parse

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// maxDepth is how deep documents are read inside others: a mail, a mail that is
// attached to it, and what is attached to that.
const maxDepth = 3

// readMail gives a single mail: its page, then those of its attachments.
func readMail(j job) (reader.Meta, error) {
	data := j.data
	// Apple's form: a line with the mail's length, the mail, a property list.
	if line, rest := cutLine(data); len(line) < 12 {
		if n, err := strconv.Atoi(string(bytes.TrimSpace(line))); err == nil && n > 0 {
			data = rest[:min(n, len(rest))]
		}
	}
	b := &mailbox{job: j}
	p := parsePart(data)
	if err := b.message(p); err != nil {
		return reader.Meta{}, err
	}
	meta := b.meta(formatMail)
	meta.Title = oneLine(decodeHeader(p.first("subject"), 300), 300)
	meta.Author = senderName(decodeHeader(p.first("from"), 300))
	meta.Date = date(reader.DateSent, p.first("date"))
	return meta, nil
}

// senderName is the name in "Ada Reader <ada@example.org>".
func senderName(from string) string {
	name, _, found := strings.Cut(from, "<")
	if name = strings.Trim(name, `" `); !found || name == "" {
		return strings.Trim(from, "<> ")
	}
	return name
}

// readMbox gives all mails of a mailbox file, one after the other.
func readMbox(j job) (reader.Meta, error) {
	b := &mailbox{job: j, several: true}
	var newest reader.OwnDate // a mailbox is as old as its last mail
	for data := j.data; len(data) > 0; {
		var one []byte
		one, data = cutMessage(data)
		_, one = cutLine(one) // "From ada@example.org Fri May 3 10:11:12 2024"
		if len(bytes.TrimSpace(one)) == 0 {
			continue
		}
		p := parsePart(unquoteFrom(one))
		if err := b.message(p); err != nil {
			return reader.Meta{}, err
		}
		if sent := date(reader.DateSent, p.first("date")); sent.Day > newest.Day {
			newest = sent
		}
	}
	meta := b.meta(formatMbox)
	meta.Date = newest
	return meta, nil
}

// isFromLine reports whether data begins with the line that begins a mail in a
// mailbox file: "From " and a sender, and a header on the next line.
func isFromLine(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("From ")) {
		return false
	}
	_, rest := cutLine(data[:min(len(data), 4096)])
	line, _ := cutLine(rest)
	name, _, found := bytes.Cut(line, []byte(":"))
	return found && len(name) > 0 && !bytes.ContainsAny(name, " \t") || bytes.HasPrefix(line, []byte(">From "))
}

// cutMessage cuts the first mail off a mailbox file.
func cutMessage(data []byte) (one, rest []byte) {
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("\nFrom "))
		if i < 0 {
			return data, nil
		}
		at += i + 1
		blank := bytes.HasSuffix(data[:at], []byte("\n\n")) || bytes.HasSuffix(data[:at], []byte("\n\r\n"))
		if blank && isFromLine(data[at:]) {
			return data[:at], data[at:]
		}
	}
}

// unquoteFrom takes back what keeps a line "From " of a mail's text from
// beginning the next mail: ">From ", ">>From " and so on lose one ">".
func unquoteFrom(data []byte) []byte {
	if !bytes.Contains(data, []byte(">From ")) {
		return data
	}
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		end := len(data)
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			end = i + 1
		}
		line := data[:end]
		if bytes.HasPrefix(line, []byte(">")) && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
			line = line[1:]
		}
		out = append(out, line...)
		data = data[end:]
	}
	return out
}

// mailbox turns mails into pages.
type mailbox struct {
	job
	pages    int
	messages int
	several  bool // it is a mailbox, in which an attachment's name does not say of which mail it is
	hidden   int  // letters that HTML mails hide

	encrypted, sealed, unread, tooMany, tooDeep int // how many mails or attachments
	firstEncrypted                              int // its page
	problems                                    []reader.Warning
}

// message hands out the pages of a mail.
func (b *mailbox) message(p part) error {
	b.messages++
	var c content
	gather(p, &c, 0)
	b.hidden += c.hidden
	subject := decodeHeader(p.first("subject"), 1000)
	from := decodeHeader(p.first("from"), 1000)
	f := &flow{}
	for _, h := range []struct{ name, value string }{
		{"From", from},
		{"To", decodeHeader(strings.Join(p.header["to"], ", "), 4000)},
		{"Cc", decodeHeader(strings.Join(p.header["cc"], ", "), 4000)},
		{"Date", decodeHeader(p.first("date"), 200)},
		{"Subject", subject},
		{"Attachments", attachmentNames(c.attachments)},
	} {
		if h.value == "" {
			continue
		}
		at := f.write("\n", h.name+": "+h.value)
		// What the mail is about goes before each of its passages.
		if h.name == "Subject" || h.name == "From" && subject == "" {
			at += len(h.name) + 2
			f.headings = append(f.headings, reader.Heading{Level: 1, Start: at, End: f.runes, Text: h.value})
		}
	}
	for _, text := range c.texts {
		f.add(text)
	}
	page := f.page()
	page.Label = oneLine(subject, 200)
	var err error
	if b.pages, err = b.handOut(page, b.pages); err != nil {
		return err
	}
	if c.encrypted {
		if b.encrypted++; b.encrypted == 1 {
			b.firstEncrypted = b.pages
		}
	}
	if c.sealed {
		b.sealed++
	}
	if c.parts > maxParts {
		b.tooMany++
	}
	var invited []byte
	for i, a := range c.attachments {
		if a.kind == "text/calendar" || strings.HasSuffix(a.fileName(), ".ics") {
			data := bytes.TrimSpace(a.decoded())
			if len(data) > 0 && bytes.Equal(data, invited) {
				continue // an invitation comes as a form of the text and as a file
			}
			invited = data
		}
		if err := b.attachment(a, i+1, subject); err != nil {
			return err
		}
	}
	return nil
}

// attachmentNames lists attachments for a mail's head.
func attachmentNames(attachments []part) string {
	var names []string
	for _, a := range attachments {
		if len(names) == 100 {
			names = append(names, "…")
			break
		}
		if name := a.attachmentName(); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// attachmentName is what an attachment is called: its file's name, or the
// subject of an attached mail.
func (p part) attachmentName() string {
	if name := p.fileName(); name != "" {
		return name
	}
	if p.kind == "message/rfc822" {
		return decodeHeader(parsePart(p.decoded()).first("subject"), 200)
	}
	return ""
}

// attachment hands out the pages of an attachment, the number-th of the mail of
// that subject.
func (b *mailbox) attachment(a part, number int, subject string) error {
	data := a.decoded()
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	if charset := a.params["charset"]; strings.HasPrefix(a.kind, "text/") && charset != "" && !utf8.Valid(data) {
		if text, ok := decodeNamed(data, charset); ok {
			data = []byte(text) // its sender knew what can only be guessed
		}
	}
	name := a.attachmentName()
	if b.depth >= maxDepth {
		b.tooDeep++
		return nil
	}
	format, problem := formatMail, (*reader.Problem)(nil)
	if a.kind != "message/rfc822" {
		format, problem = detect(data, attachmentFile(name, a.kind))
	}
	var pages []reader.Page
	var meta reader.Meta
	if problem == nil {
		var err error
		meta, err = b.inner(format, attachmentFile(name, a.kind), data, func(p reader.Page) error {
			pages = append(pages, p)
			return nil
		})
		if err != nil {
			var ok bool
			if problem, ok = err.(*reader.Problem); !ok {
				return err
			}
		}
	}
	if problem != nil {
		b.refused(name, problem)
	}
	if problem == nil {
		b.passOn(name, meta.Warnings, len(pages))
	}
	label := "attachment " + name
	if name == "" {
		label += strconv.Itoa(number)
	}
	if subject = oneLine(subject, 100); b.several && subject != "" {
		label += " of “" + subject + "”"
	}
	for _, p := range pages {
		p.Label = label + placeIn(meta, len(pages), name, p)
		b.pages++
		p.Number, p.Line, p.Width, p.Height = b.pages, 0, 0, 0
		if err := b.page(p); err != nil {
			return err
		}
	}
	return nil
}

// placeIn says where a page is in the attachment of that name.
func placeIn(meta reader.Meta, pages int, name string, p reader.Page) string {
	switch {
	case meta.Unit == "" || meta.Unit == reader.UnitPart && pages == 1 || meta.Unit == reader.UnitMessage && p.Label == name:
		return ""
	case meta.Unit == reader.UnitPart:
		return fmt.Sprintf(", part %d", p.Number)
	}
	return ", " + reader.Where(meta.Unit, p, 0, 0)
}

// inner reads a document inside this one. What breaks its reader is a problem
// of that document only.
func (b *mailbox) inner(format, name string, data []byte, page func(reader.Page) error) (meta reader.Meta, err error) {
	if format == formatPDF {
		if b.engine == nil {
			return meta, &reader.Problem{Code: reader.CodeUnsupported, Message: "PDFs cannot be read here."}
		}
		if err := b.engine.load(); err != nil {
			return meta, err
		}
	} else {
		defer func() {
			if fault := recover(); fault != nil {
				fmt.Fprintf(os.Stderr, "panic in an attachment: %v\n%s", fault, debug.Stack())
				err = &reader.Problem{Code: reader.CodeCrashed, Message: crashedText}
			}
		}()
	}
	return readers[format](job{data: data, name: name, page: page, engine: b.engine, depth: b.depth + 1})
}

// attachmentFile is a name to tell an attachment's format by.
func attachmentFile(name, kind string) string {
	if strings.Contains(name, ".") {
		return name
	}
	extension := map[string]string{
		"text/html": ".html", "text/markdown": ".md", "text/csv": ".csv", "text/rtf": ".rtf", "application/rtf": ".rtf",
		"application/xhtml+xml": ".xhtml", "application/json": ".json", "application/xml": ".xml", "text/xml": ".xml",
	}[kind]
	return name + extension
}

// maxProblems is how many attachments a warning is given for each.
const maxProblems = 10

// refused notes an attachment that could not be read.
func (b *mailbox) refused(name string, problem *reader.Problem) {
	if problem.Code == reader.CodeUnsupported || problem.Code == reader.CodeEmpty || len(b.problems) >= maxProblems {
		b.unread++
		return
	}
	message := problem.Message
	if problem.Code == reader.CodePasswordNeeded || problem.Code == reader.CodePasswordWrong {
		message = "It opens with a password: save it as a file of its own and add that, and Carrel asks for the password."
	}
	b.problems = append(b.problems, reader.Warning{Code: "attachment", Page: b.pages, Message: fmt.Sprintf("The attachment “%s” was not read. %s", name, message)})
}

// passOn notes what an attachment of so many pages warns of, before these are
// counted.
func (b *mailbox) passOn(name string, warnings []reader.Warning, pages int) {
	for _, w := range warnings {
		if len(b.problems) >= maxProblems {
			return
		}
		switch {
		case strings.HasPrefix(w.Message, "In the attachment"), strings.HasPrefix(w.Message, "In an attachment"):
			// It is of an attachment of this one.
		case name == "":
			w.Message = "In an attachment: " + w.Message
		default:
			w.Message = fmt.Sprintf("In the attachment “%s”: %s", name, w.Message)
		}
		w.Page = b.pages + min(max(w.Page, 1), pages)
		b.problems = append(b.problems, w)
	}
}

// meta is what is known of the mails when all have been read.
func (b *mailbox) meta(format string) reader.Meta {
	meta := reader.Meta{Format: format, Unit: reader.UnitMessage, Pages: b.pages, Warnings: slices.Clone(b.problems)}
	warn := func(code string, page, n int, one, many string) {
		switch {
		case n == 1:
			meta.Warnings = append(meta.Warnings, reader.Warning{Code: code, Message: one, Page: page})
		case n > 1:
			meta.Warnings = append(meta.Warnings, reader.Warning{Code: code, Message: fmt.Sprintf(many, n)})
		}
	}
	warn("encrypted", b.firstEncrypted, b.encrypted, "This mail is encrypted, so only its head can be searched. Save its text from your mail program to have it read.",
		"%d mails are encrypted, so only their heads can be searched. Save their text from your mail program to have it read.")
	warn("encrypted", 0, b.sealed, "This mail is signed in a form that only mail programs open. Save its text from your mail program to have it read.",
		"%d mails are signed in a form that only mail programs open. Save their text from your mail program to have it read.")
	warn("attachment", 0, b.unread, "One attachment has no text that Carrel reads.", "%d attachments have no text that Carrel reads.")
	warn("attachment", 0, b.tooDeep, "One attachment lies too deep inside other attachments and was not read.", "%d attachments lie too deep inside other attachments and were not read.")
	warn("damaged", 0, b.tooMany, "This mail has more parts than Carrel reads; the last ones are missing.", "%d mails have more parts than Carrel reads; their last ones are missing.")
	hiddenText(&meta, "This document has hidden text", b.hidden, hiddenLetters)
	return meta
}

// looksLikeMail reports whether data begins with the header of a mail: at least
// so many of the names that mails have.
func looksLikeMail(data []byte, least int) bool {
	data = data[:min(len(data), 8<<10)]
	if !utf8.Valid(data) && bytes.IndexByte(data, 0) >= 0 {
		return false
	}
	p := parsePart(data)
	known := 0
	for _, name := range []string{"from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "delivered-to"} {
		if p.first(name) != "" {
			known++
		}
	}
	return known >= least && (least == 1 || p.first("from") != "" || p.first("received") != "")
}
