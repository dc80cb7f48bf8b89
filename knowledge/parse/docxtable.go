package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A table whose cells hold whole texts, or that has one column, is there for
// its look: its cells are read one after the other.
const maxCellRunes = 1200

// cell is a cell of a table that flows.
type cell struct {
	blocks []block
	span   int  // columns
	below  bool // it goes on from the cell above
}

// tableRow is a row of one.
type tableRow struct {
	cells []cell
	head  bool
	skip  int // empty columns before the first cell
}

// table reads a table of Word.
func (d *docx) table(x *xmlReader, blocks *[]block) error {
	if d.tables++; d.tables > 20 {
		d.tables--
		return nil // nobody sees what is inside twenty tables
	}
	defer func() { d.tables-- }()
	var rows []tableRow
	styled := 0
	err := d.tableRows(x, &rows, &styled)
	d.coloured -= styled
	*blocks = append(*blocks, tableBlocks(rows)...)
	return err
}

func (d *docx) tableRows(x *xmlReader, rows *[]tableRow, styled *int) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:tblPr":
			return x.children(func(e element) error {
				if e.name == "w:tblStyle" && *styled == 0 {
					d.coloured++ // a style may give cells a ground
					*styled = 1
				}
				return nil
			})
		case "w:tr":
			var row tableRow
			deleted := false
			err := d.tableCells(x, &row, &deleted)
			if !deleted && len(*rows) < 1<<20 {
				*rows = append(*rows, row)
			}
			return err
		case "w:sdt", "w:sdtContent", "w:customXml", "w:ins":
			return d.tableRows(x, rows, styled)
		}
		return nil
	})
}

func (d *docx) tableCells(x *xmlReader, row *tableRow, deleted *bool) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:trPr":
			return x.children(func(e element) error {
				switch e.name {
				case "w:tblHeader":
					row.head = e.on()
				case "w:del":
					*deleted = true
				case "w:gridBefore":
					row.skip = columnSpan(e.attr("val")) // 1 at least, as it says
				}
				return nil
			})
		case "w:tc":
			c := cell{span: 1}
			err := d.cell(x, &c)
			row.cells = append(row.cells, c)
			return err
		case "w:sdt", "w:sdtContent", "w:customXml":
			return d.tableCells(x, row, deleted)
		}
		return nil
	})
}

func (d *docx) cell(x *xmlReader, c *cell) error {
	shaded := 0
	defer func() { d.coloured -= shaded }()
	err := x.children(func(e element) error {
		switch e.name {
		case "w:tcPr":
			return x.children(func(e element) error {
				switch e.name {
				case "w:gridSpan":
					c.span = columnSpan(e.attr("val"))
				case "w:vMerge":
					c.below = e.attr("val") != "restart"
				case "w:shd":
					if isShade(e) && shaded == 0 {
						d.coloured++
						shaded = 1
					}
				}
				return nil
			})
		}
		return d.part(x, e, &c.blocks)
	})
	d.end(&c.blocks)
	return err
}

// maxSpan bounds how many columns a cell may say it takes.
const maxSpan = 64

func columnSpan(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return min(max(n, 1), maxSpan)
}

// tableBlocks makes one block of a table, or the blocks of its cells where the
// table is there for its look.
func tableBlocks(rows []tableRow) []block {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row.cells))
	}
	forLook := columns < 2
	nested, filled := 0, 0 // cells with a table, with anything
	for _, row := range rows {
		for _, c := range row.cells {
			runes, table := 0, false
			for _, k := range c.blocks {
				runes += utf8.RuneCountInString(k.text)
				for _, inner := range k.rows {
					runes += utf8.RuneCountInString(rowText(inner))
				}
				table = table || k.rows != nil
				forLook = forLook || k.level > 0
			}
			forLook = forLook || runes > maxCellRunes
			if table {
				nested++
			}
			if len(c.blocks) > 0 {
				filled++
			}
		}
	}
	// A table in one cell of a real one does not make that a frame.
	forLook = forLook || nested > 0 && (len(rows) <= 2 && columns < 4 || nested*2 > filled)
	if forLook {
		var blocks []block
		for _, row := range rows {
			for _, c := range row.cells {
				blocks = append(blocks, c.blocks...)
			}
		}
		return blocks
	}
	k := block{rows: [][]string{}}
	var above []string // for cells that go on from above
	heads := 0
	for i, row := range rows {
		cells := make([]string, 0, len(row.cells))
		breaks := false
		for range row.skip {
			cells = append(cells, "")
		}
		for _, c := range row.cells {
			text := strings.Join(strings.Fields(strings.ReplaceAll(plainText(c.blocks), "\n", " ")), " ")
			for _, b := range c.blocks {
				breaks = breaks || strings.Contains(b.text, "\f")
				k.notes = append(k.notes, b.notes...)
			}
			if at := len(cells); c.below && at < len(above) {
				text = above[at]
			}
			cells = append(cells, text)
			for range c.span - 1 {
				cells = append(cells, "")
			}
		}
		if row.head && heads == i {
			heads++
		}
		above = cells
		k.rows = append(k.rows, cells)
		k.breaks = append(k.breaks, breaks)
	}
	k.heads = max(heads, 1)
	if len(k.rows) == 0 {
		return nil
	}
	return []block{k}
}
