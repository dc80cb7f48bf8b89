package parse

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"carrel/knowledge/reader"
)

// namespaces are the short names under which elements are known here, whatever
// a file calls them. The "strict" kind of OOXML has other addresses for the same.
var namespaces = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":              "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                          "w",
	"http://schemas.openxmlformats.org/presentationml/2006/main":                "p",
	"http://purl.oclc.org/ooxml/presentationml/main":                            "p",
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":                 "s",
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                             "s",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                     "a",
	"http://purl.oclc.org/ooxml/drawingml/main":                                 "a",
	"http://schemas.openxmlformats.org/drawingml/2006/chart":                    "c",
	"http://purl.oclc.org/ooxml/drawingml/chart":                                "c",
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":                  "dgm",
	"http://purl.oclc.org/ooxml/drawingml/diagram":                              "dgm",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":       "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                   "r",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":                "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                            "m",
	"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "app",
	"http://purl.oclc.org/ooxml/officeDocument/extendedProperties":              "app",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":               "mc",
	"http://purl.org/dc/elements/1.1/":                                          "dc",
	"http://purl.org/dc/terms/":                                                 "dcterms",
	"urn:oasis:names:tc:opendocument:xmlns:office:1.0":                          "office",
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":                            "text",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":                           "table",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":                         "draw",
	"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0":                    "presentation",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":                           "style",
	"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0":               "fo",
	"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0":                  "svg",
	"urn:oasis:names:tc:opendocument:xmlns:meta:1.0":                            "meta",
	"urn:oasis:names:tc:opendocument:xmlns:chart:1.0":                           "chart",
	"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0":                        "manifest",
	"http://www.idpf.org/2007/opf":                                              "opf",
	"http://www.daisy.org/z3986/2005/ncx/":                                      "ncx",
	"http://www.idpf.org/2007/ops":                                              "epub",
	"http://www.w3.org/1999/xhtml":                                              "h",
	"http://www.w3.org/1999/xlink":                                              "xlink",
}

// element is an opened XML element.
type element struct {
	name  string // with the short name of its namespace: "w:p"; ":p" of one that is not known
	local string // without it: "p"
	attrs []xml.Attr
}

// attr gives an attribute's value, "" where it is missing. A name with a
// prefix ("r:id") asks for that namespace, one without takes any.
func (e element) attr(name string) string {
	value, _ := e.lookup(name)
	return value
}

func (e element) lookup(name string) (string, bool) {
	prefix, local, qualified := strings.Cut(name, ":")
	if !qualified {
		local = name
	}
	for _, a := range e.attrs {
		if a.Name.Local == local && a.Name.Space != "xmlns" && (!qualified || namespaces[a.Name.Space] == prefix || a.Name.Space == prefix) {
			return a.Value, true
		}
	}
	return "", false
}

// on reports whether a switch such as <w:b/> or <w:b w:val="true"/> is on.
func (e element) on() bool {
	switch value, given := e.lookup("val"); value {
	case "0", "false", "off", "none":
		return false
	default:
		return !given || value != ""
	}
}

// yes reports whether an attribute such as hidden="1" or hidden="true" is there
// and true.
func (e element) yes(name string) bool {
	value := e.attr(name)
	return value == "1" || value == "true"
}

// xmlReader reads a part's XML element by element, under the limits of zip.go.
// Entities other than XML's own five are an error or stay as they are: there is
// nothing to expand. A document type is passed over.
type xmlReader struct {
	d      *xml.Decoder
	source *tokenBound
	depth  int
	names  map[xml.Name]string
	what   string
}

// tokenBound bounds what may be read for one token.
type tokenBound struct {
	r    io.Reader
	read int
	what string
}

func (t *tokenBound) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	if t.read += n; t.read > maxXMLToken {
		return 0, &reader.Problem{Code: reader.CodeTooLarge, Message: t.what + " has a single piece of text or markup of more than 8 MB inside, which no program writes. Carrel did not read it."}
	}
	return n, err
}

// xml opens a part as XML.
func (z *archive) xml(name string) (*xmlReader, error) {
	r, err := z.open(name)
	if err != nil {
		return nil, err
	}
	return newXML(r, z.what), nil
}

