package parse

import (
	"cmp"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// pptx is a PowerPoint presentation being read: its slides, each with the
// speaker's notes as a place of their own. The title stands first, then what is
// on the slide in the order in which a screen reader gives it.
type pptx struct {
	*officeFile
	width  int64 // of a slide, in English metric units; 0 when not known
	height int64
	bytes  int
	hidden int // code points that the audience does not see
}

// readPPTX gives the slides of a PowerPoint presentation.
func readPPTX(j job) (reader.Meta, error) {
	f, err := openOffice(j.data, "This PowerPoint presentation (PPTX)", "ppt/presentation.xml")
	if err != nil {
		return reader.Meta{}, err
	}
	d := &pptx{officeFile: f}
	ids, err := d.readList()
	damaged := broken(err)
	if err != nil && !damaged {
		return reader.Meta{}, err
	}
	p := newSlidePager(j)
	for _, id := range ids {
		link := d.links[id]
		if link.kind != "slide" {
			continue
		}
		s, err := d.readSlide(link.target)
		switch {
		case broken(err):
			damaged = true
		case err != nil:
			return reader.Meta{}, err
		}
		if err := p.slide(s.title, s.blocks, s.hidden); err != nil {
			return reader.Meta{}, err
		}
	}
	meta := reader.Meta{Format: formatPPTX, Title: d.core.title, Author: d.core.author, Date: d.core.date()}
	return p.finish(meta, "This PowerPoint presentation", d.z, d.hidden, damaged)
}

// readList reads the order of the slides.
func (d *pptx) readList() (ids []string, err error) {
	x, err := d.z.xml(d.main)
	if err != nil {
		return nil, err
	}
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			switch e.name {
			case "p:sldIdLst":
				return x.children(func(e element) error {
					if e.name == "p:sldId" && len(ids) < maxSlides {
						ids = append(ids, e.attr("r:id"))
					}
					return nil
				})
			case "p:sldSz":
				d.width, _ = strconv.ParseInt(e.attr("cx"), 10, 64)
				d.height, _ = strconv.ParseInt(e.attr("cy"), 10, 64)
			}
			return nil
		})
	})
	return ids, err
}

// slide is a slide, or the notes to one.
type slide struct {
	d     *pptx
	x     *xmlReader
	links map[string]relationship

	hidden bool
	title  string
	heads  []block
	body   []block
	feet   []block
	blocks []block // all of them, and the notes
	groups int
}

// readSlide reads a slide and its notes.
func (d *pptx) readSlide(part string) (slide, error) {
	s, err := d.readShapes(part)
	s.blocks = append(append(s.heads, s.body...), s.feet...)
	if err != nil {
		return s, err
	}
	part = firstOf(s.links, "notesSlide", "")
	if part == "" || s.hidden {
		return s, nil
	}
	notes, err := d.readShapes(part)
	for _, k := range notes.body {
		k.place, k.level = "notes", 0
		s.blocks = append(s.blocks, k)
	}
	return s, err
}

func (d *pptx) readShapes(part string) (slide, error) {
	s := slide{d: d}
	var err error
	if s.links, err = d.z.relationships(part); err != nil {
		return s, err
	}
	s.x, err = d.z.xml(part)
	if err == errNoPart {
		return s, io.ErrUnexpectedEOF
	}
	if err != nil {
		return s, err
	}
	notes := false
	return s, s.x.root(func(e element) error {
		s.hidden = e.attr("show") == "0" || e.attr("show") == "false"
		notes = e.name == "p:notes"
		return s.x.children(func(e element) error {
			if e.name != "p:cSld" {
				return nil
			}
			return s.x.children(func(e element) error {
				if e.name == "p:spTree" {
					return s.shapes(notes)
				}
				return nil
			})
		})
	})
}

// shapes reads the shapes of a slide or a group. Of notes only the notes count:
// the rest repeats the slide.
func (s *slide) shapes(notes bool) error {
	return s.x.children(func(e element) error {
		switch e.name {
		case "p:sp", "p:graphicFrame", "p:cxnSp":
			return s.shape(notes)
		case "p:grpSp":
			s.groups++
			err := s.shapes(notes)
			s.groups--
			return err
		case "mc:AlternateContent":
			return firstChoice(s.x, func() error { return s.shapes(notes) })
		}
		return nil
	})
}

