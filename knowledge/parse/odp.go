package parse

import (
	"strings"

	"carrel/knowledge/reader"
)

// readODP gives the slides of an OpenDocument presentation, as readPPTX does.
func readODP(j job) (reader.Meta, error) {
	d, err := openODF(j.data, "This OpenDocument presentation (ODP)")
	if err != nil {
		return reader.Meta{}, err
	}
	p := newSlidePager(j)
	err = d.content("office:presentation", func() error {
		return d.x.children(func(e element) error {
			if e.name != "draw:page" || p.pages >= maxSlides {
				return nil
			}
			s := odpSlide{size: d.pageSizes.of(e.attr("master-page-name"))}
			failed := d.x.children(func(e element) error { return s.shape(d, e) })
			if failed != nil && !broken(failed) {
				return failed
			}
			title := ""
			if len(s.heads) > 0 {
				title = s.heads[0].text
			}
			blocks := append(append(s.heads, s.body...), s.notes...)
			if failed == nil || len(blocks) > 0 {
				absent := d.styleOf("drawing-page", e.attr("style-name")).absent
				if err := p.slide(title, blocks, absent); err != nil {
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
	meta := reader.Meta{Format: formatODP, Title: d.core.title, Author: d.core.author, Date: d.core.date()}
	return p.finish(meta, "This OpenDocument presentation", d.z, d.hidden, damaged)
}

// odpSlide is a slide being read.
type odpSlide struct {
	heads, body, notes []block
	inNotes            bool
	size               pageSize
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
	outer := d.concealed
	d.concealed = outer || !s.inNotes && s.size.beyond(e)
	err := d.flowing(e, &blocks, nil)
	d.concealed = outer
	if err != nil {
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
