package inference

// Kind says what a model is loaded for.
type Kind string

// The kinds of models the engine loads.
const (
	KindChat      Kind = "chat"
	KindEmbedding Kind = "embedding"
	KindRerank    Kind = "rerank" // how well a text answers a question: a cross-encoder
)

// Purpose says in words what a model of the kind is for.
func (k Kind) Purpose() string {
	switch k {
	case KindEmbedding:
		return "searching by meaning"
	case KindRerank:
		return "looking at what was found a second time (a reranker)"
	}
	return "answering"
}

// ModelSpec names a GGUF file and how to load it. The zero value of every
// option means the engine's own choice.
type ModelSpec struct {
	Path          string `json:"path"` // absolute path of the GGUF file
	Kind          Kind   `json:"kind"`
	ContextTokens int    `json:"context_tokens,omitempty"` // 0: what the model was trained with, at most 8192
	Threads       int    `json:"threads,omitempty"`        // 0: chosen by measuring, and adapted while running
	Place         Place  `json:"place,omitzero"`           // set by the client, as Loads says; a loaded model stays where it is
}

// LoadRequest asks for a model to be loaded.
type LoadRequest struct {
	Model ModelSpec `json:"model"`
	// Guest says that another program wants it: the person's models are loaded before.
	Guest bool `json:"guest,omitempty"`
}

// ModelInfo describes a loaded model.
type ModelInfo struct {
	Path          string `json:"path"`
	Name          string `json:"name"` // general.name of the GGUF header, else the file's name
	Kind          Kind   `json:"kind"`
	Architecture  string `json:"architecture"`
	Description   string `json:"description"` // llama.cpp's own, with the quantisation
	Parameters    uint64 `json:"parameters"`
	SizeBytes     uint64 `json:"size_bytes"`
	TrainContext  int    `json:"train_context"`  // tokens
	ContextTokens int    `json:"context_tokens"` // tokens, as loaded
	Dimensions    int    `json:"dimensions,omitempty"`
	ChatTemplate  bool   `json:"chat_template"`  // the file brings its own
	Place         Place  `json:"place,omitzero"` // where it was to be computed
}

// EngineInfo describes the engine process.
type EngineInfo struct {
	Protocol   int      `json:"protocol"`
	Library    string   `json:"library"` // llama.cpp version of the loaded libraries
	Binding    string   `json:"binding"` // yzma version
	LibraryDir string   `json:"library_dir"`
	Packs      []string `json:"packs,omitempty"` // folders beside that one whose libraries were loaded too
	Backends   []string `json:"backends"`        // e.g. "CPU (zen4)"
	Devices    []Device `json:"devices"`
	Threads    int      `json:"threads"` // in use now
	PID        int      `json:"pid"`
	Calls      int      `json:"calls"` // under way or waiting, beside the one that asks
}

// EngineSettings are what may change while the engine runs. With the zero value
// models stay loaded until others take their place.
type EngineSettings struct {
	// KeepSeconds is after how long a model that nobody uses is put away; 0: never.
	// Where memory gets short it is put away before.
	KeepSeconds int `json:"keep_seconds,omitempty"`
	// Quiet is whether fewer threads compute, so that the machine stays cool and
	// silent: QuietAuto, QuietAlways or QuietNever, which "" means too.
	Quiet string `json:"quiet,omitempty"`
	// PromptDir is where what was computed of prompts is kept over restarts (see
	// GenerateRequest.KeepPrompt), in at most PromptBytes; "" or 0: nowhere.
	PromptDir   string `json:"prompt_dir,omitempty"`
	PromptBytes int64  `json:"prompt_bytes,omitempty"`
}

// When half of the fast processor cores compute instead of all.
const (
	QuietNever  = "never"
	QuietAuto   = "auto" // on battery, or when it is hot, where the system tells
	QuietAlways = "always"
)

// Device is something that computes.
type Device struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Kind        string `json:"kind"` // "cpu", "gpu", "igpu", "accel"
	MemoryFree  uint64 `json:"memory_free"`
	MemoryTotal uint64 `json:"memory_total"`
}

// Message is one turn of a chat.
type Message struct {
	Role    string `json:"role"` // "system", "user", "assistant"
	Content string `json:"content"`
}

