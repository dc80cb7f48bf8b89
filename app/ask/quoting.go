package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// Answers in the documents' words, and in Carrel's where the documents have none.

// quoteAs answers in the documents' words alone, in the form that the question has.
func (r *run) quoteAs(unsure bool, items []int) {
	switch {
	case unsure:
		r.hesitate()
	case r.sides != nil:
		r.setSideBySide()
	case items != nil:
		r.answer().Form = FormList
		r.list(items)
	default:
		r.quote(r.say(saysDocuments), quotedSentences)
	}
	r.answer().Status = StatusDone
}

// abstain says that nothing was found, in words that fit why.
func (r *run) abstain(ctx context.Context) {
	r.answer().Abstained = true
	r.unprepared()
	text := r.say(saysNothing)
	if len(r.answer().Sources) > 0 {
		text += " " + r.say(saysComeClosest)
	} else if docs, err := r.asker.config.Library.Documents(ctx); err == nil && len(docs) == 0 {
		text = "Your library is empty. Add a document, then ask again."
		r.answer().Unsearched = true
	} else if said := nothingRead(docs); err == nil && said != "" {
		text = said
		r.answer().Unsearched = true
	} else if r.turn.limited() {
		text = r.say(saysNothingChosen)
	}
	r.writer.plain(text)
	r.answer().Status = StatusDone
}

// nothingRead says why none of the documents can be searched; "" where one can.
func nothingRead(docs []knowledge.Document) string {
	reading := false
	for _, d := range docs {
		switch d.State {
		case knowledge.StateSearchable, knowledge.StateEmbedded, knowledge.StateUnavailable:
			return ""
		case knowledge.StateQueued, knowledge.StateReading:
			reading = true
		}
	}
	if reading {
		return "None of your documents has been read yet. Ask again in a moment."
	}
	return "None of your documents could be read, so there is nothing to search. The library says why."
}

// unprepared says that more may be found later, where that is so.
func (r *run) unprepared() {
	if said := stillPreparing(r.asker.config.Library.Activity()); said != "" {
		r.notice(said)
	}
}

// stillPreparing says in words that passages cannot be found by meaning yet; "" where
// all can.
func stillPreparing(a knowledge.Activity) string {
	if a.ToEmbed == 0 {
		return ""
	}
	when := "Carrel prepares the rest while it is open; ask again then."
	if a.Held {
		when = "The rest waits, because reading is paused: go on reading, then ask again."
	}
	return fmt.Sprintf("%s of %s can be found by their words only so far. %s", figure.Count(a.ToEmbed), figure.Counted(a.ToEmbed+a.Embedded, "passage", "passages"), when)
}

// hesitate shows what comes closest where it may be no answer.
func (r *run) hesitate() {
	r.answer().Abstained = true
	r.unprepared()
	r.quote(r.say(saysClosest), closestSentences)
}

// quotedSentences is how many sentences answer a question where only quoting is
// wanted: the first three have the answer far oftener than the first alone.
const quotedSentences = 3

// closestSentences is how many are quoted that may be no answer, or in place of
// what a model made up.
const closestSentences = 2

// quote answers with the n sentences that fit best, in place of a model that
// is not wanted or said nothing worth keeping.
func (r *run) quote(why string, n int) {
	r.writer.reset()
	r.addQuotes(why, n)
}

// addQuotes is quote after what there is of an answer.
func (r *run) addQuotes(why string, n int) {
	if r.answer().Text != "" {
		why = apart + why
	}
	r.writer.plain(why)
	m := r.material
	short := r.quotable()
	if len(short) == 0 {
		short, n = r.order, 1
	}
	// What is in somebody else's papers is no answer, however well it would fit.
	if known := slices.DeleteFunc(slices.Clone(short), func(o align.Ranked) bool { return o.Stranger }); len(known) > 0 {
		short = known
	}
	quoting, quoted := m.Quoting(), []int{}
	var texts []align.Statement
	order := spread(m, short) // the best first: that is what is read
	how := align.AsksHow(r.search)
	if how {
		order = withNext(m, order)
	}
	underWhat := align.AsksUnderWhat(r.search)
	under := -1 // the heading that what was quoted last stands under
	for _, o := range order {
		if n == 0 {
			break
		}
		next := o.Statement == order[0].Statement+1 && (how || !m.Statements[o.Statement].IsEntry()) // it goes on
		if o.Statement != order[0].Statement && (m.Statements[o.Statement].Heads() || o.Score < worthQuoting*order[0].Score && !next) {
			continue // beside the best it is about something else, or says nothing
		}
		same := func(i int) bool { return align.SameWords(m.Statements[i], m.Statements[o.Statement]) }
		if slices.ContainsFunc(quoted, same) {
			continue // another document says it in the same words
		}
		if st, fresh := quoting.Next(o.Statement); fresh {
			if h, ok := m.Under(o.Statement); !ok {
				under = o.Statement
			} else if h != under && (underWhat || m.Bare(o.Statement)) {
				under = h
				quoted = append(quoted, h)
				texts = append(texts, m.Statements[h].Unmarked())
			}
			quoted = append(quoted, o.Statement)
			texts = append(texts, st.Unmarked())
			n--
		}
	}
	r.writeQuotes(quoted, texts)
}

