package app

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"carrel/app/ask"
	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
)

// The choices of what looks at a search's best passages again that are not the
// path of a file.
const (
	RerankNone = "none"
	RerankChat = "chat" // the chat model, see ask.Listwise
)

// chatSeconds is how long the chat model has where the settings do not say: it
// reads every passage twice.
const chatSeconds = 60

// Bounds of the settings of a second look.
const (
	maxRerankPassages = 100
	maxRerankSeconds  = 600
)

// RerankSettings is how a search's best passages are looked at again.
type RerankSettings struct {
	// Reranker is "none", "chat" for the chat model, or the path of a reranker's GGUF file.
	Reranker string `json:"reranker"`
	Passages int    `json:"passages"` // how many are looked at; 0: 20
	Seconds  int    `json:"seconds"`  // after that the usual order stands; 0: 10, 60 for the chat model
}

// Check gives what is wrong with the numbers, an *Error, nil for nothing.
func (s RerankSettings) Check() error {
	if s.Passages < 0 || s.Passages > maxRerankPassages || s.Seconds < 0 || s.Seconds > maxRerankSeconds {
		return Errorf(CodeBadRequest, "A second look takes up to %d passages and up to %d seconds (0 means the usual number), not %d and %d.", maxRerankPassages, maxRerankSeconds, s.Passages, s.Seconds)
	}
	return nil
}

// Rerank is RerankSettings and what they mean here.
type Rerank struct {
	Reranker string `json:"reranker"`
	Passages int    `json:"passages"`
	Seconds  int    `json:"seconds"`
	Name     string `json:"name"`  // of the model, "" for none
	Ready    bool   `json:"ready"` // there is one, and it can be used
	Text     string `json:"text"`  // in words
}

// rerankSettings are the settings, read by running searches.
type rerankSettings struct {
	atomic.Pointer[RerankSettings]
}

func (c Config) rerank() *RerankSettings {
	s := &RerankSettings{Reranker: c.Reranker, Passages: c.RerankPassages, Seconds: c.RerankSeconds}
	if s.Reranker == "" {
		s.Reranker = RerankNone
	}
	return s
}

// reranker scores passages with a cross-encoder.
type reranker struct {
	client *inference.Client
	spec   inference.ModelSpec
	name   string
}

func (r *reranker) Name() string { return r.name }

func (r *reranker) Rerank(ctx context.Context, query string, texts []string) ([]float32, error) {
	return r.client.Rerank(ctx, r.spec, query, texts)
}

// noReranker is one that the settings name and that cannot be used.
type noReranker struct {
	name string
	err  error
}

func (r noReranker) Name() string { return r.name }

func (r noReranker) Rerank(context.Context, string, []string) ([]float32, error) { return nil, r.err }

// findReranker finds the reranker whose file is name; nil, nil for none.
func findReranker(client *inference.Client, name string, threads int) (knowledge.Reranker, error) {
	if name == RerankNone {
		return nil, nil
	}
	found, err := findModel(name, inference.KindRerank, threads)
	if err != nil {
		return nil, err
	}
	return &reranker{client: client, spec: found.spec, name: found.file.Name}, nil
}

func (a *App) findReranker(name string) (knowledge.Reranker, error) {
	if name == RerankChat {
		_, err := a.engine.chatModel(a.ctx, "")
		return ask.NewListwise(a.engine, a.engine.chatModel), err
	}
	a.reranker.Lock()
	defer a.reranker.Unlock()
	file := fileOf(name)
	if file != (modelFile{}) && a.reranker.file == file {
		return a.reranker.by, nil
	}
	by, err := findReranker(a.engine.Client, name, a.config.Threads)
	if err == nil {
		a.reranker.file, a.reranker.by = file, by
	}
	return by, err
}

// lookedInto is the reranker whose file was looked into last: its vocabulary is
// megabytes, too much to be read for every search.
type lookedInto struct {
	sync.Mutex
	file modelFile
	by   knowledge.Reranker
}

// modelFile tells a file from what it was before.
type modelFile struct {
	path     string
	size     int64
	modified time.Time
}

// fileOf is the zero modelFile where there is no such file now.
func fileOf(name string) modelFile {
	path, err := models.Resolve(name)
	if err != nil {
		return modelFile{}
	}
	info, err := os.Stat(path)
	if err != nil {
		return modelFile{}
	}
	return modelFile{path, info.Size(), info.ModTime()}
}

// secondLook is the library's knowledge.Config.SecondLook.
func (a *App) secondLook(_ context.Context, name string) (knowledge.SecondLook, error) {
	s := a.rerank.Load()
	look := knowledge.SecondLook{Passages: s.Passages, Within: time.Duration(s.Seconds) * time.Second}
	asked := name != ""
	if !asked {
		name = s.Reranker
	}
	var err error
	look.By, err = a.findReranker(name)
	if name == RerankChat && look.Within == 0 {
		look.Within = chatSeconds * time.Second
	}
	if err != nil && !asked {
		look.By, err = noReranker{name, err}, nil // the search is better than none
	}
	return look, err
}

// Rerank says how a search's best passages are looked at again.
func (a *App) Rerank() Rerank { return a.describeRerank(*a.rerank.Load()) }

func (a *App) describeRerank(s RerankSettings) Rerank {
	r := Rerank{Reranker: s.Reranker, Passages: s.Passages, Seconds: s.Seconds}
	by, err := a.findReranker(s.Reranker)
	switch {
	case err != nil:
		r.Name = s.Reranker
		r.Text = "The best passages are not looked at a second time. " + inWords(err)
	case by == nil:
		r.Text = "The best passages are not looked at a second time."
	default:
		r.Ready, r.Name = true, by.Name()
		r.Text = fmt.Sprintf("%s looks at the best passages a second time: slower, more exact.", r.Name)
	}
	return r
}

// SetRerank chooses how a search's best passages are looked at again, from now on.
func (a *App) SetRerank(s RerankSettings) (Rerank, error) {
	if s.Reranker == "" {
		s.Reranker = RerankNone
	}
	if err := s.Check(); err != nil {
		return Rerank{}, err
	}
	if _, err := a.findReranker(s.Reranker); err != nil {
		return Rerank{}, err
	}
	for key, value := range map[string]any{"reranker": s.Reranker, "rerank_passages": s.Passages, "rerank_seconds": s.Seconds} {
		if err := a.options.Folders.setConfig(key, value); err != nil {
			return Rerank{}, err
		}
	}
	a.rerank.Store(&s)
	a.running.Go(a.warmReranker)
	return a.Rerank(), nil
}

// warmReranker loads the reranker of the settings, so that the first search does
// not spend its time on that.
func (a *App) warmReranker() {
	by, err := a.findReranker(a.rerank.Load().Reranker)
	if r, ok := by.(*reranker); ok && err == nil {
		if _, err = r.client.Load(a.ctx, r.spec); err != nil && a.ctx.Err() == nil {
			a.log.printf("reranker: %v", err)
		}
	}
}
