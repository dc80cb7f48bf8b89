package app

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"

	"carrel/inference/models"
)

// modelHashes remembers what models.Hash takes seconds for with each gigabyte, over
// restarts: in a file of the cache folder, each for as long as the size and the
// time of the model's files stay the same. The zero value remembers nothing
// beyond a restart.
type modelHashes struct {
	file string // where they are kept; "" nowhere
	mu   sync.Mutex
}

type modelHash struct {
	Files  []hashedFile `json:"files"`
	SHA256 string       `json:"sha256"`
}

type hashedFile struct {
	Path     string    `json:"path"`
	Bytes    int64     `json:"bytes"`
	Modified time.Time `json:"modified"`
}

// of gives the hash of a model: of its file, or of all its parts after each other.
func (h *modelHashes) of(path string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	files, err := filesOf(path)
	if err != nil {
		return "", err
	}
	kept := map[string]modelHash{}
	if data, err := os.ReadFile(h.file); h.file != "" && err == nil {
		_ = json.Unmarshal(data, &kept) // what cannot be read is made again
	}
	if known, ok := kept[path]; ok && known.is(files) {
		return known.SHA256, nil
	}
	sum, err := models.Hash(path)
	if err != nil {
		return "", err
	}
	made := modelHash{files, sum}
	if h.file != "" {
		for other := range kept { // those that are away
			if _, err := os.Stat(other); err != nil {
				delete(kept, other)
			}
		}
		kept[path] = made
		data, err := json.MarshalIndent(kept, "", "  ")
		if err = cmp.Or(err, writeFile(h.file, data)); err != nil {
			return made.SHA256, nil // it is only made once more
		}
	}
	return made.SHA256, nil
}

// is reports whether the hash is of these files as they are.
func (h modelHash) is(files []hashedFile) bool {
	return len(h.SHA256) == hex.EncodedLen(sha256.Size) && sameFiles(h.Files, files)
}

func (f Folders) modelHashes() string { return filepath.Join(f.Cache, "model-hashes.json") }
