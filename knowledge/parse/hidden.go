package parse

import (
	"fmt"
	"math"
	"slices"
	"unicode"

	"carrel/knowledge/reader"
)

// Text that is in a PDF but cannot be seen on its pages can be meant for
// programs rather than readers: to be found by, or to tell a language model
// what to say. It stays in the page's text, but no passage takes it in, and the
// person is told.

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

// sight is what is known of whether a piece of a page's text can be seen: how it is
// hidden, seen, or "" where nothing was asked.
type sight string

const seen sight = "seen"

// paleLine is a piece of white letters, which may have a ground that they are seen on.
type paleLine struct {
	letter         reader.Box // one of them
	piece, letters int
}

// hiddenText says how text is hidden on page n, "" where none is, and which pieces of it.
// It asks about one letter of each piece.
func (d *pdfDocument) hiddenText(n int, p pdfPage) (how string, pieces []sight) {
	l := p.layout
	bounds, bounded := d.raw.pageBox(p.rawPage)
	counts := map[string]int{}
	pieces = make([]sight, len(l.pieces))
	hide := func(i, letters int, how string) {
		counts[how] += letters
		pieces[i] = sight(how)
	}
	var pale []paleLine
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
		pieces[i] = seen
		char := piece.char
		box, ok := d.raw.box(p.raw, char)
		switch {
		case ok && bounded && (box.Right < bounds.Left || box.Left > bounds.Right || box.Top < bounds.Bottom || box.Bottom > bounds.Top):
			hide(i, letters, hiddenAway)
			continue
		case piece.size > 0 && piece.size <= tinySize:
			hide(i, letters, hiddenTooTiny)
			continue
		}
		switch paint := d.raw.paint(p.raw, char); {
		case paint.mode == 3:
			hide(i, letters, hiddenUnseen)
		case paint.mode == 0 && (paint.alpha <= faint || paint.red >= white && paint.green >= white && paint.blue >= white):
			pale = append(pale, paleLine{box, i, letters})
		}
	}
	if len(pale) > 0 {
		grounds := d.raw.grounds(p.rawPage)
		for _, p := range pale {
			x, y := (p.letter.Left+p.letter.Right)/2, (p.letter.Bottom+p.letter.Top)/2
			if !slices.ContainsFunc(grounds, func(g reader.Box) bool { return x >= g.Left && x <= g.Right && y >= g.Bottom && y <= g.Top }) {
				hide(p.piece, p.letters, hiddenWhite)
			}
		}
	}
	most := hiddenLetters - 1
	for _, kind := range []string{hiddenWhite, hiddenAway, hiddenUnseen, hiddenTooTiny} {
		c := counts[kind]
		// Invisible letters over a picture are what a scanner's program read in it.
		if c < hiddenLetters || kind == hiddenUnseen && d.pictures(n) >= 0.25 {
			for i, s := range pieces {
				if s == sight(kind) {
					pieces[i] = seen
				}
			}
			continue
		}
		if c > most {
			how, most = kind, c
		}
	}
	return how, pieces
}

// hiddenLines are the stretches of a page's text that cannot be seen: lines all of whose
// pieces are hidden that were asked about.
func hiddenLines(lines []textLine, pieces []sight) (spans []reader.Span) {
	for _, l := range lines {
		of := pieces[l.piece : l.lastPiece+1]
		if !slices.Contains(of, seen) && slices.ContainsFunc(of, func(s sight) bool { return s != "" }) {
			spans = append(spans, reader.Span{Start: l.start, End: l.end})
		}
	}
	return spans
}

// hiddenWarning words the warning about pages with hidden text.
func hiddenWarning(pages []int, how string) string {
	where := fmt.Sprintf("Page %d of this PDF has", pages[0])
	if len(pages) > 1 {
		where = fmt.Sprintf("%s of this PDF, the first of them page %d, have", countPages(len(pages)), pages[0])
	}
	return where + " text that cannot be seen there (" + how + "). Carrel leaves it out of searches and answers. To have it found, make it visible in the program it was made with and add the file again."
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
