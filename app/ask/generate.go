package ask

import (
	"context"
	"fmt"
	"strings"

	"carrel/inference"
)

// generate lets the model write.
func (r *run) generate(ctx context.Context, spec inference.ModelSpec, info inference.ModelInfo) {
	p := profileFor(info.Parameters)
	in := promptInput{question: r.question(), sources: r.answer().Sources, material: r.material, order: r.order}
	if r.search != r.question() {
		in.earlier = briefly(r.earlier)
	}
	built, err := buildPrompt(ctx, p, in, info.ContextTokens, func(ctx context.Context, m []inference.Message) (int, error) {
		return r.asker.config.Engine.CountTokens(ctx, spec, m)
	})
	if err != nil {
		r.fail(ctx, err)
		return
	}
	r.answer().Prompt = built.form
	if built.leftOut > 0 {
		what := "passages"
		if p.sentences > 0 {
			what = "sentences"
		}
		r.notice(fmt.Sprintf("The model was given %d of the %d best %s; the others do not fit into its context.", built.pieces, built.pieces+built.leftOut, what))
	}
	// Without a seed the engine draws one and is free to follow the machine's
	// load; the result says which.
	sampling := inference.Sampling{Seed: r.request.Seed}
	if p.repeat > 0 {
		sampling.Repeat = &p.repeat
	}
	r.writer.strict = p.sentences > 0
	genCtx, stop := context.WithCancel(ctx)
	defer stop()
	result, err := r.asker.config.Engine.Generate(genCtx, inference.GenerateRequest{
		Model: spec, Messages: built.messages, MaxTokens: built.maxTokens, Sampling: sampling, Adapters: usable(r.answer().Adapters),
		// More questions on them will come. Of a chat that is not kept nothing is.
		KeepPrompt: len(r.request.Documents) > 0 && r.asker.config.History != nil,
		OnThought:  r.thinks,
	}, func(text string) {
		if r.answer().Timings.FirstTokenMS == 0 {
			r.answer().Timings.FirstTokenMS = r.since()
		}
		if r.writer.write(text) {
			stop()
		}
	})
	if err == nil || genCtx.Err() != nil {
		r.answer().Seed = result.Seed
	}
	r.answer().Thought = result.Thought
	r.answer().Timings.PromptTokens, r.answer().Timings.AnswerTokens = result.PromptTokens, result.AnswerTokens
	failed := err != nil && r.writer.ended == notEnded // else it was stopped from here
	if failed && r.writer.strict {
		r.writer.drop() // half a sentence cannot be judged, and nobody has seen it
	} else {
		r.writer.close()
	}
	r.writer.dropLeadIn()
	empty := strings.TrimSpace(r.answer().Text) == ""
	switch {
	case failed:
		r.fail(ctx, err)
		return
	case r.writer.ended == looped:
		r.notice("The model began to repeat itself and was stopped.")
	case r.writer.ended == invented && !empty:
		r.notice("The model went on with what your documents don't say. That was left out.")
	case r.writer.ended == invented:
	case result.StopReason == inference.StopLength, result.StopReason == inference.StopContext:
		r.notice("The answer was cut off because it became too long.")
	}
	r.answer().Status = StatusDone
	switch {
	case empty && r.writer.ended == invented:
		// Nothing of what it wrote is shown, so there is nothing to be said of it.
		r.quote(r.say(saysDocuments), closestSentences)
	case empty:
		r.quote(r.say(saysNoAnswer), 1)
	case r.writer.strict && r.material.Restates(r.search, r.answer().Text):
		r.addQuotes(r.say(saysDocuments), 1)
	}
}

// thinks shows what the model thinks on its way to the answer.
func (r *run) thinks(text string) {
	r.answer().Thought += text
	r.step(Step{Kind: StepThought, Text: text})
}
