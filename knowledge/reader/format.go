package reader

import (
	"path/filepath"
	"strings"
)

// Format is a kind of document that Carrel reads.
type Format struct {
	Name       string   `json:"name"`       // as in Meta.Format
	Words      string   `json:"words"`      // what people call it: "Word document"
	Extensions []string `json:"extensions"` // lower case, with the point; picked up when a folder is added
}

// Formats are all that Carrel reads, in the order in which people are told.
// Package parse has the reader of each.
var Formats = []Format{
	{"pdf", "PDF", []string{".pdf"}},
	{"markdown", "Markdown", []string{".md", ".markdown", ".mdown", ".mkd"}},
	{"docx", "Word documents", []string{".docx", ".docm", ".dotx", ".dotm"}},
	{"html", "web pages (HTML)", []string{".html", ".htm", ".xhtml", ".xht", ".mht", ".mhtml"}},
	{"rtf", "Rich Text (RTF)", []string{".rtf"}},
	{"mail", "mails (EML)", []string{".eml", ".emlx"}},
	{"mbox", "mailboxes (MBOX)", []string{".mbox", ".mbx"}},
	{"pptx", "PowerPoint presentations", []string{".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"}},
	{"xlsx", "Excel workbooks", []string{".xlsx", ".xlsm", ".xltx", ".xltm"}},
	{"odt", "OpenDocument texts (ODT)", []string{".odt", ".ott"}},
	{"ods", "spreadsheets (ODS)", []string{".ods", ".ots"}},
	{"odp", "presentations (ODP)", []string{".odp", ".otp"}},
	{"csv", "tables (CSV, TSV)", []string{".csv", ".tsv", ".tab"}},
	{"text", "plain text", []string{".txt", ".text"}},
}

// FormatOf returns the format that a file's name promises; its content decides.
func FormatOf(name string) (Format, bool) {
	extension := strings.ToLower(filepath.Ext(name))
	for _, f := range Formats {
		for _, e := range f.Extensions {
			if e == extension {
				return f, true
			}
		}
	}
	return Format{}, false
}

// FormatsInWords lists the formats for a sentence: "PDF, Markdown and plain text".
func FormatsInWords() string {
	var b strings.Builder
	for i, f := range Formats {
		switch {
		case i == 0:
		case i == len(Formats)-1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(f.Words)
	}
	return b.String()
}
