package llama

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

const (
	// BatchTokens is how many tokens a model that writes computes at a time, and
	// the most that Decode takes: 256 read a prompt at 0.99 of the speed of
	// llama-bench's 512 (128: 0.97), need half the memory, and let others have a
	// turn twice as often.
	BatchTokens = 256
	// leastBatch is the same for a model that gives vectors, whose texts are
	// never split.
	leastBatch = 512
	// DefaultContext is the context where the request does not say: what most
	// questions over documents need, at 23 MB of memory per 1,024 tokens of the
	// bundled model and 128 MB of an 8B one.
	DefaultContext = 8192
	// MaxSequences is how many texts fit into one micro-batch of embeddings.
	MaxSequences = 64
	// rerankContext is the context of a reranker where the request does not say:
	// a passage, its title and a question. A decoder such as Qwen3-Reranker would
	// need gigabytes for a micro-batch of all that it can read.
	rerankContext = 1024
)

// Model is a model with one context or several (lanes), in which one or several texts
// are written. Its methods and those of its sequences must not run at the same time, but
// for Decode of sequences in different lanes, and for the methods of the vocabulary
// (Tokenize, Piece, IsEnd, RenderChat), which only read.
type Model struct {
	vocabulary
	lib       *Library
	model     llama.Model
	first     *lane   // the only one of encoders
	lanes     []*lane // all
	place     inference.Place
	info      inference.ModelInfo
	sequences []*Sequence                       // none for encoders
	adapters  map[AdapterFile]llama.AdapterLora // those that were read in
	using     adaptersUsed                      // by all lanes
}

