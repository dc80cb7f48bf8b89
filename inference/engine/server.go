package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"carrel/inference"
	"carrel/inference/wire"
)

// server answers the frames of one client.
type server struct {
	backend    Backend
	shelf      *shelf
	keeper     keeper
	disk       atomic.Pointer[disk] // nil: nothing is kept on disk
	writing    sync.WaitGroup       // to it
	turn       turn
	answers    queue
	background crew
	threads    atomic.Int32 // that the last answer took, for Info
	// adapterTime is how long a set of adapters is computed with while answers with
	// another one wait; 0: for one round.
	adapterTime time.Duration

	outMu sync.Mutex
	out   io.Writer

	callMu sync.Mutex
	calls  map[uint32]context.CancelFunc
}

// greet does the handshake and starts the backend.
func (s *server) greet(in io.Reader, open func() (Backend, error)) int {
	refuse := func(code int, err error) int {
		fmt.Fprintln(os.Stderr, "carrel engine:", err)
		s.fail(0, err)
		return code
	}
	f, err := wire.Read(in)
	if err == io.EOF {
		return exitOK
	}
	var hello wire.Greeting
	if err != nil || f.Kind != wire.Hello || json.Unmarshal(f.Payload, &hello) != nil {
		return refuse(exitProtocol, protocolError("what came on its input is not Carrel's protocol"))
	}
	if hello.Protocol != wire.Version {
		return refuse(exitProtocol, protocolError(fmt.Sprintf("it speaks version %d of the protocol and was spoken to in version %d. Carrel was probably updated while it ran: start it again", wire.Version, hello.Protocol)))
	}
	s.backend, err = open()
	if err != nil {
		return refuse(exitLibrary, err)
	}
	s.keeper.most = new(atomic.Int32)
	s.shelf = &shelf{backend: s.backend, most: s.keeper.most, loading: s.loading, loaded: map[inference.Kind][]*volume{}}
	s.calls = map[uint32]context.CancelFunc{}
	s.threads.Store(int32(s.backend.MaxThreads()))
	info, err := json.Marshal(s.info())
	if err != nil {
		return refuse(exitProtocol, err)
	}
	s.reply(0, wire.Hello, wire.Greeting{Protocol: wire.Version, Info: info})
	return exitOK
}

func (s *server) info() inference.EngineInfo {
	info := s.backend.Info()
	info.Protocol = wire.Version
	info.Threads = int(s.threads.Load())
	s.callMu.Lock()
	info.Calls = max(0, len(s.calls)-1)
	s.callMu.Unlock()
	return info
}

// loop reads calls until in ends; what still runs then ends with the process.
func (s *server) loop(in io.Reader) int {
	for {
		f, err := wire.Read(in)
		switch {
		case err == io.EOF:
			return exitOK
		case err != nil:
			fmt.Fprintln(os.Stderr, "carrel engine: reading a message:", err)
			return exitProtocol
		}
		switch f.Kind {
		case wire.Cancel:
			s.callMu.Lock()
			if cancel := s.calls[f.Call]; cancel != nil {
				cancel()
			}
			s.callMu.Unlock()
		case wire.Call:
			// Registered before the next frame is read: it may cancel this one.
			ctx, cancel := context.WithCancel(context.Background())
			s.callMu.Lock()
			s.calls[f.Call] = cancel
			s.callMu.Unlock()
			go func() {
				defer cancel()
				s.call(ctx, f)
			}()
		default:
			fmt.Fprintf(os.Stderr, "carrel engine: a message of kind %d does not belong here\n", f.Kind)
			return exitProtocol
		}
	}
}

// call answers one call. It is over before its end is told: who learns of the
// end and asks what is under way is not told of it any more.
func (s *server) call(ctx context.Context, f wire.Frame) {
	result, err := s.dispatch(ctx, f)
	s.callMu.Lock()
	delete(s.calls, f.Call)
	s.callMu.Unlock()
	if err != nil {
		s.fail(f.Call, err)
		return
	}
	s.reply(f.Call, wire.Result, result)
}

