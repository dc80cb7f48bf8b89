package app

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
	Folders  []knowledge.Folder  `json:"folders,omitempty"`  // folders: all that are watched, left out where there is none
	// Folder, with the type folder.added, is one that the person dropped or chose.
	Folder *knowledge.Folder `json:"folder,omitempty"`
	// Collections, with the type collections, are all of them; left out where there is none.
	Collections []knowledge.Collection `json:"collections,omitempty"`
	Activity    *knowledge.Activity    `json:"activity,omitempty"`  // activity
	Answer      *AnswerEvent           `json:"answer,omitempty"`    // answer.*
	Status      *Status                `json:"status,omitempty"`    // status: engine or lock state changed
	Embedding   *Embedding             `json:"embedding,omitempty"` // embedding: another model was chosen, or has taken its place
	Problem     string                 `json:"problem,omitempty"`   // problem: what happened and what to do, for a person
	Care        *Care                  `json:"care,omitempty"`      // care
	Download    *Download              `json:"download,omitempty"`  // download
	Models      *SeenModels            `json:"models,omitempty"`    // models
}

// The types of events.
const (
	EventDocumentChanged = "document.changed"
	EventDocumentRemoved = "document.removed"
	EventFolders         = "folders"      // Folders: the watched folders are not as they were
	EventFolderAdded     = "folder.added" // Folder is followed from now on, or was already
	EventCollections     = "collections"  // Collections are not as they were
	EventActivity        = "activity"
	EventAnswerSources   = "answer.sources"  // Sources: before the first token; those of a summary grow with it
	EventAnswerWaiting   = "answer.waiting"  // Waiting: what the model waits for, where that takes a moment
	EventAnswerThought   = "answer.thought"  // Thought: what was added to what the model thinks before it answers
	EventAnswerText      = "answer.text"     // Text: what was added, coalesced per frame
	EventAnswerCut       = "answer.cut"      // Keep: the text so far is taken back to its first Keep code points
	EventAnswerSentence  = "answer.sentence" // Sentence and Citations: one sentence was checked
	EventAnswerProgress  = "answer.progress" // Progress: how far a summary has come
	EventAnswerDone      = "answer.done"     // Answer: the whole, as stored
	EventStatus          = "status"
	EventEmbedding       = "embedding" // Embedding; how far a change is comes with activity
	EventProblem         = "problem"   // something the person did could not be done, with no reply to say so in
	EventCare            = "care"      // Care: how far work on the library as a whole has come
	EventDownload        = "download"  // Download: how far a model's download has come
	EventModels          = "models"    // Models: GGUF files that were dropped on the window
	EventResync          = "resync"    // events were missed: fetch documents, status and the open chat again
)

// AnswerEvent is a step of one running answer.
type AnswerEvent struct {
	Job       string         `json:"job"`
	Chat      string         `json:"chat"`
	Turn      string         `json:"turn"`
	Sources   []ask.Source   `json:"sources,omitzero"`  // also where there are none
	Waiting   string         `json:"waiting,omitempty"` // "loading", "turn": answers by another model are being finished; "over": nothing any more
	Text      string         `json:"text,omitempty"`
	Thought   string         `json:"thought,omitempty"`
	At        *int           `json:"at,omitempty"` // code points of the text, or of the thought, before what is added to it
	Keep      *int           `json:"keep,omitempty"`
	Sentence  *ask.Sentence  `json:"sentence,omitempty"`
	Citations []ask.Citation `json:"citations,omitempty"`
	Answer    *ask.Answer    `json:"answer,omitempty"`
	Progress  *ask.Progress  `json:"progress,omitempty"`
}

// Status is the program's own state.
type Status struct {
	Version string       `json:"version"`
	Surface string       `json:"surface"` // "window", "browser" or "console"
	Lock    LockStatus   `json:"lock"`
	Engine  EngineStatus `json:"engine"`
	Home    string       `json:"home"` // the data folder
	PID     int          `json:"pid"`
	// Keyring says that passwords of documents are kept in the system's keyring;
	// else they are kept in memory until Carrel ends.
	Keyring bool `json:"keyring"`
	// Notices say what does not work as it should and what to do, one sentence
	// or two each: a missing model, a lock that the kernel did not accept.
	Notices []string `json:"notices"`
	// StoreKey is the one of Notices that says that the team's store does not take
	// the password or key that Carrel has for it; "" where none does.
	StoreKey string `json:"store_key,omitempty"`
}

// Surface says who shows the interface.
const (
	SurfaceWindow  = "window"
	SurfaceBrowser = "browser"
	SurfaceConsole = "console"
)

// LockStatus says what keeps Carrel off the network.
type LockStatus struct {
	State string `json:"state"` // "kernel", "app", "failed"
	Text  string `json:"text"`  // in words for a person
	// Notes are further sentences: what this system cannot enforce, and what
	// the lock still allows.
	Notes []string `json:"notes"`
}

// The states of the lock.
const (
	LockKernel = "kernel" // the kernel refuses internet sockets to every thread
	LockApp    = "app"    // this system offers no such lock: Carrel opens no sockets, and nothing but Carrel enforces it
	LockFailed = "failed" // the kernel should have refused and did not
)

// EngineStatus says who answers.
type EngineStatus struct {
	State string `json:"state"` // "starting", "ready", "failed"
	Text  string `json:"text"`
	Model string `json:"model"` // name of the chat model
}

// The states of the engine.
const (
	EngineStarting = "starting"
	EngineReady    = "ready"
	EngineFailed   = "failed"
)

// RoleLock is the result of trying to reach the network from inside one of
// Carrel's processes.
type RoleLock struct {
	Role    string `json:"role"`            // "core", "engine", "reader", "compiler", "recogniser", "porter"
	Refused bool   `json:"refused"`         // every attempt was refused by the kernel
	Errno   string `json:"errno,omitempty"` // the kernel's word, e.g. "EAFNOSUPPORT"
	Text    string `json:"text"`            // in words for a person
	Door    bool   `json:"door,omitempty"`  // the porter: the one process that may reach the network, when told to
}
