package index

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"time"

	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// SharedDocument is a document in a store that several people share: what is
// needed to find it, to read its passages, and to say where its file is.
type SharedDocument struct {
	ID       string // Document.ID
	Hash     string // SHA-256 of the file's content, hex
	Title    string
	Author   string
	Date     reader.OwnDate // its own; zero where it says none
	Format   string
	Unit     string
	Language language.Tag
	Bytes    int64
	Pages    int
	AddedAt  time.Time // to the millisecond; of the last Put
	Holders  []Holder  // who has it, by name
	Passages int       // how many
	Vectors  int       // how many of them have a vector
	Digest   string    // see [Describe]
}

// Holder is somebody who has a document's file.
type Holder struct {
	Name        string   // of the person and the computer, as in "ann@desk"
	Path        string   // of the file, on that computer
	Collections []string // the names of those that the document is in there
}

// SharedPassage is a passage in a shared store. The document's ID and Number
// name it. Its text has as many code points as its span, and no NUL.
type SharedPassage struct {
	Number  int // from 0, by page and start, without gaps
	Page    int
	Start   int    // code points into the page's text
	End     int    // exclusive
	Where   string // its place in words: "page 12"
	Heading string
	Inside  string // passage.Passage.Inside
	Text    string
	Vector  []float32 // of length 1, or all zeros; nil where there is none yet
}

// Terms gives the analysed terms that words find the passage by, with spaces
// between: of its context line, whose terms weigh half (see [Frequency]), and of its text.
func (p SharedPassage) Terms(d SharedDocument) (context, body string) {
	return IndexText(d.Language, passage.Context(d.Title, p.Heading, p.Inside)), IndexText(d.Language, p.Text)
}

// Frequency is how often a term counts in BM25 that stands so often in a
// passage's context and in its text.
func Frequency(context, body int) float64 {
	return contextWeight*float64(context) + bodyWeight*float64(body)
}

// SharedPassages are the passages of a document, in order. They can be gone
// through more than once. After an error nothing comes.
type SharedPassages = iter.Seq2[SharedPassage, error]

// SharedQuery is a search in a shared store: by words where there are Terms, by
// meaning where there is a Vector, by both where both are there.
type SharedQuery struct {
	Terms  []Term    // each text once
	Vector []float32 // of the store's embedder
	// Share is the weight of the words where both are there, from 0 to 1; the
	// rest is the meaning's.
	Share  float64
	K      int // how many hits at most
	Filter SharedFilter
}

// SharedFilter limits a search to documents; the zero value lets all pass. What
// is given must all hold; in a list one is enough.
type SharedFilter struct {
	Documents   []string       // ids
	Collections []string       // names, of any holder's collections
	Formats     []string       // SharedDocument.Format
	Languages   []language.Tag // SharedDocument.Language
	// Folder is a folder's path without a separator at its end: some holder's
	// Path lies in it or below.
	Folder       string
	Since, Until time.Time // AddedAt is not before Since, and is before Until; zero: any
	// DatedSince and DatedUntil are days, months or years: the document's own date
	// is not before the one and not after the other; "": any. A document without a
	// date passes neither.
	DatedSince, DatedUntil reader.Day
}

// SharedHit is a passage that was found.
type SharedHit struct {
	Document SharedDocument
	Passage  SharedPassage // without its vector
	// Score is what hits are ordered by, the best first: from 0 to 1, by
	// [Fuse] where the store can say what that needs.
	Score  float64
	Words  float64 // BM25 as a share of its bound, or as near to it as the store can say; 0 where no word is in it
	Cosine float64 // of the passage and the query; 0 where one of them has no vector
}

// SharedState says what is in a shared store.
type SharedState struct {
	Product   string         `json:"product"` // of the server, with its version: "PostgreSQL 18.0, pgvector 0.8.5"
	Schema    int            `json:"schema"`
	Documents int            `json:"documents"`
	Passages  int            `json:"passages"`
	Vectors   int            `json:"vectors"`
	Embedder  SharedEmbedder `json:"embedder"`          // zero: nobody has put a vector in yet
	Trouble   string         `json:"trouble,omitempty"` // what is wrong though it answers ("2 of 3 nodes answer"), in words; "" where nothing is
}

// SharedEmbedder is the identity of the model that made a store's vectors.
type SharedEmbedder struct {
	Name       string `json:"name"`
	Dimensions int    `json:"dimensions"`
}

// Errors of shared stores.
var (
	// ErrNewerStore says that a newer Carrel has set the store up.
	ErrNewerStore = errors.New("the team's store was set up by a newer version of Carrel; update Carrel to use it")
	// ErrStoreAway says that the store's server cannot be reached now, or does
	// not answer. What was to be written may or may not be there.
	ErrStoreAway = errors.New("the team's store cannot be reached now")
	// ErrStoreKey says that the store does not take the password or key that it
	// was given, or wants one.
	ErrStoreKey = errors.New("the team's store does not take this password or key")
	// ErrBadDigest says that the passages are not those that the document was described with.
	ErrBadDigest = errors.New("the passages are not those that were announced")
	// ErrOwn says that a library has read this document from its own file, and
	// keeps it as it is.
	ErrOwn = errors.New("the library has read this document itself and keeps it as it is")
)

