package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// A clause is told by no grammar, only by where it begins and by its first words.

// clause is a part of a statement with a subject of its own.
type clause struct {
	words   []prose.Word
	numbers []quantity.Number
	terms   map[string]bool
	// subject is the term of what the clause is about, "" where its beginning
	// does not show it.
	subject     string
	subjectWord prose.Word
	leans       bool // it opens with a pronoun: its subject stands before it
}

// clauses cuts a statement at semicolons and before words that contrast.
func (st Statement) clauses() []clause {
	var out []clause
	from := 0
	cut := func(to int) {
		if to > from {
			out = append(out, st.newClause(st.words[from:to]))
		}
		from = to
	}
	// "While the north has freight, the south has trains": what follows the comma is the other side.
	aside := st.lang == prose.English && len(st.words) > 0 && siding[st.words[0].Fold]
	for i, w := range st.words {
		if aside && i > 0 && prose.ClauseEnds(st.Text, st.words[i-1], w) && !joiners[w.Fold] {
			cut(i)
			aside = false
			continue
		}
		if i > 0 && (contrasts[w.Fold] || slices.Contains(prose.Gap(st.Text, st.words[i-1], w), ';')) {
			cut(i)
		}
	}
	cut(len(st.words))
	return out
}

func (st Statement) newClause(ws []prose.Word) clause {
	c := clause{words: ws, terms: map[string]bool{}}
	for _, n := range st.numbers {
		if n.Start < ws[len(ws)-1].End && n.End > ws[0].Start {
			c.numbers = append(c.numbers, n)
		}
	}
	for _, w := range ws {
		if w.Term != "" && !st.inNumber(w) && !negations[w.Fold] && !points(w) {
			c.terms[w.Term] = true
		}
	}
	for len(ws) > 0 && (contrasts[ws[0].Fold] || ws[0].Fold == "yet") {
		ws = ws[1:]
	}
	if len(ws) > 2 && partOf[ws[0].Fold] && ws[1].Fold == "of" && (prose.Anaphors[ws[2].Fold] || ws[2].Fold == "which") {
		c.leans = true // "Most of them were closed"
		return c
	}
	if len(ws) > 0 && prepositions[ws[0].Fold] {
		for k := 1; k < len(ws) && k <= pronounAfter && (ws[k].Term == "" || st.inNumber(ws[k]) || prose.Months[ws[k].Fold] > 0); k++ {
			c.leans = c.leans || personal[ws[k].Fold] // "In 1785 he presented"
		}
		return c // "In 1921 the museum": where the subject begins is not known
	}
	for i, w := range ws {
		if i < leaningWords && prose.Anaphors[w.Fold] || i < possessiveWords && possessives[w.Fold] {
			c.leans = true
			return c
		}
		if i+1 < len(ws) && isPossessive(w) && ws[i+1].Start == w.End+1 {
			continue // "Hulagu's descendant"
		}
		if nationality(w) && introducesName(ws[i+1:]) {
			continue // "Korean economist Hoesung Lee"
		}
		if w.Term == "" || st.inNumber(w) || openers[w.Fold] || strings.HasSuffix(w.Fold, "ly") || negations[w.Fold] {
			continue
		}
		// Of a name the last word counts: "Berg", "Drug A".
		for i+1 < len(ws) && prose.IsCapital(w) && ws[i+1].Name && ws[i+1].Term != "" && ws[i+1].Start == w.End+1 {
			i++
			w = ws[i]
		}
		c.subject, c.subjectWord = w.Term, w
		return c
	}
	return c
}

// nationality says whether a word looks like the adjective of a country or a faith.
func nationality(w prose.Word) bool {
	if !prose.IsCapital(w) {
		return false
	}
	for _, end := range []string{"ian", "ean", "ican", "ish", "ese", "ench", "utch", "erman", "reek"} {
		if strings.HasSuffix(w.Fold, end) {
			return true
		}
	}
	return false
}

// introducesName says whether some words begin with a noun or two and a name right behind them.
func introducesName(ws []prose.Word) bool {
	for k := 0; k+1 < len(ws) && k < 2; k++ {
		if prose.IsCapital(ws[k]) || ws[k].Term == "" || ws[k+1].Start != ws[k].End+1 {
			return false
		}
		if prose.IsCapital(ws[k+1]) {
			return true
		}
	}
	return false
}

// pronounAfter is how far behind the preposition that a clause opens with a pronoun stands.
const pronounAfter = 4

// personal are the pronouns that are a clause's subject.
var personal = prose.Set(`he she they it er sie es il elle ils elles`)

// How far from a clause's beginning a pronoun stands for its subject: "It has",
// but not "Adler sold it"; "Only two of its stations".
const (
	leaningWords    = 2
	possessiveWords = 4
)

