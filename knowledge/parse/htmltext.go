package parse

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlWriter writes what a tree of HTML shows into a flow.
type htmlWriter struct {
	flow      *flow
	hidden    func(*html.Node) bool
	leave     func(*html.Node) bool // what is left out besides; may be nil
	concealed int                   // letters that are hidden

	line    strings.Builder // of the block that is open
	space   bool            // white space is due before the next word
	verbose bool            // inside <pre>: white space counts
	heading int             // the level of the heading that is open
	lists   []list          // the lists that are open, outermost first
	marker  string          // "- " or "1. ": before the next block
	tight   bool            // the next block follows on the next line
	tables  int             // how deep in tables
}

type list struct {
	ordered bool
	next    int
	step    int    // from one item to the next; -1 where they are counted down
	format  string // "a", "A", "i", "I" or numbers
}

// maxNesting bounds indents: deeper lists stand at this depth.
const maxNesting = 12

func (w *htmlWriter) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.words(n.Data)
		return
	case html.ElementNode:
	case html.DocumentNode:
		w.children(n)
		return
	default:
		return
	}
	if isUnread(n) || isNoteMark(n) || isReplaced(n) || w.leave != nil && w.leave(n) {
		return
	}
	if w.hidden(n) {
		w.concealed += textLetters(n)
		return
	}
	switch n.DataAtom {
	case atom.Math:
		f := htmlFormula(n)
		w.words(f.line())
		return
	case atom.Sup:
		if written := w.line.String(); !w.space && startsWithNumber(n) && written != "" && unicode.IsDigit(lastRune(written)) {
			w.line.WriteByte('^') // see raising
		}
	case atom.Br:
		w.line.WriteByte('\n')
		w.space = false
		return
	case atom.Table:
		if w.tables < maxTables && w.table(n) {
			return
		}
		w.tables++
		defer func() { w.tables-- }()
	case atom.Ul, atom.Ol, atom.Menu:
		w.flush()
		outer := w.tight
		w.tight = len(w.lists) > 0
		l := list{ordered: n.DataAtom == atom.Ol, next: 1, step: 1, format: attribute(n, "type")}
		if l.ordered && hasAttribute(n, "reversed") {
			l.next, l.step = 0, -1
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.DataAtom == atom.Li {
					l.next++
				}
			}
		}
		_, _ = fmt.Sscanf(attribute(n, "start"), "%d", &l.next)
		w.lists = append(w.lists, l)
		w.children(n)
		w.flush()
		w.lists = w.lists[:len(w.lists)-1]
		w.tight = outer && len(w.lists) > 0
		return
	case atom.Li:
		w.flush()
		w.marker = "- "
		if k := len(w.lists) - 1; k >= 0 && w.lists[k].ordered {
			l := &w.lists[k]
			_, _ = fmt.Sscanf(attribute(n, "value"), "%d", &l.next)
			w.marker = inFormat(l.next, l.format) + ". "
			l.next += l.step
		}
		w.children(n)
		w.flush()
		w.marker = ""
		return
	case atom.Dt, atom.Dd:
		w.flush()
		w.tight = n.DataAtom == atom.Dd
		w.children(n)
		w.flush()
		w.tight = len(w.lists) > 0
		return
	case atom.Pre, atom.Xmp, atom.Listing, atom.Plaintext:
		w.flush()
		outer := w.verbose
		w.verbose = true
		w.children(n)
		w.flush()
		w.verbose = outer
		return
	case atom.Q:
		w.words("“")
		w.children(n)
		w.words("”")
		return
	}
	if n.DataAtom == atom.A && w.heading > 0 && n.FirstChild != nil && n.FirstChild == n.LastChild {
		switch strings.TrimSpace(n.FirstChild.Data) {
		case "#", "¶", "§", "🔗", "⚓":
			return // the heading's own address
		}
	}
	if level := headingLevel(n.DataAtom); level > 0 {
		w.flush()
		outer := w.heading
		w.heading = level
		w.children(n)
		w.flush()
		w.heading = outer
		return
	}
	if isBlock[n.DataAtom] {
		w.flush()
		w.children(n)
		w.flush()
		return
	}
	w.children(n)
}

