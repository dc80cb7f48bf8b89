package ask

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/extract"
	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// Sizes of a summary of several documents.
const (
	mostSummed = 60 // documents; more are a matter of choosing fewer
	summedTold = 24 // sentences of all, as far as one of each allows
	partTold   = 4  // sentences more of a part that was asked for: what is left out of it was asked for too
)

// Progress is how far a long answer has come.
type Progress struct {
	Done        int     `json:"done"` // parts
	Total       int     `json:"total"`
	SecondsLeft float64 `json:"seconds_left"` // estimate; 0 where not known
}

// summary is documents being summed up: document by document and part by part,
// each with sentences that are quoted or, where the model is large enough to
// write them, borne out. What is done stays when it is stopped.
type summary struct {
	run     *run
	write   *partWriter // nil: the documents are quoted
	volumes []*volume
	done    int // parts
	total   int
	began   time.Time // of the first part; the model is loaded by then
	pages   places
	lead    string // what is said before the first sentence that is found; "" once it is said
}

// volume is one document of a summary.
type volume struct {
	document  knowledge.Document
	ref       knowledge.DocumentRef
	passages  []knowledge.DocumentPassage
	extractor *extract.Extractor
	parts     []extract.Part
	level     int                 // of the headings that split it; 0: none does
	under     string              // the heading that was shown last
	sources   map[reader.Span]int // passage, by its first and last place in the list -> index into the answer's sources
}

// sumUp answers a question that wants documents, or a part of one, summed up; done is false
// where it wants none.
func (r *run) sumUp(ctx context.Context, spec inference.ModelSpec, loading *loading) (done bool, err error) {
	docs, err := r.whichSection(ctx)
	problem, summing := "", docs != nil
	if err == nil && !summing {
		docs, problem, summing, err = r.whichSummary(ctx)
	}
	switch {
	case err != nil:
		return false, err
	case problem != "":
		r.writer = newWriter(ctx, r, nil)
		r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
		r.writer.plain(problem)
		r.answer().Abstained, r.answer().Unsearched, r.answer().Status = true, true, StatusDone
	case summing:
		r.summarise(ctx, docs, spec, loading)
	default:
		return false, nil
	}
	return true, nil
}

// summarise sums documents up and sets the answer's status.
func (r *run) summarise(ctx context.Context, docs []knowledge.Document, spec inference.ModelSpec, loading *loading) {
	a := r.answer()
	a.Summary = true
	r.writer = newWriter(ctx, r, nil)
	s := &summary{run: r, pages: places{library: r.asker.config.Library}}
	if len(docs) > mostSummed {
		r.notice(fmt.Sprintf("These are %s documents; the first %d by title are summarised. Choose fewer for the others.", figure.Count(len(docs)), mostSummed))
		docs = docs[:mostSummed]
	}
	if err := s.read(ctx, docs); err != nil {
		r.fail(ctx, fmt.Errorf("the documents could not be read: %w", err))
		return
	}
	a.Timings.RetrieveMS = r.since()
	if len(s.volumes) == 0 {
		s.nothing("There is no running text here that could be summarised.")
		return
	}
	s.progress()
	if !r.request.Quote {
		info, err := r.await(loading)
		switch {
		case ctx.Err() != nil:
			r.fail(ctx, err)
			return
		case err != nil:
			r.notice("The model could not be loaded, so the documents are quoted.")
		case profileFor(info.Parameters).sentences == 0:
			s.write = &partWriter{run: r, spec: spec, info: info}
			a.Model = info.Name
		}
	}
	s.began = r.asker.config.Now()
	s.lead = s.announcement()
	for i, v := range s.volumes {
		err := s.sum(ctx, v)
		s.volumes[i] = nil // sixty documents' passages and vectors are much to hold
		if err != nil {
			if ctx.Err() == nil {
				r.notice(fmt.Sprintf("The summary ended after %s of %s. What is here is complete so far.", figure.Count(s.done), figure.Counted(s.total, "part", "parts")))
			} else {
				r.notice(fmt.Sprintf("Stopped after %s of %s.", figure.Count(s.done), figure.Counted(s.total, "part", "parts")))
			}
			r.fail(ctx, err)
			return
		}
	}
	if len(a.Citations) == 0 {
		s.nothing("There is no running text here that could be summarised: no whole sentences, only lists, tables or single words.")
		return
	}
	if s.write != nil {
		s.write.say()
	}
	a.Status = StatusDone
}

// nothing ends a summary that has not one sentence.
func (s *summary) nothing(why string) {
	r := s.run
	r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
	r.writer.plain(why)
	r.answer().Abstained, r.answer().Unsearched, r.answer().Status = true, true, StatusDone
}

