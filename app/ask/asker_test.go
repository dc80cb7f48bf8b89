package ask

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"carrel/app/ask/align"
	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/index"
)

// newAsker returns an Asker over the desk, with a history of its own.
func newAsker(t testing.TB) (*Asker, *History) {
	t.Helper()
	openDesk(t)
	h := NewHistory(openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB())
	return New(Config{
		Library: desk.library, Engine: desk.engine, History: h,
		Model: func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil },
	}), h
}

// asked runs a question to its end and checks what holds for every answer.
func asked(t *testing.T, a *Asker, ctx context.Context, req Request, on func(Step)) (Turn, []Step) {
	t.Helper()
	var steps []Step
	turn, err := a.Ask(ctx, req, func(s Step) {
		steps = append(steps, s)
		if on != nil {
			on(s)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	checkSteps(t, turn, steps)
	checkCitations(t, turn.Answer)
	return turn, steps
}

func checkSteps(t *testing.T, turn Turn, steps []Step) {
	t.Helper()
	if steps[0].Kind != StepBegun || steps[len(steps)-1].Kind != StepDone {
		t.Fatalf("steps begin with %s and end with %s", steps[0].Kind, steps[len(steps)-1].Kind)
	}
	var text []rune
	var sentences []Sentence
	sourcesAt := -1
	for i, s := range steps {
		if s.Chat != turn.Chat || s.Turn != turn.ID {
			t.Errorf("step %d is of chat %q, turn %q", i, s.Chat, s.Turn)
		}
		switch s.Kind {
		case StepSources:
			sourcesAt = i
		case StepText:
			if sourcesAt < 0 {
				t.Error("text came before the sources")
			}
			text = append(text, []rune(s.Text)...)
		case StepCut:
			text = text[:s.Keep]
		case StepSentence:
			sentences = append(sentences, *s.Sentence)
		}
	}
	if string(text) != turn.Answer.Text {
		t.Errorf("streamed %q, stored %q", string(text), turn.Answer.Text)
	}
	if len(sentences) > 0 && !reflect.DeepEqual(sentences, turn.Answer.Sentences) {
		t.Errorf("streamed %+v, stored %+v", sentences, turn.Answer.Sentences)
	}
	runes := []rune(turn.Answer.Text)
	last := 0
	for _, s := range turn.Answer.Sentences {
		if s.Start < last || s.End <= s.Start || s.End > len(runes) {
			t.Errorf("sentence %d..%d of %d code points after %d", s.Start, s.End, len(runes), last)
		}
		last = s.End
		for _, n := range s.Citations {
			if n < 1 || n > len(turn.Answer.Citations) {
				t.Errorf("citation %d of %d", n, len(turn.Answer.Citations))
			}
		}
	}
}

// checkCitations compares every quote and source with the page's own text.
func checkCitations(t *testing.T, a Answer) {
	t.Helper()
	page := func(id string, n, start, end int) string {
		pages, err := desk.library.Pages(context.Background(), id, n, n)
		if err != nil || len(pages) != 1 {
			t.Fatalf("page %d of %s: %v", n, id, err)
		}
		return string([]rune(pages[0].Text)[start:end])
	}
	for _, s := range a.Sources {
		if got := page(s.Document.ID, s.Page, s.Start, s.End); got != s.Text {
			t.Errorf("source %d says %q, the page %q", s.N, s.Text, got)
		}
		if s.Best.Start < s.Start || s.Best.End > s.End || s.Best.Start >= s.Best.End {
			t.Errorf("source %d..%d has its best sentence at %d..%d", s.Start, s.End, s.Best.Start, s.Best.End)
		}
	}
	for i, c := range a.Citations {
		if c.N != i+1 {
			t.Errorf("citation %d has number %d", i, c.N)
		}
		if got := page(c.Document.ID, c.Page, c.Start, c.End); got != c.Quote {
			t.Errorf("citation %d quotes %q, the page says %q", c.N, c.Quote, got)
		}
	}
}

// listened is the engine, with an ear on what a model writes.
type listened struct {
	Generator
	onText func()
}

func (l listened) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	return l.Generator.Generate(ctx, r, func(text string) {
		l.onText()
		onText(text)
	})
}

func seed(n uint32) *uint32 { return &n }

func TestAskStreamsAndCites(t *testing.T) {
	a, h := newAsker(t)
	turn, steps := asked(t, a, context.Background(), Request{Question: "Who founded the Harbour Museum?", Seed: seed(7)}, nil)
	answer := turn.Answer
	if answer.Status != StatusDone || answer.Abstained || answer.Error != "" {
		t.Fatalf("%s: %+v", answer.Status, answer)
	}
	for i, s := range steps {
		if s.Kind == StepCut {
			t.Errorf("step %d takes back what was shown of a small model's answer", i)
		}
	}
	if !strings.Contains(answer.Text, "Berg") {
		t.Errorf("answer: %q", answer.Text)
	}
	best := string([]rune(answer.Sources[0].Text)[answer.Sources[0].Best.Start-answer.Sources[0].Start : answer.Sources[0].Best.End-answer.Sources[0].Start])
	if !strings.Contains(best, "founded in 1887 by Anna Berg") {
		t.Errorf("the best sentence is %q", best)
	}
	if len(answer.Citations) == 0 || !strings.Contains(answer.Citations[0].Quote, "Anna Berg") || answer.Citations[0].Document.ID != desk.ids["museum.txt"] {
		t.Errorf("citations: %+v", answer.Citations)
	}
	if answer.Seed != 7 || answer.Model == "" || answer.Prompt == "" {
		t.Errorf("seed %d, model %q, prompt %q", answer.Seed, answer.Model, answer.Prompt)
	}
	if m := answer.Timings; m.RetrieveMS <= 0 || m.FirstTokenMS < m.RetrieveMS || m.TotalMS < m.FirstTokenMS || m.PromptTokens == 0 || m.AnswerTokens == 0 {
		t.Errorf("timings: %+v", m)
	}
	t.Logf("%q; %+v", answer.Text, answer.Timings)
	stored, err := h.Chat(context.Background(), turn.Chat)
	if err != nil || len(stored.Turns) != 1 {
		t.Fatalf("stored: %+v, %v", stored, err)
	}
	if got := stored.Turns[0].Answer; got.Text != answer.Text || got.Status != StatusDone || len(got.Citations) != len(answer.Citations) {
		t.Errorf("stored %+v", got)
	}
	again, _ := asked(t, a, context.Background(), Request{Question: "Who founded the Harbour Museum?", Seed: seed(7)}, nil)
	if again.Answer.Text != answer.Text {
		t.Errorf("with the same seed: %q, then %s %q %s", answer.Text, again.Answer.Status, again.Answer.Text, again.Answer.Error)
	}
}

func TestAskPDFHasBoxes(t *testing.T) {
	a, _ := newAsker(t)
	turn, steps := asked(t, a, context.Background(), Request{Question: "When was the lighthouse of Skar lit for the first time?", Seed: seed(1)}, nil)
	if len(turn.Answer.Citations) == 0 {
		t.Fatalf("no citation for %q: %+v", turn.Answer.Text, turn.Answer.Sentences)
	}
	c := turn.Answer.Citations[0]
	if c.Document.ID != desk.ids["lighthouse.pdf"] || c.Page != 1 || len(c.Boxes) == 0 {
		t.Fatalf("%+v", c)
	}
	for _, b := range c.Boxes {
		if b.Left < 60 || b.Right > 560 || b.Bottom < 600 || b.Top > 760 || b.Left >= b.Right || b.Bottom >= b.Top {
			t.Errorf("box %+v", b)
		}
	}
	for _, s := range steps {
		for _, c := range s.Citations {
			if len(c.Boxes) != 0 {
				t.Error("a citation waited for its boxes while streaming")
			}
		}
	}
}

func TestAskAbsent(t *testing.T) {
	a, _ := newAsker(t)
	for _, q := range []string{"What is the tyre pressure of a Vespa scooter?", "Quantum chromodynamics lattice spacing?", "How do I reset my router's password?"} {
		turn, _ := asked(t, a, context.Background(), Request{Question: q}, nil)
		if !turn.Answer.Abstained || turn.Answer.Status != StatusDone || !strings.HasPrefix(turn.Answer.Text, "I found nothing about this in your documents.") || turn.Answer.Timings.AnswerTokens != 0 {
			t.Errorf("%s: %q", q, turn.Answer.Text)
		}
		for _, s := range turn.Answer.Sentences {
			if s.State != align.Plain {
				t.Errorf("%s: a sentence of Carrel's own is %s", q, s.State)
			}
		}
	}
}

func TestAskEmptyLibrary(t *testing.T) {
	openDesk(t)
	dir := t.TempDir()
	l, store, err := newLibrary(context.Background(), dir, desk.embed)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	defer l.Close()
	a := New(Config{Library: l, Engine: desk.engine, Model: func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil }})
	turn, err := a.Ask(context.Background(), Request{Question: "Who founded the museum?"}, func(Step) {})
	if err != nil || !turn.Answer.Abstained || !strings.Contains(turn.Answer.Text, "library is empty") {
		t.Errorf("%v: %+v", err, turn.Answer)
	}
}

func TestAskOnlyChosenDocuments(t *testing.T) {
	a, _ := newAsker(t)
	turn, _ := asked(t, a, context.Background(), Request{Question: "When did the Moor Railway close?", Documents: []string{desk.ids["bees.txt"]}}, nil)
	for _, s := range turn.Answer.Sources {
		if s.Document.ID != desk.ids["bees.txt"] {
			t.Errorf("a source from %s", s.Document.Path)
		}
	}
	if !turn.Answer.Abstained {
		t.Errorf("the bees answered %q", turn.Answer.Text)
	}
}

func TestAskFollowUp(t *testing.T) {
	a, h := newAsker(t)
	first, _ := asked(t, a, context.Background(), Request{Question: "Who built the stations of the Moor Railway?", Seed: seed(1)}, nil)
	second, _ := asked(t, a, context.Background(), Request{Question: "When did it close?", Chat: first.Chat, Seed: seed(1)}, nil)
	if second.Chat != first.Chat || second.Answer.Abstained || second.Answer.Sources[0].Document.ID != desk.ids["railway.md"] {
		t.Errorf("%+v", second.Answer)
	}
	if c, err := h.Chat(context.Background(), first.Chat); err != nil || len(c.Turns) != 2 || c.Turns[1].Question != "When did it close?" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAskRefusals(t *testing.T) {
	a, h := newAsker(t)
	emit := func(s Step) { t.Errorf("a step %s", s.Kind) }
	for _, q := range []string{"", " \n", "?!"} {
		if _, err := a.Ask(context.Background(), Request{Question: q}, emit); !errors.Is(err, ErrNoQuestion) {
			t.Errorf("%q: %v", q, err)
		}
	}
	if _, err := a.Ask(context.Background(), Request{Question: "Who?", Chat: "nochat"}, emit); !errors.Is(err, ErrNoChat) {
		t.Errorf("unknown chat: %v", err)
	}
	if chats, err := h.Chats(context.Background()); err != nil || len(chats) != 0 {
		t.Errorf("%d chats, %v", len(chats), err)
	}
}

func TestAskStopped(t *testing.T) {
	a, h := newAsker(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var at time.Time
	a.config.Engine = listened{a.config.Engine, func() {
		if at.IsZero() {
			at = time.Now()
			cancel()
		}
	}}
	turn, _ := asked(t, a, ctx, Request{Question: "What does the collection of the Harbour Museum hold?"}, nil)
	if turn.Answer.Status != StatusStopped || turn.Answer.Text != "" || len(turn.Answer.Sources) == 0 || turn.Answer.Error != "" {
		t.Errorf("%s %q %q", turn.Answer.Status, turn.Answer.Text, turn.Answer.Error)
	}
	if took := time.Since(at); took > 2*time.Second*raceFactor {
		t.Errorf("stopping took %v", took)
	}
	if c, err := h.Chat(context.Background(), turn.Chat); err != nil || c.Turns[0].Answer.Status != StatusStopped || c.Turns[0].Answer.Text != turn.Answer.Text {
		t.Errorf("stored: %+v, %v", c, err)
	}
}

func TestAskEngineKilled(t *testing.T) {
	a, _ := newAsker(t)
	info, err := desk.engine.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	killed := false
	engine := a.config.Engine
	a.config.Engine = listened{engine, func() {
		if !killed {
			killed = true
			p, err := os.FindProcess(info.PID)
			if err != nil {
				t.Error(err)
				return
			}
			p.Kill()
		}
	}}
	turn, _ := asked(t, a, context.Background(), Request{Question: "What does the collection of the Harbour Museum hold?"}, nil)
	a.config.Engine = engine
	if turn.Answer.Status != StatusFailed || len(turn.Answer.Error) < 10 || turn.Answer.Text != "" || len(turn.Answer.Sources) == 0 {
		t.Errorf("%s %q: %q, %d sources", turn.Answer.Status, turn.Answer.Text, turn.Answer.Error, len(turn.Answer.Sources))
	}
	t.Logf("in words: %s", turn.Answer.Error)
	again, _ := asked(t, a, context.Background(), Request{Question: "Who founded the Harbour Museum?"}, nil)
	if again.Answer.Status != StatusDone {
		t.Errorf("after the engine's death: %s %s", again.Answer.Status, again.Answer.Error)
	}
}

func TestAskModelMissing(t *testing.T) {
	a, _ := newAsker(t)
	a.config.Model = func(context.Context, string) (inference.ModelSpec, error) {
		return inference.ModelSpec{Path: filepath.Join(t.TempDir(), "none.gguf"), Kind: inference.KindChat}, nil
	}
	turn, _ := asked(t, a, context.Background(), Request{Question: "Who founded the Harbour Museum?"}, nil)
	if turn.Answer.Status != StatusFailed || turn.Answer.Error == "" || len(turn.Answer.Sources) == 0 {
		t.Errorf("%+v", turn.Answer)
	}
}

// A model or filter that the request names wrongly is the request's mistake:
// there is nothing to keep.
func TestAskMistaken(t *testing.T) {
	history := NewHistory(openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB())
	none := errors.New("no such model")
	a := New(Config{History: history, Model: func(context.Context, string) (inference.ModelSpec, error) { return inference.ModelSpec{}, none }})
	for _, c := range []struct {
		request Request
		want    error
	}{
		{Request{Question: "Who founded the museum?", Model: "nothing"}, none},
		{Request{Question: "Who founded the museum?", Filters: knowledge.Filters{Types: []string{"nosuch"}}}, knowledge.ErrFilter},
	} {
		if _, err := a.Ask(context.Background(), c.request, func(s Step) { t.Errorf("step %+v", s) }); !errors.Is(err, c.want) {
			t.Errorf("%+v gave %v", c.request, err)
		}
	}
	if chats, err := history.Chats(context.Background()); err != nil || len(chats) > 0 {
		t.Errorf("chats %+v, %v", chats, err)
	}
}

func TestAskDiskFull(t *testing.T) {
	openDesk(t)
	db := openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB()
	db.SetMaxOpenConns(1) // the limit holds per connection
	db.SetConnMaxIdleTime(0)
	limit(t, db)
	a := New(Config{Library: desk.library, Engine: desk.engine, History: NewHistory(db),
		Model: func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil }})
	turn, _ := asked(t, a, context.Background(), Request{Question: "Who founded" + strings.Repeat(" ", 20000) + "the Harbour Museum?"}, nil)
	if turn.Answer.Status == StatusRunning || turn.Answer.Unsaved != "the disk is full" {
		t.Errorf("%s, unsaved: %q", turn.Answer.Status, turn.Answer.Unsaved)
	}
	// It is in memory, and stored when there is room again.
	history := a.config.History
	if c, err := history.Chat(t.Context(), turn.Chat); err != nil || len(c.Turns) != 1 || c.Turns[0].Answer.Text != turn.Answer.Text {
		t.Errorf("the chat meanwhile: %+v, %v", c, err)
	}
	if err := history.Save(t.Context(), turn.ID); !index.IsFull(err) {
		t.Errorf("saved on a full disk: %v", err)
	}
	if _, err := db.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if err := history.Save(t.Context(), turn.ID); err != nil || history.Unsaved() != 0 {
		t.Errorf("with room: %v, %d unsaved", err, history.Unsaved())
	}
	if c, err := NewHistory(db).Chat(t.Context(), turn.Chat); err != nil || len(c.Turns) != 1 || c.Turns[0].Answer.Text != turn.Answer.Text || c.Turns[0].Answer.Unsaved != "" {
		t.Errorf("on the disk: %+v, %v", c, err)
	}
}

// TestPromptFitsContext counts with the engine itself.
func TestPromptFitsContext(t *testing.T) {
	openDesk(t)
	count := func(ctx context.Context, m []inference.Message) (int, error) {
		return desk.engine.CountTokens(ctx, desk.chat, m)
	}
	for _, parameters := range []uint64{135e6, 8e9} {
		p, err := buildPrompt(context.Background(), profileFor(parameters), longInput(300), 2048, count)
		if err != nil {
			t.Fatal(err)
		}
		n, err := count(context.Background(), p.messages)
		if err != nil || n+p.maxTokens > 2048 || p.pieces == 0 || parameters > 1e9 && p.leftOut == 0 {
			t.Errorf("%d parameters: %d tokens and %d for the answer, %v", parameters, n, p.maxTokens, err)
		}
	}
}
