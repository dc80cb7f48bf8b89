package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// readODT gives the pages of an OpenDocument text: real ones where it says
// where they begin, else parts. See docx.
func readODT(j job) (reader.Meta, error) {
	d, err := openODF(j.data, "This OpenDocument text (ODT)")
	if err != nil {
		return reader.Meta{}, err
	}
	var blocks []block
	err = d.content("office:text", func() error { return d.flow(&blocks) })
	damaged := broken(err)
	if err != nil && !damaged {
		return reader.Meta{}, err
	}
	return flowingPages(j, formatODT, flowingText{
		name: "This OpenDocument text", what: d.z.what, blocks: blocks, before: append(d.letter, d.heads...), after: d.feet,
		core: d.core, title: d.title, unseen: d.hidden, damaged: damaged,
	})
}

// odfList is a list that is open.
type odfList struct {
	style string
	depth int
	fresh bool // nothing of the item has been written
	bare  bool // its items have no number
}

// flow reads what paragraphs, lists and tables stand in.
func (d *odf) flow(blocks *[]block) error { return d.flowIn(blocks, nil) }

func (d *odf) flowIn(blocks *[]block, in *odfList) error {
	return d.x.children(func(e element) error { return d.flowing(e, blocks, in) })
}

func (d *odf) flowing(e element, blocks *[]block, in *odfList) error {
	switch e.name {
	case "text:p":
		return d.paragraph(e, blocks, in, 0)
	case "text:h":
		level, _ := strconv.Atoi(e.attr("outline-level"))
		return d.paragraph(e, blocks, in, min(max(level, 1), 6))
	case "text:list":
		return d.list(e, blocks, in)
	case "table:table":
		return d.table(blocks)
	case "text:section":
		outer := d.concealed
		d.concealed = outer || e.attr("text:display") == "none" || d.styleOf("section", e.attr("style-name")).absent
		err := d.flowIn(blocks, in)
		d.concealed = outer
		return err
	case "text:soft-page-break":
		*blocks = append(*blocks, block{text: "\f"})
	case "text:tracked-changes", "office:annotation", "office:forms", "text:sequence-decls", "presentation:notes", "svg:title", "svg:desc", "office:event-listeners", "text:index-title-template":
		return nil
	case "draw:object":
		return d.object(e, blocks)
	case "text:numbered-paragraph", "text:index-body", "text:index-title", "text:table-of-content", "text:alphabetical-index", "text:illustration-index", "text:table-index", "text:object-index", "text:user-index", "text:bibliography":
		return d.flowIn(blocks, in)
	default:
		if strings.HasPrefix(e.name, "draw:") {
			d.coloured++
			outer := d.concealed
			d.concealed = outer || e.attr("display") == "none"
			defer func() { d.concealed = outer; d.coloured-- }()
			return d.flowIn(blocks, in)
		}
	}
	return nil
}

// list reads a list and those inside its items.
func (d *odf) list(e element, blocks *[]block, in *odfList) error {
	l := &odfList{style: e.attr("style-name")}
	if in != nil {
		l.depth = in.depth + 1
		if l.style == "" {
			l.style = in.style
		}
	} else if counted := d.lists.lists[l.style]; counted != nil && e.attr("continue-numbering") != "true" && e.attr("continue-list") == "" {
		counted.begun = [listLevels]bool{}
	}
	return d.x.children(func(e element) error {
		if e.name != "text:list-item" && e.name != "text:list-header" {
			return nil
		}
		l.fresh, l.bare = true, e.name == "text:list-header"
		return d.flowIn(blocks, l)
	})
}

// odfParagraph is a paragraph being read.
type odfParagraph struct {
	text  strings.Builder
	raise raising
	notes []note
	boxes []block
}

func (d *odf) paragraph(e element, blocks *[]block, in *odfList, level int) error {
	style := d.styleOf("paragraph", e.attr("style-name"))
	p := &odfParagraph{}
	if style.before {
		p.text.WriteByte('\f')
	}
	err := d.inline(p, style.look)
	if style.after {
		p.text.WriteByte('\f')
	}
	text := p.text.String()
	if d.bytes += len(text); d.bytes > maxOfficeText {
		return tooMuchText(d.z.what)
	}
	k := block{text: text, level: level, notes: p.notes}
	if strings.TrimSpace(text) != "" {
		switch {
		case style.title:
			if d.title == "" {
				d.title = tidy(text)
			}
			if level == 0 {
				k.level = 1
			}
		case level > 0 && in == nil && d.outline != nil:
			k.prefix = strings.TrimLeft(d.outline.next(numbered{level: level - 1}), " ")
		case in != nil && in.fresh && !in.bare:
			in.fresh = false
			style := in.style
			if style == "" {
				k.prefix = strings.Repeat("  ", min(in.depth, listLevels)) + "- "
			} else {
				k.prefix = d.lists.next(numbered{style, min(in.depth, listLevels-1)})
			}
			if level > 0 {
				k.prefix = strings.TrimLeft(k.prefix, " ")
			}
		}
		k.item = in != nil && level == 0
	}
	if k.text != "" || len(k.notes) > 0 {
		*blocks = append(*blocks, k)
	}
	*blocks = append(*blocks, p.boxes...)
	return err
}

