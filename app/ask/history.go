package ask

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"carrel/knowledge"
)

// ErrNoChat is the error for a chat that is not there.
var ErrNoChat = errors.New("ask: there is no such chat")

// History keeps chats in the tables chat and turn of the library's database,
// which package index creates. Every write is one transaction, so that what
// was acknowledged survives a kill.
//
// What could not be stored it keeps in memory and gives as well, until Save has
// stored it.
type History struct {
	db      *sql.DB
	unsaved unsaved
}

// NewHistory returns the history in db.
func NewHistory(db *sql.DB) *History { return &History{db: db} }

// Interrupt marks turns that an earlier process left running as interrupted and
// keeps their text. It is to be called once at start, before any question; it
// returns how many there were.
func (h *History) Interrupt(ctx context.Context) (int, error) {
	res, err := h.db.ExecContext(ctx, `UPDATE turn SET status = ? WHERE status = ?`, StatusInterrupted, StatusRunning)
	if err != nil {
		return 0, fmt.Errorf("ask: marking interrupted answers: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// Chats returns all chats without their turns, the one last written to first.
func (h *History) Chats(ctx context.Context) ([]Chat, error) {
	rows, err := h.db.QueryContext(ctx, `SELECT id, title, created_at, updated_at, coalesce(collection, '') FROM chat ORDER BY updated_at DESC, id`)
	if err != nil {
		return nil, fmt.Errorf("ask: listing chats: %w", err)
	}
	defer rows.Close()
	chats := []Chat{}
	for rows.Next() {
		c, err := scanChat(rows)
		if err != nil {
			return nil, fmt.Errorf("ask: listing chats: %w", err)
		}
		chats = append(chats, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("ask: listing chats: %w", err)
	}
	return append(h.unsavedChats(chats), chats...), nil
}

// Chat returns a chat with its turns, oldest first, or ErrNoChat.
func (h *History) Chat(ctx context.Context, id string) (Chat, error) {
	c, err := scanChat(h.db.QueryRowContext(ctx, `SELECT id, title, created_at, updated_at, coalesce(collection, '') FROM chat WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return h.withUnsaved(Chat{ID: id}, false)
	}
	if err != nil {
		return Chat{}, fmt.Errorf("ask: reading chat %s: %w", id, err)
	}
	rows, err := h.db.QueryContext(ctx, `SELECT id, question, asked_at, status, text, answer, limits, verdict FROM turn WHERE chat_id = ? ORDER BY seq`, id)
	if err != nil {
		return Chat{}, fmt.Errorf("ask: reading chat %s: %w", id, err)
	}
	defer rows.Close()
	c.Turns = []Turn{}
	for rows.Next() {
		t := Turn{Chat: id}
		var asked int64
		var status, text, answer, stored, verdict string
		if err := rows.Scan(&t.ID, &t.Question, &asked, &status, &text, &answer, &stored, &verdict); err != nil {
			return Chat{}, fmt.Errorf("ask: reading chat %s: %w", id, err)
		}
		t.AskedAt = time.UnixMilli(asked).UTC()
		if answer != "" {
			if err := json.Unmarshal([]byte(answer), &t.Answer); err != nil {
				return Chat{}, fmt.Errorf("ask: reading answer %s: %w", t.ID, err)
			}
		}
		if stored != "" {
			var l limits
			if err := json.Unmarshal([]byte(stored), &l); err != nil {
				return Chat{}, fmt.Errorf("ask: reading the limits of %s: %w", t.ID, err)
			}
			t.Documents, t.Filters, t.Selection = l.Documents, l.Filters, l.Selection
		}
		if t.Verdict, err = readVerdict(verdict); err != nil {
			return Chat{}, fmt.Errorf("ask: reading the verdict on %s: %w", t.ID, err)
		}
		// The columns are written at every step, the JSON less often.
		t.Answer.Status, t.Answer.Text = status, text
		c.Turns = append(c.Turns, t)
	}
	if err := rows.Err(); err != nil {
		return Chat{}, fmt.Errorf("ask: reading chat %s: %w", id, err)
	}
	return h.withUnsaved(c, true)
}

// turn returns a question with its answer, and those before it in its chat, or
// ErrNoTurn.
func (h *History) turn(ctx context.Context, id string) (t Turn, earlier []Turn, err error) {
	held, _ := h.unsaved.find(id)
	chat := held.Chat
	if chat == "" {
		err = h.db.QueryRowContext(ctx, `SELECT chat_id FROM turn WHERE id = ?`, id).Scan(&chat)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return Turn{}, nil, ErrNoTurn
	}
	if err != nil {
		return Turn{}, nil, fmt.Errorf("ask: reading answer %s: %w", id, err)
	}
	c, err := h.Chat(ctx, chat)
	if err != nil {
		return Turn{}, nil, err
	}
	for i, t := range c.Turns {
		if t.ID == id {
			return t, c.Turns[:i], nil
		}
	}
	return Turn{}, nil, ErrNoTurn
}

// Rename gives a chat a name of the person's own, on one line and at most nameRunes
// long, and returns the chat without its turns. An empty name gives it back the one
// made of its first question. When it was last written to does not change. The error
// is ErrNoChat where there is none.
func (h *History) Rename(ctx context.Context, id, name string) (Chat, error) {
	for _, t := range h.unsaved.of(id) {
		if err := h.Save(ctx, t.ID); err != nil {
			return Chat{}, err
		}
	}
	name = chatName(name)
	if name == "" {
		var question string
		err := h.db.QueryRowContext(ctx, `SELECT question FROM turn WHERE chat_id = ? ORDER BY seq LIMIT 1`, id).Scan(&question)
		if errors.Is(err, sql.ErrNoRows) {
			return Chat{}, ErrNoChat // a chat begins with its first question
		}
		if err != nil {
			return Chat{}, fmt.Errorf("ask: renaming chat %s: %w", id, err)
		}
		name = title(question)
	}
	c, err := scanChat(h.db.QueryRowContext(ctx, `UPDATE chat SET title = ? WHERE id = ? RETURNING id, title, created_at, updated_at, coalesce(collection, '')`, name, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Chat{}, ErrNoChat
	}
	if err != nil {
		return Chat{}, fmt.Errorf("ask: renaming chat %s: %w", id, err)
	}
	return c, nil
}

// Delete removes a chat and its turns, or returns ErrNoChat.
func (h *History) Delete(ctx context.Context, id string) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("ask: removing chat %s: %w", id, err)
	}
	defer tx.Rollback()
	// Not left to ON DELETE CASCADE alone, which a connection without foreign
	// keys switched on would ignore.
	if _, err := tx.ExecContext(ctx, `DELETE FROM turn WHERE chat_id = ?`, id); err != nil {
		return fmt.Errorf("ask: removing chat %s: %w", id, err)
	}
	res, err := tx.ExecContext(ctx, `DELETE FROM chat WHERE id = ?`, id)
	if err != nil {
		return fmt.Errorf("ask: removing chat %s: %w", id, err)
	}
	held := len(h.unsaved.of(id)) > 0
	if n, err := res.RowsAffected(); err == nil && n == 0 && !held {
		return ErrNoChat
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("ask: removing chat %s: %w", id, err)
	}
	h.unsaved.drop(func(t Turn) bool { return t.Chat == id })
	return nil
}

// begin stores a new turn, and its chat where that is new; before it, what could not
// be stored until now, so that a chat keeps its order.
func (h *History) begin(ctx context.Context, t Turn) error {
	if err := h.SaveAll(ctx); err != nil {
		return err
	}
	return h.insert(ctx, t)
}

func (h *History) insert(ctx context.Context, t Turn) error {
	t.Answer.Unsaved = ""
	answer, err := json.Marshal(t.Answer)
	if err != nil {
		return fmt.Errorf("ask: storing the question: %w", err)
	}
	stored := ""
	if t.limited() || len(t.Selection) > 0 {
		text, err := json.Marshal(limits{t.Documents, t.Filters, t.Selection})
		if err != nil {
			return fmt.Errorf("ask: storing the question: %w", err)
		}
		stored = string(text)
	}
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("ask: storing the question: %w", err)
	}
	defer tx.Rollback()
	at := t.AskedAt.UnixMilli()
	if _, err := tx.ExecContext(ctx, `INSERT INTO chat (id, title, created_at, updated_at, collection) VALUES (?, ?, ?, ?, (SELECT id FROM collection WHERE id = ?))
		ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, collection = excluded.collection`, t.Chat, title(t.Question), at, at, t.collection); err != nil {
		return fmt.Errorf("ask: storing the question: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO turn (id, chat_id, seq, question, asked_at, status, text, answer, limits)
		VALUES (?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM turn WHERE chat_id = ?), ?, ?, ?, ?, ?, ?)`,
		t.ID, t.Chat, t.Chat, t.Question, at, t.Answer.Status, t.Answer.Text, string(answer), stored); err != nil {
		return fmt.Errorf("ask: storing the question: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("ask: storing the question: %w", err)
	}
	return nil
}

// update stores how far a turn has come. A turn whose chat was removed
// meanwhile stays removed.
func (h *History) update(ctx context.Context, t Turn) error {
	if _, held := h.unsaved.find(t.ID); held {
		h.unsaved.hold(t)
		return h.Save(ctx, t.ID)
	}
	_, err := h.write(ctx, t)
	return err
}

// write stores how far a turn has come where its beginning is stored.
func (h *History) write(ctx context.Context, t Turn) (stored bool, err error) {
	t.Answer.Unsaved = ""
	answer, err := json.Marshal(t.Answer)
	if err != nil {
		return false, fmt.Errorf("ask: storing the answer: %w", err)
	}
	res, err := h.db.ExecContext(ctx, `UPDATE turn SET status = ?, text = ?, answer = ? WHERE id = ?`,
		t.Answer.Status, t.Answer.Text, string(answer), t.ID)
	if err != nil {
		return false, fmt.Errorf("ask: storing the answer: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// progress stores the text of a running turn only, which is most of what
// changes while it streams.
func (h *History) progress(ctx context.Context, id, text string) error {
	if _, err := h.db.ExecContext(ctx, `UPDATE turn SET text = ? WHERE id = ? AND status = ?`, text, id, StatusRunning); err != nil {
		return fmt.Errorf("ask: storing the answer: %w", err)
	}
	return nil
}

// limits is how the column limits of a turn has them, as JSON; "" for none.
type limits struct {
	Documents []string          `json:"documents,omitempty"`
	Filters   knowledge.Filters `json:"filters,omitzero"`
	Selection []Selected        `json:"selection,omitempty"`
}

// limited reports whether less than all documents were asked about.
func (t Turn) limited() bool { return len(t.Documents) > 0 || !t.Filters.Empty() }

type scanner interface{ Scan(...any) error }

func scanChat(row scanner) (Chat, error) {
	var c Chat
	var created, updated int64
	if err := row.Scan(&c.ID, &c.Title, &created, &updated, &c.Collection); err != nil {
		return Chat{}, err
	}
	c.CreatedAt, c.UpdatedAt = time.UnixMilli(created).UTC(), time.UnixMilli(updated).UTC()
	return c, nil
}

// titleRunes is how long a chat's title gets; a line of the list holds about so much.
const titleRunes = 60

// nameRunes is the longest name that a person can give a chat.
const nameRunes = 120

// chatName makes one line of a name, without what controls a terminal or turns the
// direction of writing.
func chatName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), knowledge.TurnsWriting(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	runes := []rune(strings.Join(strings.Fields(name), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), nameRunes)]))
}

// title shortens a question to a chat's title, at a word's end where there is one.
func title(question string) string {
	runes := []rune(strings.Join(strings.Fields(question), " "))
	if len(runes) <= titleRunes {
		return string(runes)
	}
	cut := string(runes[:titleRunes])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.-") + "…"
}

// newID returns 16 random hex digits.
func newID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
