package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	tongue "carrel/knowledge/language"
)

// The same thing is said in different words. The lists here are of those that
// may stand for one another in nearly any text that people ask about; a word
// that mostly means something else, or something a little stronger, is not
// among them, since every pair makes some wrong sentence look right.

// reword gives words the terms that all wordings of one thing share: set
// phrases, irregular forms and synonyms. Names are left alone.
func reword(ws []prose.Word, lang prose.Language) {
	for i := 0; i < len(ws); i++ {
		if ws[i].Fold == "with" && i > 0 && ws[i-1].Fold == "replaced" {
			ws[i].Fold = "by" // what takes its place does so as an agent does
		}
		if ws[i].Fold == "following" && lang == prose.English && i+1 < len(ws) && (i == 0 || ws[i-1].Fold != "the" && !copulas[ws[i-1].Fold]) && (prose.Determiners[ws[i+1].Fold] || possessives[ws[i+1].Fold] || indefinite[ws[i+1].Fold] || ws[i+1].Name) {
			ws[i].Fold, ws[i].Term = "after", "after" // "following their defeat"
		}
		if canon, n := phraseAt(ws[i:], lang); n > 0 {
			if yearly[canon] && i+n < len(ws) && isDigits(ws[i+n].Fold) {
				canon = "" // "im Jahr 1973"
			}
			ws[i].Term = canon
			ws[i].Root = lang.Stem(strings.TrimPrefix(canon, "="))
			for k := i + 1; k < i+n; k++ {
				ws[k].Term = ""
				ws[k].Joined = true
			}
			i += n - 1
			continue
		}
		if lang == prose.English && ws[i].Text == "shall" {
			ws[i].Term, ws[i].Root = "=must", "must" // a word of duty in contracts and laws
			continue
		}
		if ws[i].Term == "" {
			continue
		}
		ws[i].Root = baseOf(lang, ws[i].Fold, ws[i].Term, irregular[lang])
		if !ws[i].Name || lang == prose.German {
			ws[i].Term = canonOf(lang, ws[i].Fold, ws[i].Term)
		}
	}
}

// yearly and the other periods are phrases that stand anywhere in a sentence.
var (
	yearly  = prose.Set(`=jahrlich =anual =annuel =yearly`)
	periods = prose.Set(`=jahrlich =anual =annuel =yearly =monthly =daily =weekly =hourly =monatlich =mensual =mensuel =simultaneous =currently =originally`)
)

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// canonOf returns the term that all wordings of a word share.
func canonOf(l prose.Language, f, term string) string {
	term = baseOf(l, f, term, irregular[l])
	if c, ok := synonyms[l][term]; ok {
		return c
	}
	return term
}

// baseOf returns the term that all forms of a word share.
func baseOf(l prose.Language, f, term string, irregular map[string]string) string {
	if base, ok := irregular[f]; ok {
		return l.Stem(base)
	} else if l == prose.German {
		// A participle has the stem of its verb: "gegründet", "gründete".
		if rest, ok := strings.CutPrefix(term, "ge"); ok && len(rest) > 3 && len(f) > 6 && (strings.HasSuffix(f, "t") || strings.HasSuffix(f, "en")) {
			term = strings.TrimSuffix(rest, "t")
		} else if len(term) > 4 && (strings.HasSuffix(f, "t") || strings.HasSuffix(f, "te") || strings.HasSuffix(f, "ten")) {
			term = strings.TrimSuffix(term, "t")
		}
	}
	return term
}

// phraseAt returns the term of a set phrase that ws begins with, and how many
// words it has; 0 where none begins.
func phraseAt(ws []prose.Word, lang prose.Language) (string, int) {
next:
	for _, p := range phrases[lang][ws[0].Fold] {
		if len(p.words) > len(ws) {
			continue
		}
		for i, w := range p.words {
			if ws[i].Fold != w || i > 0 && ws[i].Start != ws[i-1].End+1 {
				continue next
			}
		}
		return p.term, len(p.words)
	}
	return "", 0
}

type phrase struct {
	words []string
	term  string
}

