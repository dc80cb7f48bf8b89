package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/inference"
)

// scripted stands in for a model that misbehaves, which a real one does only
// now and then: it says its pieces until it is stopped.
type scripted struct {
	pieces []string
	said   int
}

func (s *scripted) Load(context.Context, inference.ModelSpec) (inference.ModelInfo, error) {
	return inference.ModelInfo{Name: "scripted", Parameters: 135e6, ContextTokens: 2048}, nil
}

func (s *scripted) CountTokens(context.Context, inference.ModelSpec, []inference.Message) (int, error) {
	return 100, nil
}

func (s *scripted) Generate(ctx context.Context, _ inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	for _, p := range s.pieces {
		if ctx.Err() != nil {
			return inference.GenerateResult{StopReason: inference.StopCancel}, ctx.Err()
		}
		s.said++
		onText(p)
	}
	return inference.GenerateResult{StopReason: inference.StopEnd}, nil
}

// panicking is a program error while an answer is written.
type panicking struct{ scripted }

func (*panicking) Generate(context.Context, inference.GenerateRequest, func(string)) (inference.GenerateResult, error) {
	panic("a sentence that nobody thought of")
}

func TestAskPanic(t *testing.T) {
	a, h := newAsker(t)
	a.config.Engine = &panicking{}
	turn, err := a.Ask(context.Background(), Request{Question: "Who founded the Harbour Museum?"}, func(Step) {})
	if err != nil || turn.Answer.Status != StatusFailed || turn.Answer.Error == "" || len(turn.Answer.Sources) == 0 {
		t.Errorf("%+v, %v", turn.Answer, err)
	}
	if c, err := h.Chat(context.Background(), turn.Chat); err != nil || c.Turns[0].Answer.Status != StatusFailed {
		t.Errorf("stored: %+v, %v", c, err)
	}
}

func TestAskDegenerateModels(t *testing.T) {
	a, _ := newAsker(t)
	ask := func(pieces []string) (Answer, *scripted) {
		model := &scripted{pieces: pieces}
		a.config.Engine = model
		turn, steps := asked(t, a, context.Background(), Request{Question: "Who founded the Harbour Museum?"}, nil)
		for _, s := range steps {
			if s.Kind == StepCut {
				t.Errorf("of %q something was shown and then taken back", pieces[:min(len(pieces), 3)])
			}
		}
		return turn.Answer, model
	}
	repeat := func(s string, n int) []string { return strings.SplitAfter(strings.Repeat(s, n), " ") }

	answer, model := ask(repeat("Anna Berg founded it. ", 100))
	if answer.Text != "Anna Berg founded it. Anna Berg founded it." || model.said > 20 || answer.Status != StatusDone || len(answer.Notices) != 1 {
		t.Errorf("a sentence over and over: %q after %d pieces, %s, %q", answer.Text, model.said, answer.Status, answer.Notices)
	}

	answer, model = ask(repeat("It was Anna Berg. and the and the ", 100))
	if model.said > 60 || !strings.HasPrefix(answer.Text, "It was Anna Berg.") {
		t.Errorf("a phrase over and over: %q after %d pieces", answer.Text, model.said)
	}

	answer, model = ask(append([]string{"It was Anna Berg. ", "The ", "T."}, strings.SplitAfter(strings.Repeat("T.", 100), ".")...))
	if model.said > 30 || !strings.HasPrefix(answer.Text, "It was Anna Berg.") || strings.Contains(answer.Text, "T.") || strings.HasSuffix(answer.Text, "The") {
		t.Errorf("letters over and over: %q after %d pieces", answer.Text, model.said)
	}

	for _, silent := range [][]string{nil, {" ", "\n"}, {"Answer:"}, {"[1]"}, repeat("the ", 100)} {
		answer, _ = ask(silent)
		if !strings.HasPrefix(answer.Text, "The model gave no answer.") || !strings.Contains(answer.Text, "founded in 1887 by Anna Berg") {
			t.Errorf("%q gives %q", silent[:min(len(silent), 3)], answer.Text)
			continue
		}
		last := answer.Sentences[len(answer.Sentences)-1]
		if last.State != align.Quoted || len(last.Citations) != 1 || answer.Status != StatusDone {
			t.Errorf("the sentence shown instead is %+v, %s", last, answer.Status)
		}
	}

	answer, _ = ask([]string{"Ans", "wer: Anna", " Berg founded", " the Harbour Museum [1", "] in 1887 [2]. It has", " doubled its income [3]."})
	if answer.Text != "Anna Berg founded the Harbour Museum in 1887." || len(answer.Notices) != 1 {
		t.Errorf("markers, and what it made up after: %q, %q", answer.Text, answer.Notices)
	}
	if len(answer.Sentences) != 1 || answer.Sentences[0].State != align.Supported {
		t.Errorf("sentences: %+v", answer.Sentences)
	}

	answer, model = ask(append([]string{"Bootloaders install kernels. "}, repeat("They manage a system. ", 50)...))
	if strings.Contains(answer.Text, "ootloader") || !strings.Contains(answer.Text, "founded in 1887 by Anna Berg") || model.said > 10 {
		t.Errorf("an invention gives %q after %d pieces", answer.Text, model.said)
	}
	for _, s := range answer.Sentences[1:] {
		if s.State != align.Quoted || len(s.Citations) != 1 {
			t.Errorf("quoted instead of an invention: %+v", s)
		}
	}
}

