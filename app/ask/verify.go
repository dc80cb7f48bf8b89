package ask

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"carrel/knowledge"
)

// Verify judges the sentences of a text that somebody wrote, or another
// program, against documents of the library; none means all of them. For every
// sentence it searches anew, by words, and asks no model, so that the result is
// the same every time. The text may be Markdown; its headings and code claim
// nothing. Texts in the result are without marks of formatting and citation.
func (a *Asker) Verify(ctx context.Context, text string, documents []string) ([]Judged, error) {
	out := []Judged{}
	before := ""
	for _, sentence := range verifiable(text) {
		j := Judged{Text: sentence.text, State: SentencePlain, Evidence: []Evidence{}, Missing: []string{}}
		if !sentence.heading {
			var err error
			if j, err = a.verify(ctx, sentence.text, before, documents); err != nil {
				return nil, err
			}
			before = sentence.text
		}
		out = append(out, j)
	}
	return out, nil
}

// verify judges one sentence; before is the one in front of it, which says what
// a pronoun means.
func (a *Asker) verify(ctx context.Context, text, before string, documents []string) (Judged, error) {
	query := knowledge.Query{Text: standalone(text, []string{before}), K: retrieveK, Mode: knowledge.ModeLexical, Documents: documents, Plain: true, Rerank: "none"}
	results, err := a.config.Library.Search(ctx, query)
	if err != nil {
		return Judged{}, fmt.Errorf("the documents could not be searched: %w", err)
	}
	srcs, _ := sources(results.Hits)
	return newAligner("", srcs, newMaterial("", srcs)).align(text).judged(text, srcs), nil
}

// judged writes a finding out with the places that it names.
func (f finding) judged(text string, srcs []Source) Judged {
	j := Judged{Text: text, State: f.state, Evidence: []Evidence{}, Missing: f.missing}
	if j.Missing == nil {
		j.Missing = []string{}
	}
	if f.source >= 0 {
		j.Evidence = append(j.Evidence, srcs[f.source].evidence(f.span.Start, f.span.End))
	}
	if f.against != nil {
		j.Other = flatten(f.against.value)
		j.Evidence = append(j.Evidence, srcs[f.against.source].evidence(f.against.span.Start, f.against.span.End))
	}
	return j
}

// evidence is a place of a source; start and end are code points of its text.
func (s Source) evidence(start, end int) Evidence {
	return Evidence{
		Document: s.Document, Page: s.Page, Where: s.Where, Start: s.Start + start, End: s.Start + end,
		Quote: string([]rune(s.Text)[start:end]), Score: s.Score,
	}
}

// statedSentence is a sentence of a text to be verified.
type statedSentence struct {
	text    string
	heading bool // or code: it claims nothing
}

var (
	fence    = regexp.MustCompile("^\\s*(?:```|~~~)")
	headed   = regexp.MustCompile(`^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$`)
	rule     = regexp.MustCompile(`^\s*(?:[-*_=]\s*){3,}$`)
	picture  = regexp.MustCompile(`!\[([^\]\n]*)\]\([^)\n]*\)`)
	link     = regexp.MustCompile(`\[([^\]\n]+)\]\([^)\n]*\)`)
	footnote = regexp.MustCompile(`\[\^[^\]\n]+\]:?`)
	strong   = regexp.MustCompile(`(\*\*|__|\*|` + "`" + `)(\S(?:[^\n]*?\S)?)(\*\*|__|\*|` + "`" + `)`)
	item     = regexp.MustCompile(`^\s*(?:[-*+•]|\d{1,3}[.)])\s+`)
)

// verifiable cuts a text into its sentences. Lines may break anywhere, as
// editors break them; a blank line, an item of a list, a table's row and a
// heading stand for themselves.
func verifiable(text string) []statedSentence {
	var out []statedSentence
	var paragraph []string
	flush := func() {
		joined := strings.Join(paragraph, "\n")
		paragraph = nil
		runes := []rune(joined)
		for _, s := range Sentences(joined) {
			if t := flatten(string(runes[s.Start:s.End])); t != "" {
				out = append(out, statedSentence{text: t})
			}
		}
	}
	code := false
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = strings.TrimRight(line, "\n")
		if fence.MatchString(line) {
			flush()
			code = !code
			continue
		}
		switch heading := headed.FindStringSubmatch(line); {
		case code, rule.MatchString(line):
			flush()
		case heading != nil:
			flush()
			out = append(out, statedSentence{text: unmarked(heading[1]), heading: true})
		case strings.TrimSpace(line) == "":
			flush()
		case strings.HasPrefix(strings.TrimSpace(line), "|"):
			flush()
			paragraph = append(paragraph, unmarked(strings.ReplaceAll(strings.Trim(strings.TrimSpace(line), "|"), "|", " ")))
			flush()
		default:
			if item.MatchString(line) {
				flush()
				line = line[len(item.FindString(line)):]
			}
			paragraph = append(paragraph, unmarked(strings.TrimPrefix(strings.TrimSpace(line), "> ")))
		}
	}
	flush()
	return slices.DeleteFunc(out, func(s statedSentence) bool { return strings.Trim(s.text, " -:") == "" })
}

// unmarked takes formatting and the numbers of citations out of a line.
func unmarked(line string) string {
	line = picture.ReplaceAllString(line, "$1")
	line = link.ReplaceAllString(line, "$1")
	line = footnote.ReplaceAllString(line, "")
	line = marker.ReplaceAllString(line, "")
	for range 2 { // bold inside italics
		line = strong.ReplaceAllStringFunc(line, func(s string) string {
			m := strong.FindStringSubmatch(s)
			if m[1] != m[3] {
				return s
			}
			return m[2]
		})
	}
	return line
}