// quotable are the statements that may be quoted, the best first: neither what is too long,
// nor what says nothing alone. Nor an entry that is too short to say something without what
// announces it, unless everything else is about something else beside it.
func (r *run) quotable() []align.Ranked {
	m := r.material
	said := slices.DeleteFunc(slices.Clone(r.order), func(o align.Ranked) bool {
		return r.tooLong(o) || m.AnnouncesNothing(o.Statement) || m.Statements[o.Statement].SaysNothing()
	})
	best := slices.IndexFunc(said, func(o align.Ranked) bool { return !m.Bare(o.Statement) })
	if best < 0 {
		return nil
	}
	enough := said[best].Score / worthQuoting
	return slices.DeleteFunc(said, func(o align.Ranked) bool { return m.Bare(o.Statement) && o.Score <= enough })
}

// writeQuotes quotes texts, of which quoted are the statements, the best first. The best of
// what is of an older version of a document than what is before it comes last, and is said to
// be; unless the question names a time, then it may be the one that is meant.
func (r *run) writeQuotes(quoted []int, texts []align.Statement) {
	var older []align.Statement
	timed := intent.NamesTime(r.search)
	said := "" // whose words the quotation before is
	for k, st := range texts {
		if !timed && r.olderThan(quoted[k], quoted[:k]) {
			older = append(older, st)
			continue
		}
		by, err := r.voiceOf(r.writer.marks.ctx, st)
		if err != nil {
			by = "" // it is quoted all the same
		}
		if by == "" && said != "" {
			by = "“" + flatten(r.answer().Sources[st.Source].Document.Title) + "”"
		}
		if by != said {
			r.writer.plain(apart + by + ":")
		}
		said = by
		if r.which && (k == 0 || texts[k-1].Source != st.Source) {
			r.writer.plain(apart + r.fromMeeting(st) + ":")
		}
		r.writer.quote(st)
	}
	if len(older) > 0 {
		r.writer.plain(apart + r.say(saysOlder))
		r.writer.quote(older[0])
	}
}

// tooLong says whether a statement is too long to be quoted: a table or a list without
// full stops counts as one sentence. The best one may be as long as laws and contracts
// write, where it is a sentence.
func (r *run) tooLong(o align.Ranked) bool {
	st := r.material.Statements[o.Statement]
	most := align.LongQuote
	if o.Statement == r.order[0].Statement && st.Whole() && !strings.Contains(string(st.Text), " | ") {
		most = align.LongestSentence
	}
	return len(st.Text) > most
}

// spread puts behind the best sentence the best of another passage, where that is not
// much worse than what comes next: a passage that has all of a question's words may not
// be the one that answers it, and its sentences have them all together.
func spread(m *align.Material, order []align.Ranked) []align.Ranked {
	if len(order) < 3 {
		return order
	}
	source := func(o align.Ranked) int { return m.Statements[o.Statement].Source }
	k := slices.IndexFunc(order, func(o align.Ranked) bool { return source(o) != source(order[0]) })
	if k < 2 || order[k].Score < spreadShare*order[1].Score {
		return order
	}
	return slices.Concat(order[:1], order[k:k+1], order[1:k], order[k+1:])
}

// withNext puts behind the best sentence the one that follows it in its passage: how
// something is done takes more than one sentence, and the second says "then".
func withNext(m *align.Material, order []align.Ranked) []align.Ranked {
	best := order[0]
	k := best.Statement + 1
	if k >= len(m.Statements) || !m.Statements[k].Follows || m.Statements[k].Heads() || m.Statements[k].Refers() || !m.Statements[k].Whole() {
		return order
	}
	at := slices.IndexFunc(order, func(o align.Ranked) bool { return o.Statement == k })
	if at < 1 { // too long to quote
		return order
	}
	return slices.Concat(order[:1], order[at:at+1], order[1:at], order[at+1:])
}

// worthQuoting is how good a sentence has to be, beside the best one, to be quoted with it.
// Over XQuAD and the manuals (448 questions) the answer stood only in the second best for
// 38; 37 of these were above this.
const worthQuoting = 0.65

// spreadShare is how good a sentence of another passage has to be, beside the second best
// of the first.
const spreadShare = 0.7
