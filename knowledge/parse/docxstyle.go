package parse

import (
	"strconv"
	"strings"
)

// look is what of a text's look decides whether it can be seen.
type look struct {
	vanish bool
	white  bool
	tiny   bool
	shaded bool
	high   bool // superscript
}

// set takes in one property of a run.
func (l *look) set(e element) {
	switch e.name {
	case "w:vanish":
		l.vanish = e.on()
	case "w:color":
		l.white = strings.EqualFold(e.attr("val"), "FFFFFF") || e.attr("themeColor") == "background1"
	case "w:sz": // half points
		size, err := strconv.ParseFloat(e.attr("val"), 64)
		l.tiny = err == nil && size <= 3
	case "w:shd":
		l.shaded = isShade(e)
	case "w:vertAlign":
		l.high = e.attr("val") == "superscript"
	case "w:highlight":
		l.shaded = e.attr("val") != "none" && e.attr("val") != "white"
	}
}

// with is the look of text in a paragraph of look l whose own style has look m.
func (l look) with(m look) look {
	return look{l.vanish || m.vanish, l.white || m.white, l.tiny || m.tiny, l.shaded || m.shaded, l.high || m.high}
}

// hidden reports whether text of this look cannot be seen. On a ground of
// unknown colour white letters can.
func (l look) hidden(ground bool) bool {
	return l.vanish || l.tiny || l.white && !l.shaded && !ground
}

// docxStyle is what is needed of a style of Word.
type docxStyle struct {
	basedOn string
	level   int // of a heading; 0 for none
	title   bool
	look    look
	number  numbered
}

// outline is the heading level that an outline level (0 to 8; 9 for body text)
// stands for.
func outline(e element) int {
	n, err := strconv.Atoi(e.attr("val"))
	if err != nil || n < 0 || n > 8 {
		return 0
	}
	return min(n+1, 6)
}

// docxStyles reads the styles, by id; the default paragraph style also as "".
func docxStyles(z *archive, part string) (map[string]*docxStyle, error) {
	styles := map[string]*docxStyle{}
	x, err := z.xml(part)
	if err != nil {
		return styles, soft(err)
	}
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			if e.name != "w:style" || len(styles) >= maxEntries {
				return nil
			}
			s := &docxStyle{}
			styles[e.attr("styleId")] = s
			if e.attr("type") == "paragraph" && e.yes("default") {
				styles[""] = s
			}
			return s.read(x)
		})
	})
	if err := soft(err); err != nil {
		return nil, err
	}
	settled := map[*docxStyle]bool{}
	for _, s := range styles {
		s.settle(styles, settled, 0)
	}
	return styles, nil
}

func (s *docxStyle) read(x *xmlReader) error {
	return x.children(func(e element) error {
		switch e.name {
		case "w:name":
			name := strings.ToLower(e.attr("val"))
			s.title = name == "title"
			if s.title {
				s.level = 1
			}
			if n, found := strings.CutPrefix(name, "heading "); found && s.level == 0 {
				if level, err := strconv.Atoi(n); err == nil && level >= 1 && level <= 9 {
					s.level = min(level, 6)
				}
			}
		case "w:basedOn":
			s.basedOn = e.attr("val")
		case "w:pPr":
			return x.children(func(e element) error {
				switch e.name {
				case "w:outlineLvl":
					if level := outline(e); level > 0 {
						s.level = level
					}
				case "w:numPr":
					return s.number.read(x)
				case "w:shd":
					s.look.shaded = s.look.shaded || isShade(e)
				}
				return nil
			})
		case "w:rPr":
			return x.children(func(e element) error { s.look.set(e); return nil })
		}
		return nil
	})
}

// settle gives a style what it has from the one that it is based on. A circle of
// styles ends where it began.
func (s *docxStyle) settle(styles map[string]*docxStyle, settled map[*docxStyle]bool, depth int) {
	if settled[s] || depth > 50 {
		return
	}
	settled[s] = true
	base := styles[s.basedOn]
	if s.basedOn == "" || base == nil || base == s {
		return
	}
	base.settle(styles, settled, depth+1)
	if s.level == 0 && !s.title && !base.title {
		s.level = base.level
	}
	s.look = base.look.with(s.look)
	if s.number.id == "" {
		s.number.id = base.number.id
		if s.number.level == 0 {
			s.number.level = base.number.level
		}
	}
}
