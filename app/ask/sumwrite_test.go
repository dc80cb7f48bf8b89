package ask

import (
	"context"
	"slices"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/inference"
	"carrel/knowledge"
)

// largeModel is a model of a larger size that writes what it is told to, so that a
// test knows what is borne out of it; no such model can be had here.
type largeModel struct {
	says  []string
	calls []inference.GenerateRequest
	stop  func() // called with the last of says
}

func (s *largeModel) Load(context.Context, inference.ModelSpec) (inference.ModelInfo, error) {
	return inference.ModelInfo{Name: "Scripted 7B", Parameters: 7e9, ContextTokens: 2048}, nil
}

func (s *largeModel) CountTokens(_ context.Context, _ inference.ModelSpec, m []inference.Message) (int, error) {
	n := 0
	for _, message := range m {
		n += len(strings.Fields(message.Content))
	}
	return n, nil
}

func (s *largeModel) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	text := s.says[min(len(s.calls), len(s.says)-1)]
	s.calls = append(s.calls, r)
	if s.stop != nil && len(s.calls) == len(s.says) {
		s.stop()
	}
	onText(text)
	return inference.GenerateResult{StopReason: inference.StopEnd, PromptTokens: 10, AnswerTokens: 10}, nil
}

// Of what a larger model writes about a part only what the part bears out is
// shown; where nothing is, the part is quoted.
func TestSummaryWritten(t *testing.T) {
	a, _ := newAsker(t)
	model := &largeModel{says: []string{"The Harbour Museum was founded by Anna Berg in 1887. It holds 912 paintings. Its director is Otto Lind."}}
	a.config.Engine = model
	turn, _ := asked(t, a, context.Background(), Request{Question: "Summarise museum.txt", Seed: seed(3)}, nil)
	answer := turn.Answer
	if !strings.Contains(answer.Text, "was founded by Anna Berg in 1887") || strings.Contains(answer.Text, "912") || strings.Contains(answer.Text, "Otto Lind") {
		t.Errorf("%q", answer.Text)
	}
	for _, j := range answer.Judged() {
		if j.State != align.Plain && j.State != align.Supported && j.State != align.Quoted {
			t.Errorf("%q is %s", j.Text, j.State)
		}
	}
	if answer.Model != "Scripted 7B" || !strings.Contains(strings.Join(answer.Notices, " "), "2 sentences that the model wrote were left out") || !strings.HasPrefix(answer.Prompt, "summary/") {
		t.Errorf("%q, %q, %q", answer.Model, answer.Notices, answer.Prompt)
	}
	if r := model.calls[0]; r.Sampling.Seed == nil || *r.Sampling.Seed != 3 || !strings.Contains(r.Messages[1].Content, "412 paintings") {
		t.Errorf("asked %+v", r)
	}

	a.config.Engine = &largeModel{says: []string{"Cats are nice animals that live in the house."}}
	turn, _ = asked(t, a, context.Background(), Request{Question: "Summarise museum.txt"}, nil)
	if strings.Contains(turn.Answer.Text, "Cats") || len(turn.Answer.Citations) == 0 || turn.Answer.Sentences[1].State != align.Quoted {
		t.Errorf("%q", turn.Answer.Text)
	}
}

// A summary that is stopped keeps the parts that were done.
func TestSummaryStopped(t *testing.T) {
	a, _ := newAsker(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a.config.Engine = &largeModel{says: []string{"Most mason bees live alone.", "Nothing of this."}, stop: cancel}
	turn, _ := asked(t, a, ctx, Request{Question: "all", Summary: true, Documents: []string{desk.ids["bees.txt"], desk.ids["museum.txt"]}}, nil)
	if turn.Answer.Status != StatusStopped || !strings.Contains(turn.Answer.Text, "Most mason bees live alone.") || strings.Contains(turn.Answer.Text, "Nothing") {
		t.Errorf("%s: %q", turn.Answer.Status, turn.Answer.Text)
	}
	if !strings.Contains(strings.Join(turn.Answer.Notices, " "), "Stopped after 1 of 2 parts.") {
		t.Errorf("%q", turn.Answer.Notices)
	}
}

// crowded is a model that no passage fits into.
type crowded struct{ largeModel }

func (*crowded) CountTokens(context.Context, inference.ModelSpec, []inference.Message) (int, error) {
	return 4000, nil
}

// A part with a passage that is too long for the model is quoted.
func TestSummaryOfLongPassage(t *testing.T) {
	a, _ := newAsker(t)
	model := &crowded{}
	a.config.Engine = model
	turn, _ := asked(t, a, context.Background(), Request{Question: "Summarise museum.txt"}, nil)
	answer := turn.Answer
	if answer.Status != StatusDone || len(answer.Citations) == 0 || len(model.calls) > 0 || len(answer.Notices) != 1 || !strings.Contains(answer.Notices[0], "too long for the model") {
		t.Errorf("%s %q %q: %q", answer.Status, answer.Error, answer.Notices, answer.Text)
	}
}

// bare is a library whose documents have no whole sentences.
type bare struct{ Library }

func (bare) Passages(context.Context, string) ([]knowledge.DocumentPassage, error) {
	return []knowledge.DocumentPassage{{Page: 1, Text: "1 2 3 4 5 6", End: 11}, {Page: 2, Text: "Peat, timber, eels", End: 18}}, nil
}

// Where nothing can be quoted nothing is announced, which would have to be taken back.
func TestSummaryOfNothing(t *testing.T) {
	a, _ := newAsker(t)
	a.config.Library = bare{a.config.Library}
	for _, documents := range [][]string{{desk.ids["bees.txt"]}, {desk.ids["bees.txt"], desk.ids["museum.txt"]}} {
		turn, steps := asked(t, a, context.Background(), Request{Question: "all", Summary: true, Quote: true, Documents: documents}, nil)
		if !turn.Answer.Abstained || !strings.HasPrefix(turn.Answer.Text, "There is no running text") || slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == StepCut }) {
			t.Errorf("%q", turn.Answer.Text)
		}
	}
}

// Passages with places of their own, as lines and cells, are no one source.
func TestSourceOfOnePlace(t *testing.T) {
	v := &volume{passages: []knowledge.DocumentPassage{{Where: "lines 1–4", End: 9}, {Where: "lines 1–4", Start: 9, End: 20}, {Where: "lines 5–9", Start: 20, End: 30}}}
	if !v.follows(0, 1) || v.follows(1, 2) {
		t.Error("passages are joined that are cited differently")
	}
}

func TestNoticeOnce(t *testing.T) {
	r := &run{}
	r.notice("“Letter” is left out: it has no text.")
	r.notice("“Letter” is left out: it has no text.")
	if len(r.answer().Notices) != 1 {
		t.Errorf("%q", r.answer().Notices)
	}
}
