// Package pdftest makes small real PDFs for tests, with text in known places.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"strings"
)

// Where the text of a page stands, in points from the page's lower left corner.
const (
	Left    = 72.0  // where lines begin
	Top     = 720.0 // baseline of the first line
	Leading = 14.0  // from baseline to baseline
	Size    = 11.0  // of the font, unless the page says otherwise
	Columns = 80    // lines longer than this are wrapped at a space
)

// CourierAdvance is the width of every Courier character, per point of size.
const CourierAdvance = 0.6

// Document is a PDF to be made.
type Document struct {
	Pages    []Page
	Title    string // in the information dictionary
	Author   string
	Outline  []Bookmark
	Labels   string // the number tree of page labels, as it stands in the file: "0 << /S /r >> 2 << /S /D >>"
	Password string // without which it does not open; the file is then encrypted
	Owner    string // without which it may not be changed; "": that is Password
	Cipher   Cipher // of the encryption
	Count    int    // the number of pages that the page tree claims; 0: the true one
}

// Page is one page of a Document.
type Page struct {
	Text     string      // Latin-1, lines separated by "\n"
	Courier  bool        // set in Courier, where every place can be computed; else in Helvetica
	Size     float64     // of the font; 0: Size
	Rotate   int         // 0, 90, 180 or 270
	MediaBox [4]float64  // zero: US letter
	CropBox  [4]float64  // zero: none
	Content  string      // further content operators; the fonts are /F1 (Helvetica) and /F2 (Courier)
	Picture  bool        // a one-pixel image fills the page
	Scan     *image.Gray // a picture that fills the page, as a scanner makes it
	Packed   []byte      // instead of all content: a stream that is packed with Flate already
}

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title string
	Page  int // from 1
}

// Make gives a PDF of pages of plain text in Helvetica.
func Make(pages []string) []byte {
	var d Document
	for _, p := range pages {
		d.Pages = append(d.Pages, Page{Text: p})
	}
	return d.Bytes()
}

// Lines are the lines that a page's text is set in.
func Lines(text string) []string {
	var lines []string
	for l := range strings.SplitSeq(text, "\n") {
		for len([]rune(l)) > Columns {
			r := []rune(l)
			at := strings.LastIndex(string(r[:Columns]), " ")
			if at <= 0 {
				break
			}
			lines = append(lines, l[:at])
			l = l[at+1:]
		}
		lines = append(lines, l)
	}
	return lines
}