func (s *server) dispatch(ctx context.Context, f wire.Frame) (any, error) {
	var r wire.Request
	if err := json.Unmarshal(f.Payload, &r); err != nil {
		return nil, badRequest("a call that is not JSON: " + err.Error())
	}
	switch r.Method {
	case wire.MethodInfo:
		return s.info(), nil
	case wire.MethodLoad:
		return handle(r, func(q inference.LoadRequest) (inference.ModelInfo, error) { return s.load(ctx, q) })
	case wire.MethodUnload:
		return handle(r, func(spec inference.ModelSpec) (any, error) { return nil, s.unload(ctx, spec) })
	case wire.MethodGenerate:
		return handle(r, func(q inference.GenerateRequest) (inference.GenerateResult, error) {
			return s.generate(ctx, q, sink{
				text:    func(delta string) { s.write(wire.Frame{Kind: wire.Text, Call: f.Call, Payload: []byte(delta)}) },
				thought: func(delta string) { s.write(wire.Frame{Kind: wire.Thought, Call: f.Call, Payload: []byte(delta)}) },
				token:   func(choice inference.TokenChoice) { s.reply(f.Call, wire.Tokens, choice) },
			})
		})
	case wire.MethodEmbed:
		return handle(r, func(q inference.EmbedRequest) (any, error) {
			return nil, s.embed(ctx, q, func(rows [][]float32) error { return s.vectors(f.Call, rows) })
		})
	case wire.MethodRerank:
		return handle(r, func(q inference.RerankRequest) (any, error) {
			return nil, s.rerank(ctx, q, func(rows [][]float32) error { return s.vectors(f.Call, rows) })
		})
	case wire.MethodTokenize:
		return handle(r, func(q inference.TokenizeRequest) (tokens []int32, err error) {
			err = s.withVocabulary(ctx, q.Model, false, func(v Vocabulary, _ inference.ModelInfo) error {
				tokens = v.Tokenize(q.Text, false)
				return nil
			})
			return tokens, err
		})
	case wire.MethodCount:
		return handle(r, func(q inference.CountRequest) (n int, err error) {
			err = s.withVocabulary(ctx, q.Model, false, func(v Vocabulary, _ inference.ModelInfo) error {
				text, err := v.RenderChat(q.Messages)
				n = len(v.Tokenize(text, true))
				return err
			})
			return n, err
		})
	case wire.MethodLengths:
		return handle(r, func(q inference.LengthsRequest) (r inference.LengthsResult, err error) {
			q.Model.Kind = inference.KindEmbedding
			err = s.withVocabulary(ctx, q.Model, false, func(v Vocabulary, info inference.ModelInfo) error {
				r.Limit = info.ContextTokens
				for _, text := range q.Texts {
					r.Lengths = append(r.Lengths, len(v.TokenizeText(text, 0)))
				}
				return nil
			})
			return r, err
		})
	case wire.MethodSettings:
		return handle(r, func(settings inference.EngineSettings) (any, error) { return nil, s.configure(settings) })
	case wire.MethodForget:
		return nil, s.forgetDisk()
	case wire.MethodBench:
		return handle(r, func(q inference.BenchRequest) (inference.BenchResult, error) { return s.bench(ctx, q) })
	}
	return nil, badRequest(fmt.Sprintf("there is no method %q", r.Method))
}

// handle decodes a method's parameters and calls it.
func handle[Params, Reply any](r wire.Request, method func(Params) (Reply, error)) (any, error) {
	var params Params
	if err := json.Unmarshal(r.Params, &params); err != nil {
		return nil, badRequest(fmt.Sprintf("the parameters of %q: %v", r.Method, err))
	}
	return method(params)
}

