// Package transcript writes a chat out for other programs and people: as
// Markdown, as one HTML page, as JSON, and the documents it cites as BibTeX and
// CSL-JSON. Names and texts of documents are a stranger's: in every form they
// are text and nothing else. No path of a person's computer is in any of them,
// only files' names.
package transcript

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"

	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Format is a form that a chat can be written in.
type Format string

// The formats.
const (
	Markdown Format = "md"
	HTML     Format = "html"
	JSON     Format = "json"
	BibTeX   Format = "bib" // the cited documents alone
	CSL      Format = "csl" // likewise, as CSL-JSON
)

// Formats are all of them with their media types and the endings of their files.
var Formats = []struct {
	Format    Format
	MediaType string
	Extension string
}{
	{Markdown, "text/markdown; charset=utf-8", ".md"},
	{HTML, "text/html; charset=utf-8", ".html"},
	{JSON, "application/json; charset=utf-8", ".json"},
	{BibTeX, "application/x-bibtex; charset=utf-8", ".bib"},
	{CSL, "application/vnd.citationstyles.csl+json; charset=utf-8", ".csl.json"},
}

// Chat is a chat to be written out.
type Chat struct {
	ask.Chat
	Carrel string // version
	// Documents are those that the chat cites, by id. Of one that is not there
	// what the citations say is all that is known.
	Documents map[string]Document
}

// Document is what is known of a cited document. What its file does not tell is "".
type Document struct {
	ID     string
	File   string // its name, without the path
	Title  string // as Carrel shows it
	Author string // several are set apart by ";"
	// Published is "2019", "2019-05" or "2019-05-03".
	Published string
}

// Cited lists the documents that a chat cites, or that it was asked about a
// passage of, in order of appearance.
func Cited(c ask.Chat) []knowledge.DocumentRef {
	var list []knowledge.DocumentRef
	seen := map[string]bool{}
	add := func(d knowledge.DocumentRef) {
		if !seen[d.ID] {
			seen[d.ID] = true
			list = append(list, d)
		}
	}
	for _, t := range c.Turns {
		for _, s := range t.Selection {
			add(s.Document)
		}
		for _, citation := range t.Answer.Citations {
			add(citation.Document)
		}
	}
	return list
}

// Write writes a chat in a format; the error is one of a format that is none.
func Write(c Chat, as Format) ([]byte, error) {
	switch as {
	case Markdown:
		return c.markdown(), nil
	case HTML:
		return c.html()
	case JSON:
		return c.json()
	case BibTeX:
		return c.bibtex(), nil
	case CSL:
		return c.csl()
	}
	return nil, fmt.Errorf("transcript: there is no format %q", as)
}

// FileName suggests a name for the file of a chat: its title, as far as every
// system takes it.
func FileName(c ask.Chat, as Format) string {
	var b strings.Builder
	for _, r := range c.Title {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else if name := b.String(); name != "" && !strings.HasSuffix(name, "-") {
			b.WriteByte('-')
		}
	}
	name := cmp.Or(strings.Trim(b.String(), "-"), "chat")
	for _, f := range Formats {
		if f.Format == as {
			name += f.Extension
		}
	}
	return name
}

// document is what is known of a cited document.
func (c Chat) document(ref knowledge.DocumentRef) Document {
	if d, ok := c.Documents[ref.ID]; ok {
		return d
	}
	return Document{ID: ref.ID, File: fileName(ref.Path), Title: ref.Title}
}

