package models

import (
	"cmp"
	"runtime"
	"sync"
	"time"

	"carrel/inference"
)

// Machine is what decides which models run here, and how fast they write.
type Machine struct {
	Memory Memory `json:"memory"`
	GPU    Memory `json:"gpu"` // of all graphics processors; zero where there is none
	// Rate is how many bytes of weights are gone through in a second while a model
	// writes, as measured with one; 0: not measured. Each token takes all of them
	// once, so that with a model's size it tells how fast that one writes.
	Rate      float64 `json:"bytes_per_second"`
	RateOnGPU bool    `json:"on_gpu"` // it was measured on the graphics processor
}

// Placement says where a model would run.
type Placement string

// The kinds of placement.
const (
	PlaceUnknown Placement = "unknown" // the machine does not tell its memory
	PlaceGPU     Placement = "gpu"     // all of it in the graphics processor's memory
	PlacePartly  Placement = "partly"  // some layers there, the others on the processor
	PlaceCPU     Placement = "cpu"
	PlaceNot     Placement = "too_big"
)

// Need is how much memory the engine takes with that file for so many tokens of
// context, in bytes, as File.Need has it, where only the catalogue is known.
func (o Offer) Need(f OfferFile, context int) int64 {
	const work = 300 << 20 // logits and rows for a micro-batch, with the largest vocabularies
	return f.Bytes + o.CacheBytes*int64(max(0, min(context, o.Context))) + work + engineBytes
}

// Place says where something that needs so many bytes would run.
func (m Machine) Place(need int64) Placement {
	// A driver keeps some of a card's memory for itself and for the screen.
	card := m.GPU.Free - m.GPU.Total/keptFreeOf
	switch {
	case card > 0 && need <= card:
		return PlaceGPU
	case m.Memory.Total == 0:
		return PlaceUnknown
	case card > 0 && m.Memory.Fits(need-card) != FitNot:
		return PlacePartly
	case m.Memory.Fits(need) != FitNot:
		return PlaceCPU
	}
	return PlaceNot
}

// TokensPerSecond estimates how fast a model writes of which each token takes so
// many bytes of weights; 0 where that cannot be told.
func (m Machine) TokensPerSecond(weights int64, place Placement) float64 {
	if weights <= 0 || place != PlaceCPU && place != PlaceGPU || (place == PlaceGPU) != m.RateOnGPU {
		return 0
	}
	return m.Rate / float64(weights)
}

// PerToken is how many bytes of a file's weights each token takes.
func (o Offer) PerToken(f OfferFile) int64 {
	active := cmp.Or(o.Active, o.Parameters)
	return int64(float64(f.Bytes) * float64(active) / float64(o.Parameters))
}

// Recommend gives the largest of the models made for answering that runs well
// here: its memory is free now, and it writes at least `least` tokens a second.
// Where none is so fast, it is the smallest; false where not even that fits.
func (c Catalogue) Recommend(m Machine, context int, least float64) (Offer, bool) {
	var best, smallest Offer
	for _, o := range c.Models {
		if o.Step == 0 {
			continue
		}
		need := o.Need(o.Files[0], context)
		place := m.Place(need)
		free := place == PlaceGPU || place == PlaceCPU && m.Memory.Fits(need) == FitWell
		if free && (smallest.Step == 0 || o.Step < smallest.Step) {
			smallest = o
		}
		if free && o.Step > best.Step && m.TokensPerSecond(o.PerToken(o.Files[0]), place) >= least {
			best = o
		}
	}
	if best.Step == 0 {
		best = smallest
	}
	return best, best.Step > 0
}

// GPUMemory adds up the memory of the graphics processors among an engine's devices.
func GPUMemory(devices []inference.Device) (m Memory) {
	for _, d := range devices {
		if d.Kind == "gpu" {
			m.Total += int64(d.MemoryTotal)
			m.Free += int64(d.MemoryFree)
		}
	}
	return m
}

// ReadRate measures how many bytes of main memory the processors read in a
// second, in about a tenth of one. A model's weights can't be gone through faster.
func ReadRate() float64 {
	const size = 128 << 20 // more than caches hold, on nearly all machines
	words := make([]uint64, size/8)
	for i := range words {
		words[i] = uint64(i) // or all of it is one page of zeros
	}
	share := (len(words) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	var best float64
	for range 3 {
		start := time.Now()
		var readers sync.WaitGroup
		for from := 0; from < len(words); from += share {
			part := words[from:min(from+share, len(words))]
			readers.Go(func() { keep(sum(part)) })
		}
		readers.Wait()
		best = max(best, size/time.Since(start).Seconds())
	}
	return best
}

func sum(words []uint64) uint64 {
	var a, b, c, d uint64
	for ; len(words) >= 4; words = words[4:] {
		a, b, c, d = a+words[0], b+words[1], c+words[2], d+words[3]
	}
	for _, w := range words {
		a += w
	}
	return a + b + c + d
}

// keep has the compiler not leave the sum out.
//
//go:noinline
func keep(uint64) {}
