package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"carrel/assets"
	"carrel/inference"
)

// Opinion is what the chat model says to whether a sentence's evidence bears it out.
// It stands beside the aligner's state and never changes it: a model can be talked
// into a yes, and is asked because it may see a no that words do not show.
type Opinion string

// The opinions.
const (
	OpinionYes    Opinion = "yes"
	OpinionPartly Opinion = "partly"
	OpinionNo     Opinion = "no"
)

// opinionGrammar leaves the model nothing else to write.
const opinionGrammar = `root ::= "yes" | "partly" | "no"`

// opinionTokens is how long an opinion gets at most.
const opinionTokens = 4

// opine asks the model about every sentence that is borne out, or partly, in other
// words than the document's; a quotation needs no opinion. It is the same every time.
func (r *run) opine(ctx context.Context, spec inference.ModelSpec, info inference.ModelInfo) {
	prompt, err := assets.LoadPrompt("opinion")
	if err != nil {
		r.notice("There is no second opinion: " + err.Error())
		return
	}
	a := r.answer()
	a.SecondOpinion = true
	runes := []rune(a.Text)
	greedy, seed := 0.0, uint32(1)
	sentences := slices.Clone(a.Sentences) // the recorder may be storing those there are
	defer func() { a.Sentences = sentences }()
	for i := range sentences {
		s := &sentences[i]
		if s.State != SentenceSupported && s.State != SentencePartly && s.State != SentenceConflict || len(s.Citations) == 0 {
			continue
		}
		var user strings.Builder
		if err := prompt.User.Execute(&user, map[string]string{
			"Passage": flatten(a.Citations[s.Citations[0]-1].Quote), "Sentence": flatten(string(runes[s.Start:s.End])),
		}); err != nil {
			r.notice(fmt.Sprintf("There is no second opinion: %v", err))
			return
		}
		messages := []inference.Message{{Role: "system", Content: prompt.System}, {Role: "user", Content: user.String()}}
		n, err := r.asker.config.Engine.CountTokens(ctx, spec, messages)
		if err == nil && n+opinionTokens > info.ContextTokens {
			continue
		}
		var said inference.GenerateResult
		var text strings.Builder
		if err == nil {
			said, err = r.asker.config.Engine.Generate(ctx, inference.GenerateRequest{
				Model: spec, Messages: messages, MaxTokens: opinionTokens, Grammar: opinionGrammar, Sampling: inference.Sampling{Temperature: &greedy, Seed: &seed},
			}, func(piece string) { text.WriteString(piece) })
		}
		if err != nil || ctx.Err() != nil {
			if ctx.Err() == nil {
				r.notice("The model gave no second opinion on the last sentences.")
			}
			return
		}
		a.Timings.PromptTokens += said.PromptTokens
		a.Timings.AnswerTokens += said.AnswerTokens
		switch o := Opinion(strings.TrimSpace(text.String())); o {
		case OpinionYes, OpinionPartly, OpinionNo:
			s.Opinion = o
		}
	}
}
