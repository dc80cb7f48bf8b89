package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Coverage by words is blind to who does what: "the landlord may" and "the
// tenant must" together have all words of "the landlord must". The checks here
// look at clauses instead. They know no grammar, only where a clause begins and
// its first words; what they cannot tell, they let pass.

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
	for i, w := range st.words {
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
		if w.Term != "" && !st.inNumber(w) && !negations[w.Fold] && !hedges[w.Fold] {
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

// misattributed returns the words of st that span has, but says of something
// else, nil where nothing speaks for that.
func (st Statement) misattributed(span []Statement) []string {
	var there []clause
	for _, s := range span {
		there = append(there, s.clauses()...)
	}
	for _, c := range st.clauses() {
		c.numbers = slices.DeleteFunc(slices.Clone(c.numbers), func(n quantity.Number) bool { return st.otherwiseWritten(n, span) })
		if found := c.swapped(there); found != nil {
			return found
		}
		if found := c.mixed(there, st.negated == nil); found != nil {
			return found
		}
	}
	return nil
}

// mixed finds that c puts words of several clauses together that are about
// different things.
func (c clause) mixed(there []clause, affirms bool) []string {
	var giving []int // clauses with something of c that no other has
	for i, g := range there {
		if c.onlyIn(g, there, i) {
			giving = append(giving, i)
		}
		// The clause that says it all but for the number says another number.
		if words, numbers := c.lacks(g); len(words) == 0 && len(numbers) > 0 && len(c.terms) > 1 {
			return numbers
		}
	}
	if len(giving) < 2 {
		return nil
	}
	for _, i := range giving {
		g := there[i]
		if g.onlyAttributes(c) {
			continue // "Berg said: …"
		}
		leant := i+1 < len(there) && there[i+1].leans
		if g.leans || leant {
			continue
		}
		if g.subject != "" && (!c.terms[g.subject] || c.rivals(g)) {
			words, numbers := c.lacks(g)
			return append(numbers, words...)
		}
		if affirms && g.denied(c) {
			return []string{"not"}
		}
	}
	return nil
}

// rivals says whether two clauses are about things whose names end alike, each with
// something before it that the other clause does not have: "Point Event", "Linear Event".
func (c clause) rivals(g clause) bool {
	own := func(a, b clause) bool {
		names := strings.Fields(a.name())
		return len(names) > 1 && !slices.ContainsFunc(b.words, func(w prose.Word) bool { return w.Text == names[0] })
	}
	return c.subject == g.subject && own(c, g) && own(g, c)
}

// onlyAttributes says whether all that g gives c are names, which said what
// follows.
func (g clause) onlyAttributes(c clause) bool {
	if !g.has(sayings) {
		return false
	}
	for _, w := range c.words {
		if c.terms[w.Term] && g.terms[w.Term] && !prose.IsCapital(w) {
			return false
		}
	}
	return true
}

// onlyIn says whether the i-th clause g has a word or number of c that none of
// the others has.
func (c clause) onlyIn(g clause, all []clause, i int) bool {
	elsewhere := func(has func(clause) bool) bool {
		for k, other := range all {
			if k != i && has(other) {
				return true
			}
		}
		return false
	}
	for t := range c.terms {
		if g.terms[t] && !elsewhere(func(o clause) bool { return o.terms[t] }) {
			return true
		}
	}
	for _, n := range c.numbers {
		if g.hasNumber(n) && !elsewhere(func(o clause) bool { return o.hasNumber(n) }) {
			return true
		}
	}
	return false
}

// denied says whether g denies something of its subject, and c has the subject.
func (g clause) denied(c clause) bool {
	if g.subject == "" || !c.terms[g.subject] {
		return false
	}
	for i, w := range g.words {
		if (denials[w.Fold] || strings.HasSuffix(w.Fold, "n't")) && !(i+1 < len(g.words) && limiting[g.words[i+1].Fold]) {
			return true
		}
	}
	return false
}

// swapped finds that c has the words of one clause with its subject and another
// part of it exchanged, or "from" and "to".
func (c clause) swapped(there []clause) []string {
	for _, g := range there {
		if words, numbers := c.lacks(g); len(words)+len(numbers) > 0 {
			continue
		}
		if w, ok := c.turned(g); ok {
			return []string{w}
		}
		if w, ok := c.excepted(g); ok {
			return []string{w}
		}
		if c.subject == "" || g.subject == "" || c.subject == g.subject || !g.terms[c.subject] || c.turnsActive(g) || !c.undergoes() && g.undergoes() && g.byMeansOf(c.subject) {
			return nil
		}
		passive := c.passive() || c.has(agents) && g.has(agents) && !g.passive()
		if passive != g.passive() && (c.passive() || g.passive()) || c.has(agents) != g.has(agents) || !passive && c.has(copulas) || c.has(mutual) {
			return nil // the same thing said the other way round
		}
		if !c.terms[g.subject] {
			if c.has(copulas) && g.explains(c.subject) {
				return nil
			}
			if g.receives(c.subject) {
				return []string{c.subjectWord.Text}
			}
			return nil
		}
		from, to := g.position(g.subject), g.position(c.subject)
		names := prose.IsCapital(c.subjectWord) && prose.IsCapital(g.subjectWord) && prose.IsCapital(g.words[to]) && prose.IsCapital(c.words[c.position(g.subject)])
		if names || to-from > subjectWords {
			return []string{c.subjectWord.Text}
		}
		return nil
	}
	return nil
}

// undergoes says whether a clause is passive and does not name who does it: "can be locked".
func (c clause) undergoes() bool {
	for i := 1; i < len(c.words); i++ {
		w := c.words[i]
		if w.Term == "" || !strings.HasSuffix(w.Fold, "ed") && !strings.HasSuffix(w.Fold, "en") && irregular[prose.English][w.Fold] == "" {
			continue
		}
		if before := c.words[i-1].Fold; copulas[before] || before == "be" || passives[before] {
			return !c.has(agents)
		}
	}
	return false
}

// byMeansOf says whether a term stands behind a word that says by what something is done: "via the
// atomic statement".
func (c clause) byMeansOf(term string) bool {
	k := c.position(term)
	return k > 0 && slices.ContainsFunc(c.words[max(0, k-nearSlot):k], func(w prose.Word) bool { return w.Fold == "via" || w.Fold == "through" || w.Fold == "using" })
}

// turnsActive says whether c is passive, and g has its verb with no "by" behind it: "carried by the
// network" of "is operated by DB Regio and carries".
func (c clause) turnsActive(g clause) bool {
	if !c.passive() {
		return false
	}
	by := slices.IndexFunc(c.words, func(w prose.Word) bool { return agents[w.Fold] })
	if by < 1 || c.words[by-1].Term == "" {
		return false
	}
	k := g.position(c.words[by-1].Term)
	return k >= 0 && g.position(c.subject) > k && !slices.ContainsFunc(g.words[k:min(len(g.words), k+nearSlot)], func(w prose.Word) bool { return agents[w.Fold] })
}

// passive says whether a clause names behind "by" who does it.
func (c clause) passive() bool {
	for i, w := range c.words {
		if i == 0 || !agents[w.Fold] {
			continue
		}
		verb := c.words[i-1]
		participle := strings.HasSuffix(verb.Fold, "ed") || strings.HasSuffix(verb.Fold, "en") || irregular[prose.English][verb.Fold] != ""
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

// explains says whether behind a name that ends in a term a comma and an article come: "home
// to Los Angeles International Airport, the second-busiest airport".
func (c clause) explains(term string) bool {
	for i, w := range c.words {
		if w.Term == term && prose.IsCapital(w) && i+1 < len(c.words) && c.words[i+1].Start == w.End+2 && (c.words[i+1].Fold == "the" || prose.Articles[c.words[i+1].Fold]) {
			return true
		}
	}
	return false
}

// receives says whether a term stands in c after a preposition, with names
// between at most, so that it cannot be what c is about: "to Tom Adler".
func (c clause) receives(term string) bool {
	i := c.position(term) - 1
	for i >= 0 && c.words[i].Name {
		i--
	}
	return i >= 0 && c.words[i].Term == "" && receiving[c.words[i].Fold]
}

// subjectWords is how far two words can stand apart and still be of one
// subject: "the museum's oldest painting".
const subjectWords = 3

// turned returns a word that c goes to and g comes from, or the other way round.
func (c clause) turned(g clause) (string, bool) {
	here, there := c.directions(), g.directions()
	for _, w := range c.words {
		from, ok := here[w.Term]
		if other, both := there[w.Term]; ok && both && from.Fold != other.Fold {
			return from.Text, true
		}
	}
	for i := 1; i+1 < len(c.words); i++ {
		if a, b := c.words[i-1].Term, c.words[i+1].Term; c.words[i].Fold == "to" && a != "" && b != "" && a != b && g.leads(b, a) {
			return c.words[i].Text, true
		}
	}
	return "", false
}

// leads says whether c has "a to b".
func (c clause) leads(a, b string) bool {
	for i := 1; i+1 < len(c.words); i++ {
		if c.words[i].Fold == "to" && c.words[i-1].Term == a && c.words[i+1].Term == b {
			return true
		}
	}
	return false
}

// excepted returns a word of c that g has only right after "unlike" or "except",
// which c does not have.
func (c clause) excepted(g clause) (string, bool) {
	if c.has(exceptions) {
		return "", false
	}
	outside, inside, left := map[string]bool{}, map[string]bool{}, 0
	for _, w := range g.words {
		switch {
		case exceptions[w.Fold]:
			left = exceptionWords
			continue
		case left > 0:
			left--
			inside[w.Term] = true
		default:
			outside[w.Term] = true
		}
	}
	for _, w := range c.words {
		if w.Term != "" && inside[w.Term] && !outside[w.Term] {
			return w.Text, true
		}
	}
	return "", false
}

// exceptionWords is how many words after "unlike" belong to it.
const exceptionWords = 3

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
