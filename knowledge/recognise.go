package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// Codes of warnings about pages that are pictures.
const (
	warnFailed = "ocr_failed" // pages whose words could not be recognised
	warnAgain  = "ocr_again"  // pages that could not be recognised once more: what was recognised before stays
	warnUnsure = "ocr_unsure" // pages whose words are probably wrong in places
)

// unsureBelow is the confidence, 0 to 100, below which a page's words are
// probably wrong in places: clean print at 300 dots per inch has 90 and more.
const unsureBelow = 70

// scanning is the page whose words are being recognised.
type scanning struct {
	seq    int64
	title  string
	cancel context.CancelFunc
}

// scanLoop recognises the words of pages that are pictures, one page at a time,
// when nothing else is to be read. The program that does it gives way to
// everything else on the processor.
func (l *Library) scanLoop() {
	l.resumeMissing()
	l.resumeSummaries()
	var absent []int64 // documents whose file is not there now; asked again at the next wake
	for l.work.Err() == nil {
		next, err := l.nextScan(absent)
		if err == nil {
			if gone := l.scan(next); gone {
				absent = append(absent, next.Document)
			}
			continue
		}
		if l.work.Err() != nil {
			return
		}
		if !errors.Is(err, ErrNotFound) {
			l.config.Log(fmt.Sprintf("next page to recognise: %v", err))
			sleep(l.work, time.Second)
			continue
		}
		absent = nil
		select {
		case <-l.wakeScan:
		case <-l.work.Done():
		}
	}
}

// nextScan waits until nothing more urgent goes on and gives the page to
// recognise next; ErrNotFound where there is none, or nothing to do it with.
func (l *Library) nextScan(absent []int64) (index.Scan, error) {
	if !l.idle(l.work) {
		return index.Scan{}, l.work.Err()
	}
	if l.readingGoesOn() {
		return index.Scan{}, ErrNotFound // readLoop wakes when it has nothing more to read
	}
	next, err := l.store.NextScan(l.work, absent)
	if err != nil {
		return next, err
	}
	if missing := l.ready(); missing != nil {
		if err := l.sayMissing(missing); err != nil {
			return next, err
		}
		return next, ErrNotFound
	}
	return next, nil
}

// ready says what is missing to recognise words, nil for nothing.
func (l *Library) ready() *reader.Problem {
	if l.config.Recogniser == nil {
		return &reader.Problem{Code: reader.CodeOCRMissing, Message: "Pages of this document are pictures, and nothing here recognises the words in them."}
	}
	_, err := l.config.Recogniser.Ready()
	var problem *reader.Problem
	if err == nil || errors.As(err, &problem) {
		return problem
	}
	return &reader.Problem{Code: reader.CodeOCRMissing, Message: fmt.Sprintf("Pages of this document are pictures, and the words in them cannot be recognised: %v.", err)}
}

// sayMissing tells of every document with pages that wait that they cannot be
// recognised here. Those without any other text count as failed, since nothing
// in them can be found.
func (l *Library) sayMissing(missing *reader.Problem) error {
	docs, err := l.store.ScansWaiting(l.work)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.Passages == 0 && d.Waiting == d.Scans {
			err = l.store.Fail(l.work, d.Seq, d.Path, missing.Code, missing.Message, nil)
		} else {
			warning := reader.Warning{Code: missing.Code, Message: missing.Message}
			if slices.Contains(d.Warnings, warning) {
				continue
			}
			err = l.store.SetWarnings(l.work, d.Seq, append(without(d.Warnings, missing.Code), warning))
		}
		if err != nil {
			return err
		}
		l.changedDocument(d.ID)
	}
	return nil
}

// resumeSummaries does for documents without a word what was left undone when
// the process ended right after their last page.
func (l *Library) resumeSummaries() {
	docs, err := l.store.ScansWithoutText(l.work)
	for _, d := range docs {
		if err == nil {
			err = l.summariseScans(d.ID)
			l.changedDocument(d.ID)
		}
	}
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("sum up scans: %v", err))
	}
}

// resumeMissing has documents read again that failed because their words could
// not be recognised here, if they can be now.
func (l *Library) resumeMissing() {
	if l.ready() != nil {
		return
	}
	docs, err := l.store.Failures(l.work, reader.CodeOCRMissing)
	for _, d := range docs {
		if err == nil {
			err = l.store.Requeue(l.work, d.Seq, d.Path, d.AddedAt, d.Batch)
			l.changedDocument(d.ID)
		}
	}
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("read scans again: %v", err))
	}
	if len(docs) > 0 {
		wake(l.wakeRead)
	}
}

// without leaves out the warnings with a code.
func without(warnings []reader.Warning, code string) []reader.Warning {
	return slices.DeleteFunc(slices.Clone(warnings), func(w reader.Warning) bool { return w.Code == code })
}

