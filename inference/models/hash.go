package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

type hashKey struct {
	path string
	size int64
	mod  time.Time
}

var hashes sync.Map // hashKey -> string

// Hash returns the SHA-256 of a file in hex. The answer is remembered for as
// long as the file's size and time stay the same: models have gigabytes.
func Hash(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", unreadable(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", unreadable(path, err)
	}
	key := hashKey{path, info.Size(), info.ModTime()}
	if sum, ok := hashes.Load(key); ok {
		return sum.(string), nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("hashing the model %s: %w", path, err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	hashes.Store(key, sum)
	return sum, nil
}