// Bytes is the document as a file.
func (d Document) Bytes() []byte {
	w := &writer{}
	if d.Password != "" || d.Owner != "" {
		w.encrypt(d.Cipher, d.Password, d.Owner)
	}
	// Objects 1 to 5 are the catalogue, the page tree, two fonts, the
	// information; then two per page, then the outline.
	const first = 6
	pageObject := func(i int) int { return first + 2*i }
	outline := first + 2*len(d.Pages)
	dot := outline // the one-pixel picture
	if len(d.Outline) > 0 {
		dot += 1 + len(d.Outline)
	}

	catalogue := "<< /Type /Catalog /Pages 2 0 R"
	if len(d.Outline) > 0 {
		catalogue += fmt.Sprintf(" /Outlines %d 0 R", outline)
	}
	if d.Labels != "" {
		catalogue += " /PageLabels << /Nums [" + d.Labels + "] >>"
	}
	w.object(1, catalogue+" >>")
	var kids strings.Builder
	for i := range d.Pages {
		fmt.Fprintf(&kids, "%d 0 R ", pageObject(i))
	}
	count := d.Count
	if count == 0 {
		count = len(d.Pages)
	}
	w.object(2, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", count, kids.String()))
	w.object(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	w.object(4, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
	w.object(5, fmt.Sprintf("<< /Title %s /Author %s >>", w.literal(5, d.Title), w.literal(5, d.Author)))
	var scans []*image.Gray
	for i, p := range d.Pages {
		picture := dot
		if p.Scan != nil {
			scans = append(scans, p.Scan)
			picture, p.Picture = dot+len(scans), true
		}
		w.page(p, pageObject(i), picture)
	}
	if len(d.Outline) > 0 {
		w.object(outline, fmt.Sprintf("<< /First %d 0 R /Last %d 0 R /Count %d >>", outline+1, outline+len(d.Outline), len(d.Outline)))
		for i, b := range d.Outline {
			n := outline + 1 + i
			s := fmt.Sprintf("<< /Title %s /Parent %d 0 R /Dest [%d 0 R /Fit]", w.literal(n, b.Title), outline, pageObject(b.Page-1))
			if i+1 < len(d.Outline) {
				s += fmt.Sprintf(" /Next %d 0 R", n+1)
			}
			w.object(n, s+" >>")
		}
	}
	w.stream(dot, "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", []byte{0x80})
	for i, scan := range scans {
		w.grey(dot+1+i, scan)
	}
	return w.finish()
}

// grey writes a picture.
func (w *writer) grey(n int, picture *image.Gray) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	for y := range height {
		z.Write(picture.Pix[y*picture.Stride : y*picture.Stride+width]) // a buffer takes all
	}
	z.Close()
	w.stream(n, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode", width, height), packed.Bytes())
}

// writer writes numbered objects and the table of where they are.
type writer struct {
	buf     bytes.Buffer
	offsets map[int]int
	cipher  Cipher
	key     []byte // of the encryption; nil: none
	trailer string
}

func (w *writer) object(n int, body string) {
	if w.offsets == nil {
		w.offsets = map[int]int{}
		w.buf.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n")
	}
	w.offsets[n] = w.buf.Len()
	fmt.Fprintf(&w.buf, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (w *writer) stream(n int, dictionary string, data []byte) {
	data = w.sealed(n, data)
	w.object(n, fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dictionary, len(data), data))
}

// literal is a string of object n.
func (w *writer) literal(n int, s string) string {
	return fmt.Sprintf("<%x>", w.sealed(n, latin1(s)))
}

func (w *writer) page(p Page, n, image int) {
	media := p.MediaBox
	if media == [4]float64{} {
		media = [4]float64{0, 0, 612, 792}
	}
	extra := ""
	if p.Rotate != 0 {
		extra += fmt.Sprintf(" /Rotate %d", p.Rotate)
	}
	if p.CropBox != [4]float64{} {
		extra += " /CropBox " + box(p.CropBox)
	}
	size := p.Size
	if size == 0 {
		size = Size
	}
	font := "F1"
	if p.Courier {
		font = "F2"
	}
	var content bytes.Buffer
	if p.Picture {
		fmt.Fprintf(&content, "q %g 0 0 %g %g %g cm /I1 Do Q\n", media[2]-media[0], media[3]-media[1], media[0], media[1])
	}
	if p.Text != "" {
		fmt.Fprintf(&content, "BT /%s %g Tf %g TL %g %g Td\n", font, size, Leading, Left, Top)
		for _, l := range Lines(p.Text) {
			fmt.Fprintf(&content, "<%x> Tj T*\n", latin1(l))
		}
		content.WriteString("ET\n")
	}
	content.WriteString(p.Content)
	w.object(n, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox %s%s /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /I1 %d 0 R >> >> >>",
		box(media), extra, n+1, image))
	if p.Packed != nil {
		w.stream(n+1, "/Filter /FlateDecode", p.Packed)
		return
	}
	w.stream(n+1, "", content.Bytes())
}

func box(b [4]float64) string { return fmt.Sprintf("[%g %g %g %g]", b[0], b[1], b[2], b[3]) }

func latin1(s string) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}

func (w *writer) finish() []byte {
	start := w.buf.Len()
	fmt.Fprintf(&w.buf, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for n := 1; n <= len(w.offsets); n++ {
		fmt.Fprintf(&w.buf, "%010d 00000 n \n", w.offsets[n])
	}
	fmt.Fprintf(&w.buf, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R%s >>\nstartxref\n%d\n%%%%EOF\n", len(w.offsets)+1, w.trailer, start)
	return w.buf.Bytes()
}
