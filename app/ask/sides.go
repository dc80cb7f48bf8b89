package ask

import (
	"cmp"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// A question that compares wants evidence from both sides. One search would find
// what speaks loudest, mostly of one side; so each side is searched for by itself,
// in the documents that are called like it where there are such.

// comparison is a question that sets things side by side.
type comparison struct {
	topic string   // what is compared; "" where only the sides are named
	sides []string // at least two, as the question writes them
	place string   // where they are to be looked for: "the lease"; "" where it is not said
}

// placed matches a last side with the place that all are to be looked for in, after
// fold: "dogs in the lease".
var placed = regexp.MustCompile(`^(?P<side>.+?) (?:in|within|under|from|according to|as per|im|in der|in dem|laut|nach|en|segun|в|по) (?P<place>(?:the|this|these|my|our|your|its|der|die|das|dem|den|diese[mrns]?|mein(?:e[mrn]?)?|unsere[mrn]?|el|la|los|las|este|esta|mi|этом|этой|моем) .+|[^ ]+\.[a-z0-9]{2,5}|(?:vertrag|handbuch|bericht|dokument|text|anhang)(?: .+)?)$`)

// inPlace parts the place that a comparison ends with from its last side. Where the other
// sides have a place too, or would be the same without it, it is the side's own: "trains
// in Spain and trains in the north".
func (c *comparison) inPlace() {
	last := len(c.sides) - 1
	m := placed.FindStringSubmatch(prose.Fold(c.sides[last]))
	if m == nil {
		return
	}
	side, place := asWritten(c.sides[last], m[1]), asWritten(c.sides[last], m[2])
	for _, other := range c.sides[:last] {
		if placed.MatchString(prose.Fold(other)) || strings.HasPrefix(prose.Fold(other)+" ", m[1]+" ") || len(nameWords(side)) == 0 {
			return
		}
	}
	c.sides[last], c.place = side, place
}

// comparing are the ways to compare, after fold: a and b are the sides, what is
// compared.
var comparing = compileAll(
	`(?:please )?compare (?:what|how|what it is that) (?P<a>.+?) (?:and|with) (?P<b>.+?) (?:say|says|said|write|writes|state|states|tell us|have to say) (?:about|on|of) (?P<what>.+)`,
	`what (?:do|did) (?P<a>(?:.+?, )?.+?) and (?P<b>.+?) (?:each )?(?:say|write|state|have to say) (?:about|on) (?P<what>.+)`,
	`(?:please )?compare how (?P<a>.+?) and (?P<b>.+?) (?:treat|handle|define|describe|explain|see|deal with|speak of) (?P<what>.+)`,
	`(?:bitte )?vergleiche?n?(?: sie)?,? was (?P<a>.+?) und (?P<b>.+?) (?:uber|zu|zum|zur) (?P<what>.+?) (?:sagen|schreiben|meinen|steht)`,
	`(?:por favor,? )?compar(?:a|ar|e) lo que (?:dicen|dice) (?P<a>.+?) y (?P<b>.+?) (?:sobre|acerca de|de) (?P<what>.+)`,
	`(?:please )?compare (?P<what>.+?) (?:in|of|between|for|from|across|under|according to) (?P<a>.+?) (?:and|with|to|vs\.?|versus|against) (?P<b>.+)`,
	`(?:please )?compare (?P<a>.+?) (?:and|with|to|vs\.?|versus|against) (?P<b>.+?)(?: (?:on|by|in terms of|regarding|as regards|with regard to) (?P<what>.+))?`,
	`(?:what (?:is|are|was|were|'s) |explain |name |list )?(?:the )?(?:main )?differences? (?:in (?P<what>.+?) )?between (?P<a>.+?) and (?P<b>.+?)`,
	`how (?:does|do|did) (?P<what>.+?) differ (?:between|in) (?P<a>.+?) and (?P<b>.+)`,
	`how (?:does|do|did|is|are) (?P<a>.+?) (?:differ|different) from (?P<b>.+)`,
	`(?:bitte )?vergleiche?n?(?: sie)? (?P<what>.+?) (?:in|von|zwischen|bei|laut|nach) (?P<a>.+?) (?:und|mit) (?P<b>.+)`,
	`(?:bitte )?vergleiche?n?(?: sie)? (?P<a>.+?) (?:und|mit) (?P<b>.+)`,
	`(?:was ist |was sind |welche |worin besteht |worin liegt )?(?:der |die |den )?unterschiede?(?: gibt es)? (?:(?:bei|in|im) (?P<what>.+?) )?zwischen (?P<a>.+?) und (?P<b>.+)`,
	`(?:worin|wie) unterscheide(?:n|t) sich (?P<a>.+?) (?:und|von) (?P<b>.+)`,
	`(?:por favor,? )?compar(?:a|ar|e) (?P<what>.+?) (?:en|de|entre|segun) (?P<a>.+?) (?:y|con) (?P<b>.+)`,
	`(?:cual es |cuales son |que )?(?:la |las )?diferencias? (?:hay )?(?:(?:de|en) (?P<what>.+?) )?entre (?P<a>.+?) y (?P<b>.+)`,
	`сравни(?:те)? (?P<what>.+?) (?:в|между|по|у) (?P<a>.+?) (?:и|с) (?P<b>.+)`,
	`(?:в чем |какова )?(?:разница|отличие|различие|различия) (?:(?:в|по) (?P<what>.+?) )?между (?P<a>.+?) и (?P<b>.+)`,
	`чем (?P<a>.+?) отлича(?:ется|ются) от (?P<b>.+)`,
	`(?:请|請)?(?:比较|比較|对比|對比)(?:一下)?(?P<a>.+?)(?:和|与|與|跟)(?P<b>.+?)(?:的(?P<what>.+))?`,
	`(?P<a>.+?)(?:和|与|與|跟)(?P<b>.+?)(?:之间)?(?:的|有什么|有何|有什麼)(?:区别|區別|不同|差异|差異)(?:是什么|是什麼)?`,
	`(?:ما (?:هو |هي )?)?(?:الفرق|الاختلاف|قارن|مقارنة) (?:بين )?(?P<a>.+?) و ?(?P<b>.+)`,
)

// comparisonOf reads a question as a comparison.
func comparisonOf(question string) (comparison, bool) {
	q := askedPlainly(question)
	for _, p := range comparing() {
		m := p.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		var c comparison
		if i := p.SubexpIndex("what"); i >= 0 {
			c.topic = strings.TrimSpace(m[i])
		}
		if c.topic != "" && strings.HasPrefix(m[p.SubexpIndex("b")], c.topic+" ") {
			continue // "trains in Spain and trains in the north"
		}
		for _, side := range append(strings.Split(m[p.SubexpIndex("a")], ", "), m[p.SubexpIndex("b")]) {
			side = strings.Trim(side, " ,;“”\"„«»'’‘")
			if len(nameWords(side)) == 0 || len(nameWords(side)) > maxSideWords {
				return comparison{}, false
			}
			c.sides = append(c.sides, asWritten(question, side))
		}
		if c.topic == "" {
			c.inPlace()
		}
		return c, true
	}
	return comparison{}, false
}

// maxSideWords is how many words name a side; more are a sentence of their own.
const maxSideWords = 9

// asWritten finds how a text writes what folding made small.
func asWritten(text, folded string) string {
	fields := strings.Fields(text)
	n := len(strings.Fields(folded))
	for i := 0; i+n <= len(fields); i++ {
		part := strings.Trim(strings.Join(fields[i:i+n], " "), " ,;.!?¿¡“”\"„«»'’‘")
		if strings.Trim(prose.Fold(part), " ,;.!?") == folded {
			return part
		}
	}
	return folded
}

// comparedSide is one side of a comparison with what was found of it.
type comparedSide struct {
	label      string
	documents  []string      // ids of those called like it; none: any that names it
	statements []int         // of the material, those that name it themselves first, the best first
	telling    []summaryLine // of documents that are compared as a whole: what they say first and most
}

// toldOfSide is how many telling sentences stand for a document that is compared as a whole.
const toldOfSide = 3

// tellingOf gives the most telling sentences of documents that are compared as a whole.
func (r *run) tellingOf(ctx context.Context, docs []knowledge.Document) (lines []summaryLine, err error) {
	for _, d := range docs[:min(len(docs), toldOfSide)] {
		passages, err := r.asker.config.Library.Passages(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		if len(passages) == 0 {
			continue
		}
		v := &volume{document: d, passages: passages, teller: newTeller(passages), ref: referenceTo(d)}
		whole := part{quota: max(1, toldOfSide/len(docs))}
		for i := range passages {
			whole.passages = append(whole.passages, i)
		}
		for _, t := range v.teller.pick(whole) {
			lines = append(lines, v.quoted(t))
		}
	}
	return lines, nil
}

// ownName is the word by which a side is known where the other sides have one word each and
// its further ones are of all: "HAC" of "HC and HAC estimators".
func (c comparison) ownName(i int) string {
	words := strings.Fields(c.sides[i])
	if len(words) < 2 || prose.Fold(words[0]) == words[0] || prose.Fold(words[1]) != words[1] {
		return c.sides[i]
	}
	for k, other := range c.sides {
		if k != i && len(strings.Fields(other)) != 1 {
			return c.sides[i]
		}
	}
	return words[0]
}

// sideSentences is how many sentences of each side are quoted.
const sideSentences = 2

// topicShare is how much of what is compared a sentence of a side has to have.
const topicShare = 0.34

// searchSides searches for each side by itself and gives the hits of all, in turn.
func (r *run) searchSides(ctx context.Context, c comparison) ([]knowledge.Hit, *knowledge.Results, error) {
	docs, err := r.chosen(ctx)
	if err != nil {
		return nil, nil, err
	}
	within := r.request.Documents
	place := c.place
	if called := Named(c.place, docs, true); place != "" && len(called) > 0 && len(called) <= maxCalled {
		within, place = nil, "" // its name is not in its text
		for _, d := range called {
			within = append(within, d.ID)
		}
	}
	var lists [][]knowledge.Hit
	var last knowledge.Results
	ofDocuments := false
	var wholes [][]knowledge.Document // that sides are called after
	for _, label := range c.sides {
		s := comparedSide{label: label}
		query := knowledge.Query{Text: strings.Join(strings.Fields(c.topic+" "+label+" "+place), " "), K: retrieveK, Documents: within, Filters: r.request.Filters, Rerank: r.request.Rerank, Plain: true}
		if called := Named(label, docs, true); c.place == "" && len(called) > 0 && len(called) <= maxCalled {
			for _, d := range called {
				s.documents = append(s.documents, d.ID)
			}
			query.Documents, ofDocuments = s.documents, true
			if c.topic != "" {
				query.Text = c.topic // its name is not in its text
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
	} else if len(wholes) == len(c.sides) && c.topic == "" {
		for i := range r.sides {
			if r.sides[i].telling, err = r.tellingOf(ctx, wholes[i]); err != nil {
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

// maxCalled is how many documents may have a side's name, for it to be theirs.
const maxCalled = 8

// divide gives each side the sentences that speak of it. One that names all sides is
// of all.
func (r *run) divide(c comparison) {
	m := r.material
	named, headed := map[int]int{}, map[int]int{} // statement, heading -> how many sides it names
	for i := range r.sides {
		s := &r.sides[i]
		var near []int // the name stands before it
		for _, o := range r.order {
			st := m.Statements[o.Statement]
			src := r.answer().Sources[st.Source]
			itself, around := m.Names(o.Statement, c.ownName(i), src.Document.Title+" "+strings.TrimSuffix(filepath.Base(src.Document.Path), filepath.Ext(src.Document.Path)))
			if !around && len(s.documents) == 0 || len(s.documents) > 0 && !slices.Contains(s.documents, src.Document.ID) {
				continue
			}
			if c.topic != "" && m.Share(o.Statement, c.topic) < topicShare {
				continue
			}
			if itself && st.Heads() {
				headed[o.Statement]++
			}
			if st.Heads() || len(st.Text) > align.LongQuote || !st.Whole() || m.AnnouncesNothing(o.Statement) || m.Bare(o.Statement) || st.Commands() {
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
			r.writer.plain("\n\n" + heading(label) + ":")
			if len(fresh) == 0 {
				r.writer.plain("\nWhat your documents say of it stands above.")
			}
		}
		slices.SortStableFunc(fresh, func(a, b align.Statement) int {
			return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Span.Start, b.Span.Start))
		})
		for _, st := range fresh {
			r.writer.quoteAfter("\n", st)
		}
	}
	r.writer.plain("Side by side, what your documents say:")
	quote("Together", r.both)
	for _, s := range r.sides {
		if len(s.telling) > 0 {
			r.quoteTelling(s)
			continue
		}
		if len(s.statements) == 0 && len(r.both) == 0 {
			r.writer.plain("\n\n" + heading(s.label) + ":\nI found nothing about this.")
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
	r.writer.plain("\n\n" + heading(s.label) + ":")
	for i, l := range s.telling {
		r.writer.quoteAfter("\n", align.Statement{Source: first + i, Span: l.span, Text: []rune(l.source.Text)[l.span.Start:l.span.End]})
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

var listing = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:please )?(?:list|enumerate|name)\b`, `(?:please )?(?:give|show|tell) (?:me |us )?(?:a list of|all)\b`, `(?:what|which) (?:are|were) (?:the|all|some)?\b`,
	`(?:what|which) (?:\w+ ){0,2}\w+[^s\W]s (?:are|were|do|did|have|had|must|can|may|should|shall|exist|belong|count)\b`, `which \w+[^s\W]s\b`, `which \w+ \w+[^s\W]s (?:need|require|depend|use|contain|apply|include|provide|support|hold|belong|go|come|make|take|begin|end|stand|fall|get|want|offer|show|say)\b`, `how many .+ (?:are|were) (?:named|listed|mentioned|given)`,
	`welche (?:\w+en|\w+er|\w+e|\w+s) (?:sind|gibt|waren|werden|haben|gelten|mussen|durfen|konnen)\b`, `(?:bitte )?(?:nenne|liste|zahle)\b`, `was sind\b`,
	`(?:cuales|que) (?:son|eran)\b`, `(?:por favor,? )?(?:enumera|lista|nombra|menciona)\b`, `какие `, `перечисли`, `назови все`, `(?:请|請)?(?:列出|列举|列舉)`, `.*(?:有哪些|哪些)`, `(?:ما هي|اذكر|عدد) `,
}, `|`) + `)`)

// wantsList says whether a question asks for several things.
func wantsList(question string) bool {
	return listing.MatchString(askedPlainly(question))
}

// Items of a list that is quoted.
const (
	mostListed  = 6    // sentences; an announced list may have more
	mostEntries = 16   // of an announced list
	listedShare = 0.65 // of the best sentence's score
	headShare   = 0.6  // the same, for one that announces a list
)

// listed gives the sentences that answer a question for several things: one that
// announces a list with its entries, or else those about as good as the best, from
// wherever they are. Fewer than two are no list.
func (r *run) listed() []int {
	if len(r.order) == 0 {
		return nil
	}
	m := r.material
	var items []int
	best := r.order[0]
	for _, o := range r.order {
		if o.Score < headShare*best.Score {
			break
		}
		if end := min(m.List(o.Statement), o.Statement+1+mostEntries); end > o.Statement+2 { // a list that says itself what it lists
			for i := o.Statement; i < end; i++ {
				items = append(items, i)
			}
			return items
		}
	}
	for _, o := range r.order {
		st := m.Statements[o.Statement]
		if o.Score < listedShare*best.Score || len(items) >= mostListed {
			break
		}
		if len(st.Text) > align.LongQuote || st.IsHeading() || !st.Whole() && !st.IsEntry() || slices.ContainsFunc(items, func(i int) bool { return align.SameWords(m.Statements[i], st) }) {
			continue
		}
		items = append(items, o.Statement)
	}
	if len(items) < 2 {
		return nil
	}
	slices.Sort(items)
	return items
}

// list answers with one quotation a line.
func (r *run) list(items []int) {
	r.writer.reset()
	r.writer.plain("What your documents say about this, each from its place:")
	m := r.material
	quoting := m.Quoting()
	for _, i := range items {
		st, fresh := m.Statements[i], true
		from, _ := m.Stretch(i)
		// A list that is among them has lines of its own.
		if !(m.List(i) > i+1 && slices.Contains(items, i+1)) && !(from < i && slices.Contains(items, from)) {
			st, fresh = quoting.Next(i)
		}
		if fresh {
			r.writer.quoteAfter("\n\n", st)
		}
	}
}
