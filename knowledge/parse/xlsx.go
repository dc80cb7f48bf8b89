package parse

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// xlsx is an Excel workbook being read. Its sheets are streamed: a workbook of
// millions of cells takes the memory of its shared texts and no more.
type xlsx struct {
	*officeFile
	shared  sharedTexts
	formats []numberFormat // by the number of a cell's style
	from04  bool           // days are counted from 1904
	grid    *gridPager
	unshown
}

// sharedTexts are the texts that cells refer to by number, in one piece of
// memory.
type sharedTexts struct {
	all  []byte
	ends []uint32
}

func (s *sharedTexts) at(n int) string {
	if n < 0 || n >= len(s.ends) {
		return ""
	}
	start := uint32(0)
	if n > 0 {
		start = s.ends[n-1]
	}
	return string(s.all[start:s.ends[n]])
}

// Bounds of a workbook.
const (
	maxSharedTexts = 8 << 20
	maxSheets      = 4096
	wholeSheet     = 64 << 20 // bytes: a sheet up to this size is held, for its merged cells stand at its end
)

// readXLSX gives the sheets of an Excel workbook.
func readXLSX(j job) (reader.Meta, error) {
	f, err := openOffice(j.data, "This Excel workbook (XLSX)", "xl/workbook.xml")
	if err != nil {
		return reader.Meta{}, err
	}
	d := &xlsx{officeFile: f, grid: &gridPager{page: j.page, what: f.z.what}}
	if err := d.readStyles(firstOf(d.links, "styles", "xl/styles.xml")); err != nil {
		return reader.Meta{}, err
	}
	if err := d.readShared(firstOf(d.links, "sharedStrings", "xl/sharedStrings.xml")); err != nil {
		return reader.Meta{}, err
	}
	sheets, err := d.readBook()
	if err != nil && len(sheets) == 0 {
		if broken(err) {
			err = cutOff(d.z.what)
		}
		return reader.Meta{}, err
	}
	meta := reader.Meta{Format: formatXLSX, Unit: reader.UnitSheet, Title: d.core.title, Author: d.core.author, Date: d.core.date()}
	damaged := broken(err)
	for _, s := range sheets {
		link := d.links[s.id]
		if link.kind != "worksheet" {
			continue // a sheet that is a chart or a dialog
		}
		if s.hidden {
			d.hiddenSheets = append(d.hiddenSheets, s.name)
			continue
		}
		d.grid.label = s.name
		err := d.readSheet(link.target)
		if broken(err) {
			damaged = true
		} else if err != nil {
			return reader.Meta{}, err
		}
		if err := d.grid.endSheet(); err != nil {
			return reader.Meta{}, err
		}
	}
	meta.Pages = d.grid.pages
	meta.Warnings = d.warnings()
	if damaged {
		meta.Warnings = append(meta.Warnings, damagedEnd())
	}
	if meta.Pages == 0 {
		if damaged {
			return reader.Meta{}, cutOff(d.z.what)
		}
		return reader.Meta{}, d.nothing()
	}
	return meta, nil
}

type sheetEntry struct {
	name, id string
	hidden   bool
}

// readBook reads the list of sheets.
func (d *xlsx) readBook() ([]sheetEntry, error) {
	x, err := d.z.xml(d.main)
	if err != nil {
		return nil, err
	}
	var sheets []sheetEntry
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			switch e.name {
			case "s:workbookPr":
				d.from04 = e.yes("date1904")
			case "s:sheets":
				return x.children(func(e element) error {
					if e.name == "s:sheet" && len(sheets) < maxSheets {
						state := e.attr("state")
						sheets = append(sheets, sheetEntry{oneLine(e.attr("name"), 200), e.attr("r:id"), state == "hidden" || state == "veryHidden"})
					}
					return nil
				})
			}
			return nil
		})
	})
	return sheets, err
}