func (w *htmlWriter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

// words adds text to the open block.
func (w *htmlWriter) words(s string) {
	for _, r := range s {
		switch {
		case w.verbose && (r == '\n' || r == '\t'):
			w.line.WriteRune(r)
		case unicode.IsSpace(r):
			if w.verbose {
				w.line.WriteByte(' ')
			} else {
				w.space = true
			}
		case invisible(r), r == 0xAD, r >= 0xE0000 && r <= 0xE007F:
			// An empty place; the last are tags, which no font shows.
		default:
			if w.space && w.line.Len() > 0 && !strings.HasSuffix(w.line.String()[w.line.Len()-1:], "\n") {
				w.line.WriteByte(' ')
			}
			w.space = false
			w.line.WriteRune(r)
		}
	}
}

// flush ends the open block.
func (w *htmlWriter) flush() {
	s := strings.TrimRight(w.line.String(), " \n\t")
	if !w.verbose {
		s = strings.TrimLeft(s, " ")
	}
	s = strings.TrimLeft(s, "\n")
	w.line.Reset()
	w.space = false
	if strings.TrimSpace(s) == "" {
		return
	}
	if w.heading > 0 && len(w.lists) == 0 {
		w.flow.heading(w.heading, s)
		w.tight = false
		return
	}
	gap := "\n\n"
	if w.tight {
		gap = "\n"
	}
	if depth := min(len(w.lists), maxNesting); depth > 0 {
		indent := strings.Repeat("  ", depth-1)
		w.tight = true
		if w.marker == "" {
			indent += "  "
		}
		s = indent + w.marker + strings.ReplaceAll(s, "\n", "\n"+indent+strings.Repeat(" ", len(w.marker)))
		w.marker = ""
	} else if w.marker != "" { // an item without a list
		s, w.marker = w.marker+s, ""
	}
	w.flow.write(gap, s)
}

// Bounds of a table: what a hostile one claims must not multiply its text.
const (
	maxColumns    = 256
	maxTables     = 12   // tables in tables, read as text from there on
	maxRepeated   = 200  // letters of a cell that is repeated over its span
	maxCellLength = 2000 // a longer cell is a page's layout
	// maxLoneCell is the longest cell of a table of one row that is a label and
	// what belongs to it, rather than text set side by side.
	maxLoneCell = 80
)

// table writes a table of data. It returns false for one that only arranges
// parts of a page, whose cells are then read one after the other.
func (w *htmlWriter) table(n *html.Node) bool {
	role := attribute(n, "role")
	if role == "presentation" || role == "none" {
		return false
	}
	var rows []*html.Node
	var caption string
	var gather func(n *html.Node)
	gather = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.DataAtom {
			case atom.Tr:
				if !w.hidden(c) {
					rows = append(rows, c)
				}
			case atom.Thead, atom.Tbody, atom.Tfoot:
				gather(c)
			case atom.Caption:
				caption = w.cell(c)
			}
		}
	}
	gather(n)
	if w.isLayout(n, rows) {
		return false
	}
	w.flush()
	var texts [][]string // as they are shown
	var header [][]string
	hanging := map[int]hangingCell{} // by column: cells that go on in later rows
	inHead := true
	for _, row := range rows {
		var shown, grid []string
		names := 0
		hang := func() {
			for {
				h, ok := hanging[len(grid)]
				if !ok || len(grid) >= maxColumns {
					return
				}
				if h.rows--; h.rows == 0 {
					delete(hanging, len(grid))
				} else {
					hanging[len(grid)] = h
				}
				shown, grid = append(shown, h.text), append(grid, h.text)
			}
		}
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			if w.hidden(c) {
				w.concealed += textLetters(c)
				continue
			}
			hang()
			if len(grid) >= maxColumns {
				break
			}
			text := w.cell(c)
			if c.DataAtom == atom.Th {
				names++
			}
			down := spanOf(c, "rowspan")
			for i := range spanOf(c, "colspan") {
				if len(grid) >= maxColumns {
					break
				}
				again := oneLine(text, maxRepeated)
				if down > 1 {
					hanging[len(grid)] = hangingCell{again, down - 1}
				}
				if i == 0 {
					again = text
					shown = append(shown, text)
				}
				grid = append(grid, again)
			}
		}
		hang()
		inHead = inHead && (row.Parent.DataAtom == atom.Thead || names > 0 && names == cells(row))
		if inHead && len(header) < 4 {
			header = append(header, grid)
		}
		texts = append(texts, shown)
	}
	switch {
	case len(texts) == 1:
		header = nil // it names nothing
	case len(header) == 0 && len(texts) > 0:
		header = texts[:1]
	}
	if caption != "" {
		w.flow.paragraph(caption)
	}
	w.flow.table(caption, columnNames(header), texts)
	return true
}

type hangingCell struct {
	text string
	rows int
}

// cells counts the cells of a row.
func cells(row *html.Node) int {
	n := 0
	for c := row.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			n++
		}
	}
	return n
}

// spanOf is a cell's colspan or rowspan.
func spanOf(cell *html.Node, key string) int {
	n := 1
	_, _ = fmt.Sscanf(attribute(cell, key), "%d", &n)
	return min(max(n, 1), maxColumns)
}

// cell gives the text of a cell on one line.
func (w *htmlWriter) cell(c *html.Node) string {
	inner := &htmlWriter{flow: &flow{}, hidden: w.hidden, leave: w.leave, tables: w.tables + 1}
	inner.children(c)
	inner.flush()
	w.concealed += inner.concealed
	return strings.Join(strings.Fields(inner.flow.text.String()), " ")
}

// isLayout reports whether a table arranges a page rather than data.
func (w *htmlWriter) isLayout(n *html.Node, rows []*html.Node) bool {
	columns, filled, longest := 0, 0, 0
	for _, r := range rows {
		k := 0
		for c := r.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			k++
			longest = max(longest, textLetters(c))
		}
		if k > 0 {
			filled++
		}
		columns = max(columns, k)
	}
	if columns < 2 || filled < 1 || longest > maxCellLength || filled == 1 && longest > maxLoneCell {
		return true
	}
	for c := range n.Descendants() {
		if c.DataAtom == atom.Table || headingLevel(c.DataAtom) > 0 {
			return true
		}
	}
	return false
}

// textLetters counts the letters below a node, of what is text at all.
func textLetters(n *html.Node) int {
	if n.Type == html.TextNode {
		return visibleIn(n.Data)
	}
	if n.Type == html.ElementNode && isUnread(n) {
		return 0
	}
	sum := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sum += textLetters(c)
	}
	return sum
}
