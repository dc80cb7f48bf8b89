package align

import (
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/knowledge/reader"
)

// Passage is a stretch of a document that a question or a sentence is aligned with.
type Passage struct {
	Text     string
	Document string // that it is of: two passages of one document do not contradict each other
	Title    string // the document's
	File     string // the name of its file, without folder and ending; "" for none
	Head     string // the beginning of the document, which names whom it is of; "" where nobody is asked about
	Leads    bool   // it says where more is said, and nothing itself: a list of references
	LeadsAt  int    // where in it, in code points, such a list begins behind its text; 0 for nowhere
}

// Material is what the passages that were found for a question say, prepared for
// comparing: every sentence of every passage with its words, numbers and negations. It
// is built once per question and only read afterwards.
type Material struct {
	passages   []Passage
	lang       prose.Language // that most of the passages are in
	langs      []prose.Language
	titles     []Statement // of the passages' documents
	labels     []Statement // what their documents are called by, the titles among it
	senders    []Statement // of the passages that a mail begins with
	Statements []Statement
	frequency  map[string]int // term -> statements that have it
}

// Statement is one sentence of a passage, heading, entry of a list or row of a table.
type Statement struct {
	Source  int         // index into the passages
	Span    reader.Span // code points of the passage's text
	Text    []rune
	lang    prose.Language
	words   []prose.Word
	terms   map[string]bool
	plain   map[string]bool // terms that are not part of a number
	sorted  []string        // plain in order: a sum over a map comes out otherwise each time
	numbers []quantity.Number
	dates   []quantity.Date
	negated map[string]bool // terms in the scope of any negation
	said    map[string]bool // terms of the name of who says it, in a transcript
	inquiry bool            // it is a question there, which another one answers
	replyTo int             // how many statements before it the question stands that it answers; 0 for none
	Follows bool            // the statement before it in the list directly precedes it in the passage

	leads      bool // it is of a list of references
	entitled   bool // it is its document's title
	commanding bool // it gives a model orders
	row        rowKind
}

// NewMaterial reads passages, each in the language that it seems to be in; the question
// helps where they are too short to tell.
func NewMaterial(question string, passages []Passage) *Material {
	var all strings.Builder
	for _, s := range passages {
		all.WriteString(s.Text)
		all.WriteByte('\n')
	}
	m := &Material{passages: passages, lang: prose.Detect(all.String() + question), frequency: map[string]int{}}
	for i, src := range passages {
		runes := []rune(src.Text)
		lang := prose.LanguageOf(src.Text, m.lang)
		m.langs = append(m.langs, lang)
		m.titles = append(m.titles, newStatement([]rune(src.Title), lang))
		m.labels = append(m.labels, newStatement([]rune(src.label()), lang))
		m.senders = append(m.senders, newStatement([]rune(src.sender()), lang))
		first := len(m.Statements)
		scale := tableScale(src.Text)
		for k, span := range listParts(prose.Sentences(src.Text), runes) {
			st := newStatement(runes[span.Start:span.End], lang)
			if scale > 0 {
				st.inTable(scale)
			}
			st.Source, st.Span, st.Follows = i, span, k > 0
			text := string(st.Text)
			st.leads = src.Leads || src.LeadsAt > 0 && span.Start >= src.LeadsAt
			st.entitled = src.titles(text)
			st.commanding = commandsAfter(text, k > 0 && m.Statements[len(m.Statements)-1].commanding)
			m.Statements = append(m.Statements, st)
			for t := range st.terms {
				m.frequency[t]++
			}
		}
		headTables(m.Statements[first:])
		m.giveSpeakers(m.Statements[first:], spokenVoices(src.Text, src.Title))
	}
	return m
}

// longestWhole is how many characters a sentence may have and be one Statement, though
// semicolons part it: a law's recitals and long lists say one thing in each part.
const longestWhole = 300

// fewestInPart is how many words each part of such a sentence has at least.
const fewestInPart = 6

