package openai

import (
	"net/http"
	"path/filepath"
	"strings"

	"carrel/app/ask"
	"carrel/app/ask/align"
)

// libraryModel is the name by which the library answers, with the usual chat
// model, and every sentence checked against the documents.
const libraryModel = "carrel/library"

// longestQuestion bounds a question to the library with all messages before it, in
// bytes: every word of it is searched for, those of some megabytes for minutes.
const longestQuestion = 256 << 10

// annotation is the evidence of a sentence, in the form of OpenAI's file
// citations with what Carrel knows beyond them.
type annotation struct {
	Type string       `json:"type"` // "file_citation"
	File fileCitation `json:"file_citation"`
}

type fileCitation struct {
	FileID   string `json:"file_id"` // the document's id
	Filename string `json:"filename"`
	Title    string `json:"title"`
	// StartIndex and EndIndex are code points into the answer: the sentence.
	StartIndex int `json:"start_index"`
	EndIndex   int `json:"end_index"`
	Page       int `json:"page"`
	// Where is its place in words: "page 12", "slide 3".
	Where string `json:"where,omitempty"`
	// PageStart and PageEnd are code points into the page's text: Quote.
	PageStart int    `json:"page_start"`
	PageEnd   int    `json:"page_end"`
	Quote     string `json:"quote"`
}

// grounds say how far the documents bear an answer out.
type grounds struct {
	Sentences []groundedSentence `json:"sentences"`
	Abstained bool               `json:"abstained"` // nothing relevant was found, and the answer says so
	Notices   []string           `json:"notices"`
}

type groundedSentence struct {
	Start int         `json:"start"` // code points into the answer
	End   int         `json:"end"`
	State align.State `json:"state"`
}

// question turns a chat into a question with what was asked before it.
func (req *chatRequest) question() (ask.Request, error) {
	q := ask.Request{Documents: req.Documents, Adapters: req.Adapters}
	if req.Model != libraryModel {
		q.Model = req.Model
	}
	for param, wrong := range map[string]bool{
		"tools": len(req.Tools) > 0, "grammar": req.Grammar != "", "response_format": req.ResponseFormat != nil && req.ResponseFormat.Type != "text" && req.ResponseFormat.Type != "",
		"logprobs": req.LogProbs, "stop": len(req.Stop) > 0, "n": req.choices() > 1,
	} {
		if wrong {
			return q, unsupported(param, "%s does not go together with answers from the library.", param)
		}
	}
	sampled, err := req.request()
	if err != nil {
		return q, err
	}
	q.Seed = sampled.Sampling.Seed
	length := 0
	for i, m := range req.Messages {
		text := strings.TrimSpace(string(m.Content))
		if length += len(text); m.Role == "user" && length > longestQuestion {
			p := invalid("messages", "The question and what was asked before are longer than %d kB. A question to the library is looked for word by word.", longestQuestion>>10)
			p.Code = "context_length_exceeded"
			return q, p
		}
		switch {
		case m.Role == "user" && i == len(req.Messages)-1:
			q.Question = text
		case m.Role == "user":
			q.Earlier = append(q.Earlier, ask.Turn{Question: text})
		case m.Role == "tool":
			return q, unsupported("messages", "Answers from the library call no functions.")
		}
	}
	if q.Question == "" {
		return q, invalid("messages", "The last message has to be the user's question.")
	}
	return q, nil
}

// library answers from the documents. In a stream a sentence comes when it has
// been checked: before, it might still be taken back.
func (h *handler) library(w http.ResponseWriter, r *http.Request, req chatRequest) error {
	q, err := req.question()
	if err != nil {
		return err
	}
	model := req.Model
	if model == "" {
		model = libraryModel
	}
	s := &stream{w: w}
	out := newReply("chat.completion.chunk", model)
	var shown checkedText
	send := func(m *chatMessage, reason *string) {
		if !s.begun {
			empty := ""
			out.Choices = []chatChoice{{Delta: &chatMessage{Role: "assistant", Content: &empty}}}
			s.send(out)
		}
		out.Choices = []chatChoice{{Delta: m, Finish: reason}}
		s.send(out)
	}
	turn, err := h.core.Answer(r.Context(), q, func(step ask.Step) {
		if text := shown.add(step); text != "" && req.Stream {
			send(&chatMessage{Content: &text}, nil)
		}
	})
	if err == nil {
		err = failed(turn.Answer)
	}
	if err != nil {
		return s.fail(err)
	}
	a := turn.Answer
	reason := "stop"
	counted := &usage{a.Timings.PromptTokens, a.Timings.AnswerTokens, a.Timings.PromptTokens + a.Timings.AnswerTokens, nil}
	if !req.Stream {
		out.Object, out.Usage = "chat.completion", counted
		out.Choices = []chatChoice{{Finish: &reason, Message: &chatMessage{
			Role: "assistant", Content: &a.Text, Annotations: annotations(a), Carrel: groundsOf(a),
		}}}
		return reply(w, out)
	}
	last := &chatMessage{Annotations: annotations(a), Carrel: groundsOf(a)}
	if text := shown.rest(a.Text); text != "" {
		last.Content = &text
	}
	send(last, &reason)
	if req.wantsUsage() {
		out.Choices, out.Usage = []chatChoice{}, counted
		s.send(out)
	}
	s.end()
	return nil
}

// failed is the error of an answer that came to no good end.
func failed(a ask.Answer) error {
	switch a.Status {
	case ask.StatusFailed:
		return &problem{status: http.StatusInternalServerError, Kind: kindServer, Code: "answer_failed", Message: a.Error}
	case ask.StatusStopped:
		return &problem{status: 499, Kind: kindServer, Code: "cancelled", Message: "Stopped."}
	}
	return nil
}

// checkedText follows an answer and gives out what is not taken back any more:
// up to the end of the sentence that was checked last.
type checkedText struct {
	runes []rune
	given int
}

func (c *checkedText) add(step ask.Step) string {
	switch step.Kind {
	case ask.StepText:
		c.runes = append(c.runes, []rune(step.Text)...)
	case ask.StepCut:
		c.runes = c.runes[:min(step.Keep, len(c.runes))]
	case ask.StepSentence:
		if end := min(step.Sentence.End, len(c.runes)); end > c.given {
			text := string(c.runes[c.given:end])
			c.given = end
			return text
		}
	}
	return ""
}

// rest is what of the whole answer has not been given out.
func (c *checkedText) rest(text string) string {
	if runes := []rune(text); len(runes) > c.given {
		return string(runes[c.given:])
	}
	return ""
}

func annotations(a ask.Answer) []annotation {
	list := []annotation{}
	for _, s := range a.Sentences {
		for _, n := range s.Citations {
			c := a.Citations[n-1] // numbered from 1, in order
			list = append(list, annotation{Type: "file_citation", File: fileCitation{
				FileID: c.Document.ID, Filename: filepath.Base(c.Document.Path), Title: c.Document.Title, StartIndex: s.Start, EndIndex: s.End,
				Page: c.Page, Where: c.Where, PageStart: c.Start, PageEnd: c.End, Quote: c.Quote,
			}})
		}
	}
	return list
}

func groundsOf(a ask.Answer) *grounds {
	g := &grounds{Sentences: []groundedSentence{}, Abstained: a.Abstained, Notices: a.Notices}
	if g.Notices == nil {
		g.Notices = []string{}
	}
	for _, s := range a.Sentences {
		g.Sentences = append(g.Sentences, groundedSentence{s.Start, s.End, s.State})
	}
	return g
}
