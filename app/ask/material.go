package ask

import (
	"math"
	"strings"

	"carrel/knowledge/reader"
)

// Passage is a stretch of a document that a question or a sentence is aligned with.
type Passage struct {
	Text     string
	Document string // that it is of: two passages of one document do not contradict each other
	Title    string // the document's
}

// material is what a question's sources say, prepared for comparing: every
// sentence of every source with its words, numbers and negations. It is built
// once per question and only read afterwards.
type material struct {
	passages   []Passage
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
func newMaterial(question string, passages []Passage) *material {
	var all strings.Builder
	for _, s := range passages {
		all.WriteString(s.Text)
		all.WriteByte('\n')
	}
	m := &material{passages: passages, lang: detect(all.String() + question), frequency: map[string]int{}}
	for i, src := range passages {
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
			st.terms[baseOf(lang, w.fold, lang.stem(w.fold), irregular[lang])] = true
		}
		if w.name && lang != german_ { // "Fixed Rates" in a title
			st.terms[canonOf(lang, w.fold, w.term)] = true
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

// languages are those of the passages, as their words tell.
func (m *material) languages() []language { return m.langs }

// arranged is the material with its passages in another order: order has the places that they
// had, by the places that they get. moved has the places of the statements, by those they had.
func (m *material) arranged(order []int) (out *material, moved []int) {
	out = &material{lang: m.lang, frequency: m.frequency}
	moved = make([]int, len(m.statements))
	for now, was := range order {
		out.passages = append(out.passages, m.passages[was])
		out.langs = append(out.langs, m.langs[was])
		for i, st := range m.statements {
			if st.source == was {
				moved[i] = len(out.statements)
				st.source = now
				out.statements = append(out.statements, st)
			}
		}
	}
	return out, moved
}
