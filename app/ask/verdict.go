package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"carrel/app/ask/align"
)

// Verdict is what the person thinks of an answer. It is kept with the answer, on
// this computer.
type Verdict struct {
	Good   bool      `json:"good"`
	Reason string    `json:"reason,omitempty"` // in the person's words
	At     time.Time `json:"at"`
}

// longestReason is as much as anybody writes into a field of one line, in runes.
const longestReason = 2000

// Judge keeps what the person thinks of an answer, in the place of what was kept
// before; nil takes it back. The error is ErrNoTurn where there is no such answer.
func (h *History) Judge(ctx context.Context, answer string, v *Verdict) error {
	stored := ""
	if v != nil {
		kept := *v
		if r := []rune(strings.TrimSpace(v.Reason)); len(r) > longestReason {
			kept.Reason = string(r[:longestReason])
		} else {
			kept.Reason = string(r)
		}
		data, err := json.Marshal(kept)
		if err != nil {
			return fmt.Errorf("ask: keeping a verdict: %w", err)
		}
		stored = string(data)
	}
	if err := h.Save(ctx, answer); err != nil {
		return err
	}
	res, err := h.db.ExecContext(ctx, `UPDATE turn SET verdict = ? WHERE id = ?`, stored, answer)
	if err != nil {
		return fmt.Errorf("ask: keeping a verdict: %w", err)
	}
	if n, err := res.RowsAffected(); err == nil && n == 0 {
		return ErrNoTurn
	}
	return nil
}

// Case is an answer that the person judged, for trying other models, prompts and
// settings on the same question.
type Case struct {
	ID        string        `json:"id"` // of the answer
	Question  string        `json:"question"`
	Answer    string        `json:"answer"`
	Abstained bool          `json:"abstained"`
	Verdict   string        `json:"verdict"` // "good" or "bad"
	Reason    string        `json:"reason"`
	JudgedAt  time.Time     `json:"judged_at"`
	Model     string        `json:"model"`
	Prompt    string        `json:"prompt"`
	Seed      uint32        `json:"seed"`
	Passages  []CasePassage `json:"passages"`
	Sentences []CaseClaim   `json:"sentences"`
}

// CasePassage is a passage that the answer was written from.
type CasePassage struct {
	Document string `json:"document"` // id
	Title    string `json:"title"`
	Page     int    `json:"page"`
	Start    int    `json:"start"` // code points into the page's text
	End      int    `json:"end"`
	SHA256   string `json:"sha256"` // of the text, hex
	Text     string `json:"text"`
}

// CaseClaim is a sentence of the answer as it was judged by Carrel.
type CaseClaim struct {
	Text  string      `json:"text"`
	State align.State `json:"state"`
}

// Cases lists the answers that the person judged, the oldest verdict first.
func (h *History) Cases(ctx context.Context) ([]Case, error) {
	rows, err := h.db.QueryContext(ctx, `SELECT id FROM turn WHERE verdict <> '' ORDER BY verdict ->> '$.at', id`)
	if err != nil {
		return nil, fmt.Errorf("ask: listing verdicts: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("ask: listing verdicts: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("ask: listing verdicts: %w", err)
	}
	list := []Case{}
	for _, id := range ids {
		t, _, err := h.turn(ctx, id)
		if errors.Is(err, ErrNoTurn) || errors.Is(err, ErrNoChat) || err == nil && t.Verdict == nil {
			continue // taken back meanwhile
		}
		if err != nil {
			return nil, err
		}
		list = append(list, t.asCase())
	}
	return list, nil
}

func (t Turn) asCase() Case {
	a := t.Answer
	c := Case{
		ID: t.ID, Question: t.Question, Answer: a.Text, Abstained: a.Abstained, Verdict: "bad", Reason: t.Verdict.Reason, JudgedAt: t.Verdict.At,
		Model: a.Model, Prompt: a.Prompt, Seed: a.Seed, Passages: []CasePassage{}, Sentences: []CaseClaim{},
	}
	if t.Verdict.Good {
		c.Verdict = "good"
	}
	for _, s := range a.Sources {
		c.Passages = append(c.Passages, CasePassage{s.Document.ID, s.Document.Title, s.Page, s.Start, s.End, sum(s.Text), s.Text})
	}
	for _, j := range a.Judged() {
		c.Sentences = append(c.Sentences, CaseClaim{j.Text, j.State})
	}
	return c
}

// readVerdict reads the column verdict.
func readVerdict(stored string) (*Verdict, error) {
	if stored == "" {
		return nil, nil
	}
	v := &Verdict{}
	return v, json.Unmarshal([]byte(stored), v)
}
