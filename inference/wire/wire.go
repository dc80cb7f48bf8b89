// Package wire is the protocol between Carrel and its engine process: frames
// over a pair of pipes. Both ends import it.
//
// A frame is
//
//	length  uint32, big endian: bytes of payload
//	kind    byte
//	call    uint32, big endian: which call it belongs to; 0 for the handshake
//	payload JSON, UTF-8 text or vectors, as the kind says
//
// The client speaks first: Hello with its protocol version. The engine answers
// with Hello, or with Failure where it refuses. After that the client sends
// Call and Cancel, and the engine answers each call with any number of Text, Tokens
// and Vectors frames and ends it with one Result or Failure. Around the loading of a
// model it sends Loading, so that the client knows what it died of.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Version is the protocol's version. Both ends must have the same: they come
// from one binary, and differ only where an update replaced it while it ran.
//
//	1: the first
//	2: "rerank"; a grammar in "generate"
//	3: "lengths"; Tokens, and two more penalties in "generate"
//	4: Loading
//	5: adapters in "generate"
//	6: "settings"
//	7: Thought; the limit of thought in "generate"
//	8: "forget"; prompts kept on disk in "settings" and "generate"; the limit of thought and
//	   answer together
//	9: for whom a model is loaded, in "load"
const Version = 9

// MaxPayload bounds a frame's payload in bytes. It fits the longest prompt that
// any context takes (a million tokens) and stops a corrupt length from asking
// for gigabytes.
const MaxPayload = 16 << 20

const headerSize = 4 + 1 + 4

// Kind says what a frame is.
type Kind byte

// The kinds of frames.
const (
	Hello   Kind = 1 + iota // both ways, once: JSON of Greeting
	Call                    // to the engine: JSON of Request
	Cancel                  // to the engine: no payload
	Text                    // from the engine: the next piece of an answer, whole UTF-8 characters
	Vectors                 // from the engine: AppendVectors
	Result                  // from the engine: JSON, ends the call
	Failure                 // from the engine: JSON of inference.Error, ends the call
	Tokens                  // from the engine: JSON of inference.TokenChoice, before the Text that it becomes part of
	Loading                 // from the engine, of no call: JSON of the inference.ModelSpec that it begins to load; no payload when that is over
	Thought                 // from the engine: the next piece of what the model thinks before it answers, whole UTF-8 characters
	endKinds
)

// Frame is one message.
type Frame struct {
	Kind    Kind
	Call    uint32
	Payload []byte
}

// Errors of the decoder. A stream that ends inside a frame gives
// io.ErrUnexpectedEOF, one that ends between frames io.EOF.
var (
	ErrTooLarge = errors.New("a message is larger than the protocol allows")
	ErrKind     = errors.New("a message has an unknown kind")
)

// Append appends the encoding of f to dst.
func Append(dst []byte, f Frame) ([]byte, error) {
	if err := f.check(uint64(len(f.Payload))); err != nil {
		return dst, err
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(f.Payload)))
	dst = append(dst, byte(f.Kind))
	dst = binary.BigEndian.AppendUint32(dst, f.Call)
	return append(dst, f.Payload...), nil
}

// Write writes f in one call of w.Write, so that frames of several goroutines
// stay whole where w's own writes are.
func Write(w io.Writer, f Frame) error {
	b, err := Append(make([]byte, 0, headerSize+len(f.Payload)), f)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// Read reads the next frame.
func Read(r io.Reader) (Frame, error) {
	var h [headerSize]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return Frame{}, err
	}
	f := Frame{Kind: Kind(h[4]), Call: binary.BigEndian.Uint32(h[5:])}
	n := uint64(binary.BigEndian.Uint32(h[:4]))
	if err := f.check(n); err != nil {
		return Frame{}, err
	}
	var err error
	f.Payload, err = readPayload(r, int(n))
	return f, err
}

// readPayload reads in steps, so that a length that lies costs no more memory
// than the bytes that really come.
func readPayload(r io.Reader, n int) ([]byte, error) {
	const step = 64 << 10
	var p []byte
	for len(p) < n {
		from := len(p)
		p = append(p, make([]byte, min(step, n-from))...)
		if _, err := io.ReadFull(r, p[from:]); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
	return p, nil
}

func (f Frame) check(n uint64) error {
	if n > MaxPayload {
		return fmt.Errorf("%w (%d bytes, at most %d)", ErrTooLarge, n, MaxPayload)
	}
	if f.Kind == 0 || f.Kind >= endKinds {
		return fmt.Errorf("%w (%d)", ErrKind, f.Kind)
	}
	return nil
}
