package ask

import (
	"slices"
	"strings"

	"carrel/knowledge"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// headingAt is the heading of a level that a passage stands under.
func headingAt(p knowledge.DocumentPassage, level int) string {
	path := strings.Split(p.Heading, passage.Separator)
	if level == 0 {
		return ""
	}
	return path[min(level, len(path))-1]
}

// headedAt gives a passage the headings that a place further down in it stands under: on is its
// page's headings, at the place on that page. A short passage goes over several.
func headedAt(p knowledge.DocumentPassage, on []reader.Heading, at int) knowledge.DocumentPassage {
	var path []string
	if p.Heading != "" {
		path = strings.Split(p.Heading, passage.Separator)
	}
	var open []reader.Heading
	for _, h := range on {
		if h.Start > at {
			break
		}
		depth := len(path) // what came on pages before stays open: of which level it is, is not known
		for len(open) > 0 && open[len(open)-1].Level >= h.Level {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if k := slices.Index(path, flatten(last.Text)); k >= 0 {
				depth = min(depth, k)
			}
		}
		open = append(open, h)
		if title := flatten(h.Text); h.Start > p.Start && !slices.Contains(path, title) { // as passages write it
			path = append(path[:depth:depth], title)
		}
	}
	p.Heading = strings.Join(path, passage.Separator)
	return p
}