// scan recognises the words of one page; gone where its document's file is not
// there as it was read.
func (l *Library) scan(at index.Scan) (gone bool) {
	rows, err := l.store.DocumentsBySeq(l.work, []int64{at.Document})
	row, ok := rows[at.Document]
	if err != nil || !ok {
		return err != nil
	}
	ctx, cancel := context.WithCancel(l.work)
	defer cancel()
	l.mu.Lock()
	going := l.excluded[at.Document] // removed or hidden just now
	if !going {
		l.scanning = scanning{at.Document, row.Title, cancel}
	}
	l.mu.Unlock()
	if going {
		return true
	}
	l.changedDocument(row.ID)
	began := time.Now()
	err = l.guarded(func() error { return l.scanInto(ctx, row, at) })
	var problem *reader.Problem
	switch {
	case l.work.Err() != nil:
		return false // closing: the next Open takes it up again
	case err == nil, errors.Is(err, ErrNotFound):
	case errors.As(err, &problem) && !transient(problem.Code):
		l.config.Log(fmt.Sprintf("recognise page %d of %s: %s", at.Page, row.Path, problem.Code))
		languages, _ := l.languages()
		err = l.store.FailScan(l.work, at, languages, problem.Message)
	case row.Passages == 0 && (errors.Is(err, ErrGone) || errors.Is(err, ErrChanged)):
		err = l.store.Fail(l.work, row.Seq, row.Path, reader.CodeMissing, "The file was moved, changed or deleted before the words in its pictures had been recognised. Add it again.", nil)
	default:
		// The file or the disk; or removed, hidden or read anew meanwhile.
		gone = true
	}
	if err != nil && !errors.Is(err, ErrNotFound) && ctx.Err() == nil {
		l.config.Log(fmt.Sprintf("recognise page %d of %s: %v", at.Page, row.Path, err))
		gone = true
	}
	if !gone {
		if err := l.summariseScans(row.ID); err != nil && l.work.Err() == nil {
			l.config.Log(fmt.Sprintf("sum up scans of %s: %v", row.Path, err))
		}
	}
	l.mu.Lock()
	l.scanning = scanning{}
	if gone && ctx.Err() == nil {
		l.unreached[row.ID] = struct{}{}
	} else {
		delete(l.unreached, row.ID)
	}
	if err == nil {
		l.pace.scan(time.Since(began))
	}
	l.mu.Unlock()
	l.changedDocument(row.ID)
	wake(l.wakeEmbed)
	return gone
}

// transient tells problems that have to do with the file's place from those of
// the page itself.
func transient(code string) bool {
	switch code {
	case reader.CodeMissing, reader.CodeUnreadable, reader.CodeOCRMissing, reader.CodePasswordNeeded, reader.CodePasswordWrong, reader.CodeDiskFull:
		return true
	}
	return false
}

// scanInto recognises a page's words and makes them searchable.
func (l *Library) scanInto(ctx context.Context, row index.Document, at index.Scan) error {
	number := at.Page
	path, err := l.File(ctx, row.ID)
	if err != nil {
		return err
	}
	pages, err := l.store.Pages(ctx, row.Seq, number, number)
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return ErrNotFound
	}
	source, err := l.source(ctx, row.ID, path)
	if err != nil {
		return err
	}
	found, err := l.config.Recogniser.Recognise(ctx, source, number)
	if err != nil {
		return err
	}
	text, start := pages[0].Text, 0
	if at.Again {
		if text, err = l.ownText(ctx, row.Seq, pages[0]); err != nil {
			return err
		}
	}
	if found.Text != "" && text != "" {
		text = strings.TrimRight(text, " \n") + "\n\n"
		start = utf8.RuneCountInString(text)
	}
	for i := range found.Words {
		found.Words[i].Start += start
		found.Words[i].End += start
	}
	split := passage.NewSplitter(passage.DefaultLimits).Page(reader.Page{Number: number, Text: found.Text})
	for i := range split {
		split[i].Start += start
		split[i].End += start
	}
	if row.Passages == 0 {
		row.Language = language.Detect(found.Text)
	}
	if at.Again {
		if row.Language, err = l.languageAgain(ctx, row, number, text+found.Text); err != nil {
			return err
		}
		return l.replaceRecognition(ctx, row, number, text+found.Text, start, found, split)
	}
	return l.store.PutRecognition(ctx, row, number, text+found.Text, start, found, split)
}

