package weaviate

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"carrel/knowledge/index"
)

// Error is a failure of the team store in words for the person.
type Error struct {
	Code    string
	Message string // what happened and what to do
	err     error
}

func (e *Error) Error() string { return e.Message }

// Words marks the error as one that is in words already: see index.InWords.
func (e *Error) Words() string { return e.Message }

// Unwrap gives the cause, nil where there is none.
func (e *Error) Unwrap() error { return e.err }

// Is reports whether the failure is one that every store knows.
func (e *Error) Is(target error) bool {
	switch target {
	case index.ErrStoreAway:
		return e.Code == CodeAway
	case index.ErrStoreKey:
		return e.Code == CodeKey
	case index.ErrFull:
		return e.Code == CodeFull
	case index.ErrNewerStore:
		return e.Code == CodeNewer
	}
	return false
}

// lasting reports whether trying again in a moment makes no sense.
func (e *Error) lasting() bool {
	return e.Code == CodeFull || e.Code == CodeReadOnly || e.Code == CodeOther || e.Code == CodeKey
}

// Codes of Error.
const (
	CodeAddress  = "store_address"   // what was given is no address of a store
	CodeAway     = "store_away"      // no node answers
	CodeKey      = "store_key"       // it does not take the key, or wants one
	CodeOther    = "store_other"     // something else answers, or a version that is not known
	CodeSchema   = "store_schema"    // the collection is somebody else's, or of another Carrel
	CodeNewer    = "store_newer"     // a newer Carrel has set the library up
	CodeReadOnly = "store_read_only" // it takes nothing in
	CodeFull     = "store_full"      // its disk or memory is full
	CodeRefused  = "store_refused"   // it does not do what was asked
)

func failure(code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), err: errors.Unwrap(err)}
}

// unreachable says why a host does not answer. An error that is in words
// already, such as the porter's, keeps them.
func unreachable(host string, err error) *Error {
	name, _, _ := net.SplitHostPort(host)
	e := &Error{Code: CodeAway, err: err}
	var dialled *dialError
	var dns *net.DNSError
	var certificate *x509.UnknownAuthorityError
	var hostname *x509.HostnameError
	var timeout net.Error
	var operation *net.OpError
	switch {
	case errors.As(err, &dns):
		e.Message = fmt.Sprintf("No computer called %s can be found. Check the name, and whether you are in the team's network.", name)
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Message = fmt.Sprintf("Nothing answers at %s. Check the port, and that the team store is running.", host)
	case errors.As(err, &certificate), errors.As(err, &hostname), strings.Contains(err.Error(), "certificate"):
		e.Code = CodeOther
		e.Message = fmt.Sprintf("%s can't prove who it is (%v). Ask whoever runs the team store for a certificate that this computer knows.", name, root(err))
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		e.Code = CodeOther
		e.Message = fmt.Sprintf("%s answers without TLS. If that is right, write the address with weaviate:// instead of weaviates://.", host)
	case strings.Contains(err.Error(), "malformed HTTP"), strings.Contains(err.Error(), "readLoopPeekFail"): // the latter before it was asked
		e.Code = CodeOther
		e.Message = fmt.Sprintf("Something answers at %s, but it is not Weaviate. Check the address and the port.", host)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.Message = fmt.Sprintf("%s did not answer in time. It may be busy or switched off; try again.", host)
	case errors.As(err, &operation):
		e.Message = fmt.Sprintf("The connection to %s broke (%v). Try again.", host, root(err))
	case errors.As(err, &dialled):
		e.Message = dialled.err.Error() // the porter's, which are in words
	default:
		e.Message = fmt.Sprintf("%s can't be reached: %v.", host, root(err))
	}
	return e
}

// dialError is what Config.Dial said.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

// root is the innermost cause, without what was wrapped around it.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
