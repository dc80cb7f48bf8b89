package knowledge

import (
	"testing"

	"carrel/knowledge/index"
)

func TestScale(t *testing.T) {
	same := newScale(&reference)
	for _, c := range []float64{-0.2, 0, 0.3, 0.76, 1} {
		if got := same.of(c); got < c-1e-9 || got > c+1e-9 {
			t.Errorf("the reference's own %f becomes %f", c, got)
		}
		if got := newScale(nil).of(c); got != c {
			t.Errorf("of an embedder that was not measured %f becomes %f", c, got)
		}
	}
	high := newScale(&index.Cosines{Unrelated: 0.72, Related: 0.88})
	for c, want := range map[float64]float64{0.72: reference.Unrelated, 0.88: reference.Related, 1: 1, 0: -1} {
		if got := high.of(c); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%f becomes %f, want %f", c, got, want)
		}
	}
	if got := newScale(&index.Cosines{Unrelated: 0.9, Related: 0.9}).of(0.91); got > 0.3 {
		t.Errorf("noise becomes %f", got)
	}
}

func TestOldFirst(t *testing.T) {
	for _, c := range []struct {
		old, new int
		want     bool
	}{{0, 1000, false}, {10, 1000, true}, {10, 40, true}, {10, 39, false}, {900, 1000, false}} {
		if oldFirst(c.old, c.new) != c.want {
			t.Errorf("%d without an old vector, %d without a new one: not %v", c.old, c.new, c.want)
		}
	}
}
