// Package inference is the client of Carrel's engine: the process that computes
// with language models. The engine is apart because what it runs may crash (a
// driver, a broken model file): then every call that waits on it fails at once
// with what the engine last said, and the next call starts another one.
//
// Start at Client (client.go), whose calls types.go and messages.go describe. process.go is
// a running engine as its client sees it; package engine is what runs in it.
package inference

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"carrel/inference/wire"
)

// Config says how to start the engine.
type Config struct {
	Command []string     // argv of the engine process
	Env     []string     // as in exec.Cmd; nil: this process's own
	Log     func(string) // told when the engine starts and dies; may be nil
	Loads   Loads        // is asked before a model is loaded, and told how it went; may be nil
	Starts  Starts       // is asked before an engine is started, and told where that fails; may be nil
}

// Starts decides what graphics processors an engine is started for. One whose driver
// brings the engine down before it can say a word is left out of the next attempt.
type Starts interface {
	// Arguments are appended to Config.Command. It may take as long as trying takes,
	// until ctx ends.
	Arguments(ctx context.Context) []string
	// Failed is told that an engine with such arguments did not start, and why. Where
	// Arguments are others then, another attempt is made.
	Failed(arguments []string, why string)
}

// Loads decides which models may be loaded. A file that makes the engine crash
// would do so at every question: who remembers that can refuse it. Its methods may
// be called from many goroutines.
type Loads interface {
	// MayLoad returns why a model is not to be used, nil where it may be. It is
	// asked at every call that names one, so it must be quick.
	MayLoad(ModelSpec, EngineInfo) error
	// Place says where a model is to be computed. It is asked before each call that
	// names one, after MayLoad, so it must be quick too; and again after a failure:
	// where it says another place then, and nothing of an answer has come, the call
	// is made once more.
	Place(ModelSpec, EngineInfo) Place
	// Refused is told that the engine could not load a model where Place had said, or
	// died of itself while it computed with it on a graphics processor.
	Refused(spec ModelSpec, engine EngineInfo, why string)
	// Loaded is told that the engine survived loading a model, also where it refused
	// the file in words.
	Loaded(ModelSpec, EngineInfo)
	// Crashed is told that the engine died of itself while it loaded a model, before
	// any call fails because of it. how is the system's word, as in "signal: killed".
	Crashed(spec ModelSpec, engine EngineInfo, how, tail string)
}

// Client talks to the engine. Its methods may be called from many goroutines.
// Errors are *Error, or the context's error where it ended.
type Client struct {
	config Config
	// open ends with Close.
	open  context.Context
	close context.CancelFunc

	mu      sync.Mutex
	engine  *process      // nil: none runs
	start   chan struct{} // not nil: one is being started; closed when that is over
	started error         // how that went
	closed  bool

	settings EngineSettings // that every engine is told of when it starts
}

// New returns a client. The engine starts with the first call.
func New(config Config) *Client {
	c := &Client{config: config}
	c.open, c.close = context.WithCancel(context.Background())
	return c
}

// Start starts the engine if none runs, and describes it.
func (c *Client) Start(ctx context.Context) (EngineInfo, error) {
	var info EngineInfo
	err := c.call(ctx, wire.MethodInfo, nil, nil, &info)
	return info, err
}

// Load loads a model, unless it is loaded. The engine holds two models of a kind
// where the machine's memory is plainly enough, else one, of those for embedding
// two: another one takes the place of the one that was not asked for the longest.
// Where it fits beside those that answers are being written with, it is loaded between
// two of their tokens; else when they are done. Every other call loads what it needs,
// so Load only serves to have it done before.
func (c *Client) Load(ctx context.Context, spec ModelSpec) (ModelInfo, error) {
	return c.load(ctx, LoadRequest{Model: spec})
}

// LoadForGuest is Load for another program: what the person asks for goes first.
func (c *Client) LoadForGuest(ctx context.Context, spec ModelSpec) (ModelInfo, error) {
	return c.load(ctx, LoadRequest{Model: spec, Guest: true})
}

