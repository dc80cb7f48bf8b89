package app

import (
	"cmp"
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

// crashLimit is after how many crashes on end a model is not loaded any more.
const crashLimit = 3

// crashesKept bounds what is remembered; the oldest goes first.
const crashesKept = 64

// crashTail bounds what is kept of the engine's last words, in bytes.
const crashTail = 2 << 10

// loadCrashes remembers, over restarts, which models made the engine crash while
// it loaded them, and has a model left alone after crashLimit crashes on end:
// each question would bring the engine down again. It is tried anew as soon as
// something is not as it was: its file, Carrel, llama.cpp, the devices, their
// driver; or when the person asks for it. It is the engine's inference.Loads.
type loadCrashes struct {
	file    string
	log     func(format string, args ...any)
	mu      sync.Mutex
	crashes []loadCrash // the last one to crash comes last
}

// loadCrash is a model with its settings, and how often it crashed.
type loadCrash struct {
	Path          string         `json:"path"`
	Kind          inference.Kind `json:"kind"`
	ContextTokens int            `json:"context_tokens,omitempty"`
	Threads       int            `json:"threads,omitempty"`

	// With one of these another the count begins anew.
	Files  []hashedFile `json:"files"`
	Engine string       `json:"engine"`

	Count int       `json:"count"` // on end
	Last  time.Time `json:"last"`
	How   string    `json:"how"`            // the system's word: "signal: killed"
	Tail  string    `json:"tail,omitempty"` // what the engine said last
}

func (f Folders) loadCrashes() string { return filepath.Join(f.State, "model-crashes.json") }

// readLoadCrashes reads what an earlier Carrel remembered.
func readLoadCrashes(file string, log func(string, ...any)) *loadCrashes {
	return &loadCrashes{file: file, log: log, crashes: recall[loadCrash](file, aboutCrashes, log)}
}

const aboutCrashes = "which models crashed"

// MayLoad refuses a model that crashed too often and is what it was then.
func (c *loadCrashes) MayLoad(spec inference.ModelSpec, engine inference.EngineInfo) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.find(spec)
	if i < 0 || c.crashes[i].Count < crashLimit || !c.crashes[i].holds(engineState(engine)) {
		return nil
	}
	return &inference.Error{Code: inference.CodeModelCrashes, Message: c.crashes[i].words(), Tail: c.crashes[i].Tail}
}

// Loaded forgets a model's crashes.
func (c *loadCrashes) Loaded(spec inference.ModelSpec, _ inference.EngineInfo) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.find(spec); i >= 0 {
		c.crashes = slices.Delete(c.crashes, i, i+1)
		c.write()
	}
}

// Crashed counts a crash.
func (c *loadCrashes) Crashed(spec inference.ModelSpec, engine inference.EngineInfo, how, tail string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := loadCrash{Path: spec.Path, Kind: spec.Kind, ContextTokens: spec.ContextTokens, Threads: spec.Threads, Engine: engineState(engine)}
	now.Files, _ = filesOf(spec.Path) // one that is gone crashes no more
	if i := c.find(spec); i >= 0 {
		if before := c.crashes[i]; before.holds(now.Engine) {
			now.Count = before.Count
		}
		c.crashes = slices.Delete(c.crashes, i, i+1)
	}
	now.Count++
	now.Last, now.How, now.Tail = time.Now().UTC(), how, strings.ToValidUTF8(tail[max(0, len(tail)-crashTail):], "")
	c.crashes = append(c.crashes, now)
	c.crashes = slices.Delete(c.crashes, 0, max(0, len(c.crashes)-crashesKept))
	c.log("the engine crashed while it loaded %s (%s), %d times on end", spec.Path, how, now.Count)
	c.write()
}

// forgive has a file tried once more, whatever for; if it crashes again it is left
// alone at once.
func (c *loadCrashes) forgive(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.crashes {
		if crash := &c.crashes[i]; sameFile(crash.Path, path) {
			crash.Count = min(crash.Count, crashLimit-1)
		}
	}
	c.write()
}

// refused says in words why a file is not loaded any more, "" where it is. Where
// the engine is "", since none runs, the file and Carrel's version are looked at.
func (c *loadCrashes) refused(path, engine string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, crash := range c.crashes {
		if crash.Count < crashLimit || !sameFile(crash.Path, path) || engine == "" && !strings.HasPrefix(crash.Engine, carrelState()) {
			continue
		}
		if crash.holds(cmp.Or(engine, crash.Engine)) {
			return crash.words()
		}
	}
	return ""
}

// all says so of every model that is not loaded any more.
func (c *loadCrashes) all(engine string) []string {
	c.mu.Lock()
	var paths []string
	for _, crash := range c.crashes {
		if !slices.Contains(paths, crash.Path) {
			paths = append(paths, crash.Path)
		}
	}
	c.mu.Unlock()
	var words []string
	for _, path := range paths {
		if why := c.refused(path, engine); why != "" {
			words = append(words, why)
		}
	}
	return words
}

func (c *loadCrashes) find(spec inference.ModelSpec) int {
	return slices.IndexFunc(c.crashes, func(crash loadCrash) bool {
		return crash.Path == spec.Path && crash.Kind == spec.Kind && crash.ContextTokens == spec.ContextTokens && crash.Threads == spec.Threads
	})
}

func (c *loadCrashes) write() { retain(c.file, aboutCrashes, c.crashes, c.log) }

// holds reports whether the file is the same, and the engine that one.
func (c loadCrash) holds(engine string) bool {
	files, err := filesOf(c.Path)
	return err == nil && c.Engine == engine && sameFiles(c.Files, files)
}

func (c loadCrash) words() string {
	return fmt.Sprintf("The model %s made the engine stop each of the last %d times that it was loaded (%s, on %s), so it is left alone. Its file (%s) is probably damaged, or this computer's graphics driver or memory is not up to it. "+
		"Download the file again, or choose another model. It is tried again when its file, Carrel or the driver has changed, and at once with “Try again” in Settings, Answers, or `carrel model retry`.",
		filepath.Base(c.Path), c.Count, c.How, c.Last.Local().Format("2 January 2006 at 15:04"), c.Path)
}

// carrelState is how every engineState of this Carrel begins.
func carrelState() string { return "Carrel " + Version + "; " }

// engineState is what of the engine decides whether a model can be loaded: its
// versions, what it computes on, and the driver of that.
func engineState(info inference.EngineInfo) string {
	parts := []string{carrelState() + "llama.cpp " + info.Library, info.Binding, strings.Join(info.Backends, ", ")}
	graphics := false
	for _, d := range info.Devices {
		// Kernels differ by some megabytes in what they keep for themselves.
		parts = append(parts, fmt.Sprintf("%s (%s, %s), %d GB", d.Name, d.Description, d.Kind, (d.MemoryTotal+1<<29)>>30))
		graphics = graphics || d.Kind != "cpu"
	}
	if graphics {
		parts = append(parts, graphicsDrivers()...)
	}
	return strings.Join(parts, "; ")
}

// filesOf describes a model's file, or all of its parts.
func filesOf(path string) ([]hashedFile, error) {
	var files []hashedFile
	for _, part := range models.Parts(path) {
		info, err := os.Stat(part)
		if err != nil {
			return nil, err
		}
		files = append(files, hashedFile{part, info.Size(), info.ModTime().UTC()})
	}
	return files, nil
}

func sameFiles(a, b []hashedFile) bool {
	return slices.EqualFunc(a, b, func(f, g hashedFile) bool {
		return f.Path == g.Path && f.Bytes == g.Bytes && f.Modified.Equal(g.Modified)
	})
}
