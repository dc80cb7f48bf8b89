package weaviate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"time"
)

// Config says how to reach a Weaviate cluster.
type Config struct {
	URL      *url.URL // see [Addresses]
	Password string   // the API key, sent to the URL's hosts and to nobody else; "" where none is needed
	// Dial opens the connections, all of them: nothing here opens a socket by
	// itself. In the locked core that is the porter's Dial.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Patience is how long a request is tried, on one host after the other,
	// before the cluster counts as away. Default 30 s.
	Patience time.Duration
}

const (
	defaultPatience = 30 * time.Second
	// One host has as long as these to answer: a node may wait for ever for a
	// leader that has just died, while the next one knows the new leader. After
	// each answer that was too late there is twice as long, for a cluster that
	// is slow, up to the most.
	readLimit, mostReadLimit   = 5 * time.Second, 20 * time.Second
	writeLimit, mostWriteLimit = 10 * time.Second, 80 * time.Second
	// The first try that failed is repeated after leastPause, the next ones
	// after twice as long each, up to mostPause.
	leastPause = 50 * time.Millisecond
	mostPause  = 2 * time.Second
	graphQL    = "/v1/graphql"
	// batchObjects is where objects are written, and removed by a filter.
	batchObjects = "/v1/batch/objects"
	// maxReply bounds what is read of one reply.
	maxReply = 256 << 20
)

// client speaks Weaviate's HTTP interface. All its requests can be repeated: what
// is written has an id of its own, so that writing it twice is writing it once.
// Whether that is enough, reply.cut says.
type client struct {
	address  address
	key      string
	patience time.Duration
	http     *http.Client

	mu    sync.Mutex
	first int           // the host that answered last
	slow  time.Duration // what the last write had to be given, 0: no more than writeLimit
}

