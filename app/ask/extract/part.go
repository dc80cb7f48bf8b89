package extract

import (
	"slices"
	"strings"

	"carrel/knowledge"
	"carrel/knowledge/passage"
)

// Part is a stretch of a document, along its headings where it has some.
type Part struct {
	Passages []int // indices into the document's passages
	Quota    int   // how many sentences it may give
}

// Parts splits a document along its headings into at most mostParts stretches,
// and shares n sentences out among them. level is that of the headings, from 1; 0
// where they do not split it.
func Parts(passages []knowledge.DocumentPassage, n int) (parts []Part, level int) {
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
			if len(parts[i].Passages)+len(parts[i+1].Passages) < len(parts[at].Passages)+len(parts[at+1].Passages) {
				at = i
			}
		}
		parts = join(parts, at)
	}
	shareOut(parts, n)
	return parts, level
}

// join makes one part of the at-th and the next.
func join(parts []Part, at int) []Part {
	return slices.Replace(parts, at, at+2, Part{Passages: slices.Concat(parts[at].Passages, parts[at+1].Passages)})
}

// partsAt makes a part of every run of passages with the same heading at a level.
// What has fewer passages than partPassages goes to the part before it.
func partsAt(passages []knowledge.DocumentPassage, level int) []Part {
	var parts []Part
	last := ""
	for i, p := range passages {
		path := strings.Split(p.Heading, passage.Separator)
		path = path[:min(level, len(path))]
		key := strings.Join(path, passage.Separator)
		if i == 0 || key != last {
			parts = append(parts, Part{})
			last = key
		}
		at := &parts[len(parts)-1]
		at.Passages = append(at.Passages, i)
	}
	least := min(partPassages, len(passages)/(2*mostParts)+1)
	for i := 1; i < len(parts); {
		if len(parts[i].Passages) < least || len(parts[i-1].Passages) < least {
			parts = join(parts, i-1)
			continue
		}
		i++
	}
	return parts
}

// evenParts makes parts of a document without headings, of the same length.
func evenParts(passages []knowledge.DocumentPassage) []Part {
	n := max(1, min(4, len(passages)/partPassages))
	parts := make([]Part, n)
	for i := range passages {
		at := i * n / len(passages)
		parts[at].Passages = append(parts[at].Passages, i)
	}
	return parts
}

// shareOut gives every part one sentence, and the rest by the number of passages.
func shareOut(parts []Part, n int) {
	all := 0
	for i := range parts {
		parts[i].Quota = 1
		all += len(parts[i].Passages)
	}
	for left := n - len(parts); left > 0; left-- {
		at, most := 0, -1.0
		for i, p := range parts {
			if want := float64(len(p.Passages))/float64(max(all, 1))*float64(n) - float64(p.Quota); want > most {
				at, most = i, want
			}
		}
		parts[at].Quota++
	}
}
