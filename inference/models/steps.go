package models

import (
	"slices"

	"carrel/inference"
)

// lessContext is for how many tokens a model is loaded where its usual context is too
// much for the graphics processor.
const lessContext = 4096

// Steps are the ways to compute a model on an engine's devices, the fastest first:
// on each backend with graphics processors all of it, all of it in less memory, and
// seven to one eighths of its layers; then by ONNX Runtime, for a model that has a Twin;
// last, by llama.cpp on the processor. Without any of these but the last there is one way,
// the zero Place.
func (f File) Steps(devices []inference.Device) []inference.Place {
	var steps []inference.Place
	var seen []string
	for _, kind := range []string{"gpu", "igpu"} { // what has memory of its own is faster
		for _, d := range devices {
			backend := inference.BackendOf(d)
			if d.Kind != kind || slices.Contains(seen, backend) {
				continue
			}
			seen = append(seen, backend)
			less := inference.Place{Backend: backend, MostContext: lessContext}
			small := less
			small.SmallCache = f.shape.keys%cacheBlock == 0 && f.shape.values%cacheBlock == 0
			steps = append(steps, inference.Place{Backend: backend}, small)
			for eighths := 7; eighths > 0; eighths-- {
				if n := int(f.shape.layers) * eighths / 8; n > 0 && n != less.Layers {
					less.Layers = n
					steps = append(steps, less)
				}
			}
		}
	}
	if Twin(inference.ModelSpec{Path: f.Path, Kind: f.Kind}) != "" {
		steps = append(steps, inference.Place{Backend: inference.ONNXBackend})
	}
	if len(steps) == 0 {
		return []inference.Place{{}}
	}
	return append(steps, inference.Place{Backend: inference.NoBackend})
}

// cacheBlock is how many keys or values of a head Q8_0 keeps together: llama.cpp
// refuses it for heads of other lengths.
const cacheBlock = 32

// Fits says whether there is memory for a model that is computed there, with so many
// tokens of context: true also where the devices do not tell theirs.
func (f File) Fits(place inference.Place, context int, devices []inference.Device) bool {
	var card Memory
	for _, i := range place.On(devices) {
		card.Total += int64(devices[i].MemoryTotal)
		card.Free += int64(devices[i].MemoryFree)
	}
	if card.Total == 0 {
		return true
	}
	if place.MostContext > 0 {
		context = min(context, place.MostContext)
	}
	work := f.Need(0) - f.Bytes
	cache := f.Need(context) - f.Need(0)
	if place.SmallCache {
		cache = cache * 17 / 32 // a block has 32 bytes, and 2 for its scale, of 64
	}
	share := 1.0
	if layers := f.shape.layers; place.Layers > 0 && layers > 0 {
		share = min(1, float64(place.Layers)/float64(layers))
	}
	return int64(share*float64(f.Bytes+cache))+work <= card.Free
}
