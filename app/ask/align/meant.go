package align

import (
	"strings"

	"carrel/app/ask/prose"
)

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
award: receive
give: award grant confer provide supply
get: entitle receive obtain gain acquire
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
employee: employ
people: inhabitant resident citizen individual person visitor passenger guest tourist patient customer member spectator
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
employ: use
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
own: separate
widely: widespread common
commonly: usual often widespread
common: usual frequent widespread
among: include
earn: receive
remain: still
still: remain continue
continue: still remain
operate: run function
function: work operate
quickly: rapid fast
feature: include
based: headquarter locate
host: hold
hold: host
attack: assault raid
injure: wound hurt
damage: harm hurt
harm: damage
prevent: stop avoid block
avoid: prevent
stop: prevent halt
halt: stop
allow: enable
enable: allow permit let
force: compel oblige
help: contribute
contribute: help
lead: cause result
result: lead cause
agree: consent accept
accept: agree
refuse: reject decline
reject: refuse decline
claim: assert argue contend
argue: claim contend
declare: announce proclaim
announce: declare reveal publish
reveal: disclose
indicate: show suggest
suggest: indicate
prove: demonstrate
appear: seem emerge
seem: appear
emerge: appear
grow: expand
expand: grow extend
shrink: reduce
reduce: cut lower lessen
lower: reduce cut
cut: reduce lower
raise: lift
total: overall
overall: total
population: inhabitant people resident
building: structure construction
structure: building
vehicle: car truck
army: troop military
troop: army soldier
soldier: troop
conflict: war
battle: fight
fight: battle combat
government: administration regime
regime: government
leader: head chief ruler
member: belong
professor: teacher
researcher: scientist scholar
scientist: researcher scholar
expert: specialist
job: employment post position
post: position job
position: post
product: good
customer: client buyer
client: customer
supplier: provider vendor
provider: supplier
agreement: contract treaty deal accord pact
contract: agreement
deal: agreement
rule: regulation
regulation: rule
requirement: require condition
condition: requirement
require: must mandatory
immediately: instant prompt
eventually: final
finally: eventual last
previously: former earlier
formerly: previous
recently: new
entirely: complete wholly full total
completely: entire wholly full total
fully: complete entire
especially: particular notable
particularly: especial
notably: particular especial
key: main crucial important essential
basic: fundamental
fundamental: basic
complex: complicated
complicated: complex
clear: obvious
obvious: clear
earliest: first
latest: recent new
newest: latest recent
huge: large
nearby: near
throughout: across
across: throughout
inside: within
below: under
handle: deal process manage
process: handle treat
treat: handle regard
deal: handle address
address: handle deal
contain: hold
cover: include area
refer: call mention
mention: refer
note: mention state
explain: describe
list: enumerate name
specify: define state
define: specify
choose: elect
elect: choose vote
appoint: name
replace: supersede
succeed: follow replace
follow: succeed
precede: before
share: common
link: connect relate associate
connect: link join
associate: link connect
relate: link connect
split: separate divide
surround: around
cross: pass
pass: cross
visit: travel
arrive: come reach
drive: travel
carry: transport bear
transport: carry
bring: carry lead
send: dispatch transmit
deliver: bring
collect: gather
save: store
copy: duplicate
remove: withdraw
start: launch open
launch: start begin
open: start launch
finish: end
end: stop close
trigger: cause
happen: occur
exist: present
present: exist current
learn: study
know: aware
understand: know
want: wish desire seek
wish: want desire
hope: expect
expect: anticipate predict
predict: expect forecast
estimate: calculate
calculate: compute
compute: calculate
count: number
number: count`

// meant maps a stem to those that it may be said for, each between spaces.
var meant = func() map[string]string {
	out := map[string]string{}
	for line := range strings.SplitSeq(meantLines, "\n") {
		said, from, _ := strings.Cut(line, ": ")
		stem := prose.English.Stem(said)
		for _, w := range strings.Fields(from) {
			out[stem] += " " + prose.English.Stem(w) + " "
		}
	}
	return out
}()
