package knowledge

import (
	"time"

	"carrel/knowledge/reader"
)

// State is where a document stands on its way into the library.
type State string

// The states of a document, in the order they are reached.
const (
	StateQueued      State = "queued"
	StateReading     State = "reading"
	StateSearchable  State = "searchable"  // found by words; its embeddings are still being made
	StateEmbedded    State = "embedded"    // found by words and by meaning
	StateFailed      State = "failed"      // Error says why and what to do
	StateSkipped     State = "skipped"     // Error says why: too large, or empty
	StateUnavailable State = "unavailable" // the file or its drive is not there now; Error says why. What was read of it is still found
)

// Document is one file in the library.
type Document struct {
	ID       string         `json:"id"`   // 16 hex digits; of the content's SHA-256 where it could be read, else of its path's
	Path     string         `json:"path"` // absolute
	Title    string         `json:"title"`
	Author   string         `json:"author,omitempty"`   // as the file's metadata have it, several set apart by ";"
	Date     reader.OwnDate `json:"date,omitzero"`      // its own, as exactly as it is known
	Format   string         `json:"format"`             // one of reader.Formats by its Name
	Unit     reader.Unit    `json:"unit"`               // what a page is in it; "" until it has been read
	Language string         `json:"language,omitempty"` // ISO 639-1 code, "" where not known
	State    State          `json:"state"`
	Pages    int            `json:"pages"`
	Passages int            `json:"passages"`
	Embedded int            `json:"embedded"` // passages that have an embedding
	PageDone int            `json:"page_done,omitempty"`
	// Scans is how many pages are pictures, and Recognised of how many of these
	// the words have been recognised, or could not be. Until the two are equal
	// the document is not StateEmbedded.
	Scans      int `json:"scans,omitempty"`
	Recognised int `json:"recognised,omitempty"`
	// RecognisingAgain is how many of those that have been recognised wait to be
	// once more; until then, what was recognised before is found.
	RecognisingAgain int `json:"recognising_again,omitempty"`
	// RecognisedIn are the languages that words were recognised in, by tesseract's
	// codes ("deu"); none where that is not known.
	RecognisedIn []string  `json:"recognised_in,omitempty"`
	Bytes        int64     `json:"bytes"`
	Hash         string    `json:"hash,omitempty"` // SHA-256 of the content, hex
	AddedAt      time.Time `json:"added_at"`
	// Sealed says that the document opened with a password when it was read.
	Sealed bool `json:"sealed,omitempty"`
	// NeedsPassword says that its password has to be typed, for the document to
	// be read or, where it has been, for its pages to be shown again.
	NeedsPassword bool             `json:"needs_password,omitempty"`
	Known         bool             `json:"known,omitempty"`   // in a reply to Add: this content was in the library already
	CopyAt        string           `json:"copy_at,omitempty"` // likewise: where the file lies that was added, if Path is another one
	Warnings      []reader.Warning `json:"warnings"`
	Error         string           `json:"error,omitempty"`
	Code          string           `json:"error_code,omitempty"` // a reader.Code constant
	// Retriable says of a document that could not be read that another try may go otherwise.
	Retriable bool `json:"retriable,omitempty"`
}

// DocumentRef names a document inside a hit or a citation.
type DocumentRef struct {
	ID    string `json:"id"`
	Path  string `json:"path"`
	Title string `json:"title"`
	// Elsewhere: it is in the team's store, and Path is "ann@desk:/home/ann/a.pdf".
	Elsewhere bool `json:"elsewhere,omitempty"`
}

// Mode says which rankings a search uses.
type Mode string

// The modes of a search.
const (
	ModeHybrid  Mode = "hybrid"
	ModeLexical Mode = "lexical"
	ModeVector  Mode = "vector"
)

// Known reports whether m is one of the modes, or "" for the usual one.
func (m Mode) Known() bool {
	switch m {
	case "", ModeHybrid, ModeLexical, ModeVector:
		return true
	}
	return false
}