// Load loads a model file, which the caller has inspected. Errors are
// *inference.Error.
func (l *Library) Load(spec inference.ModelSpec) (*Model, error) {
	takeLastError()
	params := llama.ModelDefaultParams()
	release := placed(&params, spec.Place)
	model, err := llama.ModelLoadFromFile(spec.Path, params)
	release()
	if err != nil {
		return nil, loadFailed(spec.Path, err)
	}
	m := &Model{lib: l, model: model, place: spec.Place}
	m.vocabulary = newVocabulary(model)
	if err := m.open(spec); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

func (m *Model) open(spec inference.ModelSpec) error {
	train := int(llama.ModelNCtxTrain(m.model))
	size := spec.ContextTokens
	if size <= 0 {
		size = DefaultContext
		if spec.Kind == inference.KindRerank {
			size = rerankContext
		}
		if train > 0 {
			size = min(size, train)
		}
		if most := spec.Place.MostContext; most > 0 {
			size = min(size, most)
		}
	}
	params := llama.ContextDefaultParams()
	m.computed(&params)
	if spec.Kind != inference.KindChat {
		if train > 0 {
			size = min(size, train) // positions beyond have no embedding
		}
		// A text is never split over micro-batches, and a few short ones share one.
		params.NUbatch = uint32(max(size, leastBatch))
		params.NBatch = params.NUbatch
		params.NCtx = params.NUbatch
		params.NSeqMax = MaxSequences
		params.KVUnified = 1
		params.Embeddings = 1
		if spec.Kind == inference.KindRerank {
			params.PoolingType = llama.PoolingTypeRank
		} else if value, ok := llama.ModelMetaValStr(m.model, m.architecture()+".pooling_type"); !ok || value == "0" {
			params.PoolingType = llama.PoolingTypeMean
		}
	} else {
		m.writing(&params, size, 1)
	}
	first, err := m.newLane(0, params)
	if err != nil {
		return loadFailed(spec.Path, err)
	}
	m.first, m.lanes = first, []*lane{first}
	if spec.Kind == inference.KindChat {
		size = int(llama.NCtx(first.ctx))
		m.sequences = []*Sequence{{model: m, lane: first}}
	}
	name, _ := llama.ModelMetaValStr(m.model, "general.name")
	if name == "" {
		name = filepath.Base(spec.Path)
	}
	m.info = inference.ModelInfo{
		Path:          spec.Path,
		Name:          name,
		Kind:          spec.Kind,
		Architecture:  m.architecture(),
		Description:   llama.ModelDesc(m.model),
		Parameters:    llama.ModelNParams(m.model),
		SizeBytes:     llama.ModelSize(m.model),
		TrainContext:  train,
		ContextTokens: size,
		ChatTemplate:  m.template != "",
		Place:         m.place,
	}
	if spec.Kind == inference.KindEmbedding {
		m.info.Dimensions = int(llama.ModelNEmbdOut(m.model))
	}
	return nil
}

func (m *Model) architecture() string {
	name, _ := llama.ModelMetaValStr(m.model, "general.architecture")
	return name
}

// Info describes the model.
func (m *Model) Info() inference.ModelInfo { return m.info }

// SetThreads sets how many threads compute, in one lane at a time, and whether they are
// those for work in the background: then the caller runs on a thread of low priority.
func (m *Model) SetThreads(n int, background bool) {
	for _, l := range m.lanes {
		l.setThreads(poolKey{threads: n, background: background})
	}
}

// SetThreadsApart sets how many threads compute in each lane, in several at a time.
func (m *Model) SetThreadsApart(n int) {
	for _, l := range m.lanes {
		l.setThreads(poolKey{threads: n, lane: l.index})
	}
}

// Close frees the model's memory.
func (m *Model) Close() {
	for _, s := range m.sequences {
		s.EndSampling()
	}
	for _, l := range m.lanes {
		l.free()
	}
	m.lanes = nil
	if m.model != 0 {
		llama.ModelFree(m.model)
		m.model = 0
	}
}

// Encode returns one vector per text, of length 1. The texts together must fit
// into a batch (EncodeTokens), and be at most MaxSequences.
func (m *Model) Encode(ctx context.Context, texts [][]int32) ([][]float32, error) {
	rows := make([][]float32, len(texts))
	err := m.pooled(ctx, texts, m.info.Dimensions, func(i int, row []float32) { rows[i] = normalised(row) })
	return rows, err
}

// Score returns one score per pair of a query and a text, the higher the better
// the text answers it: what the classifier's head gives, a logit for most models
// and the probability of "yes" for Qwen3-Reranker. The pairs together must fit
// into a batch (EncodeTokens), and be at most MaxSequences.
func (m *Model) Score(ctx context.Context, pairs [][]int32) ([]float32, error) {
	scores := make([]float32, len(pairs))
	err := m.pooled(ctx, pairs, 1, func(i int, row []float32) { scores[i] = row[0] })
	if err == nil && slices.ContainsFunc(scores, func(s float32) bool { return math.IsNaN(float64(s)) || math.IsInf(float64(s), 0) }) {
		err = errors.New("the model gave a score that is no number; its file may be damaged")
	}
	return scores, err
}

// pooled computes texts and hands on the first columns values that each one's
// pooling gives. They are valid during the call only.
func (m *Model) pooled(ctx context.Context, texts [][]int32, columns int, each func(i int, row []float32)) error {
	l := m.first
	l.batch.Clear()
	for i, text := range texts {
		for at, token := range text {
			if err := l.batch.Add(llama.Token(token), llama.Pos(at), []llama.SeqId{llama.SeqId(i)}, true); err != nil {
				return fmt.Errorf("filling a batch of texts: %w", err)
			}
		}
	}
	run := llama.Encode
	if l.memory != 0 {
		llama.MemoryClear(l.memory, false)
		run = llama.Decode
	}
	if _, err := l.compute(ctx, func() (int32, error) { return run(l.ctx, l.batch) }); err != nil {
		return err
	}
	for i := range texts {
		row, err := llama.GetEmbeddingsSeq(l.ctx, llama.SeqId(i), int32(columns))
		if err != nil || row == nil {
			return errors.New("the model gave nothing for a text")
		}
		each(i, row)
	}
	return nil
}

// EncodeTokens is how many tokens fit into one call of Encode.
func (m *Model) EncodeTokens() int { return int(llama.NUBatch(m.first.ctx)) }

func loadFailed(path string, err error) error {
	why := takeLastError()
	if why == "" {
		why = err.Error()
	}
	return &inference.Error{Code: inference.CodeModelBroken, Message: fmt.Sprintf("The model file %s cannot be loaded. llama.cpp says: %s", path, why)}
}

// normalised copies a vector and scales it to length 1.
func normalised(v []float32) []float32 {
	out := slices.Clone(v)
	var sum float64
	for _, x := range out {
		sum += float64(x) * float64(x)
	}
	if sum > 0 {
		scale := float32(1 / math.Sqrt(sum))
		for i := range out {
			out[i] *= scale
		}
	}
	return out
}
