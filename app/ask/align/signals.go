package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// weights say how much the signals of a statement that answers count.
var weights = signals{
	overlap: 1, neighbour: 0.25, headed: 0.9, section: 0.5, titled: 0.6, expected: 0.25, passage: 0.3, place: 0.25, kin: 0.4, lead: 0.35, decision: 0.15,
	counts: 0.1, named: 0.1, cue: 0.15, defined: 0.4,
}

// signals are what speaks for a statement, or how much each of it counts.
type signals struct {
	overlap   float64 // share of the question's terms that it has, by rarity
	neighbour float64 // and that only the statements next to it have
	headed    float64 // and that only the heading or the question right above it has
	section   float64 // and that only the heading further up has, under which it stands
	titled    float64 // and that only the document's title has
	expected  float64 // it has what the question asks for: a number, a date, a name
	passage   float64 // nearness of the whole passage
	place     float64 // how high the search put the passage
	kin       float64 // share of the terms of which it has only a relative: "inventor" of "invent"
	lead      float64 // and that the sentence before has, to which it points back
	counts    float64 // it has a number of what is to be counted
	named     float64 // it has a name, where one of what people and places are called is wanted
	defined   float64 // it explains the word whose meaning is asked
	cue       float64 // it has words that go with the question's: "because" with "why"
	decision  float64 // it is a decision of a meeting's minutes, where one is wanted

	borne   float64 // share of the terms that only what names its columns, or sent its mail, has
	names   bool    // it is a form's line that only names what is asked about: "Product: kettle"
	apart   bool    // it is a rule for a case that is not asked about: "For bicycles it is 100 euros."
	another bool    // its passage names none of the people whom the question addresses, and another does
	// anothers is that it certainly is: it stands in a document of theirs.
	anothers bool
	theirs   bool // see Ranked.Theirs
	silent   bool // see Ranked.Silent
}

func (s signals) score(w signals) float64 {
	return s.overlap*w.overlap + s.neighbour*w.neighbour + s.headed*w.headed + s.expected*w.expected + s.passage*w.passage + s.place*w.place +
		s.kin*w.kin + s.lead*w.lead + s.counts*w.counts + s.named*w.named + s.cue*w.cue + s.section*w.section + s.titled*w.titled + s.defined*w.defined + s.decision*w.decision
}

// measured is a question as statements are measured by it.
type measured struct {
	in        map[prose.Language]measuredIn
	decision  bool     // one is asked for
	want      expected // the kind of answer
	money     bool     // a number is wanted, of money
	literals  []literal
	literally map[string]bool // the terms of the literals' words
	people    map[string]bool // the terms of names of people
	naming    map[int]bool    // the sources that name them; empty where no one is asked about
	dossier   dossier
	series    designated
}

// measuredIn is a question as it reads in one language.
type measuredIn struct {
	asked   Statement
	terms   []string // by which its answer is known
	meant   []string // whose meaning is asked
	measure string   // the term of "how many metres"; "" for none
}

func (m *Material) measured(question string) measured {
	q := measured{in: map[prose.Language]measuredIn{}, decision: AsksDecision(question)}
	for _, lang := range append(slices.Clip(m.langs), m.lang) { // others read m at the same time
		st := newStatement([]rune(question), lang)
		sought := slices.DeleteFunc(st.soughtTerms(), func(t string) bool { return m.frequency[t] == 0 && st.asksLatest(t) })
		q.in[lang] = measuredIn{asked: st, terms: sought, meant: st.askedTerms(), measure: st.measure()}
	}
	q.want = expects(q.in[m.lang].asked)
	q.money = q.want == expectNumber && q.in[m.lang].asked.wantsMoney()
	q.literals, q.literally = m.literals(question)
	q.people, q.naming = m.persons(question)
	if q.dossier = m.dossier(q.in[m.lang].asked); q.dossier.of != nil {
		for lang, in := range q.in {
			in.terms = slices.DeleteFunc(slices.Clone(in.terms), func(t string) bool { return in.asked.isNamed(t, q.dossier.names) })
			q.in[lang] = in
		}
		q.people, q.naming = nil, nil
	} else if q.series = m.designated(question); q.series.of != nil {
		for lang, in := range q.in {
			in.terms = slices.DeleteFunc(slices.Clone(in.terms), func(t string) bool { return q.series.terms[t] })
			q.in[lang] = in
		}
	}
	return q
}

