// Package download fetches one large file over HTTPS, in blocks and over several
// connections at once, so that what has arrived outlives whatever ends it: the
// connection, the process, the computer. It runs in the porter only.
//
// While it is fetched, FILE lies beside its name as FILE.part, with FILE.part.json,
// which says what it is a part of and which blocks are there. The file gets its
// name when all of it is there and has been found to be the right one.
package download

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Request is a file to be fetched.
type Request struct {
	URL  string // https, or http to a loopback address
	File string // the path that it gets
	// Domains that may deliver it, with their subdomains, besides URL's own host. A
	// redirect to any other is refused.
	Domains []string
	Bytes   int64  // its size; 0: the source says it
	Most    int64  // that the size may be; 0: anything
	SHA256  string // in hex; "": the source's word for it is taken, if it gives any
	// Check looks into the whole file before it gets its name; nil: nobody does.
	Check func(path string) error
	// Host is told each host before it is first connected to; an error ends the
	// download. nil: nobody is told.
	Host func(host string) error
}

// State says what a download is doing.
type State string

// The states of a download.
const (
	Connecting State = "connecting"
	Fetching   State = "fetching"
	Waiting    State = "waiting"  // the source asked for patience, or does not answer: see Progress.Until
	Checking   State = "checking" // all is there; its hash is computed
)

// Progress is how far a download has come.
type Progress struct {
	State State `json:"state"`
	Done  int64 `json:"done"`  // bytes that are there
	Total int64 `json:"total"` // 0: not known yet
	// Until is when a Waiting download tries again.
	Until time.Time `json:"until,omitzero"`
}

// Result is a file that was fetched.
type Result struct {
	Bytes   int64  // of the file
	Fetched int64  // of them this time
	SHA256  string // in hex
	// Known: the hash is the one that Request.SHA256 or the source had named.
	Known bool
}

// Downloader fetches files. The zero value of every field but Client is usable.
type Downloader struct {
	// Client makes the requests; its redirects are not followed, but looked at.
	Client      *http.Client
	Free        func(dir string) (uint64, error) // room on a disk; nil: it is not asked
	Connections int                              // at once; 0: 4
	Block       int64                            // bytes that are fetched, and lost, in one piece; 0: 16 MiB
	Tries       int                              // without any progress, before a block is given up; 0: 6
	// Stall is how long a connection may bring nothing; 0: a minute.
	Stall time.Duration
	// Wait waits; nil: as long as it is asked to.
	Wait func(context.Context, time.Duration) error
	// TellEvery is how often progress is told; 0: four times a second.
	TellEvery time.Duration
}

// Headers in which model hubs name a file's size and hash, in the answer that
// leads to their delivery network.
const (
	linkedHash = "X-Linked-Etag"
	linkedSize = "X-Linked-Size"
)

// margin stays free on the disk.
const margin = 64 << 20

// fetch is one download under way.
type fetch struct {
	Downloader
	Request
	source *source
	part   *part
	tell   func(Progress)

	total   int64
	hash    string // that it has to have; "": nobody knows
	fetched atomic.Int64
	state   atomic.Value // Progress, of which Done and Total don't count
}

// Fetch fetches a file, or goes on where an earlier try ended, and returns when
// it has its name. tell, which may be nil, is told how far it is, from another
// goroutine. Errors are *Error, or ctx's.
func (d Downloader) Fetch(ctx context.Context, r Request, tell func(Progress)) (Result, error) {
	d.Connections, d.Block, d.Tries = or(d.Connections, 4), or(d.Block, 16<<20), or(d.Tries, 6)
	d.Stall, d.TellEvery = or(d.Stall, time.Minute), or(d.TellEvery, 250*time.Millisecond)
	if d.Wait == nil {
		d.Wait = wait
	}
	if tell == nil {
		tell = func(Progress) {}
	}
	address, err := CheckAddress(r.URL)
	if err != nil {
		return Result{}, err
	}
	f := &fetch{Downloader: d, Request: r, tell: tell, source: newSource(d, r, address)}
	f.state.Store(Progress{State: Connecting})
	stop := f.telling()
	result, err := f.run(ctx)
	stop()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return result, err
}

