package ask

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/extract"
	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// A question that compares wants evidence from both sides. One search would find
// what speaks loudest, mostly of one side; so each side is searched for by itself,
// in the documents that are called like it where there are such.

// comparedSide is one side of a comparison with what was found of it.
type comparedSide struct {
	label      string
	documents  []string      // ids of those called like it; none: any that names it
	statements []int         // of the material, those that name it themselves first, the best first
	telling    []summaryLine // of documents that are compared as a whole: what they say first and most
}

// toldOfSide is how many telling sentences stand for a document that is compared as a whole.
const toldOfSide = 3

// tellingOf gives the most telling sentences of documents that are compared as a whole, or in
// a part.
func (r *run) tellingOf(ctx context.Context, docs []knowledge.Document, asked *intent.Section) (lines []summaryLine, err error) {
	for _, d := range docs[:min(len(docs), toldOfSide)] {
		var passages []knowledge.DocumentPassage
		if asked == nil {
			passages, err = r.asker.config.Library.Passages(ctx, d.ID)
		} else {
			passages, err = r.partOf(ctx, d, *asked)
		}
		if err != nil {
			return nil, err
		}
		if len(passages) == 0 {
			continue
		}
		v := &volume{document: d, passages: passages, extractor: extract.New(passages), ref: referenceTo(d)}
		whole := extract.Part{Quota: max(1, toldOfSide/len(docs))}
		for i := range passages {
			whole.Passages = append(whole.Passages, i)
		}
		lines = append(lines, v.quotations(v.extractor.Pick(whole))...)
	}
	return lines, nil
}

// sideSentences is how many sentences of each side are quoted.
const sideSentences = 2

// topicShare is how much of what is compared a sentence of a side has to have.
const topicShare = 0.34

// searchSides searches for each side by itself and gives the hits of all, in turn.
func (r *run) searchSides(ctx context.Context, c intent.Comparison) ([]knowledge.Hit, *knowledge.Results, error) {
	docs, err := r.chosen(ctx)
	if err != nil {
		return nil, nil, err
	}
	within := r.request.Documents
	place := c.Place
	if called := naming.Find(c.Place, docs, true); place != "" && len(called) > 0 && len(called) <= naming.MostCalled {
		within, place = idsOf(called), "" // its name is not in its text
	}
	var lists [][]knowledge.Hit
	var last knowledge.Results
	ofDocuments := false
	var wholes [][]knowledge.Document // that sides are called after
	for _, label := range c.Sides {
		s := comparedSide{label: label}
		query := knowledge.Query{Text: strings.Join(strings.Fields(c.Topic+" "+label+" "+place), " "), K: retrieveK, Documents: within, Filters: r.request.Filters, Rerank: r.request.Rerank, Plain: true}
		called := naming.Find(label, docs, true)
		if len(called) == 0 {
			if called, err = r.writtenBy(ctx, label, docs); err != nil {
				return nil, nil, err
			}
		}
		if c.Place == "" && len(called) > 0 && len(called) <= naming.MostCalled {
			for _, d := range called {
				s.documents = append(s.documents, d.ID)
			}
			query.Documents, ofDocuments = s.documents, true
			if c.Topic != "" {
				query.Text = c.Topic // its name is not in its text
			}
			wholes = append(wholes, called)
		}
		if last, err = r.asker.config.Library.Search(ctx, query); err != nil {
			return nil, nil, err
		}
		r.sides = append(r.sides, s)
		lists = append(lists, last.Hits)
	}
	if r.shareDocuments() { // their names are words of one title: they are no documents
		for i := range r.sides {
			r.sides[i].documents = nil
		}
		ofDocuments = false
	} else if len(wholes) == len(c.Sides) && c.Topic == "" {
		for i := range r.sides {
			if r.sides[i].telling, err = r.tellingOf(ctx, wholes[i], nil); err != nil {
				return nil, nil, err
			}
		}
	} else if part, ok := intent.PartCalled(c.Topic); ok && len(wholes) == len(c.Sides) {
		for i := range r.sides {
			if r.sides[i].telling, err = r.tellingOf(ctx, wholes[i], &part); err != nil {
				return nil, nil, err
			}
		}
	}
	if !ofDocuments { // a section may compare them that says neither name in its sentences
		whole, err := r.asker.config.Library.Search(ctx, knowledge.Query{Text: r.search, K: retrieveK, Documents: within, Filters: r.request.Filters, Rerank: r.request.Rerank, Plain: true})
		if err != nil {
			return nil, nil, err
		}
		lists = slices.Insert(lists, 0, whole.Hits)
	}
	return inTurn(lists), &last, nil
}

// shareDocuments says whether two sides have a document in common.
func (r *run) shareDocuments() bool {
	seen := map[string]bool{}
	for _, s := range r.sides {
		for _, id := range s.documents {
			if seen[id] {
				return true
			}
			seen[id] = true
		}
	}
	return false
}

// inTurn gives the best hits of several searches, one of each in turn, none twice.
func inTurn(lists [][]knowledge.Hit) (hits []knowledge.Hit) {
	seen := map[int64]bool{}
	for i := range retrieveK {
		for _, list := range lists {
			if i < len(list) && (list[i].Passage == 0 || !seen[list[i].Passage]) {
				seen[list[i].Passage] = true
				hits = append(hits, list[i])
			}
		}
	}
	return hits
}