func newXML(r io.Reader, what string) *xmlReader {
	source := &tokenBound{r: inUTF8(r), what: what}
	d := xml.NewDecoder(bufio.NewReaderSize(source, 32<<10))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return in, nil // inUTF8 has done it
		}
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(in), nil
	}
	return &xmlReader{d: d, source: source, names: map[xml.Name]string{}, what: what}
}

// inUTF8 decodes XML in UTF-16, which its first bytes give away.
func inUTF8(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 32<<10)
	head, _ := b.Peek(2)
	switch {
	case bytes.Equal(head, []byte{0xFF, 0xFE}), bytes.Equal(head, []byte{'<', 0}):
		return transform.NewReader(b, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case bytes.Equal(head, []byte{0xFE, 0xFF}), bytes.Equal(head, []byte{0, '<'}):
		return transform.NewReader(b, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return b
}

// token gives the next token: an element, the end of one, or text. The text is
// valid until the next call.
func (x *xmlReader) token() (open element, text []byte, closed bool, err error) {
	for {
		x.source.read = 0
		t, err := x.d.Token()
		if err != nil {
			return element{}, nil, false, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > maxXMLDepth {
				return element{}, nil, false, &reader.Problem{Code: reader.CodeTooLarge, Message: x.what + " has parts inside parts inside parts, deeper than any program writes. Carrel did not read it."}
			}
			return element{x.name(t.Name), t.Name.Local, t.Attr}, nil, false, nil
		case xml.EndElement:
			x.depth--
			return element{}, nil, true, nil
		case xml.CharData:
			return element{}, t, false, nil
		}
	}
}

// name gives an element's name with its short prefix. Few names come often, so
// they are kept.
func (x *xmlReader) name(n xml.Name) string {
	if s, ok := x.names[n]; ok {
		return s
	}
	s := namespaces[n.Space] + ":" + n.Local
	if len(x.names) < 1024 {
		x.names[n] = s
	}
	return s
}

// root calls on for the root element, which on reads.
func (x *xmlReader) root(on func(element) error) error {
	for {
		e, text, _, err := x.token()
		if err != nil {
			return err
		}
		if text == nil && e.name != "" {
			return on(e)
		}
	}
}

// children calls on for each element inside the one opened last, up to its end.
// What on leaves unread of a child is passed over.
func (x *xmlReader) children(on func(element) error) error {
	return x.mixed(on, nil)
}

// mixed is children with the text between the elements too.
func (x *xmlReader) mixed(on func(element) error, chars func([]byte)) error {
	level := x.depth
	for {
		e, text, closed, err := x.token()
		switch {
		case err != nil:
			return err
		case closed:
			if x.depth < level {
				return nil
			}
		case text != nil:
			if chars != nil {
				chars(text)
			}
		case e.name != "":
			if err := on(e); err != nil {
				return err
			}
			if err := x.leave(level); err != nil {
				return err
			}
		}
	}
}

// leave reads on until only level elements are open.
func (x *xmlReader) leave(level int) error {
	for x.depth > level {
		if _, _, _, err := x.token(); err != nil {
			return err
		}
	}
	return nil
}

// text gives all text inside the element opened last.
func (x *xmlReader) text() (string, error) {
	var b strings.Builder
	level := x.depth
	for {
		_, text, closed, err := x.token()
		switch {
		case err != nil:
			return b.String(), err
		case closed && x.depth < level:
			return b.String(), nil
		case text != nil:
			b.Write(text)
		}
	}
}

// spaced is text as office formats mean it: a line end in it is a space, since
// real ones are elements.
func spaced(text []byte) string {
	if bytes.ContainsAny(text, "\n\r") {
		return strings.NewReplacer("\n", " ", "\r", " ").Replace(string(text))
	}
	return string(text)
}

// firstChoice reads one of the equivalents that the element opened last offers.
func firstChoice(x *xmlReader, read func() error) error {
	taken := false
	return x.children(func(e element) error {
		if taken || e.name != "mc:Choice" && e.name != "mc:Fallback" {
			return nil
		}
		taken = true
		return read()
	})
}

// receiverError is an error of job.page, told apart from those of the document.
type receiverError struct{ error }

func (r receiverError) Unwrap() error { return r.error }

// broken reports whether an error says that a part is broken or cut short: it
// is neither a limit nor the receiver's of the pages.
func broken(err error) bool {
	var problem *reader.Problem
	var receiver receiverError
	return err != nil && !errors.As(err, &problem) && !errors.As(err, &receiver)
}
