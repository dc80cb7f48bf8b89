package app

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

// Error is a refusal or failure in words for the person. Code is what the
// interface and the console branch on.
type Error struct {
	Code    string
	Message string // what happened and what to do
	err     error
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
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &Error{Code: CodeDiskFull, err: err,
			Message: "The disk is full, so " + doing + " was not possible. Free some space and try again."}
	}
	return err
}

func cancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
