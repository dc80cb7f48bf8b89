package llama

import (
	"runtime"

	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

// cacheQ8 is ggml's type of 8-bit numbers with a scale for each 32.
const cacheQ8 = llama.GGMLTypeQ8_0

// placed sets where a model's layers are computed. Until release is called llama.cpp
// may read the list of devices.
func placed(params *llama.ModelParams, place inference.Place) (release func()) {
	var pin runtime.Pinner
	if place.Backend == "" {
		return pin.Unpin
	}
	var all []inference.Device
	for i := range llama.GGMLBackendDeviceCount() {
		all = append(all, describe(llama.GGMLBackendDeviceGet(i)))
	}
	var devices []llama.GGMLBackendDevice
	for _, i := range place.On(all) {
		devices = append(devices, llama.GGMLBackendDeviceGet(uint64(i)))
	}
	switch {
	case len(devices) == 0: // none is wanted, or it is gone
		params.NGpuLayers = 0
	case place.Layers > 0:
		params.NGpuLayers = int32(place.Layers)
	}
	// An empty list keeps all graphics processors out of it; none at all would have
	// llama.cpp start them, whatever the number of layers.
	devices = append(devices, 0)
	pin.Pin(&devices[0])
	_ = params.SetDevices(devices) // it fails without the 0 at the end
	return pin.Unpin
}

// computed sets what a context's parameters have of the place.
func (m *Model) computed(params *llama.ContextParams) {
	if m.place.SmallCache {
		params.TypeK, params.TypeV = cacheQ8, cacheQ8
	}
	if m.place.Backend == inference.NoBackend {
		params.Offload_kqv, params.OpOffload = 0, 0
	}
}
