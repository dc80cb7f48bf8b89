package parse

import (
	"path/filepath"
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// readCSV gives the rows of a table in a text file, as a spreadsheet program
// would show them: one sheet that goes by the file's name.
func readCSV(j job) (reader.Meta, error) {
	if len(j.data) > maxOfficeText {
		return reader.Meta{}, tooMuchText("This table (CSV)")
	}
	text := decodeText(j.data)
	name := oneLine(strings.TrimSuffix(j.name, filepath.Ext(j.name)), 200)
	g := &gridPager{page: j.page, what: "This table (CSV)", named: true, label: name}
	t := table{text: text, separator: separator(text)}
	if line, rest, found := strings.Cut(text, "\n"); found && strings.HasPrefix(line, "sep=") && len(line) == 5 {
		t = table{text: rest, separator: line[4]} // Excel's own way to say it
	}
	number := 0
	var row gridRow
	for {
		fields, more := t.next()
		if !more {
			break
		}
		number++
		row.number, row.cells = number, row.cells[:0]
		for i, field := range fields {
			if field = tidy(field); field != "" && i < maxGridColumns {
				row.cells = append(row.cells, gridCell{i, field, kindOf(field)})
			}
		}
		if len(row.cells) > 0 {
			if err := g.row(row); err != nil {
				return reader.Meta{}, err
			}
		}
	}
	if err := g.endSheet(); err != nil {
		return reader.Meta{}, err
	}
	if g.pages == 0 {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is nothing but blank space in this table."}
	}
	return reader.Meta{Format: formatCSV, Unit: reader.UnitSheet, Pages: g.pages}, nil
}

// kindOf tells numbers from words in a file that does not: "1.250,50 €" is one.
func kindOf(s string) cellKind {
	t := strings.Trim(s, "+-()$€£¥% ")
	if t == "" || len(t) > 40 {
		return textCell
	}
	if strings.Trim(t, "0123456789.,' ") == "" && strings.ContainsAny(t, "0123456789") {
		return numberCell
	}
	if _, err := strconv.ParseFloat(t, 64); err == nil && t[0] >= '0' && t[0] <= '9' {
		return numberCell
	}
	return textCell
}

// table cuts a text into rows and fields.
type table struct {
	text      string
	separator byte
	fields    []string
}

// maxQuotedLines bounds a field in quotes: one that does not end was no quote.
const maxQuotedLines = 2000

// next gives the fields of the next row, valid until the next call.
func (t *table) next() ([]string, bool) {
	if t.text == "" {
		return nil, false
	}
	t.fields = t.fields[:0]
	for {
		field, rest, last := t.field(t.text)
		t.text = rest
		t.fields = append(t.fields, field)
		if last {
			return t.fields, true
		}
	}
}

// field takes one field off s; last says that the row ends with it.
func (t *table) field(s string) (field, rest string, last bool) {
	if strings.HasPrefix(s, `"`) {
		if field, rest, ok := quoted(s[1:]); ok {
			switch {
			case rest == "":
				return field, "", true
			case rest[0] == '\n':
				return field, rest[1:], true
			case rest[0] == t.separator:
				return field, rest[1:], false
			}
			// Something follows the quotes: they are part of the text.
		}
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case t.separator:
			return s[:i], s[i+1:], false
		case '\n':
			return s[:i], s[i+1:], true
		}
	}
	return s, "", true
}

// quoted reads up to the closing quotes; two of them stand for one.
func quoted(s string) (field, rest string, ok bool) {
	at, lines, doubled := 0, 0, false
	for at < len(s) {
		i := strings.IndexAny(s[at:], "\"\n")
		if i < 0 {
			return "", "", false
		}
		at += i
		switch {
		case s[at] == '\n':
			if lines++; lines > maxQuotedLines {
				return "", "", false
			}
			at++
		case strings.HasPrefix(s[at:], `""`):
			doubled = true
			at += 2
		default:
			field = s[:at]
			if doubled {
				field = strings.ReplaceAll(field, `""`, `"`)
			}
			return field, s[at+1:], true
		}
	}
	return "", "", false
}

// separator finds out what stands between the fields: what comes equally often
// on each of the first lines, outside of quotes.
func separator(text string) byte {
	best, bestScore := byte(','), 0
	for _, c := range []byte{',', ';', '\t', '|'} {
		t := table{text: text[:min(len(text), 64<<10)], separator: c}
		counts := map[int]int{}
		rows := 0
		for rows < 50 {
			fields, more := t.next()
			if !more {
				break
			}
			if t.text == "" && rows > 0 && len(text) > 64<<10 {
				break // cut
			}
			rows++
			counts[len(fields)]++
		}
		score := 0
		for fields, n := range counts {
			if fields > 1 {
				// Rows that agree count, and a little the number of columns.
				score = max(score, n*n*1000/max(rows, 1)+min(fields, 50))
			}
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	return best
}
