package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// raising writes runs of text some of which stand high. "10" and a high "3" are
// not 103, nor is a year with the number of a note five digits long, so that a
// high number after a digit is written "10^3". After letters the number says
// itself what it is ("m2", "word1").
type raising struct {
	high bool // what was written last stands high
}

func (r *raising) write(b *strings.Builder, s string, high bool) {
	if s == "" {
		return
	}
	if high && !r.high {
		before, _ := utf8.DecodeLastRuneInString(tail(b))
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "-−–+"))
		if unicode.IsDigit(before) && unicode.IsDigit(first) {
			b.WriteByte('^')
		}
	}
	r.high = high
	b.WriteString(s)
}

// tail is the end of what has been written.
func tail(b *strings.Builder) string {
	s := b.String()
	return s[max(0, len(s)-utf8.UTFMax):]
}
