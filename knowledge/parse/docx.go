package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// docx reads a Word document. Word writes down where its pages began when the
// document was last saved, and how many there were: where both agree, pages are
// Word's own. Else a page is a part of the text, cut at headings and paragraphs.
type docx struct {
	*officeFile
	styles   map[string]*docxStyle
	numbers  *numbering
	notes    map[string]string // text by kind and id: "footnote 2"
	noted    int               // notes referred to so far
	hidden   int               // code points that Word does not show
	bytes    int               // of text so far
	tables   int               // tables inside each other
	title    string            // of the paragraph in the style "Title"
	heads    []string          // parts of the first section's page heads and feet
	feet     []string
	letter   []string // those of the first page alone
	fields   []field
	open     *docxParagraph // one whose end is deleted
	coloured int            // table cells and boxes with a ground of their own around us: white letters can be seen there
}

// field is an open field: what its code says is not shown, what it gives is.
type field struct{ result bool }

// readDOCX gives the pages of a Word document.
func readDOCX(j job) (reader.Meta, error) {
	f, err := openOffice(j.data, "This Word document (DOCX)", "word/document.xml")
	if err != nil {
		return reader.Meta{}, err
	}
	d := &docx{officeFile: f, notes: map[string]string{}}
	if d.styles, err = docxStyles(d.z, firstOf(d.links, "styles", "word/styles.xml")); err != nil {
		return reader.Meta{}, err
	}
	if d.numbers, err = docxNumbering(d.z, firstOf(d.links, "numbering", "word/numbering.xml")); err != nil {
		return reader.Meta{}, err
	}
	for _, kind := range []string{"footnote", "endnote"} {
		if err := d.readNotes(kind, firstOf(d.links, kind+"s", "word/"+kind+"s.xml")); err != nil {
			return reader.Meta{}, err
		}
	}
	blocks, err := d.body()
	damaged := broken(err)
	if err != nil && !damaged {
		return reader.Meta{}, err
	}
	letter, heads, feet, err := d.runningBlocks()
	if err != nil {
		return reader.Meta{}, err
	}
	return flowingPages(j, formatDOCX, flowingText{
		name: "This Word document", what: d.z.what, blocks: blocks, before: append(letter, heads...), after: feet,
		core: d.core, title: d.title, unseen: d.hidden, damaged: damaged,
	})
}

// body reads the main part. With an error come the blocks up to it.
func (d *docx) body() ([]block, error) {
	x, err := d.z.xml(d.main)
	if err != nil {
		if err == errNoPart {
			return nil, cutOff(d.z.what)
		}
		return nil, err
	}
	var blocks []block
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			if e.name == "w:body" {
				return d.flow(x, &blocks)
			}
			return nil
		})
	})
	return blocks, err
}

// flow reads what paragraphs and tables stand in.
func (d *docx) flow(x *xmlReader, blocks *[]block) error {
	err := x.children(func(e element) error { return d.part(x, e, blocks) })
	d.end(blocks)
	return err
}

// part reads a paragraph or a table, or what is around some.
func (d *docx) part(x *xmlReader, e element, blocks *[]block) error {
	inside := func() error { return x.children(func(e element) error { return d.part(x, e, blocks) }) }
	switch e.name {
	case "w:p":
		return d.paragraph(x, blocks)
	case "w:tbl":
		d.end(blocks)
		return d.table(x, blocks)
	case "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag":
		return inside()
	case "mc:AlternateContent":
		return firstChoice(x, inside)
	case "w:sectPr":
		return d.section(x)
	}
	return nil
}

// end ends a paragraph that nothing has followed.
func (d *docx) end(blocks *[]block) {
	if d.open != nil {
		d.close(d.open, blocks)
	}
}

// paragraph is a paragraph being read.
type docxParagraph struct {
	text   strings.Builder
	style  *docxStyle
	number numbered
	level  int
	shaded bool
	goesOn bool // its end is deleted, not yet for good: the next paragraph belongs to it
	raise  raising
	notes  []note
	boxes  []block // text boxes that hang on it
}

func (d *docx) paragraph(x *xmlReader, blocks *[]block) error {
	p := d.open
	if p == nil {
		p = &docxParagraph{}
	}
	d.open, p.goesOn, p.shaded = nil, false, false
	if p.style = d.styles[""]; p.style == nil {
		p.style = &docxStyle{}
	}
	p.number, p.level = p.style.number, p.style.level
	before := p.text.Len()
	err := d.inline(x, p)
	if d.bytes += p.text.Len() - before; d.bytes > maxOfficeText {
		return tooMuchText(d.z.what)
	}
	if p.goesOn {
		d.open = p
	} else {
		d.close(p, blocks)
	}
	return err
}

// close makes a block of a paragraph that has been read.
func (d *docx) close(p *docxParagraph, blocks *[]block) {
	d.open = nil
	text := p.text.String()
	k := block{text: text, level: p.level, notes: p.notes}
	if strings.TrimSpace(text) != "" {
		if p.style.title && d.title == "" {
			d.title = tidy(text)
		}
		k.prefix = d.numbers.next(p.number)
		if p.level > 0 {
			k.prefix = strings.TrimLeft(k.prefix, " ")
		}
		k.item = k.prefix != "" && p.level == 0
	}
	if k.text != "" || len(k.notes) > 0 {
		*blocks = append(*blocks, k)
	}
	*blocks = append(*blocks, p.boxes...)
}

