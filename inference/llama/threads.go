package llama

import "github.com/hybridgroup/yzma/pkg/llama"

// pools are ggml's worker threads, made when first needed. Without one, ggml
// starts and ends its threads for each graph, that is for each token.
//
// There is one for each number of threads: in a larger pool, the workers that a
// graph leaves out do not sleep, they spin (ggml_graph_compute_poll_for_work),
// which takes the very core that was to be left to others. And there is one for
// work that a person waits for and one for work in the background, because a
// worker has the priority of the thread that made it.
type pools map[poolKey]llama.Threadpool

type poolKey struct {
	threads    int
	background bool
	lane       int // those of several may compute at the same time
}

// get returns a pool, 0 where this build of llama.cpp has none.
func (p pools) get(key poolKey) llama.Threadpool {
	pool, ok := p[key]
	if !ok {
		// llama-bench's parameters, which are ggml's own.
		params := llama.ThreadpoolParamsDefault(int32(key.threads))
		pool, _ = llama.ThreadpoolNew(&params)
		p[key] = pool
	}
	return pool
}
