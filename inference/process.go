package inference

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"carrel/inference/wire"
)

const (
	// handshakeTime is how long the engine may take to load its libraries: 0.1 s
	// as a rule, more from a cold disk.
	handshakeTime = 60 * time.Second
	// cancelTime is how long a cancelled call waits for what the engine still has
	// to say.
	cancelTime = 2 * time.Second
	// endTime is how long the engine may take to end after its input has.
	endTime = 2 * time.Second
)

// process is a running engine.
type process struct {
	cmd  *exec.Cmd
	tail *tail
	log  func(string)

	loads Loads
	info  EngineInfo // as it described itself, from the greeting on

	in io.WriteCloser

	// Frames on their way to the engine. One goroutine writes them, so that a
	// stopped engine, whose full pipe takes nothing, holds up no caller.
	outMu sync.Mutex
	out   []wire.Frame
	more  chan struct{} // has room for one signal

	mu    sync.Mutex
	calls map[uint32]*call
	last  uint32
	// loading is the model being loaded, nil: none; ending: the end is wanted.
	loading *ModelSpec
	ending  bool
	dead    chan struct{} // closed when these are set
	err     error
	// fell is how it died of itself, as the system says; "" where that was of loading a
	// model, or for want of main memory.
	fell string
}

// call is a call that waits for the engine.
type call struct {
	mu     sync.Mutex
	frames []wire.Frame
	more   chan struct{} // has room for one signal
}

// startProcess starts an engine and greets it; the end of ctx ends the start.
func startProcess(ctx context.Context, config Config) (*process, error) {
	if len(config.Command) == 0 {
		return nil, &Error{Code: CodeEngineDied, Message: "The engine cannot be started: no command is configured."}
	}
	p := &process{tail: &tail{}, log: config.Log, loads: config.Loads, more: make(chan struct{}, 1), calls: map[uint32]*call{}, dead: make(chan struct{})}
	if p.log == nil {
		p.log = func(string) {}
	}
	p.cmd = exec.Command(config.Command[0], config.Command[1:]...)
	p.cmd.Env = libraries(config.Env)
	p.cmd.Stderr = p.tail
	// A grandchild that keeps standard error open must not keep Wait waiting.
	p.cmd.WaitDelay = endTime
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the engine: %w", err)
	}
	p.in = in
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the engine: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, &Error{Code: CodeEngineDied, Message: fmt.Sprintf("The engine cannot be started: %v.", err)}
	}
	greeted := make(chan error, 1)
	go p.read(out, greeted)
	go p.writeAll()
	if err := p.greet(ctx, greeted); err != nil {
		p.end()
		return nil, err
	}
	p.log(fmt.Sprintf("engine started (process %d)", p.cmd.Process.Pid))
	return p, nil
}

// libraries sets what the engine's libraries read from the environment, unless the
// person has said otherwise. nil is this process's own environment.
func libraries(env []string) []string {
	if env == nil {
		env = os.Environ()
	}
	for _, setting := range []string{
		// The C library's allocator keeps one heap for all threads. Calls into llama.cpp
		// come from any of Go's threads: with a heap for each, an engine with one block of
		// the bundled model grew by 120 MB over some hundred requests. Only glibc reads it.
		"MALLOC_ARENA_MAX=1",
		// The pinned ONNX Runtime has no telemetry; a later one that is put in its place does.
		"ORT_DISABLE_TELEMETRY=1",
	} {
		name, _, _ := strings.Cut(setting, "=")
		if !slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, name+"=") }) {
			env = append(slices.Clip(env), setting)
		}
	}
	return env
}

func (p *process) greet(ctx context.Context, greeted <-chan error) error {
	hello, err := json.Marshal(wire.Greeting{Protocol: wire.Version})
	if err != nil {
		return err
	}
	p.write(wire.Frame{Kind: wire.Hello, Payload: hello})
	select {
	case err := <-greeted:
		return err
	case <-p.dead:
		return p.err
	case <-ctx.Done():
		return errClosed
	case <-time.After(handshakeTime):
		return &Error{Code: CodeEngineDied, Message: "The engine did not start within a minute.", Tail: p.tail.String()}
	}
}