// read reads the documents and cuts them into parts.
func (s *summary) read(ctx context.Context, docs []knowledge.Document) error {
	for _, d := range docs {
		passages, err := s.passages(ctx, d)
		if err != nil {
			return err
		}
		if len(passages) == 0 {
			s.run.notice(fmt.Sprintf("“%s” is left out: %s", flatten(d.Title), whyEmpty(d)))
			continue
		}
		if d.Scans > d.Recognised {
			s.run.notice(unrecognised(flatten(d.Title), d.Scans-d.Recognised))
		}
		v := &volume{
			document: d, passages: passages, sources: map[reader.Span]int{},
			ref: referenceTo(d),
		}
		s.volumes = append(s.volumes, v)
	}
	for _, v := range s.volumes {
		n := extract.Length(len(v.passages))
		if s.run.part != "" {
			n += partTold
		}
		if len(s.volumes) > 1 {
			n = max(1, min(n, summedTold/len(s.volumes)))
		}
		v.parts, v.level = extract.Parts(v.passages, n)
		s.total += len(v.parts)
	}
	return nil
}

// referenceTo is a document as sources name it.
func referenceTo(d knowledge.Document) knowledge.DocumentRef {
	return knowledge.DocumentRef{ID: d.ID, Path: d.Path, Title: d.Title, Elsewhere: d.State == knowledge.StateUnavailable && d.Hash == ""}
}

// passages are those of a document, or of the part of it that is summed up.
func (s *summary) passages(ctx context.Context, d knowledge.Document) ([]knowledge.DocumentPassage, error) {
	if s.run.part != "" {
		return s.run.cut[d.ID], nil
	}
	return s.run.asker.config.Library.Passages(ctx, d.ID)
}

func unrecognised(title string, pages int) string {
	if pages == 1 {
		return fmt.Sprintf("“%s” has a scanned page whose words are not recognised yet; it is left out.", title)
	}
	return fmt.Sprintf("“%s” has %d scanned pages whose words are not recognised yet; they are left out.", title, pages)
}

func whyEmpty(d knowledge.Document) string {
	switch d.State {
	case knowledge.StateQueued, knowledge.StateReading:
		return "it is still being read."
	}
	if d.Error != "" {
		return d.Error
	}
	return "it has no text."
}

// announcement says what follows.
func (s *summary) announcement() string {
	switch {
	case len(s.volumes) == 1 && s.run.part != "":
		return fmt.Sprintf("“%s”, %s:", flatten(s.volumes[0].document.Title), s.run.part)
	case len(s.volumes) > 1 && s.write == nil:
		return fmt.Sprintf("%d documents, in the most telling sentences of each, quoted:", len(s.volumes))
	case len(s.volumes) > 1:
		return fmt.Sprintf("%d documents, each in a few sentences that were checked against it:", len(s.volumes))
	case s.write == nil:
		return s.run.say(saysQuoted, flatten(s.volumes[0].document.Title))
	}
	return s.run.say(saysParts, flatten(s.volumes[0].document.Title))
}

// sum writes what there is to say of one document.
func (s *summary) sum(ctx context.Context, v *volume) error {
	v.extractor = extract.New(v.passages)
	for _, p := range v.passages {
		if found := align.Orders(p.Text); len(found) > 0 {
			s.run.warnOfOrder(v.ref, string([]rune(p.Text)[found[0].Start:found[0].End]))
			break
		}
	}
	if s.run.part != "" && s.write == nil {
		if all := extract.Whole(v.passages); all != nil {
			s.show(ctx, v, v.quotations(all))
			s.done += len(v.parts)
			s.progress()
			return ctx.Err()
		}
	}
	for _, p := range v.parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		var lines []summaryLine
		if s.write != nil {
			var err error
			if lines, err = s.write.part(ctx, v, p); err != nil {
				return err
			}
		}
		if len(lines) == 0 {
			lines = v.quotations(v.extractor.Pick(p))
		}
		if len(lines) > 0 {
			s.show(ctx, v, lines)
		}
		s.done++
		s.progress()
	}
	if len(s.volumes) > 1 && len(v.sources) == 0 {
		s.run.notice(fmt.Sprintf("“%s” is left out: it has no whole sentences, only lists, tables or single words.", flatten(v.document.Title)))
	}
	return nil
}

// summaryLine is one sentence of a summary: a quotation, or one that the model wrote.
type summaryLine struct {
	passages reader.Span // Start is the first, End the last of the passages that its source is made of
	source   Source
	span     reader.Span // of its evidence, code points of the source's text
	text     string      // "": the evidence is quoted
	finding  align.Finding
}

