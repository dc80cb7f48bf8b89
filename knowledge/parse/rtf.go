package parse

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"carrel/knowledge/reader"
)

// readRTF gives the text of a document in Rich Text Format.
func readRTF(j job) (reader.Meta, error) {
	p := newRTF(j.data)
	p.run()
	page := p.flow.page()
	if strings.TrimSpace(page.Text) == "" {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is no text in this document. If it holds pictures of text (a scan), save it as PDF and add that."}
	}
	meta := reader.Meta{Format: formatRTF, Unit: reader.UnitPart, Title: sensibleTitle(p.title), Author: sensibleAuthor(p.author), Date: p.dates.date()}
	var err error
	if meta.Pages, err = j.handOut(page, 0); err != nil {
		return reader.Meta{}, err
	}
	if meta.Title == "" && len(page.Headings) > 0 && page.Headings[0].Level == 1 {
		meta.Title = oneLine(page.Headings[0].Text, 300)
	}
	hiddenText(&meta, "This document has hidden text", p.hidden, hiddenLetters)
	if len(p.stack) > 0 || p.beyond > 0 {
		meta.Warnings = append(meta.Warnings, reader.Warning{Code: "damaged", Message: "This document ends before it is complete; the text up to there was read."})
	}
	return meta, nil
}

// maxGroups is how deep groups are told apart; real ones nest some 20 deep.
const maxGroups = 1000

// rtfParser turns RTF into a flow. It reads byte by byte and never goes back.
type rtfParser struct {
	data []byte
	at   int

	state  rtfState
	stack  []rtfState
	beyond int // open groups deeper than the stack

	ignorable bool   // after "\*"
	fallback  int    // characters to skip after "\u"
	bytes     []byte // text in a code page, not yet decoded
	surrogate rune   // the first half of a pair

	codePage   encoding.Encoding // of the document
	fonts      map[int]encoding.Encoding
	symbols    map[int]bool // fonts without letters
	outlines   map[int]int  // heading levels of styles, 1 to 6
	fontNumber int          // in the font table: the font that is described
	style      int          // in the style sheet: the style that is described
	styleName  strings.Builder

	flow      *flow
	paragraph bytes.Buffer
	high      bool            // what was written to it last stands high
	marker    strings.Builder // of a list item
	listed    bool            // the paragraph before was a list item
	notes     []string        // footnotes of the open paragraph
	rowNotes  []string        // those of the cells that have come
	noteAt    int             // where the open footnote begins in the paragraph
	row       []string
	rows      [][]string
	hidden    int
	title     string
	author    string
	dates     rtfDates
}

// rtfState is what a group inherits and its end takes back.
type rtfState struct {
	target   rtfTarget
	font     int
	fallback int // "\uc"
	unseen   bool
	deleted  bool
	inTable  bool
	high     bool // superscript
	outline  int  // 1 to 6; 0: no heading
}

// rtfTarget is where text goes.
type rtfTarget uint8

const (
	toText rtfTarget = iota
	toNothing
	toFonts
	toStyles
	toInfo
	toTitle
	toAuthor
	toMarker
	toNote
)

func newRTF(data []byte) *rtfParser {
	return &rtfParser{
		data: data, flow: &flow{}, state: rtfState{fallback: 1, font: -1}, codePage: charmap.Windows1252,
		fonts: map[int]encoding.Encoding{}, symbols: map[int]bool{}, outlines: map[int]int{},
	}
}

func (p *rtfParser) run() {
	p.at = max(0, bytes.Index(p.data[:min(len(p.data), 64)], []byte("{\\rtf")))
	for p.at < len(p.data) {
		c := p.data[p.at]
		p.at++
		switch c {
		case '{':
			p.settle()
			p.fallback = 0
			if len(p.stack) >= maxGroups {
				p.beyond++
				continue
			}
			p.stack = append(p.stack, p.state)
			p.ignorable = false
		case '}':
			p.settle()
			p.fallback = 0
			if p.beyond > 0 {
				p.beyond--
				continue
			}
			if len(p.stack) == 0 {
				p.at = len(p.data) // what follows is none of the document
				break
			}
			p.leave(p.stack[len(p.stack)-1])
			p.stack = p.stack[:len(p.stack)-1]
			if len(p.stack) == 0 {
				p.at = len(p.data)
			}
		case '\\':
			p.control()
		case '\r', '\n', 0:
		default:
			p.char(c)
		}
	}
	p.settle()
	for n := len(p.stack); n > 0; n-- { // what was cut off
		p.leave(p.stack[n-1])
	}
	p.state.target = toText
	p.state.inTable = false
	p.endParagraph()
	p.endTable()
}

