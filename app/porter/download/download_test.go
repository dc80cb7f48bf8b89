package download

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain is also the process that is killed.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "fetch" {
		d := Downloader{Client: NewClient(NoProxy), Connections: 1, Block: block}
		_, err := d.Fetch(context.Background(), Request{URL: os.Args[2], File: os.Args[3], SHA256: hash(content)}, nil)
		fmt.Fprintln(os.Stderr, "it was not killed:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const block = 1000

// content is the file that the sources have: ten blocks, the last one short.
var content = func() []byte {
	b := make([]byte, 9*block+500)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}()

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// asked is what a source was asked for: the bytes from, to (0: all).
type asked struct{ from, to int }

// shelf is a source of the content, which answers each request as give says.
type shelf struct {
	*httptest.Server
	mutex sync.Mutex
	asked []asked
}

// honest answers a request for a range.
func honest(w http.ResponseWriter, a asked) {
	if a.to == 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		w.Write(content)
		return
	}
	head(w, a)
	w.Write(content[a.from:a.to])
}

func head(w http.ResponseWriter, a asked) {
	w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", a.from, a.to-1, len(content)))
	w.Header().Set("Content-Length", strconv.Itoa(a.to-a.from))
	w.WriteHeader(http.StatusPartialContent)
}

// cut breaks the connection off.
func cut() { panic(http.ErrAbortHandler) }

func newShelf(t *testing.T, give func(w http.ResponseWriter, r *http.Request, a asked, nth int)) *shelf {
	s := &shelf{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var a asked
		if n, _ := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &a.from, &a.to); n == 2 {
			a.to++
		}
		s.mutex.Lock()
		s.asked = append(s.asked, a)
		nth := len(s.asked)
		s.mutex.Unlock()
		give(w, r, a, nth)
	}))
	s.Config.ErrorLog = nil
	t.Cleanup(s.Close)
	return s
}

// try is one download, with its waits noted and not waited.
type try struct {
	Downloader
	Request
	waits []time.Duration
	hosts []string
}

func newTry(t *testing.T, address string) *try {
	x := &try{}
	x.Downloader = Downloader{Client: NewClient(NoProxy), Block: block, Tries: 3}
	var mutex sync.Mutex
	x.Wait = func(ctx context.Context, d time.Duration) error {
		mutex.Lock()
		defer mutex.Unlock()
		x.waits = append(x.waits, d)
		return ctx.Err()
	}
	x.Request = Request{URL: address, File: filepath.Join(t.TempDir(), "models", "model.gguf"), Bytes: int64(len(content)), SHA256: hash(content)}
	x.Host = func(host string) error { x.hosts = append(x.hosts, host); return nil }
	return x
}

func (x *try) fetch(t *testing.T) (Result, error) { return x.Fetch(t.Context(), x.Request, nil) }

// whole sees that the file is there, and nothing else.
func (x *try) whole(t *testing.T, result Result, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(x.File)
	if err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if result.SHA256 != hash(content) || result.Bytes != int64(len(content)) {
		t.Errorf("%+v", result)
	}
	x.left(t, "model.gguf")
}

// left sees which files there are.
func (x *try) left(t *testing.T, want ...string) {
	t.Helper()
	entries, _ := os.ReadDir(filepath.Dir(x.File))
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("there are %q, want %q", names, want)
	}
}

// failed sees that it ended with that code and words, and how many bytes are kept.
func (x *try) failed(t *testing.T, err error, code, words string, kept int) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, words) {
		t.Errorf("%v, want %s with the words %q", err, code, words)
	}
	if _, err := os.Stat(x.File); err == nil {
		t.Error("the file has its name")
	}
	if done, _ := Part(x.File); done != int64(kept) {
		t.Errorf("%d bytes are kept, want %d", done, kept)
	}
	if kept == 0 && code != CodeUnreachable && code != CodeBusy {
		x.left(t)
	}
}