// fileName is a path's last part, of any system's.
func fileName(p string) string { return path.Base(strings.ReplaceAll(p, `\`, "/")) }

// ownTitle is the title that the document's metadata gives, "" where Carrel
// calls it by its file's name.
func (d Document) ownTitle() string {
	stem := strings.TrimSuffix(d.File, path.Ext(d.File))
	if d.Title == d.File || d.Title == stem {
		return ""
	}
	return d.Title
}

// part is a piece of an answer: a sentence that was judged, or text between them.
type part struct {
	text      string
	sentence  *ask.Sentence // nil: not judged
	citations []ask.Citation
}

// parts cuts an answer into its sentences and what stands between them.
func parts(a ask.Answer) []part {
	runes := []rune(a.Text)
	byNumber := map[int]ask.Citation{}
	for _, c := range a.Citations {
		byNumber[c.N] = c
	}
	var list []part
	at := 0
	between := func(to int) {
		if text := strings.TrimSpace(string(runes[at:to])); text != "" {
			list = append(list, part{text: text})
		}
	}
	for i, s := range a.Sentences {
		if s.Start < at || s.End <= s.Start || s.End > len(runes) {
			continue // half a sentence of an answer that was interrupted
		}
		between(s.Start)
		p := part{text: strings.TrimSpace(string(runes[s.Start:s.End])), sentence: &a.Sentences[i]}
		for _, n := range s.Citations {
			if c, ok := byNumber[n]; ok {
				p.citations = append(p.citations, c)
			}
		}
		list = append(list, p)
		at = s.End
	}
	between(len(runes))
	return list
}

// state is a state as it is shown: a sign that needs no colour, and words.
type state struct{ sign, word string }

var states = map[align.State]state{
	align.Quoted:      {"❝", "Quoted"},
	align.Supported:   {"✓", "Supported"},
	align.Partly:      {"◐", "Partly supported"},
	align.Unsupported: {"◇", "Not found in your documents"},
	align.Conflict:    {"≠", "Your documents disagree"},
}

// why says what a state alone does not: what is missing, or what another document says.
func why(s ask.Sentence) string {
	switch {
	case s.State == align.Partly && len(s.Missing) > 0:
		return "the passages don't bear out “" + strings.Join(s.Missing, "”, “") + "”"
	case s.State == align.Conflict && s.Other != "":
		return "another one says “" + s.Other + "”"
	}
	return ""
}

// place says where a citation stands, with the document's name before it, in the
// words of the window. In a chat from before places had words, only the page is
// known, and of a short text that says nothing.
func place(d Document, c ask.Citation) string {
	where := reader.Shown(c.Where, d.Title)
	if c.Where == "" && (c.Page > 1 || strings.EqualFold(path.Ext(d.File), ".pdf")) {
		where = fmt.Sprintf("page %d", c.Page)
	}
	name := oneLine(cmp.Or(d.Title, d.File))
	if where == "" {
		return name
	}
	return name + ", " + oneLine(where)
}

// about says what was selected to be asked about, with its place.
func (c Chat) about(s ask.Selected) (at, quote string) {
	return place(c.document(s.Document), ask.Citation{Page: s.Page, Where: s.Where}), oneLine(s.Quote)
}

// ended says how an answer ended, where it did not come to its own end.
func ended(a ask.Answer) string {
	switch a.Status {
	case ask.StatusStopped:
		return "Stopped before its end."
	case ask.StatusFailed:
		return "The answer failed. " + a.Error
	case ask.StatusInterrupted, ask.StatusRunning:
		return "Not finished."
	}
	return ""
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// oneLine makes one line of a name or a quotation, without what would turn the
// direction of writing or control a terminal.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// clean takes out control characters, but for line ends and tabs, and marks that
// turn the direction of writing.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || knowledge.TurnsWriting(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// footnote is what stands under a piece of text: where, and the words there.
type footnote struct{ label, place, quote string }

func (c Chat) footnotes(turn int, p part) []footnote {
	var list []footnote
	for _, citation := range p.citations {
		list = append(list, footnote{
			label: fmt.Sprintf("%d-%d", turn+1, citation.N), place: place(c.document(citation.Document), citation), quote: oneLine(citation.Quote),
		})
	}
	return list
}

// buffer is a text that is written line by line.
type buffer struct{ bytes.Buffer }

func (b *buffer) line(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
