package engine

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// writer turns an answer's tokens into text: whole characters only, and nothing
// of a stop string, however the tokens cut either.
type writer struct {
	stops []string
	emit  func(string)
	all   strings.Builder
	held  []byte // not written yet: a part of a character, or of a stop string
}

// add takes a token's bytes and reports whether a stop string was met.
func (w *writer) add(piece []byte) (stopped bool) {
	w.held = append(w.held, piece...)
	if at := w.firstStop(); at >= 0 {
		w.write(at)
		w.held = nil
		return true
	}
	w.write(len(w.held) - max(w.partOfStop(), partOfCharacter(w.held)))
	return false
}

// end writes what was held back; a character that never became whole is lost.
func (w *writer) end() {
	w.write(len(w.held) - partOfCharacter(w.held))
	w.held = nil
}

func (w *writer) write(n int) {
	if n <= 0 {
		return
	}
	text := strings.ToValidUTF8(string(w.held[:n]), "\uFFFD")
	w.held = append(w.held[:0], w.held[n:]...)
	w.all.WriteString(text)
	if w.emit != nil {
		w.emit(text)
	}
}

func (w *writer) firstStop() int {
	first := -1
	for _, stop := range w.stops {
		if at := bytes.Index(w.held, []byte(stop)); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	return first
}

// partOfStop returns how many bytes at the end could begin a stop string.
func (w *writer) partOfStop() int {
	longest := 0
	for _, stop := range w.stops {
		for n := min(len(stop)-1, len(w.held)); n > longest; n-- {
			if bytes.HasSuffix(w.held, []byte(stop[:n])) {
				longest = n
				break
			}
		}
	}
	return longest
}

// partOfCharacter returns how many bytes at the end begin a character that is
// not whole yet.
func partOfCharacter(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		tail := b[len(b)-n:]
		if !utf8.RuneStart(tail[0]) {
			continue
		}
		if utf8.FullRune(tail) {
			return 0
		}
		return n
	}
	return 0
}
