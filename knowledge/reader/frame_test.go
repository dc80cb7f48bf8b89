package reader

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

func TestFrames(t *testing.T) {
	var buf bytes.Buffer
	if err := WriteJSON(&buf, KindPage, Page{Number: 3, Text: "a<b\n\"ü\" \U0001F4BA"}); err != nil {
		t.Fatal(err)
	}
	if err := WriteFrame(&buf, KindEnd, nil); err != nil {
		t.Fatal(err)
	}
	f, err := ReadFrame(&buf)
	if err != nil {
		t.Fatal(err)
	}
	var p Page
	if err := f.Decode(&p); err != nil || p.Number != 3 || p.Text != "a<b\n\"ü\" \U0001F4BA" {
		t.Errorf("%+v, %v", p, err)
	}
	if f, err = ReadFrame(&buf); err != nil || f.Kind != KindEnd || len(f.Body) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err = ReadFrame(&buf); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	if err := WriteFrame(io.Discard, KindChunk, make([]byte, MaxFrame+1)); !errors.Is(err, ErrFrame) {
		t.Errorf("too large a frame: %v", err)
	}
	if _, err := ReadFrame(bytes.NewReader([]byte{'C', 1, 0, 0, 1})); !errors.Is(err, ErrFrame) {
		t.Errorf("too large a frame announced: %v", err)
	}
}

// FuzzReadFrame: whatever arrives, reading ends in an error or in frames that
// are exactly what writing them gives.
func FuzzReadFrame(f *testing.F) {
	var good bytes.Buffer
	for _, kind := range []Kind{KindHello, KindRequest, KindPage} {
		if err := WriteJSON(&good, kind, Hello{Version: ProtocolVersion}); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(good.Bytes())
	f.Add([]byte("C\x05\x00\x00\x00hello"))
	f.Add([]byte("C\xff\xff\xff\xffhello"))
	f.Add([]byte("?\x00\x00\x00\x00"))
	f.Add([]byte("E\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		for {
			before := r.Len()
			frame, err := ReadFrame(r)
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, ErrFrame) {
					t.Fatalf("error %v", err)
				}
				return
			}
			var again bytes.Buffer
			if err := WriteFrame(&again, frame.Kind, frame.Body); err != nil {
				t.Fatal(err)
			}
			at := len(data) - before
			if !bytes.Equal(again.Bytes(), data[at:at+again.Len()]) {
				t.Fatalf("frame %q written again differs", frame.Kind)
			}
			var page Page
			_ = frame.Decode(&page) // must not panic
		}
	})
}
