package ask

import (
	"context"
	"slices"
	"sync"
)

// unsaved are answers that could not be stored, most likely because the disk is
// full. They are in memory for as long as the program runs, and History gives them
// with what is stored, so that nothing that was on the screen is lost meanwhile.
type unsaved struct {
	mu    sync.Mutex
	turns []Turn // the oldest first; Answer.Unsaved says why
}

// hold keeps a turn in memory, in the place of an earlier state of it.
func (u *unsaved) hold(t Turn) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if i := slices.IndexFunc(u.turns, func(o Turn) bool { return o.ID == t.ID }); i >= 0 {
		u.turns[i] = t
		return
	}
	u.turns = append(u.turns, t)
}

// find gives the turn of an id.
func (u *unsaved) find(id string) (Turn, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, t := range u.turns {
		if t.ID == id {
			return t, true
		}
	}
	return Turn{}, false
}

// of gives the turns of a chat, "" for those of all.
func (u *unsaved) of(chat string) (turns []Turn) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, t := range u.turns {
		if chat == "" || t.Chat == chat {
			turns = append(turns, t)
		}
	}
	return turns
}

// drop forgets turns, and reports whether there was one.
func (u *unsaved) drop(which func(Turn) bool) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	before := len(u.turns)
	u.turns = slices.DeleteFunc(u.turns, which)
	return len(u.turns) < before
}

// Unsaved says how many answers are in memory alone.
func (h *History) Unsaved() int { return len(h.unsaved.of("")) }

// Save tries again to store an answer that could not be stored when it was written,
// and those before it, so that a chat keeps its order. Where it is stored already
// there is nothing to do. The error is as the database gave it.
func (h *History) Save(ctx context.Context, answer string) error {
	if _, held := h.unsaved.find(answer); !held {
		return nil
	}
	for _, t := range h.unsaved.of("") {
		if err := h.saveOne(ctx, t); err != nil {
			return err
		}
		if t.ID == answer {
			break
		}
	}
	return nil
}

// SaveAll tries to store what is in memory alone, up to the first that cannot be.
func (h *History) SaveAll(ctx context.Context) error {
	for _, t := range h.unsaved.of("") {
		if err := h.saveOne(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (h *History) saveOne(ctx context.Context, t Turn) error {
	stored, err := h.write(ctx, t)
	if err == nil && !stored {
		err = h.insert(ctx, t)
	}
	if err != nil {
		return err
	}
	h.unsaved.drop(func(o Turn) bool { return o.ID == t.ID })
	return nil
}

// withUnsaved puts what is in memory alone among a chat's turns; found says whether
// the chat itself is stored.
func (h *History) withUnsaved(c Chat, found bool) (Chat, error) {
	held := h.unsaved.of(c.ID)
	if len(held) == 0 {
		if !found {
			return Chat{}, ErrNoChat
		}
		return c, nil
	}
	if !found {
		c = chatOf(held[0])
	}
	for _, t := range held {
		if i := slices.IndexFunc(c.Turns, func(o Turn) bool { return o.ID == t.ID }); i >= 0 {
			t.Verdict = c.Turns[i].Verdict
			c.Turns[i] = t
		} else {
			c.Turns = append(c.Turns, t)
		}
	}
	slices.SortStableFunc(c.Turns, func(a, b Turn) int { return a.AskedAt.Compare(b.AskedAt) })
	return c, nil
}

// unsavedChats are those of which nothing is stored, the latest first.
func (h *History) unsavedChats(stored []Chat) (chats []Chat) {
	for _, t := range h.unsaved.of("") {
		same := func(c Chat) bool { return c.ID == t.Chat }
		if !slices.ContainsFunc(stored, same) && !slices.ContainsFunc(chats, same) {
			chats = append(chats, chatOf(t))
		}
	}
	slices.Reverse(chats)
	return chats
}

// chatOf is a chat as its first turn begins it, without turns.
func chatOf(t Turn) Chat {
	return Chat{ID: t.Chat, Title: title(t.Question), CreatedAt: t.AskedAt, UpdatedAt: t.AskedAt, Collection: t.collection}
}
