package parse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// readNotebook gives the cells of a Jupyter notebook (nbformat 3 and 4), each a place:
// texts with their headings and tables, code with its functions and types, and the
// output that is text. Pictures and the web pages beside an output's text are left out.
func readNotebook(j job) (reader.Meta, error) {
	var file notebookFile
	err := json.Unmarshal(bytes.TrimPrefix(j.data, []byte("\xEF\xBB\xBF")), &file)
	if err != nil {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeDamaged, Message: "This notebook is damaged or was not saved to its end. Open it in Jupyter and save it again, or get it again from where it came."}
	}
	cells := file.Cells
	for _, sheet := range file.Worksheets {
		cells = append(cells, sheet.Cells...)
	}
	n := notebook{job: j, rules: rulesByExtension[file.Metadata.extension()]}
	for i, cell := range cells {
		if err := n.add(fmt.Sprintf("cell %d", i+1), cell); err != nil {
			return reader.Meta{}, err
		}
	}
	if err := n.send(); err != nil {
		return reader.Meta{}, err
	}
	if n.pages == 0 {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is nothing in the cells of this notebook."}
	}
	if n.title == "" {
		n.title = sensibleTitle(file.Metadata.Title)
	}
	return reader.Meta{Format: formatNotebook, Unit: reader.UnitPart, Title: n.title, Pages: n.pages}, nil
}

// notebookFile is what is read of a notebook's JSON.
type notebookFile struct {
	Cells      []notebookCell `json:"cells"`
	Worksheets []struct {     // nbformat 3
		Cells []notebookCell `json:"cells"`
	} `json:"worksheets"`
	Metadata notebookAbout `json:"metadata"`
}

type notebookAbout struct {
	Title    string `json:"title"`
	Language struct {
		Name      string `json:"name"`
		Extension string `json:"file_extension"`
	} `json:"language_info"`
}

// extension is that of files in the notebook's language. Most are in Python, and
// those of before nbformat 4 do not say so.
func (a notebookAbout) extension() string {
	switch {
	case a.Language.Extension != "":
		return strings.ToLower(a.Language.Extension)
	case a.Language.Name == "" || a.Language.Name == "python":
		return ".py"
	}
	return ""
}

type notebookCell struct {
	Kind    string           `json:"cell_type"`
	Level   int              `json:"level"` // of a heading, in nbformat 3
	Source  notebookText     `json:"source"`
	Input   notebookText     `json:"input"` // code, in nbformat 3
	Outputs []notebookOutput `json:"outputs"`
}

// text is what was typed into a cell.
func (c notebookCell) text() string {
	text := decodeText([]byte(string(c.Source) + string(c.Input)))
	if c.Kind == "heading" {
		return strings.Repeat("#", min(max(c.Level, 1), 6)) + " " + text
	}
	return text
}

type notebookOutput struct {
	Text notebookText `json:"text"`
	Data struct {
		Plain notebookText `json:"text/plain"`
	} `json:"data"`
	Error string `json:"ename"`
	Value string `json:"evalue"`
}

// words is an output as text, "" where it is a picture: of such the text says no more
// than the name and address of an object.
func (o notebookOutput) words() string {
	text := decodeText([]byte(string(o.Text) + string(o.Data.Plain)))
	if o.Error != "" {
		text = o.Error + ": " + decodeText([]byte(o.Value))
	}
	if text = strings.Trim(text, "\n"); strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") && !strings.Contains(text, "\n") {
		return ""
	}
	return text
}

// notebookText is a text that notebooks write as one string or as one for each line.
type notebookText string

func (t *notebookText) UnmarshalJSON(data []byte) error {
	var lines []string
	if json.Unmarshal(data, &lines) == nil {
		*t = notebookText(strings.Join(lines, ""))
		return nil
	}
	var text string
	if json.Unmarshal(data, &text) == nil { // anything else is no text
		*t = notebookText(text)
	}
	return nil
}

// notebook puts pages together of cells.
type notebook struct {
	job
	rules []declaration // of the language
	title string        // the first heading, where it is of the first level
	named bool          // there was a heading
	pages int
	b     pageBuilder
}

// add writes a cell, and hands on the page before it where that is long enough.
func (n *notebook) add(place string, cell notebookCell) error {
	text := cell.text()
	if cell.Kind == "code" {
		for _, o := range cell.Outputs {
			if words := o.words(); words != "" {
				text = strings.TrimRight(text, "\n") + "\n\n" + words
			}
		}
	}
	for text = strings.Trim(text, "\n"); strings.TrimSpace(text) != ""; {
		end := pageEnd(text)
		piece := strings.TrimRight(text[:end], "\n")
		text = text[end:]
		if n.b.runes > 0 && n.b.runes+utf8.RuneCountInString(piece) > pageRunes {
			if err := n.send(); err != nil {
				return err
			}
		}
		n.write(place, piece, cell)
	}
	return nil
}

// write adds a piece of a cell to the page.
func (n *notebook) write(place, piece string, cell notebookCell) {
	if n.b.runes > 0 {
		n.b.write("\n\n")
	}
	start, end := n.b.write(piece)
	p := &n.b.page
	p.Places = append(p.Places, reader.Place{Start: start, End: end, Name: place})
	var headings []reader.Heading
	var tables []reader.Table
	switch cell.Kind {
	case "markdown", "heading":
		headings, tables = (&markdownReader{}).on(piece, 0)
	case "code":
		headings = declarations(piece, n.rules)
	}
	for _, h := range headings {
		h.Start, h.End = h.Start+start, h.End+start
		switch {
		case cell.Kind == "code":
			h.Level = min(h.Level+4, 6) // below those of the text around it
		case !n.named:
			if n.named = true; h.Level == 1 {
				n.title = withoutPictures(h.Text)
			}
		}
		p.Headings = append(p.Headings, h)
	}
	for _, t := range tables {
		p.Tables = append(p.Tables, tablePart(t, len(t.Rows), -start))
	}
}

// send hands the page on.
func (n *notebook) send() error {
	if n.b.runes == 0 {
		return nil
	}
	n.pages++
	page := n.b.page
	page.Number, page.Text = n.pages, n.b.text.String()
	n.b = pageBuilder{}
	return n.page(page)
}
