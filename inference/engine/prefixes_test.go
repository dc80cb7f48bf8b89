package engine

import (
	"slices"
	"testing"
)

func numbers(from, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(from + i)
	}
	return out
}

func TestPrefixesAreBounded(t *testing.T) {
	p := prefixes{room: func() int64 { return 100 }}
	a, b, c := numbers(0, 200), numbers(1000, 200), numbers(2000, 200)
	p.put(&prefix{a, "", make([]byte, 40)})
	p.put(&prefix{b, "", make([]byte, 40)})
	if k, n := p.find(append(slices.Clone(a), numbers(0, 100)...), ""); n != 192 || !slices.Equal(k.tokens, a) {
		t.Errorf("found %d tokens", n)
	} else {
		p.use(k)
	}
	p.put(&prefix{c, "", make([]byte, 60)})
	if len(p.kept) != 2 || !p.has(a, "") || p.has(b, "") || !p.has(c, "") {
		t.Errorf("%d are kept; the one not used the longest should have gone, and no other", len(p.kept))
	}
	p.put(&prefix{b, "", make([]byte, 101)})
	if p.has(b, "") || len(p.kept) != 2 {
		t.Error("one that is larger than the room for all is kept")
	}
	longer := append(slices.Clone(a), numbers(0, 100)...)
	p.put(&prefix{longer, "", make([]byte, 40)})
	if len(p.kept) != 2 || !p.has(longer, "") || !p.has(a, "") {
		t.Error("one that another contains was not replaced by it")
	}
	if _, n := p.find(append(slices.Clone(a), numbers(0, 100)...), "with adapters"); n != 0 || p.has(a, "with adapters") {
		t.Errorf("%d tokens are found for other adapters", n)
	}
}

// A prompt's last piece is always computed, with two tokens at least.
func TestCommonBlocks(t *testing.T) {
	for _, tt := range []struct{ have, prompt, want int }{
		{0, 500, 0}, {500, 0, 0}, {63, 500, 0}, {64, 500, 64}, {500, 500, 448}, {512, 512, 448}, {512, 513, 448}, {512, 514, 512},
		{64, 64, 0}, {64, 65, 0}, {64, 66, 64}, {500, 20, 0}, {500, 1, 0},
	} {
		if got := commonBlocks(numbers(0, tt.have), numbers(0, tt.prompt)); got != tt.want {
			t.Errorf("%d tokens there, %d asked for: %d, want %d", tt.have, tt.prompt, got, tt.want)
		}
	}
}

// However a prompt is cut, its last piece begins at the same place, unless it is
// computed in tiles like what stands before it.
func TestPieces(t *testing.T) {
	for remaining := 1; remaining < 1000; remaining++ {
		for _, most := range []int{64, 128, 256} {
			n := pieceOf(remaining, most)
			left := remaining - n
			if n < 1 || left < 0 || n > max(most, prefixBlock+lastLeast-1) {
				t.Fatalf("of %d tokens, at most %d: %d", remaining, most, n)
			}
			if left > 0 && (n%prefixBlock != 0 || left < lastLeast) {
				t.Fatalf("of %d tokens, at most %d: %d, and %d are left", remaining, most, n, left)
			}
			if last := remaining - wholeBlocks(remaining); left == 0 && n != last && last < prefixBlock {
				t.Fatalf("of %d tokens, at most %d: %d, with the last %d", remaining, most, n, last)
			}
		}
	}
}
