package parse

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"carrel/knowledge/reader"
)

// Limits of documents that are zip archives inside (Word, OpenDocument, EPUB
// and their like), all in one place. An archive of 1 MB can unpack to 1 GB, an
// archive whose entries overlap to far more, so what counts is what comes out.
// Nothing is ever unpacked to a disk: names in the archive are only names.
const (
	maxInflated = 1 << 30 // bytes that come out of one document in all, counted again when an entry is read again
	maxEntries  = 50_000  // files in one archive
	// An entry of more than ratioFree bytes may not be over maxRatio times its
	// packed size. Sheets of equal cells reach 50; deflate's own bound is 1,032.
	ratioFree = 16 << 20
	maxRatio  = 250
	// XML: elements inside each other, and bytes of one tag or text. A text
	// between two tags is held whole.
	maxXMLDepth = 400
	maxXMLToken = 8 << 20
	// maxOfficeText is the text of one document, in bytes: what is held of it
	// and what the library gets to index. 30,000 pages.
	maxOfficeText = 128 << 20
)

// archive is a document that is a zip archive inside.
type archive struct {
	what    string // for messages: "This Word document"
	files   map[string]*zip.File
	order   []string
	room    int64 // bytes that may still come out
	damaged bool  // an entry did not unpack to its end
}

// openArchive opens data; what is how messages call the document ("This Word
// document (DOCX)"). Its error is a *reader.Problem.
func openArchive(data []byte, what string) (*archive, error) {
	// Counted before the directory is read, which would take memory for each.
	// (By chance the four bytes stand in packed data once in 4 GB.)
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return nil, &reader.Problem{Code: reader.CodeTooLarge, Message: fmt.Sprintf("%s holds more than %d files, more than Carrel unpacks from one document.", what, maxEntries)}
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, cutOff(what)
	}
	z := &archive{what: what, files: make(map[string]*zip.File, len(r.File)), room: maxInflated}
	for _, f := range r.File {
		name := partName(f.Name)
		if _, twice := z.files[name]; !twice {
			z.files[name] = f
			z.order = append(z.order, name)
		}
	}
	return z, nil
}

// partName is how a name is looked up: programs differ in case and slashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (z *archive) has(name string) bool {
	_, found := z.files[partName(name)]
	return found
}

// errNoPart is a file that the archive does not have.
var errNoPart = errors.New("no such part")

// open gives an entry's content, under the limits.
func (z *archive) open(name string) (io.Reader, error) {
	f := z.files[partName(name)]
	if f == nil {
		return nil, errNoPart
	}
	if f.Flags&1 != 0 {
		return nil, sealed(z.what)
	}
	r, err := f.Open()
	if err != nil {
		z.damaged = true
		return nil, cutOff(z.what)
	}
	return &inflating{z: z, r: r, packed: int64(f.CompressedSize64)}, nil
}

// inflating is an entry being unpacked.
type inflating struct {
	z      *archive
	r      io.Reader
	packed int64
	out    int64
}

// Read fails with a *reader.Problem where a limit is passed.
func (i *inflating) Read(b []byte) (int, error) {
	n, err := i.r.Read(b)
	i.out += int64(n)
	i.z.room -= int64(n)
	if i.z.room < 0 || i.out > ratioFree && i.out/maxRatio > i.packed {
		return 0, &reader.Problem{Code: reader.CodeTooLarge, Message: i.z.what + " unpacks to far more than its size lets expect, more than Carrel takes from one document. If it is sound, split it into smaller files."}
	}
	if err != nil && err != io.EOF {
		i.z.damaged = true
	}
	return n, err
}

// relationship is a link from one part of an Office document to another.
type relationship struct {
	kind   string // the last word of its type: "slide", "notesSlide"
	target string // the part's name in the archive
}

// relationships reads the links of a part, by id. "" is the package itself. A
// part without any has none.
func (z *archive) relationships(part string) (map[string]relationship, error) {
	dir, base := path.Split(part)
	x, err := z.xml(path.Join(dir, "_rels", base+".rels"))
	if errors.Is(err, errNoPart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	links := map[string]relationship{}
	err = x.root(func(element) error {
		return x.children(func(e element) error {
			if e.local != "Relationship" || e.attr("TargetMode") == "External" || len(links) >= maxEntries {
				return nil
			}
			target := strings.ReplaceAll(e.attr("Target"), `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", dir, target)
			}
			links[e.attr("Id")] = relationship{path.Base(e.attr("Type")), strings.TrimPrefix(path.Clean(target), "/")}
			return nil
		})
	})
	return links, soft(err)
}

// soft lets pass what is wrong with a part that the document can be read
// without; limits are never passed over.
func soft(err error) error {
	var problem *reader.Problem
	if err == nil || errors.As(err, &problem) && problem.Code != reader.CodeDamaged {
		return err
	}
	return nil
}

// firstOf gives the target of the first link of a kind, in the order of ids, or other.
func firstOf(links map[string]relationship, kind, other string) string {
	best := ""
	for id, l := range links {
		if l.kind == kind && (best == "" || id < best) {
			best = id
		}
	}
	if best == "" {
		return other
	}
	return links[best].target
}
