package weaviate

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// object is one of Weaviate's.
type object struct {
	Class      string         `json:"class"`
	ID         string         `json:"id"`
	Properties map[string]any `json:"properties"`
	Vector     []float32      `json:"vector,omitempty"`
}

// idOf makes an object's id of what it is about.
func idOf(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	id := sum.Sum(nil)[:16]
	id[6] = id[6]&0x0f | 0x80 // version 8 of RFC 9562: made by rules of one's own
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// editionOf names a document's passages as they are: with other texts or another
// number of vectors they are another edition.
func editionOf(d index.SharedDocument) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", d.Digest, d.Passages, d.Vectors))
	return hex.EncodeToString(sum[:16])
}

// freshEdition names passages that are written now, as nobody else names theirs:
// whoever removes what was there before does not remove these.
func freshEdition(d index.SharedDocument) string {
	return editionOf(d) + editionMark + strings.ToLower(rand.Text()[:8])
}

const editionMark = "."

// sameText reports whether the passages of two editions are the same.
func sameText(a, b string) bool {
	a, _, _ = strings.Cut(a, editionMark)
	b, _, _ = strings.Cut(b, editionMark)
	return a == b
}

func (s *Store) passageID(document, edition string, number int) string {
	return idOf(s.passage, document, edition, strconv.Itoa(number))
}

// termsOf is what words find a passage by: the terms of its context once, those
// of its text twice. So a term of the text weighs twice what one of the context
// does, as in the embedded store, where they weigh 1 and ½; BM25's k1 is doubled
// as well. Weaviate can weigh properties instead, but adds up a BM25 score for each.
func termsOf(p index.SharedPassage, d index.SharedDocument) string {
	context, body := p.Terms(d)
	return context + " " + body + " " + body
}

// spoken is a language as objects are chosen by it, where no value is empty.
func spoken(tag language.Tag) string {
	if tag == language.Unknown {
		return "und"
	}
	return string(tag)
}

func (s *Store) passageObject(d index.SharedDocument, edition string, p index.SharedPassage) object {
	o := object{Class: s.passage, ID: s.passageID(d.ID, edition, p.Number), Vector: p.Vector, Properties: map[string]any{
		"document": d.ID, "edition": edition, "number": p.Number, "format": d.Format, "language": spoken(d.Language),
		"page": p.Page, "start": p.Start, "end": p.End, "place": p.Where, "heading": p.Heading, "inside": p.Inside, "text": p.Text,
		"terms": termsOf(p, d),
	}}
	if first, last := d.Date.Day.Range(); first > 0 {
		o.Properties[firstDay], o.Properties[lastDay] = first, last
	}
	return o
}

// The properties of the first and the last day that a document's own date can be,
// as reader.Day.Range has them; a document without a date has none.
const firstDay, lastDay = "firstDay", "lastDay"

// passageFields is what is asked for of a passage, and passageAnswer what comes.
const passageFields = `document edition number page start end place heading inside text`

type passageAnswer struct {
	Document, Edition      string
	Number                 int
	Page, Start, End       int
	Place, Heading, Inside string
	Text                   string
	Additional             struct {
		ID       string
		Score    json.Number // a text
		Distance float64
		Vector   []float32
	} `json:"_additional"`
}

func (a passageAnswer) passage() index.SharedPassage {
	return index.SharedPassage{Number: a.Number, Page: a.Page, Start: a.Start, End: a.End, Where: a.Place, Heading: a.Heading,
		Inside: a.Inside, Text: a.Text, Vector: a.Additional.Vector}
}

// documentRecord is a document as its object holds it; its holders are objects
// of their own.
type documentRecord struct {
	ID, Hash, Title, Author, Format, Unit string
	Language                              language.Tag
	Bytes                                 int64
	Pages, Passages, Vectors              int
	AddedAt                               int64 // Unix milliseconds
	Digest, Edition                       string
	Date                                  reader.OwnDate
}

// order is the text by which documents are sorted: Weaviate sorts small and
// capital letters alike.
func order(id string) string { return hex.EncodeToString([]byte(id)) }

func (s *Store) documentID(id string) string { return idOf(s.document, id) }

func recordOf(d index.SharedDocument) documentRecord {
	return documentRecord{d.ID, d.Hash, d.Title, d.Author, d.Format, d.Unit, d.Language, d.Bytes, d.Pages, d.Passages, d.Vectors,
		d.AddedAt.UnixMilli(), d.Digest, editionOf(d), d.Date}
}

func (s *Store) documentObject(r documentRecord) object {
	return object{Class: s.document, ID: s.documentID(r.ID), Properties: map[string]any{
		"document": r.ID, "order": order(r.ID), "edition": r.Edition,
		"added": r.AddedAt, "passages": r.Passages, "vectors": r.Vectors, "record": quote(r),
	}}
}