// OtherEmbedder is the error for vectors of another embedder than the store's.
type OtherEmbedder struct{ Theirs, Ours SharedEmbedder }

// Error says what can be done.
func (e *OtherEmbedder) Error() string {
	return fmt.Sprintf("the team's store has embeddings of the model %s (%d numbers each), and this Carrel uses %s (%d): they can't be compared, so the store is searched by words only. Choose the same embedding model to search it by meaning",
		e.Theirs.Name, e.Theirs.Dimensions, e.Ours.Name, e.Ours.Dimensions)
}

// Describe fills in what of a document follows from its passages: Passages,
// Vectors and Digest, the SHA-256 over the document's and the passages' text and
// places, the version of their analysis, and nothing of the holders, of AddedAt,
// of Where, which follows from the rest, and of the vectors, which a store may round.
func Describe(d *SharedDocument, passages SharedPassages) error {
	sum := newDigest(*d)
	d.Passages, d.Vectors = 0, 0
	for p, err := range passages {
		if err != nil {
			return err
		}
		sum.add(p)
		d.Passages++
		if p.Vector != nil {
			d.Vectors++
		}
	}
	d.Digest = sum.hex()
	return nil
}

// Checked gives the passages on, and at their end ErrBadDigest where they are
// not those that the document was described with. Every Put goes through it.
func Checked(d SharedDocument, passages SharedPassages) SharedPassages {
	return func(yield func(SharedPassage, error) bool) {
		sum := newDigest(d)
		n, vectors := 0, 0
		for p, err := range passages {
			if err == nil && p.Number != n {
				err = fmt.Errorf("%w: passage %d comes in the place of %d", ErrBadDigest, p.Number, n)
			}
			if err != nil {
				yield(SharedPassage{}, err)
				return
			}
			sum.add(p)
			n++
			if p.Vector != nil {
				vectors++
			}
			if !yield(p, nil) {
				return
			}
		}
		if n != d.Passages || vectors != d.Vectors || sum.hex() != d.Digest {
			yield(SharedPassage{}, ErrBadDigest)
		}
	}
}

// digest sums up a document, field by field with their lengths.
type digest struct{ hash.Hash }

func newDigest(d SharedDocument) digest {
	sum := digest{sha256.New()}
	sum.texts(d.ID, d.Hash, d.Title, d.Author, d.Format, d.Unit, string(d.Language))
	sum.numbers(analysisVersion, int(d.Bytes), d.Pages)
	if d.Date.Day != "" { // else it is what it was before there were dates
		sum.texts(string(d.Date.Day), string(d.Date.Is))
	}
	return sum
}

func (d digest) add(p SharedPassage) {
	d.numbers(p.Number, p.Page, p.Start, p.End)
	d.texts(p.Heading, p.Inside, p.Text)
}

func (d digest) texts(list ...string) {
	for _, text := range list {
		d.numbers(len(text))
		io.WriteString(d, text)
	}
}

func (d digest) numbers(list ...int) {
	var b []byte
	for _, n := range list {
		b = binary.AppendVarint(b, int64(n))
	}
	d.Write(b)
}

func (d digest) hex() string { return hex.EncodeToString(d.Sum(nil)) }

// Paged gives all passages of a document that page hands over piece by piece,
// those from the number on; an empty piece is the end.
func Paged(ctx context.Context, page func(ctx context.Context, from int) ([]SharedPassage, error)) SharedPassages {
	return func(yield func(SharedPassage, error) bool) {
		for from := 0; ; {
			list, err := page(ctx, from)
			if err != nil {
				yield(SharedPassage{}, err)
				return
			}
			if len(list) == 0 {
				return
			}
			for _, p := range list {
				if !yield(p, nil) {
					return
				}
			}
			from = list[len(list)-1].Number + 1
		}
	}
}

// BM25Weight is the most that a term adds to a passage's BM25 score which n of
// all passages have; the sum over a query's terms is the bound that no score
// reaches. What it adds is BM25Weight · f / (f + free + ratio · length), f being
// the term's [Frequency] and length the passage's in terms, see [BM25Norm].
func BM25Weight(n, all int) float64 { return bm25IDF(n, all) * (bm25K1 + 1) }

// BM25Norm gives how passages are normalised by their length where the average
// length is this.
func BM25Norm(average float64) (ratio, free float64) {
	return bm25K1 * bm25B / max(average, 1e-9), bm25K1 * (1 - bm25B)
}