func newClient(c Config) (*client, error) {
	address, err := parse(c.URL)
	if err != nil {
		return nil, err
	}
	if c.Patience <= 0 {
		c.Patience = defaultPatience
	}
	transport := &http.Transport{
		Proxy: nil, // to the named host and nowhere else, whatever the environment says
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := c.Dial(ctx, network, address)
			if err != nil {
				return nil, &dialError{err}
			}
			return conn, nil
		},
		MaxIdleConnsPerHost: 8,
		MaxConnsPerHost:     16,
		IdleConnTimeout:     time.Minute,
		TLSHandshakeTimeout: 10 * time.Second,
	}
	return &client{address: address, key: c.Password, patience: c.Patience, http: &http.Client{
		Transport: transport,
		// The key must not follow a redirect to somebody else, nor the text of documents.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func (c *client) close() { c.http.CloseIdleConnections() }

// reply is what a host answered.
type reply struct {
	host   string
	status int
	body   []byte
	// cut says that a host may have begun with the request and not have come to
	// its end, before this one answered.
	cut bool
}

// ask sends a request to one host after the other until one of them can answer
// it. in is sent as JSON, nil: nothing. The error is an *Error in words, or ctx's.
func (c *client) ask(ctx context.Context, method, path string, query url.Values, in any) (reply, error) {
	return c.until(ctx, method, path, query, in, reply.unable)
}

// until is ask; what else than no answer is a reason to try again, able says.
func (c *client) until(ctx context.Context, method, path string, query url.Values, in any, able func(reply) error) (reply, error) {
	body, err := bodyOf(in)
	if err != nil {
		return reply{}, err
	}
	writing := method != http.MethodGet && path != graphQL
	limit, mostLimit := readLimit, mostReadLimit
	c.mu.Lock()
	at := c.first
	if writing {
		limit, mostLimit = max(writeLimit, c.slow), mostWriteLimit
	}
	c.mu.Unlock()
	hosts := c.address.hosts
	cut := false
	began, pause := time.Now(), leastPause
	for tried := 1; ; tried++ {
		host := hosts[at%len(hosts)]
		limited, cancel := context.WithTimeout(ctx, limit)
		sent := time.Now()
		r, err := c.once(limited, host, method, path, query, body)
		late := limited.Err() != nil
		cancel()
		if err == nil {
			err = able(r)
		}
		if err == nil {
			c.mu.Lock()
			c.first = at % len(hosts)
			c.mu.Unlock()
			if writing {
				c.wrote(time.Since(sent), limit)
			}
			r.cut = cut
			return r, nil
		}
		if ctx.Err() != nil {
			return reply{}, ctx.Err()
		}
		var unsent *dialError
		cut = cut || !errors.As(err, &unsent)
		var e *Error
		if tried >= len(hosts) && errors.As(err, &e) && e.lasting() ||
			time.Since(began) > c.patience && (!late || limit == mostLimit) {
			return reply{}, err
		}
		if late {
			limit = min(2*limit, mostLimit)
		}
		at++
		if tried%len(hosts) != 0 {
			continue // the next host may be well
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return reply{}, ctx.Err()
		}
		pause = min(2*pause, mostPause)
	}
}

// try sends a request that writes to the host that answered last, once.
func (c *client) try(ctx context.Context, method, path string, query url.Values, in any) (reply, error) {
	body, err := bodyOf(in)
	if err != nil {
		return reply{}, err
	}
	c.mu.Lock()
	host, limit := c.address.hosts[c.first], max(writeLimit, c.slow)
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	sent := time.Now()
	r, err := c.once(ctx, host, method, path, query, body)
	if err == nil {
		err = r.unable()
	}
	if err == nil {
		c.wrote(time.Since(sent), limit)
	}
	return r, err
}

// wrote notes how long a write took that was given so long: the next ones need not find
// out again that a cluster is slow, each by being cut off.
func (c *client) wrote(took, given time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slow = 0
	if took > writeLimit/2 {
		c.slow = given
	}
}

// bodyOf encodes what is sent, nil: nothing.
func bodyOf(in any) ([]byte, error) {
	if in == nil {
		return nil, nil
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(in); err != nil {
		return nil, fmt.Errorf("ask the team store: %w", err)
	}
	return b.Bytes(), nil
}

// once sends a request to one host.
func (c *client) once(ctx context.Context, host, method, path string, query url.Values, body []byte) (reply, error) {
	u := url.URL{Scheme: "http", Host: host, Path: path, RawQuery: query.Encode()}
	if c.address.tls {
		u.Scheme = "https"
	}
	request, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return reply{}, fmt.Errorf("ask the team store: %w", err)
	}
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		request.Header.Set("Authorization", "Bearer "+c.key)
	}
	request.Header.Set("User-Agent", "Carrel")
	// A connection that the host has closed meanwhile is replaced by a new one
	// without a word. Not when objects are written: until has to know.
	if path != batchObjects || method != http.MethodPost {
		request.Header["Idempotency-Key"] = []string{}
	}
	response, err := c.http.Do(request)
	if err != nil {
		return reply{}, unreachable(host, err)
	}
	defer response.Body.Close()
	r := reply{host: host, status: response.StatusCode}
	if r.body, err = io.ReadAll(io.LimitReader(response.Body, maxReply+1)); err != nil {
		return reply{}, unreachable(host, err)
	}
	if len(r.body) > maxReply {
		return reply{}, failure(CodeOther, "%s sent an answer without an end. Check that the address is that of a Weaviate store.", host)
	}
	return r, nil
}

// unable says that the host cannot answer at present, nil where it has.
func (r reply) unable() error {
	if r.status >= 500 || r.status == http.StatusTooManyRequests {
		return r.failure()
	}
	return nil
}

// message is what an error reply says.
func (r reply) message() string {
	var body struct {
		Error   []struct{ Message string }
		Message string
	}
	if json.Unmarshal(r.body, &body) == nil {
		var all []string
		for _, e := range body.Error {
			all = append(all, e.Message)
		}
		if text := strings.Join(append(all, body.Message), "; "); text != "; " {
			return strings.Trim(text, "; ")
		}
	}
	text := strings.ToValidUTF8(strings.TrimSpace(string(r.body)), "")
	return text[:min(len(text), 300)]
}

// failure puts an error reply into words.
func (r reply) failure() *Error {
	name, _, _ := net.SplitHostPort(r.host)
	switch r.status {
	case http.StatusUnauthorized:
		return failure(CodeKey, "The team store at %s does not accept this key, or wants one. Ask whoever runs it for the key, then type it in the settings, under Team.", name)
	case http.StatusForbidden:
		return failure(CodeKey, "The team store at %s knows this key, but the key may not do this (%s). Ask whoever runs it.", name, r.message())
	case http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		return failure(CodeAway, "The team store at %s can't answer at present (%d %s). Try again in a moment.", name, r.status, http.StatusText(r.status))
	}
	if r.status >= 300 && r.status < 400 {
		return failure(CodeOther, "%s sends Carrel on to another address, which Carrel does not follow: the key and your documents go only where you said. Give that address instead if it is right.", r.host)
	}
	return said(name, r.message())
}

// said puts into words what Weaviate says has gone wrong.
func said(name, message string) *Error {
	low := strings.ToLower(message)
	switch {
	case strings.Contains(low, "no graphql provider"), strings.Contains(low, "non-existing index"): // it knows the collection, and has not opened it
		return failure(CodeAway, "The team store at %s is starting and can't answer yet. Try again in a moment.", name)
	case strings.Contains(low, "disk usage too high"), strings.Contains(low, "no space left"):
		return failure(CodeFull, "The disk of the team store at %s is full, so it takes nothing in. Ask whoever runs it; what is in it can be searched meanwhile.", name)
	case strings.Contains(low, "memory usage too high"), strings.Contains(low, "not enough memory"):
		return failure(CodeFull, "The memory of the team store at %s is full, so it takes nothing in. Ask whoever runs it; what is in it can be searched meanwhile.", name)
	case strings.Contains(low, "read-only"), strings.Contains(low, "read only"), strings.Contains(low, "readonly"):
		return failure(CodeReadOnly, "The team store at %s is read-only at present, so it takes nothing in. Ask whoever runs it; what is in it can be searched meanwhile.", name)
	}
	return failure(CodeRefused, "The team store at %s could not do this: %s", name, message)
}

// decode reads a reply that is well into what into points to, in the place of what that
// had: the elements of a list keep what a reply before said and this one leaves out, such
// as an error (golang.org/issue/21092).
func (r reply) decode(into any) error {
	if r.status < 200 || r.status > 299 {
		return r.failure()
	}
	if into == nil || len(r.body) == 0 {
		return nil
	}
	reflect.ValueOf(into).Elem().SetZero()
	if err := json.Unmarshal(r.body, into); err != nil {
		return failure(CodeOther, "%s answers, but not as Weaviate does (%w). Check the address.", r.host, err)
	}
	return nil
}
