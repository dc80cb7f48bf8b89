package ask

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// material is what a question's sources say, prepared for comparing: every
// sentence of every source with its words, numbers and negations. It is built
// once per question and only read afterwards.
type material struct {
	lang       language // that most of the sources are in
	langs      []language
	statements []statement
	frequency  map[string]int // term -> statements that have it
}

// statement is one sentence of a source.
type statement struct {
	source  int         // index into the sources
	span    reader.Span // code points of the source's text
	text    []rune
	lang    language
	words   []word
	terms   map[string]bool
	plain   map[string]bool // terms that are not part of a number
	numbers []number
	dates   []date
	negated map[string]bool // terms in the scope of any negation
	follows bool            // the statement before it in the list directly precedes it in the source
}

// newMaterial reads the sources in the language that most of them are in.
func newMaterial(question string, sources []Source) *material {
	var all strings.Builder
	for _, s := range sources {
		all.WriteString(s.Text)
		all.WriteByte('\n')
	}
	m := &material{lang: detect(all.String() + question), frequency: map[string]int{}}
	for i, src := range sources {
		runes := []rune(src.Text)
		lang := languageOf(src.Text, m.lang)
		m.langs = append(m.langs, lang)
		scale := tableScale(src.Text)
		for k, span := range Sentences(src.Text) {
			st := newStatement(runes[span.Start:span.End], lang)
			if scale > 0 {
				st.inTable(scale)
			}
			st.source, st.span, st.follows = i, span, k > 0
			m.statements = append(m.statements, st)
			for t := range st.terms {
				m.frequency[t]++
			}
		}
	}
	return m
}

func newStatement(runes []rune, lang language) statement {
	st := statement{text: runes, lang: lang, terms: map[string]bool{}, plain: map[string]bool{}}
	st.words = words(string(runes), lang)
	st.dates = dates(st.words, runes, lang)
	st.numbers = numbers(st.words, runes, lang, st.dates)
	reword(st.words, lang)
	for i, w := range st.words {
		if w.term == "" {
			continue
		}
		st.terms[w.term] = true
		if i+1 < len(st.words) && st.words[i+1].joined { // "come from" is to come too
			st.terms[lang.base(w.fold, lang.stem(w.fold), irregular[lang])] = true
		}
		if w.name && lang != german_ { // "Fixed Rates" in a title
			st.terms[lang.canon(w.fold, w.term)] = true
		}
		if !st.inNumber(w) && !negations[w.fold] {
			st.plain[w.term] = true
		}
	}
	st.negated = st.negatedTerms()
	return st
}

// inNumber says whether a word is part of a number, of what bounds it, or of a
// date.
func (st statement) inNumber(w word) bool {
	for _, n := range st.numbers {
		if w.start >= n.from && w.end <= n.upto {
			return true
		}
	}
	return inDate(w, st.dates)
}

// rarity weighs a term by how few of the statements have it: the inverse
// document frequency of BM25 (Robertson and Zaragoza, 2009), over sentences.
func (m *material) rarity(term string) float64 {
	n, df := float64(len(m.statements)), float64(m.frequency[term])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// ranked is a statement with how well it seems to answer.
type ranked struct {
	statement int
	score     float64
}

// weights say how much the signals of a statement that answers count.
var weights = signals{
	overlap: 1, neighbour: 0.25, headed: 0.9, expected: 0.25, passage: 0.3, place: 0.25, kin: 0.4, lead: 0.35, counts: 0.1, named: 0.1, cue: 0.15,
}

// signals are what speaks for a statement, or how much each of it counts.
type signals struct {
	overlap   float64 // share of the question's terms that it has, by rarity
	neighbour float64 // and that only the statements next to it have
	headed    float64 // and that only the heading or the question right above it has
	expected  float64 // it has what the question asks for: a number, a date, a name
	passage   float64 // nearness of the whole passage
	place     float64 // how high the search put the passage
	kin       float64 // share of the terms of which it has only a relative: "inventor" of "invent"
	lead      float64 // and that the sentence before has, to which it points back
	counts    float64 // it has a number of what is to be counted
	named     float64 // it has a name, where one of what people and places are called is wanted
	cue       float64 // it has words that go with the question's: "because" with "why"
}

func (s signals) score(w signals) float64 {
	return s.overlap*w.overlap + s.neighbour*w.neighbour + s.headed*w.headed + s.expected*w.expected + s.passage*w.passage + s.place*w.place +
		s.kin*w.kin + s.lead*w.lead + s.counts*w.counts + s.named*w.named + s.cue*w.cue
}

// rank orders all statements by their signals, best first.
func (m *material) rank(list []signals) []ranked {
	out := make([]ranked, len(list))
	for i, s := range list {
		score := s.score(weights)
		st := m.statements[i]
		if st.heads() || st.refers() || m.announcesNothing(i) || m.namesColumns(i) {
			score *= headingDiscount
		}
		if st.commands() {
			score *= commandDiscount
		}
		out[i] = ranked{i, score}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].score > out[b].score })
	return out
}