func (s *server) load(ctx context.Context, q inference.LoadRequest) (inference.ModelInfo, error) {
	if err := checkSpec(q.Model); err != nil {
		return inference.ModelInfo{}, err
	}
	var info inference.ModelInfo
	// At once where it is loaded: every question begins with this, and would wait for
	// the answers that are being written.
	err := s.withVocabulary(ctx, q.Model, q.Guest, func(_ Vocabulary, loaded inference.ModelInfo) error {
		if info = loaded; !q.Guest {
			s.shelf.promise(q.Model) // before the turn goes on to a guest
		}
		return nil
	})
	return info, err
}

func (s *server) unload(ctx context.Context, spec inference.ModelSpec) error {
	if err := s.turn.take(ctx, classAnswer, 0); err != nil {
		return err
	}
	defer s.turn.pass()
	s.shelf.dropFile(spec.Path)
	return nil
}

func checkSpec(spec inference.ModelSpec) error {
	switch {
	case spec.Kind != inference.KindChat && spec.Kind != inference.KindEmbedding && spec.Kind != inference.KindRerank:
		return badRequest(fmt.Sprintf("a model of the unknown kind %q", spec.Kind))
	case !filepath.IsAbs(spec.Path):
		return badRequest(fmt.Sprintf("the model's path %q is not absolute", spec.Path))
	case spec.ContextTokens < 0 || spec.Threads < 0 || spec.Place.Layers < 0 || spec.Place.MostContext < 0:
		return badRequest("a negative context or number of threads")
	}
	return nil
}

// reply sends v as JSON. What is more than a frame holds is a failure: the caller would
// wait for ever for what is not sent.
func (s *server) reply(call uint32, kind wire.Kind, v any) {
	p, err := json.Marshal(v)
	if err == nil && len(p) > wire.MaxPayload {
		err = badRequest(fmt.Sprintf("what it gives is too much for one reply (%d MB)", len(p)>>20))
	}
	if err != nil {
		s.fail(call, err)
		return
	}
	s.write(wire.Frame{Kind: kind, Call: call, Payload: p})
}

// loading says what is being loaded, nil: nothing any more.
func (s *server) loading(spec *inference.ModelSpec) {
	if spec == nil {
		s.write(wire.Frame{Kind: wire.Loading})
		return
	}
	s.reply(0, wire.Loading, spec)
}

// vectors sends a part of a call's answer.
func (s *server) vectors(call uint32, rows [][]float32) error {
	p, err := wire.AppendVectors(nil, rows)
	if err == nil {
		s.write(wire.Frame{Kind: wire.Vectors, Call: call, Payload: p})
	}
	return err
}

// fail sends err as the end of a call.
func (s *server) fail(call uint32, err error) {
	var e *inference.Error
	switch {
	case errors.As(err, &e):
	case errors.Is(err, context.Canceled):
		e = &inference.Error{Code: inference.CodeCancelled, Message: "Stopped."}
	default:
		e = &inference.Error{Code: inference.CodeInternal, Message: "The engine failed: " + err.Error() + "."}
	}
	p, _ := json.Marshal(e) // two strings
	s.write(wire.Frame{Kind: wire.Failure, Call: call, Payload: p})
}

// write sends a frame. An error means that the other end is gone; then the
// input ends too, and the process with it.
func (s *server) write(f wire.Frame) {
	s.outMu.Lock()
	defer s.outMu.Unlock()
	if err := wire.Write(s.out, f); err != nil {
		fmt.Fprintln(os.Stderr, "carrel engine: writing a message:", err)
	}
}

func badRequest(why string) error {
	return &inference.Error{Code: inference.CodeBadRequest, Message: "The engine cannot do that: " + why + "."}
}

func protocolError(why string) error {
	return &inference.Error{Code: inference.CodeProtocol, Message: "The engine does not work together with this Carrel: " + why + "."}
}

func libraryMissing(err error) error {
	return &inference.Error{Code: inference.CodeLibraryMissing, Message: "The engine cannot start: " + err.Error() + "."}
}
