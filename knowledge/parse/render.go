package parse

import (
	"fmt"
	"io"
	"math"
	"os"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"

	"carrel/knowledge/reader"
)

// renderDPI is how finely a page is drawn for the recognition of its words:
// tesseract reads best where small letters are 20 pixels high or more, and
// ordinary print has them at 300 dots per inch. At 200 a page takes a fifth less
// time, and half of the small print of a coarse scan is lost (docs/decisions.md).
const renderDPI = 300

// render draws one page of a document and writes the picture.
func render(engine *pdfEngine, req reader.Request, data []byte, out io.Writer) error {
	ready := func() error { return reader.WriteFrame(out, reader.KindReady, nil) }
	format, problem := detect(data, req.Name)
	if problem != nil {
		return problem
	}
	var picture reader.Picture
	var err error
	switch format {
	case formatPDF:
		if err := engine.load(); err != nil {
			return err
		}
		if err := ready(); err != nil {
			return err
		}
		picture, err = engine.picture(data, req.Password, req.Page)
	case formatPicture:
		if err := ready(); err != nil {
			return err
		}
		picture, err = drawPicture(data, req.Page)
	default:
		return &reader.Problem{Code: reader.CodeUnsupported, Message: "There are no pictures of this document's pages: it is text only."}
	}
	if err != nil {
		return err
	}
	if err := reader.WriteJSON(out, reader.KindPicture, picture.PictureInfo); err != nil {
		return err
	}
	return reader.WriteFrame(out, reader.KindPixels, picture.Grey.Pix)
}

// picture draws one page of a PDF in grey, the right way up.
func (e *pdfEngine) picture(data []byte, password string, n int) (reader.Picture, error) {
	d, err := e.open(data, password)
	if err != nil {
		return reader.Picture{}, err
	}
	defer d.close()
	if n > d.pages {
		return reader.Picture{}, &reader.Problem{Code: reader.CodeDamaged, Message: fmt.Sprintf("This PDF has %d pages, so there is no page %d. It has changed since it was read.", d.pages, n)}
	}
	picture, err := d.draw(n)
	switch {
	case err == nil:
		return picture, nil
	case fatal(err):
		return reader.Picture{}, d.fault(err)
	}
	fmt.Fprintf(os.Stderr, "carrel reader: draw page %d: %v\n", n, err)
	return reader.Picture{}, &reader.Problem{Code: reader.CodeDamaged, Message: fmt.Sprintf("Page %d of this PDF cannot be drawn; the file is damaged there.", n)}
}

func (d *pdfDocument) draw(n int) (reader.Picture, error) {
	page := d.page(n)
	w, err := d.FPDF_GetPageWidthF(&requests.FPDF_GetPageWidthF{Page: page})
	if err != nil {
		return reader.Picture{}, err
	}
	h, err := d.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if err != nil {
		return reader.Picture{}, err
	}
	info, ok := fit(finite(w.PageWidth), finite(h.PageHeight))
	if !ok {
		return reader.Picture{}, fmt.Errorf("page of %g x %g points", w.PageWidth, h.PageHeight)
	}
	bitmap, err := d.FPDFBitmap_CreateEx(&requests.FPDFBitmap_CreateEx{Width: info.Width, Height: info.Height, Format: enums.FPDF_BITMAP_FORMAT_GRAY, Pointer: uint64(0)})
	if err != nil {
		return reader.Picture{}, err
	}
	if _, err := d.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: bitmap.Bitmap, Width: info.Width, Height: info.Height, Color: 0xFFFFFFFF}); err != nil {
		return reader.Picture{}, err
	}
	_, err = d.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{Bitmap: bitmap.Bitmap, Page: page, SizeX: info.Width, SizeY: info.Height,
		Flags: enums.FPDF_RENDER_FLAG_ANNOT | enums.FPDF_RENDER_FLAG_GRAYSCALE | enums.FPDF_RENDER_FLAG_RENDER_LIMITEDIMAGECACHE})
	if err != nil {
		return reader.Picture{}, err
	}
	stride, err := d.FPDFBitmap_GetStride(&requests.FPDFBitmap_GetStride{Bitmap: bitmap.Bitmap})
	if err != nil {
		return reader.Picture{}, err
	}
	buffer, err := d.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: bitmap.Bitmap})
	if err != nil {
		return reader.Picture{}, err
	}
	if stride.Stride < info.Width || len(buffer.Buffer) < stride.Stride*info.Height {
		return reader.Picture{}, fmt.Errorf("a bitmap of %d bytes in lines of %d", len(buffer.Buffer), stride.Stride)
	}
	grey := newGrey(info.Width, info.Height)
	for y := range info.Height {
		copy(grey.Pix[y*info.Width:(y+1)*info.Width], buffer.Buffer[y*stride.Stride:])
	}
	if info.Matrix, err = d.matrix(page, info.Width, info.Height); err != nil {
		return reader.Picture{}, err
	}
	return reader.Picture{PictureInfo: info, Grey: grey}, nil
}

// fit is the size in pixels of the picture of a page of so many points.
func fit(width, height float64) (reader.PictureInfo, bool) {
	if width <= 0 || height <= 0 {
		return reader.PictureInfo{}, false
	}
	scale := renderDPI / 72.0
	// A little under the limit, so that rounding up does not pass it. A page
	// that is hugely long and narrow has no side over the limit either.
	scale = min(scale, math.Sqrt(0.98*reader.MaxPixels/(width*height)), 32000/max(width, height))
	info := reader.PictureInfo{Width: max(1, int(math.Round(width*scale))), Height: max(1, int(math.Round(height*scale))), DPI: int(math.Round(72 * scale))}
	return info, info.Width*info.Height <= reader.MaxPixels
}

// matrix asks pdfium where three corners of the picture lie on the page: that
// knows of its rotation and of where its visible part begins.
func (d *pdfDocument) matrix(page requests.Page, width, height int) ([6]float64, error) {
	at := func(x, y int) (float64, float64, error) {
		p, err := d.FPDF_DeviceToPage(&requests.FPDF_DeviceToPage{Page: page, SizeX: width, SizeY: height, DeviceX: x, DeviceY: y})
		if err != nil {
			return 0, 0, err
		}
		return p.PageX, p.PageY, nil
	}
	x0, y0, err := at(0, 0)
	if err != nil {
		return [6]float64{}, err
	}
	x1, y1, err := at(width, 0)
	if err != nil {
		return [6]float64{}, err
	}
	x2, y2, err := at(0, height)
	if err != nil {
		return [6]float64{}, err
	}
	w, h := float64(width), float64(height)
	return [6]float64{(x1 - x0) / w, (y1 - y0) / w, (x2 - x0) / h, (y2 - y0) / h, x0, y0}, nil
}
