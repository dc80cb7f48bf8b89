package reader

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ProtocolVersion is what both ends must agree on in their Hello. It changes
// with every change of a frame's meaning; core and child come from one build,
// so there is nothing to be compatible with.
//
// Version 5 (4 sent a document for every page, 3 opened no PDF with a password, 2 made no pictures, 1 had less in a Page):
//
//	core  -> child  Hello
//	child -> core   Hello
//	then per document
//	core  -> child  Request, Chunk*, End
//	child -> core   Ready, then Page* and Meta (read), Boxes (boxes), Picture,
//	                Pixels (render), Meta (try) or Chunk*, End (unseal);
//	                Problem instead of any of these ends the document
//
// After a picture the child holds the document until the next request, which may
// ask for it in the place of chunks (Request.Held).
const ProtocolVersion = 5

// Kind tells what a frame carries.
type Kind byte

// Kinds of frames. The bodies of KindChunk and KindPixels are raw bytes, those of KindReady
// and KindEnd are empty, all others are JSON.
const (
	KindHello   Kind = 'H' // Hello, first frame in both directions
	KindRequest Kind = 'Q' // Request, opens a document
	KindChunk   Kind = 'C' // the next bytes of the document, or of its unsealed copy
	KindEnd     Kind = 'E' // these bytes are complete
	KindReady   Kind = 'R' // the parser is loaded; the document's time starts now
	KindPage    Kind = 'P' // Page
	KindMeta    Kind = 'M' // Meta, the document has been read
	KindBoxes   Kind = 'B' // [][]Box, one list per span of the request
	KindPicture Kind = 'I' // PictureInfo, the pixels follow
	KindPixels  Kind = 'G' // one byte a pixel, 0 black, row by row from the top
	KindProblem Kind = 'X' // Problem, the document could not be read
)

// Operations of a Request.
const (
	OpRead   = "read"   // all pages, then Meta
	OpBoxes  = "boxes"  // the rectangles of spans of one page
	OpRender = "render" // the picture of one page
	OpTry    = "try"    // whether it opens, with the password that is given: Meta, with nothing but Sealed and the number of pages
	OpUnseal = "unseal" // the same document without a password
)

// Hello opens the protocol. Core to child it also carries the limits.
type Hello struct {
	Version      int    `json:"version"`
	MemoryBytes  uint64 `json:"memory_bytes,omitempty"`   // for the whole process
	MaxFileBytes int64  `json:"max_file_bytes,omitempty"` // of one document
}

// Request announces a document whose bytes follow as chunks.
type Request struct {
	Op   string `json:"op"`
	Name string `json:"name"` // base name: decides between formats that content alone cannot tell apart
	Size int64  `json:"size"` // bytes to come, a hint; 0 when not known
	// Password is tried where the document does not open without one.
	Password string `json:"password,omitempty"`
	// Held says that the document is the one of the last request, an OpRender too:
	// no chunk follows.
	Held  bool   `json:"held,omitempty"`
	Page  int    `json:"page,omitempty"`  // OpBoxes, OpRender: 1-based
	Spans []Span `json:"spans,omitempty"` // OpBoxes
}

// MaxFrame is the largest body of a frame, in bytes. A page's text is cut long
// before it (parse.maxPageRunes); it bounds what a broken or hostile peer can
// make the other end allocate.
const MaxFrame = 16 << 20

// ChunkBytes is how much of a document goes into one frame: large enough that
// a frame's cost does not show, small enough to keep the pipe moving.
const ChunkBytes = 256 << 10

// ErrFrame is a stream that does not follow the protocol.
var ErrFrame = errors.New("reader protocol broken")

// Frame is one message: a kind byte, the body's length as a little-endian
// uint32, the body.
type Frame struct {
	Kind Kind
	Body []byte
}

// ReadFrame reads the next frame. At the end of the stream, between two
// frames, the error is io.EOF; inside a frame it is io.ErrUnexpectedEOF. An
// unknown kind or a body over MaxFrame is an ErrFrame.
func ReadFrame(r io.Reader) (Frame, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return Frame{}, err
	}
	kind := Kind(head[0])
	switch kind {
	case KindHello, KindRequest, KindChunk, KindEnd, KindReady, KindPage, KindMeta, KindBoxes, KindPicture, KindPixels, KindProblem:
	default:
		return Frame{}, fmt.Errorf("%w: unknown frame kind %#x", ErrFrame, head[0])
	}
	n := binary.LittleEndian.Uint32(head[1:])
	if n > MaxFrame {
		return Frame{}, fmt.Errorf("%w: frame %q of %d bytes", ErrFrame, kind, n)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return Frame{}, err
	}
	return Frame{Kind: kind, Body: body}, nil
}

// WriteFrame writes one frame with a single Write.
func WriteFrame(w io.Writer, kind Kind, body []byte) error {
	if len(body) > MaxFrame {
		return fmt.Errorf("%w: frame %q of %d bytes", ErrFrame, kind, len(body))
	}
	buf := make([]byte, 5+len(body))
	buf[0] = byte(kind)
	binary.LittleEndian.PutUint32(buf[1:], uint32(len(body)))
	copy(buf[5:], body)
	_, err := w.Write(buf)
	return err
}

// WriteJSON writes one frame whose body is v as JSON.
func WriteJSON(w io.Writer, kind Kind, v any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // text is not going into HTML, and < would take six bytes
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode frame %q: %w", kind, err)
	}
	return WriteFrame(w, kind, body.Bytes())
}

// Decode reads the frame's JSON body into v.
func (f Frame) Decode(v any) error {
	if err := json.Unmarshal(f.Body, v); err != nil {
		return fmt.Errorf("%w: frame %q: %v", ErrFrame, f.Kind, err)
	}
	return nil
}