// listParts cuts sentences that are too long at the semicolons outside their parentheses.
func listParts(sentences []reader.Span, runes []rune) []reader.Span {
	var out []reader.Span
	for _, s := range sentences {
		if s.End-s.Start <= longestWhole {
			out = append(out, s)
			continue
		}
		var parts []reader.Span
		from, depth := s.Start, 0
		for i := s.Start; i < s.End; i++ {
			switch runes[i] {
			case '(', '[':
				depth++
			case ')', ']':
				depth--
			case ';':
				if depth == 0 && i+1 < s.End {
					parts = append(parts, reader.Span{Start: from, End: i + 1})
					for from = i + 1; from < s.End && unicode.IsSpace(runes[from]); from++ {
					}
				}
			}
		}
		parts = append(parts, reader.Span{Start: from, End: s.End})
		if slices.ContainsFunc(parts, func(p reader.Span) bool { return len(strings.Fields(string(runes[p.Start:p.End]))) < fewestInPart }) {
			parts = []reader.Span{s}
		}
		out = append(out, parts...)
	}
	return out
}

func newStatement(runes []rune, lang prose.Language) Statement {
	st := Statement{Text: runes, lang: lang, terms: map[string]bool{}, plain: map[string]bool{}}
	st.words = prose.Words(string(runes), lang)
	st.dates = quantity.Dates(st.words, runes, lang)
	st.numbers = quantity.Numbers(st.words, runes, lang, st.dates)
	reword(st.words, lang, st.Text)
	st.numbers = slices.DeleteFunc(st.numbers, func(n quantity.Number) bool { return n.Word && st.inPhrase(n) })
	for i, w := range st.words {
		if w.Joined && w.Term == "" && !lang.Stop(w.Fold) || w.Term == "" && i+1 < len(st.words) && st.words[i+1].Joined && !lang.Stop(w.Fold) {
			st.terms[baseOf(lang, w.Fold, lang.Stem(w.Fold), irregular[lang])] = true // a set phrase has its words too
		}
		if w.Term == "" {
			continue
		}
		st.terms[w.Term] = true
		if i+1 < len(st.words) && st.words[i+1].Joined { // "come from" is to come too
			st.terms[baseOf(lang, w.Fold, lang.Stem(w.Fold), irregular[lang])] = true
		}
		if prose.IsCapital(w) && !w.Name && lang != prose.German { // "Britain" that opens a sentence
			st.terms[baseOf(lang, w.Fold, lang.Stem(w.Fold), irregular[lang])] = true
		}
		if w.Name && lang != prose.German { // "Fixed Rates" in a title
			st.terms[canonOf(lang, w.Fold, w.Term)] = true
		}
		if !st.inNumber(w) && !negations[w.Fold] {
			st.plain[w.Term] = true
		}
	}
	st.sorted = slices.Sorted(maps.Keys(st.plain))
	st.negated = st.negatedTerms()
	return st
}

// inPhrase says whether a number is a word of a set phrase: "the Second World War".
func (st Statement) inPhrase(n quantity.Number) bool {
	for i, w := range st.words {
		if w.Start == n.Start {
			return w.Joined || i+1 < len(st.words) && st.words[i+1].Joined
		}
	}
	return false
}

// inNumber says whether a word is part of a number, of what bounds it, or of a
// date.
func (st Statement) inNumber(w prose.Word) bool {
	for _, n := range st.numbers {
		if w.Start >= n.From && w.End <= n.Upto {
			return true
		}
	}
	return quantity.InDate(w, st.dates)
}

// rarity weighs a term by how few of the statements have it: the inverse
// document frequency of BM25 (Robertson and Zaragoza, 2009), over sentences.
func (m *Material) rarity(term string) float64 { return m.rarityOf(m.frequency[term]) }

func (m *Material) rarityOf(having int) float64 {
	n, df := float64(len(m.Statements)), float64(having)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// Languages are those of the passages, as their words tell.
func (m *Material) Languages() []prose.Language { return m.langs }

// Arranged is the material with its passages in another order: order has the places that they
// had, by the places that they get. moved has the places of the statements, by those they had.
func (m *Material) Arranged(order []int) (out *Material, moved []int) {
	out = &Material{lang: m.lang, frequency: m.frequency}
	moved = make([]int, len(m.Statements))
	for now, was := range order {
		out.passages = append(out.passages, m.passages[was])
		out.langs = append(out.langs, m.langs[was])
		out.titles = append(out.titles, m.titles[was])
		out.labels = append(out.labels, m.labels[was])
		out.senders = append(out.senders, m.senders[was])
		for i, st := range m.Statements {
			if st.Source == was {
				moved[i] = len(out.Statements)
				st.Source = now
				out.Statements = append(out.Statements, st)
			}
		}
	}
	return out, moved
}
