package ask

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
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

// latestFirst puts before a sentence the one that answers as well and is of a later day, where
// the question asks for what holds now, or for what is said of somebody of whom there are several
// papers: what a patient takes was another thing a year ago.
func (f *found) latestFirst(question string) {
	if len(f.order) == 0 || intent.NamesTime(question) && !intent.AsksNow(question) {
		return
	}
	if !intent.AsksNow(question) && (!f.order[0].Theirs || intent.Past(question)) {
		return
	}
	var places []int // of those that answer as well, and whose day is known
	for k, o := range f.order {
		if o.Score < newerShare*f.order[0].Score {
			break
		}
		if o.Overlap+newerOverlap >= f.order[0].Overlap && o.Theirs == f.order[0].Theirs && !f.dayOf(o).IsZero() {
			places = append(places, k)
		}
	}
	if len(places) == 0 || places[0] != 0 { // of the best it is not known
		return
	}
	latest := make([]align.Ranked, len(places))
	for i, k := range places {
		latest[i] = f.order[k]
	}
	slices.SortStableFunc(latest, func(a, b align.Ranked) int { return f.dayOf(b).Compare(f.dayOf(a)) })
	for i, k := range places { // each has the score of its place: what is quoted beside the best is measured by that
		latest[i].Score = f.order[k].Score
	}
	for i, k := range places {
		f.order[k] = latest[i]
	}
}

// dayOf is the day of what a sentence says: that of its entry, else the document's own, else the one
// that its file is called by; zero where it is not known.
func (f *found) dayOf(o align.Ranked) time.Time {
	if d, ok := f.material.EntryDate(o.Statement); ok {
		return time.Date(d.Year, time.Month(d.Month), max(1, d.Day), 0, 0, 0, 0, time.UTC)
	}
	s := f.sources[f.material.Statements[o.Statement].Source]
	if from, _, ok := s.dated.Span(); ok {
		return from
	}
	if m := dayInName.FindStringSubmatch(naming.Bare(s.Document.Path)); m != nil {
		if day, err := time.Parse("2006-01-02", m[1]+"-"+m[2]+"-"+cmp.Or(m[3], "01")); err == nil {
			return day
		}
	}
	return time.Time{}
}

// dayInName matches a month, and its day, in the name of a file: "Letter 2026-03", "20260314_scan".
var dayInName = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2]\d|3[01]))?(?:\D|$)`)

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
