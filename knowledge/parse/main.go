// Package parse turns documents into pages of text. It is what runs inside the
// reader process, `carrel reader`: a document's bytes come in as frames on
// standard input, pages go out as frames on standard output (the frames are
// declared in package reader, which is the other end). It opens no sockets and
// no files but the cache of compiled code, so the process can be locked to
// nothing.
//
// There is one file per format, named after it; format.go decides which, by
// content first.
package parse

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"carrel/knowledge/reader"
)

// Main is the reader process. args are those after the word "reader":
//
//	--cache DIR   where Compile has put compiled code; without it every start
//	              compiles the PDF parser anew (3 s instead of 0.1 s)
//
// It returns the exit status: 0 when its standard input ended, 1 when the
// protocol was broken or a document broke the parser, 2 for wrong arguments.
func Main(args []string) int {
	flags := flag.NewFlagSet("carrel reader", flag.ContinueOnError)
	cache := flags.String("cache", "", "folder of compiled code")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	// The protocol owns file descriptor 1: whatever a library prints goes to
	// standard error instead. There is no C in this program, so nothing else
	// knows of descriptor 1.
	out := os.Stdout
	os.Stdout = os.Stderr

	if err := serve(os.Stdin, out, *cache); err != nil {
		fmt.Fprintln(os.Stderr, "carrel reader:", err)
		return 1
	}
	return 0
}

// errSpent ends the process after a fault inside the parser: the problem has
// been reported, and the next document gets a fresh process.
var errSpent = errors.New("the parser broke on a document")

// serve answers one document after the other until in ends.
func serve(in io.Reader, out io.Writer, cache string) error {
	frames := make(chan reader.Frame)
	fault := make(chan error, 1)
	go func() {
		r := bufio.NewReaderSize(in, reader.ChunkBytes)
		for {
			f, err := reader.ReadFrame(r)
			if errors.Is(err, io.EOF) && in == io.Reader(os.Stdin) {
				// The core has gone or wants this process to: end at once,
				// even in the middle of a document that takes for ever.
				os.Exit(0)
			}
			if err != nil {
				fault <- err
				close(frames)
				return
			}
			frames <- f
		}
	}()
	next := func() (reader.Frame, error) {
		f, ok := <-frames
		if !ok {
			return f, <-fault
		}
		return f, nil
	}

	f, err := next()
	if err != nil {
		return err
	}
	var hello reader.Hello
	if f.Kind != reader.KindHello {
		return fmt.Errorf("%w: first frame is %q", reader.ErrFrame, f.Kind)
	}
	if err := f.Decode(&hello); err != nil {
		return err
	}
	if err := reader.WriteJSON(out, reader.KindHello, reader.Hello{Version: reader.ProtocolVersion}); err != nil {
		return err
	}
	if hello.Version != reader.ProtocolVersion {
		return fmt.Errorf("the core speaks version %d, this program version %d", hello.Version, reader.ProtocolVersion)
	}
	if hello.MemoryBytes == 0 {
		hello.MemoryBytes = 3 << 29
	}
	// The collector works harder before the core sees the limit passed. The
	// parser's own memory lies outside of Go's heap (see memory_unix.go).
	// Half for the parser's memory, half for everything else, with a bit of
	// room for the program itself.
	debug.SetMemoryLimit(int64(hello.MemoryBytes/2 - hello.MemoryBytes/16))
	// Well below the limit the collector may wait: the live heap is little more
	// than the document, and collecting whenever it had doubled took a fifth of
	// what the program does besides the parser.
	debug.SetGCPercent(400)

	engine := &pdfEngine{cache: cache, memory: hello.MemoryBytes / 2}
	defer engine.close()
	var held []byte // the document of the last request, where that was for a picture
	for {
		f, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var req reader.Request
		if f.Kind != reader.KindRequest {
			return fmt.Errorf("%w: frame %q instead of a request", reader.ErrFrame, f.Kind)
		}
		if err := f.Decode(&req); err != nil {
			return err
		}
		if !req.Held {
			drop(&held)
		}
		data, err := received(next, req, held, hello.MaxFileBytes)
		if err != nil {
			return err
		}
		if err := answer(out, engine, req, data); err != nil {
			return err
		}
		if req.Op == reader.OpRender {
			held = data
		} else {
			drop(&data)
		}
	}
}

// drop gives back the memory of a document: that of a large one at once, or the
// next one would be charged for it.
func drop(data *[]byte) {
	large := len(*data) > 16<<20
	*data = nil
	if large {
		debug.FreeOSMemory()
	}
}