// divide gives each side the sentences that speak of it. One that names all sides is
// of all.
func (r *run) divide(c intent.Comparison) {
	m := r.material
	named, headed := map[int]int{}, map[int]int{} // statement, heading -> how many sides it names
	for i := range r.sides {
		s := &r.sides[i]
		var near []int // the name stands before it
		for _, o := range r.order {
			st := m.Statements[o.Statement]
			src := r.answer().Sources[st.Source]
			itself, around := m.Names(o.Statement, c.OwnName(i), src.Document.Title+" "+strings.TrimSuffix(filepath.Base(src.Document.Path), filepath.Ext(src.Document.Path)))
			if !around && len(s.documents) == 0 || len(s.documents) > 0 && !slices.Contains(s.documents, src.Document.ID) {
				continue
			}
			if c.Topic != "" && m.Share(o.Statement, c.Topic) < topicShare {
				continue
			}
			if itself && st.Heads() {
				headed[o.Statement]++
			}
			if st.Heads() || len(st.Text) > align.LongQuote || !st.Whole() || m.AnnouncesNothing(o.Statement) || m.Bare(o.Statement) || st.SaysNothing() || st.Commands() {
				continue
			}
			switch {
			case itself && len(s.documents) == 0:
				named[o.Statement]++
				s.statements = append(s.statements, o.Statement)
			case len(s.documents) > 0:
				s.statements = append(s.statements, o.Statement)
			default:
				near = append(near, o.Statement)
			}
		}
		s.statements = append(s.statements, near...)
	}
	for _, o := range r.order {
		if headed[o.Statement] == len(r.sides) {
			r.both = append(r.both, under(m, o.Statement)...)
		}
	}
	for i := range r.sides {
		s := &r.sides[i]
		if i == 0 {
			for _, k := range s.statements {
				if named[k] == len(r.sides) && !slices.Contains(r.both, k) {
					r.both = append(r.both, k)
				}
			}
		}
		if own := slices.DeleteFunc(slices.Clone(s.statements), func(k int) bool { return slices.Contains(r.both, k) }); len(own) > 0 || len(r.both) > 0 {
			s.statements = own
		}
	}
}

// under gives the first sentences below a heading or a question of a list of frequent
// ones: a section that is called after all sides compares them, whether or not its
// sentences say their names.
func under(m *align.Material, heading int) (out []int) {
	for i := heading + 1; i < len(m.Statements) && m.Statements[i].Follows && !m.Statements[i].Heads() && len(out) < sideSentences; i++ {
		if st := m.Statements[i]; st.Whole() && len(st.Text) <= longSaid && !st.Commands() {
			out = append(out, i)
		}
	}
	return out
}

// setSideBySide answers with what each side says, quoted, and says which side says
// nothing.
func (r *run) setSideBySide() {
	quoting := r.material.Quoting()
	quote := func(label string, list []int) {
		var fresh []align.Statement // what was quoted before is no answer of its own
		for _, i := range list {
			if len(fresh) == sideSentences {
				break
			}
			if st, is := quoting.Next(i); is {
				fresh = append(fresh, st)
			}
		}
		if len(list) > 0 {
			r.writer.plain(apart + heading(label) + ":")
			if len(fresh) == 0 {
				r.writer.plain(apart + r.say(saysAbove))
			}
		}
		slices.SortStableFunc(fresh, func(a, b align.Statement) int {
			return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Span.Start, b.Span.Start))
		})
		for _, st := range fresh {
			r.writer.quote(st)
		}
	}
	r.writer.plain(r.say(saysSides))
	quote(r.say(saysTogether), r.both)
	for _, s := range r.sides {
		if len(s.telling) > 0 {
			r.quoteTelling(s)
			continue
		}
		if len(s.statements) == 0 && len(r.both) == 0 {
			r.writer.plain(apart + heading(s.label) + ":" + apart + r.say(saysNoSide))
		}
		quote(s.label, s.statements)
	}
}

// quoteTelling quotes the telling sentences of a side's documents.
func (r *run) quoteTelling(s comparedSide) {
	sources := slices.Clone(r.answer().Sources)
	first := len(sources)
	for _, l := range s.telling {
		l.source.N = len(sources) + 1
		l.source.Best = reader.Span{Start: l.source.Start + l.span.Start, End: l.source.Start + l.span.End}
		sources = append(sources, l.source)
	}
	r.answer().Sources = sources
	r.step(Step{Kind: StepSources, Sources: slices.Clone(sources)})
	r.writer.plain(apart + heading(s.label) + ":")
	for i, l := range s.telling {
		r.writer.quote(align.Statement{Source: first + i, Span: l.span, Text: []rune(l.source.Text)[l.span.Start:l.span.End]})
	}
}

// heading is a side's name without "the" before it, unless that is written as its own:
// "The Hague".
func heading(label string) string {
	first, rest, more := strings.Cut(label, " ")
	if more && (prose.Articles[first] || prose.Determiners[first]) {
		return rest
	}
	return label
}

// without are the sides of which nothing was found.
func (r *run) without() (labels []string) {
	for _, s := range r.sides {
		if len(s.statements)+len(s.telling)+len(r.both) == 0 {
			labels = append(labels, "“"+s.label+"”")
		}
	}
	return labels
}
