package transcript

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"time"

	"carrel/app/ask/align"
)

// Schema is the JSON schema of what Write makes of a chat as JSON.
//
//go:embed chat.schema.json
var Schema []byte

type jsonChat struct {
	Format    string         `json:"format"` // "carrel-chat"
	Version   int            `json:"version"`
	Carrel    string         `json:"carrel"`
	ID        string         `json:"id"`
	Title     string         `json:"title"`
	CreatedAt time.Time      `json:"created_at"`
	UpdatedAt time.Time      `json:"updated_at"`
	Documents []jsonDocument `json:"documents"`
	Turns     []jsonTurn     `json:"turns"`
}

type jsonDocument struct {
	ID     string `json:"id"`
	File   string `json:"file"`
	Title  string `json:"title,omitempty"`
	Author string `json:"author,omitempty"`
	// Published is as far as the metadata say: "2019", "2019-05", "2019-05-03".
	Published string `json:"published,omitempty"`
}

type jsonTurn struct {
	ID        string         `json:"id"`
	Question  string         `json:"question"`
	Selection []jsonEvidence `json:"selection,omitempty"` // what was asked about
	AskedAt   time.Time      `json:"asked_at"`
	Status    string         `json:"status"`
	Abstained bool           `json:"abstained"`
	Answer    string         `json:"answer"`
	Sentences []jsonSentence `json:"sentences"`
	Notices   []string       `json:"notices"`
	Error     string         `json:"error,omitempty"`
	Model     string         `json:"model"`
	Prompt    string         `json:"prompt,omitempty"`
	Seed      uint32         `json:"seed"`
	Recipe    *jsonRecipe    `json:"recipe,omitempty"` // left out until the answer is complete
}

type jsonSentence struct {
	Text     string         `json:"text"`
	Start    int            `json:"start"` // code points into the answer
	End      int            `json:"end"`
	State    align.State    `json:"state"`
	Missing  []string       `json:"missing"`
	Other    string         `json:"other,omitempty"`
	Evidence []jsonEvidence `json:"evidence"`
}

type jsonEvidence struct {
	Document string `json:"document"` // id
	Page     int    `json:"page"`
	Where    string `json:"where,omitempty"`
	Start    int    `json:"start"` // code points into the page's text
	End      int    `json:"end"`
	Quote    string `json:"quote"`
}

func (c Chat) json() ([]byte, error) {
	out := jsonChat{
		Format: "carrel-chat", Version: 1, Carrel: c.Carrel, ID: c.ID, Title: c.Title, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Documents: []jsonDocument{}, Turns: []jsonTurn{},
	}
	for _, ref := range Cited(c.Chat) {
		d := c.document(ref)
		out.Documents = append(out.Documents, jsonDocument{d.ID, d.File, d.ownTitle(), d.Author, d.Published})
	}
	for _, t := range c.Turns {
		a := t.Answer
		turn := jsonTurn{
			ID: t.ID, Question: t.Question, AskedAt: t.AskedAt, Status: a.Status, Abstained: a.Abstained, Answer: a.Text, Sentences: []jsonSentence{},
			Notices: append([]string{}, a.Notices...), Error: a.Error, Model: a.Model, Prompt: a.Prompt, Seed: a.Seed, Recipe: recipe(a.Recipe),
		}
		for _, s := range t.Selection {
			turn.Selection = append(turn.Selection, jsonEvidence{s.Document.ID, s.Page, s.Where, s.Start, s.End, s.Quote})
		}
		for i, j := range a.Judged() {
			s := jsonSentence{
				Text: j.Text, Start: a.Sentences[i].Start, End: a.Sentences[i].End, State: j.State,
				Missing: append([]string{}, j.Missing...), Other: j.Other, Evidence: []jsonEvidence{},
			}
			for _, e := range j.Evidence {
				s.Evidence = append(s.Evidence, jsonEvidence{e.Document.ID, e.Page, e.Where, e.Start, e.End, e.Quote})
			}
			turn.Sentences = append(turn.Sentences, s)
		}
		out.Turns = append(out.Turns, turn)
	}
	return indented(out)
}

// indented writes JSON for people, with "<" as it is: it goes into a file.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
