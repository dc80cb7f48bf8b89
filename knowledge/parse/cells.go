package parse

import (
	"fmt"
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// unshown counts what sheets hold and do not show.
type unshown struct {
	hiddenSheets []string
	hiddenRows   int
	hiddenCells  int // in hidden columns, or of a format that shows nothing
	uncomputed   int // formulas without a value
}

func (u *unshown) nothing() *reader.Problem {
	p := &reader.Problem{Code: reader.CodeEmpty, Message: "The sheets of this workbook are empty."}
	switch {
	case u.uncomputed > 0:
		p.Message = "This workbook holds formulas without their results. Open it in a spreadsheet program, save it, and add it again."
	case len(u.hiddenSheets) > 0 || u.hiddenRows > 0 || u.hiddenCells > 0:
		p.Message = "All that is in this workbook is hidden, and Carrel leaves out what is. Unhide it in a spreadsheet program and add the file again."
	}
	return p
}

// warnings says what was left out.
func (u *unshown) warnings() []reader.Warning {
	var list []reader.Warning
	if n := len(u.hiddenSheets); n > 0 {
		names := strings.Join(u.hiddenSheets[:min(n, 5)], ", ")
		if n > 5 {
			names += " and more"
		}
		list = append(list, leftOut("This workbook has hidden sheets ("+oneLine(names, 200)+")."))
	}
	if u.hiddenRows > 0 || u.hiddenCells > 0 {
		list = append(list, leftOut(fmt.Sprintf("This workbook has hidden rows (%d) or cells (%d).", u.hiddenRows, u.hiddenCells)))
	}
	if u.uncomputed > 0 {
		list = append(list, reader.Warning{Code: "formulas", Message: fmt.Sprintf("This workbook has formulas without their results (%d). Open it in a spreadsheet program, save it, and add it again.", u.uncomputed)})
	}
	return list
}

// cellName is "C4" for column 2 and row 4.
func cellName(column, row int) string { return columnName(column) + strconv.Itoa(row) }

func columnName(column int) string {
	name := ""
	for column >= 0 {
		name = string(rune('A'+column%26)) + name
		column = column/26 - 1
	}
	return name
}

// cellAt reads a cell's name; false for what is none. Column from 0, row from 1,
// 0 where the name has no row.
func cellAt(name string) (column, row int, ok bool) {
	i := 0
	for i < len(name) && i < 4 {
		c := name[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
		i++
	}
	if i == 0 || column > maxGridColumns {
		return 0, 0, false
	}
	if i == len(name) {
		return column - 1, 0, true
	}
	row, err := strconv.Atoi(name[i:])
	if err != nil || row < 1 {
		return 0, 0, false
	}
	return column - 1, row, true
}
