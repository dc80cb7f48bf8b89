package engine

import (
	"context"

	"carrel/inference"
	"carrel/inference/llama"
)

const (
	// packTokens is up to how many tokens texts share a micro-batch. From 64 on,
	// llama.cpp computes attention in tiles (50 tokens: 1,280 tokens/s of one
	// core alone, 3,320 in pairs); but attention runs over the whole micro-batch,
	// also between texts, so that larger ones lose again (14 tokens: 3,360 nine
	// at a time, 3,050 eighteen at a time).
	packTokens = 128
	// quickTexts is up to how many texts a request goes before answers: a search
	// waits for it.
	quickTexts = 4
	// maxPacked is how many texts share a micro-batch at most.
	maxPacked = llama.MaxSequences
)

// embed computes a vector for each text and hands them on in order, a few at a
// time. Many texts are work in the background, which lets everything else go
// first after each micro-batch.
func (s *server) embed(ctx context.Context, q inference.EmbedRequest, emit func([][]float32) error) error {
	q.Model.Kind = inference.KindEmbedding
	if err := checkSpec(q.Model); err != nil {
		return err
	}
	job := &embedding{server: s, spec: q.Model, emit: emit, class: classQuick}
	if len(q.Texts) > quickTexts {
		job.class = classBulk
	}
	return job.run(ctx, q.Texts)
}

type embedding struct {
	*server
	spec  inference.ModelSpec
	emit  func([][]float32) error
	class class
}

func (e *embedding) run(ctx context.Context, texts []string) error {
	var waiting [][]int32 // tokens of the texts that come next
	for done := 0; done < len(texts); {
		if err := e.turn.take(ctx, e.class, len(texts)-done); err != nil {
			return err
		}
		var n int
		var err error
		step := func() { n, err = e.step(ctx, texts[done:], &waiting) }
		if e.class == classBulk {
			e.background.do(step)
		} else {
			step()
		}
		e.turn.pass()
		if err != nil {
			return err
		}
		done += n
	}
	return nil
}

// step computes the vectors of the first texts, as many as share a micro-batch,
// and returns how many those were.
func (e *embedding) step(ctx context.Context, texts []string, waiting *[][]int32) (int, error) {
	v, err := e.shelf.get(e.spec)
	if err != nil {
		return 0, err
	}
	limit := min(v.Info().ContextTokens, v.EncodeTokens())
	n, size := 0, 0
	for n < len(texts) && n < maxPacked {
		if n == len(*waiting) {
			*waiting = append(*waiting, v.TokenizeText(texts[n], limit))
		}
		next := len((*waiting)[n])
		if n > 0 && size+next > packTokens {
			break
		}
		size += next
		n++
	}
	batch := (*waiting)[:n]
	var rows [][]float32
	run := func(ctx context.Context, threads int) (err error) {
		v.SetThreads(threads, e.class == classBulk)
		rows, err = v.Encode(ctx, batch)
		return err
	}
	if e.spec.Threads > 0 {
		err = run(ctx, e.spec.Threads)
	} else {
		err = v.many.run(ctx, size, run)
	}
	if err != nil {
		return 0, err
	}
	*waiting = append((*waiting)[:0], (*waiting)[n:]...)
	return n, e.emit(rows)
}
