package parse

import (
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// odf is an OpenDocument file: a text, a spreadsheet or a presentation.
type odf struct {
	z       *archive
	x       *xmlReader             // of the part being read
	styles  map[string]*odfStyle   // by family and name: "paragraph/P1"
	lists   *numbering             // by the name of the list's style
	settled map[styleName]odfStyle // what styleOf has found
	outline *numbering             // of headings; nil where they have none
	core    officeProperties

	letter, heads, feet []block // of the first kind of page
	hidden              int     // code points that readers do not see
	bytes               int
	noted               int
	tables              int
	title               string        // a paragraph in the style "Title"
	inObject            bool          // in a file within the document
	holder              *odfParagraph // the one that a drawing hangs on
	pageSizes
	concealed bool // inside something that is not shown
	coloured  int  // grounds around us on which white letters may be seen
}

// styleName is what a style goes by.
type styleName struct{ family, name string }

// odfStyle is what is needed of a style of OpenDocument.
type odfStyle struct {
	family, parent string
	look           look
	before, after  bool // a page ends before or after
	absent         bool // a sheet or slide that is not shown
	title          bool // the style "Title", or of its kind
	list           string
}

// openODF opens an OpenDocument file and reads all but its content.
func openODF(data []byte, what string) (*odf, error) {
	z, err := openArchive(data, what)
	if err != nil {
		return nil, err
	}
	d := &odf{z: z, styles: map[string]*odfStyle{}, settled: map[styleName]odfStyle{}, lists: &numbering{lists: map[string]*wordList{}}}
	if err := d.checkSealed(); err != nil {
		return nil, err
	}
	if err := d.readMeta(); err != nil {
		return nil, err
	}
	if err := d.part("styles.xml", func(e element) error { return d.styleSheet(e, true) }); soft(err) != nil {
		return nil, err
	}
	return d, nil
}

// part reads a part of the file element by element under its root.
func (d *odf) part(name string, on func(element) error) error {
	x, err := d.z.xml(name)
	if err != nil {
		return err
	}
	d.x = x
	return x.root(func(element) error { return x.children(on) })
}

// checkSealed says so when the content needs a password.
func (d *odf) checkSealed() error {
	x, err := d.z.xml("META-INF/manifest.xml")
	if err != nil {
		return soft(err)
	}
	sealedUp := false
	err = x.root(func(element) error {
		return x.children(func(element) error {
			return x.children(func(e element) error {
				sealedUp = sealedUp || e.local == "encryption-data"
				return nil
			})
		})
	})
	if sealedUp {
		return sealed(d.z.what)
	}
	return soft(err)
}

// readMeta reads title, author, dates and the number of pages.
func (d *odf) readMeta() error {
	return soft(d.part("meta.xml", func(e element) error {
		if e.name != "office:meta" {
			return nil
		}
		initial := ""
		err := d.x.children(func(e element) error {
			switch e.name {
			case "dc:title":
				text, err := d.x.text()
				d.core.title = sensibleTitle(text)
				return err
			case "dc:creator":
				text, err := d.x.text()
				d.core.author = sensibleAuthor(text)
				return err
			case "dc:date":
				text, err := d.x.text()
				d.core.saved = date(reader.DateSaved, text)
				return err
			case "meta:creation-date":
				text, err := d.x.text()
				d.core.created = date(reader.DateCreated, text)
				return err
			case "meta:initial-creator":
				text, err := d.x.text()
				initial = sensibleAuthor(text)
				return err
			case "meta:document-statistic":
				d.core.pages, _ = strconv.Atoi(e.attr("page-count"))
			}
			return nil
		})
		if initial != "" {
			d.core.author = initial // who wrote it, not who saved it last
		}
		return err
	}))
}

// styleSheet reads styles out of styles.xml or content.xml.
func (d *odf) styleSheet(e element, masters bool) error {
	switch e.name {
	case "office:styles", "office:automatic-styles":
		return d.x.children(d.style)
	case "office:master-styles":
		if masters {
			return d.x.children(func(e element) error {
				d.pageSizes.master(e)
				return d.master(e)
			})
		}
	}
	return nil
}

func (d *odf) style(e element) error {
	if len(d.styles)+len(d.lists.lists) >= maxEntries {
		return nil
	}
	switch e.name {
	case "style:page-layout":
		return d.pageSizes.layout(d.x, e)
	case "style:style":
		s := &odfStyle{family: e.attr("family"), parent: e.attr("parent-style-name"), list: e.attr("list-style-name")}
		name := e.attr("style:name")
		// A page of its own kind begins a new one. An empty name does not.
		s.before = e.attr("master-page-name") != "" && s.family == "paragraph"
		d.styles[s.family+"/"+name] = s
		clear(d.settled) // some may lean on it
		return d.x.children(func(e element) error { s.read(e); return nil })
	case "text:list-style":
		l := &wordList{}
		d.lists.lists[e.attr("style:name")] = l
		return d.listStyle(l)
	case "text:outline-style":
		l := &wordList{}
		d.outline = &numbering{map[string]*wordList{"": l}}
		return d.listStyle(l)
	}
	return nil
}

// read takes in the properties of a style.
func (s *odfStyle) read(e element) {
	switch e.name {
	case "style:text-properties":
		s.look.vanish = e.attr("text:display") == "none"
		s.look.white = strings.EqualFold(e.attr("fo:color"), "#ffffff")
		if points, found := strings.CutSuffix(e.attr("fo:font-size"), "pt"); found {
			size, err := strconv.ParseFloat(points, 64)
			s.look.tiny = err == nil && size <= 1.5
		}
		s.look.shaded = s.look.shaded || isODFShade(e)
		s.look.high = raisedODF(e.attr("text-position"))
	case "style:paragraph-properties":
		s.before = s.before || e.attr("break-before") == "page"
		s.after = e.attr("break-after") == "page"
		s.look.shaded = s.look.shaded || isODFShade(e)
	case "style:table-cell-properties":
		s.look.shaded = s.look.shaded || isODFShade(e)
	case "style:table-properties":
		s.absent = e.attr("display") == "false"
	case "style:drawing-page-properties":
		s.absent = e.attr("visibility") == "hidden"
	case "style:section-properties":
		s.absent = e.attr("display") == "none"
	}
}

// raisedODF reports whether a text's position, "super 58%" or "33% 58%", is high.
func raisedODF(position string) bool {
	where, _, _ := strings.Cut(position, " ")
	percent, err := strconv.ParseFloat(strings.TrimSuffix(where, "%"), 64)
	return where == "super" || err == nil && percent > 0
}

func isODFShade(e element) bool {
	ground := e.attr("fo:background-color")
	return ground != "" && ground != "transparent" && !strings.EqualFold(ground, "#ffffff")
}

// styleOf gives a style; what it does not say itself its parents say.
func (d *odf) styleOf(family, name string) odfStyle {
	asked := styleName{family, name}
	all, known := d.settled[asked]
	if known {
		return all
	}
	for range 20 { // a circle of parents ends
		s := d.styles[family+"/"+name]
		all.title = all.title || name == "Title"
		if s == nil {
			break
		}
		all.look = all.look.with(s.look)
		all.before, all.after, all.absent = all.before || s.before, all.after || s.after, all.absent || s.absent
		if all.list == "" {
			all.list = s.list
		}
		if name = s.parent; name == "" {
			break
		}
	}
	if len(d.settled) < maxEntries {
		d.settled[asked] = all
	}
	return all
}

func (d *odf) listStyle(l *wordList) error {
	return d.x.children(func(e element) error {
		n, err := strconv.Atoi(e.attr("text:level"))
		if err != nil || n < 1 || n > listLevels {
			return nil
		}
		level := &l.levels[n-1]
		level.start = 1
		if start, err := strconv.Atoi(e.attr("start-value")); err == nil {
			level.start = start
		}
		switch e.name {
		case "text:list-level-style-bullet", "text:list-level-style-image":
			level.format = "bullet"
		case "text:list-level-style-number", "text:outline-level-style":
			level.format = e.attr("num-format")
			shown, _ := strconv.Atoi(e.attr("display-levels"))
			var parts []string
			for i := max(n-max(shown, 1), 0); i < n; i++ {
				parts = append(parts, "%"+strconv.Itoa(i+1))
			}
			level.text = e.attr("num-prefix") + strings.Join(parts, ".") + e.attr("num-suffix")
		}
		return nil
	})
}

// master reads what stands on every page, of the first kind of page that has any.
func (d *odf) master(e element) error {
	if e.name != "style:master-page" || len(d.letter)+len(d.heads)+len(d.feet) > 0 {
		return nil
	}
	return d.x.children(func(e element) error {
		var blocks []block
		switch e.name {
		case "style:header", "style:footer", "style:header-first":
		default:
			return nil
		}
		err := d.flow(&blocks)
		text := strings.TrimSpace(plainText(blocks))
		switch {
		case text == "":
		case e.name == "style:header":
			d.heads = []block{{text: text, running: true}}
		case e.name == "style:footer":
			d.feet = []block{{text: text, running: true}}
		default:
			d.letter = []block{{text: text}}
		}
		return err
	})
}

// content reads content.xml; read gets the element of the name given.
func (d *odf) content(name string, read func() error) error {
	err := d.part("content.xml", func(e element) error {
		if e.name == "office:body" {
			return d.x.children(func(e element) error {
				if e.name == name {
					return read()
				}
				return nil
			})
		}
		return d.styleSheet(e, false)
	})
	if err == errNoPart {
		return cutOff(d.z.what)
	}
	return err
}