func (c *Client) load(ctx context.Context, request LoadRequest) (info ModelInfo, err error) {
	err = c.call(ctx, wire.MethodLoad, request, nil, &info)
	return info, err
}

// Loading tells whether the engine is starting, or loads the model file at path: else a
// Load of it that takes long waits for answers that are being written.
func (c *Client) Loading(path string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.engine == nil || c.engine.loadsFile(path)
}

// Unload frees the memory of a model. It is no error if it is not loaded.
func (c *Client) Unload(ctx context.Context, path string) error {
	return c.call(ctx, wire.MethodUnload, ModelSpec{Path: path}, nil, nil)
}

// Generate writes an answer and hands each new piece of it to onText, which may
// be nil, in this goroutine. When ctx ends it stops within a token and returns
// what is there, with StopCancel, and ctx's error.
//
// A request with a seed (or temperature 0) gives the same text again with the
// same model, engine and machine. For that, its tokens are computed with half of
// the processors once the context has 256 tokens, since the number of threads
// changes llama.cpp's rounding; without a seed the number follows the load. And
// they are computed alone, or beside others: the engine writes up to four answers of
// a model at once, where there is memory for it, and those without a seed can share
// computations.
func (c *Client) Generate(ctx context.Context, request GenerateRequest, onText func(delta string)) (GenerateResult, error) {
	return c.Stream(ctx, request, func(p Piece) {
		switch {
		case p.Thought != "":
			if request.OnThought != nil {
				request.OnThought(p.Thought)
			}
		case p.Token == nil && onText != nil:
			onText(p.Text)
		}
	})
}

// Stream is Generate for those who want the tokens too: with request.LogProbs,
// each comes before the text that it becomes part of.
func (c *Client) Stream(ctx context.Context, request GenerateRequest, on func(Piece)) (GenerateResult, error) {
	request.Model.Kind = KindChat
	partial := GenerateResult{StopReason: StopCancel}
	onFrame := func(f wire.Frame) error {
		if f.Kind == wire.Tokens {
			var token TokenChoice
			if err := json.Unmarshal(f.Payload, &token); err != nil {
				return err
			}
			on(Piece{Token: &token})
			return nil
		}
		if f.Kind == wire.Thought {
			partial.Thought += string(f.Payload)
			on(Piece{Thought: string(f.Payload)})
			return nil
		}
		partial.Text += string(f.Payload)
		on(Piece{Text: string(f.Payload)})
		return nil
	}
	var result GenerateResult
	if err := c.call(ctx, wire.MethodGenerate, request, onFrame, &result); err != nil {
		return partial, err
	}
	return result, ctx.Err()
}

// messageBytes is how much text goes into one message to the engine; well below
// wire.MaxPayload, which JSON's escapes could reach.
const messageBytes = 1 << 20

// Embed returns one vector of length 1 per text, in order. A text longer than
// the model reads is cut there. Up to four texts are computed before answers
// and other texts: somebody waits for them. More are work in the background.
func (c *Client) Embed(ctx context.Context, spec ModelSpec, texts []string) ([][]float32, error) {
	spec.Kind = KindEmbedding
	return c.rows(ctx, wire.MethodEmbed, texts, func(some []string) any { return EmbedRequest{Model: spec, Texts: some} })
}

// queryBytes bounds the query that goes with every message to rerank; no model
// reads as far.
const queryBytes = 64 << 10