// quotations makes lines of sentences of the document.
func (v *volume) quotations(sentences []extract.Sentence) (lines []summaryLine) {
	for _, s := range sentences {
		lines = append(lines, summaryLine{passages: reader.Span{Start: s.Passage, End: s.Passage}, source: v.source(s.Passage, s.Passage), span: s.Span})
	}
	return lines
}

// source makes a source of neighbouring passages of one page.
func (v *volume) source(from, to int) Source {
	p, last := v.passages[from], v.passages[to]
	src := Source{Document: v.ref, Page: p.Page, Where: p.Where, Start: p.Start, End: p.End, Text: p.Text}
	if to > from {
		text := []rune(p.Text)
		for _, next := range v.passages[from+1 : to+1] {
			if more := next.End - src.End; more > 0 {
				runes := []rune(next.Text)
				text = append(text, runes[len(runes)-more:]...)
				src.End = next.End
			}
		}
		src.Text = string(text)
		src.End = max(src.End, last.End)
	}
	return src
}

// show writes the lines of a part, each under its heading where that is another one
// than before; what announces them comes with the first, since what a terminal has
// shown cannot be taken back.
func (s *summary) show(ctx context.Context, v *volume, lines []summaryLine) {
	r := s.run
	sources := &r.answer().Sources
	*sources = slices.Clone(*sources) // the recorder may be storing those there are
	first := len(v.sources) == 0
	for i := range lines {
		l := &lines[i]
		at, known := v.sources[l.passages]
		if !known {
			at = len(*sources)
			l.source.N = at + 1
			l.source.Best = reader.Span{Start: l.source.Start + l.span.Start, End: l.source.Start + l.span.End}
			*sources = append(*sources, l.source)
			v.sources[l.passages] = at
		} else {
			src := &(*sources)[at]
			src.Also = append(slices.Clone(src.Also), reader.Span{Start: src.Start + l.span.Start, End: src.Start + l.span.End})
		}
		l.finding.Source = at
	}
	r.step(Step{Kind: StepSources, Sources: slices.Clone(*sources)})
	if s.lead != "" {
		r.writer.plain(s.lead)
		s.lead = ""
	}
	if first && len(s.volumes) > 1 {
		r.writer.plain(apart + firstRunes(flatten(v.document.Title), headingRunes) + ":")
	}
	for _, l := range lines {
		if heading := s.headingOf(ctx, v, l); len(s.volumes) == 1 && heading != "" && heading != v.under && !contentsTitle.MatchString(heading) {
			v.under = heading
			r.writer.plain(apart + firstRunes(flatten(heading), headingRunes) + ":")
		}
		if l.text == "" {
			src := (*sources)[l.finding.Source]
			r.writer.quote(align.Statement{Source: l.finding.Source, Span: l.span, Text: []rune(src.Text)[l.span.Start:l.span.End]})
			continue
		}
		r.writer.stated(l.text, l.finding)
	}
}

// headingOf is the heading of the level that splits a document under which a line's evidence
// stands: that of its passage, or one further down in that.
func (s *summary) headingOf(ctx context.Context, v *volume, l summaryLine) string {
	p := v.passages[l.passages.Start]
	if v.level == 0 || len(s.volumes) > 1 {
		return ""
	}
	at := s.pages.of(ctx, pageKey{v.document.ID, p.Page})
	return headingAt(headedAt(p, at.page.Headings, l.source.Start+l.span.Start), v.level)
}

// contentsTitle matches the title of a table of contents, whose heading is sometimes
// all that a document has.
var contentsTitle = regexp.MustCompile(`(?i)^\W*(?:table of )?contents|^inhalt|^índice|^sommaire|^оглавление|^содержание|^目录`)

// progress tells how far it is.
func (s *summary) progress() {
	left := 0.0
	if took := s.run.asker.config.Now().Sub(s.began).Seconds(); s.done > 0 {
		left = took / float64(s.done) * float64(s.total-s.done)
	}
	s.run.step(Step{Kind: StepProgress, Progress: &Progress{Done: s.done, Total: s.total, SecondsLeft: left}})
}

// inOrder sorts lines by where their evidence stands in the document.
func inOrder(lines []summaryLine) {
	slices.SortStableFunc(lines, func(a, b summaryLine) int {
		return cmp.Or(cmp.Compare(a.passages.Start, b.passages.Start), cmp.Compare(a.span.Start, b.span.Start))
	})
}
