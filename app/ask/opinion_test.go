package ask

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"carrel/app/ask/align"
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
		got := map[align.State]Opinion{}
		for _, s := range turn.Answer.Sentences {
			got[s.State] = s.Opinion
		}
		if got[align.Supported] != Opinion(opinion) || got[align.Unsupported] != "" || got[align.Quoted] != "" || len(got) < 2 {
			t.Errorf("%s: %v of %q", opinion, got, turn.Answer.Text)
		}
		if len(model.asked) == 0 || !turn.Answer.SecondOpinion {
			t.Error("the model was not asked")
		}
	}
}

// A kept answer gets a second opinion later, which is kept with it, is part of how it
// is made again, and changes nothing else. One that fails leaves it as it is.
func TestOpineLater(t *testing.T) {
	a, h := newAsker(t)
	a.config.Provenance = func(context.Context, inference.ModelSpec, []inference.Adapter) Provenance {
		return Provenance{Carrel: "test"}
	}
	model := &doubting{opinion: "partly", largeModel: largeModel{says: []string{"The Harbour Museum was founded by Anna Berg in 1887."}}}
	a.config.Engine = model
	turn, err := a.Ask(t.Context(), Request{Question: "Who founded the Harbour Museum?"}, func(Step) {})
	if err != nil || len(model.asked) != 0 {
		t.Fatalf("%v, asked %d times", err, len(model.asked))
	}
	stored := func() Answer {
		t.Helper()
		chat, err := h.Chat(t.Context(), turn.Chat)
		if err != nil {
			t.Fatal(err)
		}
		return chat.Turns[0].Answer
	}
	before := stored()

	a.config.Engine = &failing{model}
	if _, err := a.Opine(t.Context(), turn.ID); err == nil {
		t.Error("no error of the engine")
	}
	if after := stored(); !reflect.DeepEqual(after, before) {
		t.Errorf("a failure changed the answer: %+v", after)
	}

	// Stopped while the model is asked, it ends at once.
	asked := make(chan struct{})
	a.config.Engine = &endless{model, asked}
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		<-asked
		stop()
	}()
	if _, err := a.Opine(ctx, turn.ID); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if after := stored(); !reflect.DeepEqual(after, before) {
		t.Errorf("stopping changed the answer: %+v", after)
	}
	a.config.Engine = model
	got, err := a.Opine(t.Context(), turn.ID)
	if err != nil || !got.SecondOpinion || got.Sentences[0].Opinion != OpinionPartly {
		t.Fatalf("%v %+v", err, got.Sentences)
	}
	after := stored()
	if len(after.Recipe.Calls) != len(before.Recipe.Calls)+len(model.asked) {
		t.Errorf("%d calls in the recipe, %d before", len(after.Recipe.Calls), len(before.Recipe.Calls))
	}
	made, err := a.Reproduce(t.Context(), turn.ID)
	if err != nil || !made.Same || slices.ContainsFunc(made.Differences, func(d Difference) bool { return d.Kind == DifferentPrompt }) {
		t.Errorf("made again: %+v, %v", made, err)
	}
	// All but the opinion is as it was.
	after.SecondOpinion, after.Recipe, after.Timings = before.SecondOpinion, before.Recipe, before.Timings
	for i := range after.Sentences {
		after.Sentences[i].Opinion = ""
	}
	if !reflect.DeepEqual(after, before) {
		t.Errorf("%+v\nwas %+v", after, before)
	}
	if _, err := a.Opine(t.Context(), "none"); !errors.Is(err, ErrNoTurn) {
		t.Errorf("of no answer: %v", err)
	}
}

// failing is an engine that breaks off when it is asked for an opinion.
type failing struct{ *doubting }

func (f *failing) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	return inference.GenerateResult{}, &inference.Error{Code: inference.CodeEngineDied, Message: "The engine has ended."}
}

// endless is an engine that writes an opinion until it is stopped.
type endless struct {
	*doubting
	asked chan struct{}
}

func (e *endless) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	close(e.asked)
	<-ctx.Done()
	return inference.GenerateResult{StopReason: inference.StopCancel}, ctx.Err()
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