// signals says what speaks for each statement as an answer to question.
func (m *Material) signals(question string, nearness []float64) []signals {
	q := m.measured(question)
	out := make([]signals, len(m.Statements))
	under := -1 // the heading that the statements stand under
	for i, st := range m.Statements {
		switch {
		case (st.entitles() || m.numbersHeading(i)) && st.row != headRow: // what stands above a table is about its rows
			under = i
		case !st.Follows:
			under = -1
		}
		in := q.in[m.langs[st.Source]]
		s := &out[i]
		m.shareOut(s, q, i, under)
		s.place = 1 / float64(1+st.Source)
		if q.want != expectAnything && st.offers(q.want, in.asked) {
			s.expected = 1
			switch {
			case q.money && st.paysMoney():
				s.expected = moneyShare
			case q.money:
				s.expected = numberShare
			}
		}
		s.counts = certain(q.want == expectNumber && in.asked.countedBy(st))
		s.named = certain(in.asked.wantsName() && st.offers(expectName, in.asked))
		s.cue = certain(in.asked.cued(st))
		if decides, _ := st.Decides(); decides && q.decision {
			// It comes last of what stands under its heading, and is what that is about.
			s.headed, s.section = s.headed+s.section, 0
			s.decision, s.borne = min(1, decidedShare*(s.overlap+s.headed+s.lead)), s.borne+s.headed
		}
		s.names = s.expected == 0 && st.onlyNames(in)
		s.apart = st.Follows && st.setsApart(in.asked)
		s.defined = certain(st.defines(in.meant))
		if nearness != nil {
			s.passage = nearness[st.Source]
		}
	}
	return out
}

// shareOut says of which share of the question's terms, by rarity, the i-th statement has each
// itself, and of which only something that it stands under or beside has it: each term counts
// where it is found first. under is the heading further up, -1 for none.
func (m *Material) shareOut(s *signals, q measured, i, under int) {
	st := m.Statements[i]
	in := q.in[m.langs[st.Source]]
	total := 0.0
	for _, t := range in.terms {
		if (t != in.measure || st.terms[t]) && !q.literally[t] {
			total += m.rarity(t)
		}
	}
	column := m.columns(i)
	headed := st.Follows && m.Statements[i-1].Heads() && column < 0 && !st.inMailHead()
	over := i - 1
	if st.replyTo > 0 {
		headed, over = true, i-st.replyTo // all of an answer is to the question
	}
	reached := st.standsFor(in.asked)
	compounded, related := st.compounds(in.asked)
	var spelled map[string]bool
	if q.dossier.of != nil { // notes on somebody are short; elsewhere initials lost as much as they found
		spelled = st.initials(in.asked)
	}
	var here, near, above, named, section, title, kin, lead, sent float64
	matter, told := false, false // the question has terms besides people's names; this has one of them
	leans := st.Follows && st.leans()
	goesOn := i+1 < len(m.Statements) && m.Statements[i+1].Follows && !m.Statements[i+1].entitles()
	for _, l := range q.literals {
		total += l.rarity
		switch {
		case l.in[i]:
			here += l.rarity
		case headed && l.in[over]:
			above += l.rarity
		}
	}
	for _, t := range in.terms {
		had := here + near + above + named + section + title + kin + lead
		switch {
		case q.literally[t]:
		case st.said[t]: // all that one says has the name, however it is set
			title += m.rarity(t)
		case st.terms[t], reached[t], compounded[t], spelled[t]:
			here += m.rarity(t)
		case st.hasKin(t), related[t]:
			kin += m.rarity(t)
		case column >= 0 && m.Statements[column].terms[t]:
			named += m.rarity(t)
		case m.labels[st.Source].terms[t]:
			title += m.rarity(t)
		case leans && m.Statements[i-1].terms[t]:
			lead += m.rarity(t)
		case headed && m.Statements[over].terms[t]:
			above += m.rarity(t)
		case under >= 0 && under < i && m.Statements[under].terms[t]:
			section += m.rarity(t)
		case st.Follows && m.Statements[i-1].terms[t],
			goesOn && m.Statements[i+1].terms[t]:
			near += m.rarity(t)
		}
		if st.said[t] || m.senders[st.Source].terms[t] && !st.terms[t] {
			sent += m.rarity(t)
		}
		if !q.people[t] && t != in.measure {
			matter = true
			told = told || had < here+near+above+named+section+title+kin+lead
		}
	}
	s.silent = len(q.naming) > 0 && matter && !told
	s.another = len(q.naming) > 0 && !q.naming[st.Source]
	if q.dossier.of != nil {
		s.theirs, s.anothers = q.dossier.of[i] == ofThem, q.dossier.of[i] == ofAnother
		s.another = !s.theirs
		s.silent = s.anothers || !told
	}
	if q.series.of != nil {
		s.anothers = q.series.of[i] == ofAnother
		s.another = q.series.of[i] == ofNobody
		s.silent = s.silent || s.anothers
	}
	if len(reached) > 0 {
		named += above + section
	}
	if here > 0 {
		s.borne = named + sent
	} else {
		s.borne = sent
	}
	switch {
	case len(reached) > 0:
	case here > 0:
		above += named
	default:
		section += named // any other row has it as much
	}
	if total > 0 {
		s.overlap, s.neighbour, s.headed = here/total, near/total, above/total
		s.section, s.titled, s.kin, s.lead, s.borne = section/total, title/total, kin/total, lead/total, s.borne/total
	}
}