// synonymLines has a group of wordings a line; with a space in one, it is a set phrase.
var synonymLines = map[prose.Language]string{
	prose.English: `begin, start, commence
finish, complete, conclude
close, shut, shut down, close down, closed down
buy, purchase, acquire
increase, rise, grow, climb, go up, goes up, went up, gone up, going up
decrease, decline, fall, drop, diminish, go down, goes down, went down, gone down
allow, permit, let
forbid, prohibit, ban
big, large
small, little
receive, get, obtain
build, construct, erect
show, demonstrate, reveal
use, utilize, utilise, make use of, makes use of, made use of
need, require
keep, retain
often, frequently
main, principal, primary, mainly, mostly, primarily, chiefly, largely
today, nowadays
long, length
high, height, tall
wide, width, broad
deep, depth
expensive, costly
must, has to, have to, is required to, are required to, is obliged to, are obliged to
enter into force, enters into force, entered into force, come into force, comes into force, came into force, take effect, takes effect, took effect
participate, take part, takes part, took part, taken part
free, free of charge, for free, at no charge, at no cost
become, turn into, turned into, turns into
return, come back, comes back, came back, go back, went back
ship, vessel
yearly, annual, annually, p a, a year, per year, each year, every year
monthly, a month, per month, each month, every month
daily, a day, per day, each day, every day
weekly, a week, per week, each week, every week
hourly, an hour, per hour
doctor, physician
car, automobile
film, movie
occur, happen, take place, takes place, took place, taken place, carry out, carried out, conduct, be held
located, situated
famous, renowned, well known
employee, staff member, worker, labourer, laborer
whole, entire
company, firm
revenue, turnover
nation, country
child, kid
choose, select, pick
postpone, delay, put off
stop, cease
try, attempt
attain, achieve
area, region
fault, defect
remain, stay
result, outcome
aim, goal, objective
enough, sufficient
contain, include, comprise
originally, initially, at first, in the beginning, to begin with
currently, presently, at present, now
simultaneous, at the same time, at once, simultaneously
quick, fast, rapid, quickly
fix, repair
answer, reply
assist, help
lease, tenancy
cancel, terminate
each, every
surrender, give up, gave up, given up
establish, set up
discover, detect
assign, allocate
propose, suggest
inhabitant, resident
work, operate
live, reside
different, distinct
pupil, student
test, exam
respond, react
replace, substitute
usually, normally, generally, typically
illness, disease
get rid of, remove, delete, erase
find, locate
wed, marry
speak, talk
road, street
sum, amount
teach, instruct
give, grant
ask, request
crew, crew member
look, appearance
derive, come from, comes from, came from, stem from, stems from
price, cost
modify, change, alter
permission, consent
before, prior to
until, till
lawyer, attorney
tenant, lessee
landlord, lessor
buyer, purchaser
seller, vendor
error, mistake
salary, wage
vacation, holiday
photo, photograph
medicine, medication
previous, prior
difficult, hard
easy, simple
dangerous, hazardous
rich, wealthy
sick, ill
cheap, inexpensive
wrong, incorrect
protect, safeguard
journey, trip
gather, collect
seek, look for, looks for, looked for, looking for, search for, searches for, searched for, searching for
leave, depart
clarify, explain
manufacture, produce
divide, split
combine, merge
hide, conceal
directory, folder
infant, baby
entitled, have the right, has the right
repeatedly, again and again, over and over, time and again
sometimes, at times, occasionally, from time to time
investigate, look into, looks into, looked into, looking into
anyone, anybody, any person
everyone, everybody
everywhere, all over
kwh, kilowatt hour, kilowatt hours, kilowatthour
biggest, largest, greatest
easiest, simplest
regardless of, no matter, irrespective of
bigger, larger, greater
harder, more difficult
faster, quicker, more rapid, more quickly
cheaper, less expensive
richer, wealthier
second world war, world war ii, world war two, world war 2, wwii
first world war, world war i, world war one, world war 1, wwi
united states, united states of america, u s, usa, u s a
united kingdom, u k, uk, great britain, britain
european union, eu
continue, go on, goes on, went on, gone on, going on, carry on, carries on, carried on
constitute, make up, makes up, made up, account for, accounts for, accounted for
reject, turn down, turned down, turns down
ensure, make sure, makes sure, made sure
many, a lot of, lots of, a large number of, a great number of, plenty of
same amount, as much
same number, as many
display, on display, on show
restore, bring back, brought back, brings back
near, close to, next to
born, birth, gave birth to, give birth to, gives birth to
visible, can be seen, can still be seen, to be seen
together, with one another, with each other
several, more than one, a number of
lead, in charge of
mandatory, compulsory, obligatory
invoke, call`,
	prose.German: `beginnen, anfangen, starten
kaufen, erwerben
steigen, zunehmen, wachsen
sinken, abnehmen, zuruckgehen, fallen
erlauben, gestatten
verbieten, untersagen
bekommen, erhalten
bauen, errichten
zeigen, belegen
benutzen, benotigen, verwenden, nutzen
firma, unternehmen
jahrlich, p a, im jahr, pro jahr, jedes jahr, jahrlichen
monatlich, im monat, pro monat
arzt, mediziner
leitung, fuhrung
beitrag, jahresbeitrag
schiff, boot
oft, haufig
kundigen, beenden
hohe, betrag
wohnen, leben
land, staat
stattfinden, abhalten
schliessen, zumachen
antrag, gesuch
schliessung, zumachen
ankundigen, ankundigung
grundlage, basis
tiefer, niedriger
fruher, in der vergangenheit, ehemals
mitarbeiter, angestellte, beschaftigte
einwohner, bevolkerung, einwohnerzahl
schatzungsweise, geschatzt, geschatzten
passagiere, fahrgaste
beinahe, fast, nahezu
umfassen, enthalten
grunden, einrichten
umbenennen, benennen
wichtig, bedeutend
mehrere, einige
gewinnen, erringen
ersetzen, ablosen
zerstoren, vernichten
geboren, geburt
liegen, sich befinden, befindet sich, befinden sich`,
	prose.Spanish: `comenzar, empezar, iniciar
terminar, acabar, finalizar
comprar, adquirir
aumentar, subir, crecer, incrementar
disminuir, bajar, descender, reducir
permitir, autorizar
prohibir, vetar
recibir, obtener
construir, edificar
mostrar, demostrar
usar, utilizar, emplear
empresa, compania
anual, al ano, por ano, cada ano
mensual, al mes, por mes, cada mes
medico, doctor
barco, buque
venir, viene, procede, proceder
procedente, proveniente
grande, gran
ubicado, situado
principal, fundamental
pais, nacion
zona, area, region
primacia, prevalecer
rechazar, negarse
recibir, conceder
anuncio, anunciar
contratar, dar empleo a, dio empleo a
mayoria, mayor parte
fundar, crear, establecer
considerar, ver
tipo, clase
cambiar, modificar
elegir, escoger
intentar, tratar de, trata de, trato de
continuar, seguir
nino, menor de edad
existir, haber
lograr, conseguir, alcanzar
necesitar, requerir`,
	prose.French: `commencer, debuter
finir, terminer, achever
acheter, acquerir
augmenter, croitre, hausse
diminuer, baisser
construire, batir
montrer, demontrer
utiliser, employer
entreprise, societe
annuel, par an, chaque annee
mensuel, par mois, chaque mois
medecin, docteur
bateau, navire
recevoir, obtenir
diagnostiquer, diagnostic
necessaire, indispensable
eliminer, elimination
debut, commencement
prix, cout
apres, a la suite de, suite a
partie, portion
entier, dans son ensemble, tout entier
permettre, autoriser
obtenir, recevoir
fonder, creer`,
}

