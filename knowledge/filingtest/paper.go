package filingtest

import (
	"fmt"
	"strings"
)

// The measure of a page, in characters: what pdftest sets without wrapping.
const (
	pageLines = 45
	pageWidth = 78
)

// paper sets lines on pages, one after another, and notes on which pages what
// answers questions comes to stand.
type paper struct {
	head, foot func(page int) string
	lines      []string
	pages      []string
	at         map[string][]int
}

func newPaper() *paper { return &paper{at: map[string][]int{}} }

// mark notes that what stands on the present page.
func (p *paper) mark(what string) {
	page := len(p.pages) + 1
	if list := p.at[what]; len(list) == 0 || list[len(list)-1] != page {
		p.at[what] = append(list, page)
	}
}

func (p *paper) line(text string, marks ...string) {
	if len(p.lines) >= pageLines {
		p.breakPage()
	}
	p.lines = append(p.lines, text)
	for _, what := range marks {
		p.mark(what)
	}
}

func (p *paper) blank() {
	if len(p.lines) > 0 && len(p.lines) < pageLines {
		p.lines = append(p.lines, "")
	}
}

// need begins a new page where so many lines have no place any more.
func (p *paper) need(lines int) {
	if len(p.lines)+lines > pageLines {
		p.breakPage()
	}
}

// breakPage ends the page.
func (p *paper) breakPage() {
	if len(p.lines) == 0 {
		return
	}
	n := len(p.pages) + 1
	text := strings.Join(p.lines, "\n") + "\n"
	if p.head != nil && n > 1 {
		text = p.head(n) + "\n" + text
	}
	if p.foot != nil && n > 1 {
		text += "\n" + p.foot(n) + "\n"
	}
	p.pages = append(p.pages, text)
	p.lines = nil
}

// centre sets a title.
func (p *paper) centre(text string) {
	p.line(strings.Repeat(" ", max(0, (pageWidth-len(text))/2)) + text)
}

// para sets a paragraph.
func (p *paper) para(text string, marks ...string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > pageWidth {
			p.line(line, marks...)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	p.line(line, marks...)
	p.blank()
}

// row is a row of a table: without cells it heads others. marks say what it
// answers.
type row struct {
	label string
	cells []string
	marks []string
}

// table is a table of figures.
type table struct {
	title   []string // lines above it
	columns []string
	rows    []row
	marks   []string // for each page that it is on
	again   string   // its title where it goes on; "" goes on without one
	leaders bool
}

// set sets a table, which may go on on the next page.
func (p *paper) set(t table) {
	p.need(len(t.title) + 7)
	width := 11
	if len(t.columns) > 3 {
		width = 9
	}
	label := pageWidth - width*len(t.columns)
	head := func() {
		if len(t.columns) > 0 {
			text := strings.Repeat(" ", label)
			for _, c := range t.columns {
				text += fmt.Sprintf("%*s", width, c)
			}
			p.line(text)
		}
	}
	for _, l := range t.title {
		p.centre(l)
	}
	head()
	for i, r := range t.rows {
		if len(p.lines) >= pageLines-1 && i > 0 {
			p.breakPage()
			if t.again != "" {
				p.centre(t.again)
				head()
			}
		}
		marks := append(append([]string{}, t.marks...), r.marks...)
		text := r.label
		for len(text) > label-2 && len(r.cells) > 0 {
			at := strings.LastIndex(text[:label-2], " ")
			if at <= 0 {
				break
			}
			p.line(text[:at])
			text = "  " + text[at+1:]
		}
		if len(r.cells) == 0 {
			p.line(text, marks...)
			continue
		}
		fill := " "
		if t.leaders {
			fill = "."
		}
		if gap := label - 1 - len(text); gap > 0 {
			text += " " + strings.Repeat(fill, gap)
		}
		for _, c := range r.cells {
			text += fmt.Sprintf("%*s", width, c)
		}
		p.line(text, marks...)
	}
	p.blank()
}