// inline reads the contents of a paragraph, or of a part of one.
func (d *docx) inline(x *xmlReader, p *docxParagraph) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:pPr":
			return d.properties(x, p)
		case "w:r":
			return d.run(x, p)
		case "w:hyperlink", "w:ins", "w:moveTo", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:customXml", "w:dir", "w:bdo":
			return d.inline(x, p)
		case "mc:AlternateContent":
			return firstChoice(x, func() error { return d.inline(x, p) })
		case "m:oMath", "m:oMathPara":
			return d.formula(x, e, p)
		}
		return nil // w:del and w:moveFrom among others: deleted, not yet for good
	})
}

// formula writes a formula in a line.
func (d *docx) formula(x *xmlReader, e element, p *docxParagraph) error {
	f, err := xmlFormula(x, e)
	p.text.WriteString(f.line())
	return err
}

// properties reads what a paragraph's own settings say.
func (d *docx) properties(x *xmlReader, p *docxParagraph) error {
	// What the paragraph says itself holds, also where it stands before its style.
	number, level := numbered{level: -1}, -1
	err := x.children(func(e element) error {
		switch e.name {
		case "w:pStyle":
			if s := d.styles[e.attr("val")]; s != nil {
				p.style, p.number, p.level = s, s.number, s.level
			}
		case "w:outlineLvl":
			level = outline(e)
		case "w:rPr":
			return x.children(func(e element) error {
				p.goesOn = p.goesOn || e.name == "w:del"
				return nil
			})
		case "w:pageBreakBefore":
			if e.on() {
				p.text.WriteByte('\f')
			}
		case "w:numPr":
			return number.read(x)
		case "w:shd":
			p.shaded = isShade(e)
		case "w:sectPr":
			return d.section(x)
		}
		return nil
	})
	if number.id != "" {
		p.number.id = number.id
	}
	if number.level >= 0 {
		p.number.level = number.level
	}
	if level >= 0 {
		p.level = level
	}
	return err
}

// isShade reports whether a shading has a colour in which white can be read.
func isShade(e element) bool {
	fill := strings.ToLower(e.attr("fill"))
	return fill != "" && fill != "auto" && fill != "ffffff" || e.attr("themeFill") != "" && e.attr("themeFill") != "background1"
}

// run reads a run: text of one look.
func (d *docx) run(x *xmlReader, p *docxParagraph) error {
	look := p.style.look
	write := func(s string) {
		switch {
		case len(d.fields) > 0 && !d.showing():
		case look.hidden(d.coloured > 0 || p.shaded || p.style.look.shaded):
			d.hidden += utf8.RuneCountInString(s)
		default:
			p.raise.write(&p.text, s, look.high)
		}
	}
	var inside func(e element) error
	inside = func(e element) error {
		switch e.name {
		case "w:rPr":
			return x.children(func(e element) error {
				if e.name == "w:rStyle" {
					if s := d.styles[e.attr("val")]; s != nil {
						look = look.with(s.look)
					}
					return nil
				}
				look.set(e)
				return nil
			})
		case "w:t":
			text, err := x.text()
			write(spaced([]byte(text)))
			return err
		case "w:tab", "w:ptab":
			write("\t")
		case "w:br":
			if e.attr("type") == "page" {
				p.text.WriteByte('\f')
			} else {
				write("\n")
			}
		case "w:cr":
			write("\n")
		case "w:lastRenderedPageBreak":
			p.text.WriteByte('\f')
		case "w:noBreakHyphen":
			write("-")
		case "w:fldChar":
			switch e.attr("fldCharType") {
			case "begin":
				if len(d.fields) < maxXMLDepth {
					d.fields = append(d.fields, field{})
				}
			case "separate":
				if n := len(d.fields); n > 0 {
					d.fields[n-1].result = true
				}
			case "end":
				d.fields = d.fields[:max(0, len(d.fields)-1)]
			}
		case "w:footnoteReference", "w:endnoteReference":
			kind := strings.TrimSuffix(e.local, "Reference")
			if text := d.notes[kind+" "+e.attr("id")]; text != "" && !look.vanish {
				d.noted++
				mark := strconv.Itoa(d.noted)
				p.notes = append(p.notes, note{name: "note " + mark, mark: mark, text: text})
			}
		case "w:ruby":
			return x.children(func(e element) error {
				if e.name == "w:rubyBase" {
					return d.inline(x, p)
				}
				return nil
			})
		case "mc:AlternateContent":
			return firstChoice(x, func() error { return x.children(inside) })
		case "w:drawing", "w:pict", "w:object":
			return d.drawing(x, p)
		}
		return nil
	}
	return x.children(inside)
}

// showing reports whether text here is what all open fields give.
func (d *docx) showing() bool {
	for _, f := range d.fields {
		if !f.result {
			return false
		}
	}
	return true
}

// drawing looks for text boxes and diagrams in a drawing.
func (d *docx) drawing(x *xmlReader, p *docxParagraph) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:txbxContent":
			fields := d.fields
			d.fields = nil
			d.coloured++
			err := d.flow(x, &p.boxes)
			d.coloured--
			d.fields = fields
			return err
		case "c:chart":
			return d.chart(e.attr("r:id"), p)
		case "mc:AlternateContent":
			return firstChoice(x, func() error { return d.drawing(x, p) })
		}
		return d.drawing(x, p)
	})
}

// chart takes in the names and values of a chart as a table.
func (d *docx) chart(id string, p *docxParagraph) error {
	link, found := d.links[id]
	if !found || link.kind != "chart" {
		return nil
	}
	k, found, err := chartBlock(d.z, link.target)
	if found {
		p.boxes = append(p.boxes, k)
	}
	return err
}
