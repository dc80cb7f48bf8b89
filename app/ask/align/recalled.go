package align

import (
	"maps"
	"slices"

	"carrel/app/ask/prose"
)

// What a text is about is named once: in its title, in the heading of a passage, in the first
// of its sentences. "In 1901 it had 711,988 inhabitants" is said of Warsaw. A sentence that
// has the name, and all else of such a statement, is borne out by it, though the name stands
// further up.

// recalled says whether all that the i-th statement of the sources lacks of st is one name,
// which the statements before it, or the title, have given to what it goes on about.
func (a *Aligner) recalled(st Statement, i int, missing []string) bool {
	s := a.material.Statements[i]
	run := st.nameOf(missing)
	if len(run) == 0 {
		return false
	}
	partial := s.callsShort(st, run)
	if !partial && !(s.leansOnly() && st.about(run) || s.unnamed() && isPossessive(run[len(run)-1])) {
		return false
	}
	for k := i; ; k-- {
		var before Statement
		if k > 0 && a.material.Statements[k].Follows {
			before = a.material.Statements[k-1]
		} else {
			title := a.material.titles[s.Source]
			return title.hasRun(run) && !partial
		}
		if before.hasRun(run) {
			if s.ofPerson() && before.namesOnly(run) {
				return true
			}
			return partial || before.introduces(run) && (run[0].Name || seenAsName(run[0], []Statement{before}) && before.words[0].Term != run[0].Term)
		}
		if c := before.clauses(); !partial && len(c) > 0 && c[0].subject != "" && c[0].subjectWord.Name && !st.terms[c[0].subject] {
			return false // it goes on about something else
		}
	}
}

// ofPerson says whether s begins with a pronoun for a person.
func (s Statement) ofPerson() bool {
	return len(s.words) > 0 && (s.words[0].Fold == "he" || s.words[0].Fold == "she")
}

// namesOnly says whether s has no other name than run: "A 1996 study by Perotti examined it. He showed …".
func (s Statement) namesOnly(run []prose.Word) bool {
	return !slices.ContainsFunc(s.words, func(w prose.Word) bool {
		return w.Name && w.Term != "" && !s.inNumber(w) && !slices.ContainsFunc(run, func(r prose.Word) bool { return r.Term == w.Term })
	})
}

// nameOf are the words of st that are missing, if they stand in one name; nil if they do not.
func (st Statement) nameOf(missing []string) []prose.Word {
	var run []prose.Word
	last := -1
	for i, w := range st.words {
		if !slices.Contains(missing, w.Text) {
			continue
		}
		if !prose.IsCapital(w) || !w.Name && i > 0 || w.Term == "" || st.inNumber(w) || modals[w.Text] || last >= 0 && i > last+1 {
			return nil
		}
		run, last = append(run, w), i
	}
	if len(run) != len(missing) {
		return nil
	}
	return run
}

// callsShort says whether s has, behind "the", the word that ends the name in st: "the group"
// for "the JAL Group", "the fort" for "Fort Caroline".
func (s Statement) callsShort(st Statement, run []prose.Word) bool {
	from := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start == run[0].Start })
	var rest []prose.Word
	if from > 0 {
		rest = append(rest, st.words[from-1])
	}
	if end := from + len(run); end < len(st.words) {
		rest = append(rest, st.words[end])
	}
	for _, w := range rest {
		if !prose.IsCapital(w) || w.Term == "" {
			continue
		}
		for k := 1; k < len(s.words); k++ {
			if s.words[k].Fold == w.Fold && !s.words[k].Name && s.words[k-1].Fold == "the" && (k+1 == len(s.words) || !s.words[k+1].Name) {
				return true
			}
		}
	}
	return false
}

// leansOnly says whether s begins with a pronoun, or with nothing that could be its subject.
func (s Statement) leansOnly() bool {
	c := s.clauses()
	return len(c) > 0 && (c[0].leans || c[0].subject == "")
}

// unnamed says whether s begins with no name for what it is about.
func (s Statement) unnamed() bool {
	c := s.clauses()
	return len(c) > 0 && (c[0].subject == "" || c[0].leans || !prose.IsCapital(c[0].subjectWord) || c[0].subjectWord.Start == 0 && !c[0].subjectWord.Name && s.lang != prose.German)
}

// about says whether a name is what st is about, or whose that is: it stands at the beginning.
func (st Statement) about(run []prose.Word) bool {
	l := newLine(st)
	k := slices.IndexFunc(l.tokens, func(t token) bool { return l.words[t.at].Start == run[0].Start })
	if k < 0 {
		return false
	}
	if isPossessive(run[len(run)-1]) {
		return true
	}
	if l.tokens[k].prep != "" {
		return false
	}
	for _, t := range l.tokens[:k] {
		if t.prep == "" && t.date == nil && t.number == nil && !agents[t.prep] && !prose.IsCapital(l.words[t.at]) {
			return false
		}
	}
	return !l.voice
}

// hasRun says whether s has all words of a name, one near the other.
func (s Statement) hasRun(run []prose.Word) bool {
	return !slices.ContainsFunc(run, func(w prose.Word) bool { return !s.terms[w.Term] })
}

// introduces says whether s is about a name: its subject ends in it, or it is a heading, which
// says nothing of anything, and has no other.
func (s Statement) introduces(run []prose.Word) bool {
	last := run[len(run)-1]
	c := s.clauses()
	if len(c) > 0 && c[0].subject == last.Term {
		return true
	}
	// "Governor Alma Reese" is Alma too.
	if len(c) > 0 && prose.IsCapital(c[0].subjectWord) {
		k := slices.IndexFunc(c[0].words, func(w prose.Word) bool { return w.Start == c[0].subjectWord.Start })
		for ; k > 0 && prose.IsCapital(c[0].words[k-1]) && c[0].words[k-1].Term != "" && c[0].words[k].Start == c[0].words[k-1].End+1; k-- {
			if c[0].words[k-1].Term == last.Term {
				return true
			}
		}
	}
	// "Throughout its existence, Warsaw has been …"
	l := newLine(s)
	for i, t := range l.tokens {
		if t.term == last.Term && t.prep == "" && l.breaks[l.tokens[max(0, i+1-len(run))].at] {
			return true
		}
	}
	return !slices.ContainsFunc(s.words, func(w prose.Word) bool {
		return copulas[w.Fold] || perfect[w.Fold] || modals[w.Text] || joiners[w.Fold] || w.Fold == "between"
	}) && len(s.words) <= headingWords
}

// lacking is st without the words that are missing.
func (st Statement) lacking(missing []string) Statement {
	out := st
	out.words, out.terms = nil, maps.Clone(st.terms)
	for _, w := range st.words {
		if slices.Contains(missing, w.Text) {
			delete(out.terms, w.Term)
			w.Term = ""
		}
		out.words = append(out.words, w)
	}
	return out
}
