package measure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"carrel/knowledge/index"
)

// madeUpVersion is raised with every change that makes other made-up libraries
// of the same size: those kept from before are then made anew.
const madeUpVersion = 1

// keptLibrary is what lies beside a made-up library that is kept: that it is
// whole, and what its making took.
type keptLibrary struct {
	Version        int     `json:"version"`
	Passages       int     `json:"passages"`
	Dimensions     int     `json:"dimensions"`
	BuildPerSecond float64 `json:"build_passages_per_s"`
}

// madeUpLibrary gives the path of a made-up library of n passages: in a folder
// that drop removes, or in options.Keep, from which it is taken again if it is
// there.
func madeUpLibrary(ctx context.Context, options SearchOptions, n int) (path string, kept keptLibrary, drop func(), err error) {
	drop = func() {}
	if options.Keep == "" {
		dir, err := os.MkdirTemp(options.Dir, "carrel-bench-")
		if err != nil {
			return "", kept, drop, err
		}
		drop = func() { os.RemoveAll(dir) }
		path = filepath.Join(dir, "library.db")
		if kept, err = makeLibrary(ctx, options, path, n); err != nil {
			drop()
			return "", kept, func() {}, err
		}
		return path, kept, drop, nil
	}

	dir := filepath.Join(options.Keep, fmt.Sprintf("%d-passages-%d-dimensions", n, options.Dimensions))
	path, note := filepath.Join(dir, "library.db"), filepath.Join(dir, "made-up.json")
	if text, err := os.ReadFile(note); err == nil {
		wanted := keptLibrary{Version: madeUpVersion, Passages: n, Dimensions: options.Dimensions}
		if json.Unmarshal(text, &kept) == nil {
			wanted.BuildPerSecond = kept.BuildPerSecond
			if kept == wanted {
				options.Log(fmt.Sprintf("taking the library of %d passages that is kept in %s", n, dir))
				return path, kept, drop, bringUpToDate(ctx, path)
			}
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", kept, drop, err
	}
	// What is there is not whole, or was made otherwise. It is removed by name:
	// the folder is the person's.
	for _, old := range []string{note, path, path + "-wal", path + "-shm"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", kept, drop, err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", kept, drop, err
	}
	if kept, err = makeLibrary(ctx, options, path, n); err != nil {
		return "", kept, drop, err
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return "", kept, drop, err
	}
	return path, kept, drop, os.WriteFile(note, append(text, '\n'), 0o600)
}

// makeLibrary makes a library of n passages at path, with a vector for each.
func makeLibrary(ctx context.Context, options SearchOptions, path string, n int) (keptLibrary, error) {
	options.Log(fmt.Sprintf("making a library of %d passages", n))
	made := keptLibrary{Version: madeUpVersion, Passages: n, Dimensions: options.Dimensions}
	var err error
	made.BuildPerSecond, err = build(ctx, path, n, newVocabulary(1), hashEmbedder{options.Dimensions})
	return made, err
}

// bringUpToDate does what an update of Carrel leaves to do in a library made
// before it, so that it is not measured.
func bringUpToDate(ctx context.Context, path string) error {
	store, err := index.Open(ctx, path)
	if err != nil {
		return err
	}
	defer store.Close()
	return store.Settle(ctx)
}
