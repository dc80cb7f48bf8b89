package ask

import (
	"time"

	"carrel/app/ask/align"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Request is one question.
type Request struct {
	Question  string            `json:"question"`
	Chat      string            `json:"chat,omitempty"`      // id of the chat it belongs to; "" starts a new one
	Documents []string          `json:"documents,omitempty"` // only these document ids
	Filters   knowledge.Filters `json:"filters,omitzero"`
	// Selection is asked about alone, and Documents and Filters then say nothing.
	Selection []Stretch `json:"selection,omitempty"`
	Model     string    `json:"model,omitempty"` // path or id of a chat model; "" means the default
	Seed      *uint32   `json:"seed,omitempty"`
	Rerank    string    `json:"rerank,omitempty"` // as in knowledge.Query
	// Quote answers with sentences of the documents, word for word, and asks no model.
	Quote bool `json:"quote,omitempty"`
	// SecondOpinion asks the model, when its answer is written, whether the evidence of
	// each sentence bears it out: see Opinion.
	SecondOpinion bool `json:"second_opinion,omitempty"`
	// Summary wants the chosen documents summed up, whatever the question's words.
	Summary bool `json:"summary,omitempty"`
	// Adapters change the model for this answer; [] leaves it as it is, and left out
	// they are those of the chat's last answer that a model wrote.
	Adapters []AdapterChoice `json:"adapters,omitzero"`
	// Earlier are the turns before, of a chat that its caller keeps; a Chat has its own.
	Earlier []Turn `json:"-"`
	// Selected is a Selection whose words are known: of an answer that is made again.
	Selected []Selected `json:"-"`

	again bool // it is made again: what was summed up may be a part of the documents, as the question says
}

// AdapterChoice is a LoRA adapter that is to be used.
type AdapterChoice struct {
	Name  string   `json:"name"`            // as it is listed, or its path
	Scale *float64 `json:"scale,omitempty"` // how much of it; left out: 1
}

// UsedAdapter is a LoRA adapter that an answer was written with.
type UsedAdapter struct {
	Name  string  `json:"name"`
	Path  string  `json:"path"`
	Scale float64 `json:"scale"`
}

// Source is a passage that was found for a question, numbered as the prompt numbers it.
type Source struct {
	N        int                   `json:"n"` // from 1
	Document knowledge.DocumentRef `json:"document"`
	Page     int                   `json:"page"`
	Where    string                `json:"where,omitempty"` // its place in words: "page 12", "sheet Budget, B4:D4"
	Start    int                   `json:"start"`           // code points into the page's text
	End      int                   `json:"end"`
	Text     string                `json:"text"`
	Score    float64               `json:"score"`
	// Best is the sentence of the passage that answers best, for showing before the model speaks.
	Best reader.Span `json:"best"` // code points into the page's text
	// Also are further sentences of the passage that are among the three best of all.
	Also []reader.Span `json:"also,omitempty"` // code points into the page's text

	dated reader.Day // the document's own date; "" where it is not known
	head  string     // the beginning of the document; "" where nobody is asked about
}

// Sentence is one sentence of an answer.
type Sentence struct {
	Start     int         `json:"start"` // code points into Answer.Text
	End       int         `json:"end"`
	State     align.State `json:"state"`
	Citations []int       `json:"citations"` // Citation.N of its evidence
	Missing   []string    `json:"missing,omitempty"`
	Opinion   Opinion     `json:"opinion,omitempty"` // the model's, where it was asked for one
	Other     string      `json:"other,omitempty"`   // where sources disagree: the value that the last citation has instead
}

// Citation is the evidence for a sentence: a span of one page.
type Citation struct {
	N        int                   `json:"n"`      // from 1, in order of appearance
	Source   int                   `json:"source"` // Source.N it lies in
	Document knowledge.DocumentRef `json:"document"`
	Page     int                   `json:"page"`
	Where    string                `json:"where,omitempty"` // its source's place in words: "page 12", "slide 3"
	Start    int                   `json:"start"`           // code points into the page's text
	End      int                   `json:"end"`
	Quote    string                `json:"quote"` // exactly that span
	Boxes    []reader.Box          `json:"boxes"` // empty where the format has no page picture
}

// Status of an answer.
const (
	StatusRunning     = "running"
	StatusDone        = "done"
	StatusStopped     = "stopped"     // by the person
	StatusFailed      = "failed"      // Error says why; the passages are still there
	StatusInterrupted = "interrupted" // the program ended while it was being written
)

// Answer is one answer, complete or on its way.
type Answer struct {
	Text      string     `json:"answer"`
	Sentences []Sentence `json:"sentences"`
	Citations []Citation `json:"citations"`
	Sources   []Source   `json:"sources"`
	Abstained bool       `json:"abstained"` // nothing relevant was found, and the answer says so
	// Unsearched is an answer without a search, which other words would not help: the
	// library is empty, the answer asks which document is meant, or one has no text.
	// Where it is no abstention, the question was a greeting or thanks.
	Unsearched bool `json:"unsearched,omitempty"`
	Quoting    bool `json:"quoting,omitempty"` // only quotations were asked for: Request.Quote
	// SecondOpinion: the model was asked about each sentence, see Sentence.Opinion.
	SecondOpinion bool     `json:"second_opinion,omitempty"`
	Summary       bool     `json:"summary,omitempty"` // documents were summed up as a whole
	Form          Form     `json:"form,omitempty"`    // what it was made as, where it is more than an answer to one question
	Notices       []string `json:"notices"`           // what the person should know: sources left out, documents still being read
	Model         string   `json:"model"`
	// Thought is what a model that thinks wrote before its answer. It is neither
	// checked nor cited; "" for other models.
	Thought string `json:"thought,omitempty"`
	// Adapters changed the model; none: it was as it is.
	Adapters []UsedAdapter `json:"adapters,omitempty"`
	Prompt   string        `json:"prompt,omitempty"` // form and version of the prompt, e.g. "small/1"
	Seed     uint32        `json:"seed"`
	Timings  Timings       `json:"timings"`
	Status   string        `json:"status"`
	Error    string        `json:"error,omitempty"`
	// Unsaved is why the answer is in memory alone, in words without a point; "" where
	// it is stored. History.Save tries again.
	Unsaved string `json:"unsaved,omitempty"`
	// Recipe is what is needed to make the answer again; nil until it is complete.
	Recipe *Recipe `json:"recipe,omitempty"`
}

// Form is what an answer was made as.
type Form string

// The forms that have a name of their own.
const (
	FormComparison Form = "comparison" // side by side
	FormList       Form = "list"       // one quotation a line
)

// Timings of an answer.
type Timings struct {
	RetrieveMS   float64 `json:"retrieve_ms"`
	FirstTokenMS float64 `json:"first_token_ms"` // from the question
	TotalMS      float64 `json:"total_ms"`
	PromptTokens int     `json:"prompt_tokens"`
	AnswerTokens int     `json:"answer_tokens"`
}

// Chat is a conversation about the library.
type Chat struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"` // the first question, shortened
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	// Collection is the id of the collection that it is about; left out where it
	// is about the whole library.
	Collection string `json:"collection,omitempty"`
	Turns      []Turn `json:"turns,omitempty"` // left out in lists
}

// Turn is a question and its answer.
type Turn struct {
	ID       string    `json:"id"`
	Chat     string    `json:"chat"` // id of the chat it belongs to
	Question string    `json:"question"`
	AskedAt  time.Time `json:"asked_at"`
	// Documents and Filters are what the search was limited to, with collections
	// by id; none: all documents were asked about.
	Documents []string          `json:"documents,omitempty"`
	Filters   knowledge.Filters `json:"filters,omitzero"`
	// Selection is what the question was about, where the person selected it in a document.
	Selection []Selected `json:"selection,omitempty"`
	Answer    Answer     `json:"answer"`
	Verdict   *Verdict   `json:"verdict,omitempty"` // the person's

	collection string // id of the one that was asked about, for the chat
}
