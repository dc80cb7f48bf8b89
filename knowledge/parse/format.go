package parse

import (
	"bytes"
	"path/filepath"
	"strings"

	"carrel/knowledge/reader"
)

// Formats, as Meta.Format names them.
const (
	formatPDF       = "pdf"
	formatText      = "text"
	formatMarkdown  = "markdown"
	formatHTML      = "html"
	formatDOCX      = "docx"
	formatPPTX      = "pptx"
	formatXLSX      = "xlsx"
	formatCSV       = "csv"
	formatODT       = "odt"
	formatODS       = "ods"
	formatODP       = "odp"
	formatEPUB      = "epub"
	formatMail      = "mail"
	formatMbox      = "mbox"
	formatRTF       = "rtf"
	formatSource    = "source"
	formatMarkup    = "markup"
	formatSubtitles = "subtitles"
	formatCalendar  = "calendar"
	formatContacts  = "contacts"
	formatNotebook  = "notebook"
	formatPicture   = "picture"
)

// job is a document to read.
type job struct {
	data     []byte
	name     string // base name: titles and formats go by it where the content says nothing
	password string
	page     func(reader.Page) error // takes the pages, in order
	engine   *pdfEngine
	depth    int // 0; 1 for a document inside this one, such as a mail's attachment
}

// readers are the readers of all formats. Each hands its pages to job.page and
// returns what it knows of the whole; an error that is a *reader.Problem is about
// the document, any other one comes from job.page.
var readers map[string]func(job) (reader.Meta, error)

func init() { // not a literal: readers of documents inside others refer to it
	readers = map[string]func(job) (reader.Meta, error){
		formatPDF:       readPDF,
		formatText:      readText,
		formatMarkdown:  readMarkdown,
		formatHTML:      readHTML,
		formatMail:      readMail,
		formatMbox:      readMbox,
		formatDOCX:      readDOCX,
		formatPPTX:      readPPTX,
		formatXLSX:      readXLSX,
		formatCSV:       readCSV,
		formatODT:       readODT,
		formatODS:       readODS,
		formatODP:       readODP,
		formatRTF:       readRTF,
		formatSource:    readSource,
		formatMarkup:    readMarkup,
		formatSubtitles: readSubtitles,
		formatCalendar:  readCalendar,
		formatContacts:  readContacts,
		formatNotebook:  readNotebook,
		formatEPUB:      readEPUB,
		formatPicture:   readPicture,
	}
}

// signature is how a format begins.
type signature struct {
	offset int
	magic  string
	what   string // for "This is ..."
}

// signatures of formats that people have under a wrong name or add by mistake.
// The more specific comes first.
var signatures = []signature{
	{4, "ftypheic", "a picture (HEIC, as phones take them)"},
	{4, "ftypheix", "a picture (HEIC, as phones take them)"},
	{4, "ftypmif1", "a picture (HEIF)"},
	{4, "ftypavif", "a picture (AVIF)"},
	{0, "8BPS", "a picture (Photoshop)"},
	{4, "ftyp", "a video or audio file (MP4)"},
	{0, "\x1A\x45\xDF\xA3", "a video (Matroska or WebM)"},
	{8, "AVI ", "a video (AVI)"},
	{8, "WAVE", "an audio file (WAV)"},
	{0, "ID3", "an audio file (MP3)"},
	{0, "OggS", "an audio file (Ogg)"},
	{0, "fLaC", "an audio file (FLAC)"},
	{0, "%!PS", "a PostScript file"},
	{0, "AT&TFORM", "a scanned document (DjVu). Save it as PDF and add that"},
	{60, "BOOKMOBI", "an e-book for the Kindle (MOBI). Convert it to EPUB and add that"},
	{0, "ITSF", "a help file (CHM). Save it as PDF or as a web page and add that"},
	{0, "\xFFWPC", "a WordPerfect document. Open it in LibreOffice, save it as .docx, and add that"},
	{0, "\x1F\x8B", "a compressed file (gzip)"},
	{0, "BZh", "a compressed file (bzip2)"},
	{0, "\xFD7zXZ\x00", "a compressed file (xz)"},
	{0, "\x28\xB5\x2F\xFD", "a compressed file (Zstandard)"},
	{0, "7z\xBC\xAF\x27\x1C", "an archive (7-Zip)"},
	{0, "Rar!\x1A\x07", "an archive (RAR)"},
	{257, "ustar", "an archive (tar)"},
	{0, "GGUF", "a language model (GGUF), which is chosen in the settings, under Answers"},
	{0, "SQLite format 3\x00", "a database (SQLite)"},
	{0, "\x7FELF", "a program (Linux)"},
	{0, "MZ\x90\x00", "a program (Windows)"},
	{0, "\xCF\xFA\xED\xFE", "a program (macOS)"},
	{0, "\xCA\xFE\xBA\xBE", "a program (macOS or Java)"},
	{0, "wOFF", "a font"},
	{0, "wOF2", "a font"},
	{0, "OTTO", "a font"},
	{0, "\x00\x01\x00\x00\x00", "a font"},
}

