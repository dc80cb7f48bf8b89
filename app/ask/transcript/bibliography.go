package transcript

import (
	"regexp"
	"strconv"
	"strings"
)

// What a document's file does not tell is left out: a title that is only the
// file's name, an author, a year.

// texEscapes keeps a name from being more to TeX than text. Braces are written
// by their names: BibTeX counts them even behind a backslash, and one alone would
// end a field, or never.
var texEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`,
	"^", `\textasciicircum{}`, "~", `\textasciitilde{}`, "<", `\textless{}`, ">", `\textgreater{}`)

func tex(s string) string { return texEscapes.Replace(oneLine(s)) }

// tex is a name as BibTeX reads it: in braces of its own where it is not to be
// taken apart.
func (n name) tex() string {
	if n.family != "" {
		return tex(n.family) + ", " + tex(n.given)
	}
	return "{" + tex(n.literal) + "}"
}

var datePattern = regexp.MustCompile(`^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$`)

// date is when the document was published: the year, the month and the day, as far
// as its metadata say.
func (d Document) date() []int {
	m := datePattern.FindStringSubmatch(d.Published)
	if m == nil {
		return nil
	}
	var parts []int
	for _, part := range m[1:] {
		if part != "" {
			n, _ := strconv.Atoi(part)
			parts = append(parts, n)
		}
	}
	return parts
}

// bibtex writes the cited documents as entries of the kind misc.
func (c Chat) bibtex() []byte {
	var b buffer
	for i, ref := range Cited(c.Chat) {
		d := c.document(ref)
		if i > 0 {
			b.line("")
		}
		b.line("@misc{carrel-%s,", d.ID)
		if title := d.ownTitle(); title != "" {
			b.line("  title = {%s},", tex(title))
		}
		var authors []string
		for _, n := range d.authors() {
			authors = append(authors, n.tex())
		}
		if len(authors) > 0 {
			b.line("  author = {%s},", strings.Join(authors, " and "))
		}
		if date := d.date(); len(date) > 0 {
			b.line("  year = {%d},", date[0])
			if len(date) > 1 {
				b.line("  month = {%d},", date[1])
			}
		}
		b.line("  note = {File: %s}", tex(d.File))
		b.line("}")
	}
	return b.Bytes()
}

type cslItem struct {
	ID     string    `json:"id"`
	Type   string    `json:"type"`
	Title  string    `json:"title,omitempty"`
	Author []cslName `json:"author,omitempty"`
	Issued *cslDate  `json:"issued,omitempty"`
	Note   string    `json:"note"`
}

type cslName struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// csl writes the cited documents as CSL-JSON
// (https://docs.citationstyles.org/en/stable/specification.html).
func (c Chat) csl() ([]byte, error) {
	items := []cslItem{}
	for _, ref := range Cited(c.Chat) {
		d := c.document(ref)
		item := cslItem{ID: "carrel-" + d.ID, Type: "document", Title: oneLine(d.ownTitle()), Note: "File: " + oneLine(d.File)}
		for _, n := range d.authors() {
			item.Author = append(item.Author, cslName{n.family, n.given, n.literal})
		}
		if date := d.date(); len(date) > 0 {
			item.Issued = &cslDate{[][]int{date}}
		}
		items = append(items, item)
	}
	return indented(items)
}