// read hands the engine's frames to the calls that wait for them, until the
// engine ends.
func (p *process) read(out io.Reader, greeted chan<- error) {
	f, err := wire.Read(out)
	if err == nil {
		greeted <- p.checkGreeting(f)
	}
	for err == nil {
		f, err = wire.Read(out)
		if err != nil {
			break
		}
		if f.Kind == wire.Loading {
			p.isLoading(f.Payload)
			continue
		}
		p.mu.Lock()
		c := p.calls[f.Call]
		p.mu.Unlock()
		if c != nil { // else: a call that was given up
			c.push(f)
		}
	}
	if err != io.EOF && err != io.ErrUnexpectedEOF {
		// The stream cannot be trusted any more.
		_ = p.cmd.Process.Kill()
	}
	p.bury(err)
}

// endedByPerson is how a process is said to end that somebody told to: ^C reaches
// the engine too, as do the end of a session and `kill`.
var endedByPerson = []string{"signal: interrupt", "signal: terminated", "signal: hangup", "exit status 0xc000013a", "exit status 3221225786"}

// killed is how a process ends that somebody kills; on Linux that is the system where
// memory is short.
const killed = "signal: killed"

// bury waits for the ended engine and fails all calls.
func (p *process) bury(readErr error) {
	p.in.Close()
	waited := make(chan error, 1)
	go func() { waited <- p.cmd.Wait() }()
	var how error
	select {
	case how = <-waited:
	case <-time.After(endTime): // it closed its output and goes on
		_ = p.cmd.Process.Kill()
		how = <-waited
	}
	why := "it ended"
	switch {
	case readErr != io.EOF && readErr != io.ErrUnexpectedEOF:
		why = readErr.Error()
	case how != nil:
		why = how.Error()
	}
	p.mu.Lock()
	loading := p.loading
	wanted := p.ending || slices.Contains(endedByPerson, why)
	if loading == nil && !wanted && why != killed {
		p.fell = why
	}
	if wanted {
		loading = nil
	}
	when := ""
	if loading != nil {
		when = " while it loaded the model " + filepath.Base(loading.Path)
	}
	p.err = &Error{
		Code:    CodeEngineDied,
		Message: fmt.Sprintf("The engine stopped unexpectedly%s (%s). Nothing is lost: ask again, and it starts anew.", when, why),
		Tail:    p.tail.String(),
	}
	p.mu.Unlock()
	if loading != nil && p.loads != nil {
		p.loads.Crashed(*loading, p.info, why, p.tail.String())
	}
	// Before anyone learns of the end: who waits for it may take the log away.
	p.log(fmt.Sprintf("engine ended (process %d): %s", p.cmd.Process.Pid, why))
	close(p.dead)
}

func (p *process) checkGreeting(f wire.Frame) error {
	if f.Kind == wire.Failure {
		return asError(f.Payload)
	}
	var hello wire.Greeting
	if f.Kind != wire.Hello || json.Unmarshal(f.Payload, &hello) != nil {
		return &Error{Code: CodeProtocol, Message: "The program that was started as the engine is none."}
	}
	if hello.Protocol != wire.Version {
		return &Error{Code: CodeProtocol, Message: fmt.Sprintf(
			"The engine speaks version %d of its protocol, and Carrel version %d. Carrel was probably updated while it ran: start it again.", hello.Protocol, wire.Version)}
	}
	if err := json.Unmarshal(hello.Info, &p.info); err != nil {
		return &Error{Code: CodeProtocol, Message: "The engine does not describe itself: " + err.Error() + "."}
	}
	return nil
}