// inline reads the contents of a paragraph, or of a part of one.
func (d *odf) inline(p *odfParagraph, l look) error {
	write := func(s string) {
		if d.concealed || l.hidden(d.coloured > 0) {
			d.hidden += utf8.RuneCountInString(strings.TrimSpace(s))
			return
		}
		p.raise.write(&p.text, s, l.high)
	}
	return d.x.mixed(func(e element) error {
		switch e.name {
		case "text:span":
			return d.inline(p, l.with(d.styleOf("text", e.attr("style-name")).look))
		case "text:s", "text:tab":
			write(" ")
		case "text:line-break":
			write("\n")
		case "text:soft-page-break":
			p.text.WriteByte('\f')
		case "text:note":
			return d.note(p)
		case "text:hidden-text", "text:hidden-paragraph":
			d.hidden += utf8.RuneCountInString(e.attr("string-value"))
		case "office:annotation", "text:tracked-changes", "text:ruby-text", "text:script", "office:event-listeners", "text:note-citation", "svg:title", "svg:desc", "text:index-title-template":
		default:
			if strings.HasPrefix(e.name, "draw:") {
				outer := d.holder
				d.holder = p
				defer func() { d.holder = outer }()
				return d.flowing(e, &p.boxes, nil)
			}
			return d.inline(p, l) // links, fields, marks
		}
		return nil
	}, func(text []byte) { write(spaced(text)) })
}

// note reads a foot- or endnote.
func (d *odf) note(p *odfParagraph) error {
	mark, text := "", ""
	err := d.x.children(func(e element) error {
		switch e.name {
		case "text:note-citation":
			s, err := d.x.text()
			mark = oneLine(s, 20)
			return err
		case "text:note-body":
			var blocks []block
			err := d.flow(&blocks)
			text = plainText(blocks)
			return err
		}
		return nil
	})
	if d.noted++; mark == "" {
		mark = strconv.Itoa(d.noted)
	}
	if text != "" && !d.concealed {
		p.notes = append(p.notes, note{name: "note " + mark, mark: mark, text: text})
	}
	return err
}

// table reads a table inside a text.
func (d *odf) table(blocks *[]block) error {
	if d.tables++; d.tables > 20 {
		d.tables--
		return nil
	}
	defer func() { d.tables-- }()
	t := &odfTable{hanging: map[int]int{}}
	err := d.tableRows(t, false)
	list := tableBlocks(t.rows)
	if len(list) == 1 && list[0].rows != nil {
		for row := range t.breaks {
			if row < len(list[0].breaks) {
				list[0].breaks[row] = true
			}
		}
	}
	*blocks = append(*blocks, list...)
	return err
}

// odfTable is a table being read.
type odfTable struct {
	rows    []tableRow
	hanging map[int]int  // by column: how many rows more a cell goes on
	breaks  map[int]bool // rows before which a page begins
}

func (d *odf) tableRows(t *odfTable, head bool) error {
	return d.x.children(func(e element) error {
		switch e.name {
		case "table:table-header-rows":
			return d.tableRows(t, true)
		case "table:table-rows", "table:table-row-group":
			return d.tableRows(t, head)
		case "text:soft-page-break":
			if t.breaks == nil {
				t.breaks = map[int]bool{}
			}
			t.breaks[len(t.rows)] = true
		case "table:table-row":
			row := tableRow{head: head}
			err := d.tableCells(t, &row)
			if len(t.rows) < 1<<20 {
				t.rows = append(t.rows, row)
			}
			return err
		}
		return nil
	})
}

func (d *odf) tableCells(t *odfTable, row *tableRow) error {
	return d.x.children(func(e element) error {
		if e.name != "table:table-cell" && e.name != "table:covered-table-cell" || len(row.cells) >= 1024 {
			return nil
		}
		c := cell{span: 1}
		column := len(row.cells)
		if e.name == "table:covered-table-cell" {
			if t.hanging[column] > 0 {
				t.hanging[column]--
				c.below = true
			}
		} else {
			delete(t.hanging, column)
			if rows, _ := strconv.Atoi(e.attr("number-rows-spanned")); rows > 1 {
				t.hanging[column] = min(rows, maxGridRows) - 1
			}
		}
		ground := 0
		if d.styleOf("table-cell", e.attr("style-name")).look.shaded {
			ground = 1
		}
		d.coloured += ground
		err := d.flow(&c.blocks)
		d.coloured -= ground
		row.cells = append(row.cells, c)
		// Cells that are there several times are empty, as a rule.
		for range columnSpan(e.attr("number-columns-repeated")) - 1 {
			row.cells = append(row.cells, c)
		}
		return err
	})
}
