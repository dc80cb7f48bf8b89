package ask

import (
	"slices"

	"carrel/app/ask/align"
)

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
		if len(st.Text) > align.LongQuote || st.IsHeading() || st.SaysNothing() || !st.Whole() && !st.IsEntry() || slices.ContainsFunc(items, func(i int) bool { return align.SameWords(m.Statements[i], st) }) {
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

// list answers with one quotation a paragraph.
func (r *run) list(items []int) {
	r.writer.reset()
	m := r.material
	why := saysEach
	if align.AsksHow(r.search) {
		why = saysDocuments // the steps of one place
	}
	r.writer.plain(r.say(why))
	quoting := m.Quoting()
	within := 0 // the end of the step that was quoted
	for _, i := range items {
		if i < within {
			continue
		}
		if within = m.StepEnd(i); within > i+1 {
			r.writer.quote(m.Quote(i, within))
			continue
		}
		st, fresh := m.Statements[i], true
		from, _ := m.Stretch(i)
		// A list that is among them has lines of its own.
		if !(m.List(i) > i+1 && slices.Contains(items, i+1)) && !(from < i && slices.Contains(items, from)) {
			st, fresh = quoting.Next(i)
		}
		if fresh {
			r.writer.quote(st)
		}
	}
}
