package parse

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// isBinary reports whether data is no text in any encoding that decodeText
// knows.
func isBinary(data []byte) bool {
	if utf32Order(data) != nil || utf16Order(data) != nil || bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")) {
		return false
	}
	// A look at beginning, middle and end: an archive that begins with a
	// readable note is still one.
	const part = 8 << 10
	for _, at := range []int{0, len(data)/2 - part/2, len(data) - part} {
		at = max(0, at)
		odd := 0
		sample := data[at:min(len(data), at+part)]
		for _, b := range sample {
			switch {
			case b == 0:
				return true
			case b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1B || b == 0x7F:
				odd++
			}
		}
		if odd*50 > len(sample) { // texts with a stray control character exist
			return true
		}
	}
	return false
}

// utf32Order is the byte order of UTF-32 text, by its mark or, without one, by
// its every fourth byte; nil when data is not UTF-32.
func utf32Order(data []byte) binary.ByteOrder {
	if len(data) < 8 || len(data)%4 != 0 {
		return nil
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		sound := true
		for i := 0; i+4 <= min(len(data), 4096) && sound; i += 4 {
			r := order.Uint32(data[i:])
			sound = r <= unicode.MaxRune && utf8.ValidRune(rune(r)) && (r >= 0x20 || r == '\n' || r == '\r' || r == '\t' || r == '\f')
		}
		if sound {
			return order
		}
	}
	return nil
}

// utf16Order is the byte order of UTF-16 text, by its mark or, without one, by
// the zeros that spaces, line ends and Latin letters have in every second
// place; nil when data is not UTF-16.
func utf16Order(data []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return binary.BigEndian
	}
	sample := data[:min(len(data), 4096)&^1]
	if len(sample) < 8 || len(data)%2 == 1 {
		return nil
	}
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	for i, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		// Of text in other scripts only the spaces have zeros, so its letters
		// have to be sound too.
		if zeros[1-i] == 0 && zeros[i]*20 > len(sample)*7 && plausible(sample, order) || zeros[1-i]*2 < zeros[i] && len(sample) >= 32 && inScripts(sample, order) {
			return order
		}
	}
	return nil
}

// inScripts reports whether nearly all of a sample, as UTF-16, is from the
// scripts that most text is written in.
func inScripts(sample []byte, order binary.ByteOrder) bool {
	outside := 0
	for i := 0; i+1 < len(sample); i += 2 {
		switch u := order.Uint16(sample[i:]); {
		case u == '\n' || u == '\r' || u == '\t' || u >= 0x20 && u < 0x7F || u >= 0xA0 && u < 0x700, u >= 0x900 && u < 0x1100,
			u >= 0x2010 && u < 0x2070, u >= 0x3000 && u < 0x3100, u >= 0x4E00 && u < 0x9FA6, u >= 0xAC00 && u < 0xD7A4, u >= 0xFF00 && u < 0xFF60:
		default:
			outside++
		}
	}
	return outside*50 <= len(sample)/2
}

// plausible reports whether a sample reads as text in UTF-16 of this order:
// columns of numbers in a binary file have zeros in every second place too.
func plausible(sample []byte, order binary.ByteOrder) bool {
	controls := 0
	for i := 0; i+1 < len(sample); i += 2 {
		if u := order.Uint16(sample[i:]); u < 0x20 && u != '\n' && u != '\r' && u != '\t' && u != '\f' {
			controls++
		}
	}
	return controls*50 <= len(sample)/2
}

// decodeText gives text as UTF-8 from whatever common encoding it is in. Line
// ends become "\n"; controls other than tab, line feed and form feed go;
// everything else stays as it is.
func decodeText(data []byte) string {
	if order := utf32Order(data); order != nil {
		runes := make([]rune, 0, len(data)/4)
		for i := 0; i+4 <= len(data); i += 4 {
			runes = append(runes, rune(order.Uint32(data[i:]))) // above the last one: U+FFFD
		}
		return cleanText(string(runes))
	}
	if order := utf16Order(data); order != nil {
		units := make([]uint16, 0, len(data)/2)
		for i := 0; i+1 < len(data); i += 2 {
			units = append(units, order.Uint16(data[i:]))
		}
		return cleanText(string(utf16.Decode(units)))
	}
	if utf8.Valid(data) {
		if bytes.Contains(data, []byte("\x1b$B")) || bytes.Contains(data, []byte("\x1b$@")) {
			if text, ok := decodeNamed(data, "iso-2022-jp"); ok {
				return text
			}
		}
		return cleanText(string(data))
	}
	if !mostlyUTF8(data) {
		if decoded, err := guessEncoding(data).NewDecoder().Bytes(data); err == nil {
			return cleanText(string(decoded))
		}
	}
	// UTF-8 with a few broken bytes, such as a file cut in a character.
	return cleanText(strings.ToValidUTF8(string(data), string(utf8.RuneError)))
}

// cleanText gives text without byte order mark and controls other than tab,
// line feed and form feed, and with "\n" line ends.
func cleanText(text string) string {
	text = strings.TrimPrefix(text, "\uFEFF")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n', r == '\t', r == '\f':
			return r
		case unicode.IsControl(r), r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, text)
}

// mostlyUTF8 reports whether data, which is not valid UTF-8, has at least ten
// times as many whole multi-byte characters as broken bytes. In Windows-1252 it
// is the other way round.
func mostlyUTF8(data []byte) bool {
	whole, broken := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		data = data[n:]
	}
	return whole >= 10*broken
}

// charsetMark is where a web page or an XML file names its encoding.
var charsetMark = regexp.MustCompile(`(?i)<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w:.-]+)`)

// decodeHTML gives a web page as UTF-8: by its byte order mark, by what it says
// of itself, or else as any other text. A page that is sound UTF-8 is that
// whatever it says.
func decodeHTML(data []byte) string {
	if utf16Order(data) == nil && !utf8.Valid(data) {
		if m := charsetMark.FindSubmatch(data[:min(len(data), 4096)]); m != nil {
			if text, ok := decodeNamed(data, string(m[1])+string(m[2])); ok {
				return text
			}
		}
	}
	return decodeText(data)
}

// decodeNamed gives text in an encoding with the name that mails and web pages
// use, as UTF-8. It returns false for names that it does not know, and for text
// that is clearly in another encoding.
func decodeNamed(data []byte, name string) (string, bool) {
	e, err := htmlindex.Get(strings.TrimSpace(name))
	if err != nil {
		return "", false
	}
	decoded, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", false
	}
	broken := bytes.Count(decoded, []byte("\uFFFD"))
	if broken*20 > len(decoded) {
		return "", false
	}
	return cleanText(string(decoded)), true
}
