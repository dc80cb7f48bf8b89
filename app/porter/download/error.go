package download

import (
	"errors"
	"fmt"
	"time"
)

// Error is why a file was not fetched.
type Error struct {
	Code    string
	Message string // in words for a person
	err     error
}

func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause, nil where there is none.
func (e *Error) Unwrap() error { return e.err }

// The codes of Error.
const (
	CodeRefused     = "refused"     // not from there
	CodeNotFound    = "not_found"   // the source has no such file any more
	CodeAccount     = "account"     // the source wants to know who asks
	CodeBusy        = "busy"        // it asks for more patience than a download has
	CodeUnreachable = "unreachable" // it doesn't answer, or breaks off
	CodeChanged     = "changed"     // it has another file there
	CodeWrong       = "wrong"       // what it sends is not what it should be
	CodeDiskFull    = "disk_full"
	CodeDisk        = "disk"
)

func errorf(code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), err: errors.Unwrap(err)}
}

var (
	// errCut says that a connection ended early.
	errCut = errors.New("the connection broke off")
	// errNoRanges says that the source sends the whole file only.
	errNoRanges = errors.New("the source gives no parts of the file")
)

// duration says a time of more than a minute as people do.
func duration(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	switch hours := (minutes + 30) / 60; {
	case minutes <= 1:
		return "a minute"
	case minutes < 60:
		return fmt.Sprintf("%d minutes", minutes)
	case hours == 1:
		return "an hour"
	default:
		return fmt.Sprintf("%d hours", hours)
	}
}

// size says a number of bytes as people do.
func size(bytes int64) string {
	if bytes < 1e9 {
		return fmt.Sprintf("%d MB", (bytes+999_999)/1_000_000)
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
}
