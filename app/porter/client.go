package porter

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"

	"carrel/app/porter/download"
)

// Config says how to start the porter.
type Config struct {
	Command []string // argv of the porter process, as in {"carrel", "porter"}; Start adds its options
	Env     []string // its environment; nil: this process's own
	Audit   string   // the file of the audit log; needed
	// TeamStore are the addresses that Dial may reach, all of them: none can be
	// added while the porter runs. They have to come from the person alone, as
	// the settings and the command line do, before any document is looked at.
	TeamStore []Address
	// LocalAPI is the Unix socket of this process to which Listen lets programs on
	// this computer come; "": to none. Nor can that be changed while the porter runs.
	LocalAPI string
	// Models is the folder into which FetchModel may fetch models of the catalogue;
	// "": none. Mirror is an address to fetch them from instead of the catalogue's,
	// and Proxy how to get there, as download.ProxyFor takes it. None of them can be
	// changed while the porter runs.
	Models, Mirror, Proxy string
	Log                   func(string) // gets what the porter wrote to its standard error, if it ended by itself; nil: nobody
}

// startLimit is how long the porter has to say hello.
const startLimit = 10 * time.Second

// tailBytes of the porter's standard error are kept.
const tailBytes = 8 << 10

// Client is the core's side of the porter. Its methods may be called at the
// same time.
type Client struct {
	log     func(string)
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	stderr  *tail
	locked  bool
	fetches bool
	over    *net.UnixConn // where connections come; nil: none will
	ended   chan struct{} // closed when the process is gone

	mutex   sync.Mutex // of what follows, and of writing to stdin
	next    int64
	pending map[int64]chan outcome
	dials   map[int64]bool // requests whose reply comes with a connection
	told    map[int64]func(download.Progress)
	gone    bool
	closing bool
}

// Start starts the porter. It has to be called before lock.Apply: a porter
// started later is under the lock as well (see Locked). The process lives until
// Close, or until this process ends; ctx is for the start only.
func Start(ctx context.Context, config Config) (*Client, error) {
	if len(config.Command) == 0 || config.Audit == "" {
		return nil, errors.New("start the porter: its command and its audit log have to be named")
	}
	argv := append(config.Command[1:len(config.Command):len(config.Command)], "--audit", config.Audit)
	for _, a := range config.TeamStore {
		argv = append(argv, "--team-store", a.String())
	}
	if config.LocalAPI != "" {
		argv = append(argv, "--local-api", config.LocalAPI)
	}
	if config.Models != "" {
		argv = append(argv, "--models", config.Models)
	}
	if config.Mirror != "" {
		argv = append(argv, "--mirror", config.Mirror)
	}
	cmd := exec.Command(config.Command[0], argv...)
	cmd.Env = config.Env
	if config.Models != "" {
		// Not an argument, which other people on this computer can read. Also where it
		// is empty: what the environment may say under this name, nobody was told.
		if cmd.Env == nil {
			cmd.Env = os.Environ()
		}
		cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], proxyVariable+"="+config.Proxy)
	}
	cmd.SysProcAttr = apart()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the porter: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the porter: %w", err)
	}
	c := &Client{
		log: config.Log, cmd: cmd, stdin: stdin, stderr: new(tail),
		ended: make(chan struct{}), pending: map[int64]chan outcome{}, dials: map[int64]bool{},
		told: map[int64]func(download.Progress){}, fetches: config.Models != "",
	}
	cmd.Stderr = c.stderr
	if len(config.TeamStore) > 0 && handsOver {
		near, far, err := pair()
		if err != nil {
			return nil, fmt.Errorf("start the porter: %w", err)
		}
		defer far.Close() // the porter has its own by then
		cmd.ExtraFiles = []*os.File{far}
		if c.over, err = unixConn(near); err != nil {
			return nil, fmt.Errorf("start the porter: %w", err)
		}
	}
	if err := cmd.Start(); err != nil {
		if c.over != nil {
			c.over.Close()
		}
		return nil, fmt.Errorf("start the porter: %w", err)
	}
	greeted := make(chan error, 1)
	go c.read(stdout, greeted)

	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	select {
	case err = <-greeted:
	case <-ctx.Done():
		err = fmt.Errorf("it said nothing: %w", ctx.Err())
	}
	if err != nil {
		_ = c.Close() // the reason is err
		return nil, fmt.Errorf("start the porter: %w%s", err, c.stderr.after())
	}
	return c, nil
}

