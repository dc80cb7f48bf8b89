package download

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// source is where a file comes from: an address, and where that leads.
type source struct {
	client *http.Client
	origin *url.URL
	allows []string
	host   func(string) error

	opened atomic.Pointer[part] // for the progress

	mutex sync.Mutex
	// located is where the origin last led to. Hubs lead to an address that is
	// signed for an hour or so: then it is asked for again.
	located *url.URL
	words   words
	hosts   map[string]bool // that were told
}

// words are what the origin itself says of the file.
type words struct {
	bytes int64
	hash  string // SHA-256
}

func newSource(d Downloader, r Request, origin *url.URL) *source {
	client := *d.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Jar = nil
	return &source{client: &client, origin: origin, allows: r.Domains, host: r.Host, hosts: map[string]bool{}}
}

func (s *source) said() words {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.words
}

// mostRedirects is more than hubs have.
const mostRedirects = 8

// get asks for the bytes [from, to) of the file; to 0 is all of it. Redirects are
// followed where the request allows them. The answer is the last one, whatever
// it says.
func (s *source) get(ctx context.Context, from, to int64) (*http.Response, error) {
	s.mutex.Lock()
	at := s.located
	s.mutex.Unlock()
	fresh := at == nil
	if fresh {
		at = s.origin
	}
	for range mostRedirects {
		response, err := s.ask(ctx, at, from, to)
		if err != nil {
			return nil, err
		}
		s.listen(at, response)
		next, redirected, err := s.redirect(at, response)
		if err != nil || redirected {
			response.Body.Close()
		}
		switch {
		case err != nil:
			return nil, err
		case redirected:
			at = next
			continue
		}
		if expired(response.StatusCode) && !fresh {
			response.Body.Close()
			fresh, at = true, s.origin
			continue
		}
		s.mutex.Lock()
		s.located = nil
		if response.StatusCode == http.StatusPartialContent || response.StatusCode == http.StatusOK {
			s.located = at
		}
		s.mutex.Unlock()
		return response, nil
	}
	return nil, errorf(CodeRefused, "The source leads from one address to another without end. Nothing more was fetched.")
}

// expired says whether an answer may mean that a signed address holds no longer.
func expired(status int) bool {
	return status == http.StatusForbidden || status == http.StatusUnauthorized || status == http.StatusNotFound || status == http.StatusGone || status == http.StatusBadRequest
}

func (s *source) ask(ctx context.Context, at *url.URL, from, to int64) (*http.Response, error) {
	if err := s.tell(at.Hostname()); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "Carrel")
	request.Header.Set("Accept-Encoding", "identity")
	if to > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", from, to-1))
	}
	return s.client.Do(request)
}

