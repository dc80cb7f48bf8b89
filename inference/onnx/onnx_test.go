package onnx

import (
	"debug/elf"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"carrel/inference/models"
)

const dimensions = 384

// bundled are the library and the embedding model that come with Carrel.
func bundled(t *testing.T) (*Library, []byte) {
	t.Helper()
	resources, err := models.ResourceDir()
	if err != nil {
		t.Skip(err)
	}
	path := models.ONNXRuntime(resources)
	if _, err := os.Stat(path); err != nil {
		t.Skip("there is no ONNX Runtime here: ", err)
	}
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.onnx"))
	if len(files) != 1 {
		t.Fatalf("the models %q", files)
	}
	model, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	l, err := opened(path)
	if err != nil {
		t.Fatal(err)
	}
	return l, model
}

var opened = func() func(string) (*Library, error) {
	var once sync.Once
	var l *Library
	var err error
	return func(path string) (*Library, error) { once.Do(func() { l, err = Open(path) }); return l, err }
}()

// hello is "hello world" in WordPiece, between its markers.
var hello = []int32{101, 7592, 2088, 102}

func TestEncode(t *testing.T) {
	l, model := bundled(t)
	version, err := os.ReadFile(filepath.Join(os.Getenv("CARREL_RESOURCES"), "onnxruntime", "VERSION"))
	if err == nil && strings.TrimSpace(string(version)) != l.Version() {
		t.Errorf("the library calls itself %s, and set-up %s", l.Version(), version)
	}
	e, err := l.Load(model, dimensions)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	want, err := e.Encode(hello)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, x := range want {
		sum += float64(x) * float64(x)
	}
	if len(want) != dimensions || math.Abs(sum-1) > 1e-4 {
		t.Errorf("%d numbers of the length %.4f", len(want), math.Sqrt(sum))
	}
	other, err := e.Encode([]int32{101, 2054, 2003, 1996, 3007, 102})
	if err != nil || slices.Equal(want, other) {
		t.Errorf("another text has the same vector (%v)", err)
	}
	// Several at once, of other lengths, leave each as it is alone.
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			long := slices.Repeat(hello[1:3], 1+10*i)
			if _, err := e.Encode(long); err != nil {
				t.Error(err)
			}
			if got, err := e.Encode(hello); err != nil || !slices.Equal(got, want) {
				t.Errorf("beside others the vector is another one (%v)", err)
			}
		})
	}
	group.Wait()
}

// What cannot be computed is an error with the library's words, and leaves the encoder
// as it was.
func TestRefused(t *testing.T) {
	l, model := bundled(t)
	for name, content := range map[string][]byte{
		"empty": nil, "no model": []byte("%PDF-1.4 and so on"), "cut off": model[:len(model)/2],
	} {
		if e, err := l.Load(content, dimensions); err == nil {
			e.Close()
			t.Errorf("what is %s was loaded", name)
		}
	}
	e, err := l.Load(model, dimensions)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	want, err := e.Encode(hello)
	if err != nil {
		t.Fatal(err)
	}
	for name, tokens := range map[string][]int32{
		"nothing": nil, "no such word": {101, 1 << 30, 102}, "a negative word": {-40000}, "more than it has places for": slices.Repeat(hello, 200),
	} {
		if _, err := e.Encode(tokens); err == nil || err.Error() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := e.Encode(hello); err != nil || !slices.Equal(got, want) {
		t.Errorf("after what failed: %v", err)
	}
	wrong, err := l.Load(model, dimensions/2)
	if err != nil {
		t.Fatal(err)
	}
	defer wrong.Close()
	if _, err := wrong.Encode(hello); err == nil {
		t.Error("a vector of 384 numbers was written into 192")
	}
}

func TestOpenRefused(t *testing.T) {
	text := filepath.Join(t.TempDir(), "libonnxruntime.so")
	if err := os.WriteFile(text, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, filepath.Join(t.TempDir(), "gone.so")} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "cannot be loaded") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The library cannot reach a network: it does not even ask the system for sockets. Releases
// from 1.29 on bring an uploader of telemetry, which is on unless it is told otherwise.
func TestNoNetwork(t *testing.T) {
	resources, err := models.ResourceDir()
	if err != nil {
		t.Skip(err)
	}
	file, err := elf.Open(models.ONNXRuntime(resources))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no ONNX Runtime here: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.ImportedSymbols()
	if err != nil || len(symbols) < 100 {
		t.Fatalf("%d symbols, %v", len(symbols), err)
	}
	for _, s := range symbols {
		switch s.Name {
		case "socket", "connect", "getaddrinfo", "gethostbyname", "sendto", "sendmsg":
			t.Errorf("it calls %s", s.Name)
		}
	}
	libraries, err := file.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range libraries {
		if name, _, _ := strings.Cut(l, ".so"); !slices.Contains([]string{"libdl", "librt", "libpthread", "libstdc++", "libm", "libgcc_s", "libc", "ld-linux-x86-64"}, name) {
			t.Errorf("it brings %s", l)
		}
	}
}
