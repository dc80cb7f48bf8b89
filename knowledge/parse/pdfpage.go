package parse

import (
	"math"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// pdfPage is a page whose text is at hand; its text handle stays open for
// questions about single characters.
type pdfPage struct {
	pageText
	width, height float64 // points, rotation not applied
	handle        references.FPDF_TEXTPAGE
	layout        *layout
	raw, rawPage  uint64 // the text page and the page in the parser's memory
}

func (d *pdfDocument) page(n int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: d.ref, Index: n - 1}}
}

// text extracts the text of page n, counted from 1.
func (d *pdfDocument) text(n int) (pdfPage, error) {
	page := d.page(n)
	if d.form {
		if err := d.drawFields(page); err != nil {
			return pdfPage{}, err
		}
	}
	loaded, err := d.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return pdfPage{}, err
	}
	p := pdfPage{handle: loaded.TextPage}
	count, err := d.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: p.handle})
	if err != nil {
		return pdfPage{}, err
	}
	// The count asked for sizes the buffer too, and pdfium writes characters
	// beyond the basic plane as two units: hence twice the count.
	raw, err := d.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: p.handle, Count: 2 * count.Count})
	if err != nil {
		return pdfPage{}, err
	}
	in, unit := decodeUnits(raw.Text)
	p.rawPage, p.raw = d.tap.loaded(d.raw.module)
	var turn int
	if p.width, p.height, turn, err = d.size(page); err != nil {
		return pdfPage{}, err
	}
	p.layout = d.layout(p.raw, turn, in, unit)
	p.pageText = p.layout.text()
	return p, nil
}

func (d *pdfDocument) closeText(p pdfPage) {
	_, _ = d.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: p.handle})
}

// size is that of a page's visible part, in points. pdfium swaps the sides of
// a page that is shown turned; here they are as in the page's own space. turn is by
// how many quarters it is shown turned, clockwise.
func (d *pdfDocument) size(page requests.Page) (width, height float64, turn int, err error) {
	w, err := d.FPDF_GetPageWidthF(&requests.FPDF_GetPageWidthF{Page: page})
	if err != nil {
		return 0, 0, 0, err
	}
	h, err := d.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if err != nil {
		return 0, 0, 0, err
	}
	rotation, err := d.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page})
	if err != nil {
		return 0, 0, 0, err
	}
	width, height = finite(w.PageWidth), finite(h.PageHeight)
	if turn = int(rotation.PageRotation); turn%2 == 1 {
		width, height = height, width
	}
	return width, height, turn, nil
}

// finite turns what JSON cannot carry into 0.
func finite(f float32) float64 {
	if v := float64(f); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return v
	}
	return 0
}

// fewLetters is what a page has at most whose words are in its picture: a stamp,
// a page number, the name of the scanner's maker.
const fewLetters = 120

// isScan reports whether page n is a picture whose words have to be recognised:
// pictures take a quarter of it and it has no text, or most of it and it has
// next to none. A logo on a blank page is no scan, and neither is a page with the
// invisible text that a scanner's own program put there.
func (d *pdfDocument) isScan(n int, text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if letters++; letters > fewLetters {
				return false
			}
		}
	}
	share := d.pictures(n)
	return letters == 0 && share >= 0.25 || share >= 0.6
}

// pictures is the share of page n, 0 to 1, that pictures take. Some scanners
// cut a page into strips, so they are added up.
func (d *pdfDocument) pictures(n int) float64 {
	page := d.page(n)
	count, err := d.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return 0
	}
	width, height, _, err := d.size(page)
	if err != nil || width <= 0 || height <= 0 {
		return 0
	}
	var area float64
	for i := range min(count.Count, 1000) {
		object, err := d.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			break
		}
		bounds, err := d.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		w := min(float64(bounds.Right-bounds.Left), width)
		h := min(float64(bounds.Top-bounds.Bottom), height)
		if w*h*1000 >= width*height && d.isPicture(object.PageObject) {
			area += w * h
		}
	}
	return min(1, area/(width*height))
}

// isPicture reports whether an object of a page is an image, or a form that
// holds one: some scanners wrap theirs.
func (d *pdfDocument) isPicture(object references.FPDF_PAGEOBJECT) bool {
	kind, err := d.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil || kind.Type != enums.FPDF_PAGEOBJ_FORM {
		return err == nil && kind.Type == enums.FPDF_PAGEOBJ_IMAGE
	}
	count, err := d.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
	if err != nil {
		return false
	}
	for i := range min(count.Count, 100) {
		part, err := d.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(i)})
		if err != nil {
			return false
		}
		kind, err := d.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: part.PageObject})
		if err == nil && kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
			return true
		}
	}
	return false
}

// meta is an entry of the document's information dictionary.
func (d *pdfDocument) meta(tag string) string {
	m, err := d.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: d.ref, Tag: tag})
	if err != nil {
		return ""
	}
	return m.Value
}

// label is what the document itself calls a page ("iv", "A-3"); index from 0.
func (d *pdfDocument) label(index int) string {
	l, err := d.FPDF_GetPageLabel(&requests.FPDF_GetPageLabel{Document: d.ref, Page: index})
	if err != nil {
		return ""
	}
	return oneLine(l.Label, 40)
}

// layout finds out where the text of a page stands, and puts it in the order in
// which it is read. turn is by how many quarters the page is shown turned.
func (d *pdfDocument) layout(page uint64, turn int, raw []rune, unit []int32) *layout {
	if len(raw) > maxPageRunes {
		return &layout{raw: raw, unit: unit}
	}
	l := readLayout(d.raw, page, raw, unit)
	l.sideways = (turn-l.turn)%2 != 0
	generated := func(at int) bool {
		char := d.raw.index(page, unit[at])
		return char >= 0 && d.raw.generated(page, char)
	}
	l.dropFalseSpaces(generated)
	l.joinSpacedLetters(generated)
	l.reorder()
	l.sameLines()
	l.mirror()
	return l
}
