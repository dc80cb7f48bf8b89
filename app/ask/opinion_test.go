package ask

import (
	"context"
	"testing"

	"carrel/inference"
)

// doubting is the larger model, which has an opinion too.
type doubting struct {
	largeModel
	opinion string
	asked   []inference.GenerateRequest
}

func (d *doubting) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	if r.Grammar == "" {
		return d.largeModel.Generate(ctx, r, onText)
	}
	d.asked = append(d.asked, r)
	onText(d.opinion)
	return inference.GenerateResult{StopReason: inference.StopEnd}, nil
}

// A second opinion stands beside the state and changes it neither way; quotations and
// what has no evidence get none.
func TestSecondOpinion(t *testing.T) {
	for _, opinion := range []string{"yes", "no"} {
		a, _ := newAsker(t)
		model := &doubting{opinion: opinion, largeModel: largeModel{says: []string{"The Harbour Museum was founded by Anna Berg in 1887. It moved to the moon in 1995. Admission is free on Sundays."}}}
		a.config.Engine = model
		turn, _ := a.Ask(context.Background(), Request{Question: "Who founded the Harbour Museum?", SecondOpinion: true}, func(Step) {})
		got := map[SentenceState]Opinion{}
		for _, s := range turn.Answer.Sentences {
			got[s.State] = s.Opinion
		}
		if got[SentenceSupported] != Opinion(opinion) || got[SentenceUnsupported] != "" || got[SentenceQuoted] != "" || len(got) < 2 {
			t.Errorf("%s: %v of %q", opinion, got, turn.Answer.Text)
		}
		if len(model.asked) == 0 || !turn.Answer.SecondOpinion {
			t.Error("the model was not asked")
		}
	}
}

// judging has an answer that is known, and opinions of the real model.
type judging struct {
	largeModel
	judge Generator
}

func (j *judging) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	if r.Grammar == "" {
		return j.largeModel.Generate(ctx, r, onText)
	}
	return j.judge.Generate(ctx, r, onText)
}

// The real model is held to the three words.
func TestSecondOpinionOfTheModel(t *testing.T) {
	a, _ := newAsker(t)
	a.config.Engine = &judging{judge: a.config.Engine, largeModel: largeModel{says: []string{"The Harbour Museum was founded by Anna Berg in 1887."}}}
	turn, err := a.Ask(context.Background(), Request{Question: "Who founded the Harbour Museum?", SecondOpinion: true, Seed: seed(7)}, func(Step) {})
	if err != nil || turn.Answer.Status != StatusDone {
		t.Fatalf("%v %+v", err, turn.Answer)
	}
	given := 0
	for _, s := range turn.Answer.Sentences {
		switch s.Opinion {
		case "":
		case OpinionYes, OpinionPartly, OpinionNo:
			given++
		default:
			t.Errorf("opinion %q", s.Opinion)
		}
	}
	if given == 0 {
		t.Errorf("no opinion on %+v of %q", turn.Answer.Sentences, turn.Answer.Text)
	}
}
