package reader

import (
	"context"
	"fmt"
	"image"
	"math"
)

// MaxPixels is the largest picture that the reader makes of a page, in pixels:
// an A4 page at 370 dots per inch. One byte each, they fit in one frame.
const MaxPixels = 15 << 20

// PictureInfo says what the grey picture of a page shows.
type PictureInfo struct {
	Width  int `json:"width"` // pixels
	Height int `json:"height"`
	// DPI is how many pixels make an inch of the page; 0 where that is not known.
	DPI int `json:"dpi"`
	// Matrix takes a place in the picture, in pixels from its upper left corner,
	// to the page's own space, that of Box: x = m[0]*px + m[2]*py + m[4],
	// y = m[1]*px + m[3]*py + m[5].
	Matrix [6]float64 `json:"matrix"`
}

// Picture is a page as it looks, in shades of grey.
type Picture struct {
	PictureInfo
	Grey *image.Gray
}

// Box is the place on the page of a rectangle of the picture.
func (p PictureInfo) Box(r image.Rectangle) Box {
	m := p.Matrix
	at := func(px, py int) (x, y float64) {
		return m[0]*float64(px) + m[2]*float64(py) + m[4], m[1]*float64(px) + m[3]*float64(py) + m[5]
	}
	ax, ay := at(r.Min.X, r.Min.Y)
	bx, by := at(r.Max.X, r.Max.Y)
	return Box{Left: min(ax, bx), Bottom: min(ay, by), Right: max(ax, bx), Top: max(ay, by)}
}

// check refuses what a sound child never sends.
func (p PictureInfo) check() error {
	if p.Width < 1 || p.Height < 1 || p.Width > MaxPixels || p.Height > MaxPixels || p.Width*p.Height > MaxPixels {
		return fmt.Errorf("%w: picture of %d x %d pixels", ErrFrame, p.Width, p.Height)
	}
	for _, f := range p.Matrix {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("%w: picture at no place", ErrFrame)
		}
	}
	return nil
}

// Render gives the picture of one page: of a PDF as it is printed, of a picture
// file what it shows. It runs beside Read and Boxes, in a child of its own.
// Other formats have no pictures: a *Problem says so.
func (c *Client) Render(ctx context.Context, src Source, page int) (Picture, error) {
	if page < 1 {
		return Picture{}, fmt.Errorf("render: page %d: pages count from 1", page)
	}
	var picture Picture
	err := c.do(ctx, &c.render, src, Request{Op: OpRender, Page: page}, func(f Frame) (bool, error) {
		switch {
		case f.Kind == KindPicture && picture.Width == 0:
			if err := f.Decode(&picture.PictureInfo); err != nil {
				return false, err
			}
			return false, picture.check()
		case f.Kind == KindPixels && picture.Width > 0:
			if len(f.Body) != picture.Width*picture.Height {
				return false, fmt.Errorf("%w: %d pixels for a picture of %d x %d", ErrFrame, len(f.Body), picture.Width, picture.Height)
			}
			picture.Grey = &image.Gray{Pix: f.Body, Stride: picture.Width, Rect: image.Rect(0, 0, picture.Width, picture.Height)}
			return true, nil
		}
		return false, fmt.Errorf("%w: frame %q while waiting for a picture", ErrFrame, f.Kind)
	})
	if err != nil {
		return Picture{}, err
	}
	return picture, nil
}
