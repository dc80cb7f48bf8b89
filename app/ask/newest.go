package ask

import (
	"slices"

	"carrel/app/ask/intent"
	"carrel/app/ask/versions"
)

// Rules, price lists, protocols and minutes are kept in all their versions. Where two say
// the same of different times, what holds now is what is asked for, unless the question
// names a time.

// How nearly as good a newer version's sentence has to be, to come before an older one's.
const (
	newerOverlap   = 0.05 // of the question's terms, it may lack as much
	amendedOverlap = 0.5  // what an amendment says has more of them
	newerShare     = 0.65 // of the score
)

// edition is of which version a source is.
func (s Source) edition() versions.Edition {
	return versions.Of(s.Document.Path, s.Document.Title, s.Where, s.dated)
}

// newestFirst puts before a sentence the one that answers as well in a newer version of its
// document, where the question names no time.
func (f *found) newestFirst(question string) {
	if len(f.sources) < 2 || intent.NamesTime(question) {
		return
	}
	editions := make([]versions.Edition, len(f.sources))
	for i, s := range f.sources {
		editions[i] = s.edition()
	}
	source := func(at int) int { return f.material.Statements[f.order[at].Statement].Source }
	for at := 0; at < len(f.order); at++ {
		best := at
		for k := at + 1; k < len(f.order); k++ {
			if f.order[k].Score < newerShare*f.order[at].Score {
				break
			}
			if editions[source(k)].Amends(editions[source(best)]) && f.order[k].Overlap <= amendedOverlap {
				continue // it may say nothing of the matter
			}
			if f.order[k].Overlap+newerOverlap >= f.order[at].Overlap && editions[source(k)].Newer(editions[source(best)]) {
				best = k
			}
		}
		if best == at {
			continue
		}
		// It takes the other's place, and its score: what is quoted beside the best is
		// measured by that.
		f.order[at].Score, f.order[best].Score = f.order[best].Score, f.order[at].Score
		f.order[at], f.order[best] = f.order[best], f.order[at]
	}
}

// olderThan says whether the source of the i-th statement is an older version of a
// document than that of one of the others, of which the first answers best.
func (r *run) olderThan(i int, others []int) bool {
	source := func(i int) Source { return r.answer().Sources[r.material.Statements[i].Source] }
	mine := source(i).edition()
	older := slices.ContainsFunc(others, func(k int) bool { return source(k).edition().Newer(mine) })
	// What goes on in the document that answers best is no other version's.
	best := func(s Source) bool {
		return s.Document.Path == source(others[0]).Document.Path && s.Page == source(others[0]).Page
	}
	return older && !best(source(i))
}
