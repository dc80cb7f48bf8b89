package align

import (
	"reflect"
	"testing"
)

// The same sentence and passages give the same finding, and the same question the same
// order, whatever the order in which Go walks through a map.
func TestSameEachTime(t *testing.T) {
	oneGoroutine(t)
	pairs := readAlignFile(t, "testdata/hand.txt")
	for _, p := range pairs {
		var first *Finding
		var order []Ranked
		for range 6 {
			m := NewMaterial(p.group.question, p.group.sources)
			found, ranked := New(p.group.question, m).Align(p.sentence), m.Rank(p.group.question, nil)
			if first == nil {
				first, order = &found, ranked
			} else if !reflect.DeepEqual(*first, found) {
				t.Fatalf("%s:%d: %+v, and then %+v", p.file, p.line, *first, found)
			} else if !reflect.DeepEqual(order, ranked) {
				t.Fatalf("%s:%d: the order of the statements differs", p.file, p.line)
			}
		}
	}
}
