package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Claim is the ownership of a data folder: one process has it at a time. The
// kernel takes it back when that process ends, however it ends.
type Claim struct {
	folders Folders
	file    *os.File
	socket  string // "" until listen
	tempDir string // made by listen where the data folder's path is too long
}

// owner is what the file owner.json in the data folder says, for others to
// find the process that has the folder.
type owner struct {
	PID    int    `json:"pid"`
	Socket string `json:"socket"`
}

// A Unix socket's path may have 107 bytes on Linux and 103 on macOS.
const longestSocketPath = 100

// MakeClaim takes the data folder, or gives an Error with CodeBusy at once
// where another process has it.
func MakeClaim(f Folders) (*Claim, error) {
	if err := f.make(); err != nil {
		return nil, err
	}
	path := filepath.Join(f.Data, "carrel.lock")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if full := sayDiskFull(err, "opening the library"); full != err {
			return nil, full
		}
		return nil, Errorf(CodeBadRequest, "Carrel cannot write to its folder %s: %w. Make it writable, or choose another place with --home or %s.", f.Data, cause(err), HomeVar)
	}
	if err := lockFile(file); err != nil {
		file.Close()
		if errors.Is(err, errLocked) {
			return nil, f.busy()
		}
		return nil, Errorf(CodeInternal, "lock %s: %w", path, err)
	}
	// A restore that a kill cut short comes to its end before anybody looks.
	if err := f.finishRestore(); err != nil {
		file.Close()
		return nil, err
	}
	// One that was cut short before it was decided left the whole library once more.
	os.RemoveAll(f.restoring())
	return &Claim{folders: f, file: file}, nil
}

func (f Folders) busy() *Error {
	who := "Another Carrel"
	if o, err := f.readOwner(); err == nil {
		who = fmt.Sprintf("Another Carrel (process %d)", o.PID)
	}
	return Errorf(CodeBusy, "%s is using %s and does not answer. Close it, or choose another folder with --home.", who, f.Data)
}

func (f Folders) ownerFile() string { return filepath.Join(f.Data, "owner.json") }

func (f Folders) readOwner() (owner, error) {
	var o owner
	data, err := os.ReadFile(f.ownerFile())
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(data, &o)
}

// listen opens the control socket and tells others where it is. What an
// earlier owner that was killed left behind is removed: nobody else can be
// listening while this process has the folder.
func (c *Claim) listen() (net.Listener, error) {
	if old, err := c.folders.readOwner(); err == nil && old.Socket != "" {
		removeStale(old.Socket)
	}
	path := filepath.Join(c.folders.Data, "control.sock")
	listener, err := listenUnix(path)
	if err != nil {
		// The path is too long, or the folder's file system knows no sockets
		// (FAT, some network drives): a private folder elsewhere will do, as
		// owner.json says where it is.
		c.tempDir, err = os.MkdirTemp("", "carrel-")
		if err != nil {
			return nil, fmt.Errorf("make a folder for the control socket: %w", err)
		}
		path = filepath.Join(c.tempDir, "control.sock")
		if listener, err = listenUnix(path); err != nil {
			return nil, fmt.Errorf("open the control socket: %w", err)
		}
	}
	c.socket = path
	data, err := json.Marshal(owner{PID: os.Getpid(), Socket: path})
	if err == nil {
		err = writeFile(c.folders.ownerFile(), data)
	}
	if err != nil {
		listener.Close()
		return nil, sayDiskFull(fmt.Errorf("write %s: %w", c.folders.ownerFile(), err), "opening the library")
	}
	return listener, nil
}

func listenUnix(path string) (net.Listener, error) {
	if len(path) > longestSocketPath {
		return nil, fmt.Errorf("path of %d bytes is too long for a socket", len(path))
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	// The folder is the owner's alone already; this is for those who opened it up.
	if err := os.Chmod(path, 0o600); err != nil {
		listener.Close()
		return nil, err
	}
	return listener, nil
}

// removeStale deletes the socket of an owner that is gone, and the private
// folder that was made for it.
func removeStale(socket string) {
	if info, err := os.Lstat(socket); err != nil || info.Mode()&os.ModeSocket == 0 {
		return
	}
	os.Remove(socket)
	if dir := filepath.Dir(socket); filepath.Dir(dir) == filepath.Clean(os.TempDir()) {
		os.Remove(dir) // only an empty folder goes
	}
}

// Release gives the folder back.
func (c *Claim) Release() {
	if c.socket != "" {
		os.Remove(c.folders.ownerFile())
		os.Remove(c.socket)
	}
	if c.tempDir != "" {
		os.Remove(c.tempDir)
	}
	c.file.Close()
}

// Dial gives a transport to the process that has the folder, once that answers;
// requests go to any host name. It waits as long as ctx allows for a process
// that is only starting. The error is CodeBusy where the owner did not answer,
// or ErrNoOwner where nobody has the folder.
func Dial(ctx context.Context, f Folders) (http.RoundTripper, error) {
	for {
		if o, err := f.readOwner(); err == nil {
			transport := &http.Transport{
				DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
					var d net.Dialer
					return d.DialContext(ctx, "unix", o.Socket)
				},
				DisableCompression: true,
			}
			if answers(ctx, transport) {
				return transport, nil
			}
		}
		// A killed owner leaves owner.json but not its claim.
		claim, err := MakeClaim(f)
		if err == nil {
			claim.Release()
			return nil, ErrNoOwner
		}
		var e *Error
		if !errors.As(err, &e) || e.Code != CodeBusy {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, f.busy()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// answers reports whether the process behind a transport answers at all. That
// it can be connected to says little: the kernel does that for one that is
// stopped or stuck.
func answers(ctx context.Context, transport http.RoundTripper) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, "http://carrel/", nil)
	if err != nil {
		return false
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return true
}

// ErrNoOwner says that no process has the data folder.
var ErrNoOwner = errors.New("no Carrel is running")

// writing is held while a file is written in place of another.
var writing sync.Mutex

// writeFile replaces a file in one step, so that a reader sees the old or the
// new content and never a part, after a kill and after a power cut. What is being
// written has always the same name, so that the next time clears what a kill left.
// Of several processes only one may write the same file.
func writeFile(path string, data []byte) error {
	writing.Lock()
	defer writing.Unlock()
	part := path + ".new"
	err := os.Remove(part) // who may read it is not taken over either
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	var f *os.File
	if err == nil {
		f, err = os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		os.Remove(part)
	}
	return err
}