func TestFetch(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, r *http.Request, a asked, _ int) {
		for _, name := range []string{"Cookie", "Referer", "Authorization"} {
			if r.Header.Get(name) != "" {
				t.Errorf("%s was sent", name)
			}
		}
		if r.UserAgent() != "Carrel" {
			t.Errorf("it says it is %q", r.UserAgent())
		}
		honest(w, a)
	})
	x := newTry(t, s.URL)
	var last Progress
	x.TellEvery = time.Millisecond
	result, err := x.Fetch(t.Context(), x.Request, func(p Progress) {
		if p.Done < last.Done || p.Done > p.Total {
			t.Errorf("progress from %+v to %+v", last, p)
		}
		last = p
	})
	x.whole(t, result, err)
	if result.Fetched != int64(len(content)) || !result.Known {
		t.Errorf("%+v", result)
	}
	if len(s.asked) != 11 { // the first byte, then ten blocks
		t.Errorf("it was asked for %v", s.asked)
	}
	if fmt.Sprint(x.hosts) != "[127.0.0.1]" {
		t.Errorf("hosts: %v", x.hosts)
	}
}

func TestConnectionsThatBreakOff(t *testing.T) {
	var before sync.Map
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) {
		_, again := before.LoadOrStore(a, true)
		switch {
		case a.to-a.from < 300: // few enough to come through
			honest(w, a)
		case !again: // before the answer
			cut()
		default:
			head(w, a)
			w.Write(content[a.from : a.from+250])
			w.(http.Flusher).Flush()
			cut()
		}
	})
	x := newTry(t, s.URL)
	result, err := x.fetch(t)
	x.whole(t, result, err)
}

func TestASourceThatGoesAway(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) {
		if a.from >= 4*block {
			cut()
		}
		honest(w, a)
	})
	x := newTry(t, s.URL)
	x.Connections = 1
	_, err := x.fetch(t)
	x.failed(t, err, CodeUnreachable, "What has arrived is kept", 4*block)
	if len(x.waits) != x.Tries-1 {
		t.Errorf("it waited %v", x.waits)
	}

	// Later it is there again: only what is missing is asked for.
	s2 := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) { honest(w, a) })
	x.URL = s2.URL
	result, err := x.fetch(t)
	x.whole(t, result, err)
	if len(s2.asked) != 7 || result.Fetched != int64(len(content)-4*block) {
		t.Errorf("asked for %v, fetched %d", s2.asked, result.Fetched)
	}
}

func TestNobodyThere(t *testing.T) {
	s := httptest.NewServer(nil)
	s.Close()
	x := newTry(t, s.URL)
	_, err := x.fetch(t)
	x.failed(t, err, CodeUnreachable, "127.0.0.1 cannot be reached", 0)
}

func TestNoWebServer(t *testing.T) {
	greeter, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer greeter.Close()
	go func() {
		for {
			conn, err := greeter.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte("220 mail.example ESMTP\r\n"))
			conn.Close()
		}
	}()
	x := newTry(t, "http://"+greeter.Addr().String())
	_, err = x.fetch(t)
	x.failed(t, err, CodeUnreachable, "not as a web server does", 0)
}

func TestLiesAboutTheLength(t *testing.T) {
	for _, test := range []struct {
		name        string
		code, words string
		tell        int64 // Request.Bytes
		give        func(w http.ResponseWriter, a asked)
	}{
		{"another file", CodeChanged, "Nothing was fetched", 12345, honest},
		{"its own words", CodeWrong, "Nothing was fetched", 0, func(w http.ResponseWriter, a asked) {
			w.Header().Set("X-Linked-Size", "77")
			honest(w, a)
		}},
		{"more in all than it said", CodeWrong, "more than the 9500 bytes", int64(len(content)), func(w http.ResponseWriter, _ asked) {
			w.(http.Flusher).Flush() // without a length
			w.Write(content)
			w.Write([]byte("more"))
		}},
		{"more of a part than it said", CodeWrong, "more than the 9500 bytes", int64(len(content)), func(w http.ResponseWriter, a asked) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", a.from, a.to-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
			w.(http.Flusher).Flush() // without a length
			w.Write(content[a.from:a.to])
			w.Write([]byte("more"))
		}},
		{"no length at all", CodeWrong, "does not say how large", 0, func(w http.ResponseWriter, _ asked) {
			w.(http.Flusher).Flush()
			w.Write(content)
		}},
		{"a page to sign in on", CodeWrong, "sign in first", int64(len(content)), func(w http.ResponseWriter, _ asked) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<title>Welcome on board</title>")
		}},
		{"other parts", CodeWrong, "other parts of the file", int64(len(content)), func(w http.ResponseWriter, a asked) {
			if a.to > 1 {
				a.from, a.to = a.from+1, a.to-1
			}
			honest(w, a)
		}},
		{"far more than was expected", CodeChanged, "far more", -1, honest},
		{"an empty file", CodeWrong, "empty", 0, func(w http.ResponseWriter, _ asked) {
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) { test.give(w, a) })
			x := newTry(t, s.URL)
			if x.Bytes = test.tell; x.Bytes < 0 {
				x.Bytes, x.Most = 0, int64(len(content)-1)
			}
			_, err := x.fetch(t)
			var e *Error
			if !errors.As(err, &e) || e.Code != test.code || !strings.Contains(e.Message, test.words) {
				t.Errorf("%v", err)
			}
			if _, err := os.Stat(x.File); err == nil {
				t.Error("the file has its name")
			}
		})
	}
}

