// Package reader is the core's side of the reader process: it starts
// `carrel reader`, hands it one document at a time and receives pages of text
// with the place of every character. What runs inside that process is package
// parse; both share the types and frames declared here.
//
// All character offsets in Carrel (passages, citations, hits) count Unicode
// code points of a page's text, from 0; ends are exclusive. Pages are 1-based.
package reader

// Page is the text of one page as the rest of Carrel sees it. What a page is
// depends on the format (Meta.Unit): a page, a slide, a sheet, a chapter, a
// message, or a stretch of a text that has nothing of the kind.
type Page struct {
	Number int    `json:"number"` // 1-based
	Text   string `json:"text"`   // normalised: "\n" line ends, hyphenated words joined, no U+0002
	// Label is the page's own name where it has one: a printed page number, a
	// sheet's or chapter's name, a message's subject.
	Label string `json:"label,omitempty"`
	// Width and Height are in PDF points, rotation not applied; of a picture file
	// in pixels, as it is shown; 0 where the format has no pages.
	Width    float64   `json:"width,omitempty"`
	Height   float64   `json:"height,omitempty"`
	Headings []Heading `json:"headings,omitempty"`
	// Line is the number, from 1, of the text's first line in its file; 0 where
	// lines mean nothing to a person.
	Line int `json:"line,omitempty"`
	// Places name parts of the text more closely than the page does ("B4:D4",
	// "notes"), in order, without overlap.
	Places []Place `json:"places,omitempty"`
	// Tables are the tables in the text, in order, without overlap.
	Tables []Table `json:"tables,omitempty"`
	// Furniture is what stands on every page (running heads and feet, page
	// numbers): it can be read and cited, but no passage takes it in.
	Furniture []Span `json:"furniture,omitempty"`
	// Scan says that the page is a picture: its words are recognised from it,
	// after the other pages have been read, and follow what text it has.
	Scan bool `json:"scan,omitempty"`
}

// Place is a named part of a page's text.
type Place struct {
	Start int    `json:"start"` // code points into Page.Text
	End   int    `json:"end"`
	Name  string `json:"name"`
}

// Table is a table inside a page's text. Each row is one or more whole lines
// of the text, which no passage cuts.
type Table struct {
	Start int `json:"start"` // code points into Page.Text
	End   int `json:"end"`
	// Title is the caption, or the heading or sheet it stands under; "" for none.
	Title string `json:"title,omitempty"`
	// Columns are the names of the columns, the first of the row names'
	// included where it has one. They go before each passage of the table for
	// searching, since the rows alone do not say what their values are.
	Columns []string `json:"columns,omitempty"`
	Rows    []Span   `json:"rows"`
}

// Heading is a structural title inside a page's text.
type Heading struct {
	Level int    `json:"level"` // 1 is the highest
	Start int    `json:"start"` // code points into Page.Text
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Meta is what is known of a document besides its pages.
type Meta struct {
	Format string `json:"format"` // one of Formats by its Name
	Unit   Unit   `json:"unit"`   // what a page is in this document
	Title  string `json:"title,omitempty"`
	Author string `json:"author,omitempty"`
	// Date is when it was written, sent, made or saved, by what the file says of itself.
	Date     OwnDate   `json:"date,omitzero"`
	Pages    int       `json:"pages"`
	Warnings []Warning `json:"warnings,omitempty"`
	// Sealed says that the document opened with the password of the request, and
	// would not have without one.
	Sealed bool `json:"sealed,omitempty"`
}

// Warning is something the person should know although the document was read.
type Warning struct {
	Code    string `json:"code"` // "ocr_missing", "ocr_failed", "ocr_again", "ocr_unsure", "hidden_text", "damaged", "encrypted", "attachment", "formulas" (cells whose results the file lacks)
	Message string `json:"message"`
	Page    int    `json:"page,omitempty"` // 0: the whole document
}

// Box is a rectangle in PDF user space of its page: points, origin at the
// bottom left, rotation not applied (what pdf.js's
// viewport.convertToViewportRectangle expects). In a picture file it is pixels
// from the bottom left of the picture as it is shown.
type Box struct {
	Left   float64 `json:"left"`
	Bottom float64 `json:"bottom"`
	Right  float64 `json:"right"`
	Top    float64 `json:"top"`
}

// Span is a range of code points in a page's text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Problem is why a document could not be read, in words for its owner.
type Problem struct {
	Code    string `json:"code"`    // one of the Code constants
	Message string `json:"message"` // what happened and what to do, one or two short sentences
}

// Error makes *Problem an error.
func (p *Problem) Error() string { return p.Message }

// Codes of Problem.
const (
	CodeMissing     = "missing"     // the path does not exist
	CodeUnreadable  = "unreadable"  // no permission, or the disk failed
	CodeEmpty       = "empty"       // zero bytes, or no text at all
	CodeEncrypted   = "encrypted"   // protected in a way that Carrel cannot open, with a password or without
	CodeDamaged     = "damaged"     // truncated or broken beyond reading
	CodeUnsupported = "unsupported" // a format Carrel does not read, or not what its name says
	CodeTooLarge    = "too_large"   // over the size limit
	CodeTimeout     = "timeout"     // over the time limit
	CodeMemory      = "memory"      // over the memory limit
	CodeCrashed     = "crashed"     // the reader process died on it
	CodeDiskFull    = "disk_full"   // the library's disk is full
	CodeOCRMissing  = "ocr_missing" // its pages are pictures, and what recognises words in them is not installed
	// A PDF that opens with a password: none was given, or not the right one.
	CodePasswordNeeded = "password_needed"
	CodePasswordWrong  = "password_wrong"
)
