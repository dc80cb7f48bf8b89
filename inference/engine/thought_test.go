package engine

import (
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models/modeltest"
)

// However a text is torn into pieces, its thought and its answer are the same.
func TestThoughtIsPartedFromTheAnswer(t *testing.T) {
	for _, tt := range []struct {
		state                 thinking
		text, thought, answer string
	}{
		{undecided, "<think>\nTwo and two.\n</think>\n\nFour.", "\nTwo and two.\n", "Four."},
		{undecided, "\n <think>a < b </thin> c</think>Yes", "a < b </thin> c", "Yes"},
		{undecided, "<think></think> Yes", "", "Yes"},
		{inThought, "So.\n</think>\nYes </think> no", "So.\n", "Yes </think> no"},
		{undecided, "Yes, <think> is a mark", "", "Yes, <think> is a mark"},
		{undecided, "  <thing>", "", "  <thing>"},
		{undecided, " \n", "", " \n"},
		{undecided, "<thi", "", "<thi"},
		{inThought, "It never ends </th", "It never ends </th", ""},
		{inThought, "Grüße </think> schön", "Grüße ", "schön"},
		{answering, "<think>a</think>b", "", "<think>a</think>b"},
		{undecided, "[THINK]Two [and] two.[/THINK]Four.", "Two [and] two.", "Four."},
		{undecided, "[THINK]a</think>b[/THINK] c", "a</think>b", "c"},
		{undecided, "[1] says so", "", "[1] says so"},
	} {
		for size := 1; size <= len(tt.text); size++ {
			th := thinker{state: tt.state}
			if tt.state == inThought {
				th.marks = thoughtFamilies[0]
			}
			var thought, answer string
			for rest := tt.text; rest != ""; {
				n := min(size, len(rest))
				a, b := th.add([]byte(rest[:n]))
				thought, answer, rest = thought+string(a), answer+string(b), rest[n:]
			}
			a, b := th.end()
			if thought, answer = thought+string(a), answer+string(b); thought != tt.thought || answer != tt.answer {
				t.Errorf("%q in pieces of %d: thought %q, answer %q", tt.text, size, thought, answer)
			}
		}
	}
}

// A token is the answer's from the one on that brings text of it, and those that a
// mark is made of are the thought's, however many they are.
func TestTokensOfThoughtAreCounted(t *testing.T) {
	for _, tt := range []struct {
		pieces                 []string
		thought, probabilities int
		thinksAfter            int // tokens, up to which MaxTokens does not count
	}{
		{[]string{"<th", "ink", ">", "So", ".", "</think>", "\n\n", "Yes", "."}, 7, 2, 7},
		{[]string{"<think>", "So.</think>", "Yes", "."}, 2, 2, 2},
		{[]string{"<think>", "So", "</think>Yes", "."}, 2, 2, 2},
		{[]string{"<th", "ree", " words"}, 0, 3, 1},
		{[]string{"\n", "Yes"}, 0, 2, 0},
	} {
		emitted := 0
		a := &answer{thought: &writer{}, out: &writer{}, emit: sink{token: func(inference.TokenChoice) { emitted++ }}}
		thinksAfter := 0
		for i, piece := range tt.pieces {
			a.take([]byte(piece), &inference.TokenChoice{})
			if a.thinks() {
				thinksAfter = i + 1
			}
		}
		if a.result.ThoughtTokens != tt.thought || emitted != tt.probabilities || thinksAfter != tt.thinksAfter {
			t.Errorf("%q: %d tokens of thought, %d with probabilities, thought until token %d", tt.pieces, a.result.ThoughtTokens, emitted, thinksAfter)
		}
	}
}

