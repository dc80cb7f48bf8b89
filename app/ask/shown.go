package ask

import (
	"cmp"
	"slices"

	"carrel/app/ask/align"
	"carrel/app/ask/naming"
	"carrel/knowledge"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// found is what a search gave, in the order in which it is shown before the
// model says a word.
type found struct {
	sources  []Source
	material *align.Material
	order    []align.Ranked // of the material's statements, those that answer best first
}

// shownMarks is how many of the best sentences are marked, wherever they stand.
const shownMarks = 3

// find ranks the sentences of what a search found. Sources whose sentences
// answer best come first, behind those of the first hits that the person chose.
func find(question string, hits []knowledge.Hit, chosen int) found {
	return findHeaded(question, hits, chosen, nil)
}

// findHeaded is find where the beginnings of documents are known, by their ids.
func findHeaded(question string, hits []knowledge.Hit, chosen int, heads map[string]string) found {
	srcs, nearness := sources(hits)
	for i := range srcs {
		srcs[i].head = heads[srcs[i].Document.ID]
	}
	f := found{sources: srcs, material: materialOf(question, srcs)}
	f.order = f.material.Rank(question, nearness)
	if chosen > 0 {
		own, _ := sources(hits[:chosen])
		rest := func(r align.Ranked) int { return min(1, f.material.Statements[r.Statement].Source/len(own)) }
		slices.SortStableFunc(f.order, func(a, b align.Ranked) int { return cmp.Compare(rest(a), rest(b)) })
	}
	if chosen == 0 {
		f.newestFirst(question)
		f.latestFirst(question)
	}
	f.arrange()
	f.mark()
	return f
}

// overlap is the share of the question's terms that the best sentence has.
func (f found) overlap() float64 {
	if len(f.order) == 0 {
		return 0
	}
	return f.order[0].Borne
}

// materialOf prepares sources for being compared with a question and with sentences.
func materialOf(question string, sources []Source) *align.Material {
	passages := make([]align.Passage, len(sources))
	references := knowledge.AsksForReferences(question)
	for i, s := range sources {
		passages[i] = align.Passage{Text: s.Text, Document: s.Document.ID, Title: s.Document.Title, File: naming.Bare(s.Document.Path), Head: s.head}
		if !references {
			from := passage.ReferencesFrom(s.Text)
			passages[i].Leads, passages[i].LeadsAt = from == 0 || passage.IsReferences(s.Text), max(0, from)
		}
	}
	return align.NewMaterial(question, passages)
}

// arrange puts the sources into the order of their best sentences and numbers
// them; the statements go with their sources.
func (f *found) arrange() {
	place := make([]int, len(f.sources))
	for i := range place {
		place[i] = len(f.order)
	}
	for at, r := range f.order {
		n := f.material.Statements[r.Statement].Source
		place[n] = min(place[n], at)
	}
	order := make([]int, len(f.sources)) // new place -> old
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(place[a], place[b]) })
	arranged := make([]Source, 0, len(f.sources))
	for now, was := range order {
		src := f.sources[was]
		src.N = now + 1
		arranged = append(arranged, src)
	}
	material, moved := f.material.Arranged(order)
	for i := range f.order {
		f.order[i].Statement = moved[f.order[i].Statement]
	}
	f.sources, f.material = arranged, material
}

// mark sets every source's best sentence, and further ones that are among the
// best of all.
func (f *found) mark() {
	done := make([]bool, len(f.sources))
	quoting := f.material.Quoting()
	for at, r := range f.order {
		if at >= shownMarks && done[f.material.Statements[r.Statement].Source] {
			continue
		}
		st, fresh := quoting.Next(r.Statement)
		if !fresh {
			continue
		}
		s := &f.sources[st.Source]
		span := reader.Span{Start: s.Start + st.Span.Start, End: s.Start + st.Span.End}
		switch {
		case !done[st.Source]:
			done[st.Source], s.Best = true, span
		case at < shownMarks:
			s.Also = append(s.Also, span)
		}
	}
	for i := range f.sources {
		if s := &f.sources[i]; !done[i] {
			s.Best = reader.Span{Start: s.Start, End: s.End}
		}
	}
}
