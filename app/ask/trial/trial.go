// Package trial takes the figures of the answers: it asks questions whose
// answers are known of a library of the paragraphs that they were made from,
// through the same Asker as the product, and counts. Nothing of the product
// sees the known answers. It is what `carrel bench answers` prints.
package trial

import (
	"context"
	"fmt"
	"time"

	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/app/ask/squad"
	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Options say what Run tries.
type Options struct {
	Set       string // a file in the form of SQuAD 1.1
	Questions int    // so many of the set are drawn; 0 means 200
	Seed      int64  // which ones are drawn; 0 means 1
	Passages  int    // of the library in which the time to the evidence is taken; 0 means 10,000, less than 0: no such library
	Quick     bool   // without the answers that a model writes

	Reader   knowledge.Reader
	Embedder knowledge.Embedder
	Engine   ask.Generator
	Model    inference.ModelSpec // that writes
	Log      func(string)
}

// Result is what Run counted.
type Result struct {
	Paragraphs int    `json:"paragraphs"`
	Questions  int    `json:"questions"`
	Seed       int64  `json:"seed"` // of the drawing
	Model      string `json:"model"`
	Prompt     string `json:"prompt"`
	// Halves are the articles with an even number, which nothing was chosen on,
	// and those with an odd one, which rules and weights were chosen on.
	Halves []Half `json:"halves"`
	All    Half   `json:"all"`
	// Evidence is the time from the question to its evidence in a library of
	// EvidencePassages passages.
	Evidence         Spread `json:"evidence"`
	EvidencePassages int    `json:"evidence_passages"`
	// State is the time from a sentence's last piece of text to its state.
	State   Spread  `json:"state"`
	Doubts  []Doubt `json:"doubts"`  // sentences shown as borne out that a person should look at
	Misses  []Miss  `json:"misses"`  // questions whose first three marked sentences have no answer
	Refused []Miss  `json:"refused"` // questions with an answer for which the library was said to have none
	Taken   []Miss  `json:"taken"`   // questions without one for which evidence was shown
}

// Half is what was counted over a part of the questions.
type Half struct {
	Name      string `json:"name"`
	Questions int    `json:"questions"`
	// The known answer is in the first marked sentence of the evidence, or in one
	// of the first three.
	First      int `json:"first"`
	FirstThree int `json:"first_three"`
	// And in the answer that quotes only.
	Quoted int `json:"quoted"`
	// And in the answer that the model wrote, or there or in the first sentence.
	Answered int `json:"answered"`
	Either   int `json:"either"`
	// Abstained counts questions that have an answer and were said to have none.
	// In Closest of these the answer is among the sentences quoted as closest.
	Abstained int                 `json:"abstained"`
	Closest   int                 `json:"closest"`
	Sentences map[align.State]int `json:"sentences"`
	// BorneOut are the sentences of a model that were shown as borne out; Doubtful
	// those of them that package trial's own stricter rule does not find there.
	BorneOut int `json:"borne_out"`
	Doubtful int `json:"doubtful"`
	// Absent counts questions whose paragraph was taken out of the library for
	// which it was said that there is no answer; AbsentArticle the same with the
	// whole article taken out.
	Absent        int `json:"absent"`
	AbsentArticle int `json:"absent_article"`
}

// Spread sums up times, in milliseconds.
type Spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	Max float64 `json:"max_ms"`
}

// Doubt is a sentence that was shown as borne out.
type Doubt struct {
	Question string   `json:"question"`
	Sentence string   `json:"sentence"`
	Cited    []string `json:"cited"`
	Words    []string `json:"words"` // that the citation does not have
}

// Miss is a question with what was shown for it.
type Miss struct {
	Question string   `json:"question"`
	Answers  []string `json:"answers"` // the known ones
	Shown    []string `json:"shown"`   // marked sentences, the first ones
}

