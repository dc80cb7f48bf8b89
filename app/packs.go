package app

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// packs decides which packs for graphics processors the engine loads. Each is tried
// once in an engine of its own, that is thrown away: a driver may crash it, hang, compute
// nonsense, or be slower than the processor. What came out is remembered until the pack,
// Carrel or a driver is another one, or the person asks for another try. It is the
// engine's inference.Starts.
type packs struct {
	file      string
	log       func(format string, args ...any)
	resources string
	try       func(ctx context.Context, pack models.Pack) triedPack // which fills in what it found out
	trying    func()                                                // is told before each; may be nil
	mu        sync.Mutex
	kept      []triedPack
}

// triedPack is what came out of trying a pack.
type triedPack struct {
	Name    string       `json:"name"`
	Files   []hashedFile `json:"files"`
	Drivers string       `json:"drivers"`
	Backend string       `json:"backend"` // as in "CUDA"; "": it computed nothing
	Devices string       `json:"devices"` // in words
	Times   float64      `json:"times"`   // of the processor's speed
	Why     string       `json:"why"`     // it is not used; "" where it is
	At      time.Time    `json:"at"`
}

func (f Folders) triedPacks() string { return filepath.Join(f.State, "engine-packs.json") }

const aboutPacks = "which packs for graphics processors work"

// EngineConfig says how an engine is started: with the packs beside it that work here.
func EngineConfig(carrel string, f Folders, log func(format string, args ...any)) inference.Config {
	return inference.Config{Command: EngineCommand(carrel, f), Starts: newPacks(carrel, f, log)}
}

// newPacks is nil where there are no packs; that loads none and has nothing to tell.
func newPacks(carrel string, f Folders, log func(format string, args ...any)) *packs {
	resources, err := models.ResourceDir()
	if err != nil || len(models.Packs(resources)) == 0 {
		return nil
	}
	return &packs{
		file: f.triedPacks(), log: log, resources: resources, kept: recall[triedPack](f.triedPacks(), aboutPacks, log),
		try: func(ctx context.Context, pack models.Pack) triedPack {
			return tryPack(ctx, append(EngineCommand(carrel, f), packArgument, pack.Name))
		},
	}
}

const packArgument = "--pack"

// Arguments are the packs that work, the fastest first, one of each backend.
func (p *packs) Arguments(ctx context.Context) (arguments []string) {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	drivers := carrelState() + strings.Join(graphicsDrivers(), "; ")
	var good []triedPack
	for _, pack := range models.Packs(p.resources) {
		tried := p.find(pack, drivers)
		if tried == nil {
			p.log("trying the pack %s for graphics processors", pack.Name)
			p.mu.Unlock() // who lists the models does not wait for it; there is one start at a time
			if p.trying != nil {
				p.trying()
			}
			found := p.try(ctx, pack)
			p.mu.Lock()
			if ctx.Err() != nil {
				return nil
			}
			found.Name, found.Files, found.Drivers, found.At = pack.Name, packFiles(pack), drivers, time.Now().UTC()
			p.log("%s", found.words())
			p.kept = slices.DeleteFunc(p.kept, func(k triedPack) bool { return k.Name == pack.Name })
			p.kept = append(p.kept, found)
			p.write()
			tried = &found
		}
		if tried.Why == "" {
			good = append(good, *tried)
		}
	}
	slices.SortStableFunc(good, func(a, b triedPack) int { return cmp.Compare(b.Times, a.Times) })
	var have []string // backends
	for _, g := range good {
		if !slices.Contains(have, g.Backend) {
			have = append(have, g.Backend)
			arguments = append(arguments, packArgument, g.Name)
		}
	}
	return arguments
}

// Failed leaves out the last pack of those with which an engine did not start: each of
// them did so alone.
func (p *packs) Failed(arguments []string, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.kept {
		if k := &p.kept[i]; len(arguments) > 0 && k.Name == arguments[len(arguments)-1] {
			k.Why, k.At = "the engine did not start with it: "+shortened(why), time.Now().UTC()
			p.log("%s", k.words())
		}
	}
	p.write()
}

// forget has all packs tried anew at the engine's next start.
func (p *packs) forget() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.kept) > 0 {
		p.kept = nil
		p.write()
	}
}

// all says of every pack what came out of trying it.
func (p *packs) all() (lines []string) {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, pack := range models.Packs(p.resources) {
		for _, k := range p.kept {
			if k.Name == pack.Name {
				lines = append(lines, k.words())
			}
		}
	}
	return lines
}

func (p *packs) find(pack models.Pack, drivers string) *triedPack {
	i := slices.IndexFunc(p.kept, func(k triedPack) bool {
		return k.Name == pack.Name && k.Drivers == drivers && sameFiles(k.Files, packFiles(pack))
	})
	if i < 0 {
		return nil
	}
	return &p.kept[i]
}

func (p *packs) write() { retain(p.file, aboutPacks, p.kept, p.log) }

func (k triedPack) words() string {
	on := k.At.Local().Format("2 January 2006 at 15:04")
	if k.Why != "" {
		return fmt.Sprintf("The pack %s for graphics processors is not used: %s (on %s). It is tried again when it, Carrel or the driver has changed, and at the next start after `carrel model retry`", k.Name, strings.TrimSuffix(k.Why, "."), on)
	}
	return fmt.Sprintf("The pack %s for graphics processors is used, at %.1f times the processor's speed: %s (on %s)", k.Name, k.Times, k.Devices, on)
}

func packFiles(pack models.Pack) (files []hashedFile) {
	for _, path := range pack.Files() {
		if info, err := os.Stat(path); err == nil {
			files = append(files, hashedFile{path, info.Size(), info.ModTime().UTC()})
		}
	}
	return files
}

// graphicsDrivers tells one state of the system's drivers from another, on Linux. Those
// that come with the kernel have its version. Vulkan's are files that say which library
// one is; a new version of the package has a new file.
func graphicsDrivers() (parts []string) {
	for _, file := range []string{"/proc/sys/kernel/osrelease", "/sys/module/nvidia/version", "/sys/module/amdgpu/version"} {
		if version, err := os.ReadFile(file); err == nil {
			parts = append(parts, strings.TrimSpace(string(version)))
		}
	}
	files := filepath.SplitList(os.Getenv("VK_ICD_FILENAMES") + string(filepath.ListSeparator) + os.Getenv("VK_DRIVER_FILES"))
	for _, dir := range []string{"/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"} {
		more, _ := filepath.Glob(filepath.Join(dir, "*.json"))
		files = append(files, more...)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			parts = append(parts, fmt.Sprintf("%s of %s", filepath.Base(file), info.ModTime().UTC().Format("2006-01-02 15:04:05")))
		}
	}
	return parts
}
