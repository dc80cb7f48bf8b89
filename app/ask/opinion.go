package ask

import (
	"context"
	"slices"
	"strings"

	"carrel/app/ask/align"
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

// opine asks the model about an answer that was just written.
func (r *run) opine(ctx context.Context, spec inference.ModelSpec, info inference.ModelInfo) {
	if err := r.answer().opine(ctx, r.asker.config.Engine, spec, info); err != nil && ctx.Err() == nil {
		r.notice("The model gave no second opinion on the last sentences.")
	}
}

// Opine asks the chosen model for a second opinion on a kept answer, and keeps it
// with the answer, which it returns. The answer's recipe is then one of both.
//
// The error is ErrNoTurn, ErrUnfinished for an answer that is not whole, one of
// finding or loading the model, or what kept it from an opinion: then what is kept
// is as it was.
func (a *Asker) Opine(ctx context.Context, id string) (Answer, error) {
	turn, _, err := a.config.History.turn(ctx, id)
	if err != nil {
		return Answer{}, err
	}
	if turn.Answer.Status != StatusDone {
		return Answer{}, ErrUnfinished
	}
	spec, err := a.config.Model(ctx, "")
	if err != nil {
		return Answer{}, err
	}
	notes := &notebook{}
	engine := notingEngine{a.config.Engine, notes}
	info, err := engine.Load(ctx, spec)
	if err == nil {
		err = turn.Answer.opine(ctx, engine, spec, info)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Answer{}, err
	}
	if recipe := turn.Answer.Recipe; recipe != nil && len(recipe.Calls) > 0 {
		recipe.Calls = append(recipe.Calls, notes.calls...)
	}
	return turn.Answer, a.config.History.update(ctx, turn)
}

// opine asks the model about every sentence that is borne out, or partly, in other
// words than the document's; a quotation needs no opinion. It is the same every time.
// What was said before an error stays.
func (a *Answer) opine(ctx context.Context, engine Generator, spec inference.ModelSpec, info inference.ModelInfo) error {
	prompt, err := assets.LoadPrompt("opinion")
	if err != nil {
		return err
	}
	a.SecondOpinion = true
	runes := []rune(a.Text)
	greedy, seed := 0.0, uint32(1)
	sentences := slices.Clone(a.Sentences) // the recorder may be storing those there are
	defer func() { a.Sentences = sentences }()
	for i := range sentences {
		s := &sentences[i]
		if s.State != align.Supported && s.State != align.Partly && s.State != align.Conflict || len(s.Citations) == 0 {
			continue
		}
		s.Opinion = "" // of another model, perhaps
		var user strings.Builder
		if err := prompt.User.Execute(&user, map[string]string{
			"Passage": flatten(a.Citations[s.Citations[0]-1].Quote), "Sentence": flatten(string(runes[s.Start:s.End])),
		}); err != nil {
			return err
		}
		messages := []inference.Message{{Role: "system", Content: prompt.System}, {Role: "user", Content: user.String()}}
		n, err := engine.CountTokens(ctx, spec, messages)
		if err == nil && n+opinionTokens > info.ContextTokens {
			continue
		}
		var said inference.GenerateResult
		var text strings.Builder
		if err == nil {
			said, err = engine.Generate(ctx, inference.GenerateRequest{
				Model: spec, Messages: messages, MaxTokens: opinionTokens, Grammar: opinionGrammar, Background: true, Sampling: inference.Sampling{Temperature: &greedy, Seed: &seed},
			}, func(piece string) { text.WriteString(piece) })
		}
		if err != nil {
			return err
		}
		a.Timings.PromptTokens += said.PromptTokens
		a.Timings.AnswerTokens += said.AnswerTokens
		switch o := Opinion(strings.TrimSpace(text.String())); o {
		case OpinionYes, OpinionPartly, OpinionNo:
			s.Opinion = o
		}
	}
	return nil
}