// Query is one search. In its text, "words in quotation marks" must stand in a
// passage as they are, +word must be in it and -word must not.
type Query struct {
	Text      string   `json:"query"`
	K         int      `json:"k,omitempty"`         // how many hits; 0 means 10
	Mode      Mode     `json:"mode,omitempty"`      // "" means ModeHybrid
	Documents []string `json:"documents,omitempty"` // only these document ids; none means all
	Filters   Filters  `json:"filters,omitzero"`
	Plain     bool     `json:"plain,omitempty"` // quotation marks, plus and minus mean nothing
	// Rerank names what looks at the best passages again: "none", "chat" for the
	// chat model, the path of a reranker's GGUF file; "" means as the settings say.
	Rerank string `json:"rerank,omitempty"`
	// Opening, if not 0, lets only passages through that begin within so many code points of
	// their document's first page. They are then found by words alone, K is how many
	// passages are looked through for them, and Where is left out.
	Opening int `json:"opening,omitempty"`
}

// Hit is a passage that a search found, or several that follow each other on a
// page. Text is exactly the code points Start..End of the page's text.
type Hit struct {
	Rank     int         `json:"rank"` // from 1
	Score    float64     `json:"score"`
	Document DocumentRef `json:"document"`
	Passage  int64       `json:"passage"` // the best of those it is made of
	Page     int         `json:"page"`
	Where    string      `json:"where,omitempty"` // its place in words: "page 12", "sheet Budget, B4:D4"
	Start    int         `json:"start"`
	End      int         `json:"end"`
	Text     string      `json:"text"`
	Heading  string      `json:"heading,omitempty"`
	// FileHash is the SHA-256 of the document's content, hex; "" for one that lies in
	// a team's store alone.
	FileHash string `json:"-"`
	// Dated is the document's own date, "" where neither it nor its file tells one that
	// people would name it by.
	Dated reader.Day `json:"dated,omitempty"`
	// What each ranking thought; for judging whether anything relevant was found.
	Cosine float64 `json:"cosine"` // of query and passage embeddings, 0 where not known
	// Nearness is the cosine brought to a scale that is the same for every
	// embedder: about 0.03 where query and passage have nothing to do with each
	// other, 0.7 where one answers the other; 0 where not known.
	Nearness float64 `json:"nearness"`
	Coverage float64 `json:"coverage"` // share of the query's terms, weighted by IDF, that the passage has, 0..1
	// Rerank is how it fared in a second look, nil where it was not looked at again.
	Rerank *HitRerank `json:"rerank,omitempty"`
}

// Results is the reply to a search.
type Results struct {
	Query  string  `json:"query"`
	TookMS float64 `json:"took_ms"`
	Mode   Mode    `json:"mode"` // the one used: lexical where no embedding was to be had
	Hits   []Hit   `json:"hits"`
	// Unmeant says that the question could not be compared by meaning with passages that
	// can: there was no time for its embedding, or the engine failed.
	Unmeant bool `json:"unmeant,omitempty"`
	// ByWords says that the embedder was not made for the question's language, which
	// documents are in: how near it puts a passage says little.
	ByWords bool `json:"by_words,omitempty"`
	// Foreign says that it was not made for the question's language, which no document
	// is in: only names and words that languages share were found.
	Foreign bool `json:"foreign,omitempty"`
	// Rerank is what came of a second look at the best passages, nil where none
	// was asked for.
	Rerank *Reranked `json:"rerank,omitempty"`
	// Team says in words why the team's store did not answer; "" if it did, or there is none.
	Team string `json:"team,omitempty"`
}

// Activity sums up the library's background work.
type Activity struct {
	Queued      int     `json:"queued"`           // documents waiting or being read
	Reading     string  `json:"reading"`          // title of the document being read, "" for none
	ToEmbed     int     `json:"to_embed"`         // passages still without an embedding
	Embedded    int     `json:"embedded"`         // passages with one
	SecondsLeft float64 `json:"seconds_left"`     // estimate; 0 where not known or nothing runs
	Failed      int     `json:"failed"`           // documents that could not be read
	Unavailable int     `json:"unavailable"`      // documents whose files are out of reach
	Held        bool    `json:"held"`             // the person has paused the work
	Paused      string  `json:"paused,omitempty"` // why it does not go on, in words
	// ToAnalyse counts passages that words do not find yet, after an update that changed the index.
	ToAnalyse int `json:"to_analyse,omitempty"`
	// Recognising is the title of the document of which a page's words are being
	// recognised, ToRecognise how many pages wait for that.
	Recognising string `json:"recognising,omitempty"`
	ToRecognise int    `json:"to_recognise"`
	// Switch is a change of the embedder on its way; nil: none.
	Switch *Switch `json:"switch,omitempty"`
}
