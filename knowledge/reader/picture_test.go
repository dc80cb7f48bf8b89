package reader_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// ink is the smallest rectangle that holds all dark pixels.
func ink(g *image.Gray) image.Rectangle {
	var r image.Rectangle
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			if g.GrayAt(x, y).Y < 0x80 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// What is drawn on the page is in the picture, and the picture's matrix says
// where on the page, however that is turned and cropped.
func TestRenderPDF(t *testing.T) {
	c := newClient(t, nil)
	want := reader.Box{Left: 100, Bottom: 500, Right: 300, Top: 540}
	for _, turn := range []int{0, 90, 180, 270} {
		for name, crop := range map[string][4]float64{"whole": {}, "cropped": {50, 400, 500, 760}} {
			t.Run(fmt.Sprintf("%s %d", name, turn), func(t *testing.T) {
				doc := pdftest.Document{Pages: []pdftest.Page{{Text: "first"}, {Rotate: turn, CropBox: crop, Content: "100 500 200 40 re f"}}}
				p, err := c.Render(t.Context(), file(t, "r.pdf", doc.Bytes()), 2)
				if err != nil {
					t.Fatal(err)
				}
				w, h := 612.0, 792.0
				if crop[2] > 0 {
					w, h = crop[2]-crop[0], crop[3]-crop[1]
				}
				if turn%180 == 90 {
					w, h = h, w
				}
				if p.DPI != 300 || p.Width != int(w*300/72+0.5) || p.Height != int(h*300/72+0.5) || len(p.Grey.Pix) != p.Width*p.Height {
					t.Errorf("picture %+v of %g x %g points", p.PictureInfo, w, h)
				}
				got := p.Box(ink(p.Grey))
				for i, d := range []float64{got.Left - want.Left, got.Bottom - want.Bottom, got.Right - want.Right, got.Top - want.Top} {
					if d < -0.5 || d > 0.5 {
						t.Errorf("side %d of the ink is %g points off: %+v", i, d, got)
					}
				}
			})
		}
	}
}

func TestRenderStaysSmall(t *testing.T) {
	c := newClient(t, nil)
	for name, box := range map[string][4]float64{"a wall": {0, 0, 14000, 14000}, "a ribbon": {0, 0, 14400, 3}, "a point": {0, 0, 1, 1}} {
		p, err := c.Render(t.Context(), file(t, "r.pdf", (pdftest.Document{Pages: []pdftest.Page{{Text: "x", MediaBox: box}}}).Bytes()), 1)
		if err != nil || p.Width*p.Height > reader.MaxPixels || p.Width < 1 || p.Height < 1 {
			t.Errorf("%s: %+v, %v", name, p.PictureInfo, err)
		}
	}
}

// blackOnWhite is a picture with a black rectangle.
func blackOnWhite(w, h int, black image.Rectangle) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, w, h))
	for i := range g.Pix {
		g.Pix[i] = 0xFF
	}
	for y := black.Min.Y; y < black.Max.Y; y++ {
		for x := black.Min.X; x < black.Max.X; x++ {
			g.SetGray(x, y, color.Gray{})
		}
	}
	return g
}

func encoded(t *testing.T, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withOrientation puts an Exif segment into a JPEG.
func withOrientation(picture []byte, orientation byte) []byte {
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00"
	segment := append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(bytes.Clone(picture[:2]), append(segment, exif...)...), picture[2:]...)
}

func TestRenderPictureFiles(t *testing.T) {
	c := newClient(t, nil)
	black := image.Rect(40, 20, 140, 60)
	g := blackOnWhite(400, 200, black)
	plain := encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, g, nil) })
	for name, data := range map[string][]byte{
		"a.png":  encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, g) }),
		"a.gif":  encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, g, nil) }),
		"a.bmp":  encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, g) }),
		"a.tiff": encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, g, nil) }),
		"a.jpg":  plain,
		"1.jpg":  withOrientation(plain, 1),
		"3.jpg":  withOrientation(plain, 3),
		"6.jpg":  withOrientation(plain, 6),
	} {
		t.Run(name, func(t *testing.T) {
			src := file(t, name, data)
			pages, meta := mustRead(t, c, src)
			w, h := 400.0, 200.0
			want := reader.Box{Left: 40, Bottom: 140, Right: 140, Top: 180}
			switch name {
			case "3.jpg": // upside down
				want = reader.Box{Left: 260, Bottom: 20, Right: 360, Top: 60}
			case "6.jpg": // to be turned to the right
				w, h = h, w
				want = reader.Box{Left: 140, Bottom: 260, Right: 180, Top: 360}
			}
			if meta.Format != "picture" || len(pages) != 1 || !pages[0].Scan || pages[0].Text != "" || pages[0].Width != w || pages[0].Height != h {
				t.Errorf("%+v, pages %+v", meta, pages)
			}
			p, err := c.Render(t.Context(), src, 1)
			if err != nil {
				t.Fatal(err)
			}
			got := p.Box(ink(p.Grey))
			for i, d := range []float64{got.Left - want.Left, got.Bottom - want.Bottom, got.Right - want.Right, got.Top - want.Top} {
				if d < -1.5 || d > 1.5 {
					t.Errorf("side %d of the ink is %g pixels off: %+v, want %+v", i, d, got, want)
				}
			}
		})
	}
}

