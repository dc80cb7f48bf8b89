package align

import (
	"strings"

	"carrel/app/ask/prose"
)

// What a lexicon of meanings does not say: a word, and those that a text may have
// where somebody who tells it says that word. Not the other way round, and only in
// place of a word that the telling does not have (wordedAs).
const meantLines = `unless: except
beforehand: prior before advance
choice: choose
fund: finance
difficult: rugged tough complicated
come: result derive originate
must: require need shall oblige mandatory necessary compulsory
may: can allow permit discretion optional possible entitle free
should: recommend advise
better: recommend prefer advise
need: must require necessary
put: place locate store install insert
place: locate store put install situate
locate: place reside situate found site
keep: store retain maintain hold save preserve
store: keep save
ask: query request inquire
take: capture seize need require last
award: receive
give: award grant confer provide supply
get: entitle receive obtain gain acquire
receive: award grant allocate get assign
make: create produce
create: establish form found generate add
establish: create found
set: establish create
form: create establish constitute
found: establish
lead: head leader leadership chair direct rule govern cause result
head: lead chair
run: operate manage control
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
regard: consider view see
think: consider believe
believe: think consider
examine: study investigate explore analyse inspect
explore: investigate examine
investigate: explore examine study
study: examine investigate research
measure: gauge
employee: employ staff
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
end: finish conclude cease stop close
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
help: aid support contribute
carry: conduct transport bear
lack: without
separate: own divide distinct
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
feature: include characteristic trait
based: headquarter locate
host: hold house
hold: host rule decide state argue
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
contribute: help
result: lead cause
agree: consent accept
accept: agree adopt approve take
refuse: reject decline
reject: refuse decline oppose
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
raise: lift increase boost
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
deal: agreement handle address
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
particularly: especial specially
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
choose: elect choice
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
number: count
accomplish: achieve complete attain
accurate: exact precise correct
acknowledge: admit recognize concede recognise
adapt: adjust modify
adjust: adapt modify
advise: counsel
alike: similar
amend: modify change revise
ancient: old
apparent: evident
arise: emerge originate
arrange: organize organise
assemble: gather
assess: evaluate
attend: participate
attract: draw
beneath: under below
besiege: siege
birth: born
born: birth
border: boundary edge
branch: division
brief: short
broadcast: air transmit
capability: ability capacity
challenge: difficulty
change: alter modify convert transform
chief: main principal head
citizen: national
clothes: garment clothing costume outfit
clothing: clothes garment costume outfit
coast: shore
combine: unite join
concentrate: focus centre center
concentrated: focus centre center
concept: idea notion
conduct: perform
confine: limit restrict
confirm: verify
conquer: capture seize
consequence: result effect impact
considerable: significant substantial large
constantly: always continual
control: regulate govern
convert: change transform
convince: persuade
cooperate: collaborate
couple: pair
currently: today
danger: hazard risk threat
dead: die
death: die
declining: fall decrease
defeat: beat overcome
defend: protect
demand: require
depend: rely
descend: descendant
descendant: descend
device: instrument apparatus tool
devote: dedicate
disadvantage: handicap
disappear: vanish
discover: find
discuss: debate
display: show exhibit
distinct: separate
distribute: spread
donate: give
effect: impact influence result consequence
effort: attempt
eliminate: remove
encounter: meet
encourage: promote urge
enhance: improve strengthen
enjoy: like
enlarge: expand extend
enormous: huge large vast
ensure: guarantee secure
equip: furnish
era: period time age
escape: flee
evaluate: assess
event: occasion
evidence: proof
exact: precise
exceed: surpass
exhibit: show display
experience: undergo suffer
experiment: test trial
extreme: severe
famous: notable
finance: fund
flaw: defect error
flee: escape
focus: concentrate centre center
fragment: piece part
fulfil: meet satisfy
fulfill: meet satisfy
gain: obtain acquire win
gather: assemble
genuine: authentic
global: world worldwide
goal: objective
govern: rule administer
growth: increase grow
guarantee: ensure secure
guard: protect
guide: lead
highlight: emphasize emphasise stress
emphasize: stress highlight
house: locate accommodate
idea: concept notion
identify: recognize recognise
illegal: unlawful
image: picture
immense: huge vast
impact: effect influence affect
implement: introduce
improve: enhance
incorporate: include integrate
increase: raise boost
boost: increase raise
independent: autonomous
industry: sector
influence: effect impact affect
inform: notify
initial: first original
original: first initial
inquiry: investigation
instance: example case
example: instance case
instrument: tool device
integrate: incorporate
introduce: launch establish bring
invade: invasion
invasion: invade
invent: devise
invite: ask request
join: enter unite
kind: type sort
land: territory realm
realm: land territory
leading: prominent
legal: lawful
lengthy: long
limit: restrict confine
location: place site position
look: search
maintain: preserve
mankind: human humanity
massive: huge large
meet: satisfy fulfil
melt: thaw
thaw: melt
military: army
minor: small
mirror: reflect
mix: combine mixture
modern: new contemporary
monitor: watch observe
native: indigenous
notable: famous significant prominent important
notify: inform
obey: comply follow
comply: obey
obligation: duty
duty: obligation task role function
observe: watch
ocean: sea
sea: ocean
official: officer
oldest: earliest first
opinion: view belief
opponent: rival
opportunity: chance
oppose: resist
order: command instruct
origin: source root
originate: derive begin stem
overactive: hyperactive
oversee: supervise
owing: due
pace: speed
part: portion section share
partly: partial
peak: summit
perform: conduct execute
period: era time age
phase: stage
piece: part fragment
portion: part share section
possess: own
power: authority
powerful: strong
practice: custom practise
probably: likely
procedure: process method
produce: make manufacture create generate
generate: produce create
profession: occupation
programme: program
program: programme
prominent: notable famous
promote: encourage
proof: evidence
quit: leave
rare: uncommon unusual
realize: understand recognize
reason: cause
rebellion: revolt uprising
recover: regain
regain: recover
regulate: govern control
rely: depend
renowned: famous
reopen: establish
report: state announce
represent: constitute
rescue: save
resemble: similar
resident: inhabitant citizen people
resist: oppose
resolve: settle solve
restrict: limit confine
restriction: limit
revolt: rebellion uprising
rival: opponent competitor
role: function task part
roughly: approximate
ruler: king emperor
safe: secure
sample: specimen
search: look seek
serve: act function
settler: colonist
colonist: settler
shape: form
shift: move
shop: store
shore: coast
short: brief
shortly: soon
soon: shortly
similar: alike resemble
single: sole
site: location place
skill: ability
solve: resolve
sort: kind type
source: origin
specific: particular
specimen: sample
spread: extend distribute
staff: employee personnel employ
stage: phase
strengthen: reinforce
stress: emphasize emphasise highlight
strong: powerful
substantial: large considerable significant
succession: sequence
suffer: experience undergo
suitable: appropriate
appropriate: suitable
supervise: oversee manage
supply: provide
support: back assist
symbol: sign
tale: story
task: duty role job function
territory: land area region
testimony: evidence witness
theme: topic
threat: danger
time: era period
tiny: small
tool: instrument device
topic: subject theme
transform: convert change
transmit: send broadcast
turn: become
type: kind sort form
typical: usual characteristic
undergo: experience
unify: unite
unite: unify combine
unlawful: illegal
unusual: rare
uprising: revolt rebellion
usual: normal
vanish: disappear
variety: range
verify: confirm check
version: edition
viewpoint: perspective
visible: see
see: visible observe witness view regard consider
view: opinion see regard consider
warn: caution
watch: observe
weapon: arm
wealthy: rich
winner: champion
worldwide: global world
worry: concern
worsen: deteriorate
belong: member
contest: competition
cool: lower
credit: priority attribute
dominate: control
drinking: alcohol
equal: same
explanation: explain
habitat: home environment
pioneer: first introduce
possibly: perhaps maybe
primarily: main chief
rise: increase
sink: fall
stay: remain
treaty: agreement accord
upkeep: maintain maintenance
wealth: rich
wound: injure
yield: produce`

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
