package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// odf is an OpenDocument file: a text, a spreadsheet or a presentation.
type odf struct {
	z       *archive
	x       *xmlReader           // of the part being read
	styles  map[string]*odfStyle // by family and name: "paragraph/P1"
	lists   *numbering           // by the name of the list's style
	outline *wordList            // how headings count; nil where they do not
	core    officeProperties

	letter, heads, feet []block // of the first kind of page
	hidden              int     // code points that readers do not see
	bytes               int
	noted               int
	tables              int
	title               string // a paragraph in the style "Title"
	concealed           bool   // inside something that is not shown
	coloured            int    // grounds around us on which white letters may be seen
}

// odfStyle is what is needed of a style of OpenDocument.
type odfStyle struct {
	family, parent string
	look           look
	before, after  bool // a page ends before or after
	absent         bool // a sheet or slide that is not shown
	title          bool // the style "Title", or of its kind
	list           string
}

// openODF opens an OpenDocument file and reads all but its content.
func openODF(data []byte, what string) (*odf, error) {
	z, err := openArchive(data, what)
	if err != nil {
		return nil, err
	}
	d := &odf{z: z, styles: map[string]*odfStyle{}, lists: &numbering{lists: map[string]*wordList{}}}
	if err := d.checkSealed(); err != nil {
		return nil, err
	}
	if err := d.readMeta(); err != nil {
		return nil, err
	}
	if err := d.part("styles.xml", func(e element) error { return d.styleSheet(e, true) }); soft(err) != nil {
		return nil, err
	}
	return d, nil
}

// part reads a part of the file element by element under its root.
func (d *odf) part(name string, on func(element) error) error {
	x, err := d.z.xml(name)
	if err != nil {
		return err
	}
	d.x = x
	return x.root(func(element) error { return x.children(on) })
}

// checkSealed says so when the content needs a password.
func (d *odf) checkSealed() error {
	x, err := d.z.xml("META-INF/manifest.xml")
	if err != nil {
		return soft(err)
	}
	sealedUp := false
	err = x.root(func(element) error {
		return x.children(func(element) error {
			return x.children(func(e element) error {
				sealedUp = sealedUp || e.local == "encryption-data"
				return nil
			})
		})
	})
	if sealedUp {
		return sealed(d.z.what)
	}
	return soft(err)
}

// readMeta reads title, author and the number of pages.
func (d *odf) readMeta() error {
	return soft(d.part("meta.xml", func(e element) error {
		if e.name != "office:meta" {
			return nil
		}
		initial := ""
		err := d.x.children(func(e element) error {
			switch e.name {
			case "dc:title":
				text, err := d.x.text()
				d.core.title = sensibleTitle(text)
				return err
			case "dc:creator":
				text, err := d.x.text()
				d.core.author = sensibleAuthor(text)
				return err
			case "meta:initial-creator":
				text, err := d.x.text()
				initial = sensibleAuthor(text)
				return err
			case "meta:document-statistic":
				d.core.pages, _ = strconv.Atoi(e.attr("page-count"))
			}
			return nil
		})
		if initial != "" {
			d.core.author = initial // who wrote it, not who saved it last
		}
		return err
	}))
}

// styleSheet reads styles out of styles.xml or content.xml.
func (d *odf) styleSheet(e element, masters bool) error {
	switch e.name {
	case "office:styles", "office:automatic-styles":
		return d.x.children(d.style)
	case "office:master-styles":
		if masters {
			return d.x.children(d.master)
		}
	}
	return nil
}

func (d *odf) style(e element) error {
	if len(d.styles)+len(d.lists.lists) >= maxEntries {
		return nil
	}
	switch e.name {
	case "style:style":
		s := &odfStyle{family: e.attr("family"), parent: e.attr("parent-style-name"), list: e.attr("list-style-name")}
		name := e.attr("style:name")
		// A page of its own kind begins a new one. An empty name does not.
		s.before = e.attr("master-page-name") != "" && s.family == "paragraph"
		d.styles[s.family+"/"+name] = s
		return d.x.children(func(e element) error { s.read(e); return nil })
	case "text:list-style":
		l := &wordList{}
		d.lists.lists[e.attr("style:name")] = l
		return d.listStyle(l)
	case "text:outline-style":
		d.outline = &wordList{}
		return d.listStyle(d.outline)
	}
	return nil
}

// read takes in the properties of a style.
func (s *odfStyle) read(e element) {
	switch e.name {
	case "style:text-properties":
		s.look.vanish = e.attr("text:display") == "none"
		s.look.white = strings.EqualFold(e.attr("fo:color"), "#ffffff")
		if points, found := strings.CutSuffix(e.attr("fo:font-size"), "pt"); found {
			size, err := strconv.ParseFloat(points, 64)
			s.look.tiny = err == nil && size <= 1.5
		}
		s.look.shaded = s.look.shaded || isODFShade(e)
	case "style:paragraph-properties":
		s.before = s.before || e.attr("break-before") == "page"
		s.after = e.attr("break-after") == "page"
		s.look.shaded = s.look.shaded || isODFShade(e)
	case "style:table-cell-properties":
		s.look.shaded = s.look.shaded || isODFShade(e)
	case "style:table-properties":
		s.absent = e.attr("display") == "false"
	case "style:drawing-page-properties":
		s.absent = e.attr("visibility") == "hidden"
	case "style:section-properties":
		s.absent = e.attr("display") == "none"
	}
}

