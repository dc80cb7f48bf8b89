package wire

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"testing"
	"testing/iotest"
)

func TestFramesComeBackInOrder(t *testing.T) {
	frames := []Frame{
		{Kind: Hello, Payload: []byte(`{"protocol":1}`)},
		{Kind: Call, Call: 1, Payload: []byte(`{}`)},
		{Kind: Text, Call: math.MaxUint32, Payload: []byte("größe")},
		{Kind: Cancel, Call: 1},
		{Kind: Vectors, Call: 2, Payload: bytes.Repeat([]byte{0xff}, 200_000)},
	}
	var b bytes.Buffer
	for _, f := range frames {
		if err := Write(&b, f); err != nil {
			t.Fatal(err)
		}
	}
	// A pipe hands bytes over as it likes.
	r := iotest.OneByteReader(&b)
	for _, want := range frames {
		got, err := Read(r)
		if err != nil {
			t.Fatal(err)
		}
		if got.Kind != want.Kind || got.Call != want.Call || !bytes.Equal(got.Payload, want.Payload) {
			t.Fatalf("got %v %d (%d bytes), want %v %d (%d bytes)", got.Kind, got.Call, len(got.Payload), want.Kind, want.Call, len(want.Payload))
		}
	}
	if _, err := Read(r); err != io.EOF {
		t.Fatalf("after the last frame: %v, want io.EOF", err)
	}
}

func TestDamagedFramesAreRefused(t *testing.T) {
	whole, err := Append(nil, Frame{Kind: Result, Call: 7, Payload: []byte("answer")})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(whole); n++ {
		if _, err := Read(bytes.NewReader(whole[:n])); err != io.ErrUnexpectedEOF {
			t.Errorf("cut after %d bytes: %v, want io.ErrUnexpectedEOF", n, err)
		}
	}
	tests := []struct {
		name   string
		header []byte
		want   error
	}{
		{"one byte too long", []byte{0x01, 0x00, 0x00, 0x01, byte(Text), 0, 0, 0, 1}, ErrTooLarge},
		{"all ones", bytes.Repeat([]byte{0xff}, headerSize), ErrTooLarge},
		{"no kind", make([]byte, headerSize), ErrKind},
		{"a kind from the future", []byte{0, 0, 0, 0, byte(endKinds), 0, 0, 0, 1}, ErrKind},
		{"text instead of frames", []byte("usage: carrel COMMAND"), ErrTooLarge},
	}
	for _, test := range tests {
		if _, err := Read(bytes.NewReader(test.header)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
	if _, err := Append(nil, Frame{Kind: Call, Payload: make([]byte, MaxPayload+1)}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("writing too large a frame: %v", err)
	}
}

// A length that lies must not be believed with memory.
func TestALyingLengthCostsLittle(t *testing.T) {
	header := []byte{0x00, 0xff, 0xff, 0xff, byte(Text), 0, 0, 0, 1}
	allocated := testing.AllocsPerRun(10, func() {
		if _, err := Read(bytes.NewReader(append(header, make([]byte, 100)...))); err != io.ErrUnexpectedEOF {
			t.Fatal(err)
		}
	})
	if allocated > 10 {
		t.Errorf("%v allocations for 100 bytes of payload", allocated)
	}
}

func TestVectorsComeBack(t *testing.T) {
	for _, rows := range [][][]float32{
		{},
		{{1}},
		{{-8.5}, {0.25}, {11}}, // scores
		{{0.5, -0.25, float32(math.Inf(1))}, {0, math.MaxFloat32, math.SmallestNonzeroFloat32}},
	} {
		p, err := AppendVectors(nil, rows)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseVectors(p)
		if err != nil || !reflect.DeepEqual(got, rows) {
			t.Errorf("%v came back as %v, %v", rows, got, err)
		}
	}
	if _, err := AppendVectors(nil, [][]float32{{1, 2}, {3}}); !errors.Is(err, ErrVectors) {
		t.Errorf("ragged rows: %v", err)
	}
}

// FuzzRead: what is read is exactly what the bytes say, and nothing more of
// them is taken.
func FuzzRead(f *testing.F) {
	whole, _ := Append(nil, Frame{Kind: Text, Call: 3, Payload: []byte("hello")})
	f.Add(whole)
	f.Add(append(whole, whole...))
	f.Add(whole[:7])
	f.Add(bytes.Repeat([]byte{0xff}, 20))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		frame, err := Read(r)
		if err != nil {
			return
		}
		again, err := Append(nil, frame)
		if err != nil {
			t.Fatalf("a frame that was read cannot be written: %v", err)
		}
		used := len(data) - r.Len()
		if !bytes.Equal(again, data[:used]) {
			t.Fatalf("read %d bytes of %x, which encode to %x", used, data, again)
		}
	})
}

// FuzzRoundTrip: every frame that may be written comes back.
func FuzzRoundTrip(f *testing.F) {
	f.Add(byte(Hello), uint32(0), []byte(`{"protocol":1}`))
	f.Add(byte(Failure), uint32(1<<31), []byte(nil))
	f.Add(byte(0), uint32(1), []byte("x"))
	f.Fuzz(func(t *testing.T, kind byte, call uint32, payload []byte) {
		var b bytes.Buffer
		err := Write(&b, Frame{Kind: Kind(kind), Call: call, Payload: payload})
		if valid := kind > 0 && Kind(kind) < endKinds; valid != (err == nil) {
			t.Fatalf("writing kind %d: %v", kind, err)
		}
		if err != nil {
			return
		}
		got, err := Read(&b)
		if err != nil || byte(got.Kind) != kind || got.Call != call || !bytes.Equal(got.Payload, payload) || b.Len() != 0 {
			t.Fatalf("came back as %+v, %v, %d bytes left", got, err, b.Len())
		}
	})
}

// FuzzVectors: a payload is refused, or is the encoding of what it gives.
func FuzzVectors(f *testing.F) {
	p, _ := AppendVectors(nil, [][]float32{{1, 2, 3}, {4, 5, 6}})
	f.Add(p)
	f.Add(p[:len(p)-1])
	scores, _ := AppendVectors(nil, [][]float32{{-8.5}, {0.25}})
	f.Add(scores)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := ParseVectors(data)
		if err != nil {
			return
		}
		again, err := AppendVectors(nil, rows)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x gave %v, which encodes to %x, %v", data, rows, again, err)
		}
	})
}
