package parse

import (
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// ods is an OpenDocument spreadsheet being read. It is streamed like an Excel
// workbook. The cells' texts are taken as the file shows them.
type ods struct {
	*odf
	grid *gridPager
	unshown

	row     gridRow
	columns []bool // hidden ones
	at      int    // the next column that is declared
	below   hangingCells
}

// readODS gives the sheets of an OpenDocument spreadsheet.
func readODS(j job) (reader.Meta, error) {
	d, err := openODF(j.data, "This OpenDocument spreadsheet (ODS)")
	if err != nil {
		return reader.Meta{}, err
	}
	s := &ods{odf: d, grid: &gridPager{page: j.page, what: d.z.what}}
	meta := reader.Meta{Format: formatODS, Unit: reader.UnitSheet, Title: d.core.title, Author: d.core.author, Date: d.core.date()}
	err = d.content("office:spreadsheet", func() error {
		return d.x.children(func(e element) error {
			if e.name != "table:table" {
				return nil
			}
			name := oneLine(e.attr("table:name"), 200)
			if d.styleOf("table", e.attr("style-name")).absent {
				s.hiddenSheets = append(s.hiddenSheets, name)
				return nil
			}
			s.grid.label = name
			s.row, s.columns, s.at, s.below = gridRow{}, nil, 0, hangingCells{}
			if err := d.x.children(s.rows); err != nil {
				if broken(err) {
					_ = s.grid.endSheet()
				}
				return err
			}
			return s.grid.endSheet()
		})
	})
	damaged := broken(err)
	if err != nil && !damaged {
		return reader.Meta{}, err
	}
	meta.Pages, meta.Warnings = s.grid.pages, s.unshown.warnings()
	switch {
	case meta.Pages == 0 && damaged:
		return reader.Meta{}, cutOff(d.z.what)
	case meta.Pages == 0:
		return reader.Meta{}, s.nothing()
	case damaged:
		meta.Warnings = append(meta.Warnings, damagedEnd())
	}
	return meta, nil
}

// rows reads the columns and rows of a sheet.
func (s *ods) rows(e element) error {
	switch e.name {
	case "table:table-columns", "table:table-column-group", "table:table-header-columns", "table:table-rows", "table:table-row-group", "table:table-header-rows":
		return s.odf.x.children(s.rows)
	case "table:table-column":
		n := repeated(e, "number-columns-repeated", maxGridColumns-s.at)
		if v := e.attr("visibility"); v == "collapse" || v == "filter" {
			if s.columns == nil {
				s.columns = make([]bool, maxGridColumns)
			}
			for i := range n {
				s.columns[s.at+i] = true
			}
		}
		s.at += n
	case "table:table-row":
		return s.readRow(e)
	}
	return nil
}

// repeated is how often an element stands for itself, at most limit times.
func repeated(e element, attribute string, limit int) int {
	n, err := strconv.Atoi(e.attr(attribute))
	if err != nil || n < 1 {
		n = 1
	}
	return max(min(n, limit), 0)
}

func (s *ods) readRow(e element) error {
	count := repeated(e, "number-rows-repeated", 1<<30)
	first := s.row.number + 1
	s.row.number, s.row.cells = first, s.row.cells[:0]
	column := 0
	err := s.odf.x.children(func(e element) error {
		if e.name != "table:table-cell" && e.name != "table:covered-table-cell" {
			return nil
		}
		n := repeated(e, "number-columns-repeated", maxGridColumns-column)
		c, err := s.cell(e)
		if c.text != "" && e.name == "table:table-cell" {
			for i := range n {
				c.column = column + i
				if c.column < len(s.columns) && s.columns[c.column] {
					s.hiddenCells++
					continue
				}
				s.row.cells = append(s.row.cells, c)
				if rows, _ := strconv.Atoi(e.attr("number-rows-spanned")); rows > 1 {
					s.below.add(c, first+min(rows, maxGridRows)-1)
				}
			}
		}
		column += n
		return err
	})
	s.row.number = min(first+count-1, 1<<30)
	if len(s.row.cells) == 0 {
		return err
	}
	if v := e.attr("visibility"); v == "collapse" || v == "filter" {
		s.hiddenRows += count
		s.grid.last = s.row.number
		return err
	}
	row := gridRow{cells: s.row.cells}
	for i := range min(count, maxGridRows) {
		row.number = first + i
		row.cells = s.row.cells
		s.below.into(&row)
		if e := s.grid.row(row); e != nil {
			return e
		}
	}
	return err
}

// cell reads what a cell shows, and of what kind it is.
func (s *ods) cell(e element) (gridCell, error) {
	var c gridCell
	switch e.attr("office:value-type") {
	case "float", "percentage", "currency":
		c.kind = numberCell
	case "date", "time":
		c.kind = dateCell
	}
	var lines []string
	length := 0
	err := s.odf.x.children(func(e element) error {
		if e.name != "text:p" {
			return nil // comments, drawings
		}
		p := &odfParagraph{}
		err := s.odf.inline(p, look{})
		if length += p.text.Len(); length <= maxXMLToken {
			lines = append(lines, p.text.String())
		}
		return err
	})
	c.text = tidy(strings.Join(lines, "\n"))
	if c.text == "" && len(lines) == 0 {
		for _, attribute := range []string{"office:string-value", "office:date-value", "office:time-value", "office:boolean-value", "office:value"} {
			if c.text = tidy(e.attr(attribute)); c.text != "" {
				break
			}
		}
		if c.text == "" && e.attr("table:formula") != "" && e.attr("office:value-type") == "" {
			s.uncomputed++
		}
	}
	return c, err
}
