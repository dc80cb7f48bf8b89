package align

import (
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"carrel/app/ask/prose"
)

// Ranked is a statement with how well it seems to answer.
type Ranked struct {
	Statement int     // index into the material's statements
	Score     float64 // without a unit: only the order of one question's statements means something
	Overlap   float64 // share of the question's terms, by rarity, that it has
	Borne     float64 // the same with those of what names its columns, or sent its mail
	Silent    bool    // the question names a person who was found, and of the rest neither it nor what it stands under or beside has a word
	by        signals
}

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
	another bool    // its passage names none of the people whom the question addresses, and another does
	silent  bool    // see Ranked.Silent
}

func (s signals) score(w signals) float64 {
	return s.overlap*w.overlap + s.neighbour*w.neighbour + s.headed*w.headed + s.expected*w.expected + s.passage*w.passage + s.place*w.place +
		s.kin*w.kin + s.lead*w.lead + s.counts*w.counts + s.named*w.named + s.cue*w.cue + s.section*w.section + s.titled*w.titled + s.defined*w.defined + s.decision*w.decision
}

// Rank orders all statements by how well they seem to answer a question, best first.
// nearness is that of the question and each passage, 0 where not known; nil means that
// none is.
func (m *Material) Rank(question string, nearness []float64) []Ranked {
	out := make([]Ranked, len(m.Statements))
	want := expects(newStatement([]rune(question), m.lang))
	toldBy := want != expectName && want != expectDate // else who sent a mail, and when, may answer
	for i, s := range m.signals(question, nearness) {
		score := s.score(weights)
		st := m.Statements[i]
		if m.passages[st.Source].Leads || st.Heads() || toldBy && mailLine.MatchString(string(st.Text)) || st.Refers() || m.AnnouncesNothing(i) || m.namesColumns(i) {
			score *= headingDiscount
		}
		if st.Commands() {
			score *= commandDiscount
		}
		if s.another {
			score *= anotherDiscount
		}
		out[i] = Ranked{i, score, s.overlap, s.overlap + s.borne, s.silent, s}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Score > out[b].Score })
	return out
}

// signals says what speaks for each statement as an answer to question.
func (m *Material) signals(question string, nearness []float64) []signals {
	askedIn, termsIn := map[prose.Language]Statement{}, map[prose.Language][]string{}
	meantIn, measureIn := map[prose.Language][]string{}, map[prose.Language]string{}
	for _, lang := range append(m.langs, m.lang) {
		askedIn[lang] = newStatement([]rune(question), lang)
		termsIn[lang], meantIn[lang], measureIn[lang] = askedIn[lang].soughtTerms(), askedIn[lang].askedTerms(), askedIn[lang].measure()
	}
	want := expects(askedIn[m.lang])
	money := want == expectNumber && askedIn[m.lang].wantsMoney()
	literals, literally := m.literals(question)
	out := make([]signals, len(m.Statements))
	people, naming := m.persons(question)
	under := -1 // the heading that the statements stand under
	for i, st := range m.Statements {
		switch {
		case (st.entitles() || m.numbersHeading(i)) && st.row != headRow: // what stands above a table is about its rows
			under = i
		case !st.Follows:
			under = -1
		}
		asked, terms := askedIn[m.langs[st.Source]], termsIn[m.langs[st.Source]]
		s := &out[i]
		total := 0.0
		measure := measureIn[m.langs[st.Source]]
		for _, t := range terms {
			if (t != measure || st.terms[t]) && !literally[t] {
				total += m.rarity(t)
			}
		}
		column := m.columns(i)
		headed := st.Follows && m.Statements[i-1].Heads() && column < 0 && !mailLine.MatchString(string(st.Text))
		reached := st.standsFor(asked)
		var here, near, above, named, section, title, kin, lead, sent float64
		matter, told := false, false // the question has terms besides people's names; this has one of them
		leans := st.Follows && st.leans()
		goesOn := i+1 < len(m.Statements) && m.Statements[i+1].Follows && !m.Statements[i+1].entitles()
		for _, l := range literals {
			total += l.rarity
			switch {
			case l.in[i]:
				here += l.rarity
			case headed && l.in[i-1]:
				above += l.rarity
			}
		}
		for _, t := range terms {
			had := here + near + above + named + section + title + kin + lead
			switch {
			case literally[t]:
			case st.terms[t], reached[t]:
				here += m.rarity(t)
			case st.hasKin(t):
				kin += m.rarity(t)
			case column >= 0 && m.Statements[column].terms[t]:
				named += m.rarity(t)
			case m.labels[st.Source].terms[t]:
				title += m.rarity(t)
			case leans && m.Statements[i-1].terms[t]:
				lead += m.rarity(t)
			case headed && m.Statements[i-1].terms[t]:
				above += m.rarity(t)
			case under >= 0 && under < i && m.Statements[under].terms[t]:
				section += m.rarity(t)
			case st.Follows && m.Statements[i-1].terms[t],
				goesOn && m.Statements[i+1].terms[t]:
				near += m.rarity(t)
			}
			if m.senders[st.Source].terms[t] && !st.terms[t] {
				sent += m.rarity(t)
			}
			if !people[t] && t != measure {
				matter = true
				told = told || had < here+near+above+named+section+title+kin+lead
			}
		}
		s.silent = len(naming) > 0 && matter && !told
		s.another = len(naming) > 0 && !naming[st.Source]
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
		s.place = 1 / float64(1+st.Source)
		if want != expectAnything && st.offers(want, asked) {
			s.expected = 1
			switch {
			case money && st.paysMoney():
				s.expected = moneyShare
			case money:
				s.expected = numberShare
			}
		}
		s.counts, s.named, s.cue = certain(want == expectNumber && asked.countedBy(st)), certain(asked.wantsName() && st.offers(expectName, asked)), certain(asked.cued(st))
		if decides, _ := st.Decides(); decides && AsksDecision(question) {
			// It comes last of what stands under its heading, and is what that is about.
			s.headed, s.section = s.headed+s.section, 0
			s.decision, s.borne = min(1, decidedShare*(s.overlap+s.headed+s.lead)), s.borne+s.headed
		}
		s.defined = certain(st.defines(meantIn[m.langs[st.Source]]))
		if nearness != nil {
			s.passage = nearness[st.Source]
		}
	}
	return out
}