// fillers are set phrases that are no content, as stop words are.
var fillers = map[prose.Language]string{
	prose.English: "due to, because of, owing to, as a result of, thanks to, as well as, in addition to, together with, such as, in order to, the fact that, as well, a total of, in total, of them, of whom, of which, no longer, any more, any longer, of its own, of their own, each of, either of, one of, for example, for instance, e g, on the other hand, on the one hand, by contrast, in contrast, in fact, in turn, in other words, at that time, at the time, in addition, along with, as a result, in particular, of course, for this reason, that is",
	prose.German:  "auf grund, im jahr, im jahre, so dass, sowie auch, von denen, insgesamt",
	prose.Spanish: "debido a, a causa de, en el ano, asi como, de los cuales",
	prose.French:  "a cause de, en raison de, ainsi que",
}

// light are verbs and nouns that say next to nothing by themselves: where the
// words around them stand in a source, these need not.
// A unit of time that a number counts is none (isLight), nor is a verb that
// stands where they have another (joining).
var light = prose.Set(`occur occurs occurred happen happened
	located situated called named known place year years case fact total overall respectively specifically namely
	lie lies lay lying belong belongs belonged exist exists existed like however therefore thus hence moreover furthermore additionally consequently meanwhile nevertheless nonetheless although though whereas besides stays stay stayed
	too again somewhere ones any itself themselves anymore
	lasts lasted measure measures measured weigh weighs weighed amount amounts amounted nowadays already
	betragt betrug dauert dauerte umfasst gibt gelegen genannt insgesamt jahr jahre namlich bekannt
	situado situada ubicado ubicada llamado llamada conocido ano
	situe situee appele appelee connu an annee`)

