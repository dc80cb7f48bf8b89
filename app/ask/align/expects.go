package align

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	tongue "carrel/knowledge/language"
)

// expected is the kind of answer that a question asks for, as in the answer
// types of Li and Roth, "Learning question classifiers" (2002), told by the
// question word alone.
type expected int

const (
	expectAnything expected = iota
	expectNumber
	expectDate
	expectName
	expectPhone
)

// Words that say, after "what" or "which", what kind of answer is wanted.
var (
	dateNouns   = prose.Set(`year day month decade century jahr datum tag monat jahrhundert annee siecle ano fecha siglo anno secolo`)
	numberNouns = prose.Set(`percentage percent proportion number amount population price cost temperature speed height length weight distance age rate size score salary rent fee sum total dose dosage dosis`)
	howNumber   = prose.Set("many much " + strings.Join(tongue.HowMuch(tongue.English), " "))
	costing     = prose.Set(strings.Join(append(tongue.Costing(tongue.English), tongue.Costing("de")...), " "))
	wieviel     = prose.Set("viele " + prose.Fold(strings.Join(tongue.HowMuch("de"), " ")))
)

// nounWords is how far after "what" the word that says what is wanted may stand:
// "what was the average annual temperature".
const nounWords = 5

// expects reads the kind of answer off the question's first question word and
// what stands behind it; a "when" further on only says when: "What sea did it
// reach when he died?"
func expects(asked Statement) expected {
	if asked.costs() >= 0 {
		return expectNumber
	}
	if text := prose.Fold(string(asked.Text)); phoning.MatchString(text) || calling.MatchString(text) {
		return expectPhone
	}
	for i, w := range asked.words {
		next := ""
		if i+1 < len(asked.words) {
			next = asked.words[i+1].Fold
		}
		switch w.Fold {
		case "how":
			if howNumber[next] {
				return expectNumber
			}
			return expectAnything
		case "what", "which", "welchem", "welches", "welche", "welcher", "quelle", "quel", "que", "cual", "quale":
			if next == "date" { // further on it may be what works do
				return expectDate
			}
			for _, n := range asked.words[i+1 : min(i+1+nounWords, len(asked.words))] {
				if dateNouns[n.Fold] {
					return expectDate
				}
				if numberNouns[n.Fold] {
					return expectNumber
				}
			}
			return expectAnything
		case "wieviel", "wieviele", "combien", "cuantos", "cuantas", "cuanto", "cuanta", "quanti", "quante", "quanto", "quanta", "quantos", "quantas", "сколько":
			return expectNumber
		case "wie":
			if wieviel[next] {
				return expectNumber
			}
		case "why", "warum", "weshalb", "wieso", "pourquoi":
			return expectAnything
		case "when", "wann", "quand", "cuando", "quando", "когда", "году":
			return expectDate
		case "who", "whom", "whose", "where", "wer", "wo", "wen", "wem", "qui", "ou", "quien", "donde", "chi", "dove", "quem", "onde", "кто", "где":
			return expectName
		}
	}
	return asked.keywords()
}

// keywords reads the kind of answer off words that are no question: "invoice due date".
func (asked Statement) keywords() expected {
	if len(asked.words) > mostKeywords && !tells[asked.words[0].Fold] {
		return expectAnything
	}
	for _, w := range asked.words {
		switch {
		case deadlines[w.Fold]:
			return expectDate
		case numberNouns[w.Fold], numberNouns[strings.TrimSuffix(w.Fold, "s")]:
			return expectNumber
		}
	}
	return expectAnything
}

// mostKeywords is how many words are typed, at most, by who types no question.
const mostKeywords = 6

// deadlines are words that ask for a date where they stand without a question.
var (
	deadlines   = prose.Set(`date deadline datum frist fecha plazo echeance delai`)
	numberWords = prose.Set(`number no nummer numero`)
	// tells are the words that a wish begins with: "Compare the prices of …".
	tells = prose.Set(`compare tell give show find state vergleiche nenne zeige gib dis donne montre compara di dame muestra`)
)

// costs is the place of the word of a question that asks for a sum of money: "cost" of "What
// did the dentist cost?"; -1 where there is none.
func (asked Statement) costs() int {
	if len(asked.words) == 0 || !asksCost[asked.words[0].Fold] {
		return -1
	}
	if at := slices.IndexFunc(asked.words, func(w prose.Word) bool { return costing[w.Fold] }); at >= 0 || !asked.paysFor() {
		return at
	}
	return slices.IndexFunc(asked.words, func(w prose.Word) bool { return paying[w.Fold] })
}

