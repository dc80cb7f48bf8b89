package engine

import (
	"bytes"
	"cmp"
	"strings"

	"carrel/inference"
)

// thoughtMarks are what models that think put their thought between before they
// answer. Some templates write the first of them themselves, at the end of the prompt.
type thoughtMarks struct {
	opens, closes string
	end           string // what ends a thought in the model's place
}

// families of models that think: DeepSeek-R1 and its distillations, Qwen3, QwQ, SmolLM3
// and others; Magistral and the reasoning Ministrals.
var thoughtFamilies = []thoughtMarks{
	{"<think>", "</think>", "\n</think>\n\n"},
	{"[THINK]", "[/THINK]", "[/THINK]"},
}

// mostThought is how many tokens a thought has at most where the request does not
// say.
const mostThought = 1024

// thinker parts what a model writes into its thought and its answer, however the
// tokens tear the marks. A mark that does not come first is text.
type thinker struct {
	state thinking
	marks thoughtMarks // from inThought on
	held  []byte       // not decided yet: white space, or a part of a mark
}

type thinking int

const (
	undecided thinking = iota // nothing but white space so far
	inThought
	closed    // white space between the thought and the answer
	answering // from here on all is answer
)

const whiteSpace = " \t\r\n"

// add takes a piece and gives what is certain by now.
func (t *thinker) add(piece []byte) (thought, answer []byte) {
	t.held = append(t.held, piece...)
	for {
		switch t.state {
		case undecided:
			rest := bytes.TrimLeft(t.held, whiteSpace)
			t.state = answering
			for _, marks := range thoughtFamilies {
				if bytes.HasPrefix(rest, []byte(marks.opens)) {
					t.state, t.marks, t.held = inThought, marks, rest[len(marks.opens):]
				} else if strings.HasPrefix(marks.opens, string(rest)) {
					t.state = undecided
					return thought, answer
				}
			}
		case inThought:
			if at := bytes.Index(t.held, []byte(t.marks.closes)); at >= 0 {
				thought = append(thought, t.held[:at]...)
				t.state, t.held = closed, t.held[at+len(t.marks.closes):]
				continue
			}
			n := len(t.held) - partOf(t.held, t.marks.closes)
			thought = append(thought, t.held[:n]...)
			t.held = append([]byte(nil), t.held[n:]...)
			return thought, answer
		case closed:
			if t.held = bytes.TrimLeft(t.held, whiteSpace); len(t.held) == 0 {
				return thought, answer
			}
			t.state = answering
		case answering:
			answer, t.held = append(answer, t.held...), nil
			return thought, answer
		}
	}
}

// end gives what was held back.
func (t *thinker) end() (thought, answer []byte) {
	held := t.held
	t.held = nil
	switch t.state {
	case inThought:
		return held, nil
	case closed:
		return nil, nil
	}
	return nil, held
}

// partOf is how many bytes at the end of text may begin mark.
func partOf(text []byte, mark string) int {
	for n := min(len(mark)-1, len(text)); n > 0; n-- {
		if bytes.HasSuffix(text, []byte(mark[:n])) {
			return n
		}
	}
	return 0
}

// thoughtIn says where the writing begins after a prompt, and what must be added to
// the prompt: a grammar is that of an answer, so that there is no thought before it.
func thoughtIn(prompt string, q inference.GenerateRequest) (begun thinker, more string) {
	if len(q.Messages) == 0 {
		return thinker{state: answering}, "" // a text is gone on with as it is
	}
	for _, marks := range thoughtFamilies {
		switch open := strings.HasSuffix(strings.TrimRight(prompt, whiteSpace), marks.opens); {
		case open && q.Grammar != "":
			return thinker{state: answering}, marks.end
		case open:
			return thinker{state: inThought, marks: marks}, ""
		}
	}
	return thinker{}, ""
}

// thoughtLimit is how many tokens of thought there may be.
func (a *answer) thoughtLimit() int {
	return max(1, min(cmp.Or(a.query.MaxThought, mostThought), (a.limit-len(a.tokens))/2))
}

// endThought has the next tokens be the end of the thought, once: what follows is
// the answer.
func (a *answer) endThought() {
	a.broken = true
	a.forced = a.TokenizeMarked(a.think.marks.end)
}

// take adds a token's text to the thought or the answer, and tells whether a stop
// string was met in the answer. A probability goes with what is answer.
func (a *answer) take(piece []byte, choice *inference.TokenChoice) (stopped bool) {
	if choice != nil {
		a.choices = append(a.choices, *choice)
	}
	thought, text := a.think.add(piece)
	switch a.think.state {
	case undecided:
		a.undecided++
	case inThought, closed:
		a.result.ThoughtTokens += a.undecided + 1 // with those that the mark is made of
		a.undecided = 0
		a.choices = nil // of marks and thought, whose tokens are not the answer's
	}
	if len(a.thought.all.String()) == 0 {
		thought = bytes.TrimLeft(thought, whiteSpace)
	}
	a.thought.add(thought)
	if a.think.state != answering {
		return false
	}
	for _, c := range a.choices {
		a.emit.token(c)
	}
	a.choices = nil
	return a.out.add(text)
}

// thinks tells whether the last token belonged to a thought, or may turn out to: it
// is part of the mark that opens one.
func (a *answer) thinks() bool {
	switch a.think.state {
	case undecided:
		return len(bytes.TrimLeft(a.think.held, whiteSpace)) > 0
	case inThought, closed:
		return true
	}
	return false
}
