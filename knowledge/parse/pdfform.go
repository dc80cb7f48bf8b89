package parse

import (
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// drawFields draws what people filled into a form's fields on the page: it
// stands over the page, not in its text. Where that fails the page is read
// without them. Its error is one that leaves the parser unusable.
func (d *pdfDocument) drawFields(page requests.Page) error {
	if err := d.hideUnseen(page); err != nil {
		return err
	}
	_, err := d.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page, Usage: requests.FPDFPage_FlattenUsageNormalDisplay})
	if err != nil && fatal(err) {
		return err
	}
	return nil
}

// hideUnseen hides the fields and notes of a page that are there for printing
// only: pdfium would draw them, and a citation would lead to where nothing is to
// be seen.
func (d *pdfDocument) hideUnseen(page requests.Page) error {
	count, err := d.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	for i := 0; err == nil && i < count.Count; i++ {
		err = d.hideIfUnseen(page, i)
	}
	if err != nil && fatal(err) {
		return err
	}
	return nil
}

func (d *pdfDocument) hideIfUnseen(page requests.Page, index int) error {
	got, err := d.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: index})
	if err != nil {
		if fatal(err) {
			return err
		}
		return nil // the next one may be sound
	}
	flags, err := d.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: got.Annotation})
	if err == nil && flags.Flags&enums.FPDF_ANNOT_FLAG_NOVIEW != 0 {
		_, err = d.FPDFAnnot_SetFlags(&requests.FPDFAnnot_SetFlags{Annotation: got.Annotation, Flags: flags.Flags | enums.FPDF_ANNOT_FLAG_HIDDEN})
	}
	_, closing := d.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: got.Annotation})
	if err == nil {
		err = closing
	}
	return err
}
