package parse

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"

	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"carrel/knowledge/reader"
)

// Bounds of a picture file.
const (
	// maxPictureBytes bounds the memory of a picture as it is unpacked: 128
	// million pixels of four bytes, an A2 sheet at 600 dots per inch. A few
	// kilobytes can claim to be a million times that.
	maxPictureBytes = 512 << 20
	// minPictureSide is the least that a line of letters needs, in pixels.
	minPictureSide = 24
	// maxFrames bounds the pages of a TIFF.
	maxFrames = 5000
	// smallPicture is what has fewer pixels than a page at 200 dots per inch: a
	// picture of a screen, mostly. Its letters are too low to be recognised
	// well, and it is drawn twice as large.
	smallPicture = reader.MaxPixels / 4
)

// readPicture gives the pages of a picture file. They have no text: it is
// recognised later, from what drawPicture draws.
func readPicture(j job) (reader.Meta, error) {
	if j.depth > 0 {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeUnsupported, Message: "This picture is inside another document. Save it as a file of its own to have the words in it recognised."}
	}
	frames := frameOffsets(j.data)
	meta := reader.Meta{Format: formatPicture, Unit: reader.UnitPage, Pages: len(frames)}
	data := j.data
	if len(frames) > 1 {
		data = bytes.Clone(data) // what was given stays as it is
	}
	for i, offset := range frames {
		if len(frames) > 1 {
			beginAt(data, offset)
		}
		width, height, err := pictureSize(data)
		if err != nil && i > 0 {
			meta.Pages = i
			meta.Warnings = append(meta.Warnings, reader.Warning{Code: "damaged", Message: fmt.Sprintf("This picture has %d pages, but those after page %d cannot be read.", len(frames), i)})
			break
		}
		if err != nil {
			return reader.Meta{}, err
		}
		if err := j.page(reader.Page{Number: i + 1, Width: float64(width), Height: float64(height), Scan: true}); err != nil {
			return reader.Meta{}, err
		}
	}
	return meta, nil
}

// pictureSize is the size in pixels of a picture as it is shown.
func pictureSize(data []byte) (width, height int, err error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, 0, damagedPicture()
	}
	if c.Width < minPictureSide || c.Height < minPictureSide {
		return 0, 0, &reader.Problem{Code: reader.CodeEmpty, Message: fmt.Sprintf("This picture is %d by %d pixels: too small to hold words.", c.Width, c.Height)}
	}
	if int64(c.Width)*int64(c.Height) > maxPictureBytes/pixelBytes(c.ColorModel) {
		return 0, 0, &reader.Problem{Code: reader.CodeTooLarge, Message: fmt.Sprintf("This picture is %d by %d pixels, more than Carrel reads. Save a smaller copy and add that.", c.Width, c.Height)}
	}
	if exifTurn(data) > 4 {
		return c.Height, c.Width, nil
	}
	return c.Width, c.Height, nil
}

