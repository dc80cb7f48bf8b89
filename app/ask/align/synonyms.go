package align

import "carrel/app/ask/prose"

// The same thing is said in different words. The lists here are of those that
// may stand for one another in nearly any text that people ask about; a word
// that mostly means something else, or something a little stronger, is not
// among them, since every pair makes some wrong sentence look right.

// synonymLines has a group of wordings a line; with a space in one, it is a set phrase.
var synonymLines = map[prose.Language]string{
	prose.English: `begin, start, commence, start out, starts out, started out, start off, starts off, started off
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
twice, two times
yearly, annual, annually, p a, per annum, a year, per year, each year, every year, once a year, once per year, once every year
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
currently, presently, at present, now, today, nowadays, these days
simultaneous, at the same time, at once, simultaneously, concurrently, concurrent
quick, fast, rapid, quickly
fix, repair
answer, reply
assist, help
lease, tenancy
cancel, terminate, call off, calls off, called off
each, every
surrender, give up, gave up, given up
establish, set up, sets up, setting up
die, lost his life, lost her life, lost their life, lost their lives, lose their lives
fund, finance, paid for
lower than, less than
discover, detect, find out, finds out, found out
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
usually, normally, generally, typically, ordinarily, as a rule, in general, for the most part, in most cases
illness, disease
get rid of, gets rid of, got rid of, remove, delete, erase
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
restore, bring back, brings back, brought back, put back, puts back, brings back
near, close to, next to
born, birth, gave birth to, give birth to, gives birth to
visible, can be seen, can still be seen, to be seen
together, with one another, with each other
several, more than one, a number of
lead, in charge of
mandatory, compulsory, obligatory
invoke, call
telephone, phone
whenever, each time, every time, any time
provided that, so long as, as long as, providing that, on condition that, on the condition that, only if
instead of, rather than, in place of, in lieu of
maintain, look after, looks after, looked after, looking after, take care of, takes care of, took care of, taken care of
thereafter, afterwards, after that, subsequently, from then on
beforehand, in advance, ahead of time
immediately, right away, straight away
manually, by hand
deliberately, on purpose, intentionally, wilfully, willfully
accidentally, by accident, by mistake, inadvertently, unintentionally, accidental
permanently, for ever, forever, for good
outdated, out of date, obsolete
valid, in force, in effect
expire, run out, runs out, ran out, lapse
fill in, fills in, filled in, fill out, fills out, filled out
mention, point out, points out, pointed out
specify, stipulate, lay down, lays down, laid down, set out, sets out
deliver, hand over, hands over, handed over
submit, hand in, hands in, handed in
cause, give rise to, gives rise to, gave rise to, given rise to, lead to, leads to, led to, leading to, result in, results in, resulted in, resulting in, bring about, brings about, brought about
depend, rely on, relies on, relied on, relying on, count on, counts on, counted on, counting on
handle, deal with, deals with, dealt with, dealing with, cope with, copes with, coped with
access, get at, gets at, got at, gain access to, gains access to, gained access to, have access to, has access to, had access to
undergo, go through, goes through, went through, gone through, pass through, passes through, passed through
omit, leave out, leaves out, left out, leaving out
discard, throw away, throws away, threw away, thrown away, dispose of, disposes of, disposed of
activate, turn on, turns on, turned on, switch on, switches on, switched on
deactivate, turn off, turns off, turned off, switch off, switches off, switched off
consisting, consist of, consists of, consisted of, consisting of, is made up of, are made up of, was made up of, were made up of, composed of, is composed of, are composed of
resemble, look like, looks like, looked like
descending, from higher to lower, from high to low, from highest to lowest
ascending, from lower to higher, from low to high, from lowest to highest
abroad, in a foreign country, in foreign countries
despite, in spite of, notwithstanding
about, with regard to, with respect to, regarding, concerning, as regards
gradually, bit by bit, little by little, step by step
finally, in the end, at last, eventually
only, nothing but
opinion, point of view
cheaply, at a low price
succeed, manage to, manages to, managed to
tolerate, put up with, puts up with
visit, pay a visit to, paid a visit to
decide, make a decision, makes a decision, made a decision, take a decision, took a decision
try, make an attempt, made an attempt
criticise, find fault with
agree, come to an agreement, reach an agreement, reached an agreement
publish, bring out, brings out, brought out
extinguish, put out, puts out
demolish, tear down, tore down, torn down, pull down, pulled down, knock down, knocked down
flee, run away, ran away
raise, bring up, brought up
explode, blow up, blew up, blown up
appear, turn up, turned up, show up, showed up
support, back up, backs up, backed up
merge, join together
wait, hold on
invent, come up with, came up with
consult, turn to
postal, by post, by mail
give in, give way
open, opens its doors, opened its doors, opened their doors
substitute, took its place, takes its place, take its place, took the place of, takes the place of, take the place of, taken the place of
conclude, come to the conclusion, came to the conclusion
rescue, get back, gets back, got back
depart, set off, sets off
contribute, make a contribution, made a contribution
consider, take into account, takes into account, took into account
doubt, call into question, called into question
damage, do damage to, did damage to`,
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
durfen, darf
mussen, muss
sollen, soll
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
	prose.English: "a total of, in total, for a period of, a period of, among them, due to, by means of, by way of, for the sake of, for the purpose of, for the purposes of, for purposes of, by virtue of, in order that, so as to, able to, a kind of, a sort of, the process of, the act of, makes it possible to, make it possible to, made it possible to, making it possible to, ends up with, end up with, ended up with, ends up, end up, ended up, turns out, turn out, turned out, happens to, happen to, happened to, in the form of, for reasons of, on account of, on the grounds that, on the ground that, even if, even though, what is called, so called, it is the case that, the fact of, in question, because of, owing to, as a result of, thanks to, as well as, in addition to, together with, such as, in order to, the fact that, as well, a total of, in total, of them, of whom, of which, no longer, any more, any longer, of its own, of their own, each of, either of, one of, for example, for instance, e g, on the other hand, on the one hand, by contrast, in contrast, in fact, in turn, in other words, at that time, at the time, in addition, along with, as a result, in particular, of course, for this reason, that is",
	prose.German:  "auf grund, im jahr, im jahre, so dass, sowie auch, von denen, insgesamt",
	prose.Spanish: "debido a, a causa de, en el ano, asi como, de los cuales",
	prose.French:  "a cause de, en raison de, ainsi que",
}
