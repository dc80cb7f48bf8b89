package ask

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"carrel/assets"
	"carrel/inference"
)

// Listwise puts passages into order with a chat model, which reads several of
// them at once and writes their numbers in order: RankGPT (Sun et al. 2023, "Is
// ChatGPT Good at Search?"). A grammar leaves the model nothing else to write
// than every number once, so that no answer can be invalid.
type Listwise struct {
	engine Generator
	model  func(ctx context.Context, name string) (inference.ModelSpec, error)
}

// NewListwise returns a Listwise with the default chat model, which model says
// as in Config.
func NewListwise(engine Generator, model func(ctx context.Context, name string) (inference.ModelSpec, error)) *Listwise {
	return &Listwise{engine, model}
}

// Name says what it is.
func (l *Listwise) Name() string { return "The chat model" }

// How a list longer than the model can take at once is put into order: a window
// goes from its end to its beginning, by half its length at a time, so that the
// best passages of each are compared with those before. With more than ten
// passages the grammar of all orders grows past what is parsed at once.
const (
	listWindow    = 10
	leastWindow   = 3
	passageRunes  = 1200 // how much of a passage is read
	leastRunes    = 240  // a window is made smaller rather than its passages shorter than that
	tokensPerItem = 8    // that the answer takes at most: "[10] > "
)

// errTooShort is for a model that cannot read three passages at once.
var errTooShort = errors.New("the chat model's context is too short to compare passages")

// Rerank gives each text a score: the number of texts that the model puts after
// it. It is the same every time.
func (l *Listwise) Rerank(ctx context.Context, query string, texts []string) ([]float32, error) {
	spec, err := l.model(ctx, "")
	if err != nil {
		return nil, err
	}
	info, err := l.engine.Load(ctx, spec)
	if err != nil {
		return nil, err
	}
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	size := min(listWindow, len(texts))
	for end := len(texts); end > 1; {
		start := max(0, end-size)
		messages, fitting, err := l.fit(ctx, spec, info, query, texts, order[start:end])
		if err != nil {
			return nil, err
		}
		if fitting < end-start { // the later passages of a window are long
			size = fitting
			continue
		}
		if err := l.arrange(ctx, spec, messages, order[start:end]); err != nil {
			return nil, err
		}
		if start == 0 {
			break
		}
		end -= max(1, size/2)
	}
	scores := make([]float32, len(texts))
	for place, i := range order {
		scores[i] = float32(len(texts) - 1 - place)
	}
	return scores, nil
}

// fit makes the prompt of a window, its passages cut as much as the context
// needs. Where they would become too short, it returns the size of a window that
// might fit instead.
func (l *Listwise) fit(ctx context.Context, spec inference.ModelSpec, info inference.ModelInfo, query string, texts []string, window []int) ([]inference.Message, int, error) {
	text, err := assets.LoadPrompt("rank")
	if err != nil {
		return nil, 0, err
	}
	for runes := passageRunes; runes >= leastRunes; runes = runes * 3 / 4 {
		var passages strings.Builder
		for n, i := range window {
			fmt.Fprintf(&passages, "[%d] %s\n", n+1, beginning(flatten(texts[i]), runes))
		}
		var user strings.Builder
		if err := text.User.Execute(&user, map[string]any{
			"Passages": strings.TrimSpace(passages.String()), "Question": beginning(flatten(query), passageRunes), "Count": len(window),
		}); err != nil {
			return nil, 0, err
		}
		messages := []inference.Message{{Role: "system", Content: text.System}, {Role: "user", Content: user.String()}}
		n, err := l.engine.CountTokens(ctx, spec, messages)
		if err != nil {
			return nil, 0, err
		}
		if n+tokensPerItem*len(window) < info.ContextTokens {
			return messages, len(window), nil
		}
	}
	if len(window) <= leastWindow {
		return nil, 0, errTooShort
	}
	return nil, max(leastWindow, len(window)*2/3), nil
}

// beginning is at most the first n code points of a text.
func beginning(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i] + "…"
		}
		n--
	}
	return text
}

// arrange has the model put a window into order.
func (l *Listwise) arrange(ctx context.Context, spec inference.ModelSpec, messages []inference.Message, window []int) error {
	greedy := 0.0
	result, err := l.engine.Generate(ctx, inference.GenerateRequest{
		Model: spec, Messages: messages, Grammar: ordersGrammar(len(window)),
		Sampling: inference.Sampling{Temperature: &greedy}, MaxTokens: tokensPerItem * len(window),
	}, nil)
	if err != nil {
		return err
	}
	places, err := parseOrder(result.Text, len(window))
	if err != nil {
		return err
	}
	before := slices.Clone(window)
	for place, i := range places {
		window[place] = before[i]
	}
	return nil
}

// ordersGrammar is the grammar, in GBNF, of all orders of the numbers 1 to n:
// "[2] > [1] > [3]". There is a rule for each set of numbers that have been
// written, which gives each of the others its turn: 2^n rules, of which n = 10
// makes 90 kB.
func ordersGrammar(n int) string {
	var b strings.Builder
	name := func(written uint) string {
		if written == 0 {
			return "root"
		}
		return "s" + strconv.FormatUint(uint64(written), 16)
	}
	all := uint(1)<<n - 1
	for written := range all {
		b.WriteString(name(written) + " ::= ")
		first := true
		for i := range n {
			if written>>i&1 == 1 {
				continue
			}
			if !first {
				b.WriteString(" | ")
			}
			first = false
			if next := written | 1<<i; bits.OnesCount(next) < n {
				fmt.Fprintf(&b, `"[%d] > " %s`, i+1, name(next))
			} else {
				fmt.Fprintf(&b, `"[%d]"`, i+1)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// parseOrder reads an order of the numbers 1 to n, as numbers from 0.
func parseOrder(text string, n int) ([]int, error) {
	var order []int
	for _, item := range strings.Split(strings.TrimSpace(text), " > ") {
		number, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(item, "["), "]"))
		if err != nil || number < 1 || number > n || slices.Contains(order, number-1) {
			return nil, fmt.Errorf("the model wrote %q, which is no order of %d passages", text, n)
		}
		order = append(order, number-1)
	}
	if len(order) != n {
		return nil, fmt.Errorf("the model wrote %q, which is no order of %d passages", text, n)
	}
	return order, nil
}
