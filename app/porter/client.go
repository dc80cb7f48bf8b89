package porter

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Config says how to start the porter.
type Config struct {
	Command []string     // argv of the porter process, as in {"carrel", "porter"}; Start adds its options
	Env     []string     // its environment; nil: this process's own
	Audit   string       // the file of the audit log; needed
	Log     func(string) // gets what the porter wrote to its standard error, if it ended by itself; nil: nobody
}

// startLimit is how long the porter has to say hello.
const startLimit = 10 * time.Second

// tailBytes of the porter's standard error are kept.
const tailBytes = 8 << 10

// Client is the core's side of the porter. Its methods may be called at the
// same time.
type Client struct {
	log    func(string)
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stderr *tail
	locked bool
	ended  chan struct{} // closed when the process is gone

	mutex   sync.Mutex // of what follows, and of writing to stdin
	next    int64
	pending map[int64]chan *Error
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
	cmd := exec.Command(config.Command[0], argv...)
	cmd.Env = config.Env
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
		ended: make(chan struct{}), pending: map[int64]chan *Error{},
	}
	cmd.Stderr = c.stderr
	if err := cmd.Start(); err != nil {
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
	answer, err := c.send(request{Do: openLink, URL: url})
	if err != nil {
		return err
	}
	select {
	case err := <-answer:
		if err != nil {
			return err
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send writes a request and returns where its answer will arrive.
func (c *Client) send(r request) (<-chan *Error, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.gone {
		return nil, errStopped()
	}
	c.next++
	r.ID = c.next
	line, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("ask the porter: %w", err)
	}
	answer := make(chan *Error, 1)
	c.pending[r.ID] = answer
	if _, err := c.stdin.Write(append(line, '\n')); err != nil {
		delete(c.pending, r.ID)
		return nil, errStopped()
	}
	return answer, nil
}

func errStopped() *Error {
	return &Error{CodeStopped, "The part of Carrel that opens links has stopped. Start Carrel again to open links."}
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
		c.mutex.Lock()
		if answer, ok := c.pending[r.ID]; ok {
			answer <- r.Error
			delete(c.pending, r.ID)
		}
		c.mutex.Unlock()
	}
	_ = c.stdin.Close()
	err := c.cmd.Wait()
	c.mutex.Lock()
	c.gone = true
	for id, answer := range c.pending {
		answer <- errStopped()
		delete(c.pending, id)
	}
	byItself := !c.closing
	c.mutex.Unlock()
	close(c.ended)
	if byItself && c.log != nil {
		c.log(fmt.Sprintf("the porter ended (%v)%s", err, c.stderr.after()))
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
