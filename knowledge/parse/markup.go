package parse

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// readMarkup gives the pages of a text in LaTeX, reStructuredText, Org or
// AsciiDoc: the text as it stands, with its headings.
func readMarkup(j job) (reader.Meta, error) {
	format := plainFormat{name: formatMarkup, end: pageEnd}
	title := ""
	head := cleanText(string(j.data[:min(len(j.data), 64<<10)]))
	switch {
	case hasExtension(j.name, ".tex", ".latex", ".ltx", ".sty", ".cls"):
		format.look = func(p *reader.Page) { p.Headings = markedHeadings(p.Text, latexHeading, latexLevels) }
		if m := latexTitle.FindStringSubmatch(head); m != nil {
			title = m[1]
		}
	case hasExtension(j.name, ".org"):
		format.look = func(p *reader.Page) { p.Headings = markedHeadings(p.Text, orgHeading, nil) }
		if m := orgTitle.FindStringSubmatch(head); m != nil {
			title = m[1]
		}
	case hasExtension(j.name, ".adoc", ".asciidoc"):
		format.look = func(p *reader.Page) { p.Headings = markedHeadings(p.Text, adocHeading, nil) }
	default:
		r := &underlinedHeadings{levels: map[string]int{}}
		format.look = func(p *reader.Page) { p.Headings = r.on(p.Text) }
	}
	meta, err := readPlain(j, format)
	if title = sensibleTitle(title); title != "" {
		meta.Title = title
	}
	return meta, err
}

func hasExtension(name string, extensions ...string) bool {
	for _, e := range extensions {
		if strings.HasSuffix(strings.ToLower(name), e) {
			return true
		}
	}
	return false
}

var (
	latexHeading = regexp.MustCompile(`^\s*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]]*\])?\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}`)
	latexTitle   = regexp.MustCompile(`\\title(?:\[[^\]]*\])?\{([^{}\\]+)\}`)
	latexLevels  = map[string]int{"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
	orgHeading   = regexp.MustCompile(`^(\*+) (?:(?:TODO|DONE) )?(.*?)(?:\s+:[\w:@]+:)?\s*$`)
	orgTitle     = regexp.MustCompile(`(?im)^#\+title:\s*(.*\S)`)
	adocHeading  = regexp.MustCompile(`^(={1,6}) (.*\S)`)
)

// markedHeadings are the lines that an expression marks as headings: its first
// group says the level, by name or by its length, its second is the title.
func markedHeadings(text string, marked *regexp.Regexp, levels map[string]int) []reader.Heading {
	var found []reader.Heading
	at := 0
	for s := range strings.SplitAfterSeq(text, "\n") {
		start := at
		at += utf8.RuneCountInString(s)
		if len(s) > maxDeclaredLine || len(found) == maxDeclared {
			continue
		}
		s = strings.TrimRight(s, "\n")
		m := marked.FindStringSubmatchIndex(s)
		if m == nil || strings.TrimSpace(s[m[4]:m[5]]) == "" {
			continue
		}
		level := m[3] - m[2]
		if levels != nil {
			level = levels[s[m[2]:m[3]]]
		}
		from := start + utf8.RuneCountInString(s[:m[4]])
		title := s[m[4]:m[5]]
		found = append(found, reader.Heading{Level: min(level, 6), Start: from, End: from + utf8.RuneCountInString(title), Text: title})
	}
	return found
}

// underlinedHeadings finds the headings of reStructuredText, page after page:
// lines underlined by a row of one sign. Which sign is which level is as they
// come.
type underlinedHeadings struct {
	levels map[string]int
}

func (u *underlinedHeadings) on(text string) []reader.Heading {
	var found []reader.Heading
	var before, twoBefore string
	start, at := 0, 0
	for s := range strings.SplitAfterSeq(text, "\n") {
		s0 := at
		at += utf8.RuneCountInString(s)
		s = strings.TrimRight(s, "\n ")
		title := strings.TrimSpace(before)
		if sign := rowOf(s); sign != "" && title != "" && rowOf(title) == "" && utf8.RuneCountInString(s) >= utf8.RuneCountInString(title) {
			if rowOf(twoBefore) == sign {
				sign += sign // a line above as well is a level of its own
			}
			if u.levels[sign] == 0 {
				u.levels[sign] = min(len(u.levels)+1, 6)
			}
			from := start + utf8.RuneCountInString(before[:strings.Index(before, title)])
			found = append(found, reader.Heading{Level: u.levels[sign], Start: from, End: from + utf8.RuneCountInString(title), Text: title})
		}
		twoBefore, before, start = before, s, s0
	}
	return found
}

// rowOf is the sign that a line consists of, three times or more; else "".
func rowOf(line string) string {
	if len(line) < 3 || !strings.ContainsAny(line[:1], "=-~^\"'`#*+:._<>") || strings.Trim(line, line[:1]) != "" {
		return ""
	}
	return line[:1]
}
