package app

import (
	"context"
	"sync"

	"carrel/app/ask"
)

// live is what the running answers have said so far, by their turns. The disk has
// it a moment later, and a thought only at its end: who opens a chat in between is
// told all of it, and the events say where in it they go on.
type live struct {
	mu    sync.Mutex
	turns map[string]*said
}

// said is an answer on its way, in code points.
type said struct{ text, thought []rune }

// follow takes a step up, and returns at which code point of the text, or of the
// thought, it goes on.
func (l *live) follow(turn string, step ask.Step) (at int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.turns[turn]
	if s == nil {
		if l.turns == nil {
			l.turns = map[string]*said{}
		}
		s = &said{}
		l.turns[turn] = s
	}
	switch step.Kind {
	case ask.StepText:
		at = len(s.text)
		s.text = append(s.text, []rune(step.Text)...)
	case ask.StepThought:
		at = len(s.thought)
		s.thought = append(s.thought, []rune(step.Text)...)
	case ask.StepCut:
		s.text = s.text[:min(step.Keep, len(s.text))]
	}
	return at
}

// forget ends what is known of an answer that has ended.
func (l *live) forget(turn string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.turns, turn)
}

// complete gives the turns that are on their way what they have said since they
// were stored.
func (l *live) complete(turns []ask.Turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range turns {
		if s := l.turns[turns[i].ID]; s != nil && turns[i].Answer.Status == ask.StatusRunning {
			turns[i].Answer.Text, turns[i].Answer.Thought = string(s.text), string(s.thought)
		}
	}
}

// Chat returns a chat with its turns; an answer on its way has all that it has
// said so far.
func (a *App) Chat(ctx context.Context, id string) (ask.Chat, error) {
	chat, err := a.History.Chat(ctx, id)
	if err != nil {
		return ask.Chat{}, err
	}
	a.live.complete(chat.Turns)
	return chat, nil
}
