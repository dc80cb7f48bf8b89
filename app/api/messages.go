package api

import (
	"carrel/app"
	"carrel/app/ask"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// The requests and replies of the routes. Those that are a type of another
// package (knowledge.Query, ask.Request, ask.Chat ...) are not repeated here.

// Empty is the reply of a call that has nothing to tell.
type Empty struct{}

// FormatsReply has what Carrel reads, in the order in which people are told.
type FormatsReply struct {
	Formats []reader.Format `json:"formats"`
}

// DocumentsReply is the library.
type DocumentsReply struct {
	Documents []knowledge.Document `json:"documents"`
	Activity  knowledge.Activity   `json:"activity"`
}

// AddRequest names files and folders to take into the library.
type AddRequest struct {
	Paths []string `json:"paths"` // absolute
	// PathBytes are more of them, each in base64: paths that are not UTF-8.
	PathBytes [][]byte `json:"path_bytes,omitempty"`
}

// AddReply has one document per file found; those that could not be taken in
// are StateFailed and say why.
type AddReply struct {
	Documents []knowledge.Document `json:"documents"`
	// PassedOver is what was in the folders that were named, and is no document by its name.
	PassedOver knowledge.PassedOver `json:"passed_over,omitzero"`
}

// WaitRequest asks to hear when documents have reached a state.
type WaitRequest struct {
	Documents []string        `json:"documents"`
	Until     knowledge.State `json:"until"` // searchable or embedded; a failure ends the wait too
}

// FoldersReply lists the watched folders by path.
type FoldersReply struct {
	Folders []knowledge.Folder `json:"folders"`
}

// FolderRequest names a folder to watch.
type FolderRequest struct {
	Path string `json:"path"` // absolute
	// Exclude has patterns as in .gitignore of what is left out. Of a folder that
	// is watched already, they take the place of those there are; absent keeps them.
	Exclude []string `json:"exclude,omitzero"`
}

// FolderReply is a folder that was looked through, with its documents.
type FolderReply struct {
	Folder    knowledge.Folder `json:"folder"`
	Documents []string         `json:"documents"` // ids
}

// CollectionsReply lists the collections by name.
type CollectionsReply struct {
	Collections []knowledge.Collection `json:"collections"`
}

// CollectionRequest names a collection.
type CollectionRequest struct {
	Name string `json:"name"`
}

// CollectRequest puts documents into a collection and takes others out.
type CollectRequest struct {
	Add    []string `json:"add,omitempty"`    // document ids
	Remove []string `json:"remove,omitempty"` // document ids
}

// CollectionReply is a collection with the ids of its documents.
type CollectionReply struct {
	Collection knowledge.Collection `json:"collection"`
	Documents  []string             `json:"documents"`
}

// RetryReply says how many documents are tried again.
type RetryReply struct {
	Documents int `json:"documents"`
}

// TextReply is the text that was read from a document.
type TextReply struct {
	Pages []reader.Page `json:"pages"`
	// RecognisedIn is that of the document.
	RecognisedIn []string `json:"recognised_in,omitempty"`
}

// BoxesReply are the rectangles that cover a span of a page.
type BoxesReply struct {
	Boxes []reader.Box `json:"boxes"`
}

// WordsReply are the words that were recognised in the picture of a page, in the
// order of the page's text.
type WordsReply struct {
	Text  string        `json:"text"`  // of the page
	Words []reader.Word `json:"words"` // [] where nothing was recognised
}

// AskReply says that a question was taken up; the answer arrives as events.
type AskReply struct {
	Job  string `json:"job"` // for POST /api/jobs/{job}/cancel
	Chat string `json:"chat"`
	Turn string `json:"turn"`
}

// ChatsReply lists conversations, the latest first, without their turns.
type ChatsReply struct {
	Chats []ask.Chat `json:"chats"`
}

// ChatRequest names a chat; "" gives it back the name made of its first question.
type ChatRequest struct {
	Title string `json:"title"`
}

// VerdictRequest says what the person thinks of an answer.
type VerdictRequest struct {
	Good   bool   `json:"good"`
	Reason string `json:"reason,omitempty"`
}

// CasesReply has the answers that the person judged, the oldest verdict first.
type CasesReply struct {
	Cases []ask.Case `json:"cases"`
}

// PathReply is a file that the person chose; "" for none.
type PathReply struct {
	Path string `json:"path"`
}

// LinkRequest asks for a page to be opened in the person's own browser.
type LinkRequest struct {
	URL string `json:"url"` // http or https
}

// LockReply is the outcome of trying the network from inside every process.
type LockReply struct {
	Roles []app.RoleLock `json:"roles"`
}

// ErrorReply is the body of every reply with an HTTP status of 400 or more.
type ErrorReply struct {
	Error ErrorBody `json:"error"`
}

// ErrorBody says what went wrong.
type ErrorBody struct {
	Code    string `json:"code"`    // for the interface to branch on
	Message string `json:"message"` // for the person: what happened and what to do
	// Document is with "changed" the id of the document that holds what is in
	// the file now, where the library has it.
	Document string `json:"document,omitempty"`
}