// A real model whose grammar has it think and answer.
func TestAModelThinksAndAnswers(t *testing.T) {
	s, model := atWork(t)
	zero := 0.0
	var thought, text strings.Builder
	probabilities := 0
	q := inference.GenerateRequest{
		Model: model, Messages: []inference.Message{{Role: "user", Content: "Is the sky blue?"}}, MaxTokens: 12, LogProbs: true,
		Sampling: inference.Sampling{Temperature: &zero}, Grammar: `root ::= "<think>\n" [a-z ]{8,24} "\n</think>\n\n" "Yes." | "No."`,
	}
	q.Grammar = strings.Replace(q.Grammar, `"Yes." | "No."`, `("Yes." | "No.")`, 1)
	r, err := s.generate(t.Context(), q, sink{
		text: func(d string) { text.WriteString(d) }, thought: func(d string) { thought.WriteString(d) },
		token: func(inference.TokenChoice) { probabilities++ },
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Text != "Yes." && r.Text != "No." || len(r.Thought) < 6 || strings.ContainsAny(r.Thought+r.Text, "<>") {
		t.Errorf("thought %q, answer %q", r.Thought, r.Text)
	}
	if text.String() != r.Text || strings.TrimSpace(thought.String()) != strings.TrimSpace(r.Thought) {
		t.Errorf("in pieces: thought %q, answer %q", thought.String(), text.String())
	}
	if r.ThoughtTokens == 0 || probabilities == 0 || r.ThoughtTokens+probabilities != r.AnswerTokens {
		t.Errorf("%d tokens, %d of thought, %d with probabilities", r.AnswerTokens, r.ThoughtTokens, probabilities)
	}
	allFree(t, s)
}

// A template that opens the thought itself, with each family's marks, as text and as
// markers: it is ended at its limit, an answer follows, and with a grammar there is
// none.
func TestAThoughtThatTheTemplateOpens(t *testing.T) {
	for i, marks := range thoughtFamilies {
		o := modeltest.Shallow{Template: func(template string) string {
			const turn = "assistant\n' }}"
			if !strings.Contains(template, turn) {
				t.Fatal("the bundled model's template is another one")
			}
			return strings.Replace(template, turn, "assistant\n"+marks.opens+"' }}", 1)
		}}
		if i > 0 { // the marks of DeepSeek's distillations are text to most vocabularies
			o.Tokens = map[string]string{"<file_sep>": marks.opens, "<gh_stars>": marks.closes}
		}
		t.Run(marks.opens, func(t *testing.T) { thinksByTemplate(t, o, marks) })
	}
}

func thinksByTemplate(t *testing.T, o modeltest.Shallow, marks thoughtMarks) {
	s, model := atWork(t)
	model.Path = filepath.Join(t.TempDir(), "thinks.gguf")
	modeltest.WriteShallow(t, model.Path, o)
	zero := 0.0
	q := inference.GenerateRequest{
		Model: model, Messages: []inference.Message{{Role: "user", Content: "Name a colour."}}, MaxTokens: 4, MaxThought: 6, IgnoreEOS: true,
		Sampling: inference.Sampling{Temperature: &zero},
	}
	q.LogProbs = true
	probabilities := 0
	r, err := s.generate(t.Context(), q, sink{text: func(string) {}, token: func(inference.TokenChoice) { probabilities++ }})
	if err != nil {
		t.Fatal(err)
	}
	if r.Thought == "" || r.ThoughtTokens < 6 || r.ThoughtTokens > 16 || r.AnswerTokens-r.ThoughtTokens != 4 || probabilities != 4 || strings.Contains(r.Text, marks.closes) {
		t.Errorf("%+v", r)
	}
	if v := chatVolume(t, s); len(o.Tokens) > 0 {
		if tokens := v.TokenizeMarked(marks.closes); len(tokens) != 1 || string(v.Piece(tokens[0])) != marks.closes {
			t.Errorf("the marker is %d, written %q", tokens, v.Piece(tokens[0]))
		}
	}
	q.MaxAll, q.MaxTokens, q.MaxThought, q.LogProbs = 3, 3, 1, false
	if r, err = s.generate(t.Context(), q, sink{text: func(string) {}}); err != nil || r.AnswerTokens != 3 || r.StopReason != inference.StopLength {
		t.Errorf("with a bound of thought and answer together: %+v, %v", r, err)
	}
	q.MaxAll, q.MaxTokens, q.MaxThought = 0, 4, 1<<30
	if n := (&answer{query: q, limit: 512, tokens: make([]int32, 112)}).thoughtLimit(); n != 200 {
		t.Errorf("a thought may have %d tokens of the 400 that the context leaves", n)
	}
	q.MaxThought = 6
	q.Grammar, q.IgnoreEOS = `root ::= "Red." | "Blue."`, false
	if r, err = s.generate(t.Context(), q, sink{text: func(string) {}}); err != nil || r.Thought != "" || r.Text != "Red." && r.Text != "Blue." {
		t.Errorf("with a grammar: %+v, %v", r, err)
	}
}