// pixelBytes is what a pixel takes once it is unpacked.
func pixelBytes(m color.Model) int64 {
	switch m {
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

func damagedPicture() error {
	return &reader.Problem{Code: reader.CodeDamaged, Message: "This picture is damaged or of a kind that Carrel does not know, and cannot be shown. Open and save it anew as PNG in a picture program."}
}

// isPicture reports whether data begins as a picture that is read here.
func isPicture(data []byte) bool {
	for _, magic := range []string{"\xFF\xD8\xFF", "\x89PNG\r\n\x1a\n", "GIF87a", "GIF89a", "II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	riff := len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
	return riff || bytes.HasPrefix(data, []byte("BM")) && isBinary(data) // two letters: a text may begin with them
}

// drawPicture draws one page of a picture file in grey.
func drawPicture(data []byte, page int) (reader.Picture, error) {
	frames := frameOffsets(data)
	if page > len(frames) {
		return reader.Picture{}, &reader.Problem{Code: reader.CodeDamaged, Message: fmt.Sprintf("This picture has no page %d. It has changed since it was read.", page)}
	}
	if page > 1 {
		data = bytes.Clone(data)
		beginAt(data, frames[page-1])
	}
	if _, _, err := pictureSize(data); err != nil {
		return reader.Picture{}, err
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return reader.Picture{}, damagedPicture()
	}
	grey := upright(greyOf(img), exifTurn(data))
	width, height := grey.Rect.Dx(), grey.Rect.Dy()
	scaled := grey
	switch pixels := width * height; {
	case pixels > reader.MaxPixels:
		factor := 2
		for (width/factor)*(height/factor) > reader.MaxPixels {
			factor++
		}
		scaled = resize(grey, max(1, width/factor), max(1, height/factor))
	case pixels < smallPicture:
		scaled = resize(grey, 2*width, 2*height)
	}
	w, h := scaled.Rect.Dx(), scaled.Rect.Dy()
	return reader.Picture{
		PictureInfo: reader.PictureInfo{Width: w, Height: h, Matrix: [6]float64{float64(width) / float64(w), 0, 0, -float64(height) / float64(h), 0, float64(height)}},
		Grey:        scaled,
	}, nil
}

func newGrey(width, height int) *image.Gray { return image.NewGray(image.Rect(0, 0, width, height)) }

// greyOf draws a picture in grey on white.
func greyOf(img image.Image) *image.Gray {
	b := img.Bounds()
	grey := newGrey(b.Dx(), b.Dy())
	switch src := img.(type) {
	case *image.Gray:
		for y := range b.Dy() {
			copy(grey.Pix[y*grey.Stride:], src.Pix[y*src.Stride:y*src.Stride+b.Dx()])
		}
	case *image.YCbCr: // of a JPEG: its first component is the grey
		for y := range b.Dy() {
			at := src.YOffset(b.Min.X, b.Min.Y+y)
			copy(grey.Pix[y*grey.Stride:(y+1)*grey.Stride], src.Y[at:at+b.Dx()])
		}
	default:
		for i := range grey.Pix {
			grey.Pix[i] = 0xFF
		}
		draw.Draw(grey, grey.Rect, img, b.Min, draw.Over)
	}
	return grey
}

func resize(src *image.Gray, width, height int) *image.Gray {
	dst := newGrey(width, height)
	draw.CatmullRom.Scale(dst, dst.Rect, src, src.Rect, draw.Src, nil)
	return dst
}

// upright turns and mirrors a picture by its Exif orientation.
func upright(src *image.Gray, orientation int) *image.Gray {
	if orientation < 2 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := newGrey(w, h)
	if orientation > 4 {
		dst = newGrey(h, w)
	}
	for y := range h {
		for x := range w {
			var dx, dy int
			switch orientation {
			case 2:
				dx, dy = w-1-x, y
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dx, dy = x, h-1-y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			dst.Pix[dy*dst.Stride+dx] = src.Pix[y*src.Stride+x]
		}
	}
	return dst
}

// exifTurn is the Exif orientation of a JPEG, as telephones write it; 1 for none.
func exifTurn(data []byte) int {
	if len(data) < 4 || data[0] != 0xFF || data[1] != 0xD8 {
		return 1
	}
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		marker, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == 0xDA || size < 2 || at+2+size > len(data) {
			return 1
		}
		if segment := data[at+4 : at+2+size]; marker == 0xE1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return orientation(segment[6:])
		}
		at += 2 + size
	}
	return 1
}

// orientation reads tag 0x0112 of a TIFF's first directory.
func orientation(tiff []byte) int {
	order, ok := byteOrder(tiff)
	if !ok {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[at:]))
	for entry := at + 2; n > 0 && entry+12 <= int64(len(tiff)); entry, n = entry+12, n-1 {
		if order.Uint16(tiff[entry:]) == 0x0112 {
			return int(order.Uint16(tiff[entry+8:]))
		}
	}
	return 1
}

func byteOrder(data []byte) (binary.ByteOrder, bool) {
	switch {
	case len(data) < 8:
	case bytes.HasPrefix(data, []byte("II*\x00")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		return binary.BigEndian, true
	}
	return nil, false
}

// frameOffsets are the places of a TIFF's directories, one a page, as scanners
// and fax machines write them; other pictures are one page, at 0.
func frameOffsets(data []byte) []int64 {
	order, ok := byteOrder(data)
	if !ok {
		return []int64{0}
	}
	var offsets []int64
	seen := map[int64]bool{}
	for at := int64(order.Uint32(data[4:])); at >= 8 && at+2 <= int64(len(data)) && !seen[at] && len(offsets) < maxFrames; {
		seen[at] = true
		offsets = append(offsets, at)
		next := at + 2 + 12*int64(order.Uint16(data[at:]))
		if next+4 > int64(len(data)) {
			break
		}
		at = int64(order.Uint32(data[next:]))
	}
	if len(offsets) == 0 {
		return []int64{0}
	}
	return offsets
}

// beginAt makes the directory at an offset the first of a TIFF: the decoder
// reads no other.
func beginAt(data []byte, offset int64) {
	if order, ok := byteOrder(data); ok {
		order.PutUint32(data[4:], uint32(offset))
	}
}
