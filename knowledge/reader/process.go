package reader

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Errors that are not the document's fault.
var (
	// ErrNoReader is that no reader process could be started, nor a second one.
	ErrNoReader = errors.New("the part of Carrel that reads documents does not start")
	// ErrKilled is that something outside of Carrel ended the process while it had
	// the document: the system where memory got short, or a person. It comes with a
	// *Problem. Not every system tells; on Windows it is never given.
	ErrKilled = errors.New("the part of Carrel that reads documents was ended from outside")
)

// killed is the problem of a document whose reader process was ended from outside.
type killed struct{ *Problem }

func (k killed) Unwrap() []error { return []error{k.Problem, ErrKilled} }

// startTimeout bounds the start of the child until its Hello. It is generous:
// it only has to end the wait for a program that is not a reader at all.
const startTimeout = time.Minute

// process is one running reader child.
type process struct {
	cmd       *exec.Cmd
	in        io.WriteCloser
	frames    chan Frame    // what the child says; closed when it has gone
	exited    chan struct{} // closed after frames, when the exit status is known
	tail      *tail
	documents int
	held      held // the document that it holds; of the one that has the slot's turn

	mu     sync.Mutex
	reason string // why it was killed, a Code; "" while it lives or when it died by itself
	broken error  // a frame that could not be decoded
}

// start runs the child and shakes hands.
func start(ctx context.Context, c Config) (*process, error) {
	if len(c.Command) == 0 {
		return nil, errors.New("start reader: no command given")
	}
	cmd := exec.Command(c.Command[0], c.Command[1:]...)
	cmd.Env = c.Env
	tail := &tail{}
	cmd.Stderr = tail
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	p := &process{
		cmd: cmd, in: in, tail: tail,
		// A few pages of slack let the child parse while the caller stores.
		frames: make(chan Frame, 16),
		exited: make(chan struct{}),
	}
	go p.receive(out)

	hello := Hello{Version: ProtocolVersion, MemoryBytes: c.MemoryBytes, MaxFileBytes: c.MaxFileBytes}
	if err := WriteJSON(in, KindHello, hello); err != nil {
		p.stop()
		return nil, fmt.Errorf("start reader: %w: %s", err, p.tail)
	}
	timer := time.NewTimer(startTimeout)
	defer timer.Stop()
	select {
	case f, ok := <-p.frames:
		var answer Hello
		switch {
		case !ok:
			<-p.exited
			return nil, fmt.Errorf("start reader: it ended at once: %s", p.tail)
		case f.Kind != KindHello:
			err = fmt.Errorf("%w: first frame is %q", ErrFrame, f.Kind)
		default:
			err = f.Decode(&answer)
		}
		if err == nil && answer.Version != ProtocolVersion {
			err = fmt.Errorf("it speaks version %d, not %d: the programs of Carrel are from different releases", answer.Version, ProtocolVersion)
		}
		if err != nil {
			p.stop()
			return nil, fmt.Errorf("start reader: %w", err)
		}
		return p, nil
	case <-timer.C:
		p.stop()
		return nil, fmt.Errorf("start reader: no answer within %v: %s", startTimeout, p.tail)
	case <-ctx.Done():
		p.stop()
		return nil, ctx.Err()
	}
}

// receive passes frames on until the child is gone, then reaps it.
func (p *process) receive(out io.Reader) {
	r := bufio.NewReaderSize(out, 64<<10)
	for {
		f, err := ReadFrame(r)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrClosed) {
				p.mu.Lock()
				p.broken = err
				p.mu.Unlock()
			}
			break
		}
		p.frames <- f
	}
	_ = p.cmd.Process.Kill() // whoever breaks the protocol is not heard again
	_ = p.cmd.Wait()
	close(p.frames)
	close(p.exited)
}

// kill ends the child at once; the first reason stays.
func (p *process) kill(reason string) {
	p.mu.Lock()
	if p.reason == "" {
		p.reason = reason
	}
	p.mu.Unlock()
	_ = p.cmd.Process.Kill()
}

// stop kills the child and waits until it is gone.
func (p *process) stop() {
	p.kill(CodeCrashed)
	_ = p.in.Close()
	for range p.frames {
	}
	<-p.exited
}

// close ends the child the friendly way: it ends with its standard input.
func (p *process) close() {
	_ = p.in.Close()
	timer := time.AfterFunc(5*time.Second, func() { p.kill(CodeCrashed) })
	defer timer.Stop()
	for range p.frames {
	}
	<-p.exited
}

// alive reports whether the child can take another document.
func (p *process) alive() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// watch kills the child when its resident memory passes limit; it returns
// when done is closed.
func (p *process) watch(limit uint64, done <-chan struct{}) {
	// Pages are touched at 1 to 2 GB/s at most: 20 ms keep the overshoot
	// under some 40 MB, and a look at statm costs some tens of µs.
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-p.exited:
			return
		case <-tick.C:
			if residentBytes(p.cmd.Process.Pid) > limit {
				p.kill(CodeMemory)
				return
			}
		}
	}
}

// death is the problem of the document at hand when the child has gone.
func (p *process) death() (problem error, detail string) {
	<-p.exited
	p.mu.Lock()
	reason, broken := p.reason, p.broken
	p.mu.Unlock()
	state := p.cmd.ProcessState.String()
	if broken != nil {
		state += ", " + broken.Error()
	}
	detail = fmt.Sprintf("reader process %d: %s: %s", p.cmd.Process.Pid, state, p.tail)
	switch reason {
	case CodeMemory:
		return memoryProblem(), detail
	case CodeTimeout:
		return timeoutProblem(), detail
	}
	// A frame that was cut off is what a killed process leaves; one that makes no
	// sense had it killed by receive.
	status, known := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if known && status.Signaled() && status.Signal() == syscall.SIGKILL && (broken == nil || errors.Is(broken, io.ErrUnexpectedEOF)) {
		return killed{&Problem{CodeCrashed, "The part of Carrel that reads documents was ended while it read this one, as the system does when memory gets short. Try again; closing other programs may help."}}, detail
	}
	return &Problem{CodeCrashed, "The part of Carrel that reads documents stopped on this one. Other documents are not affected; opening and saving the document anew in another program may help."}, detail
}

func memoryProblem() *Problem {
	return &Problem{CodeMemory, "Reading this document needs more memory than Carrel allows for one document. Splitting it into smaller files may help."}
}

func timeoutProblem() *Problem {
	return &Problem{CodeTimeout, "Reading this document took too long, so Carrel gave up on it. Splitting it into smaller files may help."}
}

// tail keeps the end of what the child writes to its standard error.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

// tailBytes is enough for a Go panic with the first goroutine's stack.
const tailBytes = 8 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, b...)
	if over := len(t.buf) - tailBytes; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(strings.ToValidUTF8(string(t.buf), "?"))
}
