package versions

import (
	"context"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Sentence is a sentence of a document with its place.
type Sentence struct {
	Page  reader.Page
	Span  reader.Span
	Text  string          // as it stands there
	words map[string]bool // folded
	key   string
}

// Change is what one version says where the other says otherwise, or nothing.
type Change struct{ Before, Now *Sentence }

// alikeShare is how many of their words two sentences share, at least, of which one took the
// other's place.
const alikeShare = 0.5

// Between are the sentences that only one of two versions has: those that took
// another's place, then what is new, then what is gone, each in its order. ok is false where
// these are more than manyChanges, or ctx has ended.
func Between(ctx context.Context, before, now []Sentence) (out []Change, ok bool) {
	only := func(list, other []Sentence) (own []*Sentence) {
		have := map[string]int{}
		for _, s := range other {
			have[s.key]++
		}
		for i, s := range list {
			if have[s.key] > 0 {
				have[s.key]--
				continue
			}
			own = append(own, &list[i])
		}
		return own
	}
	gone, come := only(before, now), only(now, before)
	if max(len(gone), len(come)) > manyChanges {
		return nil, false // each is looked for among all others
	}
	var fresh []Change
	for _, n := range come {
		if ctx.Err() != nil {
			return nil, false
		}
		best, at := alikeShare, -1
		for i, g := range gone {
			if g == nil {
				continue
			}
			shared := 0
			for w := range g.words {
				if n.words[w] {
					shared++
				}
			}
			if share := 2 * float64(shared) / float64(len(g.words)+len(n.words)); share > best {
				best, at = share, i
			}
		}
		if at < 0 {
			fresh = append(fresh, Change{Now: n})
			continue
		}
		out = append(out, Change{gone[at], n})
		gone[at] = nil
	}
	out = append(out, fresh...)
	for _, g := range gone {
		if g != nil {
			out = append(out, Change{Before: g})
		}
	}
	return out, len(out) <= manyChanges
}

// manyChanges is how many there are at most: with more the documents are taken for two of their
// own.
const manyChanges = 400

// Sentences are the sentences of pages, without what stands on each of them.
func Sentences(pages []reader.Page) (out []Sentence) {
	for _, p := range pages {
		runes := []rune(p.Text)
		for _, span := range prose.Sentences(p.Text) {
			if slices.ContainsFunc(p.Furniture, func(f reader.Span) bool { return f.Start < span.End && span.Start < f.End }) {
				continue
			}
			s := Sentence{Page: p, Span: span, Text: string(runes[span.Start:span.End]), words: map[string]bool{}}
			s.key = strings.Join(strings.Fields(prose.Fold(s.Text)), " ")
			for _, w := range prose.Words(s.Text, prose.English) {
				s.words[w.Fold] = true
			}
			if len(s.words) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}
