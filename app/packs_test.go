package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// Packs are tried once, the fastest of each backend's first is loaded, and what did not
// work is left alone until something changes.
func TestPacksAreTriedOnce(t *testing.T) {
	resources := t.TempDir()
	for _, name := range []string{"engine", "engine-vulkan", "engine-cuda", "engine-cuda12", "engine-hip", "engine-No!"} {
		if err := os.MkdirAll(filepath.Join(resources, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	outcome := map[string]triedPack{
		"vulkan": {Backend: "Vulkan", Devices: "a card", Times: 9},
		"cuda":   {Backend: "CUDA", Devices: "a card", Times: 12},
		"cuda12": {Backend: "CUDA", Devices: "a card", Times: 13},
		"hip":    {Why: "The engine stopped. It was ended by signal: aborted."},
	}
	var tried []string
	open := func() (all *packs) {
		file := filepath.Join(resources, "packs.json")
		all = &packs{file: file, log: t.Logf, resources: resources, kept: recall[triedPack](file, aboutPacks, t.Logf), try: func(_ context.Context, p models.Pack) triedPack {
			tried = append(tried, p.Name)
			all.all() // the settings can be opened meanwhile
			return outcome[p.Name]
		}}
		return all
	}
	driver := filepath.Join(resources, "card_icd.json")
	t.Setenv("VK_ICD_FILENAMES", driver)
	p := open()
	told := 0
	p.trying = func() { told++ }
	want := "--pack cuda12 --pack vulkan"
	if got := strings.Join(p.Arguments(t.Context()), " "); got != want || strings.Join(tried, " ") != "cuda cuda12 hip vulkan" {
		t.Fatalf("%q, having tried %q", got, tried)
	}
	if told != len(tried) {
		t.Errorf("told of %d of %d attempts", told, len(tried))
	}
	tried = nil
	p = open() // after a restart
	if got := strings.Join(p.Arguments(t.Context()), " "); got != want || len(tried) != 0 {
		t.Errorf("%q, having tried %q again", got, tried)
	}
	lines := strings.Join(p.all(), "\n")
	if !strings.Contains(lines, "The pack hip for graphics processors is not used: The engine stopped. It was ended by signal: aborted (on ") ||
		!strings.Contains(lines, "The pack cuda for graphics processors is used, at 12.0 times the processor's speed: a card") {
		t.Error(lines)
	}

	// Together they bring the engine down: the slower one goes.
	p.Failed([]string{"--pack", "cuda12", "--pack", "vulkan"}, "The engine stopped.")
	if got := strings.Join(open().Arguments(t.Context()), " "); got != "--pack cuda12" || len(tried) != 0 {
		t.Errorf("%q, having tried %q again", got, tried)
	}
	// A new driver, a new pack and a person's wish are reasons to try again.
	if err := os.WriteFile(driver, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(open().Arguments(t.Context()), " "); got != want || len(tried) != 4 {
		t.Errorf("with another driver %q, having tried %q", got, tried)
	}
	tried = nil
	if err := os.WriteFile(filepath.Join(resources, "engine-hip", "VERSION"), []byte("v2"), 0o600); err != nil {
		t.Fatal(err)
	}
	if open().Arguments(t.Context()); !slices.Equal(tried, []string{"hip"}) {
		t.Errorf("with another pack %q were tried", tried)
	}
	tried = nil
	open().forget()
	if open().Arguments(t.Context()); len(tried) != 4 {
		t.Errorf("after the person's wish %q were tried", tried)
	}
}

// A pack that cannot be loaded costs the graphics processor only, and is told of in
// words: each is tried in an engine that is thrown away.
func TestPacksThatDoNotWork(t *testing.T) {
	carrel, err := FindCarrel()
	if err != nil {
		t.Skip(err)
	}
	real, err := models.ResourceDir()
	if err != nil {
		t.Skip(err)
	}
	resources := t.TempDir()
	t.Setenv("CARREL_RESOURCES", resources)
	for _, name := range []string{"engine", "models"} {
		if err := os.Symlink(filepath.Join(real, name), filepath.Join(resources, name)); err != nil {
			t.Fatal(err)
		}
	}
	write := func(file, text string) {
		path := filepath.Join(resources, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("engine-vulkan/VERSION", "v0.5.0\n")
	write("engine-vulkan/libggml-vulkan.so", "This is no library.")
	write("engine-cuda/VERSION", "v0.4.0\n")
	write("engine-hip/VERSION", "v0.5.0\n")

	where, err := FindFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	client := inference.New(EngineConfig(carrel, where, t.Logf))
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	info, err := client.Start(ctx)
	if err != nil || len(info.Packs) != 0 || len(info.Devices) != 1 {
		t.Fatalf("%+v, %v", info, err)
	}
	lines := strings.Join(newPacks(carrel, where, t.Logf).all(), "\n")
	for _, want := range []string{"The pack vulkan for graphics processors is not used: the library ", "libggml-vulkan.so cannot be loaded (", "llama.cpp v0.4.0, and this Carrel needs v0.5.0", "there is no library for graphics processors in "} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %q in\n%s", want, lines)
		}
	}
}
