package parse

import (
	"fmt"
	"strings"

	"carrel/knowledge/reader"
)

// readODP gives the slides of an OpenDocument presentation, as readPPTX does.
func readODP(j job) (reader.Meta, error) {
	d, err := openODF(j.data, "This OpenDocument presentation (ODP)")
	if err != nil {
		return reader.Meta{}, err
	}
	meta := reader.Meta{Format: formatODP, Unit: reader.UnitSlide, Title: d.core.title, Author: d.core.author}
	p := &pager{page: j.page, hard: true}
	seen, shown, hidden := 0, 0, 0
	err = d.content("office:presentation", func() error {
		return d.x.children(func(e element) error {
			if e.name != "draw:page" || p.pages >= maxSlides {
				return nil
			}
			absent := d.styleOf("drawing-page", e.attr("style-name")).absent
			var s odpSlide
			failed := d.x.children(func(e element) error { return s.shape(d, e) })
			if failed != nil && !broken(failed) {
				return failed
			}
			blocks := append(append(s.heads, s.body...), s.notes...)
			if absent {
				hidden++
				blocks = nil
			}
			// Of the slides that are shown the first gives the title, and no other.
			if !absent {
				if meta.Title == "" && shown == 0 && len(s.heads) > 0 {
					meta.Title = sensibleTitle(s.heads[0].text)
				}
				shown++
			}
			seen += len(blocks)
			p.under = ""
			for _, k := range blocks {
				if err := p.add(k); err != nil {
					return err
				}
			}
			if failed == nil || len(blocks) > 0 {
				if err := p.flush(); err != nil {
					return err
				}
			}
			return failed
		})
	})
	damaged := broken(err)
	if err != nil && !damaged {
		return reader.Meta{}, err
	}
	meta.Pages = p.pages
	switch {
	case seen == 0 && damaged:
		return reader.Meta{}, cutOff(d.z.what)
	case seen == 0:
		return reader.Meta{}, nothingIn("This OpenDocument presentation", hidden > 0 || d.hidden > 0)
	case damaged:
		meta.Warnings = append(meta.Warnings, damagedEnd())
	}
	if hidden > 0 {
		meta.Warnings = append(meta.Warnings, leftOut(fmt.Sprintf("This presentation has hidden slides (%d).", hidden)))
	}
	if d.hidden > 0 {
		meta.Warnings = append(meta.Warnings, leftOut("This presentation has hidden text ("+characters(d.hidden)+")."))
	}
	if p.cut {
		meta.Warnings = append(meta.Warnings, longPages())
	}
	return meta, nil
}

// odpSlide is a slide being read.
type odpSlide struct {
	heads, body, notes []block
	inNotes            bool
}

func (s *odpSlide) shape(d *odf, e element) error {
	switch e.name {
	case "presentation:notes":
		s.inNotes = true
		err := d.x.children(func(e element) error { return s.shape(d, e) })
		s.inNotes = false
		return err
	case "draw:g", "draw:a":
		return d.x.children(func(e element) error { return s.shape(d, e) })
	}
	var blocks []block
	kind := e.attr("presentation:class")
	if err := d.flowing(e, &blocks, nil); err != nil {
		return err
	}
	switch {
	case s.inNotes:
		if kind == "notes" {
			for _, k := range blocks {
				k.place, k.level = "notes", 0
				s.notes = append(s.notes, k)
			}
		}
	case kind == "title":
		if title := strings.Join(strings.Fields(plainText(blocks)), " "); title != "" {
			s.heads = append(s.heads, block{text: title, level: 2})
		}
	case kind == "page-number" || kind == "date-time" || kind == "header":
	case kind == "footer":
		for _, k := range blocks {
			k.running = true
			s.body = append(s.body, k)
		}
	default:
		s.body = append(s.body, blocks...)
	}
	return nil
}