// tell tells a host the first time.
func (s *source) tell(host string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.hosts[host] || s.host == nil {
		return nil
	}
	if err := s.host(host); err != nil {
		return err
	}
	s.hosts[host] = true
	return nil
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// listen notes what the origin says of the file. A delivery network has no say in
// what it should deliver.
func (s *source) listen(at *url.URL, response *http.Response) {
	if at.Host != s.origin.Host || response.StatusCode >= 400 {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if hash := strings.Trim(response.Header.Get(linkedHash), `"`); sha256Hex.MatchString(hash) {
		s.words.hash = hash
	}
	if n, err := strconv.ParseInt(response.Header.Get(linkedSize), 10, 64); err == nil && n > 0 {
		s.words.bytes = n
	}
}

// redirect says where an answer leads to, if it does.
func (s *source) redirect(at *url.URL, response *http.Response) (next *url.URL, redirected bool, err error) {
	switch response.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, false, nil
	}
	next, err = at.Parse(response.Header.Get("Location"))
	if err != nil || response.Header.Get("Location") == "" {
		return nil, false, errorf(CodeWrong, "The source leads to an address that is none. Nothing more was fetched.")
	}
	if _, err := CheckAddress(next.String()); err != nil {
		return nil, false, err
	}
	if next.Scheme == "http" && s.origin.Scheme != "http" {
		return nil, false, errorf(CodeRefused, "The source leads from https to http. Nothing more was fetched.")
	}
	if !s.allowed(next) {
		return nil, false, errorf(CodeRefused, "The source leads to %s, which is not one of the places that this file may come from. It was not connected to, and nothing more was fetched.", next.Hostname())
	}
	return next, true, nil
}

func (s *source) allowed(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	if host == strings.ToLower(s.origin.Hostname()) {
		return true
	}
	for _, domain := range s.allows {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

var rangeForm = regexp.MustCompile(`^bytes (\d{1,18})-(\d{1,18})/(\d{1,18})$`)

// contentRange reads which bytes [from, to) of how many an answer has.
func contentRange(response *http.Response) (from, to, total int64, ok bool) {
	m := rangeForm.FindStringSubmatch(response.Header.Get("Content-Range"))
	if m == nil {
		return 0, 0, 0, false
	}
	from, _ = strconv.ParseInt(m[1], 10, 64)
	last, _ := strconv.ParseInt(m[2], 10, 64)
	total, _ = strconv.ParseInt(m[3], 10, 64)
	return from, last + 1, total, from <= last && last < total
}

// The longest that a download waits before it tries again. Where the source
// asks for more, the person decides.
const (
	longestWait = 5 * time.Minute
	firstWait   = time.Second
)

// again waits until another try makes sense; its error says that none does. Of
// response and err one is there.
func (f *fetch) again(ctx context.Context, response *http.Response, err error, try int) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	pause := min(firstWait<<min(try-1, 16), time.Minute)
	var give *Error
	switch {
	case err != nil && errors.As(err, &give) && give.Code != CodeWrong:
		return give
	case give != nil:
	case err != nil:
		give = unreachable(f.source.origin.Hostname(), err)
	default:
		io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
		response.Body.Close()
		asked, named := retryAfter(response)
		if give = f.answered(response); give.Code != CodeBusy {
			return give
		}
		if asked > longestWait {
			return errorf(CodeBusy, "%s asks to come back in %s. What has arrived is kept; go on then.", response.Request.URL.Hostname(), duration(asked))
		}
		if named {
			pause = asked
		}
	}
	if try >= f.Tries {
		return give
	}
	f.state.Store(Progress{State: Waiting, Until: time.Now().Add(pause)})
	if err := f.Wait(ctx, pause); err != nil {
		return context.Cause(ctx)
	}
	return nil
}

// webPage reports whether a page for people came where a file was asked for.
func webPage(response *http.Response) bool {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && (kind == "text/html" || kind == "application/xhtml+xml")
}

// answered says what a refusal means. CodeBusy is worth another try.
func (f *fetch) answered(response *http.Response) *Error {
	host := response.Request.URL.Hostname()
	switch status := response.StatusCode; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return errorf(CodeAccount, "%s gives this file only to people who have signed in there and accepted its terms. Fetch it with your browser, then bring it in with: carrel model import FILE", host)
	case status == http.StatusNotFound || status == http.StatusGone:
		return errorf(CodeNotFound, "%s does not have this file any more.", host)
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		return errorf(CodeBusy, "%s is busy or out of order (%s). What has arrived is kept; try again later.", host, response.Status)
	default:
		return errorf(CodeWrong, "%s answered %s, which Carrel cannot make anything of.", host, response.Status)
	}
}

// retryAfter reads how long an answer asks to wait, in seconds or as a date.
func retryAfter(response *http.Response) (time.Duration, bool) {
	value := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

func unreachable(host string, err error) *Error {
	var dns *net.DNSError
	switch {
	case errors.Is(err, errCut):
		return errorf(CodeUnreachable, "The connection to %s keeps breaking off. What has arrived is kept; go on when the network is better.", host)
	case errors.As(err, &dns):
		return errorf(CodeUnreachable, "%s cannot be found. Check this computer's network, then go on; what has arrived is kept.", dns.Name)
	}
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err // without the address, which may be signed
	}
	if noWebServer(err) {
		return errorf(CodeUnreachable, "Something answers at %s, but not as a web server does. Check the mirror and the proxy in the settings. What has arrived is kept.", host)
	}
	return errorf(CodeUnreachable, "%s cannot be reached: %w. What has arrived is kept.", host, err)
}

// noWebServer tells whether what answered speaks something else: package http says so in
// words alone, in which it repeats what came, and in others of its own where that came
// before it had asked ("readLoopPeekFailLocked").
func noWebServer(err error) bool {
	return strings.Contains(err.Error(), "malformed HTTP") || strings.Contains(err.Error(), "readLoopPeekFail")
}

// patient reads a body, and ends it when nothing comes for too long.
type patient struct {
	body  io.ReadCloser
	limit time.Duration
	timer *time.Timer
}

func (p *patient) Read(b []byte) (int, error) {
	if p.timer == nil {
		p.timer = time.AfterFunc(p.limit, func() { p.body.Close() })
	} else {
		p.timer.Reset(p.limit)
	}
	return p.body.Read(b)
}

func (p *patient) close() {
	if p.timer != nil {
		p.timer.Stop()
	}
	p.body.Close()
}
