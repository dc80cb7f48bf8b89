package align

import (
	"reflect"
	"sync"
	"testing"
)

// One question's material serves all that is written over it, and every question the same
// lists of words: what several goroutines find at once is what one finds alone. The lists
// are read where they are first needed, so that nobody may need them alone before.
func TestAtOnce(t *testing.T) {
	pairs := readAlignFile(t, "testdata/hand.txt")
	const step, writers = 11, 4
	found := make([][]Finding, writers)
	orders := make([][][]Ranked, writers)
	materials := map[*alignGroup]*Material{}
	for i := 0; i < len(pairs); i += step {
		if g := pairs[i].group; materials[g] == nil {
			materials[g] = NewMaterial(g.question, g.sources)
		}
	}
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := 0; i < len(pairs); i += step {
				p, m := pairs[i], materials[pairs[i].group]
				found[w] = append(found[w], New(p.group.question, m).Align(p.sentence))
				orders[w] = append(orders[w], m.Rank(p.group.question, nil))
			}
		})
	}
	writing.Wait()
	if len(found[0]) < 20 {
		t.Errorf("only %d sentences", len(found[0]))
	}
	for w := 1; w < writers; w++ {
		if !reflect.DeepEqual(found[0], found[w]) || !reflect.DeepEqual(orders[0], orders[w]) {
			t.Errorf("the first and the %dth goroutine found different things", w+1)
		}
	}
}