func (r documentRecord) document() index.SharedDocument {
	return index.SharedDocument{ID: r.ID, Hash: r.Hash, Title: r.Title, Author: r.Author, Format: r.Format, Unit: r.Unit, Language: r.Language,
		Bytes: r.Bytes, Pages: r.Pages, Passages: r.Passages, Vectors: r.Vectors, AddedAt: time.UnixMilli(r.AddedAt), Digest: r.Digest, Date: r.Date}
}

// holderRecord is somebody who has a file. Paths are bytes: not every file
// system's are UTF-8.
type holderRecord struct {
	Document, Name string
	Path           []byte
	Collections    []string
}

func (s *Store) holderID(document, name string) string { return idOf(s.holder, document, name) }

func (s *Store) holderObject(document string, h index.Holder) object {
	return object{Class: s.holder, ID: s.holderID(document, h.Name), Properties: map[string]any{
		"document": document, "order": order(document), "collections": slices.Clone(h.Collections), "folders": foldersOf(h.Path),
		"record": quote(holderRecord{document, h.Name, []byte(h.Path), h.Collections}),
	}}
}

func (r holderRecord) holder() index.Holder {
	return index.Holder{Name: r.Name, Path: string(r.Path), Collections: r.Collections}
}

// foldersOf are the folders that a file lies in or below, and the file itself,
// as folderKey has them: what stands before any separator of any system.
func foldersOf(file string) []string {
	keys := []string{folderKey(file)}
	for i := range len(file) {
		if file[i] == '/' || file[i] == '\\' {
			keys = append(keys, folderKey(file[:i]))
		}
	}
	return keys
}

// folderKey is a folder as objects are chosen by it, in a form that Weaviate
// neither trims nor cuts.
func folderKey(folder string) string {
	sum := sha256.Sum256([]byte(strings.TrimRight(folder, `/\`)))
	return hex.EncodeToString(sum[:16])
}

// consistency is that of all reads that can say so, and of writes while a replica
// is away: most of the replicas.
const consistency = "QUORUM"

var agreed = url.Values{"consistency_level": {consistency}}

// upTo is how many objects a selection gives at most.
func upTo(n int) []string { return []string{fmt.Sprintf("limit:%d", n)} }

// agreedOn makes a selection of up to n objects that most of the replicas agree on.
// A collection without replicas knows no such thing.
//
// What is selected is all that they have, whatever is wanted of it: a replica that
// lacks an object is given what was read of it (usecases/replica/repairer.go of
// Weaviate 1.36), and keeps that, as if it were the object. So nothing is agreed on
// when passages are selected, of which it is never all: they do not change, and
// which of them count is told by the documents.
func (s *Store) agreedOn(name, class string, where *filter, n int, wanted string, arguments ...string) selection {
	selected := selection{name: name, collection: class, where: where, arguments: append(upTo(n), arguments...), fields: wanted}
	if !s.replicated {
		return selected
	}
	selected.arguments = append(selected.arguments, "consistencyLevel:"+consistency)
	for _, c := range s.schema(0) {
		if c.Class != class {
			continue
		}
		var all []string
		for _, p := range c.Properties {
			all = append(all, p.Name)
		}
		selected.fields = strings.Join(all, " ")
	}
	return selected
}

// Arguments of selections.
const byOrder = `sort:[{path:["order"],order:asc}]`

func nearest(vector []float32) string { return "nearVector:{vector:" + quote(vector) + "}" }

// read reads the object with an id, as most of its replicas have it, into its
// properties; false where there is none.
func (s *Store) read(ctx context.Context, class, id string, vector bool) (properties json.RawMessage, v []float32, there bool, err error) {
	query := url.Values{"consistency_level": {consistency}}
	if vector {
		query.Set("include", "vector")
	}
	var o struct {
		Properties json.RawMessage
		Vector     []float32
	}
	r, err := s.client.until(ctx, http.MethodGet, "/v1/objects/"+class+"/"+id, query, nil, func(r reply) error {
		if err := r.unable(); err != nil || r.status < 200 || r.status > 299 {
			return err
		}
		// While a node goes down another one may give an object with nothing in it.
		if err := r.decode(&o); err != nil || len(o.Properties) > len("null") {
			return err
		}
		return failure(CodeAway, "The team store at %s gave nothing of what it has. Try again in a moment.", r.host)
	})
	if err != nil || r.status == http.StatusNotFound {
		return nil, nil, false, err
	}
	err = r.decode(&o)
	return o.Properties, o.Vector, err == nil, err
}
