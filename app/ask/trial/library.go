package trial

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

// shelf is the library of a trial, in a temporary folder.
type shelf struct {
	*knowledge.Library
	store    *index.Store
	dir      string
	embedder *fillable
	ids      []string // of the paragraphs' documents
}

// newShelf makes a library with a file for each paragraph.
func newShelf(ctx context.Context, o Options, paragraphs []string) (*shelf, error) {
	dir, err := os.MkdirTemp("", "carrel-bench-")
	if err != nil {
		return nil, err
	}
	s := &shelf{dir: dir, embedder: &fillable{Embedder: o.Embedder}}
	if s.store, err = index.Open(ctx, filepath.Join(dir, "library.db")); err == nil {
		s.Library, err = knowledge.Open(ctx, knowledge.Config{Store: s.store, Reader: o.Reader, Embedder: s.embedder, Log: o.Log})
	}
	if err == nil {
		s.ids, err = s.add(ctx, "paragraph", paragraphs)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *shelf) close() {
	if s.Library != nil {
		s.Library.Close()
	}
	if s.store != nil {
		s.store.Close()
	}
	os.RemoveAll(s.dir)
}

// add puts texts into the library, a file each, and waits until they are
// embedded. It returns their documents' ids in the texts' order.
func (s *shelf) add(ctx context.Context, name string, texts []string) ([]string, error) {
	place := map[string]int{}
	var paths []string
	for i, text := range texts {
		path := filepath.Join(s.dir, fmt.Sprintf("%s%04d.txt", name, i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
		place[path], paths = i, append(paths, path)
	}
	docs, err := s.Add(ctx, paths)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(texts))
	for _, d := range docs {
		i, ok := place[d.Path]
		if !ok {
			return nil, fmt.Errorf("%s was not asked for", d.Path)
		}
		ids[i] = d.ID
	}
	docs, err = s.Wait(ctx, ids, knowledge.StateEmbedded)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		if d.State != knowledge.StateEmbedded {
			return nil, fmt.Errorf("%s is %s: %s", d.Path, d.State, d.Error)
		}
	}
	return ids, nil
}

// without returns all paragraphs' documents but those for which out says so.
func (s *shelf) without(out func(paragraph int) bool) []string {
	var ids []string
	for i, id := range s.ids {
		if !out(i) {
			ids = append(ids, id)
		}
	}
	return ids
}

// fillingWords is the length of a filling text, which makes some hundred passages of it.
const fillingWords = 15_000

// fill adds text of the paragraphs' words in random order, as frequent as they
// are there, until the library has about n passages. It gets random vectors:
// how long a search takes does not depend on what vectors mean. It returns how
// many passages there are.
func (s *shelf) fill(ctx context.Context, paragraphs []string, n int) (int, error) {
	s.embedder.filling.Store(true)
	defer s.embedder.filling.Store(false)
	words := strings.Fields(strings.Join(paragraphs, " "))
	random := rand.New(rand.NewSource(1))
	for number := 0; ; number++ {
		if have := s.Activity().Embedded; have >= n {
			return have, nil
		}
		var b strings.Builder
		for range fillingWords {
			b.WriteString(words[random.Intn(len(words))])
			b.WriteByte(' ')
		}
		if _, err := s.add(ctx, fmt.Sprintf("filling%d-", number), []string{b.String()}); err != nil {
			return 0, err
		}
	}
}

// fillable is an embedder that, while it is filling, gives passages random
// vectors as long as those of the last real ones.
type fillable struct {
	knowledge.Embedder
	filling    atomic.Bool
	dimensions atomic.Int64
}

// Embed gives one vector of length 1 per text.
func (f *fillable) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	if !f.filling.Load() || purpose != knowledge.ForPassage {
		rows, err := f.Embedder.Embed(ctx, purpose, texts)
		if len(rows) > 0 {
			f.dimensions.Store(int64(len(rows[0])))
		}
		return rows, err
	}
	rows := make([][]float32, len(texts))
	for i := range rows {
		rows[i] = direction(int(f.dimensions.Load()))
	}
	return rows, ctx.Err()
}

// direction is a random vector of length 1.
func direction(dimensions int) []float32 {
	row := make([]float32, dimensions)
	var sum float64
	for i := range row {
		v := rand.NormFloat64()
		row[i] = float32(v)
		sum += v * v
	}
	for i := range row {
		row[i] /= float32(math.Sqrt(sum))
	}
	return row
}
