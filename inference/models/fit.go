package models

import "cmp"

// shape is what a model's memory depends on besides its weights.
type shape struct {
	layers, keyHeads, keys, values uint64 // of the attention; keys and values are a head's lengths
	width, vocabulary              uint64
}

func shapeOf(architecture string, h header) shape {
	number := func(key string) uint64 { return h.numbers[architecture+"."+key] }
	heads := max(1, number("attention.head_count"))
	width := number("embedding_length")
	s := shape{
		layers: number("block_count"),
		// Some have another number in each layer, as a list: all heads are the most.
		keyHeads:   cmp.Or(number("attention.head_count_kv"), heads),
		keys:       cmp.Or(number("attention.key_length"), width/heads),
		width:      width,
		vocabulary: cmp.Or(number("vocab_size"), h.lists["tokenizer.ggml.tokens"]),
	}
	s.values = cmp.Or(number("attention.value_length"), s.keys)
	return s
}

// What the engine needs beside the weights and the attention's cache: the
// libraries, and llama.cpp's working memory for a micro-batch of 256 tokens,
// whose largest pieces are the logits and a few rows of the model's width.
const (
	engineBytes = 80 << 20
	microBatch  = 256
	rowsAtWork  = 16
)

// Need is how much memory the engine takes, in bytes, with the model loaded for
// so many tokens of context: the weights, two bytes for each key and value of
// each token (float16), and what the computing needs. Models with a sliding
// window or without attention need less.
func (f File) Need(context int) int64 {
	s := f.shape
	cache := 2 * s.layers * s.keyHeads * (s.keys + s.values) * uint64(max(context, 0))
	work := 4 * microBatch * (s.vocabulary + rowsAtWork*s.width)
	return f.Bytes + int64(min(cache+work, 1<<50)) + engineBytes
}

// Fit says whether a model fits into this machine's memory.
type Fit string

// The kinds of fit.
const (
	FitUnknown Fit = "unknown" // the machine does not tell its memory
	FitWell    Fit = "well"    // into what is free now
	FitTight   Fit = "tight"   // when other programs are closed
	FitNot     Fit = "not"     // it is larger than the memory
)

// Memory is the machine's main memory, in bytes; 0 where it is not known.
type Memory struct {
	Total int64 `json:"total"`
	Free  int64 `json:"free"` // what programs can have without anything being swapped out
}

// The system and the window need some of the memory whatever is closed, and a
// machine without any free memory is slow for all programs.
const (
	forOthers  = 1 << 30
	keptFreeOf = 16 // a sixteenth of the memory
)

// Fits says whether something that needs so many bytes fits into m.
func (m Memory) Fits(need int64) Fit {
	switch {
	case m.Total == 0:
		return FitUnknown
	case need > m.Total-min(forOthers, m.Total/4):
		return FitNot
	case need > m.Free-m.Total/keptFreeOf:
		return FitTight
	}
	return FitWell
}
