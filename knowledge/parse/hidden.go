package parse

import (
	"fmt"
	"math"
	"unicode"

	"carrel/knowledge/reader"
)

// Text that is in a PDF but cannot be seen on its pages can be meant for
// programs rather than readers: to be found by, or to tell a language model
// what to say. It is read like all other text, and the person is told.

const (
	hiddenLetters = 12  // fewer, on a page or in a document without pages, are an accident
	tinySize      = 1.5 // points, as in other formats; the smallest print of maps and plans is larger
	white         = 250 // of 255 in each colour
	faint         = 8   // of 255: as good as transparent
)

// How text is hidden, in words.
const (
	hiddenWhite   = "white letters on white"
	hiddenAway    = "letters beyond the page's edge"
	hiddenUnseen  = "invisible letters"
	hiddenTooTiny = "letters too small to read"
)

// hiddenText says how text is hidden on page n, "" where none is. It asks about
// one letter of each line.
func (d *pdfDocument) hiddenText(n int, p pdfPage) string {
	l := p.layout
	bounds, bounded := d.raw.pageBox(p.rawPage)
	counts := map[string]int{}
	var pale []reader.Box
	var paleLetters []int
	for i := range l.pieces {
		piece := &l.pieces[i]
		letters := 0
		for k := piece.start; k < piece.end; k++ {
			if unicode.IsLetter(l.raw[k]) {
				letters++
			}
		}
		if letters < 3 || len(piece.words) == 0 || piece.char < 0 {
			continue
		}
		char := piece.char
		box, ok := d.raw.box(p.raw, char)
		switch {
		case ok && bounded && (box.Right < bounds.Left || box.Left > bounds.Right || box.Top < bounds.Bottom || box.Bottom > bounds.Top):
			counts[hiddenAway] += letters
			continue
		case piece.size > 0 && piece.size <= tinySize:
			counts[hiddenTooTiny] += letters
			continue
		}
		switch paint := d.raw.paint(p.raw, char); {
		case paint.mode == 3:
			counts[hiddenUnseen] += letters
		case paint.mode == 0 && (paint.alpha <= faint || paint.red >= white && paint.green >= white && paint.blue >= white):
			pale = append(pale, box)
			paleLetters = append(paleLetters, letters)
		}
	}
	if len(pale) > 0 {
		grounds := d.raw.grounds(p.rawPage)
		for i, b := range pale {
			x, y := (b.Left+b.Right)/2, (b.Bottom+b.Top)/2
			seen := false
			for _, g := range grounds {
				seen = seen || x >= g.Left && x <= g.Right && y >= g.Bottom && y <= g.Top
			}
			if !seen {
				counts[hiddenWhite] += paleLetters[i]
			}
		}
	}
	how, most := "", hiddenLetters-1
	for _, kind := range []string{hiddenWhite, hiddenAway, hiddenUnseen, hiddenTooTiny} {
		// Invisible letters over a picture are what a scanner's program read in it.
		if c := counts[kind]; c > most && (kind != hiddenUnseen || d.pictures(n) < 0.25) {
			how, most = kind, c
		}
	}
	return how
}

// hiddenWarning words the warning about pages with hidden text.
func hiddenWarning(pages []int, how string) string {
	where := fmt.Sprintf("Page %d of this PDF has", pages[0])
	if len(pages) > 1 {
		where = fmt.Sprintf("%s of this PDF, the first of them page %d, have", countPages(len(pages)), pages[0])
	}
	return where + " text that cannot be seen there (" + how + "). Carrel reads it like all other text; do not take what it says for granted."
}

// paint is how a letter is drawn.
type paint struct {
	red, green, blue, alpha uint32
	mode                    int32 // of PDF: 0 filled, 1 outlined, 2 both, 3 invisible; -1 not known
}

func (t *rawText) paint(page uint64, char int) paint {
	p := paint{alpha: 255, mode: -1}
	o := uint64(t.out)
	index := uint64(uint32(int32(char)))
	if t.call("FPDFText_GetFillColor", page, index, o, o+4, o+8, o+12) != 0 {
		m := t.module.Memory()
		p.red, _ = m.ReadUint32Le(t.out)
		p.green, _ = m.ReadUint32Le(t.out + 4)
		p.blue, _ = m.ReadUint32Le(t.out + 8)
		p.alpha, _ = m.ReadUint32Le(t.out + 12)
	}
	if object := t.call("FPDFText_GetTextObject", page, index); object != 0 {
		p.mode = int32(t.call("FPDFTextObj_GetTextRenderMode", object))
	}
	return p
}

// pageBox is the visible part of a page.
func (t *rawText) pageBox(page uint64) (reader.Box, bool) {
	if page == 0 || t.call("FPDF_GetPageBoundingBox", page, uint64(t.out)) == 0 {
		return reader.Box{}, false
	}
	b := reader.Box{Left: t.float(0), Top: t.float(1), Right: t.float(2), Bottom: t.float(3)}
	return b, b.Right > b.Left && b.Top > b.Bottom
}

func (t *rawText) float(i uint32) float64 {
	v, _ := t.module.Memory().ReadFloat32Le(t.out + 4*i)
	if f := float64(v); !math.IsNaN(f) {
		return f
	}
	return 0
}

// grounds are the places of whatever is drawn on a page besides text, and not
// white: something pale can be seen on it.
func (t *rawText) grounds(page uint64) []reader.Box {
	const text, path, most = 1, 2, 5000 // kinds of objects
	var all []reader.Box
	if page == 0 {
		return nil
	}
	o := uint64(t.out)
	for i := range min(int32(t.call("FPDFPage_CountObjects", page)), most) {
		object := t.call("FPDFPage_GetObject", page, uint64(uint32(i)))
		if object == 0 || t.err != nil {
			break
		}
		kind := t.call("FPDFPageObj_GetType", object)
		if kind == text {
			continue
		}
		if kind == path && t.call("FPDFPageObj_GetFillColor", object, o, o+4, o+8, o+12) != 0 {
			m := t.module.Memory()
			red, _ := m.ReadUint32Le(t.out)
			green, _ := m.ReadUint32Le(t.out + 4)
			blue, _ := m.ReadUint32Le(t.out + 8)
			if red >= white && green >= white && blue >= white {
				continue
			}
		}
		// The order of the results is left, bottom, right, top.
		if t.call("FPDFPageObj_GetBounds", object, o, o+4, o+8, o+12) != 0 {
			all = append(all, reader.Box{Left: t.float(0), Bottom: t.float(1), Right: t.float(2), Top: t.float(3)})
		}
	}
	return all
}