// Locked reports whether the porter itself is under the offline lock, because
// it was started too late or by a process that was locked. It opens nothing then.
func (c *Client) Locked() bool { return c.locked }

// PID is the porter's process id.
func (c *Client) PID() int { return c.cmd.Process.Pid }

// OpenLink opens a link in the user's own browser or mail program. Call it only
// for a link that a person has just clicked. The error is an *Error in words.
// When ctx ends first, the link may still be opened.
func (c *Client) OpenLink(ctx context.Context, url string) error {
	if c.locked {
		return &Error{CodeStopped, "Links can't be opened: Carrel was started by a program that is kept off the network."}
	}
	// Checked here as well, so that a bad link costs no exchange.
	if _, err := CheckLink(url); err != nil {
		return err
	}
	_, err := c.ask(ctx, request{Do: openLink, URL: url})
	return err
}

// Listen lets programs on this computer come to Config.LocalAPI, at a port of the
// loopback address (0: any), and returns that address. Call it only where the
// person wants it. The error is an *Error in words: CodeInUse where another
// program has the port.
func (c *Client) Listen(ctx context.Context, port int) (string, error) {
	if c.locked {
		return "", &Error{CodeStopped, "Other programs can't be let in: Carrel was started by a program that is kept off the network."}
	}
	o, err := c.ask(ctx, request{Do: listen, Port: port})
	return o.address, err
}

// HangUp ends Listen and the connections that there are.
func (c *Client) HangUp(ctx context.Context) error {
	_, err := c.ask(ctx, request{Do: hangUp})
	return err
}

// Dial connects to the team store: to one of Config.TeamStore's addresses, and
// to no other. The connection is a Unix socket whatever the network, and ends
// with the porter at the latest. The error is an *Error in words, or ctx's.
func (c *Client) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.locked {
		return nil, &Error{CodeStopped, "The team store can't be reached: Carrel was started by a program that is kept off the network."}
	}
	o, err := c.ask(ctx, request{Do: dialStore, Network: network, Address: address})
	if err != nil || o.conn != nil || handsOver {
		return o.conn, err
	}
	a, err := ParseAddress(network, address)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, a.Network, a.Address)
	if err != nil {
		return nil, notReached(a, err)
	}
	return conn, nil
}

// Fetches reports whether FetchModel can be called.
func (c *Client) Fetches() bool { return c.fetches && !c.locked }

// FetchModel fetches a model of the catalogue, by its name there ("qwen3-4b:Q8_0"),
// into Config.Models, or goes on where an earlier try ended. Call it only where a
// person has just asked for it and been told what Fetch says. tell, which may be
// nil, is told how far it is and must return soon. The error is an *Error in words, or ctx's: when
// that ends, the download does, and what has arrived is kept.
func (c *Client) FetchModel(ctx context.Context, model string, tell func(download.Progress)) (Fetched, error) {
	if c.locked {
		return Fetched{}, &Error{CodeStopped, "Models can't be downloaded: Carrel was started by a program that is kept off the network."}
	}
	if tell == nil {
		tell = func(download.Progress) {}
	}
	id, answer, err := c.send(request{Do: fetchModel, Model: model}, tell)
	if err != nil {
		return Fetched{}, err
	}
	var o outcome
	select {
	case o = <-answer:
	case <-ctx.Done():
		if _, _, err := c.send(request{Do: stopFetch, Of: id}, nil); err != nil {
			return Fetched{}, ctx.Err()
		}
		o = <-answer // at once, and where the porter ends too
	}
	switch {
	case o.fetched != nil:
		return *o.fetched, nil
	case ctx.Err() != nil:
		return Fetched{}, ctx.Err()
	case o.err != nil:
		return Fetched{}, o.err
	}
	return Fetched{}, &Error{CodeStopped, "The part of Carrel that may reach the network gave no answer. Start Carrel again."}
}

// outcome is the answer to a request.
type outcome struct {
	conn    net.Conn // of a Dial
	address string   // of a Listen
	fetched *Fetched // of a FetchModel
	err     *Error
}

