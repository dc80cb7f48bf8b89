package models

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
)

// gguf builds the header of a file of the given architecture with one float32
// tensor of 8 values, and data bytes after it.
func gguf(architecture string, data int) []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	text := func(s string) { put(uint64(len(s))); b.WriteString(s) }
	b.WriteString("GGUF")
	put(uint32(3))
	put(uint64(1)) // tensors
	put(uint64(2)) // pairs
	text("general.architecture")
	put(uint32(8))
	text(architecture)
	text("tokenizer.ggml.scores")
	put(uint32(9)) // a list of two float32
	put(uint32(6))
	put(uint64(2))
	put([]float32{1, 2})
	text("weight")
	put(uint32(1))
	put(uint64(8))
	put(uint32(0))
	put(uint64(0))
	for b.Len()%32 != 0 {
		b.WriteByte(0)
	}
	b.Write(make([]byte, data))
	return b.Bytes()
}

func TestInspectRefusesInWords(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := gguf("llama", 32)
	tests := []struct {
		name, path, code, words string
	}{
		{"missing", filepath.Join(dir, "none.gguf"), inference.CodeModelMissing, "there is no such file"},
		{"a folder", dir, inference.CodeModelNotGGUF, "is a folder"},
		{"empty", file("empty.gguf", nil), inference.CodeModelNotGGUF, "is empty. It was probably not downloaded to the end"},
		{"a web page", file("login.gguf", []byte("\n<!DOCTYPE html><title>Log in</title>")), inference.CodeModelNotGGUF, "is a web page"},
		{"a pointer", file("lfs.gguf", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")), inference.CodeModelNotGGUF, "pointer of Git LFS"},
		{"room without content", file("zeros.gguf", make([]byte, 4096)), inference.CodeModelNotGGUF, "nothing but zeros"},
		{"another name", file("model.bin", []byte("PK\x03\x04 something else")), inference.CodeModelNotGGUF, "Choose a file that ends in .gguf"},
		{"another format", file("text.gguf", []byte("PK\x03\x04 something else")), inference.CodeModelNotGGUF, "not a GGUF model file, whatever its name says"},
		{"cut in the header", file("head.gguf", whole[:60]), inference.CodeModelBroken, "middle of its header"},
		{"cut in the data", file("cut.gguf", whole[:len(whole)-1]), inference.CodeModelBroken, "download it again"},
		{"of a future version", file("v9.gguf", append([]byte("GGUF\x09\x00\x00\x00"), whole[8:]...)), inference.CodeModelBroken, "version 9 of the GGUF format, and this Carrel knows 2 and 3. Choose another file of this model, or update Carrel"},
		{"of the first version", file("v1.gguf", append([]byte("GGUF\x01\x00\x00\x00"), whole[8:]...)), inference.CodeModelBroken, "Choose a newer file"},
		{"the other way round", file("be.gguf", append([]byte("GGUF\x00\x00\x00\x03"), whole[8:]...)), inference.CodeModelBroken, "big endian"},
		{"an unknown architecture", file("arch.gguf", gguf("brain9000", 32)), inference.CodeModelBroken, `"brain9000"`},
		{"what looks at pictures for a model", file("mmproj.gguf", gguf("clip", 32)), inference.CodeModelKind, "looks at pictures"},
		{"absurd counts", file("counts.gguf", append([]byte("GGUF\x03\x00\x00\x00"), bytes.Repeat([]byte{0xff}, 32)...)), inference.CodeModelBroken, "damaged"},
	}
	for _, test := range tests {
		_, err := Inspect(test.path)
		var e *inference.Error
		if !errors.As(err, &e) || e.Code != test.code || !strings.Contains(e.Message, test.words) {
			t.Errorf("%s: %v, want %s with the words %q", test.name, err, test.code, test.words)
		}
	}
	got, err := Inspect(file("whole.gguf", whole))
	if err != nil || got.Architecture != "llama" || got.Kind != inference.KindChat || got.Name != "whole.gguf" {
		t.Errorf("a whole file: %+v, %v", got, err)
	}
}

func TestBundledModelsAreWhatTheManifestSays(t *testing.T) {
	if _, err := ResourceDir(); err != nil {
		t.Skip("the bundled models are not set up:", err)
	}
	if len(Bundled()) != 2 {
		t.Fatalf("%d bundled models, want 2", len(Bundled()))
	}
	for _, m := range Bundled() {
		path, err := Resolve(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Hash(path)
		if err != nil || sum != m.SHA256 {
			t.Errorf("%s: SHA-256 %s, %v; the manifest has %s", m.ID, sum, err, m.SHA256)
		}
		f, err := Inspect(path)
		if err != nil || f.Kind != m.Kind {
			t.Errorf("%s: %+v, %v; the manifest has the kind %s", m.ID, f, err, m.Kind)
		}
		if m.Licence == "" || m.Source == "" {
			t.Errorf("%s: licence %q, source %q", m.ID, m.Licence, m.Source)
		}
	}
}

func TestResolve(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my model.gguf")
	if err := os.WriteFile(path, gguf("llama", 32), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Resolve(path); err != nil || got != path {
		t.Errorf("a path: %q, %v", got, err)
	}
	for name, words := range map[string]string{
		"":              "No model is named",
		"smolm2":        "smollm2-135m", // the error offers the names that exist
		"/no/such.gguf": "there is no such file",
	} {
		_, err := Resolve(name)
		var e *inference.Error
		if !errors.As(err, &e) || e.Code != inference.CodeModelMissing || !strings.Contains(e.Message, words) {
			t.Errorf("Resolve(%q): %v, want the words %q", name, err, words)
		}
	}
}

func TestResourceDirFollowsTheVariable(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CARREL_RESOURCES", dir)
	if _, err := ResourceDir(); err == nil || !strings.Contains(err.Error(), "CARREL_RESOURCES") {
		t.Errorf("a folder without an engine: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "engine"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := ResourceDir(); err != nil || got != dir {
		t.Errorf("%q, %v, want %q", got, err, dir)
	}
}

func TestHashNoticesAChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	var sums [2]string
	for i, content := range []string{"one", "three"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if sums[i], err = Hash(path); err != nil {
			t.Fatal(err)
		}
	}
	if sums[0] == sums[1] {
		t.Error("the hash of a changed file is the old one")
	}
}

// FuzzInspect: a header of any bytes is read or refused, in bounded memory.
func FuzzInspect(f *testing.F) {
	f.Add(gguf("llama", 32))
	f.Add(gguf("bert", 0))
	f.Add(bytes.Replace(gguf("bert", 32), []byte("weight"), []byte("cls.we"), 1))
	f.Add([]byte("GGUF\x03\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := readHeader(bytes.NewReader(data))
		if err != nil {
			return
		}
		if h.version != 2 && h.version != 3 {
			t.Fatalf("version %d was read", h.version)
		}
		if h.need == 0 {
			t.Fatal("a model of no bytes")
		}
	})
}
