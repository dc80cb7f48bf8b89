package parse

import "strings"

// readNotes reads the foot- or endnotes.
func (d *docx) readNotes(kind, part string) error {
	x, err := d.z.xml(part)
	if err == errNoPart {
		return nil
	}
	if err != nil {
		return err
	}
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			if e.name != "w:"+kind || e.attr("type") != "" && e.attr("type") != "normal" {
				return nil // separators
			}
			var blocks []block
			err := d.flow(x, &blocks)
			d.notes[kind+" "+e.attr("id")] = plainText(blocks)
			return err
		})
	})
	return soft(err)
}

// section notes the heads and feet of the first section.
func (d *docx) section(x *xmlReader) error {
	first := len(d.heads)+len(d.feet)+len(d.letter) == 0
	own := false // the first page has heads and feet of its own
	defer func() {
		if first && !own {
			d.letter = nil
		}
	}()
	return x.children(func(e element) error {
		if e.name == "w:titlePg" && e.on() {
			own = true
		}
		target := d.links[e.attr("r:id")].target
		if !first || target == "" {
			return nil
		}
		switch {
		case e.attr("type") == "first":
			d.letter = append(d.letter, target)
		case e.attr("type") == "even":
		case e.name == "w:headerReference":
			d.heads = append(d.heads, target)
		case e.name == "w:footerReference":
			d.feet = append(d.feet, target)
		}
		return nil
	})
}

// runningBlocks reads page heads and feet. Those of every page stand once, as
// furniture; a letterhead, which the first page alone has, is text like other.
func (d *docx) runningBlocks() (letter, heads, feet []block, err error) {
	read := func(parts []string, running bool) (blocks []block, err error) {
		for _, part := range parts {
			x, err := d.z.xml(part)
			if err != nil {
				if soft(err) != nil {
					return nil, err
				}
				continue
			}
			d.fields = nil
			err = x.root(func(element) error { return d.flow(x, &blocks) })
			if soft(err) != nil {
				return nil, err
			}
		}
		text := strings.TrimSpace(plainText(blocks))
		if text == "" {
			return nil, nil
		}
		return []block{{text: text, running: running}}, nil
	}
	if letter, err = read(d.letter, false); err != nil {
		return
	}
	if heads, err = read(d.heads, true); err != nil {
		return
	}
	feet, err = read(d.feet, true)
	return
}
