package parse

import (
	"fmt"

	"carrel/knowledge/reader"
)

// maxSlides bounds a presentation; the longest known have some thousands.
const maxSlides = 20_000

// slidePager makes pages of slides. A hidden slide is an empty page, so that the
// others keep the numbers that they have in the program.
type slidePager struct {
	pager
	title  string // of the first slide that is shown
	filled bool   // some slide has text
	shown  int    // slides
	hidden int
}

func newSlidePager(j job) *slidePager { return &slidePager{pager: pager{page: j.page, hard: true}} }

// slide hands on a slide.
func (p *slidePager) slide(title string, blocks []block, hidden bool) error {
	if hidden {
		p.hidden++
		return p.flush()
	}
	if p.shown++; p.shown == 1 {
		p.title = sensibleTitle(title)
	}
	p.filled = p.filled || len(blocks) > 0
	p.under = ""
	for _, k := range blocks {
		if err := p.add(k); err != nil {
			return err
		}
	}
	return p.flush()
}

// finish completes what is known of a presentation. name is "This OpenDocument
// presentation"; unseen are the code points that its audience does not see.
func (p *slidePager) finish(meta reader.Meta, name string, z *archive, unseen int, damaged bool) (reader.Meta, error) {
	switch {
	case !p.filled && damaged:
		return reader.Meta{}, cutOff(z.what)
	case !p.filled:
		return reader.Meta{}, nothingIn(name, p.hidden > 0 || unseen > 0)
	}
	meta.Unit, meta.Pages = reader.UnitSlide, p.pages
	if meta.Title == "" {
		meta.Title = p.title
	}
	switch {
	case p.hidden == 1:
		meta.Warnings = append(meta.Warnings, leftOut("This presentation has a hidden slide."))
	case p.hidden > 1:
		meta.Warnings = append(meta.Warnings, leftOut(fmt.Sprintf("This presentation has %d hidden slides.", p.hidden)))
	}
	hiddenText(&meta, "Slides of this presentation have text that is hidden or lies beyond their edge", unseen, 1)
	if damaged {
		meta.Warnings = append(meta.Warnings, damagedEnd())
	}
	if p.cut {
		meta.Warnings = append(meta.Warnings, longPages())
	}
	return meta, nil
}
