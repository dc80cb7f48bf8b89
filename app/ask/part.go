package ask

import (
	"slices"
	"strings"

	"carrel/knowledge"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// part is a stretch of a document, along its headings where it has some.
type part struct {
	passages []int // indices into the document's passages
	quota    int   // how many sentences it may give
}

// partsOf splits a document along its headings into at most mostParts stretches,
// and shares n sentences out among them. level is that of the headings, from 1; 0
// where they do not split it.
func partsOf(passages []knowledge.DocumentPassage, n int) (parts []part, level int) {
	for level = 1; level <= 3; level++ {
		if parts = partsAt(passages, level); len(parts) > 1 {
			break
		}
	}
	if len(parts) <= 1 {
		parts, level = evenParts(passages), 0
	}
	for len(parts) > max(1, min(mostParts, n)) {
		// The two neighbours that are the smallest together.
		at := 0
		for i := range parts[:len(parts)-1] {
			if len(parts[i].passages)+len(parts[i+1].passages) < len(parts[at].passages)+len(parts[at+1].passages) {
				at = i
			}
		}
		parts = join(parts, at)
	}
	shareOut(parts, n)
	return parts, level
}

// join makes one part of the at-th and the next.
func join(parts []part, at int) []part {
	return slices.Replace(parts, at, at+2, part{passages: slices.Concat(parts[at].passages, parts[at+1].passages)})
}

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

// partsAt makes a part of every run of passages with the same heading at a level.
// What has fewer passages than partPassages goes to the part before it.
func partsAt(passages []knowledge.DocumentPassage, level int) []part {
	var parts []part
	last := ""
	for i, p := range passages {
		path := strings.Split(p.Heading, passage.Separator)
		path = path[:min(level, len(path))]
		key := strings.Join(path, passage.Separator)
		if i == 0 || key != last {
			parts = append(parts, part{})
			last = key
		}
		at := &parts[len(parts)-1]
		at.passages = append(at.passages, i)
	}
	least := min(partPassages, len(passages)/(2*mostParts)+1)
	for i := 1; i < len(parts); {
		if len(parts[i].passages) < least || len(parts[i-1].passages) < least {
			parts = join(parts, i-1)
			continue
		}
		i++
	}
	return parts
}

// evenParts makes parts of a document without headings, of the same length.
func evenParts(passages []knowledge.DocumentPassage) []part {
	n := max(1, min(4, len(passages)/partPassages))
	parts := make([]part, n)
	for i := range passages {
		at := i * n / len(passages)
		parts[at].passages = append(parts[at].passages, i)
	}
	return parts
}

// shareOut gives every part one sentence, and the rest by the number of passages.
func shareOut(parts []part, n int) {
	all := 0
	for i := range parts {
		parts[i].quota = 1
		all += len(parts[i].passages)
	}
	for left := n - len(parts); left > 0; left-- {
		at, most := 0, -1.0
		for i, p := range parts {
			if want := float64(len(p.passages))/float64(max(all, 1))*float64(n) - float64(p.quota); want > most {
				at, most = i, want
			}
		}
		parts[at].quota++
	}
}