// readStyles reads how cells of each style show numbers.
func (d *xlsx) readStyles(part string) error {
	x, err := d.z.xml(part)
	if err != nil {
		return soft(err)
	}
	custom := map[int]string{}
	return soft(x.root(func(element) error {
		return x.children(func(e element) error {
			switch e.name {
			case "s:numFmts":
				return x.children(func(e element) error {
					if id, err := strconv.Atoi(e.attr("numFmtId")); err == nil && len(custom) < maxEntries {
						custom[id] = e.attr("formatCode")
					}
					return nil
				})
			case "s:cellXfs":
				return x.children(func(e element) error {
					if len(d.formats) >= maxEntries*2 {
						return nil
					}
					id, _ := strconv.Atoi(e.attr("numFmtId"))
					code, found := custom[id]
					if !found {
						code = builtinFormats[id]
					}
					d.formats = append(d.formats, parseNumberFormat(code))
					return nil
				})
			}
			return nil
		})
	}))
}

// readShared reads the shared texts.
func (d *xlsx) readShared(part string) error {
	x, err := d.z.xml(part)
	if err != nil {
		return soft(err)
	}
	return soft(x.root(func(element) error {
		return x.children(func(e element) error {
			if e.name != "s:si" {
				return nil
			}
			if len(d.shared.ends) >= maxSharedTexts || len(d.shared.all) > maxOfficeText {
				return tooMuchText(d.z.what)
			}
			var err error
			d.shared.all, err = richText(x, d.shared.all)
			d.shared.ends = append(d.shared.ends, uint32(len(d.shared.all)))
			return err
		})
	}))
}

// richText appends the text of a cell: of all its runs, without the reading
// aids that Japanese has.
func richText(x *xmlReader, to []byte) ([]byte, error) {
	add := func(text []byte) { to = append(to, text...) }
	err := x.children(func(e element) error {
		switch e.name {
		case "s:t":
			return x.mixed(nothing, add)
		case "s:r":
			return x.children(func(e element) error {
				if e.name == "s:t" {
					return x.mixed(nothing, add)
				}
				return nil
			})
		}
		return nil
	})
	return to, err
}

func nothing(element) error { return nil }

// sheet is a sheet being read.
type sheet struct {
	d       *xlsx
	x       *xmlReader
	hidden  []bool           // by column
	merged  map[[2]int][]int // by column and row of the upper left cell: last column and row
	below   hangingCells
	row     gridRow
	cell    []byte
	formula bool
}

