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
	{"docx", "Word documents", []string{".docx", ".docm", ".dotx", ".dotm"}},
	{"pptx", "PowerPoint presentations", []string{".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"}},
	{"xlsx", "Excel workbooks", []string{".xlsx", ".xlsm", ".xltx", ".xltm"}},
	{"epub", "e-books (EPUB)", []string{".epub"}},
	{"odt", "OpenDocument texts (ODT)", []string{".odt", ".ott"}},
	{"ods", "spreadsheets (ODS)", []string{".ods", ".ots"}},
	{"odp", "presentations (ODP)", []string{".odp", ".otp"}},
	{"csv", "tables (CSV, TSV)", []string{".csv", ".tsv", ".tab"}},
	{"rtf", "Rich Text (RTF)", []string{".rtf"}},
	{"html", "web pages (HTML)", []string{".html", ".htm", ".xhtml", ".xht", ".mht", ".mhtml"}},
	{"mail", "mails (EML)", []string{".eml", ".emlx"}},
	{"mbox", "mailboxes (MBOX)", []string{".mbox", ".mbx"}},
	{"markdown", "Markdown", []string{".md", ".markdown", ".mdown", ".mkd"}},
	{"markup", "LaTeX and other marked-up text", []string{".tex", ".latex", ".ltx", ".rst", ".org", ".adoc", ".asciidoc", ".textile"}},
	{"source", "source code", strings.Fields(".go .py .pyw .pyi .js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte .java .kt .kts .scala .groovy .gradle .c .h .cc .cpp .cxx " +
		".hh .hpp .hxx .ino .m .mm .cs .fs .fsx .vb .swift .rs .rb .rake .php .pl .pm .lua .r .jl .hs .elm .ml .mli .ex .exs .erl .clj .cljs .cljc .lisp .el .scm " +
		".rkt .sql .sh .bash .zsh .fish .ps1 .psm1 .bat .cmd .awk .tcl .mk .cmake .dart .zig .nim .d .v .sv .vhd .vhdl .asm .s .f .f90 .f95 .pas .adb .ads .cob .cbl " +
		".proto .graphql .gql .tf .hcl .nix .css .scss .sass .less .json .jsonl .ndjson .json5 .xml .xsd .xsl .xslt .yaml .yml .toml .ini .cfg .conf .properties .diff .patch")},
	{"subtitles", "subtitles (SRT, VTT)", []string{".srt", ".vtt"}},
	{"calendar", "calendars and invitations (ICS)", []string{".ics"}},
	{"text", "plain text", []string{".txt", ".text", ".log"}},
	{"picture", "pictures of text (PNG, JPEG, TIFF, WebP, BMP, GIF)", []string{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"}},
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

// FormatsInShort are the formats for a line beside a file that is none of them.
const FormatsInShort = "PDF, Word, Excel, PowerPoint and OpenDocument files, e-books, mails, web pages, text and pictures of text"

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
