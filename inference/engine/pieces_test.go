package engine

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/inference/models/modeltest"
)

// The bits of a prompt's last token do not depend on how much of its beginning was
// there, on the pieces in which the rest is read, or on the number of threads; for
// last pieces of every length, in the first blocks and after places from which on
// single tokens depend on the threads.
func TestPromptsToTheBit(t *testing.T) {
	s, model := atWork(t)
	model.Path = filepath.Join(t.TempDir(), "shallow.gguf")
	modeltest.WriteShallow(t, model.Path, modeltest.Shallow{Blocks: 2})
	s.holdTurn()
	defer s.turn.pass()
	v, err := s.shelf.get(model)
	if err != nil {
		t.Fatal(err)
	}
	all := v.Tokenize(strings.Repeat(story, 30), true)
	seat := v.seats[0]
	read := func(tokens []int32, from, most, threads int) []float32 {
		t.Helper()
		v.SetThreads(threads, false)
		for at := seat.Keep(from); at < len(tokens); {
			n := pieceOf(len(tokens)-at, most)
			if err := seat.Decode(context.Background(), tokens[at:at+n]); err != nil {
				t.Fatal(err)
			}
			at += n
		}
		return slices.Clone(seat.Logits())
	}
	for _, to := range []struct{ blocks, step int }{{1, 5}, {5, 21}} {
		for last := lastLeast; last < prefixBlock+lastLeast; last += to.step {
			tokens := all[:to.blocks*prefixBlock+last]
			cold := read(tokens, 0, promptChunk, 1)
			from := wholeBlocks(len(tokens))
			for _, most := range []int{prefixBlock, promptChunk} {
				for _, there := range []int{0, from} {
					if got := read(tokens, there, most, 2); !slices.Equal(got, cold) {
						t.Errorf("%d tokens, of which %d were there, in pieces of %d: other logits", len(tokens), there, most)
					}
				}
			}
		}
	}
}