// isLoading takes in that the engine begins to load a model, or has done so.
func (p *process) isLoading(payload []byte) {
	var now *ModelSpec
	if len(payload) > 0 {
		now = new(ModelSpec)
		if json.Unmarshal(payload, now) != nil {
			now = nil
		}
	}
	p.mu.Lock()
	before := p.loading
	p.loading = now
	p.mu.Unlock()
	if before != nil && now == nil && p.loads != nil {
		p.loads.Loaded(*before, p.info)
	}
}

// loadsFile tells whether a file is being loaded.
func (p *process) loadsFile(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.loading != nil && p.loading.Path == path
}

func (p *process) alive() bool {
	select {
	case <-p.dead:
		return false
	default:
		return true
	}
}

// end closes the engine's input, which ends it, and waits.
func (p *process) end() {
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	p.in.Close()
	select {
	case <-p.dead:
	case <-time.After(endTime):
		_ = p.cmd.Process.Kill()
		<-p.dead
	}
}

// write queues a frame. It never waits; that the engine is gone shows in dead.
func (p *process) write(f wire.Frame) {
	p.outMu.Lock()
	p.out = append(p.out, f)
	p.outMu.Unlock()
	select {
	case p.more <- struct{}{}:
	default:
	}
}

// writeAll writes the queued frames until the engine is dead, or its input is
// closed, after which the end is on the way.
func (p *process) writeAll() {
	for {
		select {
		case <-p.more:
		case <-p.dead:
			return
		}
		p.outMu.Lock()
		frames := p.out
		p.out = nil
		p.outMu.Unlock()
		for _, f := range frames {
			if err := wire.Write(p.in, f); err != nil {
				if !errors.Is(err, os.ErrClosed) {
					_ = p.cmd.Process.Kill() // half a frame: nothing after it could be understood
				}
				return
			}
		}
	}
}

// call sends a call and waits for its end.
func (p *process) call(ctx context.Context, payload []byte, onFrame func(wire.Frame) error, out any) error {
	c := &call{more: make(chan struct{}, 1)}
	p.mu.Lock()
	p.last++
	id := p.last
	p.calls[id] = c
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.calls, id)
		p.mu.Unlock()
	}()
	p.write(wire.Frame{Kind: wire.Call, Call: id, Payload: payload})
	cancelled := ctx.Done()
	var patience <-chan time.Time
	for {
		for _, f := range c.take() {
			switch f.Kind {
			case wire.Result:
				if out == nil {
					return nil
				}
				if err := json.Unmarshal(f.Payload, out); err != nil {
					return &Error{Code: CodeProtocol, Message: "The engine's answer cannot be read: " + err.Error() + "."}
				}
				return nil
			case wire.Failure:
				return contextOr(ctx, asError(f.Payload))
			default:
				if onFrame == nil {
					continue
				}
				if err := onFrame(f); err != nil {
					p.write(wire.Frame{Kind: wire.Cancel, Call: id}) // else the engine computes on for nobody
					return &Error{Code: CodeProtocol, Message: "The engine's answer cannot be read: " + err.Error() + "."}
				}
			}
		}
		select {
		case <-c.more:
		case <-cancelled:
			cancelled = nil
			patience = time.After(cancelTime)
			p.write(wire.Frame{Kind: wire.Cancel, Call: id})
		case <-patience:
			return ctx.Err()
		case <-p.dead:
			// What came before the end still counts.
			if c.empty() {
				return p.err
			}
		}
	}
}

func (c *call) push(f wire.Frame) {
	c.mu.Lock()
	c.frames = append(c.frames, f)
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
}

func (c *call) take() []wire.Frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames := c.frames
	c.frames = nil
	return frames
}

func (c *call) empty() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.frames) == 0
}

// tail keeps the last of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const (
	tailBytes = 8 << 10
	tailLines = 40
)

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailBytes; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(b), nil
}

// String returns the last lines, whole where they fit.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.ToValidUTF8(strings.TrimSpace(string(t.kept)), ""), "\n")
	if over := len(lines) - tailLines; over > 0 {
		lines = lines[over:]
	}
	return strings.Join(lines, "\n")
}