// paysFor says whether a question begins as those do that ask for a sum: "What does she
// earn?", and not "How do I charge it?"
func (asked Statement) paysFor() bool {
	return len(asked.words) > 2 && (asked.words[0].Fold == "how" && asked.words[1].Fold == "much" || asked.words[0].Fold == "what" && did[asked.words[1].Fold])
}

// wantsMoney says whether a sum of money is asked for: "What is the rent?", and not "What
// does it say about the rent?"
func (asked Statement) wantsMoney() bool {
	first := asked.words[:min(len(asked.words), nounWords)]
	return asked.costs() >= 0 || slices.ContainsFunc(first, func(w prose.Word) bool {
		return moneyNouns[w.Fold] || asked.lang == prose.German && prose.IsCapital(w) && moneyCompound.MatchString(w.Fold)
	})
}

// moneyCompound matches German compounds for sums of money: "Grundmiete". Of "Gehalt" there is
// that of salt, too.
var moneyCompound = regexp.MustCompile(`.{3}(?:preis|preise|kosten|gebuhr|gebuhren|miete|pramie|kaution|umsatz|honorar|vergutung|abfindung|betrag|ruckstand|umlage|rucklage|steuer|lohn)$`)

var (
	did    = prose.Set(`do does did`)
	paying = prose.Set(`earn earns earned charge charges charged spend spends spent pay pays paid owe owes owed`)
	// moneyNouns are words for sums of money.
	moneyNouns = prose.Set(`price prices cost costs fee fees rent salary wage wages pay premium deposit budget discount revenue turnover profit
		preis preise kosten gebuhr gebuhren miete gehalt lohn pramie kaution budget umsatz gewinn honorar vergutung abfindung betrag streitwert
		ruckstand schaden umlage rucklage pacht bussgeld vermachtnis steuer zinsen
		prix cout loyer salaire prime montant precio coste alquiler sueldo salario importe`)
)

// LacksSum says whether a question asks how high something is, or what it costs, and none of the
// statements, which answer it best, has a number that the question does not have; one of money
// where that is wanted.
func (m *Material) LacksSum(question string, best []Ranked) bool {
	asked := newStatement([]rune(question), m.lang)
	high := false
	for i, w := range asked.words[:min(len(asked.words), nounWords)] {
		high = high || i > 0 && (w.Fold == "hoch" || w.Fold == "high") && (asked.words[i-1].Fold == "wie" || asked.words[i-1].Fold == "how")
	}
	if !high && asked.costs() < 0 {
		return false
	}
	money := asked.wantsMoney()
	return !slices.ContainsFunc(best, func(o Ranked) bool {
		st := m.Statements[o.Statement]
		return st.offersNumber(asked) && (!money || st.paysMoney() || st.cells() != nil) // a column may not say what its figures are
	})
}

// offersNumber says whether st has a number that is none of the question's, and of no date.
func (st Statement) offersNumber(asked Statement) bool {
	for _, n := range st.numbers {
		inDate := slices.ContainsFunc(st.words, func(w prose.Word) bool { return w.Start >= n.Start && w.End <= n.End && quantity.InDate(w, st.dates) })
		if !inDate && !slices.ContainsFunc(asked.numbers, func(a quantity.Number) bool { return a.Same(n) }) {
			return true
		}
	}
	return false
}

// paysMoney says whether st has a sum of money, or a share of one.
func (st Statement) paysMoney() bool {
	return slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return isCurrency[n.Unit] || n.Unit == "%" }) || moneySign.MatchString(string(st.Text))
}

// moneySign matches a currency in the name of a table's column: "Amount GBP: 64.20".
var moneySign = regexp.MustCompile(`[$€£¥]|\b(?:EUR|USD|GBP|CHF|JPY)\b`)

