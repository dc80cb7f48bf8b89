package models_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func makeModel(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	modeltest.Write(t, path, modeltest.Options{Dimensions: 4})
}

// Models of other programs are found where those keep them, each once, under the
// names that the programs give them.
func TestFindElsewhere(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home [mine]")
	makeModel(t, filepath.Join(home, ".lmstudio/models/maker/One-GGUF/one.Q4.gguf"))
	write(t, filepath.Join(home, ".lmstudio/models/maker/One-GGUF/notes.gguf"), "no model")

	blob := filepath.Join(home, "blob")
	makeModel(t, blob)
	data, err := os.ReadFile(blob)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	ollama := filepath.Join(home, ".ollama/models")
	write(t, filepath.Join(ollama, "blobs", "sha256-"+hash), string(data))
	write(t, filepath.Join(ollama, "manifests/host/library/two/latest"),
		fmt.Sprintf(`{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:%s"},{"mediaType":"text/plain","digest":"sha256:00"}]}`, hash))
	write(t, filepath.Join(ollama, "manifests/host/library/broken/latest"), `{"layers":`)
	write(t, filepath.Join(ollama, "manifests/host/library/sly/latest"),
		`{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:../../blob"}]}`)

	if runtime.GOOS != "windows" {
		// The Hugging Face cache has links to its files, two revisions the same one.
		hub := filepath.Join(home, ".cache/huggingface/hub/models--maker--three")
		makeModel(t, filepath.Join(hub, "blobs/abc"))
		for _, revision := range []string{"r1", "r2"} {
			dir := filepath.Join(hub, "snapshots", revision)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("../../blobs/abc", filepath.Join(dir, "three.gguf")); err != nil {
				t.Fatal(err)
			}
		}
		// A link to a folder above must not be walked round and round.
		if err := os.Symlink(home, filepath.Join(hub, "snapshots", "r1", "up")); err != nil {
			t.Fatal(err)
		}
	}

	var got []string
	for _, f := range models.Find(models.Elsewhere(home, func(string) string { return "" }), inference.KindEmbedding) {
		got = append(got, strings.TrimPrefix(f.Program+" "+f.Title+" "+filepath.Base(f.Path), " "))
	}
	want := []string{"LM Studio  one.Q4.gguf", "Ollama two:latest sha256-" + hash, "Hugging Face  three.gguf"}
	for _, w := range want {
		if runtime.GOOS == "windows" && strings.HasPrefix(w, "Hugging") {
			continue
		}
		found := 0
		for _, g := range got {
			if g == w {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%q was found %d times in %q", w, found, got)
		}
	}
	if len(got) > len(want) {
		t.Errorf("more than those: %q", got)
	}
	if list := models.Find(models.Elsewhere(home, func(string) string { return "" }), inference.KindChat); len(list) != 0 {
		t.Errorf("of another kind: %+v", list)
	}
}

// A folder of models may be a link to a larger disk, and what is no ordinary file
// is not waited for.
func TestFindBehindALink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	dir := t.TempDir()
	makeModel(t, filepath.Join(dir, "disk", "one.gguf"))
	if err := exec.Command("mkfifo", filepath.Join(dir, "disk", "pipe.gguf")).Run(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("disk", filepath.Join(dir, "models")); err != nil {
		t.Fatal(err)
	}
	if list := models.Find([]models.Place{{Dir: filepath.Join(dir, "models")}}, inference.KindEmbedding); len(list) != 1 {
		t.Errorf("found %+v", list)
	}
}

// A model in parts is one model, chosen by its first file, and all parts have to
// be there and whole.
func TestSplitModels(t *testing.T) {
	dir := t.TempDir()
	name := func(n int) string { return filepath.Join(dir, fmt.Sprintf("big-%05d-of-00003.gguf", n)) }
	for n := 1; n <= 3; n++ {
		makeModel(t, name(n))
	}
	one, err := models.Inspect(name(1))
	if err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(dir, "alone.gguf")
	makeModel(t, alone)
	single, err := models.Inspect(alone)
	if err != nil {
		t.Fatal(err)
	}
	if one.Bytes != 3*single.Bytes || one.Parameters != 3*single.Parameters || single.Parameters == 0 {
		t.Errorf("three parts have %d bytes and %d parameters, one %d and %d", one.Bytes, one.Parameters, single.Bytes, single.Parameters)
	}
	if list := models.Find([]models.Place{{Dir: dir}}, inference.KindEmbedding); len(list) != 2 {
		t.Errorf("found %+v, want one of three parts and one alone", list)
	}
	if _, err := models.Inspect(name(2)); err == nil || !strings.Contains(err.Error(), "Choose the first one, big-00001-of-00003.gguf") {
		t.Errorf("the second part alone: %v", err)
	}
	if err := os.Truncate(name(3), single.Bytes-1); err != nil {
		t.Fatal(err)
	}
	if _, err := models.Inspect(name(1)); err == nil || !strings.Contains(err.Error(), "big-00003-of-00003.gguf") || !strings.Contains(err.Error(), "download it again") {
		t.Errorf("with a part cut off: %v", err)
	}
	if err := os.Remove(name(2)); err != nil {
		t.Fatal(err)
	}
	if _, err := models.Inspect(name(1)); err == nil || !strings.Contains(err.Error(), "big-00002-of-00003.gguf cannot be read: there is no such file") {
		t.Errorf("with a part missing: %v", err)
	}
}

func TestFits(t *testing.T) {
	const gb = 1 << 30
	for _, test := range []struct {
		memory models.Memory
		need   int64
		want   models.Fit
	}{
		{models.Memory{}, gb, models.FitUnknown},
		{models.Memory{Total: 16 * gb, Free: 12 * gb}, 8 * gb, models.FitWell},
		{models.Memory{Total: 16 * gb, Free: 12 * gb}, 12 * gb, models.FitTight},
		{models.Memory{Total: 16 * gb, Free: 1 * gb}, 14 * gb, models.FitTight},
		{models.Memory{Total: 16 * gb, Free: 15 * gb}, 15*gb + 1, models.FitNot},
		{models.Memory{Total: 2 * gb, Free: 2 * gb}, gb, models.FitWell},
	} {
		if got := test.memory.Fits(test.need); got != test.want {
			t.Errorf("%+v fits %d bytes: %q, want %q", test.memory, test.need, got, test.want)
		}
	}
}

// What is reckoned for a real model, with the context that it is loaded for, is
// not less than the 390 MB that the engine was seen to take, nor twice as much.
func TestNeedOfBundledModel(t *testing.T) {
	path, err := models.Resolve(models.DefaultChat)
	if err != nil {
		t.Skip(err)
	}
	file, err := models.Inspect(path)
	if err != nil {
		t.Skipf("the models are not set up: %v", err)
	}
	if file.Parameters < 130e6 || file.Parameters > 170e6 {
		t.Errorf("SmolLM2-135M has %d parameters", file.Parameters)
	}
	if need := file.Need(8192); need < 390e6 || need > 780e6 {
		t.Errorf("it is to need %d bytes", need)
	}
	// 30 layers, 3 of 9 heads with keys, 64 values each, 2 bytes: 23,040 bytes a token.
	if got := file.Need(4096) - file.Need(2048); got != 2048*23040 {
		t.Errorf("2,048 tokens more need %d bytes", got)
	}
}
