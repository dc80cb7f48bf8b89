package transcript

import "strings"

// What a document's file does not tell is left out: a title that is only the
// file's name, an author, a year.

// texEscapes keeps a name from being more to TeX than text.
var texEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`, "^", `\textasciicircum{}`, "~", `\textasciitilde{}`)

func tex(s string) string { return texEscapes.Replace(oneLine(s)) }

// bibtex writes the cited documents as entries of the kind misc. An author's name
// is in braces of its own: which part of it is the family name is not known.
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
		if authors := d.authors(); len(authors) > 0 {
			for i, name := range authors {
				authors[i] = "{" + tex(name) + "}"
			}
			b.line("  author = {%s},", strings.Join(authors, " and "))
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
	Note   string    `json:"note"`
}

type cslName struct {
	Literal string `json:"literal"`
}

// csl writes the cited documents as CSL-JSON
// (https://docs.citationstyles.org/en/stable/specification.html).
func (c Chat) csl() ([]byte, error) {
	items := []cslItem{}
	for _, ref := range Cited(c.Chat) {
		d := c.document(ref)
		item := cslItem{ID: "carrel-" + d.ID, Type: "document", Title: oneLine(d.ownTitle()), Note: "File: " + oneLine(d.File)}
		for _, name := range d.authors() {
			item.Author = append(item.Author, cslName{name})
		}
		items = append(items, item)
	}
	return indented(items)
}