// signals says what speaks for each statement as an answer to question.
// nearness is that of the question and each source, 0 where not known;
// nil means that none is.
func (m *material) signals(question string, nearness []float64) []signals {
	askedIn := map[language]statement{}
	for _, lang := range append(m.langs, m.lang) {
		askedIn[lang] = newStatement([]rune(question), lang)
	}
	want := expects(askedIn[m.lang])
	out := make([]signals, len(m.statements))
	for i, st := range m.statements {
		asked := askedIn[m.langs[st.source]]
		s := &out[i]
		total := 0.0
		measure := asked.measure()
		for t := range asked.terms {
			if t != measure || st.terms[t] {
				total += m.rarity(t)
			}
		}
		headed := st.follows && m.statements[i-1].heads()
		var here, near, above, kin, lead float64
		leans := st.follows && st.leans()
		for t := range asked.terms {
			switch {
			case st.terms[t]:
				here += m.rarity(t)
			case st.hasKin(t):
				kin += m.rarity(t)
			case leans && m.statements[i-1].terms[t]:
				lead += m.rarity(t)
			case headed && m.statements[i-1].terms[t]:
				above += m.rarity(t)
			case st.follows && m.statements[i-1].terms[t],
				i+1 < len(m.statements) && m.statements[i+1].follows && m.statements[i+1].terms[t]:
				near += m.rarity(t)
			}
		}
		if total > 0 {
			s.overlap, s.neighbour, s.headed = here/total, near/total, above/total
			s.kin, s.lead = kin/total, lead/total
		}
		s.place = 1 / float64(1+st.source)
		if want != expectAnything && st.offers(want, asked) {
			s.expected = 1
		}
		s.counts, s.named, s.cue = certain(want == expectNumber && asked.countedBy(st)), certain(asked.wantsName() && st.offers(expectName, asked)), certain(asked.cued(st))
		if nearness != nil {
			s.passage = nearness[st.source]
		}
	}
	return out
}

const (
	// headingDiscount is what remains of the score of a heading, a question, a table's
	// cell, a reference to another place, or what announces a list that is not there:
	// they have a question's words and seldom its answer.
	headingDiscount = 0.6
	// commandDiscount is what remains of the score of what is meant for a model.
	commandDiscount = 0.2
)

// maxHeadingWords is how many words, without its number, a statement has at
// most to count as a heading.
const maxHeadingWords = 6

// heads says whether a statement tells what the next ones are about: a heading,
// or a question of a list of frequent ones.
func (st statement) heads() bool { return st.isHeading() || st.text[len(st.text)-1] == '?' }

// references begin a sentence that says where more is said: "See Section 3.3
// [What are the differences?], page 12."
var references = set(`see siehe vgl vergleiche voir cf vea vease ver vedi zie см смотри`)

func (st statement) refers() bool { return len(st.words) > 0 && references[st.words[0].fold] }

// isHeading says whether a statement looks like a heading or a cell: up to
// three words, or up to six without a mark at their end and without any number
// but the one in front ("2. Rent and deposit").
func (st statement) isHeading() bool {
	words := len(st.words)
	if words == 0 {
		return true
	}
	numbers := len(st.numbers)
	if numbers > 0 && st.numbers[0].start <= st.words[0].start {
		words, numbers = words-1, numbers-1
	}
	if len(st.words) < 4 {
		return true
	}
	last := st.text[len(st.text)-1]
	return words <= maxHeadingWords && numbers == 0 && !unicode.IsPunct(last)
}

// hasKin says whether a statement has a word of the family of a term: "inventor" of
// "invent".
func (st statement) hasKin(term string) bool {
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
func (st statement) leans() bool {
	return len(st.words) > 1 && (pointsBack(st.words) || determiners[st.words[0].fold] && !st.words[1].name)
}

// certain is 1 for what is so.
func certain(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