// ask sends a request and waits for its outcome.
func (c *Client) ask(ctx context.Context, r request) (outcome, error) {
	id, answer, err := c.send(r, nil)
	if err != nil {
		return outcome{}, err
	}
	select {
	case o := <-answer:
		if o.err != nil {
			return outcome{}, o.err
		}
		return o, nil
	case <-ctx.Done():
	}
	// A connection that still comes is closed: by read, or here.
	c.mutex.Lock()
	defer c.mutex.Unlock()
	delete(c.pending, id)
	select {
	case o := <-answer:
		if o.conn != nil {
			o.conn.Close()
		}
	default:
	}
	return outcome{}, ctx.Err()
}

// send writes a request and returns where its answer will arrive.
// told, which may be nil, gets the progress before it.
func (c *Client) send(r request, told func(download.Progress)) (int64, <-chan outcome, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.gone {
		return 0, nil, errStopped()
	}
	c.next++
	r.ID = c.next
	line, err := json.Marshal(r)
	if err != nil {
		return 0, nil, fmt.Errorf("ask the porter: %w", err)
	}
	if len(line) >= maxLine {
		return 0, nil, refused("This address is too long.")
	}
	answer := make(chan outcome, 1)
	c.pending[r.ID] = answer
	if r.Do == dialStore {
		c.dials[r.ID] = true
	}
	if told != nil {
		c.told[r.ID] = told
	}
	if _, err := c.stdin.Write(append(line, '\n')); err != nil {
		delete(c.pending, r.ID)
		return 0, nil, errStopped()
	}
	return r.ID, answer, nil
}

func errStopped() *Error {
	return &Error{CodeStopped, "The part of Carrel that may reach the network has stopped. Start Carrel again."}
}

// read takes the porter's lines until it ends. greeted gets the outcome of the
// first.
func (c *Client) read(stdout io.Reader, greeted chan<- error) {
	lines := bufio.NewScanner(stdout)
	greeted <- c.greet(lines)
	for lines.Scan() {
		var r reply
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			break // whatever it is, it is no porter any more
		}
		c.settle(r)
	}
	_ = c.stdin.Close()
	if c.over != nil {
		_ = c.over.Close() // nothing more comes
	}
	err := c.cmd.Wait()
	c.mutex.Lock()
	c.gone = true
	for id, answer := range c.pending {
		answer <- outcome{err: errStopped()}
		delete(c.pending, id)
	}
	byItself := !c.closing
	c.mutex.Unlock()
	close(c.ended)
	if byItself && c.log != nil {
		c.log(fmt.Sprintf("the porter ended (%v)%s", err, c.stderr.after()))
	}
}

// settle gives a reply to whoever waits for it. A connection that was handed
// over is there before the reply.
func (c *Client) settle(r reply) {
	o := outcome{err: r.Error, address: r.Address, fetched: r.Fetched}
	c.mutex.Lock()
	if r.Progress != nil {
		told := c.told[r.ID]
		c.mutex.Unlock()
		if told != nil {
			told(*r.Progress)
		}
		return
	}
	delete(c.told, r.ID)
	dialled := c.dials[r.ID]
	delete(c.dials, r.ID)
	c.mutex.Unlock()
	if dialled && r.Error == nil && c.over != nil {
		conn, err := receive(c.over, r.ID)
		if err != nil {
			o.err = &Error{CodeUnreachable, fmt.Sprintf("The connection to the team store didn't arrive: %s.", err)}
		} else {
			o.conn = conn
		}
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if answer, ok := c.pending[r.ID]; ok {
		answer <- o
		delete(c.pending, r.ID)
	} else if o.conn != nil {
		o.conn.Close()
	}
}

func (c *Client) greet(lines *bufio.Scanner) error {
	if !lines.Scan() {
		return errors.New("it ended at once")
	}
	var h hello
	if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
		return fmt.Errorf("it said something else than hello: %w", err)
	}
	if h.Porter != version {
		return fmt.Errorf("it speaks version %d, this program version %d: install Carrel again", h.Porter, version)
	}
	c.locked = h.Locked
	return nil
}

// Close ends the porter and waits for that. Browsers that it opened stay.
func (c *Client) Close() error {
	c.mutex.Lock()
	c.closing = true
	err := c.stdin.Close()
	c.mutex.Unlock()
	select {
	case <-c.ended:
	case <-time.After(startTime + time.Second): // it may be waiting for a browser
		err = errors.Join(err, c.cmd.Process.Kill())
		<-c.ended
	}
	if errors.Is(err, os.ErrClosed) || errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}