// Rerank returns one score per text, in order: how well it answers the query, by
// a cross-encoder. The higher the better; beyond that the scale is the model's
// own, so that only scores of one query are to be compared. A text longer than
// the model reads together with the query loses its end. Up to 64 texts are
// computed before answers, as Embed does it.
func (c *Client) Rerank(ctx context.Context, spec ModelSpec, query string, texts []string) ([]float32, error) {
	spec.Kind = KindRerank
	query = query[:min(len(query), queryBytes)]
	rows, err := c.rows(ctx, wire.MethodRerank, texts, func(some []string) any { return RerankRequest{Model: spec, Query: query, Texts: some} })
	if err != nil {
		return nil, err
	}
	scores := make([]float32, len(rows))
	for i, row := range rows {
		if len(row) != 1 {
			return nil, &Error{Code: CodeProtocol, Message: fmt.Sprintf("The engine gave %d scores for one text.", len(row))}
		}
		scores[i] = row[0]
	}
	return scores, nil
}

// rows makes calls that answer each text with a row of numbers, as many as the
// texts' size needs.
func (c *Client) rows(ctx context.Context, method string, texts []string, request func(some []string) any) ([][]float32, error) {
	rows := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := together(texts)
		some := texts[:n]
		if n == 1 && len(texts[0]) > messageBytes {
			some = []string{texts[0][:messageBytes]} // no model reads so far
		}
		have := len(rows)
		err := c.call(ctx, method, request(some), func(f wire.Frame) error {
			more, err := wire.ParseVectors(f.Payload)
			rows = append(rows, more...)
			return err
		}, nil)
		if err != nil {
			return nil, err
		}
		if len(rows)-have != n {
			return nil, &Error{Code: CodeProtocol, Message: fmt.Sprintf("The engine answered %d of %d texts.", len(rows)-have, n)}
		}
		texts = texts[n:]
	}
	return rows, nil
}

// together is how many of the texts go into one message, at least one.
func together(texts []string) int {
	n, size := 0, 0
	for n < len(texts) && (n == 0 || size+len(texts[n]) <= messageBytes) {
		size += len(texts[n])
		n++
	}
	return n
}

// Tokenize returns the tokens of a text, without those that a model puts around
// it. spec.Kind says for which kind of model the file is to be loaded.
func (c *Client) Tokenize(ctx context.Context, spec ModelSpec, text string) ([]int32, error) {
	if spec.Kind == "" {
		spec.Kind = KindChat
	}
	var tokens []int32
	err := c.call(ctx, wire.MethodTokenize, TokenizeRequest{Model: spec, Text: text}, nil, &tokens)
	return tokens, err
}

// CountTokens returns how many tokens a chat has for the model, rendered with
// its template up to where the answer begins.
func (c *Client) CountTokens(ctx context.Context, spec ModelSpec, messages []Message) (int, error) {
	spec.Kind = KindChat
	var n int
	err := c.call(ctx, wire.MethodCount, CountRequest{Model: spec, Messages: messages}, nil, &n)
	return n, err
}

// Lengths returns how many tokens each text has for a model that gives vectors,
// with those that it puts around a text, and how many of them the model reads:
// Embed leaves out what lies beyond.
func (c *Client) Lengths(ctx context.Context, spec ModelSpec, texts []string) (lengths []int, limit int, err error) {
	spec.Kind = KindEmbedding
	for len(texts) > 0 {
		n := together(texts)
		var some LengthsResult
		if err := c.call(ctx, wire.MethodLengths, LengthsRequest{Model: spec, Texts: texts[:n]}, nil, &some); err != nil {
			return nil, 0, err
		}
		if len(some.Lengths) != n {
			return nil, 0, &Error{Code: CodeProtocol, Message: fmt.Sprintf("The engine answered %d of %d texts.", len(some.Lengths), n)}
		}
		lengths, limit = append(lengths, some.Lengths...), some.Limit
		texts = texts[n:]
	}
	return lengths, limit, nil
}

// Bench measures how fast a model reads and writes.
func (c *Client) Bench(ctx context.Context, request BenchRequest) (BenchResult, error) {
	request.Model.Kind = KindChat
	var result BenchResult
	err := c.call(ctx, wire.MethodBench, request, nil, &result)
	return result, err
}

