package ask

import (
	"context"
	"fmt"

	"carrel/app/ask/align"
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
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		j := Judged{Text: sentence.text, State: align.Plain, Evidence: []Evidence{}, Missing: []string{}}
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
	return judged(align.New("", materialOf("", srcs)).Align(text), text, srcs), nil
}

// judged writes a finding out with the places that it names.
func judged(f align.Finding, text string, srcs []Source) Judged {
	j := Judged{Text: text, State: f.State, Evidence: []Evidence{}, Missing: f.Missing}
	if j.Missing == nil {
		j.Missing = []string{}
	}
	if f.Source >= 0 {
		j.Evidence = append(j.Evidence, srcs[f.Source].evidence(f.Span.Start, f.Span.End))
	}
	if f.Against != nil {
		j.Other = flatten(f.Against.Value)
		j.Evidence = append(j.Evidence, srcs[f.Against.Source].evidence(f.Against.Span.Start, f.Against.Span.End))
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