const (
	// numberShare is what a number counts that is no money where money is asked for: a column
	// of a table may not say what its figures are.
	numberShare = 0.6
	// moneyShare is what a sum of money counts there: it is told more surely than other kinds.
	moneyShare = 1.5
	// headingDiscount is what remains of the score of a heading, a question, a table's
	// cell, a reference to another place or work, or what announces a list that is not there:
	// they have a question's words and seldom its answer.
	headingDiscount = 0.6
	// commandDiscount is what remains of the score of what is meant for a model.
	commandDiscount = 0.2
	// decidedShare is how much a decision counts for what it has of the question's terms: one
	// of another matter counts nothing.
	decidedShare = 2
	// anotherDiscount is what remains of the score of what is about somebody else.
	anotherDiscount = 0.6
)

// entitles says whether a statement is the heading of what follows it: no entry of a list,
// no short sentence, and no cell of a table without rules ("5 days").
func (st Statement) entitles() bool {
	return st.IsHeading() && !st.IsEntry() && (!st.Whole() || st.clause()) && !measures.MatchString(string(st.Text))
}

// numbersHeading says whether the i-th statement is a numbered heading, as minutes and
// contracts have them ("3. Boat shed"), and no entry of a list: no other is beside it.
func (m *Material) numbersHeading(i int) bool {
	st := m.Statements[i]
	if !numbered.MatchString(string(st.Text)) || !st.IsHeading() || st.Whole() {
		return false
	}
	entry := func(k int) bool { return m.Statements[k].IsEntry() }
	return i+1 < len(m.Statements) && m.Statements[i+1].Follows && !entry(i+1) && !(st.Follows && entry(i-1))
}

// numbered matches a line with a number and a capital, as headings have them.
var numbered = regexp.MustCompile(`^\d{1,2}[.)] \p{Lu}[^.!?:;]*$`)

// measures matches a number with what it is of, as cells have it, and headings don't.
var measures = regexp.MustCompile(`^[\d.,]+ (?:%|\p{Ll}+)$`)

// soughtTerms are the terms of a question by which its answer is known, in order: without
// the first word of "May I keep a dog?", which every rule has.
func (asked Statement) soughtTerms() []string {
	all := slices.Sorted(maps.Keys(asked.terms)) // sums over a map come out otherwise each time
	if len(all) > 1 && (modals[strings.ToLower(asked.words[0].Text)] || able[asked.words[0].Fold]) {
		all = slices.DeleteFunc(all, func(t string) bool { return t == asked.words[0].Term })
	}
	light := asked.lightTerms()
	if told := slices.DeleteFunc(slices.Clone(all), func(t string) bool { return light[t] }); len(told) > 0 {
		return told
	}
	return all
}

// lightTerms are the terms of the words that a question has for its form: what one "has
// to" do, what one "gets" paid, "Mrs" before a name. An answer need not have them, and what
// has them is often about something else.
func (asked Statement) lightTerms() map[string]bool {
	light := map[string]bool{}
	for i, w := range asked.words {
		switch {
		case getting[w.Fold], addressing[w.Fold] && i+1 < len(asked.words) && prose.IsCapital(asked.words[i+1]):
			light[w.Term] = true
		case i+1 < len(asked.words) && asked.words[i+1].Joined && having[w.Fold] && asked.words[i+1].Fold == "to":
			light[w.Term] = true
			light[baseOf(asked.lang, w.Fold, asked.lang.Stem(w.Fold), irregular[asked.lang])] = true
		}
	}
	return light
}

var (
	having  = prose.Set(`have has had`)
	getting = prose.Set(`get gets got getting`)
	// addressing are words that people's names are said with.
	addressing = prose.Set(`mr mrs ms miss dr prof professor frau herr herrn madame monsieur mme mlle senor senora sra signor signora`)
)

// able are words that ask, at the beginning of a question, for what one can do.
var able = prose.Set(`can could kann konnen konnte need`)

// hasKin says whether a statement has a word of the family of a term: "inventor" of
// "invent".
func (st Statement) hasKin(term string) bool {
	for t := range st.plain {
		if kin(t, term) {
			return true
		}
	}
	return false
}

// kin says whether two terms begin alike, as words of one family do that a stemmer
// keeps apart.
func kin(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 5 && 10*n >= 6*max(len(a), len(b))
}

// leans says whether a statement goes on about what the one before it names: it opens with
// a pronoun, or with an article and a noun that was introduced there ("The company").
func (st Statement) leans() bool {
	return len(st.words) > 1 && (prose.PointsBack(st.words) || prose.Determiners[st.words[0].Fold] && !st.words[1].Name)
}

// certain is 1 for what is so.
func certain(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
