package knowledge

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Content is a document as a program can show it.
type Content struct {
	io.ReadSeeker
	io.ReaderAt
	Modified time.Time // of the file
	file     *os.File  // nil: a copy in memory
}

// Close ends it.
func (c *Content) Close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}

// Content gives a document's file, under the conditions of File, or where it
// opens with a password a copy that opens without one. The copy is made by the
// reader and is in memory only.
func (l *Library) Content(ctx context.Context, id string) (*Content, error) {
	path, err := l.File(ctx, id)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	source, err := l.source(ctx, id, path)
	if err != nil {
		file.Close()
		return nil, err
	}
	if source.Password == "" {
		return &Content{ReadSeeker: file, ReaderAt: file, Modified: info.ModTime(), file: file}, nil
	}
	file.Close()
	data, err := l.unsealed.get(ctx, id, func() ([]byte, error) {
		t, ok := l.config.Reader.(tryer)
		if !ok {
			return nil, errNotSealed
		}
		return t.Unseal(ctx, source)
	})
	if err != nil {
		return nil, fmt.Errorf("open document: %w", err)
	}
	copied := bytes.NewReader(data)
	return &Content{ReadSeeker: copied, ReaderAt: copied, Modified: info.ModTime()}, nil
}

// unsealedFor is how long the copy of a document is kept after it was last
// asked for: a viewer asks for the parts that it shows, as it shows them.
const unsealedFor = 2 * time.Minute

// unsealed keeps the copy without a password of the document that is looked at.
// The zero value is usable.
type unsealed struct {
	making sync.Mutex // one copy at a time

	mu    sync.Mutex
	id    string // of the document; "": none
	data  []byte
	timer *time.Timer
}

// get gives the copy of a document, made by f if it is not there.
func (u *unsealed) get(ctx context.Context, id string, f func() ([]byte, error)) ([]byte, error) {
	u.making.Lock()
	defer u.making.Unlock()
	if data := u.kept(id); data != nil {
		return data, nil
	}
	if err := ctx.Err(); err != nil { // the caller has gone while another's was made
		return nil, err
	}
	data, err := f()
	if err != nil {
		return nil, err
	}
	u.drop("")
	u.mu.Lock()
	defer u.mu.Unlock()
	u.id, u.data = id, data
	u.timer = time.AfterFunc(unsealedFor, func() { u.drop(id) })
	return data, nil
}

func (u *unsealed) kept(id string) []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.id != id || u.timer == nil || !u.timer.Reset(unsealedFor) {
		return nil
	}
	return u.data
}

// drop lets the copy of a document go, with "" that of any.
func (u *unsealed) drop(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.timer == nil || id != "" && u.id != id {
		return
	}
	u.timer.Stop()
	u.id, u.data, u.timer = "", nil, nil
}
