package versions

import (
	"context"
	"fmt"
	"testing"
)

// Two long documents that share nothing are not compared sentence with sentence, and what was
// stopped goes no further.
func TestBetweenEndsEarly(t *testing.T) {
	many := func(n int, word string) (list []Sentence) {
		for i := range n {
			text := fmt.Sprintf("%s %d", word, i)
			list = append(list, Sentence{Text: text, key: text, words: map[string]bool{word: true, text: true}})
		}
		return list
	}
	looked := &counted{Context: t.Context()}
	if out, ok := Between(looked, many(manyChanges+1, "old"), many(3, "new")); ok || out != nil || looked.n != 0 {
		t.Errorf("%d changes, %v, after %d sentences", len(out), ok, looked.n)
	}
	if out, ok := Between(looked, many(3, "old"), many(3, "new")); !ok || len(out) != 6 || looked.n != 3 {
		t.Errorf("%d changes, %v, after %d sentences", len(out), ok, looked.n)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if out, ok := Between(stopped, many(3, "old"), many(3, "new")); ok || out != nil {
		t.Errorf("%d changes, %v", len(out), ok)
	}
}

// counted counts how often it is asked whether it has ended.
type counted struct {
	context.Context
	n int
}

func (c *counted) Err() error {
	c.n++
	return c.Context.Err()
}
