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
	Theirs    bool    // it is about whom the question names, and the documents are of several people
	Stranger  bool    // it is of the papers of somebody else than whom the question names
	Defines   bool    // it explains the word whose meaning is asked
	by        signals
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
		if st.Heads() && s.defined == 0 || st.inquiry || toldBy && st.inMailHead() || st.Refers() || m.AnnouncesNothing(i) || m.namesColumns(i) {
			score *= headingDiscount
		}
		if st.SaysNothing() {
			score *= silentDiscount
		}
		if st.Commands() {
			score *= commandDiscount
		}
		switch {
		case s.anothers:
			score *= strangerDiscount
		case s.another:
			score *= anotherDiscount
		}
		if s.names || s.apart {
			score *= namesDiscount
		}
		out[i] = Ranked{i, score, s.overlap, s.overlap + s.borne, s.silent, s.theirs, s.anothers, s.defined > 0, s}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Score > out[b].Score })
	return out
}

const (
	// numberShare is what a number counts that is no money where money is asked for: a column
	// of a table may not say what its figures are.
	numberShare = 0.6
	// moneyShare is what a sum of money counts there: it is told more surely than other kinds.
	moneyShare = 1.5
	// silentDiscount is what remains of the score of a document's title, and of a list of
	// references.
	silentDiscount = 0.3
	// headingDiscount is what remains of the score of a heading, a question, a table's
	// cell, a reference to another place, or what announces a list that is not there:
	// they have a question's words and seldom its answer.
	headingDiscount = 0.6
	// commandDiscount is what remains of the score of what is meant for a model.
	commandDiscount = 0.2
	// decidedShare is how much a decision counts for what it has of the question's terms: one
	// of another matter counts nothing.
	decidedShare = 2
	// namesDiscount is what remains of the score of a form's line that only names what is asked
	// about, and of a rule for a case that is not asked about.
	namesDiscount = 0.8
	// anotherDiscount is what remains of the score of what is about somebody else.
	anotherDiscount = 0.6
	// strangerDiscount is what remains where it is of somebody else's papers.
	strangerDiscount = 0.3
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
		case getting[w.Fold], prose.AtPresent[w.Fold], addressing[w.Fold] && i+1 < len(asked.words) && prose.IsCapital(asked.words[i+1]):
			light[w.Term] = true
		case taking[w.Fold] && i > 1 && asked.words[0].Fold != "how" && asked.words[i-1].Fold != "it" && slices.ContainsFunc(asked.words[:i], func(b prose.Word) bool { return did[b.Fold] }): // "what dose does she take"
			light[w.Term] = true
		case modals[w.Fold] && i+1 < len(asked.words) && oneself[asked.words[i+1].Fold]: // "what must we bring"
			light[w.Term] = true
		case giving[w.Fold] && i > 0 && oneself[asked.words[i-1].Fold] && asked.words[0].Fold == "how": // "how much notice must I give"
			light[w.Term] = true
			light[baseOf(asked.lang, w.Fold, asked.lang.Stem(w.Fold), irregular[asked.lang])] = true
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
	taking  = prose.Set(`take`)
	giving  = prose.Set(`give given have take need`)
	oneself = prose.Set(`i we you one`)
	// addressing are words that people's names are said with.
	addressing = prose.Set(`mr mrs ms miss dr prof professor frau herr herrn madame monsieur mme mlle senor senora sra signor signora`)
)

// asksLatest says whether a term of a question only asks for the last of several.
func (asked Statement) asksLatest(term string) bool {
	return slices.ContainsFunc(asked.words, func(w prose.Word) bool { return w.Term == term && prose.Latest[w.Fold] })
}

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
