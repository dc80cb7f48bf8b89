package parse

import (
	"path"
	"strconv"
	"strings"
)

// object reads what stands in a file of its own within the document: a formula,
// which goes into the line that it stands in, or a chart, as a table of the
// values that it shows.
func (d *odf) object(e element, blocks *[]block) error {
	if d.concealed || d.inObject {
		return nil
	}
	part := path.Join(strings.TrimPrefix(e.attr("xlink:href"), "./"), "content.xml")
	x, err := d.z.xml(part)
	if err != nil {
		return soft(err)
	}
	err = x.root(func(e element) error {
		if e.local == "math" {
			f, err := xmlFormula(x, e)
			if d.holder != nil {
				d.holder.text.WriteString(f.line())
			} else {
				*blocks = append(*blocks, block{text: f.line()})
			}
			return err
		}
		return x.children(func(e element) error { return d.chart(x, e, blocks) })
	})
	return soft(err)
}

// chart finds the chart in an object's file.
func (d *odf) chart(x *xmlReader, e element, blocks *[]block) error {
	switch e.name {
	case "office:body", "office:chart":
		return x.children(func(e element) error { return d.chart(x, e, blocks) })
	case "chart:chart":
	default:
		return nil
	}
	inner := &odf{inObject: true, z: d.z, x: x, styles: map[string]*odfStyle{}, lists: &numbering{}, settled: map[styleName]odfStyle{}}
	title := ""
	var found []block
	err := x.children(func(e element) error {
		switch e.name {
		case "chart:title":
			text, err := x.text()
			title = oneLine(text, 300)
			return err
		case "table:table":
			return inner.table(&found)
		}
		return nil
	})
	for _, k := range found {
		if len(k.rows) > 1 {
			k.title = title
			if title != "" && len(k.rows[0]) > 0 && k.rows[0][0] == "" {
				k.rows[0][0] = title
			}
			*blocks = append(*blocks, k)
		}
	}
	return err
}

// pageSizes are the sizes of slides: what lies beyond is not seen.
type pageSizes struct {
	layouts map[string]pageSize // by the name of the layout
	masters map[string]string   // layouts by the name of the master page
}

type pageSize struct{ width, height float64 } // in points

func (s *pageSizes) layout(x *xmlReader, e element) error {
	name := e.attr("style:name")
	return x.children(func(e element) error {
		if e.name == "style:page-layout-properties" {
			if s.layouts == nil {
				s.layouts = map[string]pageSize{}
			}
			s.layouts[name] = pageSize{points(e.attr("fo:page-width")), points(e.attr("fo:page-height"))}
		}
		return nil
	})
}

func (s *pageSizes) master(e element) {
	if e.name == "style:master-page" && len(s.masters) < maxEntries {
		if s.masters == nil {
			s.masters = map[string]string{}
		}
		s.masters[e.attr("style:name")] = e.attr("page-layout-name")
	}
}

// of is the size of slides with a master page; zero where it is not known.
func (s *pageSizes) of(master string) pageSize { return s.layouts[s.masters[master]] }

// beyond reports whether a shape lies outside of the page. One that says only how
// it is turned is taken to be on it.
func (s pageSize) beyond(e element) bool {
	if s.width <= 0 || s.height <= 0 || e.attr("svg:x") == "" || e.attr("svg:y") == "" {
		return false
	}
	left, top := points(e.attr("svg:x")), points(e.attr("svg:y"))
	return left >= s.width || top >= s.height || left+points(e.attr("svg:width")) < 0 || top+points(e.attr("svg:height")) < 0
}

// points is a length such as "2.54cm" in points; 0 for one that is not understood.
func points(length string) float64 {
	for _, u := range []struct {
		name string
		size float64
	}{{"cm", 72 / 2.54}, {"mm", 7.2 / 2.54}, {"in", 72}, {"pt", 1}, {"pc", 12}, {"px", 0.75}} {
		if number, found := strings.CutSuffix(length, u.name); found {
			n, err := strconv.ParseFloat(number, 64)
			if err != nil {
				return 0
			}
			return n * u.size
		}
	}
	return 0
}