// What a small model half invents, or only says again, gives way to quotations
// or is followed by one.
func TestAskQuotesInstead(t *testing.T) {
	a, _ := newAsker(t)
	model := &scripted{}
	a.config.Engine = model
	ask := func(r Request, pieces ...string) Answer {
		model.pieces, model.said = pieces, 0
		turn, _ := asked(t, a, context.Background(), r, nil)
		if turn.Answer.Status != StatusDone {
			t.Errorf("%q: %s %s", pieces, turn.Answer.Status, turn.Answer.Error)
		}
		return turn.Answer
	}
	const founded = "founded in 1887 by Anna Berg"
	question := Request{Question: "Who founded the Harbour Museum?"}

	if got := ask(question, "Anna Berg founded the Harbour Museum in 1912. "); strings.Contains(got.Text, "1912") || !strings.Contains(got.Text, founded) {
		t.Errorf("a wrong year gives %q", got.Text)
	}
	if got := ask(question, "The Harbour Museum was founded. "); !strings.HasPrefix(got.Text, "The Harbour Museum was founded.") || !strings.Contains(got.Text, founded) {
		t.Errorf("the question said again gives %q", got.Text)
	}

	question.Quote = true
	got := ask(question, "Never said.")
	if model.said != 0 || got.Model != "" || !got.Quoting || !strings.Contains(got.Text, founded) {
		t.Errorf("only quoting, after %d pieces of a model, gives %+v", model.said, got)
	}
	for i, s := range got.Sentences {
		if want := align.Quoted; i > 0 && (s.State != want || len(s.Citations) != 1) {
			t.Errorf("a quotation is %+v", s)
		}
	}

	// Near the matter, and no answer.
	got = ask(Request{Question: "Which minister opened the tower of the Harbour Museum in Lisbon?", Quote: true})
	if !got.Abstained || !strings.HasPrefix(got.Text, "Your documents may not answer this.") || len(got.Citations) == 0 {
		t.Errorf("no answer, and near it: abstained %v, %q", got.Abstained, got.Text)
	}
}

// A follow-up says what was searched for.
func TestAskSaysWhatWasSearchedFor(t *testing.T) {
	a, _ := newAsker(t)
	turn, _ := asked(t, a, context.Background(), Request{
		Question: "When was it founded?", Quote: true, Earlier: []Turn{{Question: "Who founded the Harbour Museum?"}},
	}, nil)
	if notices := strings.Join(turn.Answer.Notices, " "); !strings.Contains(notices, "searched for “When was it founded? Harbour Museum”") {
		t.Errorf("notices %q", notices)
	}
}

func TestStutters(t *testing.T) {
	for text, want := range map[string]string{
		"The " + strings.Repeat("T.", 12):                              "The",
		"It rains. " + strings.Repeat("ha ", 12):                       "It rains.",
		strings.Repeat("x", 24):                                        "",
		"The " + strings.Repeat("T.", 11):                              "-",
		"One hundred sextillions are 100,000,000,000,000,000,000,000,": "-",
		"3.5. /boot ..................................":                "-",
		"- - - - - - - - - - - - - - - - - -":                          "-",
		"Rindfleischetikettierungsüberwachungsaufgabenübertragung":     "-",
	} {
		got := "-"
		if keep, looped := stutters(text); looped {
			got = text[:keep]
		}
		if got != want {
			t.Errorf("of %q %q is kept, want %q", text, got, want)
		}
	}
}
