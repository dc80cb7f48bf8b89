package ask

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// writer takes the model's text, shows it, and has every sentence checked as it
// ends.
type writer struct {
	run     *run
	aligner *align.Aligner
	cleaner cleaner
	stream  prose.Stream
	loop    loopWatch
	runes   []rune // of the answer's text
	shown   int    // how many of them have been shown
	// strict leaves out the first sentence that is not borne out in full and ends
	// the answer there: what a small model invents once, it goes on from, and what
	// it half invents the documents say better. Until a sentence is known to stay
	// it is not shown: nobody is to read what is taken back a moment later.
	strict bool
	led    *leadIn // written, and not shown yet
	ended  ending
	marks  *marks
	places places
}

// ending is why a writer takes no more of the model's text.
type ending int

const (
	notEnded ending = iota
	looped          // the model repeats itself
	invented        // the model says what no passage bears out
)

func newWriter(ctx context.Context, r *run, a *align.Aligner) *writer {
	return &writer{run: r, aligner: a, marks: newMarks(ctx, r.asker.config.Library), places: places{library: r.asker.config.Library}}
}

// write takes a piece of the model's text and says whether the model is to be
// stopped: see ended.
func (w *writer) write(text string) (stop bool) {
	if w.ended == notEnded {
		w.show(w.cleaner.write(text), false)
	}
	return w.ended != notEnded
}

// close ends the text that was written.
func (w *writer) close() {
	if w.ended == notEnded {
		w.show(w.cleaner.close(), true)
	}
}

// drop ends the text without what has not been shown.
func (w *writer) drop() {
	w.ended, w.runes = invented, w.runes[:w.shown]
	w.stream.Truncate(w.shown)
}

// reset forgets an answer of which nothing was kept.
func (w *writer) reset() {
	w.stream, w.ended, w.strict, w.runes, w.shown = prose.Stream{}, notEnded, false, nil, 0
	w.led = nil
}

// plain shows a text of Carrel's own, which claims nothing of the documents.
func (w *writer) plain(text string) {
	w.append(text)
	for _, span := range append(w.stream.Write(text), w.stream.Close()...) {
		w.sentence(span, align.Finding{State: align.Plain, Source: -1})
	}
	w.cleaner = cleaner{started: true}
}

// apart is what stands between two paragraphs of an answer. The end of a line would not
// do: an answer is Markdown, which joins lines.
const apart = "\n\n"

// quote shows a statement of the sources as one sentence and a paragraph of its own.
// It is cited from where it was taken and not looked for: a splitter would cut
// “3. Ending the lease” in two.
func (w *writer) quote(st align.Statement) {
	w.stated("“"+flatten(string(st.Text))+"”", align.Finding{State: align.Quoted, Source: st.Source, Span: st.Span})
}

// stated shows a sentence that was judged already, as a paragraph of its own.
func (w *writer) stated(text string, found align.Finding) {
	start := len(w.runes) + len(apart)
	w.append(apart + text)
	w.stream.Write(apart + text)
	w.stream.Close()
	w.sentence(reader.Span{Start: start, End: len(w.runes)}, found)
}

func (w *writer) show(text string, final bool) {
	w.append(text)
	spans := w.stream.Write(text)
	if final {
		spans = append(spans, w.stream.Close()...)
	}
	for _, span := range spans {
		sentence := string(w.runes[span.Start:span.End])
		if w.loop.sentence(sentence) {
			w.cut(span.Start, looped)
			return
		}
		found := w.aligner.Align(sentence)
		if w.refuses(found) || w.strict && (asks(sentence) || answersBarely(sentence)) {
			w.cut(span.Start, invented)
			return
		}
		w.sentence(span, found)
	}
	open := w.stream.Open()
	if keep, again := loops(open); again && !final {
		start := len(w.runes) - utf8.RuneCountInString(open)
		rest := strings.TrimSpace(open[:keep])
		found := w.aligner.Align(rest)
		if len(prose.Words(rest, prose.English)) < leastFragment || w.refuses(found) {
			w.cut(start, looped)
			return
		}
		w.cut(start+utf8.RuneCountInString(open[:keep]), looped)
		w.sentence(reader.Span{Start: len(w.runes) - utf8.RuneCountInString(rest), End: len(w.runes)}, found)
	}
}

// refuses says whether a sentence is one that strict takes back.
func (w *writer) refuses(found align.Finding) bool {
	return w.strict && (found.State == align.Unsupported || found.State == align.Partly)
}

// asks says whether a sentence is a question. A small model that asks says the person's
// question again, and no answer.
func asks(sentence string) bool {
	sentence = strings.TrimRightFunc(sentence, func(r rune) bool { return prose.IsCloser(r) || r == ' ' })
	last, _ := utf8.DecodeLastRuneInString(sentence)
	return last == '?' || last == '？' || last == '؟'
}

// anAnswer matches, after prose.Fold, how a small model announces an answer.
var anAnswer = regexp.MustCompile(`^(?:so |thus |therefore,? )?the (?:correct |right |final |short )?answer(?: (?:to|for|of|in) (?:this|the|that|your) (?:question|text|passage|problem|query))? is(?: that)?:? `)