var (
	// phoning matches a question for a telephone number, after prose.Fold.
	phoning = regexp.MustCompile(`\b(?:phone|telephone|mobile|cell|fax) (?:number|no\b)|\b(?:telefon|handy|fax)nummer\b|numero de (?:telephone|telefono|portable|movil)|\bcall on what number`)
	// calling matches a question for whom to call, after prose.Fold: a firm's name alone is no help.
	calling = regexp.MustCompile(`\bwhom? (?:(?:do|should|can|must|shall|could) (?:i|we|you|one) |(?:to|do tenants) )(?:call|ring|phone|telephone|contact)\b|\bwen (?:rufe ich|rufen wir|muss ich|soll ich|kann ich|mussen wir|sollen wir|konnen wir) .*\ban(?:rufen)?\b`)
	// callable matches a telephone number: seven figures or more in groups, with a zero or a
	// plus before them.
	callable = regexp.MustCompile(`(?:^|[^\d.,])(?:\+\d|\(?0)[\d]*(?:[ ()/.-]{0,2}\d){6,}`)
)

var asksCost = prose.Set(`what how was wie wieviel`)

// manner are the words that ask how something is done or comes about.
var manner = prose.Set(`how wie como comment come как كيف`)

// AsksHow says whether a question asks how something is done or comes about, not how much
// of it there is.
func AsksHow(question string) bool {
	asked := newStatement([]rune(question), prose.Detect(question))
	return len(asked.words) > 1 && manner[asked.words[0].Fold] && expects(asked) == expectAnything
}

// AsksUnderWhat says whether a question asks for what a heading may name: when something
// was, which version, month or chapter it is of.
func AsksUnderWhat(question string) bool {
	return expects(newStatement([]rune(question), prose.Detect(question))) == expectDate || headings.MatchString(prose.Fold(question))
}

// headings matches, after prose.Fold, words that ask for one of such things.
var headings = regexp.MustCompile(`\b(?:which|what|welche[mnrs]?|quel(?:le)?s?|que|cual|quale|che) ` +
	`(?:version[es]?|release|edition|month|year|week|day|chapter|section|part|phase|fassung|ausgabe|monat|jahr|woche|tag|kapitel|abschnitt|teil|mois|annee|semaine|jour|chapitre|partie|mes|ano|semana|dia|capitulo|seccion|parte|mese|anno|settimana|giorno|capitolo|sezione)\b`)

// measure is the term of the word that asks how much, "high" of "how high", "cost" of "what
// does it cost", which an answer need not have; "" where there is none.
func (asked Statement) measure() string {
	if i := asked.costs(); i >= 0 {
		return asked.words[i].Term
	}
	for i, w := range asked.words {
		if numberWords[w.Fold] && i > 0 && expects(asked) == expectPhone {
			return w.Term // a row of a list says "Telephone: 0117 496 0955"
		}
		if i > 0 && (asked.words[i-1].Fold == "how" && howNumber[w.Fold] || asked.words[i-1].Fold == "wie" && wieviel[w.Fold]) {
			return w.Term
		}
	}
	return ""
}

// offers says whether a statement has something of the expected kind that the
// question does not have itself.
func (st Statement) offers(want expected, asked Statement) bool {
	if want == expectPhone {
		return callable.MatchString(string(st.Text))
	}
	if want == expectNumber || want == expectDate {
		for _, n := range st.numbers {
			known := false
			for _, a := range asked.numbers {
				known = known || a.Same(n)
			}
			if want == expectNumber && (n.Unit == "th" || n.Word && n.Value == 1 || n.IsYear() && n.Value > 1500) {
				continue
			}
			isYear := n.Unit == "" && n.Value >= 1000 && n.Value < 2200 && n.Value == math.Trunc(n.Value) && !n.Word
			if !known && (want == expectNumber || isYear) {
				return true
			}
		}
		return want == expectDate && (len(st.dates) > 0 || st.hasMonth())
	}
	for _, w := range st.words {
		if (w.Name || w.Start == 0 && w.Term != "" && unicode.IsUpper(rune(firstRune(w.Text)))) && w.Term != "" && !asked.terms[w.Term] {
			return true
		}
	}
	return false
}

