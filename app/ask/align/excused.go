package align

import (
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// A word that a sentence has and its source has not is mostly missing. These are the reasons
// why it need not stand there; what is light or worded otherwise is in files of its own.

// excuses say of the i-th word of st, which span does not have, that the span bears it out all
// the same.
var excuses = []func(st Statement, i int, span []Statement) bool{
	Statement.initialed, Statement.monthNamed, Statement.lightThere, Statement.joinsOnly, Statement.linksAs, Statement.changedSo,
	Statement.singleOne, Statement.spelledOut, Statement.speaks, Statement.compounded, Statement.emptiedThere,
	Statement.deniesPrefixed, Statement.saysTwo, Statement.isRoman, Statement.possibleTo, Statement.measuresOut, Statement.bothOfTwo,
	Statement.untilThen, Statement.yearsOfDecade, Statement.onlyUnless, Statement.everyThere, Statement.forbids, Statement.betweenNumbers, Statement.firstTime, Statement.notAllowed, Statement.dutyThere,
}

// excused says whether one of the excuses holds for the i-th word.
func (st Statement) excused(i int, span []Statement) bool {
	return slices.ContainsFunc(excuses, func(excuse func(Statement, int, []Statement) bool) bool { return excuse(st, i, span) })
}

func (st Statement) initialed(i int, span []Statement) bool { return hasInitial(st.words[i], st, span) }

func (st Statement) monthNamed(i int, span []Statement) bool { return hasMonth(st.words[i], span) }

func (st Statement) emptiedThere(i int, _ []Statement) bool { return st.emptied(i) }

func (st Statement) lightThere(i int, span []Statement) bool {
	return st.isLight(i) && !contradicted(st.words[i], span)
}

// singleOne says whether the i-th word is "single", and span counts one of something.
func (st Statement) singleOne(i int, span []Statement) bool {
	return st.words[i].Fold == "single" && slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.numbers, func(n quantity.Number) bool { return n.Word && n.Value == 1 && n.Unit == "" })
	})
}

// untilThen says whether the i-th word is that of "up to the nineties", and span says "until".
func (st Statement) untilThen(i int, span []Statement) bool {
	return st.words[i].Fold == "up" && i+1 < len(st.words) && st.words[i+1].Fold == "to" && slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(w prose.Word) bool { return w.Fold == "until" || w.Fold == "till" })
	})
}

// onlyUnless says whether the i-th word is that of "only if", and span denies with "unless".
func (st Statement) onlyUnless(i int, span []Statement) bool {
	return restricting[st.words[i].Fold] && st.onlyIf() && slices.ContainsFunc(span, Statement.unless)
}

// possibleTo says whether the i-th word is that of "it was possible to open it", and span says
// that something can be done: "could be opened".
func (st Statement) possibleTo(i int, span []Statement) bool {
	return st.words[i].Fold == "possible" && i+1 < len(st.words) && st.words[i+1].Fold == "to" && !contradicted(st.words[i], span) && slices.ContainsFunc(span, Statement.enables)
}

// enables says whether a statement says that something can be done.
func (st Statement) enables() bool {
	return slices.ContainsFunc(st.words, func(w prose.Word) bool { return w.Fold == "can" || w.Fold == "could" || w.Fold == "able" })
}

// bothOfTwo says whether the i-th word is a "both" behind the "and" of the two.
func (st Statement) bothOfTwo(i int, _ []Statement) bool {
	return st.words[i].Fold == "both" && i > 0 && slices.ContainsFunc(st.words[max(0, i-pairedWords):i], func(o prose.Word) bool { return o.Fold == "and" })
}

// everyThere says whether the i-th word is said of each of several, and span says it of each
// in another word.
func (st Statement) everyThere(i int, span []Statement) bool {
	return everyOf[st.words[i].Fold] && !st.beginsPhrase(i) && st.hasEvery(i, span)
}

// betweenNumbers says whether the i-th word only joins numbers: "between 3 and 5".
func (st Statement) betweenNumbers(i int, _ []Statement) bool {
	f := st.words[i].Fold
	return (f == "between" || f == "until" || f == "till") && st.beforeNumber(i)
}

