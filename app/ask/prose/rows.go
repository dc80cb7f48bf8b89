package prose

import (
	"regexp"
	"strings"
)

// Rows of tables, as knowledge/parse writes them: "Item: Rent; Q1: 12,000", with the name of
// the column before each cell, or "Rent | 12,000". Each is a statement of its own.

// row says whether the line that ends at i and the one that begins at next are rows of a
// table.
func (s *splitter) row(i, next int) bool {
	b := i
	for b > 0 && s.runes[b-1] != '\n' {
		b--
	}
	e := next
	for e < len(s.runes) && s.runes[e] != '\n' {
		e++
	}
	before, after := string(s.runes[b:i]), string(s.runes[next:e])
	return isRow(before) && isRow(after)
}

// isRow says whether a line has cells.
func isRow(line string) bool { return strings.Contains(line, " | ") || namedCells.MatchString(line) }

// namedCells matches a row with the names of its columns; a cell may hold anything.
var namedCells = regexp.MustCompile(`^\s*[^:;|]{1,80}: [^\n]*?; [^:;|]{1,80}: `)
