package reader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Config says how the reader process is run and what one document may take.
// A zero limit means its default.
type Config struct {
	Command []string // argv of the child: `carrel reader --cache DIR`
	Env     []string // its environment; nil: that of this process

	// Compiler is the argv of the child that puts the compiled PDF parser into
	// the folder Cache, from which Command's child takes it: `carrel compiler
	// --cache DIR`. Nil: nobody does, and every reader compiles it for itself.
	Compiler []string
	Cache    string

	// Timeout is the time the child may work on one document, after its
	// parser is loaded and without the time that onPage takes. Default 5
	// minutes: 100,000 pages at the usual 400 pages a second.
	Timeout time.Duration
	// PageTimeout is the longest wait for the next page. Default 1 minute,
	// some 20,000 times what a page usually takes.
	PageTimeout time.Duration
	// MemoryBytes is the resident memory the child may have. Half of it is
	// the limit of the parser's own memory, which holds on every platform;
	// the whole is watched from outside on Linux. Default 1.5 GiB.
	MemoryBytes uint64
	// MaxFileBytes is the size of the largest document that is read. Default
	// 512 MiB: the child holds the document's bytes beside its parser's memory.
	MaxFileBytes int64
	// MaxDocuments is how many documents one process reads before a fresh one
	// takes over. Default 100: every document has a parser instance of its own
	// anyway, so this only bounds what the Go side might leak.
	MaxDocuments int

	Log func(string) // what went wrong with a child, for the log; may be nil
}

// Client reads documents through reader processes. It starts them when needed,
// at most three at a time: one that reads, one that answers Boxes and one that
// makes pictures, so that opening a citation never waits behind a long document. Its methods may be
// called from several goroutines; calls of the same kind take turns.
type Client struct {
	config Config
	read   slot
	boxes  slot
	render slot

	open      context.Context // done when the client is closed
	end       context.CancelFunc
	compiling chan struct{} // capacity 1: the right to compile, and to use compiled
	compiled  bool          // or it was tried
}

// New returns a client. It starts nothing.
func New(c Config) *Client {
	if c.Timeout <= 0 {
		c.Timeout = 5 * time.Minute
	}
	if c.PageTimeout <= 0 {
		c.PageTimeout = time.Minute
	}
	if c.MemoryBytes == 0 {
		c.MemoryBytes = 3 << 29
	}
	if c.MaxFileBytes <= 0 {
		c.MaxFileBytes = 512 << 20
	}
	if c.MaxDocuments <= 0 {
		c.MaxDocuments = 100
	}
	if c.Log == nil {
		c.Log = func(string) {}
	}
	cl := &Client{config: c, compiling: make(chan struct{}, 1)}
	cl.open, cl.end = context.WithCancel(context.Background())
	cl.read.turn = make(chan struct{}, 1)
	cl.boxes.turn = make(chan struct{}, 1)
	cl.render.turn = make(chan struct{}, 1)
	return cl
}

// Read reads a document. onPage gets its pages in order, from 1, as they are
// read; when it fails, reading stops and its error is returned. An error about
// the document itself is a *Problem, one about the child is ErrNoReader or, with a
// *Problem, ErrKilled; pages may have been delivered before it.
// When ctx ends, the child is killed and ctx's error is returned.
func (c *Client) Read(ctx context.Context, src Source, onPage func(Page) error) (Meta, error) {
	var meta Meta
	next := 1
	textBytes := 0
	err := c.do(ctx, &c.read, src, Request{Op: OpRead}, func(f Frame) (bool, error) {
		switch f.Kind {
		case KindPage:
			var page Page
			if err := f.Decode(&page); err != nil {
				return false, err
			}
			textBytes += len(page.Text)
			if err := checkPage(page, next, textBytes); err != nil {
				return false, err
			}
			next++
			return false, onPage(page)
		case KindMeta:
			if err := f.Decode(&meta); err != nil {
				return false, err
			}
			if meta.Pages != next-1 {
				return false, fmt.Errorf("%w: %d pages announced, %d sent", ErrFrame, meta.Pages, next-1)
			}
			return true, nil
		default:
			return false, fmt.Errorf("%w: frame %q while reading", ErrFrame, f.Kind)
		}
	})
	if err != nil {
		return Meta{}, err
	}
	return meta, nil
}