// Sampling holds the sampler's settings. Pointers, where 0 is a setting of its
// own; nil means the default that the comment names.
type Sampling struct {
	Temperature *float64 `json:"temperature,omitempty"` // 0: greedy; default 0.2
	TopP        *float64 `json:"top_p,omitempty"`       // default 0.95
	TopK        *int     `json:"top_k,omitempty"`       // default 40; 0: off
	MinP        *float64 `json:"min_p,omitempty"`       // default 0.05
	Repeat      *float64 `json:"repeat_penalty,omitempty"`
	// Frequency and Presence, from -2 to 2, are taken off the logit of a token that
	// the answer has: once for each time, and once. nil: 0.
	Frequency *float64 `json:"frequency_penalty,omitempty"`
	Presence  *float64 `json:"presence_penalty,omitempty"`
	Seed      *uint32  `json:"seed,omitempty"` // nil: random; the result says which
}

// WithDefaults fills in what is nil, but for the seed.
func (s Sampling) WithDefaults() Sampling {
	s.Temperature, s.TopP, s.TopK, s.MinP = or(s.Temperature, 0.2), or(s.TopP, 0.95), or(s.TopK, 40), or(s.MinP, 0.05)
	s.Repeat, s.Frequency, s.Presence = or(s.Repeat, 1), or(s.Frequency, 0), or(s.Presence, 0)
	return s
}

func or[T any](p *T, fallback T) *T {
	if p == nil {
		return &fallback
	}
	return p
}

// GenerateRequest asks for a continuation. Exactly one of Messages and Prompt is set.
type GenerateRequest struct {
	Model     ModelSpec `json:"model"`
	Messages  []Message `json:"messages,omitempty"` // rendered with the model's own chat template
	Prompt    string    `json:"prompt,omitempty"`   // raw text, no template
	Sampling  Sampling  `json:"sampling"`
	MaxTokens int       `json:"max_tokens,omitempty"` // 0: as many as the context leaves
	// MaxThought is how many tokens a model that thinks may take for that, after
	// which it is made to answer; they do not count for MaxTokens. 0: 1024. It is at
	// most half of what the context leaves. Without Messages, and where a
	// grammar is given and the template opens the thought, nothing is taken for one.
	MaxThought int      `json:"max_thought,omitempty"`
	MaxAll     int      `json:"max_all,omitempty"` // tokens of thought and answer together; 0: no bound of their own
	Stop       []string `json:"stop,omitempty"`
	// Adapters change the model for this answer; none: it is as it is. They are
	// switched without loading the model again.
	Adapters []Adapter `json:"adapters,omitempty"`
	// KeepPrompt says that this prompt's beginning will come again after a restart,
	// as that of a chat about the same documents does: what is computed of it is
	// kept on disk, where the settings have a place for it.
	KeepPrompt bool `json:"keep_prompt,omitempty"`
	// KeepSystem says so of the messages before the first that is none of the system's:
	// what a program tells a model each time, as long as a page with some. Only what is
	// computed of those is kept, once.
	KeepSystem bool `json:"keep_system,omitempty"`
	// ExpectFollowUp says that the next prompt will probably be this one with the answer
	// and more, as a chat's is. Without a seed, and not at temperature 0, the next answer
	// goes on from what was written. Else the answer is read as a prompt's part while nobody
	// computes, so that the next one need not; that changes no bit.
	ExpectFollowUp bool `json:"expect_follow_up,omitempty"`
	// Background says that nobody sits and waits for the text: while answers without it
	// and Guest are being written, it gets a token for each few of theirs. It changes no
	// bit.
	Background bool `json:"background,omitempty"`
	// Guest says that another program wants the text: answers without it and Background
	// go first, and those for guests together take a quarter of the time from them at
	// most. It changes no bit either.
	Guest bool `json:"guest,omitempty"`
	// Grammar, in llama.cpp's GBNF with the start symbol "root", is what the text
	// must be; "" for any. A text that is cut (by MaxTokens, a stop string, the
	// context) may be the beginning of one only.
	Grammar   string `json:"grammar,omitempty"`
	IgnoreEOS bool   `json:"ignore_eos,omitempty"` // for measuring only
	// Drafts is whether what stood in the prompt before is computed ahead where the
	// answer seems to repeat it: "" on a graphics processor where that is measured to
	// be faster, DraftsMeasured wherever it is, DraftsNever or DraftsAlways. Of a
	// request with a seed, or greedy, it changes no bit: it is done only where the
	// engine has seen that.
	Drafts string `json:"drafts,omitempty"`
	// LogProbs asks for the probability of each token, and TopLogProbs, at most
	// MaxTopLogProbs, for the most probable ones in its place. They are the model's
	// own, before temperature, penalties and grammar.
	LogProbs    bool `json:"logprobs,omitempty"`
	TopLogProbs int  `json:"top_logprobs,omitempty"`
	// OnThought is handed each new piece of what a model thinks before it answers, by
	// Generate, in its goroutine; nil: nobody listens. Stream has them as Piece.Thought.
	OnThought func(delta string) `json:"-"`
}