// shape reads a shape with text, a table, a chart or a diagram.
func (s *slide) shape(notes bool) error {
	var kind string
	var hidden, placeholder bool
	var found []block
	where := [4]int64{} // x, y, width, height
	placed := 0
	var walk func(e element) error
	walk = func(e element) error {
		switch e.name {
		case "p:cNvPr":
			hidden = hidden || e.yes("hidden")
			return nil
		case "p:ph":
			kind, placeholder = e.attr("type"), true
			return nil
		case "a:off":
			if placed == 0 {
				where[0], _ = strconv.ParseInt(e.attr("x"), 10, 64)
				where[1], _ = strconv.ParseInt(e.attr("y"), 10, 64)
				placed = 1
			}
			return nil
		case "a:ext":
			if placed == 1 && e.attr("cx") != "" {
				where[2], _ = strconv.ParseInt(e.attr("cx"), 10, 64)
				where[3], _ = strconv.ParseInt(e.attr("cy"), 10, 64)
				placed = 2
			}
			return nil
		case "p:txBody":
			list := placeholder && (kind == "" || kind == "body" || kind == "obj") && !notes
			blocks, err := drawnText(s.x, list)
			found = append(found, blocks...)
			return err
		case "a:tbl":
			blocks, err := drawnTable(s.x)
			found = append(found, blocks...)
			return err
		case "c:chart":
			if link := s.links[e.attr("r:id")]; link.kind == "chart" {
				k, any, err := chartBlock(s.d.z, link.target)
				if any {
					found = append(found, k)
				}
				return err
			}
			return nil
		case "dgm:relIds":
			if link := s.links[e.attr("r:dm")]; link.kind == "diagramData" {
				blocks, err := diagramText(s.d.z, link.target)
				found = append(found, blocks...)
				return err
			}
			return nil
		case "mc:AlternateContent":
			return firstChoice(s.x, func() error { return s.x.children(walk) })
		case "p:oleObj", "p:pic":
			return nil
		}
		return s.x.children(walk)
	}
	err := s.x.children(walk)
	beyond := placed == 2 && s.groups == 0 && s.d.width > 0 && s.d.height > 0 && !notes &&
		(where[0] >= s.d.width || where[1] >= s.d.height || where[0]+where[2] <= 0 || where[1]+where[3] <= 0)
	if hidden || beyond {
		for _, k := range found {
			s.d.hidden += utf8.RuneCountInString(plainText([]block{k}))
		}
		return err
	}
	for _, k := range found {
		if s.d.bytes += len(k.text); s.d.bytes > maxOfficeText {
			return tooMuchText(s.d.z.what)
		}
	}
	switch {
	case notes && (!placeholder || kind != "body"):
	case kind == "title" || kind == "ctrTitle":
		level := 2
		if kind == "ctrTitle" {
			level = 1 // of a title slide: the titles that follow stand under it
		}
		title := strings.Join(strings.Fields(plainText(found)), " ")
		if title != "" {
			if s.title == "" {
				s.title = title
			}
			s.heads = append(s.heads, block{text: title, level: level})
		}
	case kind == "sldNum":
	case kind == "ftr" || kind == "dt" || kind == "hdr":
		for _, k := range found {
			k.running = true
			s.feet = append(s.feet, k)
		}
	default:
		s.body = append(s.body, found...)
	}
	return err
}

