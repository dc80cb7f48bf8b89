package ask

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/intent"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// "What does section 5 of the report say?" and "What does the abstract say?" want a part of
// a document: its most telling sentences are quoted as those of a summary are, of a short
// part all.

// mark is where a part of a document may begin.
type mark struct {
	page       int // index into the pages
	start, end int // of the heading, code points of the page's text
	level      int // of a heading; 0 for a line that only looks like one
	number     string
	title      string // folded
	text       string // of a heading, as it stands
}

var (
	// numberedLine matches a heading with its number in front, or after a word for what it is.
	numberedLine = regexp.MustCompile(`^(?:(?i:section|chapter|part|clause|article|appendix|annex|abschnitt|kapitel|teil|ziffer|artikel|punkt|anhang|anlage|top|tagesordnungspunkt|chapitre|annexe|capítulo|sección|artículo|cláusula|anexo|articolo|sezione|allegato) +)?(\d+(?:\.\d+)*|[A-Z])(?:[.):]|\b)[.:)]? *(\p{L}.*)?$`)
	// romanLine matches one with a Roman number: "IV. DISCUSSION".
	romanLine = regexp.MustCompile(`^(X?(?:I[XV]|V?I{2,3}|VI))[.:)] +(\p{Lu}.*)$`)
	// paragraphLine matches that of a contract or a statute: "§ 5 Tierhaltung".
	paragraphLine = regexp.MustCompile(`^§ *(\d+ ?[a-z]?)\b[.:)]? *(?:[–—-] *)?(\p{L}.*)?$`)
	// refersOn matches what stands behind the number where a line begins with a reference:
	// "§ 543 Abs. 2 BGB".
	refersOn = regexp.MustCompile(`^(?:Abs|Absatz|Satz|S|Nr|Nummer|Ziff|lit|ff?|bis|und)\b|^\p{Lu}\p{L}*\p{Lu}`)
	// partLine matches the line of a part that papers often leave without a number.
	partLine = regexp.MustCompile(`^(abstract|summary|executive summary|zusammenfassung|kurzfassung|resumen|keywords|key words|index terms|schlüsselwörter|palabras clave|contents|introduction|references|acknowledge?ments|einleitung|inhalt|literatur)(?:\.|:|\s*—|\s*$)`)
)

// runIn matches a heading that the text goes on behind, as contracts and licences have them:
// "7. Disclaimer of Warranty. Unless required by law".
var runIn = regexp.MustCompile(`^\s*(?:\p{L}+ +)?\d+(?:\.\d+)*[.):]? +\p{Lu}[^.]*\p{Ll}\. +`)

// maxMarkRunes is how long a line may be that is taken for a heading.
const maxMarkRunes = 90

// marksOf finds where the parts of a document begin: its headings, and lines that look like
// the heading of a part.
func marksOf(pages []reader.Page) (marks []mark) {
	for k, p := range pages {
		text := []rune(p.Text)
		covered := func(start, end int) bool {
			return slices.ContainsFunc(p.Headings, func(h reader.Heading) bool { return start < h.End && h.Start < end })
		}
		for _, h := range p.Headings {
			m := mark{page: k, start: h.Start, end: h.End, level: max(h.Level, 1), text: h.Text}
			m.number, m.title = numberAndTitle(h.Text)
			marks = append(marks, m)
		}
		at := 0
		for line := range strings.Lines(p.Text) {
			start := at
			at += len([]rune(line))
			shown := strings.TrimSpace(line)
			end := start + len([]rune(strings.TrimRight(line, " \t\r\n")))
			if shown == "" || end > len(text) || covered(start, end) {
				continue
			}
			if m := partLine.FindStringSubmatchIndex(prose.Fold(shown)); m != nil {
				word := prose.Fold(shown)[m[2]:m[3]]
				marks = append(marks, mark{page: k, start: start, end: start + min(end-start, len([]rune(word))), title: word})
				continue
			}
			if len([]rune(shown)) > maxMarkRunes || strings.HasSuffix(shown, ".") && !strings.HasSuffix(shown, "..") || leads.MatchString(shown) {
				continue
			}
			if number, title := numberAndTitle(shown); number != "" && title != "" && opensUpper(shown) {
				m := mark{page: k, start: start, end: end, number: number, title: title}
				if in := runIn.FindStringSubmatchIndex(string(text[start:end])); in != nil {
					// The text goes on in the line.
					m.end = start + len([]rune(string(text[start:end])[:in[1]]))
					_, m.title = numberAndTitle(strings.TrimSpace(string(text[start:m.end])))
				}
				marks = append(marks, m)
			}
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		if a.page != b.page {
			return a.page - b.page
		}
		return a.start - b.start
	})
	return marks
}