// keptAsText are the formats whose text stays as it stands: what is a text, and
// has such a name, is that.
var keptAsText = map[string]bool{formatMarkdown: true, formatSource: true, formatMarkup: true, formatSubtitles: true, formatNotebook: true}

// detect decides what a document is: by its content, and only where that is
// text by its name. A *reader.Problem says what it is that cannot be read.
func detect(data []byte, name string) (string, *reader.Problem) {
	if len(data) == 0 {
		return "", &reader.Problem{Code: reader.CodeEmpty, Message: "The file is empty (0 bytes). If it should not be, get it again from where it came."}
	}
	extension := strings.ToLower(filepath.Ext(name))
	promised, known := reader.FormatOf(name)
	if format := detectMail(data, promised.Name, extension); format != "" {
		return format, nil
	}
	if isZip(data) {
		return detectZip(data, extension)
	}
	if isCompound(data) {
		return "", refuseCompound(data)
	}
	// A PDF may have some bytes before its header; a text about PDFs may too.
	head := data[:min(len(data), 1024)]
	if at := bytes.Index(head, []byte("%PDF-")); at == 0 || at > 0 && !keptAsText[promised.Name] && promised.Name != formatText && promised.Name != formatCSV {
		return formatPDF, nil
	}
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n"), []byte("{\\rtf")) {
		return formatRTF, nil // before the look for binary data: pictures may be in it as such
	}
	if isPicture(data) {
		return formatPicture, nil
	}
	if what := identify(data); what != "" {
		return "", refuse(what, extension)
	}
	if isBinary(data) {
		return "", refuse("", extension)
	}
	if isCalendar(head) && !keptAsText[promised.Name] {
		return formatCalendar, nil
	}
	if isContacts(head) && !keptAsText[promised.Name] {
		return formatContacts, nil
	}
	if keptAsText[promised.Name] && !(extension == ".xml" && looksLikeHTML(data)) {
		return promised.Name, nil
	}
	switch {
	case looksLikeHTML(data), promised.Name == formatHTML:
		return formatHTML, nil
	case promised.Name == formatCSV, extension == ".xls", extension == ".xlsx":
		return formatCSV, nil // programs that cannot write workbooks like to call their tables so
	case extension == ".pdf":
		return "", refuse("plain text", extension)
	case !known && bytes.HasPrefix(data, []byte("#!")):
		return formatSource, nil
	}
	return formatText, nil
}

// identify says what known format other than text data has, or "".
func identify(data []byte) string {
	for _, s := range signatures {
		if len(data) >= s.offset+len(s.magic) && string(data[s.offset:s.offset+len(s.magic)]) == s.magic {
			return s.what
		}
	}
	return ""
}

// refuse words the refusal of a file that is what, "" when that is not known.
func refuse(what, extension string) *reader.Problem {
	reads := " Carrel reads " + reader.FormatsInShort + "."
	p := &reader.Problem{Code: reader.CodeUnsupported}
	switch {
	case extension != ".pdf" && strings.HasPrefix(what, "a picture"):
		p.Message = "This is " + what + ", which Carrel does not read. Save it as a JPEG or PNG in a program for pictures, and add that."
	case what == "plain text":
		p.Message = "This is plain text, not a PDF, although its name ends in .pdf. Rename it to end in .txt and add it again."
	case what == "" && extension == ".pdf":
		p.Message = "This is not a PDF, although its name ends in .pdf." + reads
	case what == "":
		p.Message = "This file is not text, and Carrel does not know its format." + reads
	case extension == ".pdf":
		p.Message = "This is " + what + ", not a PDF, although its name ends in .pdf." + reads
	default:
		p.Message = "This is " + what + "." + reads
	}
	return p
}

// looksLikeHTML reports whether text begins as a web page does.
func looksLikeHTML(data []byte) bool {
	head := strings.ToLower(strings.TrimLeft(decodeText(data[:min(len(data), 1024)]), " \t\n"))
	if strings.HasPrefix(head, "<?xml") || strings.HasPrefix(head, "<!--") {
		_, rest, _ := strings.Cut(head, ">")
		head = strings.TrimLeft(rest, " \t\n")
	}
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html")
}

// detectMail tells mails, mailboxes and web pages in the form of a mail from
// everything else, "": by their first lines, and where the name promises
// another kind of text by that.
func detectMail(data []byte, promised, extension string) string {
	ours := promised == formatMail || promised == formatMbox || extension == ".mht" || extension == ".mhtml"
	if !ours && promised != "" {
		return ""
	}
	body, least := data, 3
	if ours {
		least = 1
	}
	if extension == ".emlx" {
		_, body = cutLine(data)
	}
	switch {
	case isFromLine(data):
		_, rest := cutLine(data)
		if looksLikeMail(rest, least) || promised == formatMbox {
			return formatMbox
		}
	case looksLikeMail(body, least):
		if extension == ".mht" || extension == ".mhtml" || bytes.Contains(body[:min(len(body), 200)], []byte("<Saved by ")) {
			return formatHTML
		}
		return formatMail
	}
	return ""
}
