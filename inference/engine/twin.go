package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/onnx"
)

// twin is an embedding model that llama.cpp has loaded, and ONNX Runtime too, which
// computes it faster. llama.cpp turns texts into tokens, and computes if ONNX Runtime fails.
type twin struct {
	*nativeModel
	encoder *onnx.Encoder
	crews   *[2]crew // for what is waited for, and for the background
	threads int
	crew    *crew
	failed  atomic.Bool // ONNX Runtime failed: llama.cpp computes until the model is loaded again
}

// onnxRuntime is ONNX Runtime as a process has it: it is loaded when a model first wants it.
type onnxRuntime struct {
	version string // as set-up noted it; "": it is not there, or nobody knows which it is
	library func() (*onnx.Library, error)
	crews   [2]crew
}

func newONNXRuntime(resources string) *onnxRuntime {
	var version []byte
	if _, err := os.Stat(models.ONNXRuntime(resources)); err == nil {
		version, _ = os.ReadFile(filepath.Join(filepath.Dir(models.ONNXRuntime(resources)), "VERSION"))
	}
	return &onnxRuntime{
		version: strings.TrimSpace(string(version)),
		library: sync.OnceValues(func() (*onnx.Library, error) { return onnx.Open(models.ONNXRuntime(resources)) }),
		crews:   [2]crew{{urgent: true}, {}},
	}
}

// load adds ONNX Runtime to a model that llama.cpp has loaded, whose twin is at path.
// Errors say why it is not to be used.
func (o *onnxRuntime) load(m *nativeModel, path string) (*twin, error) {
	library, err := o.library()
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	encoder, err := library.Load(content, m.Info().Dimensions)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be loaded (%w)", path, err)
	}
	t := &twin{nativeModel: m, encoder: encoder, crews: &o.crews, threads: 1, crew: &o.crews[0]}
	if err := t.compare(); err != nil {
		encoder.Close()
		return nil, err
	}
	return t, nil
}

// Texts whose vectors by both have to be alike before ONNX Runtime is believed, and how
// alike: its one scale for a matrix of 8-bit numbers leaves 0.988 and more of the
// cosine, and 16-bit sums that overflow, or other words for the same numbers, far less.
var comparedTexts = []string{
	"The invoice of 14 March 2023 is for €1,577.40, and was paid on time.",
	"What side effects does the medicine have, and who must not take it?",
	"Photosynthesis turns light into chemical energy.",
	"x",
}

const leastAlike = 0.97

// compare has both compute the same texts.
func (t *twin) compare() error {
	for _, text := range comparedTexts {
		tokens := t.TokenizeText(text, t.EncodeTokens())
		a, err := t.nativeModel.Encode(context.Background(), [][]int32{tokens})
		if err != nil {
			return err
		}
		b, err := t.encoder.Encode(tokens)
		if err != nil {
			return err
		}
		if alike := dot(a[0], b); !(alike >= leastAlike) { // no number is not alike either
			return fmt.Errorf("ONNX Runtime computes something else than llama.cpp (the cosine of a text's vectors is %.3f)", alike)
		}
	}
	return nil
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// Encode computes each text on one thread, and several at once: a vector does not depend
// on what is computed with it.
func (t *twin) Encode(ctx context.Context, texts [][]int32) ([][]float32, error) {
	if t.failed.Load() {
		return t.byLlama(ctx, texts)
	}
	rows := make([][]float32, len(texts))
	order := make([]int, len(texts)) // the longest first, so that none is computed alone at the end
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(texts[b]) - len(texts[a]) })
	var failure atomic.Pointer[error]
	t.crew.each(t.threads, len(texts), func(at int) {
		if ctx.Err() != nil || failure.Load() != nil {
			return
		}
		i := order[at]
		row, err := t.encoder.Encode(texts[i])
		if err != nil {
			failure.Store(&err)
		}
		rows[i] = row
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := failure.Load(); err != nil {
		fmt.Fprintln(os.Stderr, "carrel engine: ONNX Runtime failed, llama.cpp computes instead:", *err)
		t.failed.Store(true)
		return t.byLlama(ctx, texts)
	}
	return rows, nil
}

// byLlama has llama.cpp compute texts, as many at a time as fit into one call.
func (t *twin) byLlama(ctx context.Context, texts [][]int32) (rows [][]float32, err error) {
	for from := 0; from < len(texts); {
		to, size := from, 0
		for to < len(texts) && (to == from || size+len(texts[to]) <= t.EncodeTokens()) {
			size += len(texts[to])
			to++
		}
		some, err := t.nativeModel.Encode(ctx, texts[from:to])
		if err != nil {
			return nil, err
		}
		rows, from = append(rows, some...), to
	}
	return rows, nil
}

// onnxTokens is for how many tokens a thread each time has texts to compute: some 40 ms,
// for which others wait. Texts share nothing; of fewer, one thread often waited for the
// other's last one.
const onnxTokens = 512

// PackTokens is what keeps all threads at work.
func (t *twin) PackTokens() int {
	if t.failed.Load() {
		return t.nativeModel.PackTokens()
	}
	return onnxTokens * t.threads
}

func (t *twin) SetThreads(n int, background bool) {
	t.nativeModel.SetThreads(n, background)
	t.threads, t.crew = max(1, n), &t.crews[0]
	if background {
		t.crew = &t.crews[1]
	}
}

// Info may be asked for while the model computes.
func (t *twin) Info() inference.ModelInfo {
	info := t.nativeModel.Info()
	info.Place = inference.Place{Backend: inference.ONNXBackend}
	if t.failed.Load() {
		info.Place.Backend = inference.NoBackend
	}
	return info
}

func (t *twin) Close() {
	t.encoder.Close()
	t.nativeModel.Close()
}