// leads matches the end of a line of a table of contents.
var leads = regexp.MustCompile(`(?:\.\s*){4,}|\s\d{1,3}$`)

// opensUpper says whether the title of a numbered line begins with a capital.
func opensUpper(line string) bool {
	m := numberedLine.FindStringSubmatch(line)
	if p := paragraphLine.FindStringSubmatch(line); p != nil {
		if m = p; refersOn.MatchString(p[2]) {
			return false
		}
	}
	if m == nil || m[2] == "" {
		return false
	}
	return unicode.IsUpper([]rune(m[2])[0])
}

// numberAndTitle parts a heading's number from its title, which is folded.
func numberAndTitle(heading string) (number, title string) {
	heading = strings.TrimSpace(heading)
	if m := paragraphLine.FindStringSubmatch(heading); m != nil {
		return strings.ReplaceAll(m[1], " ", ""), strings.Trim(prose.Fold(m[2]), " .:")
	}
	if m := romanLine.FindStringSubmatch(heading); m != nil {
		return strings.ToLower(m[1]), strings.Trim(prose.Fold(m[2]), " .:")
	}
	if m := numberedLine.FindStringSubmatch(heading); m != nil && (m[2] != "" || heading != m[1]) && (len(m[1]) > 1 || unicode.IsDigit(rune(m[1][0])) || strings.ContainsAny(heading[:min(3, len(heading))], ".):") || strings.Contains(strings.ToLower(heading), "endix")) {
		return strings.ToLower(m[1]), strings.Trim(prose.Fold(m[2]), " .:")
	}
	return "", strings.Trim(prose.Fold(heading), " .:")
}

// withinNumber says whether a part with one number is in the one with the other: 4.2 is in 4.
func withinNumber(number, of string) bool {
	return number == of || strings.HasPrefix(number, of+".")
}

// stretchOf is a part's text, from one place to another.
type stretchOf struct {
	fromPage, from int
	toPage, to     int // to is the end; toPage may be len(pages) with to 0
}

// stretchIn finds the part that is asked for in a document; false where it has none that is called so. Of several,
// which a table of contents has too, the longest is meant.
func stretchIn(pages []reader.Page, s intent.Section) (best stretchOf, ok bool) {
	marks := marksOf(pages)
	if best, ok = stretchAt(pages, marks, s, false); !ok && s.Title != "" {
		best, ok = stretchAt(pages, marks, s, true)
	}
	return best, ok
}

// stretchAt is stretchIn with the marks of a document, the title of a part taken loosely or not.
func stretchAt(pages []reader.Page, marks []mark, s intent.Section, loosely bool) (best stretchOf, ok bool) {
	longest := 0
	for i, m := range marks {
		if s.Version != "" && !s.Versioned(m.text) || s.Number != "" && m.number != s.Number || s.Title != "" && !s.Titled(m.title, loosely) {
			continue
		}
		to := stretchOf{m.page, m.end, len(pages), 0}
		for _, next := range marks[i+1:] {
			ends := false
			switch {
			case s.Title != "" && m.level == 0:
				ends = true // a paper's abstract ends where anything else begins
			case m.number != "" && next.number != "":
				ends = !withinNumber(next.number, m.number) && (next.level > 0 || m.level == 0)
			case next.level > 0:
				ends = m.level == 0 || next.level <= m.level
			}
			if ends {
				to.toPage, to.to = next.page, lineStart(pages[next.page], next.start)
				break
			}
		}
		if n := to.runes(pages); n > longest {
			best, longest = to, n
		}
	}
	return best, longest >= leastPart
}

// lineStart is where the line begins that a place of a page is in: Markdown has marks before a heading.
func lineStart(p reader.Page, at int) int {
	text := []rune(p.Text)
	for at = min(at, len(text)); at > 0 && text[at-1] != '\n'; at-- {
	}
	return at
}

// leastPart is how many characters a part has at least.
const leastPart = 40

