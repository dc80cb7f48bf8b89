package pdftest

import (
	"fmt"
	"strings"
)

// Piece is a text set at one place of a page, in Courier.
type Piece struct {
	X, Y float64 // where its first baseline begins
	Text string  // Latin-1; further lines follow Leading below
	Size float64 // of the font; 0: Size
	Turn int     // quarter turns counterclockwise: 1 runs upwards
	How  string  // operators before it: "1 g" is white, "3 Tr" invisible
}

// Set gives the operators that set pieces in their order, for Page.Content.
func Set(pieces ...Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		size := p.Size
		if size == 0 {
			size = Size
		}
		matrix := [4]string{"1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"}[p.Turn]
		x, y := p.X, p.Y
		for l := range strings.SplitSeq(p.Text, "\n") {
			fmt.Fprintf(&b, "q BT %s /F2 %g Tf %s %g %g Tm <%x> Tj ET Q\n", p.How, size, matrix, x, y, latin1(l))
			switch p.Turn {
			case 0:
				y -= Leading
			case 1:
				x += Leading
			case 2:
				y += Leading
			case 3:
				x -= Leading
			}
		}
	}
	return b.String()
}

// Rows sets a table: the cells of each row at the given left edges, row by row
// from the baseline y downwards. Numbers belong right: a cell's text may begin
// with spaces for that.
func Rows(y float64, lefts []float64, rows ...[]string) []Piece {
	var all []Piece
	for _, row := range rows {
		for i, cell := range row {
			if text := strings.TrimLeft(cell, " "); text != "" {
				indent := float64(len(cell)-len(text)) * CourierAdvance * Size
				all = append(all, Piece{X: lefts[i] + indent, Y: y, Text: text})
			}
		}
		y -= Leading
	}
	return all
}
