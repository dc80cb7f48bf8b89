// Package llama runs llama.cpp through github.com/hybridgroup/yzma. It is the
// only package that imports it. Its Model is what package engine asks of a
// backend.
package llama

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
	"carrel/inference/llama/libffi"
)

// The binding and the library that it is made for. The binding passes C structs
// by value: with any other release their layouts may differ, and nothing would
// say so but wrong results. Move both together.
const (
	BindingVersion = "1.28.0"
	LibraryVersion = "v0.5.0"
	ggmlVersion    = "0.25.1" // of the ggml in that release
)

// Library is llama.cpp, loaded. There is one per process.
type Library struct {
	dir     string
	packs   []string // folders
	threads int
	pools   pools
}

// Open loads llama.cpp's libraries from dir, and those of packs for graphics processors
// from folders of their own, in which there are no others. Errors are *inference.Error.
func Open(dir string, packs ...string) (*Library, error) {
	if err := libffi.Missing(); err != nil {
		return nil, missing(err.Error() + ".")
	}
	for _, dir := range append([]string{dir}, packs...) {
		if err := checkVersion(dir); err != nil {
			return nil, err
		}
	}
	if err := llama.Load(dir); err != nil {
		return nil, missing(loadWords(dir, err))
	}
	// Through the loaded library itself: the files could have been exchanged
	// under a VERSION that stayed.
	if got := loadedVersion(dir); got != "" && got != ggmlVersion {
		return nil, wrongVersion("the loaded library says that it is ggml " + got + ", and not " + ggmlVersion)
	}
	logToStderr()
	llama.BackendInit()
	if err := llama.GGMLBackendLoadAllFromPath(dir); err != nil {
		return nil, missing(loadWords(dir, err))
	}
	for _, pack := range packs {
		if err := loadPack(pack); err != nil {
			return nil, err
		}
	}
	if err := checkLayout(); err != nil {
		return nil, err
	}
	if llama.GGMLBackendDeviceCount() == 0 {
		return nil, missing("The engine's libraries in " + dir + " hold none for this processor. Install Carrel's engine for " + runtime.GOOS + "/" + runtime.GOARCH + ".")
	}
	return &Library{dir: dir, packs: packs, threads: maxThreads(), pools: pools{}}, nil
}

// loadPack loads the libraries in a pack's folder. A driver that does not work may end
// the process here; or it gives no device.
func loadPack(dir string) error {
	libraries, _ := filepath.Glob(filepath.Join(dir, "*ggml-*"))
	for _, path := range libraries {
		if err := tryLibrary(path); err != nil {
			return missing(fmt.Sprintf("the library %s cannot be loaded (%v)", path, err))
		}
	}
	before := llama.GGMLBackendRegCount()
	if err := llama.GGMLBackendLoadAllFromPath(dir); err != nil {
		return missing(loadWords(dir, err))
	}
	if llama.GGMLBackendRegCount() == before {
		return missing("there is no library for graphics processors in " + dir + ", or their driver refuses it")
	}
	return nil
}

// Info describes the library and the devices it computes on.
func (l *Library) Info() inference.EngineInfo {
	info := inference.EngineInfo{
		Library:    LibraryVersion,
		Binding:    "yzma " + BindingVersion,
		LibraryDir: l.dir,
		Threads:    l.threads,
		PID:        os.Getpid(),
	}
	for _, pack := range l.packs {
		info.Packs = append(info.Packs, filepath.Base(pack))
	}
	for i := range llama.GGMLBackendDeviceCount() {
		info.Devices = append(info.Devices, describe(llama.GGMLBackendDeviceGet(i)))
	}
	for i := range llama.GGMLBackendRegCount() {
		name := llama.GGMLBackendRegName(llama.GGMLBackendRegGet(i))
		if name == "CPU" {
			if variant := cpuVariant(); variant != "" {
				name += " (" + variant + ")"
			}
		}
		info.Backends = append(info.Backends, name)
	}
	return info
}

