package ask

import (
	"context"
	"fmt"
	"slices"

	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// Of which documents a summary is wanted.

// whichSummary says whether the question is for a summary, and of which documents.
// problem says in words why none can be chosen.
func (r *run) whichSummary(ctx context.Context) (docs []knowledge.Document, problem string, ok bool, err error) {
	name, sure, asked := intent.SummaryOf(r.turn.Question)
	if !asked && !r.request.Summary || len(r.turn.Selection) > 0 {
		return nil, "", false, nil // what was selected is all that is asked about
	}
	library := r.asker.config.Library
	if docs, err = r.chosen(ctx); err != nil {
		return nil, "", false, err
	}
	if r.request.Summary {
		name = ""
	}
	if naming.IsOther(name) && !r.request.Summary {
		docs, problem, err = r.otherOne(ctx, docs)
		return docs, problem, true, err
	}
	if name != "" {
		return r.summaryByName(ctx, name, docs, sure)
	}
	if !r.turn.limited() && !r.request.Summary {
		if len(docs) > 1 {
			if docs, err = r.lastCited(ctx); err != nil {
				return nil, "", false, err
			}
		}
		if len(docs) == 0 {
			if all, err := library.Documents(ctx); err == nil && len(all) == 0 {
				return nil, "Your library is empty. Add a document, then ask again.", true, nil
			}
			if !sure {
				return nil, "", false, nil
			}
			return nil, "Which document? Name it (“Summarise contract.pdf”), or choose one, a folder or a collection for this chat.", true, nil
		}
	}
	if len(docs) == 0 {
		return nil, "There is no document among the chosen ones that could be summarised.", true, nil
	}
	return docs, "", true, nil
}

// summaryByName says which of docs are meant where a summary of something with a name is
// wanted, as whichSummary does; sure says that it is wanted in so many words.
func (r *run) summaryByName(ctx context.Context, name string, docs []knowledge.Document, sure bool) (found []knowledge.Document, problem string, ok bool, err error) {
	file := naming.IsFile(name)
	found = naming.Find(name, docs, false)
	if len(found) == 0 && !file {
		if of, problem, ok, err := r.summaryOf(ctx, name, docs, sure); ok || err != nil {
			return of, problem, ok, err
		}
	}
	if len(found) == 0 && (sure || file) {
		found = naming.Find(name, docs, true)
	}
	switch {
	case len(found) == 0 && file:
		text := "There is no document “" + prose.AsWritten(r.turn.Question, name) + "” in your library."
		if r.turn.limited() {
			text = "There is no document “" + prose.AsWritten(r.turn.Question, name) + "” among the chosen ones."
		}
		return nil, text, true, nil
	case len(found) == 0:
		return nil, "", false, nil // it is about something in the documents
	case len(found) > 1:
		text := "Several documents are called like that:"
		for _, d := range found[:min(len(found), 8)] {
			text += fmt.Sprintf("\n- “%s”, %s", flatten(d.Title), d.Path)
		}
		return nil, text + apart + "Name one of them by its file's name, or choose it for this chat.", true, nil
	}
	return found, "", true, nil
}

// chosen are the documents that the question is limited to, or all.
func (r *run) chosen(ctx context.Context) ([]knowledge.Document, error) {
	library := r.asker.config.Library
	docs, err := library.Chosen(ctx, r.request.Documents, r.request.Filters)
	if err != nil {
		return nil, err
	}
	for _, id := range r.request.Documents { // the team's
		if slices.ContainsFunc(docs, func(d knowledge.Document) bool { return d.ID == id }) || !r.request.Filters.Empty() {
			continue
		}
		if d, err := library.Document(ctx, id); err == nil {
			docs = append(docs, d)
		}
	}
	return docs, nil
}

// lastCited is the one document that the answer before cites; none where it cites
// several, or nothing.
func (r *run) lastCited(ctx context.Context) ([]knowledge.Document, error) {
	if len(r.earlier) == 0 {
		return nil, nil
	}
	id := ""
	for _, c := range r.earlier[len(r.earlier)-1].Answer.Citations {
		if id != "" && id != c.Document.ID {
			return nil, nil
		}
		id = c.Document.ID
	}
	if id == "" {
		return nil, nil
	}
	d, err := r.asker.config.Library.Document(ctx, id)
	if err != nil {
		return nil, nil // it has gone since
	}
	return []knowledge.Document{d}, nil
}

// meant are the documents that a question for a part of one, or its author, is about: those
// called where, or where it names none those chosen or cited last; none where that are too
// many.
func (r *run) meant(ctx context.Context, where string) ([]knowledge.Document, error) {
	docs, err := r.chosen(ctx)
	switch {
	case err != nil:
	case where != "" && !naming.IsChosen(where):
		all := docs
		if docs = naming.Find(where, all, true); len(docs) == 0 {
			docs, err = r.writtenBy(ctx, prose.AsWritten(r.turn.Question, where), all)
		}
	case len(docs) > 1 && !r.turn.limited():
		docs, err = r.lastCited(ctx)
	}
	if len(docs) > naming.MostCalled {
		docs = nil
	}
	return docs, err
}