// leastAnswered is how many words an announced answer has at least that says what it is
// an answer to.
const leastAnswered = 5

// answersBarely says whether a sentence announces an answer and gives a word or a number:
// "The answer to the text is: Australia" is borne out by every passage that names it,
// whatever was asked. The passage's own sentence tells more.
func answersBarely(sentence string) bool {
	folded := prose.Fold(sentence)
	at := anAnswer.FindStringIndex(folded)
	return at != nil && len(prose.Words(folded[at[1]:], prose.English)) < leastAnswered
}

// leastFragment is how many words must be left of a sentence that ends in a loop,
// for them to be shown.
const leastFragment = 3

func (w *writer) append(text string) {
	if text == "" {
		return
	}
	w.runes = append(w.runes, []rune(text)...)
	if !w.strict {
		w.reveal(len(w.runes))
	}
}

// reveal shows the text up to a place.
func (w *writer) reveal(upto int) {
	if upto <= w.shown {
		return
	}
	text := string(w.runes[w.shown:upto])
	w.shown = upto
	w.run.answer().Text = string(w.runes[:upto])
	w.run.step(Step{Kind: StepText, Text: text})
	w.run.recorder.note(w.run.turn, false)
}

// cut ends the answer and takes its text back to before what ended it.
func (w *writer) cut(at int, why ending) {
	w.ended = why
	for at > 0 && (w.runes[at-1] == ' ' || w.runes[at-1] == '\n') {
		at--
	}
	w.runes = w.runes[:at]
	w.stream.Truncate(at)
	if at < w.shown {
		w.shown = at
		w.run.answer().Text = string(w.runes)
		w.run.step(Step{Kind: StepCut, Keep: at})
	}
}

// dropLeadIn ends what a small model wrote without a lead-in to something that did not
// come.
func (w *writer) dropLeadIn() {
	if w.led == nil {
		return
	}
	at := w.led.span.Start
	w.led = nil
	w.cut(at, cmp.Or(w.ended, invented))
}

// leadIn is a sentence that leads in to the next one ("The answer to this question is:")
// and says nothing itself.
type leadIn struct {
	span  reader.Span
	found align.Finding
}

// sentence takes a sentence of the model's. What leads in to the next one waits for it,
// where that may be refused.
func (w *writer) sentence(span reader.Span, f align.Finding) {
	if before := w.led; before != nil {
		w.led = nil
		w.checked(before.span, before.found)
	}
	if w.strict && f.Source < 0 && w.runes[span.End-1] == ':' {
		w.led = &leadIn{span, f}
		return
	}
	w.checked(span, f)
}

// checked records and shows one sentence with its evidence.
func (w *writer) checked(span reader.Span, f align.Finding) {
	w.reveal(span.End)
	s := Sentence{Start: span.Start, End: span.End, State: f.State, Citations: []int{}, Missing: f.Missing}
	var fresh []Citation
	cite := func(source int, span reader.Span) {
		c, isNew := w.cite(source, span)
		s.Citations = append(s.Citations, c.N)
		if isNew {
			fresh = append(fresh, c)
		}
	}
	if f.Source >= 0 {
		cite(f.Source, f.Span)
	}
	if f.Against != nil {
		s.Other = flatten(f.Against.Value)
		cite(f.Against.Source, f.Against.Span)
	}
	a := w.run.answer()
	a.Sentences = append(a.Sentences, s)
	w.run.step(Step{Kind: StepSentence, Sentence: &s, Citations: fresh})
	w.run.recorder.note(w.run.turn, true)
}

// cite returns the citation of a span of a source, the same one for the same
// span.
func (w *writer) cite(source int, span reader.Span) (c Citation, isNew bool) {
	a := w.run.answer()
	src := a.Sources[source]
	start, end := src.Start+span.Start, src.Start+span.End
	for _, c := range a.Citations {
		if c.Document.ID == src.Document.ID && c.Page == src.Page && c.Start == start && c.End == end {
			return c, false
		}
	}
	c = Citation{
		N: len(a.Citations) + 1, Source: src.N, Document: src.Document, Page: src.Page, Start: start, End: end,
		Quote: src.slice(reader.Span{Start: start, End: end}), Boxes: []reader.Box{},
	}
	c.Where = w.places.where(w.marks.ctx, c, src.Where)
	a.Citations = append(a.Citations, c)
	w.marks.find(c)
	return c, true
}

// placeMarks puts the boxes into the citations, as far as they could be had.
func (w *writer) placeMarks() {
	a := w.run.answer()
	boxes, err := w.marks.wait()
	cited := make([]Citation, len(a.Citations))
	for i, c := range a.Citations {
		if b := boxes[c.N]; b != nil {
			c.Boxes = b
		}
		cited[i] = c
	}
	a.Citations = cited
	if err != nil {
		w.run.notice(whyNoMark(err))
	}
}
