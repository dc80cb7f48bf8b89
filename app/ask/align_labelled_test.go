package ask

import (
	"maps"
	"os"
	"slices"
	"testing"
)

// freshFile was written before the aligner had judged any of it.
const freshFile = "documents.txt"

// TestAlignLabelled judges every sentence of testdata/align. The tuning part is
// what the aligner's rules were made on; the held-out part has other documents.
func TestAlignLabelled(t *testing.T) {
	pairs := loadAlignSet(t)
	if len(pairs) < 400 {
		t.Errorf("only %d labelled sentences", len(pairs))
	}
	for _, part := range []struct {
		name string
		of   func(alignPair) bool
	}{
		{"tuning", func(p alignPair) bool { return !p.heldOut }},
		{"held-out", func(p alignPair) bool { return p.heldOut }},
		{"written by hand", func(p alignPair) bool { return p.file != "xquad.txt" && p.file != freshFile }},
		{"written over documents that no rule was made on", func(p alignPair) bool { return p.file == freshFile }},
	} {
		var of []alignPair
		for _, p := range pairs {
			if part.of(p) {
				of = append(of, p)
			}
		}
		s := scoreAlign(of)
		t.Logf("%s: %v", part.name, s)
		for _, kind := range slices.Sorted(maps.Keys(s.perKind)) {
			t.Logf("  %-24s %d of %d", kind, s.perKind[kind][0], s.perKind[kind][1])
		}
		if part.name != "tuning" && part.name != "held-out" && part.name != "written by hand" {
			continue // before any rule was made for them: precision 0.742, recall 0.479
		}
		if s.precision() < 0.97 || s.recall() < 0.80 || s.rightSpan() < 0.95 || s.caught < s.altered || s.conflicted < s.conflicts {
			t.Errorf("%s: %v; want precision 0.97, recall 0.80, right span 0.95, every altered quotation caught and every conflict seen", part.name, s)
		}
		// CARREL_MEASURE says which sentences are judged wrongly, of the tuning
		// part only: nothing is to be made to fit the other.
		if os.Getenv("CARREL_MEASURE") != "" && part.name == "tuning" {
			for _, w := range s.wrong {
				t.Log(w)
			}
		}
	}
}
