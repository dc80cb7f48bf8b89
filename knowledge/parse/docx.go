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
	coloured int // table cells and boxes with a ground of their own around us: white letters can be seen there
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
	return x.children(func(e element) error {
		switch e.name {
		case "w:p":
			return d.paragraph(x, blocks)
		case "w:tbl":
			return d.table(x, blocks)
		case "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag":
			return d.flow(x, blocks)
		case "mc:AlternateContent":
			return firstChoice(x, func() error { return d.flow(x, blocks) })
		case "w:sectPr":
			return d.section(x)
		}
		return nil
	})
}

// paragraph is a paragraph being read.
type docxParagraph struct {
	text   strings.Builder
	style  *docxStyle
	number numbered
	level  int
	shaded bool
	notes  []note
	boxes  []block // text boxes that hang on it
}

func (d *docx) paragraph(x *xmlReader, blocks *[]block) error {
	p := &docxParagraph{style: d.styles[""]}
	if p.style == nil {
		p.style = &docxStyle{}
	}
	p.number, p.level = p.style.number, p.style.level
	err := d.inline(x, p)
	text := p.text.String()
	if d.bytes += len(text); d.bytes > maxOfficeText {
		return tooMuchText(d.z.what)
	}
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
	return err
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
			return d.formula(x, p)
		}
		return nil // w:del and w:moveFrom among others: deleted, not yet for good
	})
}

// formula takes the letters of a formula, in their order.
func (d *docx) formula(x *xmlReader, p *docxParagraph) error {
	return x.children(func(e element) error {
		switch {
		case e.name == "m:t":
			text, err := x.text()
			p.text.WriteString(text)
			return err
		case strings.HasPrefix(e.name, "m:"):
			return d.formula(x, p)
		}
		return nil
	})
}

// properties reads what a paragraph's own settings say.
func (d *docx) properties(x *xmlReader, p *docxParagraph) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:pStyle":
			if s := d.styles[e.attr("val")]; s != nil {
				p.style, p.number, p.level = s, s.number, s.level
			}
		case "w:outlineLvl":
			p.level = outline(e)
		case "w:pageBreakBefore":
			if e.on() {
				p.text.WriteByte('\f')
			}
		case "w:numPr":
			return p.number.read(x)
		case "w:shd":
			p.shaded = isShade(e)
		case "w:sectPr":
			return d.section(x)
		}
		return nil
	})
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
			p.text.WriteString(s)
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

// readNotes reads the foot- or endnotes.
func (d *docx) readNotes(kind, part string) error {
	x, err := d.z.xml(part)
	if err == errNoPart {
		return nil
	}
	if err != nil {
		return err
	}
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			if e.name != "w:"+kind || e.attr("type") != "" && e.attr("type") != "normal" {
				return nil // separators
			}
			var blocks []block
			err := d.flow(x, &blocks)
			d.notes[kind+" "+e.attr("id")] = plainText(blocks)
			return err
		})
	})
	return soft(err)
}

// section notes the heads and feet of the first section.
func (d *docx) section(x *xmlReader) error {
	first := len(d.heads)+len(d.feet)+len(d.letter) == 0
	own := false // the first page has heads and feet of its own
	defer func() {
		if first && !own {
			d.letter = nil
		}
	}()
	return x.children(func(e element) error {
		if e.name == "w:titlePg" && e.on() {
			own = true
		}
		target := d.links[e.attr("r:id")].target
		if !first || target == "" {
			return nil
		}
		switch {
		case e.attr("type") == "first":
			d.letter = append(d.letter, target)
		case e.attr("type") == "even":
		case e.name == "w:headerReference":
			d.heads = append(d.heads, target)
		case e.name == "w:footerReference":
			d.feet = append(d.feet, target)
		}
		return nil
	})
}

// runningBlocks reads page heads and feet. Those of every page stand once, as
// furniture; a letterhead, which the first page alone has, is text like other.
func (d *docx) runningBlocks() (letter, heads, feet []block, err error) {
	read := func(parts []string, running bool) (blocks []block, err error) {
		for _, part := range parts {
			x, err := d.z.xml(part)
			if err != nil {
				if soft(err) != nil {
					return nil, err
				}
				continue
			}
			d.fields = nil
			err = x.root(func(element) error { return d.flow(x, &blocks) })
			if soft(err) != nil {
				return nil, err
			}
		}
		text := strings.TrimSpace(plainText(blocks))
		if text == "" {
			return nil, nil
		}
		return []block{{text: text, running: running}}, nil
	}
	if letter, err = read(d.letter, false); err != nil {
		return
	}
	if heads, err = read(d.heads, true); err != nil {
		return
	}
	feet, err = read(d.feet, true)
	return
}
