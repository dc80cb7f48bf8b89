package ask

import "strings"

// What a lexicon of meanings does not say: a word, and those that a text may have
// where somebody who tells it says that word. Not the other way round, and only in
// place of a word that the telling does not have (wordedAs).
const meantLines = `must: require need shall oblige mandatory necessary compulsory
may: can allow permit discretion optional possible entitle free
should: recommend advise
better: recommend prefer advise
need: must require necessary
put: place locate store install insert
place: locate store put install situate
locate: place reside situate
keep: store retain maintain hold save
store: keep save
ask: query request inquire
take: capture seize
give: award grant confer provide supply
get: receive obtain gain acquire
receive: award grant
make: create produce
create: establish form found generate add
establish: create found
set: establish create
form: create establish constitute
found: establish
lead: head leader leadership chair direct rule govern
head: lead chair
run: operate manage
manage: run
move: migrate relocate transfer
go: travel move
travel: journey
reach: attain achieve
achieve: reach attain
die: perish death drown
kill: wipe
destroy: ravage devastate wreck ruin demolish raze
devastate: ravage destroy ruin
hit: strike affect
strike: hit
affect: influence
name: title dub term
call: title dub term describe
describe: call
consider: regard view deem think believe
regard: consider view
think: consider believe
believe: think consider
examine: study investigate explore analyse inspect
explore: investigate examine
investigate: explore examine study
study: examine investigate research
measure: gauge
people: inhabitant resident citizen individual person
person: individual people
money: fund
problem: issue difficulty trouble
issue: problem
way: method approach manner
method: way approach technique
important: significant crucial vital essential major
significant: important major
essential: vital crucial necessary
major: important
main: major key chief
large: huge great vast extensive
great: huge vast large
several: various multiple numerous
various: several different
many: numerous
multiple: several various
majority: most
most: majority
almost: virtual practical near
nearly: virtual practical almost
often: repeatedly regular
repeatedly: often frequent
sometimes: occasional
regularly: often frequent
only: sole exclusive mere
just: mere sole
solely: only
same: identical
new: novel recent
later: afterwards subsequent
together: joint
jointly: together
cost: fee price charge
fee: cost charge
extend: range stretch reach
stretch: range extend
range: extend stretch
vary: differ
differ: vary
advance: progress
progress: advance
cause: induce lead bring
publish: release issue
release: publish issue
write: author compose
design: develop
develop: design
intend: plan aim design
provide: give offer supply
offer: provide supply
consist: comprise constitute compose
comprise: consist constitute compose
constitute: consist comprise compose
live: inhabit reside dwell
speak: language
use: employ apply consume
employ: use hire
apply: use
consume: use
play: portray star
portray: play
crime: criminal offense offence
offence: crime criminal
offense: crime criminal
law: act legislation statute
decide: rule determine decision
determine: decide
end: finish conclude cease
last: final
final: last
initially: first original
teach: education instruct
additional: more further another extra
further: additional more another
another: additional further
extra: additional more
more: additional
purpose: aim goal objective
show: display present
tell: inform
help: aid support
carry: conduct
lack: without
separate: own
own: separate`

// meant maps a stem to those that it may be said for, each between spaces.
var meant = func() map[string]string {
	out := map[string]string{}
	for line := range strings.SplitSeq(meantLines, "\n") {
		said, from, _ := strings.Cut(line, ": ")
		stem := english_.stem(said)
		for _, w := range strings.Fields(from) {
			out[stem] += " " + english_.stem(w) + " "
		}
	}
	return out
}()