// received gives a request's document: the one that is held, or what follows.
func received(next func() (reader.Frame, error), req reader.Request, held []byte, limit int64) ([]byte, error) {
	if !req.Held {
		return collect(next, req.Size, limit)
	}
	if held == nil || req.Op != reader.OpRender {
		return nil, fmt.Errorf("%w: no document is held", reader.ErrFrame)
	}
	f, err := next()
	if err == nil && f.Kind != reader.KindEnd {
		err = fmt.Errorf("%w: frame %q after a document that is held", reader.ErrFrame, f.Kind)
	}
	return held, err
}

// collect gathers a document's bytes. size is a hint, limit a bound (0: none).
func collect(next func() (reader.Frame, error), size, limit int64) ([]byte, error) {
	if size < 0 || limit > 0 && size > limit {
		return nil, fmt.Errorf("%w: document of %d bytes", reader.ErrFrame, size)
	}
	data := make([]byte, 0, size)
	for {
		f, err := next()
		if err != nil {
			return nil, err
		}
		switch f.Kind {
		case reader.KindChunk:
			data = append(data, f.Body...)
			if limit > 0 && int64(len(data)) > limit {
				return nil, fmt.Errorf("%w: document over %d bytes", reader.ErrFrame, limit)
			}
		case reader.KindEnd:
			return data, nil
		default:
			return nil, fmt.Errorf("%w: frame %q inside a document", reader.ErrFrame, f.Kind)
		}
	}
}

// answer deals with one document and writes what became of it.
func answer(out io.Writer, engine *pdfEngine, req reader.Request, data []byte) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", fault, debug.Stack())
			err = report(out, &reader.Problem{Code: reader.CodeCrashed, Message: crashedText})
		}
	}()
	switch req.Op {
	case reader.OpRead:
		var meta reader.Meta
		meta, err = read(engine, req, data,
			func() error { return reader.WriteFrame(out, reader.KindReady, nil) },
			func(p reader.Page) error { return reader.WriteJSON(out, reader.KindPage, p) })
		if err == nil {
			return reader.WriteJSON(out, reader.KindMeta, meta)
		}
	case reader.OpBoxes:
		var boxes [][]reader.Box
		boxes, err = boxesOf(engine, req, data,
			func() error { return reader.WriteFrame(out, reader.KindReady, nil) })
		if err == nil {
			return reader.WriteJSON(out, reader.KindBoxes, boxes)
		}
	case reader.OpRender:
		if err = render(engine, req, data, out); err == nil {
			return nil
		}
	case reader.OpTry:
		var meta reader.Meta
		if meta, err = try(engine, req, data, func() error { return reader.WriteFrame(out, reader.KindReady, nil) }); err == nil {
			return reader.WriteJSON(out, reader.KindMeta, meta)
		}
	case reader.OpUnseal:
		if err = unseal(engine, req, data, out); err == nil {
			return nil
		}
	default:
		return fmt.Errorf("%w: unknown operation %q", reader.ErrFrame, req.Op)
	}
	var problem *reader.Problem
	if errors.As(err, &problem) {
		return report(out, problem)
	}
	return err
}

const crashedText = "The part of Carrel that reads documents stopped on this one. Other documents are not affected; opening and saving the document anew in another program may help."

// report sends a problem. After one that may have left the process in a bad
// state its result is errSpent.
func report(out io.Writer, p *reader.Problem) error {
	if err := reader.WriteJSON(out, reader.KindProblem, p); err != nil {
		return err
	}
	if p.Code == reader.CodeCrashed || p.Code == reader.CodeMemory {
		return errSpent
	}
	return nil
}

// read parses a whole document. ready is called when the parser is loaded.
func read(engine *pdfEngine, req reader.Request, data []byte, ready func() error, page func(reader.Page) error) (reader.Meta, error) {
	format, problem := detect(data, req.Name)
	if problem != nil {
		return reader.Meta{}, problem
	}
	if format == formatPDF {
		if err := engine.load(); err != nil {
			return reader.Meta{}, err
		}
	}
	if err := ready(); err != nil {
		return reader.Meta{}, err
	}
	return readers[format](job{data: data, name: req.Name, password: req.Password, page: page, engine: engine})
}

// boxesOf gives the rectangles of spans of one page.
func boxesOf(engine *pdfEngine, req reader.Request, data []byte, ready func() error) ([][]reader.Box, error) {
	format, problem := detect(data, req.Name)
	if problem != nil {
		return nil, problem
	}
	if format != formatPDF {
		return make([][]reader.Box, len(req.Spans)), nil
	}
	if err := engine.load(); err != nil {
		return nil, err
	}
	if err := ready(); err != nil {
		return nil, err
	}
	return engine.boxes(data, req.Password, req.Page, req.Spans)
}
