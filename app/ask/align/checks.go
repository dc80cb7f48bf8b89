package align

// What a span has all words, numbers and dates of may still be said of something else than
// the span says it of. Every check here looks for one way in which that happens and returns
// what gives it away, as the sentence or the span writes it, nil or "" where nothing does. They
// know no grammar, only order, prepositions, names and numbers, and let pass what they
// cannot tell. A sentence is borne out where none of them finds anything.

// checks compare statements: who is spoken of, when and how surely.
var checks = []func(st Statement, span []Statement) []string{
	Statement.reordered,
	Statement.gapped, Statement.misframed, Statement.ofOther, Statement.personExchanged, Statement.torn,
	Statement.timedOtherwise, Statement.datedApart, Statement.rarer, Statement.always,
	Statement.freer, Statement.surer, Statement.plainer, Statement.done, Statement.asserted, Statement.reputed, Statement.supposed,
	Statement.widened, Statement.singled, Statement.generalised, Statement.beheaded, Statement.distributed,
	Statement.unsaid, Statement.forbidden,
}

// lineChecks compare where the words of a sentence and of a span stand to each other.
var lineChecks = []func(said, there line) string{
	line.voiceChanged, line.ledByAnother, line.filledByAnother, line.crossed,
	line.comparedWithAnother, line.comparedTurned, line.doneByAnother, line.calledAnother, line.doneToDoer,
	line.pronounTurned, line.doneToAgent, line.saidOfNeighbour, line.describedAsAnother, line.toldOfAnother,
	line.titledAnother, line.doneByOther, line.modifierOfAnother, line.joinedApart, line.givenToAnother,
	line.doneInClauseBefore, line.roleOfAnother, line.deedOfAnother, line.saidByAnother, line.apposedToAnother, line.namedOfAnother, line.ranksAnother, line.governedOtherwise, line.agentGoverned, line.restrictsAnother, line.causeTurned, line.ownerActs, line.placedWithAnother,
	line.doneByOtherNoun, line.deedOfElsewhere, line.placedElsewhere, line.calledAsAnother, line.ranksHigher,
	line.insertedOfAnother, line.undergoesInstead, line.partForWhole, line.stillSo,
}

// looseChecks are for sentences that do more than leave something out: words in another order
// and other words around them are all that they go by.
var looseChecks = []func(said, there line) string{
	line.attachedOtherwise, line.numberOfAnother, line.sidesExchanged, line.describedByAnother,
}

// attributedOtherwise returns the words by which st says something else than span, though
// span has all of them.
func (st Statement) attributedOtherwise(span []Statement) []string {
	for _, check := range checks {
		if wrong := check(st, span); len(wrong) > 0 {
			return wrong
		}
	}
	return nil
}

// reordered returns what st says of something else than span does, by the order of the words.
func (st Statement) reordered(span []Statement) []string {
	said, there := newLine(st), newLine(span...)
	if said.voice && there.voice && said.agent() >= 0 && there.agent() >= 0 {
		if here, _ := said.agentOfShared(there); here < 0 && said.doneElsewhere(there) {
			there.voice = false // another verb of it is passive
		}
	}
	for _, check := range lineChecks {
		if found := check(said, there); found != "" {
			return []string{found}
		}
	}
	if said.shortens(there) {
		return nil
	}
	for _, check := range looseChecks {
		if found := check(said, there); found != "" {
			return []string{found}
		}
	}
	return nil
}