func describe(dev llama.GGMLBackendDevice) inference.Device {
	free, total := llama.GGMLBackendDeviceMemory(dev)
	return inference.Device{
		Name:        llama.GGMLBackendDeviceName(dev),
		Description: llama.GGMLBackendDeviceDescription(dev),
		Kind:        strings.ToLower(llama.GGMLBackendDevType(dev).String()),
		MemoryFree:  free,
		MemoryTotal: total,
	}
}

// MaxThreads is the largest useful number of threads.
func (l *Library) MaxThreads() int { return l.threads }

// maxThreads is what the process may use: the cores of its affinity mask, or
// fewer where a cgroup grants less (both known to the runtime).
func maxThreads() int { return min(runtime.NumCPU(), runtime.GOMAXPROCS(0)) }

// checkVersion compares the release that set-up wrote beside the libraries.
func checkVersion(dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, "VERSION"))
	if err != nil {
		if _, statErr := os.Stat(dir); statErr != nil {
			return missing("The engine's libraries are not there: " + dir + " does not exist. In a checkout run `make setup`; otherwise install Carrel again.")
		}
		return wrongVersion("the file VERSION beside them cannot be read (" + err.Error() + ")")
	}
	if got := strings.TrimSpace(string(b)); got != LibraryVersion {
		return wrongVersion("they are llama.cpp " + got + ", and this Carrel needs " + LibraryVersion)
	}
	return nil
}

// checkLayout compares defaults that the library returns inside structs with
// what its pinned release documents (llama_context_default_params,
// llama_model_default_params). If the binding's idea of a struct differs from
// the library's, the values land in other fields.
func checkLayout() error {
	c := llama.ContextDefaultParams()
	m := llama.ModelDefaultParams()
	ok := c.NCtx == 512 && c.NBatch == 2048 && c.NUbatch == 512 && c.NSeqMax == 1 &&
		c.RopeScalingType == llama.RopeScalingTypeUnspecified && c.PoolingType == llama.PoolingTypeUnspecified &&
		c.AttentionType == llama.AttentionTypeUnspecified && c.FlashAttentionType == llama.FlashAttentionTypeAuto &&
		c.YarnExtFactor == -1 && c.TypeK == llama.GGMLTypeF16 && c.TypeV == llama.GGMLTypeF16 &&
		c.AbortCallback == 0 && c.Embeddings == 0 && c.Offload_kqv == 1 && c.CtxOther == 0 && c.NSamplers == 0 &&
		m.Devices == 0 && m.SplitMode == llama.SplitModeLayer && m.MainGpu == 0 && m.ProgressCallback == 0 &&
		m.VocabOnly == 0 && m.UseExtraBufts == 1
	if !ok {
		return wrongVersion(fmt.Sprintf("their structs are not those of llama.cpp %s", LibraryVersion))
	}
	return nil
}

func missing(words string) error {
	return &inference.Error{Code: inference.CodeLibraryMissing, Message: "The engine cannot start: " + words}
}

func wrongVersion(why string) error {
	return &inference.Error{Code: inference.CodeLibraryVersion, Message: "The engine's libraries do not fit this Carrel: " + why + ". In a checkout run `make setup`; otherwise install Carrel again."}
}

// loadWords names the package that is missing where the loader's message shows
// it; the message alone means little to most people.
func loadWords(dir string, err error) string {
	text := err.Error()
	for lib, install := range map[string]string{
		"libstdc++.so.6": "libstdc++6", "libgcc_s.so.1": "libgcc-s1", "libgomp.so.1": "libgomp1",
	} {
		if strings.Contains(text, lib) {
			return "the system library " + lib + " is missing. Install it (on Debian and Ubuntu: apt install " + install + ") and start Carrel again."
		}
	}
	return "its libraries in " + dir + " cannot be loaded (" + text + "). In a checkout run `make setup`; otherwise install Carrel again."
}
