package parse

import (
	"strconv"
	"strings"
)

// maxPoints bounds the values of a chart's series.
const maxPoints = 5000

// chartSeries is a row of values in a chart.
type chartSeries struct {
	name       string
	categories []string
	values     []string
}

// chartBlock reads a chart of an Office document as a table, from the values
// that the file keeps for showing it: a row for each category, a column for each
// series. False for a chart without any.
func chartBlock(z *archive, part string) (block, bool, error) {
	x, err := z.xml(part)
	if err != nil {
		return block{}, false, soft(err)
	}
	var title string
	var series []chartSeries
	var walk func(e element) error
	walk = func(e element) error {
		switch e.name {
		case "c:title":
			if title != "" {
				return nil // of an axis
			}
			text, err := x.text()
			title = oneLine(text, 300)
			return err
		case "c:ser":
			if len(series) >= 256 {
				return nil
			}
			s, err := readSeries(x)
			series = append(series, s)
			return err
		}
		return x.children(walk)
	}
	if err := soft(x.root(walk)); err != nil {
		return block{}, false, err
	}
	k := block{rows: [][]string{{""}}, heads: 1, title: title}
	rows := 0
	for _, s := range series {
		k.rows[0] = append(k.rows[0], s.name)
		rows = max(rows, len(s.values))
	}
	for i := range rows {
		row := make([]string, 1, len(series)+1)
		for _, s := range series {
			value := ""
			if i < len(s.values) {
				value = s.values[i]
			}
			if row[0] == "" && i < len(s.categories) {
				row[0] = s.categories[i]
			}
			row = append(row, value)
		}
		k.rows = append(k.rows, row)
	}
	if title != "" {
		k.rows[0][0] = title
	}
	return k, rows > 0, nil
}

func readSeries(x *xmlReader) (s chartSeries, err error) {
	err = x.children(func(e element) error {
		switch e.name {
		case "c:tx":
			points, err := cachedPoints(x)
			s.name = strings.Join(points, " ")
			return err
		case "c:cat", "c:xVal":
			s.categories, err = cachedPoints(x)
			return err
		case "c:val", "c:yVal":
			s.values, err = cachedPoints(x)
			return err
		}
		return nil
	})
	return s, err
}

// cachedPoints gives the values that stand in the element opened last, by their
// numbers.
func cachedPoints(x *xmlReader) (points []string, err error) {
	format := general
	at := -1
	var walk func(e element) error
	walk = func(e element) error {
		switch e.name {
		case "c:formatCode":
			code, err := x.text()
			format = parseNumberFormat(code)
			return err
		case "c:pt":
			at, _ = strconv.Atoi(e.attr("idx"))
			return x.children(walk)
		case "c:v":
			text, err := x.text()
			if at < 0 {
				at = 0
			}
			if at >= maxPoints {
				return err
			}
			for len(points) <= at {
				points = append(points, "")
			}
			points[at] = format.show(tidy(text), false)
			return err
		}
		return x.children(walk)
	}
	err = x.children(walk)
	return points, err
}
