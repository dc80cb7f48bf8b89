package inference

import (
	"fmt"
	"strings"
)

// Place says what of a model a graphics processor computes. The zero value leaves
// that to llama.cpp: all of it, where there is one.
type Place struct {
	Backend string `json:"backend,omitempty"` // whose devices, as in "CUDA" for CUDA0; NoBackend: none
	Layers  int    `json:"layers,omitempty"`  // of the model's, on those devices; 0: all
	// SmallCache keeps keys and values in 8 bits each instead of 16.
	SmallCache bool `json:"small_cache,omitempty"`
	// MostContext bounds the context where the request leaves it to the engine; 0: as
	// ever.
	MostContext int `json:"most_context,omitempty"`
}

const (
	// NoBackend has llama.cpp compute all of a model on the processor.
	NoBackend = "none"
	// ONNXBackend has ONNX Runtime compute an embedding model on the processor: the one
	// that comes with Carrel, which is there in its form too.
	ONNXBackend = "ONNX"
)

// OnGraphics says that a graphics processor that was named computes some of it.
func (p Place) OnGraphics() bool { return p.Special() && p.Backend != ONNXBackend }

// Special says that something was named that may fail where llama.cpp on the processor
// would not: a graphics processor, or ONNX Runtime.
func (p Place) Special() bool { return p.Backend != "" && p.Backend != NoBackend }

// BackendOf is the backend of a device, "" of one that is no graphics processor.
func BackendOf(d Device) string {
	if d.Kind != "gpu" && d.Kind != "igpu" {
		return ""
	}
	return strings.TrimRight(d.Name, "0123456789")
}

// On are the indices of the devices that compute what is at the place: of its
// backend, those with memory of their own where there are any.
func (p Place) On(devices []Device) []int {
	for _, kind := range []string{"gpu", "igpu"} {
		var found []int
		for i, d := range devices {
			if d.Kind == kind && BackendOf(d) == p.Backend {
				found = append(found, i)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// String says in words where that is.
func (p Place) String() string {
	switch {
	case p.Backend == NoBackend:
		return "on the processor"
	case p.Backend == "":
		return "as llama.cpp chooses"
	case p.Backend == ONNXBackend:
		return "by ONNX Runtime on the processor"
	}
	text := "all of it on the graphics processor (" + p.Backend + ")"
	if p.Layers > 0 {
		text = fmt.Sprintf("%d layers of it on the graphics processor (%s)", p.Layers, p.Backend)
	}
	if p.SmallCache {
		text += ", half the memory for what it has read"
	}
	if p.MostContext > 0 {
		text += fmt.Sprintf(", at most %d tokens at once", p.MostContext)
	}
	return text
}