func (st Statement) hasMonth() bool {
	for _, w := range st.words {
		if prose.Months[w.Fold] > 0 {
			return true
		}
	}
	return false
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// countedBy says whether st has a number of what the question wants counted: of
// "quadrangles" for "how many quadrangles".
func (asked Statement) countedBy(st Statement) bool {
	for i, w := range asked.words {
		if !howNumber[w.Fold] && !howMany[w.Fold] {
			continue
		}
		for _, n := range asked.words[i+1 : min(len(asked.words), i+4)] {
			if n.Term != "" {
				for _, x := range st.numbers {
					if st.counts(x, n.Term) {
						return true
					}
				}
				break
			}
		}
	}
	return false
}

// wantsName says whether the question asks for one of what has a name: "which city".
func (asked Statement) wantsName() bool {
	for i, w := range asked.words {
		if which[w.Fold] {
			for _, n := range asked.words[i+1 : min(len(asked.words), i+4)] {
				if named[n.Fold] {
					return true
				}
			}
		}
	}
	return false
}

var (
	howMany = prose.Set(`viele wieviele cuantos cuantas combien quanti quante quantos quantas`)
	which   = prose.Set(`what which welche welcher welches welchen welchem que cual quel quelle quale qual`)
	// named are words for what has a name.
	named = prose.Set(`city town country state river company person man woman president king queen emperor team player university college school church
		organization organisation group tribe scientist author writer composer artist actor singer director leader language region county province district street building island
		stadt land fluss firma unternehmen mann frau prasident konig mannschaft spieler universitat schule gruppe wissenschaftler autor sprache
		ciudad pais rio empresa compania persona hombre mujer presidente rey equipo jugador universidad escuela organizacion grupo cientifico idioma
		ville pays fleuve entreprise personne homme femme roi equipe universite ecole`)
	// cues are words of questions, with those that sentences have which answer them. All is
	// matched after prose.Fold.
	cues = []struct{ asks, gives *regexp.Regexp }{
		{regexp.MustCompile(`\b(?:why|reason|cause[ds]?|warum|weshalb|wieso|grund|pourquoi|raison|por que|motivo|razon|causa)\b`),
			regexp.MustCompile(`\b(?:because|due to|owing to|since|as a result|reason|cause[ds]?|led to|in order to|so that|therefore|thanks to|weil|da|wegen|aufgrund|grund|damit|daher|car|parce|cause|afin|raison|porque|debido|causa|razon|motivo|para que)\b`)},
		{regexp.MustCompile(`\b(?:call(?:ed)?|named?|nickname|term|known as|synonym|referred to|titled?|heisst|heissen|genannt|name|bezeichnet|appel(?:le|ee|es)|nom|llama(?:do|da|n)?|nombre|conoce|denomina)\b`),
			regexp.MustCompile(`\b(?:called|known|named?|nickname|termed?|referred to|titled|heisst|genannt|bezeichnet|bekannt als|appele|nomme|connu|llamad[oa]|conocid[oa]|denominad[oa]|nombre)\b`)},
		{regexp.MustCompile(`\b(?:total|altogether|overall|sum|insgesamt|gesamt|summe|somme|suma)\b`), regexp.MustCompile(`^(?:grand )?(?:total|sum|amount due|balance due|gesamt|summe|importe total|montant total|endbetrag)`)},
		{deciding, decided},
		{regexp.MustCompile(`\b(?:and|und|et|y|e) (?:(?:by|until|from|since|bis|ab|seit|jusqu'a|desde|hasta) )?(?:when|wann|quand|cuando|quando)\b`),
			regexp.MustCompile(`\b\d{1,2}(?:st|nd|rd|th|\.|er)? (?:of |de )?(?:` + strings.Join(slices.Sorted(maps.Keys(prose.Months)), "|") + `)\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b`)},
		{regexp.MustCompile(`\b(?:wants?|wanted|wish(?:es)?|asks? for|asking for|demands?|requests?|requested|will|wunscht|verlangt|fordert|bittet|veut|demande|souhaite|quiere|pide|solicita)\b`),
			regexp.MustCompile(`\b(?:i|we|ich|wir|je|nous) (?:would like|want|wish|ask|request|demand|need|expect|am asking|mochten?|bitten?|wunschen?|fordern?|verlangen?|wollen|will|demand(?:e|ons)|souhait(?:e|ons)|voudr(?:ais|ions)|vous pri(?:e|ons))\b|\b(?:please|bitte) \w+|\bwould be grateful\b`)},
		{regexp.MustCompile(`\b(?:example|beispiel|exemple|ejemplo)\b`), regexp.MustCompile(`\b(?:example|instance|such as|e\.g|like|including|beispiel|etwa|wie|z\.b|exemple|comme|ejemplo|como)\b`)},
	}
)

// cued says whether st has words that go with the question's.
func (asked Statement) cued(st Statement) bool {
	q := prose.Fold(string(asked.Text))
	for _, c := range cues {
		if c.asks.MatchString(q) && c.gives.MatchString(prose.Fold(string(st.Text))) {
			return true
		}
	}
	return false
}