// readSheet streams one sheet.
func (d *xlsx) readSheet(part string) error {
	r, err := d.z.open(part)
	if err == errNoPart {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	s := &sheet{d: d, below: hangingCells{}}
	if f := d.z.files[partName(part)]; f.UncompressedSize64 <= wholeSheet {
		all, err := io.ReadAll(io.LimitReader(r, wholeSheet))
		if err != nil && !broken(err) {
			return err
		}
		s.merged = mergedCells(all)
		r = bytes.NewReader(all)
	}
	s.x = newXML(r, d.z.what)
	return s.x.root(func(element) error {
		return s.x.children(func(e element) error {
			switch e.name {
			case "s:cols":
				return s.x.children(func(e element) error {
					if !e.yes("hidden") {
						return nil
					}
					if s.hidden == nil {
						s.hidden = make([]bool, maxGridColumns)
					}
					first, _ := strconv.Atoi(e.attr("min"))
					last, _ := strconv.Atoi(e.attr("max"))
					for c := max(first, 1); c <= min(last, maxGridColumns); c++ {
						s.hidden[c-1] = true
					}
					return nil
				})
			case "s:sheetData":
				return s.x.children(s.readRow)
			}
			return nil
		})
	})
}

// mergedCells finds the merged cells of a sheet that go over several rows.
func mergedCells(data []byte) map[[2]int][]int {
	at := bytes.LastIndex(data, []byte("mergeCells>"))
	from := bytes.Index(data, []byte("mergeCells"))
	if at < 0 || from < 0 || from >= at {
		return nil
	}
	merged := map[[2]int][]int{}
	for piece := range bytes.SplitSeq(data[from:at], []byte("ref=\"")) {
		ref, _, found := bytes.Cut(piece[:min(len(piece), 40)], []byte{'"'})
		first, last, pair := strings.Cut(string(ref), ":")
		if !found || !pair || len(merged) >= maxEntries {
			continue
		}
		c, r, ok := cellAt(first)
		lastC, lastR, ok2 := cellAt(last)
		if ok && ok2 && lastR > r && lastR-r < maxGridRows {
			merged[[2]int{c, r}] = []int{lastC, lastR}
		}
	}
	return merged
}

// readRow reads a row and hands it on.
func (s *sheet) readRow(e element) error {
	if e.name != "s:row" {
		return nil
	}
	number, err := strconv.Atoi(e.attr("r"))
	if err != nil || number <= s.row.number {
		number = s.row.number + 1
	}
	hidden := e.yes("hidden")
	s.row.number, s.row.cells = number, s.row.cells[:0]
	column := -1
	err = s.x.children(func(e element) error {
		if e.name != "s:c" {
			return nil
		}
		if c, _, ok := cellAt(e.attr("r")); ok {
			column = c
		} else {
			column++
		}
		return s.readCell(e, column)
	})
	if len(s.row.cells) > 0 {
		slices.SortStableFunc(s.row.cells, func(a, b gridCell) int { return a.column - b.column })
		s.row.cells = slices.CompactFunc(s.row.cells, func(a, b gridCell) bool { return a.column == b.column })
		if hidden {
			s.d.hiddenRows++
			s.d.grid.last = number // no gap
			return err
		}
		s.mergeFromAbove()
		if e := s.d.grid.row(s.row); e != nil {
			return e
		}
	}
	return err
}

// mergeFromAbove gives a row the merged cells that began above it, and notes
// those that begin in it.
func (s *sheet) mergeFromAbove() {
	s.below.into(&s.row)
	if len(s.merged) == 0 {
		return
	}
	for _, c := range s.row.cells {
		if m, found := s.merged[[2]int{c.column, s.row.number}]; found {
			s.below.add(c, m[1])
		}
	}
}

// readCell reads a cell and keeps it if it shows something.
func (s *sheet) readCell(e element, column int) error {
	var style int
	var kind string
	for _, a := range e.attrs {
		switch a.Name.Local {
		case "s":
			style, _ = strconv.Atoi(a.Value)
		case "t":
			kind = a.Value
		}
	}
	s.cell, s.formula = s.cell[:0], false
	add := func(text []byte) { s.cell = append(s.cell, text...) }
	err := s.x.children(func(e element) error {
		switch e.name {
		case "s:v":
			return s.x.mixed(nothing, add)
		case "s:f":
			s.formula = true
		case "s:is":
			var err error
			s.cell, err = richText(s.x, s.cell)
			return err
		}
		return nil
	})
	if len(s.cell) == 0 {
		if s.formula && kind != "str" {
			s.d.uncomputed++
		}
		return err
	}
	format := general
	if style >= 0 && style < len(s.d.formats) {
		format = s.d.formats[style]
	}
	c := gridCell{column: column}
	switch kind {
	case "s":
		n, _ := strconv.Atoi(string(s.cell))
		c.text = tidy(s.d.shared.at(n))
	case "b":
		c.text = "FALSE"
		if string(s.cell) == "1" || string(s.cell) == "true" {
			c.text = "TRUE"
		}
	case "", "n":
		value := tidy(string(s.cell))
		c.kind = numberCell
		if format.date || format.clock {
			c.kind = dateCell
		}
		c.text = tidy(format.show(value, s.d.from04))
	default: // str, inlineStr, e, d
		c.text = tidy(string(s.cell))
	}
	if c.text == "" || format.nothing || column < len(s.hidden) && s.hidden[column] {
		if c.text != "" || format.nothing {
			s.d.hiddenCells++
		}
		return err
	}
	if len(s.row.cells) < maxGridColumns {
		s.row.cells = append(s.row.cells, c)
	}
	return err
}
