package api

import (
	"carrel/app/ask"
	"carrel/knowledge"
)

// Event is one thing that happened, as the window (Wails event "carrel") and
// the browser (Server-Sent Event "carrel") receive it. Type says which of the
// other fields are set.
type Event struct {
	Type     string              `json:"type"`
	Document *knowledge.Document `json:"document,omitempty"` // document.changed
	Removed  string              `json:"removed,omitempty"`  // document.removed: its id
	Activity *knowledge.Activity `json:"activity,omitempty"` // activity
	Answer   *AnswerEvent        `json:"answer,omitempty"`   // answer.*
	Status   *Status             `json:"status,omitempty"`   // status: engine or lock state changed
}

// The types of events.
const (
	EventDocumentChanged = "document.changed"
	EventDocumentRemoved = "document.removed"
	EventActivity        = "activity"
	EventAnswerSources   = "answer.sources"  // Sources: before the first token
	EventAnswerText      = "answer.text"     // Text: what was added, coalesced per frame
	EventAnswerSentence  = "answer.sentence" // Sentence and Citations: one sentence was checked
	EventAnswerDone      = "answer.done"     // Answer: the whole, as stored
	EventStatus          = "status"
)

// AnswerEvent is a step of one running answer.
type AnswerEvent struct {
	Job       string         `json:"job"`
	Chat      string         `json:"chat"`
	Turn      string         `json:"turn"`
	Sources   []ask.Source   `json:"sources,omitempty"`
	Text      string         `json:"text,omitempty"`
	Sentence  *ask.Sentence  `json:"sentence,omitempty"`
	Citations []ask.Citation `json:"citations,omitempty"`
	Answer    *ask.Answer    `json:"answer,omitempty"`
}

// Status is the program's own state.
type Status struct {
	Version string       `json:"version"`
	Surface string       `json:"surface"` // "window" or "browser"
	Lock    LockStatus   `json:"lock"`
	Engine  EngineStatus `json:"engine"`
	Home    string       `json:"home"` // the data folder
}

// LockStatus says what keeps Carrel off the network.
type LockStatus struct {
	State string `json:"state"` // "kernel", "app", "failed"
	Text  string `json:"text"`  // in words for a person
}

// EngineStatus says who answers.
type EngineStatus struct {
	State string `json:"state"` // "starting", "ready", "failed"
	Text  string `json:"text"`
	Model string `json:"model"` // name of the chat model
}
