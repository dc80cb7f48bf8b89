package porter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"carrel/app/porter/download"
)

// version is that of the protocol; both ends come from the same build, so that
// another one means a mixed installation.
const version = 4

// maxLine bounds a request: the longest link, each of its bytes escaped in JSON.
const maxLine = 16 << 10

// The names of the doors.
const (
	openLink   = "open-link"   // in the person's browser
	dialStore  = "dial-store"  // the team store, where one was named at the start
	listen     = "listen"      // at the loopback address, for the local API, where its socket was named at the start
	hangUp     = "hang-up"     // listen no more
	fetchModel = "fetch-model" // of the catalogue, where a folder for it was named at the start
	stopFetch  = "stop-fetch"  // fetch it no more
)

// hello is the porter's first line.
type hello struct {
	Porter int  `json:"porter"` // version
	Locked bool `json:"locked"` // it was started under the lock: what it opens has no network
}

type request struct {
	ID  int64  `json:"id"` // from 1
	Do  string `json:"do"`
	URL string `json:"url,omitempty"` // of openLink
	// Network and Address are dialStore's, as Address has them.
	Network string `json:"network,omitempty"`
	Address string `json:"address,omitempty"`
	Port    int    `json:"port,omitempty"`  // of listen; 0: any
	Model   string `json:"model,omitempty"` // of fetchModel: its name in the catalogue
	Of      int64  `json:"of,omitempty"`    // of stopFetch: the id of the fetchModel
}

type reply struct {
	ID    int64  `json:"id"` // the request's, 0 if that had none to be read
	Error *Error `json:"error,omitempty"`
	// Address is where listen listens.
	Address string `json:"address,omitempty"`
	// Progress is fetchModel's; a reply with it is not the last.
	Progress *download.Progress `json:"progress,omitempty"`
	Fetched  *Fetched           `json:"fetched,omitempty"`
}

// decodeRequest reads one line. It takes nothing that it doesn't know.
func decodeRequest(line []byte) (request, error) {
	var r request
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return request{}, fmt.Errorf("read a request: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return request{}, errors.New("read a request: there is more on its line")
	}
	if r.ID < 1 {
		return request{}, errors.New("read a request: it has no id")
	}
	return r, nil
}

// Error is why a door stayed shut.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"` // in words for a person
}

func (e *Error) Error() string { return e.Message }

// The codes of Error.
const (
	CodeRefused     = "refused"     // the porter opens no such link, or has no such door
	CodeTooMany     = "too_many"    // too many links in a short time
	CodeNoBrowser   = "no_browser"  // there is no browser, or it didn't start
	CodeNoLog       = "no_log"      // it couldn't be written down, so it didn't happen
	CodeStopped     = "stopped"     // the porter isn't running, or is behind the lock
	CodeUnreachable = "unreachable" // the team store doesn't answer
	CodeInUse       = "in_use"      // another program has the port
	CodeCancelled   = "cancelled"   // a download was stopped; what has arrived is kept
)

// The codes of downloads are those of package download.

func refused(format string, args ...any) *Error {
	return &Error{CodeRefused, fmt.Sprintf(format, args...)}
}