// Run makes the library, asks and counts.
func Run(ctx context.Context, o Options) (Result, error) {
	if o.Questions <= 0 {
		o.Questions = 200
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Passages == 0 {
		o.Passages = 10_000
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	paragraphs, questions, err := squad.Read(o.Set)
	if err != nil {
		return Result{}, err
	}
	articles := articlesOf(questions)
	questions = choose(questions, o.Questions, o.Seed)
	o.Log(fmt.Sprintf("embedding %d paragraphs", len(paragraphs)))
	library, err := newShelf(ctx, o, paragraphs)
	if err != nil {
		return Result{}, fmt.Errorf("make the library of %s: %w", o.Set, err)
	}
	defer library.close()
	t := &trial{
		options: o, library: library, questions: questions, articles: articles,
		result: Result{
			Paragraphs: len(paragraphs), Questions: len(questions), Seed: o.Seed,
			Doubts: []Doubt{}, Misses: []Miss{}, Refused: []Miss{}, Taken: []Miss{},
			Halves: []Half{newHalf("even articles, held out"), newHalf("odd articles, chosen on")},
		},
	}
	t.asker = ask.New(ask.Config{
		Library: library, Engine: o.Engine,
		Model: func(context.Context, string) (inference.ModelSpec, error) { return o.Model, nil },
	})
	if err := t.run(ctx, paragraphs); err != nil {
		return t.result, err
	}
	return t.result, nil
}

// trial is a Run on its way.
type trial struct {
	options   Options
	library   *shelf
	asker     *ask.Asker
	questions []squad.Question
	articles  map[int]int // paragraph -> article
	result    Result

	states, evidence []time.Duration
}

func newHalf(name string) Half { return Half{Name: name, Sentences: map[align.State]int{}} }

// articlesOf says in which article each paragraph with a question is.
func articlesOf(questions []squad.Question) map[int]int {
	out := map[int]int{}
	for _, q := range questions {
		out[q.Paragraph] = q.Article
	}
	return out
}

func (t *trial) run(ctx context.Context, paragraphs []string) error {
	for i, q := range t.questions {
		if i%20 == 0 {
			t.options.Log(fmt.Sprintf("question %d of %d", i+1, len(t.questions)))
		}
		if err := t.quoted(ctx, q); err != nil {
			return err
		}
		if err := t.absent(ctx, q); err != nil {
			return err
		}
		if t.options.Quick {
			continue
		}
		if err := t.written(ctx, q); err != nil {
			return err
		}
	}
	t.result.State = spread(t.states)
	t.result.All = sum(t.result.Halves)
	if t.options.Passages < 0 {
		return nil
	}
	return t.times(ctx, paragraphs)
}

// half is where a question is counted.
func (t *trial) half(q squad.Question) *Half { return &t.result.Halves[q.Article%2] }

// ask asks one question and fails where the answer did. evidence says how long
// its evidence took.
func (t *trial) ask(ctx context.Context, r ask.Request) (a ask.Answer, evidence time.Duration, err error) {
	seed := uint32(1)
	r.Seed = &seed
	w := watch{began: time.Now()}
	turn, err := t.asker.Ask(ctx, r, w.step)
	if err == nil && turn.Answer.Status != ask.StatusDone {
		err = fmt.Errorf("%q: %s %s", r.Question, turn.Answer.Status, turn.Answer.Error)
	}
	if !r.Quote {
		t.states = append(t.states, w.states...)
	}
	return turn.Answer, w.evidence, err
}

// quoted counts what the evidence alone is worth.
func (t *trial) quoted(ctx context.Context, q squad.Question) error {
	answer, _, err := t.ask(ctx, ask.Request{Question: q.Text, Quote: true})
	if err != nil {
		return err
	}
	h := t.half(q)
	h.Questions++
	marked := first(marked(answer), 3)
	switch place := placeOf(q, marked); {
	case place == 0:
		h.First++
		h.FirstThree++
	case place > 0:
		h.FirstThree++
	default:
		t.result.Misses = append(t.result.Misses, Miss{q.Text, q.Answers, marked})
	}
	if answer.Abstained {
		h.Abstained++
		if q.AnsweredBy(answer.Text) {
			h.Closest++
		}
		t.result.Refused = append(t.result.Refused, Miss{q.Text, q.Answers, marked})
	} else if q.AnsweredBy(answer.Text) {
		h.Quoted++
	}
	return nil
}

// written counts what an answer is worth that a model writes.
func (t *trial) written(ctx context.Context, q squad.Question) error {
	answer, _, err := t.ask(ctx, ask.Request{Question: q.Text})
	if err != nil {
		return err
	}
	h := t.half(q)
	answered := q.AnsweredBy(answer.Text) && !answer.Abstained
	if answered {
		h.Answered++
	}
	if answered || placeOf(q, first(marked(answer), 1)) == 0 {
		h.Either++
	}
	if answer.Prompt != "" {
		t.result.Model, t.result.Prompt = answer.Model, answer.Prompt
	}
	for _, j := range answer.Judged() {
		h.Sentences[j.State]++
		if !borneOut(j.State) {
			continue
		}
		h.BorneOut++
		if words := doubtful(j, q.Text); len(words) > 0 {
			h.Doubtful++
			d := Doubt{Question: q.Text, Sentence: j.Text, Words: words}
			for _, e := range j.Evidence {
				d.Cited = append(d.Cited, e.Quote)
			}
			t.result.Doubts = append(t.result.Doubts, d)
		}
	}
	return nil
}

// absent counts whether a question is turned down whose paragraph, or whose
// article, is not there.
func (t *trial) absent(ctx context.Context, q squad.Question) error {
	for _, c := range []struct {
		out func(paragraph int) bool
		n   *int
	}{
		{func(p int) bool { return p == q.Paragraph }, &t.half(q).Absent},
		{func(p int) bool { return t.articles[p] == q.Article }, &t.half(q).AbsentArticle},
	} {
		left := t.library.without(c.out)
		if len(left) == 0 { // which would mean all of them
			*c.n++
			continue
		}
		answer, _, err := t.ask(ctx, ask.Request{Question: q.Text, Quote: true, Documents: left})
		if err != nil {
			return err
		}
		if answer.Abstained {
			*c.n++
		} else if c.n == &t.half(q).Absent {
			t.result.Taken = append(t.result.Taken, Miss{q.Text, q.Answers, first(marked(answer), 1)})
		}
	}
	return nil
}

// timed is how many questions the time to the evidence is taken of.
const timed = 50

// times takes the time to the evidence in a library of many passages.
func (t *trial) times(ctx context.Context, paragraphs []string) error {
	t.options.Log(fmt.Sprintf("filling the library to %d passages", t.options.Passages))
	var err error
	if t.result.EvidencePassages, err = t.library.fill(ctx, paragraphs, t.options.Passages); err != nil {
		return fmt.Errorf("fill the library: %w", err)
	}
	for i, q := range t.questions[:min(timed, len(t.questions))] {
		_, took, err := t.ask(ctx, ask.Request{Question: q.Text, Quote: true})
		if err != nil {
			return err
		}
		if i > 0 { // the first one loads the vectors
			t.evidence = append(t.evidence, took)
		}
	}
	t.result.Evidence = spread(t.evidence)
	return nil
}

// marked returns the sentences that are marked in the evidence, in the order in
// which they are shown.
func marked(a ask.Answer) []string {
	var out []string
	for _, s := range a.Sources {
		runes := []rune(s.Text)
		for _, span := range append([]reader.Span{s.Best}, s.Also...) {
			out = append(out, string(runes[span.Start-s.Start:span.End-s.Start]))
		}
	}
	return out
}

func first(list []string, n int) []string { return list[:min(n, len(list))] }

// placeOf is the place of the first text that has the answer, -1 for none.
func placeOf(q squad.Question, texts []string) int {
	for i, text := range texts {
		if q.AnsweredBy(text) {
			return i
		}
	}
	return -1
}

func sum(halves []Half) Half {
	all := newHalf("all")
	for _, h := range halves {
		all.Questions += h.Questions
		all.First += h.First
		all.FirstThree += h.FirstThree
		all.Quoted += h.Quoted
		all.Answered += h.Answered
		all.Either += h.Either
		all.Abstained += h.Abstained
		all.Closest += h.Closest
		all.BorneOut += h.BorneOut
		all.Doubtful += h.Doubtful
		all.Absent += h.Absent
		all.AbsentArticle += h.AbsentArticle
		for state, n := range h.Sentences {
			all.Sentences[state] += n
		}
	}
	return all
}