// leave ends a group, whose outer state is next.
func (p *rtfParser) leave(next rtfState) {
	switch ended := p.state.target; {
	case ended == toStyles && next.target == toStyles:
		p.endStyle()
	case ended == toNote && next.target != toNote:
		note := strings.TrimSpace(string(p.paragraph.Bytes()[p.noteAt:]))
		p.paragraph.Truncate(p.noteAt)
		if note != "" {
			p.notes = append(p.notes, note)
		}
	}
	p.state = next
}

// control reads what follows a backslash.
func (p *rtfParser) control() {
	if p.at >= len(p.data) {
		return
	}
	c := p.data[p.at]
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
		start := p.at
		for p.at < len(p.data) && p.at-start < 32 && (p.data[p.at]|0x20 >= 'a' && p.data[p.at]|0x20 <= 'z') {
			p.at++
		}
		word := string(p.data[start:p.at])
		number, given, negative := 0, false, false
		if p.at < len(p.data) && p.data[p.at] == '-' {
			negative = true
			p.at++
		}
		for p.at < len(p.data) && p.data[p.at] >= '0' && p.data[p.at] <= '9' {
			if number < 1<<30 {
				number = min(number*10+int(p.data[p.at]-'0'), 1<<30)
			}
			given = true
			p.at++
		}
		if negative {
			number = -number
		}
		if p.at < len(p.data) && p.data[p.at] == ' ' {
			p.at++
		}
		p.word(word, number, given)
		return
	}
	p.at++
	switch c {
	case '\'':
		if p.at+2 <= len(p.data) {
			hi, lo := hexDigit(p.data[p.at]), hexDigit(p.data[p.at+1])
			if hi >= 0 && lo >= 0 {
				p.at += 2
				p.char(byte(hi<<4 | lo))
			}
		}
	case '*':
		p.ignorable = true
	case '~':
		p.rune(' ')
	case '_':
		p.rune('-')
	case '-':
		// a hyphen that is shown at a line's end only
	case '\n', '\r':
		p.settle()
		p.endParagraph()
	case '\\', '{', '}':
		p.char(c)
	}
}

// char takes a byte of text, in the code page of its font.
func (p *rtfParser) char(c byte) {
	if p.fallback > 0 {
		p.fallback--
		return
	}
	p.bytes = append(p.bytes, c)
	if len(p.bytes) >= 4096 && c < 0x80 {
		p.settle()
	}
}

// rune takes a character that is not in a code page.
func (p *rtfParser) rune(r rune) {
	if p.fallback > 0 {
		p.fallback--
		return
	}
	p.settle()
	p.write(string(r))
}

// unicode takes a UTF-16 unit.
func (p *rtfParser) unicode(n int) {
	p.settle()
	r := rune(uint16(n))
	switch {
	case utf16.IsSurrogate(r) && r < 0xDC00:
		p.surrogate = r
	case utf16.IsSurrogate(r):
		if joined := utf16.DecodeRune(p.surrogate, r); joined != 0xFFFD {
			p.write(string(joined))
		}
		p.surrogate = 0
	case r == 0xF0B7 || r == 0xF0A7:
		p.write("•") // bullets of the fonts Symbol and Wingdings
	case r >= 0xE000 && r <= 0xF8FF:
		// a sign in a font of signs
	default:
		p.write(string(r))
	}
	p.fallback = p.state.fallback
}

// settle decodes the bytes that wait.
func (p *rtfParser) settle() {
	if len(p.bytes) == 0 {
		return
	}
	data := p.bytes
	p.bytes = p.bytes[:0]
	if p.symbols[p.state.font] && p.state.target != toFonts {
		if bytes.IndexByte(data, 0xB7) >= 0 {
			p.write("•")
		}
		return
	}
	if isASCII(data) {
		p.write(string(data))
		return
	}
	e := p.codePage
	if own := p.fonts[p.state.font]; own != nil {
		e = own
	}
	if decoded, err := e.NewDecoder().Bytes(data); err == nil {
		p.write(string(decoded))
	}
}