func (to stretchOf) runes(pages []reader.Page) (n int) {
	for k := to.fromPage; k <= to.toPage && k < len(pages); k++ {
		end := len([]rune(pages[k].Text))
		if k == to.toPage {
			end = to.to
		}
		start := 0
		if k == to.fromPage {
			start = to.from
		}
		n += max(0, end-start)
	}
	return n
}

// cut gives the passages of a stretch, those at its ends cut.
func (to stretchOf) cut(pages []reader.Page, passages []knowledge.DocumentPassage) (out []knowledge.DocumentPassage) {
	last := map[int]int{} // page -> where the passage before ended: passages may overlap
	for _, p := range passages {
		k := slices.IndexFunc(pages, func(page reader.Page) bool { return page.Number == p.Page })
		if k < to.fromPage || k > to.toPage || len([]rune(p.Text)) != p.End-p.Start {
			continue
		}
		start, end := max(p.Start, last[k]), p.End
		if k == to.fromPage {
			start = max(start, to.from)
		}
		if k == to.toPage {
			end = min(end, to.to)
		}
		if end-start < 2 {
			continue
		}
		last[k] = end
		text := []rune(p.Text)[start-p.Start : end-p.Start]
		if start > p.Start { // it began under the part before
			p = headedAt(p, pages[k].Headings, start)
		}
		p.Text, p.Start, p.End = string(text), start, end
		out = append(out, p)
	}
	return out
}

// whichSection finds the part that a question wants, in the document that it names, in the
// one that the chat is about, or in the only one. docs is nil where the question wants none,
// or no document has it: then it is a question as any other.
func (r *run) whichSection(ctx context.Context) (docs []knowledge.Document, err error) {
	if len(r.turn.Selection) > 0 || r.request.Summary && !r.request.again {
		return nil, nil
	}
	var candidates []knowledge.Document
	asked, ok := intent.SectionOf(r.turn.Question)
	if ok {
		candidates, err = r.meant(ctx, asked.Where)
	} else if asked, ok = intent.VersionOf(r.turn.Question); ok {
		candidates, err = r.listsOfChanges(ctx, asked)
	}
	if err != nil || len(candidates) == 0 {
		return nil, err
	}
	parts := map[string][]knowledge.DocumentPassage{}
	for _, d := range candidates {
		if d.Pages == 0 {
			continue
		}
		cut, err := r.partOf(ctx, d, asked)
		if err != nil {
			return nil, err
		}
		if len(cut) > 0 {
			parts[d.ID] = cut
			docs = append(docs, d)
		}
	}
	if len(docs) == 0 {
		if asked.Where != "" && !asked.Soft {
			r.notice(r.say(saysNoPart, asked.Said, flatten(candidates[0].Title)))
		}
		return nil, nil
	}
	r.part, r.cut = asked.Said, parts
	return docs, nil
}

// listsOfChanges are the documents that may have a heading of the version: the first that name it.
func (r *run) listsOfChanges(ctx context.Context, asked intent.Section) (docs []knowledge.Document, err error) {
	library := r.asker.config.Library
	if chosen := r.request.Documents; len(chosen) > 0 && len(chosen) <= mostLists {
		return r.chosen(ctx)
	}
	results, err := library.Search(ctx, knowledge.Query{Text: `"` + asked.Version + `"`, K: retrieveK, Documents: r.request.Documents, Filters: r.request.Filters})
	if err != nil {
		return nil, err
	}
	for _, h := range results.Hits {
		if len(docs) == mostLists || h.Document.Elsewhere || slices.ContainsFunc(docs, func(d knowledge.Document) bool { return d.ID == h.Document.ID }) {
			continue
		}
		if d, err := library.Document(ctx, h.Document.ID); err == nil { // else it has gone since
			docs = append(docs, d)
		}
	}
	return docs, nil
}

// mostLists is how many documents are looked through for a version.
const mostLists = 3

// partOf gives the passages of a part of a document; none where it has none that is called so.
func (r *run) partOf(ctx context.Context, d knowledge.Document, asked intent.Section) ([]knowledge.DocumentPassage, error) {
	pages, err := r.asker.config.Library.Pages(ctx, d.ID, 1, d.Pages)
	if err != nil {
		return nil, err
	}
	stretch, found := stretchIn(pages, asked)
	if !found {
		return nil, nil
	}
	passages, err := r.asker.config.Library.Passages(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	return stretch.cut(pages, passages), nil
}