// spansOfTime are the words among the light ones that are units of time.
var spansOfTime = prose.Set(`year years jahr jahre ano an annee`)

var (
	purposes = prose.Set(`meant intended designed supposed aimed`)
	dating   = prose.Set(`date dates dated dating`)
	ages     = prose.Set(`age aged`)
)

// isLight says whether the i-th word of st need not stand in a source. What a
// number counts has to: "three years" is not "three months".
func (st Statement) isLight(i int) bool {
	w := st.words[i]
	if purposes[w.Fold] && i+1 < len(st.words) && st.words[i+1].Fold == "to" {
		return true // "was meant to cement": of "in order to cement"
	}
	if ages[w.Fold] && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return n.Start > w.End && n.Start <= w.End+8 }) {
		return true // "at the age of 16"
	}
	if dating[w.Fold] && i+1 < len(st.words) && (st.words[i+1].Fold == "from" || st.words[i+1].Fold == "back") {
		return true
	}
	if !light[w.Fold] || w.Name && !spansOfTime[w.Fold] {
		return false
	}
	if !spansOfTime[w.Fold] {
		return true
	}
	return !slices.ContainsFunc(st.numbers, func(n quantity.Number) bool {
		return !n.IsYear() && n.End <= w.Start && strings.TrimFunc(string(st.Text[n.End:w.Start]), notLetter) == ""
	})
}

// joining are verbs that say little between what they join, but that do not
// say what another verb there says: "took the bribe" of "refused the bribe".
var joining = prose.Set(`give gives gave given take takes took taken make makes made get gets got become becomes became
	play plays played portray portrays portrayed work works worked achieve achieved serve serves served number numbered include included
	gab gegeben macht machte gemacht hace hizo dado da fait donne`)

// joinsOnly says whether the i-th word of st is a verb that joins two words which
// span has with nothing else between them.
func (st Statement) joinsOnly(i int, span []Statement) bool {
	if !joining[st.words[i].Fold] {
		return false
	}
	before := i - 1
	for before >= 0 && st.words[before].Term == "" {
		before--
	}
	if before < 0 {
		return false
	}
	subject := st.words[before].Term
	var next []string // an adjective and a noun
	for after := i + 1; after < len(st.words) && len(next) < 2; after++ {
		if term := st.words[after].Term; term != "" {
			next = append(next, term)
		}
	}
	for _, s := range span {
		subjectSeen, nextSeen := false, false
		for _, w := range s.words {
			switch {
			case w.Term == subject:
				subjectSeen = true
			case slices.Contains(next, w.Term):
				nextSeen = true
			case w.Term != "" && !st.terms[w.Term] && !joining[w.Fold]:
				subjectSeen, nextSeen = false, false
			}
			if subjectSeen && nextSeen {
				return true
			}
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

var phrases, synonyms, irregular = readWordings()

func readWordings() (map[prose.Language]map[string][]phrase, map[prose.Language]map[string]string, map[prose.Language]map[string]string) {
	phrases, synonyms, irregular := map[prose.Language]map[string][]phrase{}, map[prose.Language]map[string]string{}, map[prose.Language]map[string]string{}
	for _, lang := range []prose.Language{prose.English, prose.German, prose.Spanish} {
		irregular[lang] = tongue.Irregular(tongue.Tag(lang))
	}
	for lang, lines := range synonymLines {
		phrases[lang], synonyms[lang] = map[string][]phrase{}, map[string]string{}
		for line := range strings.SplitSeq(lines, "\n") {
			group := strings.Split(line, ", ")
			canon := "=" + group[0]
			for _, wording := range group {
				if words := strings.Fields(wording); len(words) > 1 {
					phrases[lang][words[0]] = append(phrases[lang][words[0]], phrase{words, canon})
					continue
				}
				synonyms[lang][baseOf(lang, wording, lang.Stem(wording), irregular[lang])] = canon
			}
		}
	}
	for lang, list := range fillers {
		for _, filler := range strings.Split(list, ", ") {
			words := strings.Fields(filler)
			phrases[lang][words[0]] = append(phrases[lang][words[0]], phrase{words, ""})
		}
	}
	return phrases, synonyms, irregular
}
