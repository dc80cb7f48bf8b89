package engine

import (
	"context"

	"carrel/inference"
	"carrel/inference/llama"
)

const (
	// packTokens is up to how many tokens texts share a micro-batch of llama.cpp's. From 64 on,
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
	job := &packed{
		server: s, spec: q.Model, count: len(q.Texts), class: classQuick,
		tokens: func(v *volume, i, limit int) []int32 { return v.TokenizeText(q.Texts[i], limit) },
		compute: func(ctx context.Context, v *volume, batch [][]int32) ([][]float32, error) {
			return v.Encode(ctx, batch)
		},
		emit: emit,
	}
	if len(q.Texts) > quickTexts {
		job.class = classBulk
	}
	return job.run(ctx)
}

// quickPairs is up to how many texts a request to rerank goes before answers: a
// search waits for it.
const quickPairs = 64

// rerank computes a score for each text and hands them on in order, as rows of
// one value, a few at a time.
func (s *server) rerank(ctx context.Context, q inference.RerankRequest, emit func([][]float32) error) error {
	q.Model.Kind = inference.KindRerank
	job := &packed{
		server: s, spec: q.Model, count: len(q.Texts), class: classQuick,
		tokens: func(v *volume, i, limit int) []int32 { return v.TokenizePair(q.Query, q.Texts[i], limit) },
		compute: func(ctx context.Context, v *volume, batch [][]int32) ([][]float32, error) {
			scores, err := v.Score(ctx, batch)
			rows := make([][]float32, len(scores))
			for i := range scores {
				rows[i] = scores[i : i+1]
			}
			return rows, err
		},
		emit: emit,
	}
	if len(q.Texts) > quickPairs {
		job.class = classBulk
	}
	return job.run(ctx)
}

// packed computes many short pieces of text, as many at a time as share a
// micro-batch, and lets others have the turn after each.
type packed struct {
	*server
	spec    inference.ModelSpec
	count   int
	class   class
	tokens  func(v *volume, i, limit int) []int32 // of piece i
	compute func(ctx context.Context, v *volume, batch [][]int32) ([][]float32, error)
	emit    func([][]float32) error

	waiting [][]int32 // tokens of the pieces that come next
}

func (p *packed) run(ctx context.Context) error {
	if err := checkSpec(p.spec); err != nil {
		return err
	}
	for done := 0; done < p.count; {
		if err := p.turn.take(ctx, p.class, p.count-done); err != nil {
			return err
		}
		var n int
		var err error
		step := func() { n, err = p.step(ctx, done) }
		if p.class == classBulk {
			p.background.do(step)
		} else {
			step()
		}
		p.turn.pass()
		if err != nil {
			return err
		}
		done += n
	}
	return nil
}

// step computes the pieces from the given one on, as many as share a micro-batch,
// and returns how many those were.
func (p *packed) step(ctx context.Context, from int) (int, error) {
	v, err := p.shelf.get(p.spec)
	if err != nil {
		return 0, err
	}
	limit := min(v.Info().ContextTokens, v.EncodeTokens())
	n, size, most := 0, 0, v.PackTokens()
	for from+n < p.count && n < maxPacked {
		if n == len(p.waiting) {
			p.waiting = append(p.waiting, p.tokens(v, from+n, limit))
		}
		next := len(p.waiting[n])
		if n > 0 && size+next > most {
			break
		}
		size += next
		n++
	}
	batch := p.waiting[:n]
	var rows [][]float32
	run := func(ctx context.Context, threads int) (err error) {
		v.SetThreads(threads, p.class == classBulk)
		rows, err = p.compute(ctx, v, batch)
		return err
	}
	if p.spec.Threads > 0 {
		err = run(ctx, p.spec.Threads)
	} else {
		err = v.many.run(ctx, size, run)
	}
	if err != nil {
		return 0, err
	}
	p.waiting = append(p.waiting[:0], p.waiting[n:]...)
	return n, p.emit(rows)
}
