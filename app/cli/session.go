package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/frontend"
)

// patience is how long a command waits for another Carrel that has the folder
// but does not answer yet: one that is starting answers within a second or two.
const patience = 10 * time.Second

// session is a command's way to a Carrel: the running one, or one of its own.
type session struct {
	folders    app.Folders
	background bool
	store      string
	porter     bool // the porter is needed

	client *http.Client
	own    *app.App // nil: another process's
}

// open connects. A command that wants background work done by a Carrel of its
// own (add) says so; the others leave unfinished work alone, or they would
// start the engine just to list documents.
func (inv *invocation) open(ctx context.Context, background bool) (*session, error) {
	s := &session{folders: inv.folders, background: background, store: inv.store, porter: inv.dials()}
	return s, s.connect(ctx)
}

func (s *session) connect(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		core, err := app.Open(ctx, app.Options{
			Folders: s.folders, Surface: app.SurfaceConsole, Background: s.background, Store: s.store, Porter: s.porter,
		})
		var e *app.Error
		if err == nil {
			handler := api.Handler(core, frontend.Files())
			core.ServeControl(handler)
			s.own, s.client = core, &http.Client{Transport: handlerTransport{handler}}
			return nil
		}
		if !errors.As(err, &e) || e.Code != app.CodeBusy {
			return err
		}
		transport, err := app.Dial(wait, s.folders)
		if err == nil {
			s.own, s.client = nil, &http.Client{Transport: transport}
			return nil
		}
		if !errors.Is(err, app.ErrNoOwner) || wait.Err() != nil {
			return err
		}
	}
}

// close ends a Carrel of one's own. Calls that other commands have made to it
// meanwhile come to their end first.
func (s *session) close() {
	if s.own != nil {
		s.own.Close()
		s.own = nil
	}
}

// mostOwners is how many Carrels may end one after the other under a call: as
// many short commands as people and scripts start at the same time.
const mostOwners = 50

// call makes one call of the API. in is sent as JSON, nil for none; the reply
// goes to out, nil for none. Where the other process ends meanwhile, the call
// is made again: of its successor, or here.
func (s *session) call(ctx context.Context, method, path string, in, out any) error {
	for try := 0; ; try++ {
		err := s.callOnce(ctx, method, path, in, out)
		if s.own != nil || ctx.Err() != nil || try == mostOwners || !ended(err) {
			return err
		}
		if err := s.connect(ctx); err != nil {
			return err
		}
	}
}

// ended reports whether err says that the other process has ended, or is about to.
func ended(err error) bool {
	var e *app.Error
	if errors.As(err, &e) {
		return e.Code == app.CodeClosing
	}
	return err != nil
}

func (s *session) callOnce(ctx context.Context, method, path string, in, out any) error {
	response, err := s.send(ctx, method, path, in)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if out == nil {
		_, err := io.Copy(io.Discard, response.Body)
		return err
	}
	if err := json.NewDecoder(response.Body).Decode(out); err != nil {
		return fmt.Errorf("read the reply to %s %s: %w", method, path, err)
	}
	return nil
}

// send makes a call and gives its successful response; an error reply is an *app.Error.
func (s *session) send(ctx context.Context, method, path string, in any) (*http.Response, error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://carrel"+path, body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		defer response.Body.Close()
		var e api.ErrorReply
		if err := json.NewDecoder(response.Body).Decode(&e); err != nil || e.Error.Message == "" {
			return nil, fmt.Errorf("%s %s: the other Carrel answered %s", method, path, response.Status)
		}
		return nil, &app.Error{Code: e.Error.Code, Message: e.Error.Message}
	}
	return response, nil
}