// write sends text where the group's text goes.
func (p *rtfParser) write(s string) {
	p.surrogate = 0
	s = strings.Map(func(r rune) rune {
		if r == 0xAD || invisible(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	switch p.state.target {
	case toText, toNote:
		if p.state.unseen || p.state.deleted {
			if p.state.unseen {
				p.hidden += visibleIn(s)
			}
			return
		}
		written := p.paragraph.Bytes()
		if p.state.high && !p.high && s != "" && asciiDigit(s[0]) && len(written) > 0 && asciiDigit(written[len(written)-1]) {
			p.paragraph.WriteByte('^') // see raising
		}
		p.high = p.state.high
		p.paragraph.WriteString(s)
	case toMarker:
		if p.marker.Len() < 100 {
			p.marker.WriteString(s)
		}
	case toStyles:
		if p.styleName.Len() < 200 {
			p.styleName.WriteString(s)
		}
	case toTitle:
		if len(p.title) < 1000 {
			p.title += s
		}
	case toAuthor:
		if len(p.author) < 1000 {
			p.author += s
		}
	}
}

// endParagraph writes the open paragraph.
func (p *rtfParser) endParagraph() {
	if p.state.target == toNote {
		p.paragraph.WriteByte(' ')
		return
	}
	if p.state.target != toText {
		return
	}
	if p.state.inTable {
		p.paragraph.WriteByte('\n')
		return
	}
	text := strings.TrimSpace(p.paragraph.String())
	marker := strings.TrimSpace(p.marker.String())
	p.paragraph.Reset()
	p.marker.Reset()
	if text == "" && len(p.notes) == 0 {
		return
	}
	p.endTable()
	switch {
	case p.state.outline > 0:
		p.flow.heading(p.state.outline, strings.TrimSpace(marker+" "+text))
		p.listed = false
	case marker != "":
		if !strings.ContainsAny(marker, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			marker = "-"
		}
		gap := "\n\n"
		if p.listed {
			gap = "\n"
		}
		p.flow.write(gap, marker+" "+text)
		p.listed = true
	default:
		p.flow.paragraph(text)
		p.listed = false
	}
	p.endNotes(&p.notes)
}

// endNotes writes footnotes, below what they belong to.
func (p *rtfParser) endNotes(notes *[]string) {
	for _, note := range *notes {
		p.flow.paragraph(note)
	}
	*notes = (*notes)[:0]
}

// endCell keeps the open paragraph as a cell.
func (p *rtfParser) endCell() {
	if p.state.target != toText {
		return
	}
	if len(p.row) < maxColumns {
		p.row = append(p.row, strings.Join(strings.Fields(p.marker.String()+" "+p.paragraph.String()), " "))
	}
	p.marker.Reset()
	p.paragraph.Reset()
	p.rowNotes = append(p.rowNotes, p.notes...)
	p.notes = p.notes[:0]
}

func (p *rtfParser) endRow() {
	if p.state.target == toText && len(p.row) > 0 {
		p.rows = append(p.rows, p.row)
		p.row = nil
	}
}

// endTable writes the rows that have come. A single column is text.
func (p *rtfParser) endTable() {
	if len(p.row) > 0 {
		p.rows = append(p.rows, p.row)
		p.row = nil
	}
	rows := p.rows
	p.rows = nil
	columns, longest := 0, 0
	for _, r := range rows {
		columns = max(columns, len(r))
		for _, cell := range r {
			longest = max(longest, utf8.RuneCountInString(cell))
		}
	}
	switch {
	case columns == 0:
		return
	case len(rows) == 1 && columns > 1 && longest <= maxLoneCell:
		p.flow.table("", nil, rows) // a label and what belongs to it
	case columns == 1 || len(rows) == 1:
		for _, r := range rows {
			for _, cell := range r {
				p.flow.paragraph(cell)
			}
		}
	default:
		p.flow.table("", rows[0], rows)
	}
	p.listed = false
	p.endNotes(&p.rowNotes)
}

// endStyle keeps what a style of the style sheet says of headings.
func (p *rtfParser) endStyle() {
	name := strings.ToLower(strings.Trim(p.styleName.String(), "; "))
	p.styleName.Reset()
	level := p.state.outline
	for _, prefix := range []string{"heading ", "überschrift ", "titre ", "título ", "titolo ", "заголовок "} {
		if rest, found := strings.CutPrefix(name, prefix); found && len(rest) == 1 && rest[0] >= '1' && rest[0] <= '9' {
			level = min(int(rest[0]-'0'), 6)
		}
	}
	if name == "title" {
		level = 1
	}
	if level > 0 {
		p.outlines[p.style] = level
	}
	p.style = 0
}

func asciiDigit(c byte) bool { return c >= '0' && c <= '9' }
