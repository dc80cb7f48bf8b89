package knowledge

import (
	"context"
	"fmt"
	"slices"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// Again is how much there is to recognise once more.
type Again struct {
	Documents int `json:"documents"`
	// Pages of theirs that are pictures. A document that failed because there was
	// not a word in it counts as one.
	Pages int `json:"pages"`
}

// RecognisedOtherwise counts what was recognised in other languages than would
// be used now, or in languages that are not known, and what could not be
// recognised. Nothing where no words can be recognised here.
func (l *Library) RecognisedOtherwise(ctx context.Context) (Again, error) {
	languages, problem := l.languages()
	if problem != nil {
		return Again{}, nil
	}
	amount, err := l.store.RecognisedOtherwise(ctx, languages)
	return Again(amount), err
}

// RecogniseAgain has the words of documents recognised once more, in the
// background and in the languages of now; none named: of those that
// RecognisedOtherwise counts. Each page's old words are found until its new ones
// are there. It returns the documents; a *reader.Problem says why it cannot be done.
func (l *Library) RecogniseAgain(ctx context.Context, ids []string) ([]Document, error) {
	languages, problem := l.languages()
	if problem != nil {
		return nil, problem
	}
	var failed, scanned, coming []index.Document
	for _, id := range ids {
		row, err := l.row(ctx, id)
		switch {
		case err != nil:
			return nil, fmt.Errorf("recognise again: %w", err)
		case row.Away != "":
			return nil, &reader.Problem{Code: reader.CodeMissing, Message: row.Away}
		case row.State == string(StateFailed):
			failed = append(failed, row)
		case row.State == string(StateQueued) || row.State == string(StateReading):
			coming = append(coming, row) // its pictures come in the languages of now
		case row.Scans == 0:
			return nil, &reader.Problem{Code: reader.CodeUnsupported, Message: fmt.Sprintf("No page of “%s” is a picture, so there are no words to recognise in it.", row.Title)}
		default:
			scanned = append(scanned, row)
		}
	}
	if len(ids) == 0 || len(scanned) > 0 {
		var seqs []int64
		for _, row := range scanned {
			seqs = append(seqs, row.Seq)
		}
		var without []index.Document
		var err error
		if scanned, without, err = l.store.RecogniseAgain(ctx, languages, seqs); err != nil {
			return nil, err
		}
		failed = append(failed, without...)
	}
	l.mu.Lock()
	for _, row := range scanned {
		delete(l.unreached, row.ID) // its file may be there by now
	}
	l.mu.Unlock()
	var docs []Document
	for _, row := range slices.Concat(scanned, failed, coming) {
		if row.State == string(StateFailed) {
			if err := l.store.Requeue(ctx, row.Seq, row.Path, row.AddedAt, row.Batch); err != nil {
				return nil, err
			}
		}
		l.changedDocument(row.ID)
		d, err := l.Document(ctx, row.ID)
		if err != nil {
			continue // removed just now
		}
		docs = append(docs, d)
	}
	l.stopScanning(scanned)
	wake(l.wakeRead)
	wake(l.wakeScan)
	return docs, nil
}

// languages are those that words would be recognised in now, or what is missing.
func (l *Library) languages() ([]string, *reader.Problem) {
	if l.config.Recogniser != nil {
		if languages, err := l.config.Recogniser.Ready(); err == nil {
			return languages, nil
		}
	}
	return nil, l.ready()
}

// unscannable reports whether the file of a document was not there, or not as it
// was read, when the last of its pages was to be recognised.
func (l *Library) unscannable(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.unreached[id]
	return ok
}

// stopScanning breaks off the page that is being recognised, if it is one of
// these documents': it may be in the languages of before. It comes again.
func (l *Library) stopScanning(rows []index.Document) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, row := range rows {
		if l.scanning.seq == row.Seq && l.scanning.cancel != nil {
			l.scanning.cancel()
		}
	}
}

// ownText is what a page that is a picture has of its own, before what was
// recognised on it.
func (l *Library) ownText(ctx context.Context, seq int64, page reader.Page) (string, error) {
	words, start, err := l.store.Words(ctx, seq, page.Number)
	if err != nil || len(words) == 0 {
		return page.Text, err
	}
	return passage.NewCutter(page.Text).Span(0, start), nil
}

// languageAgain tells the language of a document of which a page has other words
// now: by its first pages up to that one, which have theirs already. Where they do
// not tell, it stays what it was.
func (l *Library) languageAgain(ctx context.Context, row index.Document, number int, text string) (language.Tag, error) {
	pages, err := l.store.Pages(ctx, row.Seq, 1, min(number, detectPages))
	if err != nil {
		return row.Language, err
	}
	entries := make([]index.PageEntry, len(pages))
	for i, p := range pages {
		if p.Number == number {
			p.Text = text
		}
		entries[i].Page = p
	}
	if told := detect(entries); told != language.Unknown {
		return told, nil
	}
	return row.Language, nil
}

// replaceRecognition puts what was recognised in the place of what had been.
func (l *Library) replaceRecognition(ctx context.Context, row index.Document, page int, text string, start int, found reader.Recognition, passages []passage.Passage) error {
	l.applying.Lock() // so that no vector of an old passage comes after
	defer l.applying.Unlock()
	gone, err := l.store.ReplaceRecognition(ctx, row, page, text, start, found, passages)
	if err != nil {
		return err
	}
	l.serving().vectors.RemovePassages(gone...)
	if n := l.switching(); n != nil && n.vectors != nil {
		n.vectors.RemovePassages(gone...)
	}
	return nil
}
