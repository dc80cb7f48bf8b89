package index

import (
	"encoding/json"

	"carrel/knowledge/reader"
)

// structure is what a page has besides its text and headings, as it is stored.
type structure struct {
	Line      int            `json:"line,omitempty"`
	Places    []reader.Place `json:"places,omitempty"`
	Tables    []reader.Table `json:"tables,omitempty"`
	Furniture []reader.Span  `json:"furniture,omitempty"`
}

func structureOf(p reader.Page) (string, error) {
	if p.Line == 0 && len(p.Places) == 0 && len(p.Tables) == 0 && len(p.Furniture) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(structure{p.Line, p.Places, p.Tables, p.Furniture})
	return string(text), err
}

func setStructure(p *reader.Page, text string) error {
	if text == "{}" {
		return nil
	}
	var s structure
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	p.Line, p.Places, p.Tables, p.Furniture = s.Line, s.Places, s.Tables, s.Furniture
	return nil
}