// A fax is a TIFF of several pages.
func TestTIFFOfSeveralPages(t *testing.T) {
	c := newClient(t, nil)
	one := encoded(t, func(b *bytes.Buffer) error {
		return tiff.Encode(b, blackOnWhite(300, 100, image.Rect(0, 0, 50, 50)), nil)
	})
	two := encoded(t, func(b *bytes.Buffer) error {
		return tiff.Encode(b, blackOnWhite(200, 400, image.Rect(100, 100, 150, 150)), nil)
	})
	src := file(t, "fax.tif", joinTIFF(one, two))
	pages, _ := mustRead(t, c, src)
	if len(pages) != 2 || pages[0].Width != 300 || pages[1].Width != 200 {
		t.Fatalf("pages %+v", pages)
	}
	p, err := c.Render(t.Context(), src, 2)
	if err != nil || p.Width*p.Height != 4*200*400 {
		t.Errorf("page 2: %+v, %v", p.PictureInfo, err)
	}
	if _, err := c.Render(t.Context(), src, 3); err == nil {
		t.Error("page 3 was drawn")
	}
}

// joinTIFF makes one little-endian TIFF of two: the second's bytes follow the
// first's, and all offsets in it move.
func joinTIFF(one, two []byte) []byte {
	le := binary.LittleEndian
	joined := bytes.Clone(one)
	for len(joined)%4 != 0 {
		joined = append(joined, 0)
	}
	base := uint32(len(joined))
	second := bytes.Clone(two)
	directory := le.Uint32(second[4:])
	n := int(le.Uint16(second[directory:]))
	sizes := map[uint16]uint32{1: 1, 3: 2, 4: 4, 5: 8}
	for i := range n {
		entry := second[int(directory)+2+12*i:]
		tag, count := le.Uint16(entry), le.Uint32(entry[4:])
		inside := sizes[le.Uint16(entry[2:])]*count <= 4
		if !inside || tag == 273 { // the strips' places
			le.PutUint32(entry[8:], le.Uint32(entry[8:])+base)
		}
	}
	first := le.Uint32(one[4:])
	next := int(first) + 2 + 12*int(le.Uint16(one[first:]))
	le.PutUint32(joined[next:], base+directory)
	return append(joined, second...)
}

// hugePNG claims a size that would not fit into memory.
func hugePNG(w, h uint32) []byte {
	head := []byte("IHDR")
	head = binary.BigEndian.AppendUint32(head, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 6, 0, 0, 0)
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestPicturesThatCannotBeRead(t *testing.T) {
	c := newClient(t, nil)
	good := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, blackOnWhite(300, 100, image.Rect(0, 0, 50, 50))) })
	wantProblem(t, c, file(t, "bomb.png", hugePNG(100_000, 100_000)), reader.CodeTooLarge, "100000 by 100000 pixels")
	wantProblem(t, c, file(t, "icon.png", encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewGray(image.Rect(0, 0, 16, 16))) })), reader.CodeEmpty, "too small")
	wantProblem(t, c, file(t, "head.png", good[:12]), reader.CodeDamaged, "damaged")
	// The size can be read, the pixels cannot: that shows when it is drawn.
	src := file(t, "cut.png", good[:len(good)/2])
	if _, err := c.Render(t.Context(), src, 1); err == nil {
		t.Error("half a picture was drawn")
	}
	if _, err := c.Render(t.Context(), file(t, "a.txt", []byte("abc")), 1); err == nil {
		t.Error("a text was drawn")
	}
	if _, err := c.Render(t.Context(), file(t, "b.pdf", pdftest.Make([]string{"one"})), 2); err == nil {
		t.Error("a page past the end was drawn")
	}
}

// Which pages of a PDF are scans is decided page by page.
func TestScannedPagesOfAPDF(t *testing.T) {
	c := newClient(t, nil)
	picture := blackOnWhite(200, 300, image.Rect(20, 20, 50, 40))
	long := "This page has text enough of its own, and the picture behind it is only there to be looked at. " +
		"A person who searches for its words finds them in the text, as they would on any other page."
	doc := pdftest.Document{Pages: []pdftest.Page{
		{Text: "Plain text."},
		{Scan: picture},
		{Scan: picture, Text: "Scanned by ACME"},
		{Scan: picture, Text: long},
		{Text: "A logo", Content: "q 60 0 0 60 50 50 cm /I1 Do Q"},
		{Content: "q 60 0 0 60 50 50 cm /I1 Do Q"},
		{},
	}}
	pages, _ := mustRead(t, c, file(t, "mixed.pdf", doc.Bytes()))
	for i, want := range []bool{false, true, true, false, false, false, false} {
		if pages[i].Scan != want {
			t.Errorf("page %d: scan %v, want %v", i+1, pages[i].Scan, want)
		}
	}
	// A scanner that cuts a page into strips.
	strips := ""
	for i := range 20 {
		strips += fmt.Sprintf("q 612 0 0 39 0 %d cm /I1 Do Q\n", i*39)
	}
	pages, _ = mustRead(t, c, file(t, "strips.pdf", (pdftest.Document{Pages: []pdftest.Page{{Content: strips}}}).Bytes()))
	if !pages[0].Scan {
		t.Error("a page in strips is no scan")
	}
}
