package ask

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"carrel/app/ask/align"
	"carrel/assets"
	"carrel/inference"
	"carrel/knowledge/reader"
)

// profile says what a model of a certain size is given.
type profile struct {
	name      string // of the prompt in package assets
	sentences int    // given the so many best sentences; 0: whole passages
	passages  int    // given so many passages
	maxTokens int    // length of the answer
	repeat    float64
}

// profileFor chooses by the number of parameters; 0, not known, counts as large.
func profileFor(parameters uint64) profile {
	switch {
	case parameters > 0 && parameters < 1e9:
		// Measured on XQuAD with SmolLM2-135M: one sentence and "summarise what
		// this says about" puts the answer into the text in 0.55 of the questions,
		// two sentences in 0.50, "answer the question" from one in 0.40, from the
		// right paragraph in 0.27, with worked examples in 0.15.
		return profile{name: "small", sentences: 1, maxTokens: 96}
	case parameters > 0 && parameters < 4e9:
		return profile{name: "large", passages: 4, maxTokens: 384}
	}
	return profile{name: "large", passages: shownSources, maxTokens: 640}
}

// errQuestionTooLong is for a question that fills the context by itself.
var errQuestionTooLong = errors.New("the question is too long for this model; ask a shorter one")

// prompt is what the model is given.
type prompt struct {
	messages  []inference.Message
	maxTokens int
	leftOut   int    // pieces that did not fit
	pieces    int    // pieces that fitted
	form      string // name and version, for the record
}

// promptInput is what a prompt is made of.
type promptInput struct {
	question string
	earlier  string // the question and answer before, briefly; "" for none
	sources  []Source
	material *align.Material
	order    []align.Ranked
}

// counter counts a prompt's tokens as the engine will render it.
type counter func(context.Context, []inference.Message) (int, error)

// buildPrompt puts as many pieces into the prompt as fit the context beside the
// answer, best first; the system text comes first and never changes, so that
// its evaluation can be kept. The prompt is counted, not estimated.
func buildPrompt(ctx context.Context, p profile, in promptInput, context int, count counter) (prompt, error) {
	text, err := assets.LoadPrompt(p.name)
	if err != nil {
		return prompt{}, err
	}
	wanted := p.passages
	if p.sentences > 0 {
		wanted = min(p.sentences, len(in.order))
	}
	wanted = min(wanted, max(len(in.sources), p.sentences))
	out := prompt{maxTokens: min(p.maxTokens, context/3), form: fmt.Sprintf("%s/%d", p.name, assets.PromptVersion)}
	for n, short := wanted, false; ; {
		var b strings.Builder
		err := text.User.Execute(&b, map[string]string{
			"Passages": in.passages(p, n, short), "Question": flatten(in.question), "Earlier": in.earlier,
		})
		if err != nil {
			return prompt{}, fmt.Errorf("ask: prompt %s: %w", p.name, err)
		}
		out.messages = nil
		if text.System != "" {
			out.messages = append(out.messages, inference.Message{Role: "system", Content: text.System})
		}
		out.messages = append(out.messages, inference.Message{Role: "user", Content: b.String()})
		tokens, err := count(ctx, out.messages)
		if err != nil {
			return prompt{}, err
		}
		if tokens+out.maxTokens <= context {
			out.pieces, out.leftOut = n, wanted-n
			return out, nil
		}
		switch {
		case n > 1:
			// The share that is too much says how many pieces have to go.
			n = min(n-1, max(1, n*(context-out.maxTokens)/tokens))
		case in.earlier != "":
			in.earlier = ""
		case !short && p.sentences == 0:
			short = true
		case n == 1:
			n = 0
		default:
			return prompt{}, errQuestionTooLong
		}
	}
}

// passages writes the n best pieces: sentences in the order of the sources, or
// numbered whole passages, best first; with short, only each one's best sentence.
func (in promptInput) passages(p profile, n int, short bool) string {
	var b strings.Builder
	if p.sentences > 0 {
		last := -1
		quoting := in.material.Quoting()
		for _, i := range bestStatements(in.order, n) {
			st, fresh := quoting.Next(i)
			if !fresh {
				continue
			}
			if last >= 0 && last != st.Source {
				b.WriteByte('\n')
			}
			last = st.Source
			b.WriteString(flatten(string(st.Text)))
			b.WriteByte('\n')
		}
		return strings.TrimSpace(b.String())
	}
	for _, s := range in.sources[:min(n, len(in.sources))] {
		body := align.WithoutOrders(s.Text)
		if short {
			body = s.slice(s.Best)
		}
		fmt.Fprintf(&b, "[%d] %s, page %d\n%s\n\n", s.N, harmlessTitle(s.Document), s.Page, strings.TrimSpace(body))
	}
	return strings.TrimSpace(b.String())
}

// slice returns the text of a span of the source's page.
func (s Source) slice(span reader.Span) string {
	runes := []rune(s.Text)
	from, to := span.Start-s.Start, span.End-s.Start
	if from < 0 || to > len(runes) || from > to {
		return s.Text
	}
	return string(runes[from:to])
}

// flatten makes one line of a text that a page broke into several.
func flatten(s string) string { return strings.Join(strings.Fields(s), " ") }

// briefly shortens the turn before to what a follow-up needs.
func briefly(turns []Turn) string {
	if len(turns) == 0 {
		return ""
	}
	t := turns[len(turns)-1]
	return firstRunes(flatten(t.Question), 160)
}

// headingRunes is how much of a title is shown as a heading.
const headingRunes = 90

func firstRunes(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n]) + "…"
}
