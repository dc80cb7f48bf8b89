package engine

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// cut adds text to a writer in pieces of the given sizes, as tokens would.
func cut(w *writer, text string, sizes func() int) (stopped bool) {
	b := []byte(text)
	for len(b) > 0 && !stopped {
		n := max(1, min(sizes(), len(b)))
		stopped = w.add(b[:n])
		b = b[n:]
	}
	if !stopped {
		w.end()
	}
	return stopped
}

func TestWriterStopsAndKeepsCharactersWhole(t *testing.T) {
	tests := []struct {
		name, text string
		stops      []string
		want       string
		stopped    bool
	}{
		{"plain", "Paris is in France.", nil, "Paris is in France.", false},
		{"a stop string", "Yes.\nUser: more", []string{"\nUser:"}, "Yes.", true},
		{"the earliest of several", "a<end>b<stop>", []string{"<stop>", "<end>"}, "a", true},
		{"half a stop string is text", "a\nUse it", []string{"\nUser:"}, "a\nUse it", false},
		{"a stop string that repeats its start", "aaab!", []string{"aab"}, "a", true},
		{"at once", "STOP", []string{"STOP"}, "", true},
		{"characters of several bytes", "größer als 日本語 🙂!", nil, "größer als 日本語 🙂!", false},
		{"a stop string of several bytes", "日本語 ende", []string{"語"}, "日本", true},
		{"bytes that are no text", "a\xffb\xc3", nil, "a\uFFFDb", false},
	}
	for _, test := range tests {
		for size := 1; size < 8; size++ {
			var pieces []string
			w := &writer{stops: test.stops, emit: func(s string) { pieces = append(pieces, s) }}
			stopped := cut(w, test.text, func() int { return size })
			if got := w.all.String(); got != test.want || stopped != test.stopped {
				t.Errorf("%s, in pieces of %d bytes: %q (stopped %v), want %q (%v)", test.name, size, got, stopped, test.want, test.stopped)
			}
			if got := strings.Join(pieces, ""); got != test.want {
				t.Errorf("%s, in pieces of %d bytes: streamed %q, want %q", test.name, size, got, test.want)
			}
			for _, p := range pieces {
				if !utf8.ValidString(p) || p == "" {
					t.Errorf("%s, in pieces of %d bytes: streamed the piece %q", test.name, size, p)
				}
			}
		}
	}
}

// FuzzWriter: how tokens cut the text changes nothing.
func FuzzWriter(f *testing.F) {
	f.Add("Yes.\nUser: more", "\nUser:", uint64(1))
	f.Add("日本語 🙂", "🙂", uint64(2))
	f.Add("aaab", "aab", uint64(3))
	f.Add("a\xff\xc3", "", uint64(4))
	f.Fuzz(func(t *testing.T, text, stop string, seed uint64) {
		var stops []string
		if stop != "" {
			stops = []string{stop}
		}
		want := text
		if stop != "" {
			want, _, _ = strings.Cut(text, stop)
		}
		random := rand.New(rand.NewPCG(seed, 0))
		w := &writer{stops: stops}
		stopped := cut(w, text, func() int { return 1 + random.IntN(5) })
		got := w.all.String()
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not valid UTF-8", got)
		}
		if stopped != (stop != "" && strings.Contains(text, stop)) {
			t.Fatalf("stopped: %v", stopped)
		}
		if utf8.ValidString(text) && utf8.ValidString(stop) && got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}