func or[T int | int64 | time.Duration](value, standard T) T {
	if value == 0 {
		return standard
	}
	return value
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// telling tells the progress until it is stopped.
func (f *fetch) telling() (stop func()) {
	done := make(chan struct{})
	var teller sync.WaitGroup
	teller.Go(func() {
		ticker := time.NewTicker(f.TellEvery)
		defer ticker.Stop()
		for {
			f.tell(f.progress())
			select {
			case <-ticker.C:
			case <-done:
				return
			}
		}
	})
	return func() { close(done); teller.Wait() }
}

func (f *fetch) progress() Progress {
	p := f.state.Load().(Progress)
	if part := f.source.opened.Load(); part != nil {
		p.Done, p.Total = part.done.Load(), part.Bytes
	}
	return p
}

func (f *fetch) run(ctx context.Context) (Result, error) {
	if err := os.MkdirAll(filepath.Dir(f.File), 0o700); err != nil {
		return Result{}, onDisk("make the folder for it", err)
	}
	first, err := f.first(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := f.identify(first); err != nil {
		first.Body.Close()
		return Result{}, err
	}
	if f.part, err = openPart(f.File, partInfo{Bytes: f.total, SHA256: f.hash, Tag: first.Header.Get("Etag"), Block: f.Block}); err != nil {
		first.Body.Close()
		return Result{}, err
	}
	defer f.part.close()
	f.source.opened.Store(f.part)
	if err := f.room(); err != nil {
		first.Body.Close()
		f.part.dropEmpty()
		return Result{}, err
	}
	f.state.Store(Progress{State: Fetching})
	if first.StatusCode == http.StatusOK {
		err = f.whole(ctx, first)
	} else {
		first.Body.Close()
		err = f.blocks(ctx)
	}
	if errors.Is(err, errNoRanges) { // the source has changed its mind about them
		err = f.whole(ctx, nil)
	}
	if err != nil {
		return Result{}, err
	}
	return f.finish(ctx)
}

// first asks for the first byte: whether the source is there, gives ranges, and
// what it says of the file.
func (f *fetch) first(ctx context.Context) (*http.Response, error) {
	for try := 1; ; try++ {
		response, err := f.source.get(ctx, 0, 1)
		if err == nil && (response.StatusCode == http.StatusPartialContent || response.StatusCode == http.StatusOK) {
			return response, nil
		}
		if err == nil && response.StatusCode == http.StatusRequestedRangeNotSatisfiable {
			response.Body.Close()
			return nil, errorf(CodeWrong, "The source says that the file is empty. Nothing was fetched.")
		}
		if err := f.again(ctx, response, err, try); err != nil {
			return nil, err
		}
	}
}

// identify sees that what the source has is what was asked for.
func (f *fetch) identify(first *http.Response) error {
	total := first.ContentLength
	if first.StatusCode == http.StatusPartialContent {
		var ok bool
		if _, _, total, ok = contentRange(first); !ok {
			total = -1
		}
	}
	said := f.source.said()
	switch {
	case webPage(first):
		return errorf(CodeWrong, "%s sent a web page in place of the file. Networks do so that want you to sign in first, as in hotels and trains: open a page in your browser, then try again. Nothing was fetched.", first.Request.URL.Hostname())
	case total <= 0 && f.Bytes == 0:
		return errorf(CodeWrong, "The source does not say how large the file is. Nothing was fetched.")
	case total <= 0:
		total = f.Bytes
	case f.Bytes > 0 && total != f.Bytes:
		return errorf(CodeChanged, "The source has a file of %d bytes there, not the one of %d. Nothing was fetched.", total, f.Bytes)
	case f.Most > 0 && total > f.Most:
		return errorf(CodeChanged, "The source has a file of %s there, far more than was expected. Nothing was fetched.", size(total))
	case said.bytes > 0 && said.bytes != total:
		return errorf(CodeWrong, "The source says that the file has %d bytes, and sends one of %d. Nothing was fetched.", said.bytes, total)
	}
	f.total, f.hash = total, said.hash
	if f.SHA256 != "" {
		if said.hash != "" && said.hash != f.SHA256 {
			return errorf(CodeChanged, "The source has another file there now: its SHA-256 is %s, not %s. Nothing was fetched.", said.hash, f.SHA256)
		}
		f.hash = f.SHA256
	}
	return nil
}

// room sees that the rest fits on the disk.
func (f *fetch) room() error {
	if f.Free == nil {
		return nil
	}
	free, err := f.Free(filepath.Dir(f.File))
	if err != nil {
		return nil // a disk that does not tell will say so when it is full
	}
	if need := f.total - f.part.done.Load(); uint64(need)+margin > free {
		return errorf(CodeDiskFull, "It needs %s on the disk, and %s are free. Nothing has changed. Make room, then try again.", size(need+margin), size(int64(free)))
	}
	return nil
}

// blocks fetches what is missing, over several connections.
func (f *fetch) blocks(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	missing := f.part.missing()
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(f.Connections, len(missing)) {
		workers.Go(func() {
			for block := range next {
				if err := f.block(ctx, block); err != nil {
					cancel(err) // the first error is the one that is told
				}
			}
		})
	}
	for _, block := range missing {
		select {
		case next <- block:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}

// block fetches one block, from as many connections as it takes.
func (f *fetch) block(ctx context.Context, block int) error {
	from, to := f.part.bounds(block)
	at := from
	defer func() { f.part.done.Add(from - at) }() // what is not a whole block does not count
	for try := 1; at < to; try++ {
		response, err := f.source.get(ctx, at, to)
		if err == nil && response.StatusCode == http.StatusOK {
			response.Body.Close()
			return errNoRanges
		}
		if err == nil && response.StatusCode == http.StatusPartialContent {
			start, end, total, ok := contentRange(response)
			if !ok || start != at || end != to || total != f.total {
				response.Body.Close()
				err, response = errorf(CodeWrong, "The source sends other parts of the file than were asked for. What has arrived is kept; try again later."), nil
			} else {
				f.state.Store(Progress{State: Fetching})
				var n int64
				n, err = f.copy(ctx, response, at, to-at)
				if at += n; n > 0 {
					try = 1
				}
				if err == nil {
					continue
				}
				if at == to { // there was more after it
					return err
				}
				response = nil
			}
		}
		if err := f.again(ctx, response, err, try); err != nil {
			return err
		}
	}
	at = from // all of it counts
	return f.part.note(block)
}

// whole fetches the file in one piece from a source that gives no ranges; each
// new try begins at the beginning. first is the answer that is there already, or nil.
func (f *fetch) whole(ctx context.Context, first *http.Response) error {
	response := first
	for try := 1; ; try++ {
		var err error
		if response == nil {
			response, err = f.source.get(ctx, 0, 0)
		}
		f.part.restart()
		if err == nil && response.StatusCode == http.StatusOK {
			f.state.Store(Progress{State: Fetching})
			var n int64
			if n, err = f.copy(ctx, response, 0, f.total); err == nil {
				return f.part.noteAll()
			} else if n == f.total {
				return err
			}
			response = nil
		}
		if err := f.again(ctx, response, err, try); err != nil {
			return err
		}
		response = nil
	}
}

// copy writes a response's body at an offset and says how much of it came. It
// has to have just so many bytes.
func (f *fetch) copy(ctx context.Context, response *http.Response, at, length int64) (int64, error) {
	body := &patient{body: response.Body, limit: f.Stall}
	defer body.close()
	buffer := make([]byte, 128<<10)
	var written int64
	for written < length {
		n, err := body.Read(buffer[:min(int64(len(buffer)), length-written)])
		if n > 0 {
			if err := f.part.write(buffer[:n], at+written); err != nil {
				return written, err
			}
			written += int64(n)
			f.fetched.Add(int64(n))
			f.part.done.Add(int64(n))
		}
		if err != nil && written < length {
			return written, fmt.Errorf("%w: %w", errCut, err)
		}
		if ctx.Err() != nil {
			return written, ctx.Err()
		}
	}
	// One that goes on has lied about its length.
	if n, _ := body.Read(buffer[:1]); n > 0 {
		return written, errorf(CodeWrong, "The source sends more than the %d bytes that the file has.", f.total)
	}
	return written, nil
}

// finish checks the whole file and gives it its name.
func (f *fetch) finish(ctx context.Context) (Result, error) {
	f.state.Store(Progress{State: Checking})
	sum, err := f.part.hash(ctx)
	if err != nil {
		return Result{}, err
	}
	if f.hash != "" && sum != f.hash {
		f.part.drop()
		return Result{}, errorf(CodeWrong, "What arrived is not the right file: its SHA-256 is %s, not %s. It has been deleted. Try again; if that happens again, the source or the network in between changes it.", sum, f.hash)
	}
	if f.Check != nil {
		if err := f.Check(f.part.path); err != nil {
			f.part.drop()
			return Result{}, errorf(CodeWrong, "What arrived cannot be used, and has been deleted. %s", err)
		}
	}
	if err := f.part.name(); err != nil {
		return Result{}, err
	}
	return Result{Bytes: f.total, Fetched: f.fetched.Load(), SHA256: sum, Known: f.hash != ""}, nil
}

// hash is the SHA-256 of all that is there.
func (p *part) hash(ctx context.Context) (string, error) {
	h := sha256.New()
	reader := io.NewSectionReader(p.file, 0, p.Bytes)
	buffer := make([]byte, 1<<20)
	for {
		n, err := reader.Read(buffer)
		h.Write(buffer[:n])
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", onDisk("read it again", err)
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
}

// CheckAddress says whether a file may be fetched from an address: by https, or
// by http from this computer itself. The error is an *Error in words.
func CheckAddress(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "" || u.Hostname() == "":
		return nil, errorf(CodeRefused, "%q is not an address that can be fetched from.", raw)
	case u.User != nil:
		return nil, errorf(CodeRefused, "An address with a name and a password in it is not fetched from.")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, errorf(CodeRefused, "Files are fetched by https only, not from %s://%s.", u.Scheme, u.Host)
}

// onDisk says in words why a file could not be written or read.
func onDisk(what string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if errors.Is(err, syscall.ENOSPC) {
		return errorf(CodeDiskFull, "The disk is full. What has arrived is kept; make room, then go on.")
	}
	return errorf(CodeDisk, "Carrel could not %s: %w.", what, err)
}