func TestShorterThanItSaid(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, nth int) {
		if nth == 1 {
			honest(w, a)
			return
		}
		head(w, a) // and then nothing
		w.(http.Flusher).Flush()
		cut()
	})
	x := newTry(t, s.URL)
	_, err := x.fetch(t)
	x.failed(t, err, CodeUnreachable, "keeps breaking off", 0)
}

func TestWrongBytes(t *testing.T) {
	wrong := func(w http.ResponseWriter, _ *http.Request, a asked, _ int) {
		head(w, a)
		part := bytes.Clone(content[a.from:a.to])
		if a.from == 3*block {
			part[17] ^= 1
		}
		w.Write(part)
	}
	x := newTry(t, newShelf(t, wrong).URL)
	_, err := x.fetch(t)
	x.failed(t, err, CodeWrong, "It has been deleted", 0)

	// Nobody knows the hash, but it is no model.
	x.SHA256 = ""
	x.Check = func(path string) error {
		if data, err := os.ReadFile(path); err != nil || len(data) != len(content) {
			t.Errorf("checked are %d bytes, %v", len(data), err)
		}
		return errors.New("It has a hole.")
	}
	_, err = x.fetch(t)
	x.failed(t, err, CodeWrong, "It has a hole.", 0)
}

func TestRangesIgnored(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, _ asked, nth int) {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		if nth == 1 {
			w.Write(content[:5000])
			w.(http.Flusher).Flush()
			cut()
		}
		w.Write(content)
	})
	x := newTry(t, s.URL)
	result, err := x.fetch(t)
	x.whole(t, result, err)
	if result.Fetched != int64(len(content)+5000) {
		t.Errorf("%d bytes were fetched", result.Fetched)
	}

	// It gives ranges at first, and then no more.
	s = newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, nth int) {
		if nth > 3 {
			a = asked{}
		}
		honest(w, a)
	})
	x = newTry(t, s.URL)
	result, err = x.fetch(t)
	x.whole(t, result, err)
}

func TestBusySource(t *testing.T) {
	soon := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, nth int) {
		switch nth {
		case 1, 3:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case 4:
			w.Header().Set("Retry-After", soon)
			w.WriteHeader(http.StatusServiceUnavailable)
		case 6:
			w.WriteHeader(http.StatusBadGateway)
		default:
			honest(w, a)
		}
	})
	x := newTry(t, s.URL)
	x.Connections = 1
	result, err := x.fetch(t)
	x.whole(t, result, err)
	if len(x.waits) != 4 || x.waits[0] != 7*time.Second || x.waits[1] != 7*time.Second || x.waits[2] > 90*time.Second || x.waits[3] != firstWait {
		t.Errorf("it waited %v", x.waits)
	}

	// It asks for more patience than a download has, or never comes round.
	for header, words := range map[string]string{"3600": "asks to come back in an hour", "1": "busy or out of order (429"} {
		s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) {
			if a.from >= 2*block {
				w.Header().Set("Retry-After", header)
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			honest(w, a)
		})
		x := newTry(t, s.URL)
		x.Connections = 1
		_, err := x.fetch(t)
		x.failed(t, err, CodeBusy, words, 2*block)
	}
}

func TestRefusals(t *testing.T) {
	for status, want := range map[int]string{401: CodeAccount, 403: CodeAccount, 404: CodeNotFound, 410: CodeNotFound, 418: CodeWrong} {
		s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, _ asked, _ int) { w.WriteHeader(status) })
		x := newTry(t, s.URL)
		_, err := x.fetch(t)
		x.failed(t, err, want, "127.0.0.1", 0)
		if len(s.asked) != 1 {
			t.Errorf("%d was asked for %d times", status, len(s.asked))
		}
	}
}