// firstTime says whether the i-th word is that of "for the first time".
func (st Statement) firstTime(i int, _ []Statement) bool {
	return st.words[i].Fold == "time" && i > 0 && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return n.End == st.words[i].Start-1 && st.atFirst(n) })
}

// notAllowed says whether the i-th word is that of "is not allowed to", and span says "may not".
func (st Statement) notAllowed(i int, span []Statement) bool {
	return st.words[i].Fold == "allowed" && i > 0 && i+1 < len(st.words) && st.words[i-1].Fold == "not" && st.words[i+1].Fold == "to" && deniesModal(span)
}

// dutyThere says whether the i-th word is one of duty, and span tells a duty in other words.
func (st Statement) dutyThere(i int, span []Statement) bool {
	return duties[st.words[i].Text] && slices.ContainsFunc(span, Statement.obliges)
}

// spelledOut says whether the i-th word is of some whose first letters span has for them:
// "general relativity", "GR"; or is such letters, and span has the words.
func (st Statement) spelledOut(i int, span []Statement) bool {
	for _, s := range span {
		for _, o := range s.words {
			if prose.IsAcronym([]rune(o.Text)) && initialsAround(st.words, i, o.Fold) {
				return true
			}
		}
		if w := st.words[i]; prose.IsAcronym([]rune(w.Text)) {
			for k := range s.words {
				if initialsAround(s.words, k, w.Fold) {
					return true
				}
			}
		}
	}
	return false
}

// initialsAround says whether words around the i-th begin with the letters of an acronym, one
// after another; little words between them count or not.
func initialsAround(ws []prose.Word, i int, acronym string) bool {
	letters := []rune(acronym)
	for from := max(0, i-2*len(letters)); from <= i; from++ {
		k, covers := 0, false
		for n := from; n < len(ws) && k < len(letters); n++ {
			switch {
			case firstRune(ws[n].Fold) == letters[k] && len([]rune(ws[n].Text)) > 1:
				k++
				covers = covers || n == i
			case ws[n].Term == "" && n > from && k > 0:
			default:
				n = len(ws)
			}
		}
		if k == len(letters) && covers {
			return true
		}
	}
	return false
}

// beginsPhrase says whether the i-th word is the first of a set phrase: "each year".
func (st Statement) beginsPhrase(i int) bool { return i+1 < len(st.words) && st.words[i+1].Joined }

// everyOf are said of each of several; "each" is a stop word, for "each other".
var everyOf = prose.Set(`every all each`)

// hasEvery says whether span says "each" or "every" in a Statement that has the words next to
// the i-th of st too: "common in every state" is not what "each state got the same. In
// others lines were common" says.
func (st Statement) hasEvery(i int, span []Statement) bool {
	near := func(step int) string {
		for k := i + step; k >= 0 && k < len(st.words); k += step {
			if st.words[k].Term != "" {
				return st.words[k].Term
			}
		}
		return ""
	}
	before, after := near(-1), near(1)
	return slices.ContainsFunc(span, func(s Statement) bool {
		return (len(span) == 1 || (before == "" || s.terms[before]) && (after == "" || s.terms[after])) && slices.ContainsFunc(s.words, func(w prose.Word) bool { return w.Fold == "each" || w.Fold == "every" })
	})
}

// forbids says whether the i-th word is a "must" or "may" of a denial, and span denies
// with the other: what must not be may not be.
func (st Statement) forbids(i int, span []Statement) bool {
	return forbidding[st.words[i].Fold] && i+1 < len(st.words) && negations[st.words[i+1].Fold] && deniesModal(span)
}

// deniesModal says whether a statement of span denies, and has one of the words of a ban.
func deniesModal(span []Statement) bool {
	return slices.ContainsFunc(span, func(s Statement) bool {
		return len(s.negated) > 0 && slices.ContainsFunc(s.words, func(w prose.Word) bool { return forbidding[w.Fold] })
	})
}

var forbidding = prose.Set(`must may can cannot`)

// beforeNumber says whether a number follows the i-th word.
func (st Statement) beforeNumber(i int) bool {
	return i+1 < len(st.words) && st.inNumber(st.words[i+1])
}
