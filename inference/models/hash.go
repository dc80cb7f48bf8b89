package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

var hashes sync.Map // state of a model's files -> SHA-256

// Hash returns the SHA-256 of a model's file in hex; of one in parts, of all after
// each other. The answer is remembered until the process ends for as long as the
// files' sizes and times stay the same: models have gigabytes.
func Hash(path string) (string, error) {
	parts := Parts(path)
	var state strings.Builder
	for _, part := range parts {
		info, err := os.Stat(part)
		if err != nil {
			return "", unreadable(part, err)
		}
		fmt.Fprintf(&state, "%q %d %d\n", part, info.Size(), info.ModTime().UnixNano())
	}
	if sum, ok := hashes.Load(state.String()); ok {
		return sum.(string), nil
	}
	h := sha256.New()
	for _, part := range parts {
		if err := hashFile(h, part); err != nil {
			return "", err
		}
	}
	sum := hex.EncodeToString(h.Sum(nil))
	hashes.Store(state.String(), sum)
	return sum, nil
}

func hashFile(h io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return unreadable(path, err)
	}
	defer f.Close()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("hashing the model %s: %w", path, err)
	}
	return nil
}
