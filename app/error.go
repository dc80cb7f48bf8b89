package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"carrel/app/ask"
	"carrel/app/porter"
	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Error is a refusal or failure in words for the person. Code is what the
// interface and the console branch on.
type Error struct {
	Code    string
	Message string // what happened and what to do
	// Document is the id of the document that holds what is in the file now,
	// with CodeChanged; "" where there is none.
	Document string
	err      error
}

func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause, nil where there is none.
func (e *Error) Unwrap() error { return e.err }

// Codes of Error. A document's or the engine's own codes (reader.Problem,
// inference.Error) are passed on as they are.
const (
	CodeBadRequest   = "bad_request"
	CodeUnauthorized = "unauthorized" // no token, or not the right one
	CodeForbidden    = "forbidden"    // another origin or host
	CodeNotFound     = "not_found"
	CodeGone         = "gone"      // the document's file is not there now
	CodeChanged      = "changed"   // the document's file is not the one that was read
	CodeTooLarge     = "too_large" // over a size limit
	CodeDiskFull     = "disk_full"
	CodeBusy         = "busy"        // another Carrel has the data folder
	CodeUnsupported  = "unsupported" // not on this surface or this system
	CodeClosing      = "closing"     // the program is ending; the call can be made again at the next one
	CodeCancelled    = "cancelled"
	CodeNewerData    = "newer_data" // the data folder was written by a newer Carrel
	CodeNoModel      = "no_model"   // there is no model to answer with
	CodePaused       = "paused"     // the person has paused reading
	CodeExists       = "exists"     // a file is there already; it can be replaced when that is asked for
	CodeInternal     = "internal"
)

// Errorf makes an Error; a %w in format becomes its cause.
func Errorf(code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), err: errors.Unwrap(err)}
}

// sayDiskFull turns a full disk, wherever in the chain of err it hides, into an
// Error that says so, and leaves every other error alone.
func sayDiskFull(err error, doing string) error {
	if err != nil && (index.IsFull(err) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)) {
		return &Error{Code: CodeDiskFull, err: err,
			Message: "The disk is full, so " + doing + " was not possible. Free some space and try again."}
	}
	return err
}

// leastFree is what SQLite needs to open a database: its shared memory is 32 KB
// on disk, the log's header and first pages as much again.
const leastFree = 128 << 10

// cannotOpen explains an error of opening the library in dir. On a full disk
// SQLite reports no more than an I/O error.
func cannotOpen(err error, dir string) error {
	if err == nil {
		return nil
	}
	if free, statErr := index.FreeBytes(dir); statErr == nil && free < leastFree {
		err = fmt.Errorf("%w: %w", syscall.ENOSPC, err)
	}
	const stays = "the documents themselves are not touched"
	switch {
	case errors.Is(err, index.ErrCorrupt):
		return &Error{Code: CodeInternal, err: err, Message: "The library in " + dir + " is damaged. Restore a backup, or move carrel.db away and add your documents again; " + stays + "."}
	case errors.Is(err, index.ErrNotLibrary):
		return &Error{Code: CodeInternal, err: err, Message: "carrel.db in " + dir + " is not a Carrel library. Move it away, or choose another folder with --home; " + stays + "."}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Code: CodeForbidden, err: err, Message: "Carrel may not use its library in " + dir + ". Change the permissions of that folder and of what is in it, then try again."}
	}
	return sayDiskFull(err, "opening the library")
}

// Explain turns any error into one that can be shown to the person. One that
// nobody foresaw is CodeInternal and keeps its technical words.
func Explain(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var replaced *knowledge.Replaced
	if errors.As(err, &replaced) {
		return &Error{Code: CodeChanged, Document: replaced.By, err: err,
			Message: "This file changed after it was read, and its former text is no longer in the library. Its present text is."}
	}
	var problem *reader.Problem
	if errors.As(err, &problem) {
		return &Error{Code: problem.Code, Message: problem.Message, err: err}
	}
	var failure *inference.Error
	if errors.As(err, &failure) {
		return &Error{Code: failure.Code, Message: failure.Message, err: err}
	}
	var door *porter.Error
	if errors.As(err, &door) {
		return &Error{Code: door.Code, Message: door.Message, err: err}
	}
	if full := sayDiskFull(err, "that"); full != err {
		return full.(*Error)
	}
	for _, known := range []struct {
		err           error
		code, message string
	}{
		{knowledge.ErrNotFound, CodeNotFound, "There is no such document in the library. It may have been removed."},
		{knowledge.ErrFilter, CodeBadRequest, ""},
		{knowledge.ErrChanged, CodeChanged, "This file changed after it was read. Add it again to read it anew."},
		{knowledge.ErrGone, CodeGone, "The file is no longer where it was. Put it back, or connect its drive, and try again."},
		{knowledge.ErrNoFolder, CodeNotFound, "This folder is not watched."},
		{knowledge.ErrNoCollection, CodeNotFound, "There is no such collection. It may have been deleted."},
		{knowledge.ErrCollectionName, CodeBadRequest, "There is a collection of this name already. Choose another name."},
		{knowledge.ErrHeld, CodePaused, "Reading is paused. What was added waits; go on with Resume."},
		{knowledge.ErrNoEmbedder, CodeNoModel, "There is no embedding model here, so documents can only be searched by words."},
		{knowledge.ErrNoVectors, CodeUnsupported, "Nothing can be searched by meaning yet: there is no document, or Carrel still prepares them for it. Search by words, or try again in a moment."},
		{ask.ErrNoChat, CodeNotFound, "There is no such chat. It may have been deleted."},
		{ask.ErrNoTurn, CodeNotFound, "There is no such answer. Its chat may have been deleted."},
		{ask.ErrSelection, CodeNotFound, "What was selected is not there any more: the document may have been read again. Select the words once more."},
		{ask.ErrSelectionLong, CodeBadRequest, "Too much is selected to ask about it at once. Select a few paragraphs, up to about ten pages."},
		{ask.ErrNoQuestion, CodeBadRequest, "The question is empty. Ask something in words."},
		{index.ErrNewerSchema, CodeNewerData, ""},
		{fs.ErrNotExist, CodeGone, "The file is no longer where it was. Put it back, or connect its drive, and try again."},
		{fs.ErrPermission, CodeForbidden, "This file may not be read. Check its permissions."},
		{context.Canceled, CodeCancelled, "Stopped."},
		{context.DeadlineExceeded, CodeCancelled, "This took too long and was stopped. Try again."},
	} {
		if errors.Is(err, known.err) {
			message := known.message
			if message == "" {
				message = err.Error()
			}
			if known.err == knowledge.ErrNotFound && errors.Is(err, knowledge.ErrStoreAway) {
				message = "This document is not in your library. The team's store, which may have it, cannot be reached now; try again."
			}
			if known.err == knowledge.ErrFilter {
				// What is wrong, without the way that the error came.
				if _, what, ok := strings.Cut(message, known.err.Error()+": "); ok {
					message = what
				}
				message = strings.ToUpper(message[:1]) + message[1:] + "."
			}
			return &Error{Code: known.code, Message: message, err: err}
		}
	}
	return &Error{Code: CodeInternal, Message: "Something went wrong inside Carrel: " + err.Error(), err: err}
}