// hub is a source that names the file's hash and leads to its delivery, at
// another host.
func hub(t *testing.T, delivery string, header http.Header) *shelf {
	return newShelf(t, func(w http.ResponseWriter, r *http.Request, _ asked, _ int) {
		for name, values := range header {
			w.Header()[name] = values
		}
		http.Redirect(w, r, delivery, http.StatusFound)
	})
}

// elsewhere is the same address by another name.
func elsewhere(s *shelf) string { return strings.Replace(s.URL, "127.0.0.1", "localhost", 1) }

func TestRedirects(t *testing.T) {
	signature, mutex := 1, sync.Mutex{}
	delivery := newShelf(t, func(w http.ResponseWriter, r *http.Request, a asked, nth int) {
		mutex.Lock()
		defer mutex.Unlock()
		if nth == 5 {
			signature++ // what was signed before holds no longer
		}
		if r.FormValue("signed") != strconv.Itoa(signature) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		// A delivery network has no say in what the file is.
		w.Header().Set("X-Linked-Etag", hash([]byte("something else")))
		honest(w, a)
	})
	source := newShelf(t, func(w http.ResponseWriter, r *http.Request, _ asked, _ int) {
		mutex.Lock()
		defer mutex.Unlock()
		w.Header().Set("X-Linked-Etag", `"`+hash(content)+`"`)
		w.Header().Set("X-Linked-Size", strconv.Itoa(len(content)))
		http.Redirect(w, r, elsewhere(delivery)+"/?signed="+strconv.Itoa(signature), http.StatusFound)
	})
	x := newTry(t, source.URL)
	x.Connections, x.Domains, x.SHA256, x.Bytes = 1, []string{"localhost"}, "", 0
	result, err := x.fetch(t)
	x.whole(t, result, err)
	if !result.Known || len(source.asked) != 2 || fmt.Sprint(x.hosts) != "[127.0.0.1 localhost]" {
		t.Errorf("%+v; the source was asked %d times; hosts %v", result, len(source.asked), x.hosts)
	}

	// A place that was not named is not even connected to.
	before := len(delivery.asked)
	x = newTry(t, source.URL)
	x.Domains = []string{"host"}
	_, err = x.fetch(t)
	x.failed(t, err, CodeRefused, "leads to localhost", 0)
	if len(delivery.asked) != before || fmt.Sprint(x.hosts) != "[127.0.0.1]" {
		t.Errorf("it was asked all the same; hosts %v", x.hosts)
	}

	// The source has another file now.
	other := hub(t, elsewhere(delivery), http.Header{"X-Linked-Etag": {hash([]byte("another"))}})
	x = newTry(t, other.URL)
	x.Domains = []string{"localhost"}
	_, err = x.fetch(t)
	if err == nil {
		t.Error("another file was fetched")
	}

	for name, to := range map[string]string{"in a circle": "/again", "to nowhere": "", "to a file": "file:///etc/passwd", "in the clear": "http://example.org/", "with a password": "https://a:b@example.org/"} {
		x := newTry(t, newShelf(t, func(w http.ResponseWriter, _ *http.Request, _ asked, _ int) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		}).URL)
		_, err := x.fetch(t)
		var e *Error
		if !errors.As(err, &e) || e.Code != CodeRefused && e.Code != CodeWrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What cannot be written down does not happen.
func TestHostThatIsNotToldIsNotAsked(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) { honest(w, a) })
	x := newTry(t, s.URL)
	x.Host = func(string) error { return errorf(CodeRefused, "the log is full") }
	_, err := x.fetch(t)
	x.failed(t, err, CodeRefused, "the log is full", 0)
	if len(s.asked) != 0 {
		t.Errorf("it was asked for %v", s.asked)
	}
}

func TestNoRoom(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) { honest(w, a) })
	x := newTry(t, s.URL)
	x.Free = func(string) (uint64, error) { return margin + uint64(len(content)) - 1, nil }
	_, err := x.fetch(t)
	x.failed(t, err, CodeDiskFull, "Nothing has changed", 0)
	if len(s.asked) != 1 {
		t.Errorf("it was asked for %v", s.asked)
	}
	x.Free = func(string) (uint64, error) { return margin + uint64(len(content)), nil }
	result, err := x.fetch(t)
	x.whole(t, result, err)
}

func TestCancelledAndGoneOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newShelf(t, func(w http.ResponseWriter, r *http.Request, a asked, nth int) {
		if nth == 6 { // the first byte, four blocks, and now
			cancel()
			<-r.Context().Done()
			return
		}
		honest(w, a)
	})
	x := newTry(t, s.URL)
	x.Connections = 1
	if _, err := x.Fetch(ctx, x.Request, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	if done, total := Part(x.File); done != 4*block || total != int64(len(content)) {
		t.Errorf("%d of %d bytes are kept", done, total)
	}

	// A part of another file is of no use.
	other := *x
	other.SHA256 = hash([]byte("another"))
	other.Tries = 1
	_, err := other.fetch(t)
	other.failed(t, err, CodeWrong, "not the right file", 0)
	result, err := x.fetch(t)
	x.whole(t, result, err)

	if err := RemovePart(x.File); err != nil {
		t.Errorf("nothing to remove: %v", err)
	}
}

// TestKilled kills the process that fetches, as a crash or a power cut does.
func TestKilled(t *testing.T) {
	reached, release := make(chan bool), make(chan bool)
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) {
		if a.from == 6*block {
			head(w, a)
			w.Write(content[a.from : a.from+block/2]) // in the middle of a block
			w.(http.Flusher).Flush()
			reached <- true
			<-release
			cut()
		}
		honest(w, a)
	})
	x := newTry(t, s.URL)
	child := exec.Command(os.Args[0], "fetch", s.URL, x.File)
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	close(release)
	if done, _ := Part(x.File); done != 6*block {
		t.Errorf("%d bytes are kept", done)
	}
	s2 := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, _ int) { honest(w, a) })
	x.URL = s2.URL
	result, err := x.fetch(t)
	x.whole(t, result, err)
	if len(s2.asked) != 5 {
		t.Errorf("after the kill it was asked for %v", s2.asked)
	}
}

func TestStalledConnection(t *testing.T) {
	release := make(chan bool)
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request, a asked, nth int) {
		if nth == 3 { // it stays open, and nothing comes
			head(w, a)
			w.(http.Flusher).Flush()
			<-release
			return
		}
		honest(w, a)
	})
	x := newTry(t, s.URL)
	x.Stall = 50 * time.Millisecond
	x.Tries = 1000 // on a slow machine an honest answer may take longer than that, too
	result, err := x.fetch(t)
	close(release)
	x.whole(t, result, err)
}

func TestCheckAddress(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://example.org/a.gguf": true, "http://127.0.0.1:80/a": true, "http://localhost/a": true, "http://[::1]/a": true,
		"http://example.org/a": false, "http://127.0.0.1.example.org/": false, "ftp://example.org/": false, "file:///a": false,
		"https://a:b@example.org/": false, "https:///a": false, "https:a": false, "": false, "https://:443/": false,
	} {
		if _, err := CheckAddress(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestProxy(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, r *http.Request, a asked, _ int) {
		if r.URL.Host != "localhost:1" { // a proxy is given the whole address
			t.Errorf("the proxy is asked for %s", r.URL)
		}
		honest(w, a)
	})
	x := newTry(t, "http://localhost:1/file") // where nobody is
	x.Client = NewClient(s.URL)
	result, err := x.fetch(t)
	x.whole(t, result, err)

	t.Setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
	t.Setenv("NO_PROXY", "inside.example.org")
	for _, test := range []struct{ setting, address, want string }{
		{"", "https://example.org/", "http://proxy.example.org:3128"},
		{"", "https://inside.example.org/", ""},
		{NoProxy, "https://example.org/", ""},
		{"socks5://localhost:9050", "https://example.org/", "socks5://localhost:9050"},
		{"gopher://x", "https://example.org/", "error"},
		{"proxy", "https://example.org/", "error"},
	} {
		address, err := CheckAddress(test.address)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if proxy, err := ProxyFor(test.setting, address); err != nil {
			got = "error"
		} else if proxy != nil {
			got = proxy.String()
		}
		if got != test.want {
			t.Errorf("setting %q, %s: %q, want %q", test.setting, test.address, got, test.want)
		}
	}
}
