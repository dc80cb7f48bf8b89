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
	{"notebook", "Jupyter notebooks", []string{".ipynb"}},
	{"source", "source code", strings.Fields(".go .py .pyw .pyi .js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte .java .kt .kts .scala .groovy .gradle .c .h .cc .cpp .cxx " +
		".hh .hpp .hxx .ino .m .mm .cs .fs .fsx .vb .swift .rs .rb .rake .php .pl .pm .lua .r .jl .hs .elm .ml .mli .ex .exs .erl .clj .cljs .cljc .lisp .el .scm " +
		".rkt .sql .sh .bash .zsh .fish .ps1 .psm1 .bat .cmd .awk .tcl .mk .cmake .dart .zig .nim .d .v .sv .vhd .vhdl .asm .s .f .f90 .f95 .pas .adb .ads .cob .cbl " +
		".proto .graphql .gql .tf .hcl .nix .css .scss .sass .less .json .jsonl .ndjson .json5 .xml .xsd .xsl .xslt .yaml .yml .toml .ini .cfg .conf .properties .diff .patch")},
	{"subtitles", "subtitles (SRT, VTT)", []string{".srt", ".vtt"}},
	{"calendar", "calendars and invitations (ICS)", []string{".ics"}},
	{"contacts", "contacts (VCF)", []string{".vcf", ".vcard"}},
	{"text", "plain text", []string{".txt", ".text", ".log", ".bib", ".ris"}},
	{"picture", "pictures of text (PNG, JPEG, TIFF, WebP, BMP, GIF)", []string{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"}},
}

// plainNames are files that are called so and have no extension, by the name of
// their format.
var plainNames = map[string]string{
	"makefile": "source", "gnumakefile": "source", "dockerfile": "source", "containerfile": "source", "jenkinsfile": "source",
	"rakefile": "source", "gemfile": "source", "vagrantfile": "source", "justfile": "source",
	"readme": "text", "license": "text", "licence": "text", "copying": "text", "notice": "text", "authors": "text", "contributors": "text",
	"changelog": "text", "changes": "text", "news": "text", "install": "text", "todo": "text",
}

// unread are extensions of documents that Carrel does not read, lower case.
var unread = func() map[string]bool {
	set := map[string]bool{}
	for _, e := range strings.Fields(".doc .dot .xls .xlt .xlsb .ppt .pps .pot .msg .pub .wps .wpd .pages .numbers " +
		".sxw .sxc .sxi .odg .vsd .vsdx .hwp .djvu .djv .mobi .azw .azw3 .chm .xps .oxps .ps") {
		set[e] = true
	}
	return set
}()

// FormatOf returns the format that a file's name promises; its content decides.
func FormatOf(name string) (Format, bool) {
	base := strings.ToLower(filepath.Base(name))
	extension := filepath.Ext(base)
	plain := plainNames[base]
	for _, f := range Formats {
		if f.Name == plain {
			return f, true
		}
		for _, e := range f.Extensions {
			if e == extension {
				return f, true
			}
		}
	}
	return Format{}, false
}

// IsDocument reports whether a file that lies in a folder is taken for a document
// by its name: what Carrel reads, and what it does not, which is then said with
// what to do about it. A Word document of 1999 that nobody mentions would pass for
// one that has been read. Pictures, sounds and archives that are not read are
// left out: there can be thousands.
func IsDocument(name string) bool {
	_, known := FormatOf(name)
	return known || unread[strings.ToLower(filepath.Ext(name))]
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