// Boxes gives the rectangles that cover spans of a page's text, one list per
// span, in reading order and merged per line. The page is extracted anew and
// normalised in the same way, so spans of the text that Read gave fit as long
// as the file is the same. Formats without a fixed layout (text, Markdown)
// have no rectangles: their lists are empty.
func (c *Client) Boxes(ctx context.Context, src Source, page int, spans []Span) ([][]Box, error) {
	if page < 1 {
		return nil, fmt.Errorf("boxes: page %d: pages count from 1", page)
	}
	for _, s := range spans {
		if s.Start < 0 || s.End < s.Start {
			return nil, fmt.Errorf("boxes: span %d-%d runs backwards", s.Start, s.End)
		}
	}
	var boxes [][]Box
	err := c.do(ctx, &c.boxes, src, Request{Op: OpBoxes, Page: page, Spans: spans}, func(f Frame) (bool, error) {
		if f.Kind != KindBoxes {
			return false, fmt.Errorf("%w: frame %q while waiting for boxes", ErrFrame, f.Kind)
		}
		if err := f.Decode(&boxes); err != nil {
			return false, err
		}
		if len(boxes) != len(spans) {
			return false, fmt.Errorf("%w: boxes of %d spans for %d", ErrFrame, len(boxes), len(spans))
		}
		for i := range boxes {
			if boxes[i] == nil {
				boxes[i] = []Box{} // an empty list in JSON too
			}
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return boxes, nil
}

// Close ends the children. Calls under way get an error; later calls too.
func (c *Client) Close() error {
	c.end()
	c.read.close()
	c.boxes.close()
	c.render.close()
	return nil
}

// childCodes are the problems that the child can find; the others are found by
// this side.
var childCodes = map[string]bool{
	CodeEmpty: true, CodeEncrypted: true, CodePasswordNeeded: true, CodePasswordWrong: true, CodeDamaged: true, CodeUnsupported: true, CodeTooLarge: true, CodeMemory: true, CodeCrashed: true,
}

// maxText bounds the text of one document. The child keeps it far lower; a
// child that was taken over by a document must not fill the core's memory.
const maxText = 1 << 30

// checkPage refuses what a sound child never sends.
func checkPage(p Page, number, textBytes int) error {
	if p.Number != number {
		return fmt.Errorf("%w: page %d sent as %d", ErrFrame, number, p.Number)
	}
	if textBytes > maxText {
		return fmt.Errorf("%w: more than %d bytes of text", ErrFrame, maxText)
	}
	n := utf8.RuneCountInString(p.Text)
	for _, h := range p.Headings {
		if h.Start < 0 || h.End < h.Start || h.End > n {
			return fmt.Errorf("%w: heading %d-%d on a page of %d characters", ErrFrame, h.Start, h.End, n)
		}
	}
	return nil
}

// do sends one document with its request and hands the answers to answer until
// that says it is complete. What has one answer is tried again where the child was
// killed from outside; Read's caller has to take back pages first.
func (c *Client) do(ctx context.Context, s *slot, src Source, req Request, answer func(Frame) (done bool, err error)) error {
	err := c.try(ctx, s, src, req, answer)
	if errors.Is(err, ErrKilled) && req.Op != OpRead {
		err = c.try(ctx, s, src, req, answer)
	}
	return err
}

// try is do, once. Ready and Problem frames are dealt with here.
func (c *Client) try(ctx context.Context, s *slot, src Source, req Request, answer func(Frame) (done bool, err error)) error {
	file, size, err := src.open(c.config.MaxFileBytes)
	if err != nil {
		return err
	}
	sent := make(chan error, 1)
	sending := false
	defer func() {
		if !sending {
			_ = file.Close()
		}
	}()
	if err := s.acquire(ctx); err != nil {
		return err
	}
	keep := false
	defer func() { s.release(keep) }()
	if err := c.prepare(ctx, src); err != nil {
		return err
	}
	p, err := s.take(ctx, c.config)
	if err != nil {
		return err
	}
	p.documents++
	defer func() {
		if !keep {
			p.stop()
		}
	}()

	over, watching := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watching)
		p.watch(c.config.MemoryBytes, over)
	}()
	defer func() {
		close(over)
		<-watching // or it might still kill the child under the next document
	}()

	req.Name, req.Size, req.Password = src.name(), size, src.Password
	document := held{}
	if req.Op == OpRender {
		document = src.holdable(file)
	}
	req.Held = document != held{} && p.held == document
	p.held = held{} // until it has answered
	defer func() {
		if keep {
			p.held = document
		}
	}()
	var content io.Reader = file
	if req.Held {
		content = strings.NewReader("")
	}
	sending = true
	// The file belongs to this goroutine from here: a read from a network
	// drive may hang for longer than the call does.
	go func() {
		defer file.Close()
		sent <- send(p.in, req, content, c.config.MaxFileBytes)
	}()

	clock := newClock()
	defer clock.stop()
	allSent := false
	for {
		select {
		case err := <-sent:
			var problem *Problem
			if errors.As(err, &problem) {
				return problem
			}
			// Any other error is the pipe's: the child has gone and says so below.
			allSent, sent = true, nil
		case f, ok := <-p.frames:
			if !ok {
				if s.isClosed() {
					return errClosed
				}
				problem, detail := p.death()
				c.config.Log(fmt.Sprintf("the reader ended while reading %q: %s", src.name(), detail))
				return problem
			}
			clock.pause()
			done := false
			switch f.Kind {
			case KindReady:
				clock.begin(c.config.Timeout, c.config.PageTimeout)
			case KindProblem:
				problem := new(Problem)
				if err = f.Decode(problem); err == nil && !childCodes[problem.Code] {
					err = fmt.Errorf("%w: problem %q", ErrFrame, problem.Code)
				}
				if err == nil {
					// After a fault inside the parser the child ends itself.
					keep = problem.Code != CodeCrashed && problem.Code != CodeMemory
					if !keep {
						c.config.Log(fmt.Sprintf("%s while reading %q: %s", problem.Code, src.name(), p.tail))
					}
					err = problem
				}
			default:
				done, err = answer(f)
			}
			if errors.Is(err, ErrFrame) {
				c.config.Log(fmt.Sprintf("while reading %q: %v", src.name(), err))
				return &Problem{CodeCrashed, "The part of Carrel that reads documents gave an answer that makes no sense on this one. Other documents are not affected."}
			}
			if err != nil || done {
				keep = (done || keep) && (allSent || finished(sent))
				return err
			}
			clock.resume()
		case <-clock.timer.C:
			p.kill(CodeTimeout)
			problem, detail := timeoutProblem(), p.tail.String()
			c.config.Log(fmt.Sprintf("timeout while reading %q: %s", src.name(), detail))
			return problem
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// finished reports whether the document has been sent to its end. A sound
// child answers after that, so there is next to nothing to wait for.
func finished(sent <-chan error) bool {
	select {
	case err := <-sent:
		return err == nil
	case <-time.After(time.Second):
		return false
	}
}

// send writes the request and the document. A *Problem is the document's
// fault, any other error the pipe's.
func send(w io.Writer, req Request, file io.Reader, limit int64) error {
	if err := WriteJSON(w, KindRequest, req); err != nil {
		return err
	}
	buf := make([]byte, ChunkBytes)
	var total int64
	for {
		n, err := io.ReadFull(file, buf)
		total += int64(n)
		if total > limit {
			return tooLarge(limit)
		}
		if n > 0 {
			if err := WriteFrame(w, KindChunk, buf[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return WriteFrame(w, KindEnd, nil)
		}
		if err != nil {
			return fileProblem(err)
		}
	}
}