// Adapter is a LoRA adapter and how much of it is added to the model.
type Adapter struct {
	Path  string  `json:"path"`  // absolute path of its GGUF file
	Scale float64 `json:"scale"` // 1: as it was made; 0: not at all; not beyond MaxScale either way
}

// Bounds of the adapters of one request. A scale beyond a few leaves nothing of
// what a model had learned.
const (
	MaxAdapters = 8
	MaxScale    = 10
)

// AnswersAtOnce is how many answers a model writes at once where there is memory for
// it. One of them is kept for those that are neither for guests nor in the background.
const AnswersAtOnce = 4

// MaxTopLogProbs bounds GenerateRequest.TopLogProbs, as OpenAI's API does.
const MaxTopLogProbs = 20

// Token is a token with its probability.
type Token struct {
	Bytes   []byte  `json:"bytes"`   // its text, possibly a part of a character; none for a marker
	LogProb float64 `json:"logprob"` // natural logarithm; LeastLogProb for what cannot be
}

// LeastLogProb stands for the logarithm of a probability of 0, which JSON lacks.
const LeastLogProb = -9999

// TokenChoice is a token of an answer, and what else the model might have written
// in its place, the most probable first.
type TokenChoice struct {
	Token
	Top []Token `json:"top,omitempty"`
}

// Piece is a part of an answer on its way: text, or a token that will become
// part of the text after it.
type Piece struct {
	Text    string
	Thought string // a part of what the model thinks before it answers; then Text is ""
	Token   *TokenChoice
}

// Whether drafts are computed; for measuring.
const (
	DraftsNever    = "never"
	DraftsMeasured = "measured" // where they are measured to be faster
	DraftsAlways   = "always"   // whatever they are worth
)

// Why a generation ended.
const (
	StopEnd     = "end"     // the model said so
	StopString  = "stop"    // a stop string was met
	StopLength  = "length"  // MaxTokens
	StopContext = "context" // the context window is full
	StopCancel  = "cancel"
)

// GenerateResult is a finished generation. Text never contains a stop string
// and is always valid UTF-8.
type GenerateResult struct {
	Text          string  `json:"text"`
	Thought       string  `json:"thought,omitempty"` // what a model that thinks wrote before the text
	StopReason    string  `json:"stop_reason"`
	Seed          uint32  `json:"seed"`
	PromptTokens  int     `json:"prompt_tokens"`
	ReusedTokens  int     `json:"reused_tokens"` // of the prompt, that had been computed for an earlier one
	AnswerTokens  int     `json:"answer_tokens"`
	ThoughtTokens int     `json:"thought_tokens,omitempty"` // of those the thought
	DraftTokens   int     `json:"draft_tokens,omitempty"`   // that were computed ahead
	DraftedTokens int     `json:"drafted_tokens,omitempty"` // of those, that the answer has
	PromptMS      float64 `json:"prompt_ms"`                // evaluation of the prompt
	FirstTokenMS  float64 `json:"first_token_ms"`           // from the engine's receipt of the request
	GenerateMS    float64 `json:"generate_ms"`              // after the first token
	Threads       int     `json:"threads"`                  // at the end
}

// Error is a refusal or failure of the engine, in words for a person.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	// Tail holds the last lines of the engine's standard error where it died.
	Tail string `json:"tail,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// Codes of Error.
const (
	CodeLibraryMissing = "library_missing" // llama.cpp's libraries, or libffi, are not there
	CodeLibraryVersion = "library_version" // they are not the pinned version
	CodeModelMissing   = "model_missing"
	CodeModelNotGGUF   = "model_not_gguf"
	CodeModelBroken    = "model_broken"  // truncated, or of an unsupported architecture
	CodeModelCrashes   = "model_crashes" // it made the engine stop each time it was loaded; see Loads
	CodeModelKind      = "model_kind"    // e.g. asked to chat with an embedding model
	CodeAdapter        = "adapter"       // a LoRA adapter that is none, is broken, or was made for another model
	CodePromptTooLong  = "prompt_too_long"
	CodeEngineDied     = "engine_died"
	CodeProtocol       = "protocol"
	CodeCancelled      = "cancelled"
	CodeBadRequest     = "bad_request"
	CodeInternal       = "internal" // a failure without a more exact code
)
