package ask

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Stretch is a stretch of one page of a document.
type Stretch struct {
	Document string `json:"document"` // id
	Page     int    `json:"page"`     // from 1
	Start    int    `json:"start"`    // code points into the page's text
	End      int    `json:"end"`
}

// Selected is a stretch of a page that the person chose to ask about, with what
// it says.
type Selected struct {
	Document knowledge.DocumentRef `json:"document"`
	Page     int                   `json:"page"`
	Where    string                `json:"where,omitempty"` // its place in words: "page 12", "slide 3"
	Start    int                   `json:"start"`           // code points into the page's text
	End      int                   `json:"end"`
	Quote    string                `json:"quote"` // exactly that span

	fileHash string
}

// Errors of a selection.
var (
	ErrSelection     = errors.New("ask: what was selected is not there")
	ErrSelectionLong = errors.New("ask: too much is selected")
)

const (
	// selectionRunes is the most that can be asked about at once, in code points:
	// some ten pages, which is more than most models are given.
	selectionRunes = 30_000
	// selectionPlaces is the most places of one selection: as many as there can be sources.
	selectionPlaces = shownSources
	// shortSelection is how many words a selection needs to be asked about alone:
	// a name or a term has its answer elsewhere in the document.
	shortSelection = 6
)

// selected reads what stands at places. The error is ErrSelection,
// ErrSelectionLong, or one of the library's.
func (a *Asker) selected(ctx context.Context, places []Stretch) ([]Selected, error) {
	if len(places) > selectionPlaces {
		return nil, ErrSelectionLong
	}
	var out []Selected
	total := 0
	for _, p := range places {
		doc, err := a.config.Library.Document(ctx, p.Document)
		if err != nil {
			return nil, err
		}
		if p.Page < 1 || p.Page > doc.Pages {
			return nil, ErrSelection
		}
		pages, err := a.config.Library.Pages(ctx, doc.ID, p.Page, p.Page)
		if err != nil {
			return nil, fmt.Errorf("ask: reading what was selected: %w", err)
		}
		if len(pages) != 1 {
			return nil, ErrSelection
		}
		runes := []rune(pages[0].Text)
		if p.Start < 0 || p.Start > p.End || p.End > len(runes) {
			return nil, ErrSelection
		}
		// A mouse takes the space beside the words along.
		for p.Start < p.End && unicode.IsSpace(runes[p.Start]) {
			p.Start++
		}
		for p.End > p.Start && unicode.IsSpace(runes[p.End-1]) {
			p.End--
		}
		if p.Start == p.End {
			return nil, ErrSelection
		}
		if total += p.End - p.Start; total > selectionRunes {
			return nil, ErrSelectionLong
		}
		out = append(out, Selected{
			Document: knowledge.DocumentRef{ID: doc.ID, Path: doc.Path, Title: doc.Title},
			Page:     p.Page, Where: reader.Where(doc.Unit, pages[0], p.Start, p.End), Start: p.Start, End: p.End,
			Quote: string(runes[p.Start:p.End]), fileHash: doc.Hash,
		})
	}
	return out, nil
}

// selectedHits are the selected stretches as passages that were found.
func selectedHits(list []Selected) []knowledge.Hit {
	var hits []knowledge.Hit
	for i, s := range list {
		hits = append(hits, knowledge.Hit{
			Rank: i + 1, Score: 1, Document: s.Document, Page: s.Page, Where: s.Where, Start: s.Start, End: s.End, Text: s.Quote, FileHash: s.fileHash,
		})
	}
	return hits
}

// documentsOf lists the documents of a selection.
func documentsOf(list []Selected) []string {
	var ids []string
	for _, s := range list {
		if !slices.Contains(ids, s.Document.ID) {
			ids = append(ids, s.Document.ID)
		}
	}
	return ids
}

// termOf is a selection's text where it is too short to hold an answer, else "".
func termOf(list []Selected) string {
	var texts []string
	for _, s := range list {
		texts = append(texts, s.Quote)
	}
	text := strings.Join(texts, " ")
	if len(prose.Words(text, prose.Detect(text))) >= shortSelection {
		return ""
	}
	return text
}

// retrieveSelection takes what the person selected for what was found. A term is
// looked up in its document too.
func (r *run) retrieveSelection(ctx context.Context) ([]knowledge.Hit, error) {
	chosen := selectedHits(r.turn.Selection)
	if r.notes != nil {
		r.notes.found(knowledge.Query{Documents: documentsOf(r.turn.Selection)}, modeSelected, chosen)
	}
	hits := chosen
	if term := termOf(r.turn.Selection); term != "" {
		query := knowledge.Query{Text: r.turn.Question + " " + term, K: retrieveK, Documents: documentsOf(r.turn.Selection), Plain: true, Rerank: r.request.Rerank}
		results, err := r.asker.config.Library.Search(ctx, query)
		if err != nil {
			return nil, err
		}
		if len(results.Hits) > 0 {
			hits = append(hits, results.Hits...)
			r.notice("Few words were selected, so Carrel also looked them up in the rest of the document.")
		}
	}
	r.search = r.turn.Question
	r.show(hits, len(chosen))
	r.warnOfCommands()
	return hits, nil
}

// modeSelected is the mode, in a recipe, of what was not searched for but selected.
const modeSelected knowledge.Mode = "selection"
