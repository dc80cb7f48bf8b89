package models

import (
	"slices"
	"strings"
	"testing"

	"carrel/inference"
)

func TestStepsGoDown(t *testing.T) {
	file := File{Bytes: 4 << 30, shape: shape{layers: 32, keyHeads: 8, keys: 128, values: 128, width: 4096, vocabulary: 128_000}}
	cpu := inference.Device{Name: "CPU", Kind: "cpu"}
	if steps := file.Steps([]inference.Device{cpu}); len(steps) != 1 || steps[0] != (inference.Place{}) {
		t.Errorf("without a graphics processor: %v", steps)
	}
	devices := []inference.Device{cpu, {Name: "Vulkan0", Kind: "igpu"}, {Name: "CUDA0", Kind: "gpu", MemoryTotal: 8 << 30, MemoryFree: 7 << 30}, {Name: "CUDA1", Kind: "gpu"}, {Name: "Vulkan1", Kind: "gpu"}}
	steps := file.Steps(devices)
	var backends string
	for _, s := range steps {
		backends += s.Backend + " "
	}
	if backends != strings.Repeat("CUDA ", 9)+strings.Repeat("Vulkan ", 9)+"none " || steps[0].SmallCache || !steps[1].SmallCache || steps[2].Layers != 28 || steps[8].Layers != 4 {
		t.Errorf("%+v", steps)
	}
	for i := range 9 {
		if !file.Fits(steps[i], 8192, devices) {
			t.Errorf("%v does not fit into 7 GB", steps[i])
		}
	}
	// Of 4 GB of weights and 1 GB for 8,192 tokens all fit into 5.5 GB, less into less;
	// and of the layers about as many as there is memory for.
	for free, first := range map[uint64]int{5_800 << 20: 0, 4_800 << 20: 1, 4_200 << 20: 3, 3 << 30: 5, 2 << 30: 6, 1 << 20: 18} {
		devices[2].MemoryFree = free
		got := 18
		for i, s := range steps {
			if s.Backend == "CUDA" && file.Fits(s, 8192, devices) {
				got = i
				break
			}
		}
		if got != first {
			t.Errorf("with %d MB free step %d is the first that fits, want %d", free>>20, got, first)
		}
	}
	if !file.Fits(steps[9], 8192, devices) {
		t.Error("where a device does not tell its memory the model is not tried")
	}
	// The card's driver serves the processor's own graphics too, which is slower.
	if on := steps[9].On(devices); !slices.Equal(on, []int{4}) {
		t.Errorf("Vulkan computes on the devices %v", on)
	}
	if on := steps[9].On(devices[:2]); !slices.Equal(on, []int{1}) {
		t.Errorf("without the card Vulkan computes on the devices %v", on)
	}
	file.shape.keys = 80
	if slices.ContainsFunc(file.Steps(devices), func(p inference.Place) bool { return p.SmallCache }) {
		t.Error("keys of 80 values are kept in blocks of 32")
	}
}
