package ask

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/extract"
	"carrel/app/ask/prose"
	"carrel/assets"
	"carrel/inference"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// partWriter lets a model that is large enough sum up the parts of a document:
// each piece of a part that fits its context is given to it by itself, and of what
// it writes only the sentences stay that the piece bears out in full. The reduce
// step takes the most telling of them and writes nothing anew, so that every
// sentence keeps the evidence it was checked against.
type partWriter struct {
	run  *run
	spec inference.ModelSpec
	info inference.ModelInfo

	dropped int // sentences that were not borne out
	quoted  int // parts of which nothing was left
	long    int // parts with a passage that the model cannot take in at once
	parts   int
}

// Sizes of what the model is given and may write.
const (
	pieceTokens   = 3000 // of a piece, at most; a longer one is read less well
	pieceWritten  = 220
	runesPerToken = 3 // a first guess; what is sent is counted
)

// part sums up one part. No line means that nothing of what was written is borne out,
// or that the part has more in one passage than the model can take in.
func (w *partWriter) part(ctx context.Context, v *volume, p extract.Part) ([]summaryLine, error) {
	w.parts++
	var kept []summaryLine
	for rest := p.Passages; len(rest) > 0; {
		n, messages, err := w.piece(ctx, v, rest, p.Quota)
		if errors.Is(err, errQuestionTooLong) {
			w.long++
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		lines, err := w.write(ctx, v, rest[:n], messages)
		if err != nil {
			return nil, err
		}
		kept = append(kept, lines...)
		rest = rest[n:]
	}
	if len(kept) == 0 {
		w.quoted++
		return nil, nil
	}
	kept = v.mostTelling(kept, p.Quota)
	inOrder(kept)
	return kept, nil
}

// piece takes as many passages as the model reads at once, and gives the prompt
// for them.
func (w *partWriter) piece(ctx context.Context, v *volume, passages []int, quota int) (n int, messages []inference.Message, err error) {
	prompt, err := assets.LoadPrompt("summary")
	if err != nil {
		return 0, nil, err
	}
	w.run.answer().Prompt = fmt.Sprintf("summary/%d", assets.PromptVersion)
	room := min(pieceTokens, w.info.ContextTokens-pieceWritten)
	runes := 0
	for n < len(passages) && (n == 0 || runes+len(v.passages[passages[n]].Text) <= room*runesPerToken) {
		runes += len(v.passages[passages[n]].Text)
		n++
	}
	for {
		var text strings.Builder
		for _, i := range passages[:n] {
			text.WriteString(strings.TrimSpace(align.WithoutOrders(v.passages[i].Text)))
			text.WriteString("\n\n")
		}
		var b strings.Builder
		if err := prompt.User.Execute(&b, map[string]any{"Title": flatten(v.document.Title), "Text": strings.TrimSpace(text.String()), "Sentences": max(2, min(quota+1, 4))}); err != nil {
			return 0, nil, fmt.Errorf("ask: prompt summary: %w", err)
		}
		messages = []inference.Message{{Role: "system", Content: prompt.System}, {Role: "user", Content: b.String()}}
		tokens, err := w.run.asker.config.Engine.CountTokens(ctx, w.spec, messages)
		if err != nil {
			return 0, nil, err
		}
		if tokens <= room || n == 1 && tokens+pieceWritten <= w.info.ContextTokens {
			return n, messages, nil
		}
		if n == 1 {
			return 0, nil, errQuestionTooLong
		}
		n = max(1, min(n-1, n*room/tokens))
	}
}

// write lets the model sum up one piece and gives the sentences that it bears out.
func (w *partWriter) write(ctx context.Context, v *volume, passages []int, messages []inference.Message) ([]summaryLine, error) {
	var sources []Source
	var made []reader.Span
	for k := 0; k < len(passages); {
		last := k
		for last+1 < len(passages) && last-k < 3 && v.follows(passages[last], passages[last+1]) {
			last++
		}
		sources = append(sources, v.source(passages[k], passages[last]))
		made = append(made, reader.Span{Start: passages[k], End: passages[last]})
		k = last + 1
	}
	aligner := align.New("", materialOf("", sources))
	var clean cleaner
	var text strings.Builder
	result, err := w.run.asker.config.Engine.Generate(ctx, inference.GenerateRequest{
		Adapters: usable(w.run.answer().Adapters),
		Model:    w.spec, Messages: messages, MaxTokens: pieceWritten, Background: true, Sampling: inference.Sampling{Seed: w.run.request.Seed},
	}, func(piece string) {
		timings := &w.run.answer().Timings
		if timings.FirstTokenMS == 0 {
			timings.FirstTokenMS = w.run.since()
		}
		text.WriteString(clean.write(piece))
	})
	if err == nil || ctx.Err() != nil {
		w.run.answer().Seed = result.Seed
		w.run.answer().Timings.PromptTokens += result.PromptTokens
		w.run.answer().Timings.AnswerTokens += result.AnswerTokens
	}
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err() // half of a part is no summary of it
	}
	text.WriteString(clean.close())
	runes := []rune(text.String())
	var split prose.Stream
	spans := split.Write(string(runes))
	if result.StopReason != inference.StopLength && result.StopReason != inference.StopContext {
		spans = append(spans, split.Close()...)
	}
	var lines []summaryLine
	for _, span := range spans {
		sentence := strings.TrimLeft(string(runes[span.Start:span.End]), "-*• ")
		found := aligner.Align(sentence)
		switch found.State {
		case align.Supported, align.Quoted:
			lines = append(lines, summaryLine{passages: made[found.Source], source: sources[found.Source], span: found.Span, text: flatten(sentence), finding: found})
		case align.Plain:
		default:
			w.dropped++
		}
	}
	return lines, nil
}

// say tells in the answer what was left out.
func (w *partWriter) say() {
	w.sayQuoted(w.quoted, "nothing that the model wrote is in the document in full")
	w.sayQuoted(w.long, "a passage is too long for the model to read at once")
	switch w.dropped {
	case 0:
	case 1:
		w.run.notice("1 sentence that the model wrote was left out: not all of it is in the document.")
	default:
		w.run.notice(figure.Count(w.dropped) + " sentences that the model wrote were left out: not all of what they say is in the document.")
	}
}

// sayQuoted tells how many parts are quoted, and why.
func (w *partWriter) sayQuoted(n int, why string) {
	switch {
	case n == 0:
	case w.parts == 1:
		w.run.notice("The document is quoted: " + why + ".")
	case n == 1:
		w.run.notice(fmt.Sprintf("In 1 of %s parts %s; that part is quoted.", figure.Count(w.parts), why))
	default:
		w.run.notice(fmt.Sprintf("In %s of %s parts %s; those parts are quoted.", figure.Count(n), figure.Count(w.parts), why))
	}
}

// follows says whether a passage goes on where another ends, on the same page and in
// the same place in words: a source of both has but one to be cited with.
func (v *volume) follows(a, b int) bool {
	p, q := v.passages[a], v.passages[b]
	return b == a+1 && p.Page == q.Page && p.Where == q.Where && q.Start <= p.End && q.End >= p.End
}

// mostTelling takes the n most telling of the lines that do not repeat each other, nor
// what an earlier part gave.
func (v *volume) mostTelling(lines []summaryLine, n int) []summaryLine {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	var out []summaryLine
	for _, i := range v.extractor.Best(texts, n) {
		out = append(out, lines[i])
	}
	return out
}