// Close ends the engine. Calls that wait fail, and so do later ones.
func (c *Client) Close() error {
	c.mu.Lock()
	c.closed = true
	engine, starting := c.engine, c.start
	c.mu.Unlock()
	c.close()
	if starting != nil {
		<-starting
		c.mu.Lock()
		engine = c.engine
		c.mu.Unlock()
	}
	if engine != nil {
		engine.end()
	}
	return nil
}

var errClosed = &Error{Code: CodeCancelled, Message: "Carrel is closing."}

// Configure changes the settings of the engine that runs, and of all that are
// started from now on. It starts none.
func (c *Client) Configure(ctx context.Context, s EngineSettings) error {
	c.mu.Lock()
	c.settings = s
	engine := c.engine
	c.mu.Unlock()
	if engine == nil || !engine.alive() {
		return nil
	}
	return tell(ctx, engine, s)
}

// ForgetPrompts deletes what an engine keeps on disk of prompts. Where none runs
// that is the caller's: it starts none, and says false.
func (c *Client) ForgetPrompts(ctx context.Context) (bool, error) {
	c.mu.Lock()
	engine := c.engine
	c.mu.Unlock()
	if engine == nil || !engine.alive() {
		return false, nil
	}
	payload, err := encode(wire.MethodForget, nil)
	if err != nil {
		return false, err
	}
	return true, engine.call(ctx, payload, nil, nil)
}

// tell sends settings to an engine.
func tell(ctx context.Context, engine *process, s EngineSettings) error {
	payload, err := encode(wire.MethodSettings, s)
	if err != nil {
		return err
	}
	return engine.call(ctx, payload, nil, nil)
}

// running returns the engine, and starts it first if none runs. Of many callers
// one starts it, without holding up those who give up waiting.
func (c *Client) running(ctx context.Context) (*process, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.mu.Lock()
		if c.closed {
			c.mu.Unlock()
			return nil, errClosed
		}
		if c.engine != nil && c.engine.alive() {
			defer c.mu.Unlock()
			return c.engine, nil
		}
		starting := c.start
		if starting == nil {
			starting = make(chan struct{})
			c.start = starting
			go c.startEngine(starting)
		}
		c.mu.Unlock()
		select {
		case <-starting:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		c.mu.Lock()
		err := c.started
		c.mu.Unlock()
		if err != nil {
			return nil, err
		}
	}
}

func (c *Client) startEngine(done chan struct{}) {
	engine, err := c.startWithout()
	c.mu.Lock()
	told := c.settings
	c.mu.Unlock()
	if err == nil && told != (EngineSettings{}) {
		if err = c.refused(tell(c.open, engine, told)); err != nil {
			engine.end()
			engine = nil
		}
	}
	c.mu.Lock()
	c.engine, c.started, c.start = engine, err, nil
	now := c.settings
	c.mu.Unlock()
	if err == nil && now != told { // changed meanwhile
		_ = tell(c.open, engine, now) // it fails with the engine, which every call then shows
	}
	close(done)
}

// startWithout starts an engine, without what it does not start with.
func (c *Client) startWithout() (*process, error) {
	if c.config.Starts == nil {
		return startProcess(c.open, c.config)
	}
	more := c.config.Starts.Arguments(c.open)
	for {
		config := c.config
		config.Command = slices.Concat(config.Command, more)
		engine, err := startProcess(c.open, config)
		if err == nil || len(more) == 0 || c.open.Err() != nil {
			return engine, err
		}
		c.config.Starts.Failed(more, err.Error())
		next := c.config.Starts.Arguments(c.open)
		if slices.Equal(next, more) {
			return nil, err
		}
		more = next
	}
}

// refused passes over that an engine refused its settings, and has it in the log:
// the engine works without them.
func (c *Client) refused(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Code != CodeBadRequest {
		return err
	}
	if c.config.Log != nil {
		c.config.Log("the settings: " + e.Message)
	}
	return nil
}
