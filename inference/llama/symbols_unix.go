//go:build linux || darwin

package llama

import (
	"bufio"
	"os"
	"strings"

	"github.com/ebitengine/purego"
	"github.com/hybridgroup/yzma/pkg/loader"
)

// loadedVersion asks the loaded libggml-base for its version, or returns "".
func loadedVersion(dir string) string {
	lib, err := purego.Dlopen(loader.GetLibraryFilename(dir, "ggml-base"), purego.RTLD_LAZY)
	if err != nil {
		return ""
	}
	address, err := purego.Dlsym(lib, "ggml_version")
	if err != nil {
		return ""
	}
	var version func() string
	purego.RegisterFunc(&version, address)
	return version()
}

// tryLibrary opens a library as llama.cpp will, which does not say why it could not:
// mostly for want of a driver's own library.
func tryLibrary(path string) error {
	_, err := purego.Dlopen(path, purego.RTLD_LAZY)
	return err
}

// abortTest is the address of the C library's strlen. As llama.cpp's abort
// callback, bool (*)(void *), it answers "is the text at this address not
// empty?": a flag that costs a few nanoseconds to read, where a callback into
// Go would cost a microsecond for every node of every token's graph.
func abortTest() uintptr {
	address, err := purego.Dlsym(purego.RTLD_DEFAULT, "strlen")
	if err != nil {
		return 0
	}
	return address
}

// cpuVariant returns which of the CPU libraries was chosen, e.g. "zen4".
func cpuVariant() string {
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if _, name, ok := strings.Cut(lines.Text(), "libggml-cpu-"); ok {
			return strings.TrimSuffix(name, ".so")
		}
	}
	return ""
}