// isPossessive says whether a word is written with the ending of a possessor.
func isPossessive(w prose.Word) bool {
	return strings.HasSuffix(w.Text, "'s") || strings.HasSuffix(w.Text, "’s")
}

func (c clause) hasNumber(n quantity.Number) bool {
	return slices.ContainsFunc(c.numbers, n.Same)
}

// lacks returns the words and numbers of c that other does not have.
func (c clause) lacks(other clause) (words, numbers []string) {
	for _, n := range c.numbers {
		if !(n.Word && n.Value == 1) && !other.hasNumber(n) {
			numbers = append(numbers, n.Text)
		}
	}
	for _, w := range c.words {
		if c.terms[w.Term] && !other.terms[w.Term] && !modals[w.Text] {
			words = append(words, w.Text)
		}
	}
	return words, numbers
}

// undergoes says whether a clause is passive and does not name who does it: "can be locked".
func (c clause) undergoes() bool {
	for i := 1; i < len(c.words); i++ {
		w := c.words[i]
		if w.Term == "" || !mayBeParticiple(w, prose.English) {
			continue
		}
		if before := c.words[i-1].Fold; copulas[before] || before == "be" || passives[before] {
			return !c.has(agents)
		}
	}
	return false
}

// passive says whether a clause names behind "by" who does it.
func (c clause) passive() bool {
	for i, w := range c.words {
		if i == 0 || !agents[w.Fold] {
			continue
		}
		verb := c.words[i-1]
		participle := mayBeParticiple(verb, prose.English)
		for k := max(0, i-passiveWords); k < i && participle; k++ {
			if copulas[c.words[k].Fold] || passives[c.words[k].Fold] {
				return true
			}
		}
		if passives[verb.Fold] || i+1 < len(c.words) && slices.ContainsFunc(c.words[:i], func(w prose.Word) bool { return passives[w.Fold] && w.Fold != "being" && w.Fold != "been" }) {
			return true
		}
	}
	return false
}

// passiveWords is how far "was" stands before "by".
const passiveWords = 8

// directions maps the terms right after "from" and "to" to that word.
func (c clause) directions() map[string]prose.Word {
	out := map[string]prose.Word{}
	for i, w := range c.words {
		if w.Fold != "from" && w.Fold != "to" {
			continue
		}
		for k := i + 1; k < len(c.words) && k <= i+2; k++ {
			if term := c.words[k].Term; term != "" {
				out[term] = w
				break
			}
		}
	}
	return out
}

func (c clause) has(set map[string]bool) bool {
	return slices.ContainsFunc(c.words, func(w prose.Word) bool { return set[w.Fold] })
}

func (c clause) position(term string) int {
	return slices.IndexFunc(c.words, func(w prose.Word) bool { return w.Term == term })
}

var (
	// siding words open the first of two clauses of which each has its own subject.
	siding = prose.Set(`while whereas`)
	// contrasts begin a clause that has its own subject.
	contrasts = prose.Set(`but while whereas although though aber wahrend wohingegen mais tandis pero mientras mentre mas enquanto`)
	// prepositions open a clause whose subject comes later.
	prepositions = prose.Set(`in on at by of for from to with after before during since until under over between among according despite
		because when if as once unlike without im am bei nach vor seit bis mit dans apres avant depuis en desde despues dopo prima durante tras segun con sin hasta entre sobre por
		pendant avec sans selon entre sur pour wahrend laut ohne gegen uber unter aus trotz wegen con senza durante su per com sem pro`)
	// openers may stand before a subject and are not part of it.
	openers = prose.Set(`only all every each most many some both several few more less later then today now soon however also first
		finally thus therefore meanwhile still must may shall`)
	receiving   = prose.Set(`to from for of at against`)
	exceptions  = prose.Set(`unlike except excepting ausser anders sauf salvo excepto eccetto`)
	possessives = prose.Set(`its his her their`)
	pointers    = prose.Set(`this these such dies diese dieser dieses este esta estos estas cet cette ces questo questa`)
	relatives   = prose.Set(`who which whose that der die das welche welcher que quien cual qui dont che cui`)
	sayings     = prose.Set(`said says say stated states wrote writes told sagte sagt schrieb erklarte dijo dice explico afirmo dit declare declara disse ha detto`)
	agents      = prose.Set(`by von durch par por da`)
	copulas     = prose.Set(`is are was were be been being ist sind war waren est sont etait es son era eran fue e sono`)
	// partOf are words for some of several.
	partOf = prose.Set(`most many some few several all none each both half two three one any much`)
	// mutual verbs say the same with their sides exchanged.
	mutual = prose.Set(`marry marries married meet meets met equal equals resemble resembles border borders`)
	// denials deny what is said of the subject before them.
	denials = prose.Set(`not never cannot nicht niemals pas jamais nunca non nao не никогда`)
)