// drawnText reads the paragraphs of a shape. list says that they are items
// unless they say otherwise.
func drawnText(x *xmlReader, list bool) (blocks []block, err error) {
	count := [listLevels]int{}
	err = x.children(func(e element) error {
		if e.name != "a:p" {
			return nil
		}
		var b strings.Builder
		level, bullet, number := 0, list, ""
		start := 1
		raised := false // the run stands high
		var raise raising
		var walk func(e element) error
		walk = func(e element) error {
			switch e.name {
			case "a:pPr":
				level, _ = strconv.Atoi(e.attr("lvl"))
				level = min(max(level, 0), listLevels-1)
				return x.children(func(e element) error {
					switch e.name {
					case "a:buNone":
						bullet = false
					case "a:buChar", "a:buBlip":
						bullet = true
					case "a:buAutoNum":
						number = cmp.Or(e.attr("type"), "arabicPeriod")
						start, _ = strconv.Atoi(cmp.Or(e.attr("startAt"), "1"))
					}
					return nil
				})
			case "a:r":
				raised = false
			case "a:rPr":
				high, _ := strconv.Atoi(strings.TrimSuffix(e.attr("baseline"), "%"))
				raised = high > 0
				return nil
			case "a:t":
				return x.mixed(nothing, func(text []byte) { raise.write(&b, spaced(text), raised) })
			case "m:oMath", "m:oMathPara":
				f, err := xmlFormula(x, e)
				b.WriteString(f.line())
				return err
			case "a:br":
				b.WriteByte('\n')
				return nil
			case "a:tab":
				b.WriteByte('\t')
				return nil
			case "mc:AlternateContent":
				return firstChoice(x, func() error { return x.children(walk) })
			}
			return x.children(walk)
		}
		err := x.children(walk)
		text := b.String()
		if strings.TrimSpace(text) == "" {
			return err
		}
		k := block{text: text, item: bullet || number != ""}
		switch {
		case number != "":
			if count[level]++; count[level] == 1 {
				count[level] = start
			}
			k.prefix = strings.Repeat("  ", level) + drawnNumber(count[level], number) + " "
		case bullet:
			k.prefix = strings.Repeat("  ", level) + "- "
		}
		if number == "" {
			count[level] = 0
		}
		clear(count[level+1:])
		blocks = append(blocks, k)
		return err
	})
	return blocks, err
}

// drawnNumber is the number of a list's item, of a kind such as "alphaLcParenR".
func drawnNumber(n int, kind string) string {
	digits := strconv.Itoa(n)
	for _, f := range []struct{ begin, format string }{{"alphaLc", "a"}, {"alphaUc", "A"}, {"romanLc", "i"}, {"romanUc", "I"}} {
		if strings.HasPrefix(kind, f.begin) {
			digits = inFormat(n, f.format)
		}
	}
	switch {
	case strings.HasSuffix(kind, "ParenBoth"):
		return "(" + digits + ")"
	case strings.HasSuffix(kind, "ParenR"):
		return digits + ")"
	case strings.HasSuffix(kind, "Plain"):
		return digits
	}
	return digits + "."
}

// drawnTable reads a table of DrawingML.
func drawnTable(x *xmlReader) ([]block, error) {
	var rows []tableRow
	err := x.children(func(e element) error {
		if e.name != "a:tr" {
			return nil
		}
		var row tableRow
		err := x.children(func(e element) error {
			if e.name != "a:tc" {
				return nil
			}
			c := cell{span: 1, below: e.yes("vMerge")}
			err := x.children(func(e element) error {
				if e.name != "a:txBody" {
					return nil
				}
				var err error
				c.blocks, err = drawnText(x, false)
				return err
			})
			row.cells = append(row.cells, c)
			return err
		})
		rows = append(rows, row)
		return err
	})
	return tableBlocks(rows), err
}

// diagramText reads the texts of a diagram (SmartArt).
func diagramText(z *archive, part string) (blocks []block, err error) {
	x, err := z.xml(part)
	if err != nil {
		return nil, soft(err)
	}
	var walk func(e element) error
	walk = func(e element) error {
		switch e.name {
		case "dgm:pt":
			if kind := e.attr("type"); kind != "" && kind != "node" && kind != "asst" && kind != "doc" {
				return nil
			}
		case "dgm:t":
			found, err := drawnText(x, true)
			blocks = append(blocks, found...)
			return err
		}
		return x.children(walk)
	}
	return blocks, soft(x.root(walk))
}