func isODFShade(e element) bool {
	ground := e.attr("fo:background-color")
	return ground != "" && ground != "transparent" && !strings.EqualFold(ground, "#ffffff")
}

// styleOf gives a style; what it does not say itself its parents say.
func (d *odf) styleOf(family, name string) odfStyle {
	var all odfStyle
	for range 20 { // a circle of parents ends
		s := d.styles[family+"/"+name]
		all.title = all.title || name == "Title"
		if s == nil {
			break
		}
		all.look = all.look.with(s.look)
		all.before, all.after, all.absent = all.before || s.before, all.after || s.after, all.absent || s.absent
		if all.list == "" {
			all.list = s.list
		}
		if name = s.parent; name == "" {
			break
		}
	}
	return all
}

func (d *odf) listStyle(l *wordList) error {
	return d.x.children(func(e element) error {
		n, err := strconv.Atoi(e.attr("text:level"))
		if err != nil || n < 1 || n > listLevels {
			return nil
		}
		level := &l.levels[n-1]
		level.start = 1
		if start, err := strconv.Atoi(e.attr("start-value")); err == nil {
			level.start = start
		}
		switch e.name {
		case "text:list-level-style-bullet", "text:list-level-style-image":
			level.format = "bullet"
		case "text:list-level-style-number", "text:outline-level-style":
			level.format = e.attr("num-format")
			shown, _ := strconv.Atoi(e.attr("display-levels"))
			var parts []string
			for i := max(n-max(shown, 1), 0); i < n; i++ {
				parts = append(parts, "%"+strconv.Itoa(i+1))
			}
			level.text = e.attr("num-prefix") + strings.Join(parts, ".") + e.attr("num-suffix")
		}
		return nil
	})
}

// master reads what stands on every page, of the first kind of page that has any.
func (d *odf) master(e element) error {
	if e.name != "style:master-page" || len(d.letter)+len(d.heads)+len(d.feet) > 0 {
		return nil
	}
	return d.x.children(func(e element) error {
		var blocks []block
		switch e.name {
		case "style:header", "style:footer", "style:header-first":
		default:
			return nil
		}
		err := d.flow(&blocks)
		text := strings.TrimSpace(plainText(blocks))
		switch {
		case text == "":
		case e.name == "style:header":
			d.heads = []block{{text: text, running: true}}
		case e.name == "style:footer":
			d.feet = []block{{text: text, running: true}}
		default:
			d.letter = []block{{text: text}}
		}
		return err
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
	case "text:tracked-changes", "office:annotation", "office:forms", "text:sequence-decls", "presentation:notes", "svg:title", "svg:desc", "draw:object", "office:event-listeners", "text:index-title-template":
		return nil
	case "text:numbered-paragraph", "text:index-body", "text:index-title", "text:table-of-content", "text:alphabetical-index", "text:illustration-index", "text:table-index", "text:object-index", "text:user-index", "text:bibliography":
		return d.flowIn(blocks, in)
	default:
		if strings.HasPrefix(e.name, "draw:") {
			d.coloured++
			defer func() { d.coloured-- }()
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
			k.prefix = strings.TrimLeft((&numbering{map[string]*wordList{"": d.outline}}).next(numbered{"", level - 1}), " ")
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
		p.text.WriteString(s)
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

// readODT gives the pages of an OpenDocument text: real ones where it says
// where they begin, else parts. See docx.
func readODT(j job) (reader.Meta, error) {
	d, err := openODF(j.data, "This OpenDocument text (ODT)")
	if err != nil {
		return reader.Meta{}, err
	}
	meta := reader.Meta{Format: formatODT, Unit: reader.UnitPart, Title: d.core.title, Author: d.core.author}
	var blocks []block
	err = d.content("office:text", func() error { return d.flow(&blocks) })
	switch {
	case err != nil && !broken(err):
		return reader.Meta{}, err
	case err != nil && len(blocks) == 0:
		return reader.Meta{}, cutOff(d.z.what)
	case err != nil:
		meta.Warnings = append(meta.Warnings, damagedEnd())
	}
	blocks = append(append(d.letter, d.heads...), append(blocks, d.feet...)...)
	p := &pager{page: j.page}
	if isPaged(blocks, d.core.pages) {
		p.hard, meta.Unit = true, reader.UnitPage
	}
	if err := p.all(blocks); err != nil {
		return reader.Meta{}, err
	}
	if meta.Title == "" {
		meta.Title = sensibleTitle(d.title)
	}
	if meta.Pages = p.pages; meta.Pages == 0 {
		return reader.Meta{}, nothingIn("This OpenDocument text", d.hidden > 0)
	}
	if d.hidden > 0 {
		meta.Warnings = append(meta.Warnings, leftOut("This document has hidden text ("+characters(d.hidden)+")."))
	}
	if p.cut {
		meta.Warnings = append(meta.Warnings, longPages())
	}
	return meta, nil
}

// content reads content.xml; read gets the element of the name given.
func (d *odf) content(name string, read func() error) error {
	err := d.part("content.xml", func(e element) error {
		if e.name == "office:body" {
			return d.x.children(func(e element) error {
				if e.name == name {
					return read()
				}
				return nil
			})
		}
		return d.styleSheet(e, false)
	})
	if err == errNoPart {
		return cutOff(d.z.what)
	}
	return err
}