// summariseScans says in a document's warnings how its scanned pages turned out.
// One in whose pictures there was not a word, and no other text, has failed.
func (l *Library) summariseScans(id string) error {
	row, err := l.row(l.work, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || row.Scans == 0 {
		return err
	}
	troubles, err := l.store.ScanTroubles(l.work, row.Seq, unsureBelow)
	if err != nil {
		return err
	}
	if row.Passages == 0 && row.Waiting == 0 {
		message := "No words were found in it: its pages are pictures without any that can be recognised."
		if len(troubles.Failed) > 0 {
			message = "Its pages are pictures, and the words in them could not be recognised. Try again, or scan it anew."
		}
		return l.store.FailWithoutWords(l.work, row.Seq, row.Path, reader.CodeEmpty, message)
	}
	warnings := row.Warnings
	for _, code := range []string{warnFailed, warnAgain, warnUnsure, reader.CodeOCRMissing} {
		warnings = without(warnings, code)
	}
	if len(troubles.Failed) > 0 {
		warnings = append(warnings, aboutPages(warnFailed, troubles.Failed, "could not be recognised, so nothing on %s can be found. Try again, or scan %s anew."))
	}
	if len(troubles.Again) > 0 {
		warnings = append(warnings, aboutPages(warnAgain, troubles.Again, "could not be recognised again; the old words of %s stay. Choose other languages, or scan %s anew."))
	}
	if len(troubles.Unsure) > 0 {
		warnings = append(warnings, aboutPages(warnUnsure, troubles.Unsure, "were hard to recognise: some are probably wrong. Look at the picture of %s before you rely on a quotation; a better scan of %s may help."))
	}
	if slices.Equal(warnings, row.Warnings) {
		return nil
	}
	return l.store.SetWarnings(l.work, row.Seq, warnings)
}

// aboutPages words a warning about the words of some pages; rest has two places
// for "it" or "them".
func aboutPages(code string, pages []int, rest string) reader.Warning {
	const most = 8 // enough to find them all in any but the worst
	w := reader.Warning{Code: code}
	them := "them"
	subject := "pages "
	if len(pages) == 1 {
		subject, them, w.Page = "page ", "it", pages[0]
	}
	var names []string
	for i, p := range pages {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(pages)-most))
			break
		}
		names = append(names, strconv.Itoa(p))
	}
	list := names[0]
	if n := len(names); n > 1 {
		list = strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	w.Message = "The words in the picture of " + subject + list + " " + fmt.Sprintf(rest, them, them)
	return w
}

// TryScansAgain has another look at whether the pages that wait can be recognised.
func (l *Library) TryScansAgain() {
	l.resumeMissing()
	wake(l.wakeScan)
}

// Picture gives the picture of a document's page: of a PDF as it is printed, of
// a picture file what it shows.
func (l *Library) Picture(ctx context.Context, id string, page int) (reader.Picture, error) {
	renderer, ok := l.config.Reader.(interface {
		Render(context.Context, reader.Source, int) (reader.Picture, error)
	})
	if !ok {
		return reader.Picture{}, &reader.Problem{Code: reader.CodeUnsupported, Message: "Pages cannot be drawn here."}
	}
	path, err := l.File(ctx, id)
	if err != nil {
		return reader.Picture{}, err
	}
	source, err := l.source(ctx, id, path)
	if err != nil {
		return reader.Picture{}, err
	}
	picture, err := renderer.Render(ctx, source, page)
	if err != nil {
		return reader.Picture{}, fmt.Errorf("draw page %d: %w", page, err)
	}
	return picture, nil
}

// retryScans has the pages whose words could not be recognised tried again, and says
// whether there are any, or others that have not been.
func (l *Library) retryScans(ctx context.Context, row index.Document) (waiting bool, err error) {
	n, err := l.store.RetryScans(ctx, row.Seq)
	if err != nil {
		return false, err
	}
	if missing := l.ready(); missing != nil {
		return false, missing
	}
	if n > 0 {
		l.changedDocument(row.ID)
		wake(l.wakeScan)
	}
	return n > 0, nil
}

// withScans makes a document's state true of its pages that are pictures as
// well: with nothing to be found yet it is still being read, and it is not
// complete before the last page.
func withScans(d Document) Document {
	switch {
	case d.Scans == 0:
	case d.State == StateSearchable && d.Passages == 0: // after the last page, about to fail
		d.State, d.PageDone = StateReading, d.Recognised
	case d.State == StateEmbedded && d.Recognised < d.Scans:
		d.State = StateSearchable
	}
	return d
}

// RecognisedWords gives the words that were recognised in the picture of a page,
// in the order of the page's text, which Start and End are places in. A page whose
// words were not recognised, or lie in a team's store, has none.
func (l *Library) RecognisedWords(ctx context.Context, id string, page int) ([]reader.Word, error) {
	row, err := l.row(ctx, id)
	if errors.Is(err, ErrNotFound) {
		_, err = l.Document(ctx, id)
		return nil, err
	}
	if err != nil || row.Scans == 0 {
		return nil, err
	}
	words, _, err := l.store.Words(ctx, row.Seq, page)
	return words, err
}

// recognisedBoxes gives the boxes of spans of a page whose words were
// recognised; ok is false where they were not. Spans that begin before the
// recognised text are the reader's to place.
func (l *Library) recognisedBoxes(ctx context.Context, id string, page int, spans []reader.Span) (boxes [][]reader.Box, ok bool, err error) {
	row, err := l.row(ctx, id)
	if err != nil || row.Scans == 0 {
		return nil, false, err
	}
	words, start, err := l.store.Words(ctx, row.Seq, page)
	if err != nil || len(words) == 0 {
		return nil, false, err
	}
	for _, s := range spans {
		if s.Start < start {
			return nil, false, nil
		}
	}
	return reader.BoxesOf(words, spans), true, nil
}
