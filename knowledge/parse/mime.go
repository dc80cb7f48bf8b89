package parse

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"strings"
	"unicode/utf8"
)

// part is a part of a mail, or the whole mail: a header and what it describes,
// not decoded. Bodies are slices of the document.
type part struct {
	header map[string][]string // by lower-case name, unfolded, not decoded
	kind   string              // "text/plain"
	params map[string]string   // of the kind
	body   []byte
	name   string // of a file that was in another one, where its header does not say it
}

const (
	maxHeaderBytes = 256 << 10
	maxParts       = 2000 // of one mail
	maxPartDepth   = 24   // parts in parts
)

// parsePart takes a part's header off. It takes whatever comes for a part.
func parsePart(data []byte) part {
	p := part{header: map[string][]string{}}
	var name string
	var value bytes.Buffer
	keep := func() {
		if name != "" && len(p.header[name]) < 100 {
			p.header[name] = append(p.header[name], strings.TrimSpace(value.String()))
		}
		name = ""
		value.Reset()
	}
	read := 0
	for len(data) > 0 {
		line, rest := cutLine(data)
		if len(line) == 0 {
			data = rest
			break
		}
		read += len(line)
		if line[0] == ' ' || line[0] == '\t' {
			if name != "" && read < maxHeaderBytes {
				value.WriteByte(' ')
				value.Write(bytes.TrimSpace(line))
			}
			data = rest
			continue
		}
		before, after, found := bytes.Cut(line, []byte(":"))
		before = bytes.TrimRight(before, " \t")
		if !found || bytes.ContainsAny(before, " \t") {
			break // no header: the body begins without a blank line
		}
		keep()
		if read < maxHeaderBytes {
			name = strings.ToLower(string(before))
			value.Write(after)
		}
		data = rest
	}
	keep()
	p.body = data
	p.kind, p.params = mediaType(p.first("content-type"))
	if p.kind == "" {
		p.kind = "text/plain"
	}
	return p
}

// cutLine cuts the first line off, without its end.
func cutLine(data []byte) (line, rest []byte) {
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		return bytes.TrimSuffix(data, []byte("\r")), nil
	}
	return bytes.TrimSuffix(data[:i], []byte("\r")), data[i+1:]
}

func (p part) first(name string) string {
	if v := p.header[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// mediaType reads a header such as "text/plain; charset=utf-8", also one that
// breaks the rules.
func mediaType(s string) (string, map[string]string) {
	if kind, params, err := mime.ParseMediaType(s); err == nil {
		return kind, params
	}
	kind, rest, _ := strings.Cut(s, ";")
	params := map[string]string{}
	for field := range strings.SplitSeq(rest, ";") {
		key, value, _ := strings.Cut(field, "=")
		if key = strings.ToLower(strings.TrimSpace(key)); key != "" && len(params) < 50 {
			params[key] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

// parts splits a multipart body. What is before and after the parts is dropped.
func (p part) parts() []part {
	boundary := p.params["boundary"]
	if boundary == "" {
		return nil
	}
	mark := []byte("--" + boundary)
	var found []part
	start := -1
	data := p.body
	for at := 0; at < len(data); {
		next := len(data)
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		if line := data[at:next]; bytes.HasPrefix(line, mark) {
			rest := bytes.TrimRight(line[len(mark):], " \t\r\n")
			last := string(rest) == "--"
			if len(rest) == 0 || last {
				if start >= 0 {
					end := max(start, at-1) // the line end before a mark is part of it
					if end > start && data[end-1] == '\r' {
						end--
					}
					found = append(found, parsePart(data[start:end]))
				}
				start = next
				if last || len(found) >= maxParts {
					return found
				}
			}
		}
		at = next
	}
	if start >= 0 && start < len(data) {
		found = append(found, parsePart(data[start:])) // cut off
	}
	return found
}

// decoded gives a part's body without its transfer encoding.
func (p part) decoded() []byte {
	switch strings.ToLower(p.first("content-transfer-encoding")) {
	case "base64":
		clean := make([]byte, 0, len(p.body))
		for _, b := range p.body {
			if b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' {
				clean = append(clean, b)
			}
		}
		if len(clean)%4 == 1 {
			clean = clean[:len(clean)-1] // cut off
		}
		n, _ := base64.RawStdEncoding.Decode(clean, clean)
		return clean[:n]
	case "quoted-printable":
		return quotedPrintable(p.body)
	}
	return p.body
}

// quotedPrintable decodes what it can and leaves the rest as it is.
func quotedPrintable(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		var line []byte
		ended := bytes.IndexByte(data, '\n') >= 0
		line, data = cutLine(data)
		line = bytes.TrimRight(line, " \t")
		soft := bytes.HasSuffix(line, []byte("="))
		line = bytes.TrimSuffix(line, []byte("="))
		for i := 0; i < len(line); i++ {
			if line[i] == '=' && i+2 < len(line) {
				hi, lo := hexDigit(line[i+1]), hexDigit(line[i+2])
				if hi >= 0 && lo >= 0 {
					out = append(out, byte(hi<<4|lo))
					i += 2
					continue
				}
			}
			out = append(out, line[i])
		}
		if !soft && ended {
			out = append(out, '\n')
		}
	}
	return out
}

func hexDigit(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// decodeAs gives text in a named encoding as UTF-8. A wrong or missing name
// does no harm.
func decodeAs(data []byte, charset string) string {
	if charset != "" && (isASCII(data) || !utf8.Valid(data)) {
		if text, ok := decodeNamed(data, charset); ok {
			return text
		}
	}
	return decodeText(data)
}

func isASCII(data []byte) bool {
	for _, b := range data {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

var headerWords = mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
	data, err := io.ReadAll(input)
	if err != nil {
		return nil, err
	}
	return strings.NewReader(decodeAs(data, charset)), nil
}}

// decodeHeader gives the text of a header or a file name on one line.
func decodeHeader(s string, limit int) string {
	if decoded, err := headerWords.DecodeHeader(s); err == nil && decoded != s {
		s = decoded
	}
	if !utf8.ValidString(s) {
		s = decodeText([]byte(s))
	}
	return oneLine(s, limit)
}

// fileName is the name that a part's sender gave it, "" for none.
func (p part) fileName() string {
	if p.name != "" {
		return strings.TrimSpace(p.name[strings.LastIndexAny(p.name, `/\`)+1:])
	}
	_, params := mediaType(p.first("content-disposition"))
	name := params["filename"]
	if name == "" {
		name = p.params["name"]
	}
	name = decodeHeader(name, 200)
	return strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
}

// isAttachment reports whether a part is a file of its own rather than text of
// the mail.
func (p part) isAttachment() bool {
	disposition, _ := mediaType(p.first("content-disposition"))
	if disposition == "attachment" {
		return true
	}
	return p.kind != "text/plain" && p.kind != "text/html" && p.kind != "text/enriched" && p.kind != "message/delivery-status" || p.fileName() != ""
}
