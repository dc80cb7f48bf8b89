package align

import (
	"maps"
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Two things are set against each other by what each clause begins with: "in S the
// environment is always the global one, but in R it is the function's own". All
// words of "in R it is the global one" stand there; the check here asks whose they
// are. It speaks only where both texts show what they speak of.

// frame is a part of a statement that holds of one thing only, which a preposition
// at its beginning names.
type frame struct {
	prep    string   // folded
	of      []string // what it names, folded
	at      int      // index of the last word of that
	said    map[string]bool
	numbers []quantity.Number
}

// frameWords is how many words a frame names its thing with at most.
const frameWords = 4

// frames are the parts of st that begin with a preposition, "in R the …", each up
// to the next one.
func (st Statement) frames() []frame {
	var out []frame
	l := newLine(st)
	for i := 0; i < len(l.words); i++ {
		if !framing[l.words[i].Fold] || i > 0 && !l.breaks[i] && !joiners[l.words[i-1].Fold] && !opening[l.words[i-1].Fold] {
			continue
		}
		if last := l.frameEnd(i); last > i {
			f := frame{prep: l.words[i].Fold, at: last}
			for _, w := range l.words[i+1 : last+1] {
				if !prose.Determiners[w.Fold] && !indefinite[w.Fold] {
					f.of = append(f.of, w.Fold)
				}
			}
			out = append(out, f)
			i = last
		}
	}
	end := len(l.words)
	for k := len(out) - 1; k >= 0; k-- {
		out[k].said, out[k].numbers = st.content(l.words[out[k].at+1 : end])
		end = out[k].at - len(out[k].of)
	}
	for k := 1; k < len(out); k++ {
		if next := out[k].at + 1; next < len(l.words) && expletives[l.words[next].Fold] {
			maps.Copy(out[k].said, st.subjectTerms(l.words[out[k-1].at+1:next]))
		}
	}
	return out
}

// subjectTerms are those of the subject with which a clause begins, as far as its
// words show it: what stands before "is", else its first term.
func (st Statement) subjectTerms(ws []prose.Word) map[string]bool {
	end := slices.IndexFunc(ws, func(w prose.Word) bool { return copulas[w.Fold] })
	if end < 0 {
		end = slices.IndexFunc(ws, func(w prose.Word) bool { return w.Term != "" }) + 1
	}
	terms, _ := st.content(ws[:end])
	return terms
}

// frameEnd returns the last word of what the preposition at i governs, where that
// opens a clause: a comma or the clause's subject comes after it. It is i where it
// does not.
func (l line) frameEnd(i int) int {
	for k := i + 1; k < len(l.words) && k <= i+frameWords; k++ {
		w := l.words[k]
		if k == i+1 && (prose.Determiners[w.Fold] || indefinite[w.Fold]) {
			continue
		}
		if k+1 == len(l.words) || framing[w.Fold] || relatives[w.Fold] {
			return i
		}
		next := l.words[k+1]
		switch {
		case l.breaks[k+1] && !joiners[next.Fold]:
			return k
		case prose.Determiners[next.Fold], indefinite[next.Fold], expletives[next.Fold]:
			return k
		case prose.IsCapital(w) && !prose.IsCapital(next): // a name's end
			return k
		}
	}
	return i
}

// content returns the terms and the numbers of some words of st.
func (st Statement) content(ws []prose.Word) (map[string]bool, []quantity.Number) {
	terms := map[string]bool{}
	var numbers []quantity.Number
	for _, w := range ws {
		if w.Term != "" && !st.inNumber(w) {
			terms[w.Term] = true
		}
	}
	if len(ws) > 0 {
		for _, n := range st.numbers {
			if n.From >= ws[0].Start && n.From < ws[len(ws)-1].End {
				numbers = append(numbers, n)
			}
		}
	}
	return terms, numbers
}

// misframed returns the words that st says of one thing and span says of the other
// one only, nil where nothing speaks for that.
func (st Statement) misframed(span []Statement) []string {
	for _, s := range span {
		there := s.frames()
		for i, own := range there {
			of := st.framedBy(own, there)
			if of == nil {
				continue
			}
			for k, other := range there {
				if k == i || other.prep != own.prep || slices.Equal(other.of, own.of) {
					continue
				}
				if said := of.takenFrom(own, other); said != nil {
					return said
				}
			}
		}
	}
	return nil
}

// framedBy returns what st says of the thing that f is about: the part that begins
// with it, or the whole, where it names none of the other frames' things.
func (st Statement) framedBy(f frame, all []frame) *frame {
	for _, here := range st.frames() {
		if here.prep == f.prep && slices.Equal(here.of, f.of) {
			return &here
		}
	}
	for _, other := range all {
		if !slices.Equal(other.of, f.of) && st.named(other.of) != nil {
			return nil
		}
	}
	at := st.named(f.of)
	if len(at) != 1 || at[0] == 0 || !slices.ContainsFunc(st.words[max(0, at[0]-frameWords):at[0]], func(w prose.Word) bool { return w.Fold == f.prep }) {
		return nil
	}
	whole := frame{prep: f.prep, of: f.of}
	whole.said, whole.numbers = st.content(slices.Delete(slices.Clone(st.words), at[0], at[0]+len(f.of)))
	return &whole
}

// named returns where st has these words one after another.
func (st Statement) named(folds []string) (at []int) {
	for i := 0; i+len(folds) <= len(st.words); i++ {
		if slices.EqualFunc(st.words[i:i+len(folds)], folds, func(w prose.Word, fold string) bool { return w.Fold == fold }) {
			at = append(at, i)
		}
	}
	return at
}

// takenFrom returns what f says that other says too and own does not, if it says
// nothing that only own says.
func (f frame) takenFrom(own, other frame) (taken []string) {
	for _, n := range f.numbers {
		inOwn, inOther := slices.ContainsFunc(own.numbers, n.Same), slices.ContainsFunc(other.numbers, n.Same)
		if inOwn && !inOther {
			return nil
		}
		if inOther && !inOwn {
			taken = append(taken, n.Text)
		}
	}
	for t := range f.said {
		if own.said[t] && !other.said[t] {
			return nil
		}
		if other.said[t] && !own.said[t] {
			taken = append(taken, t)
		}
	}
	slices.Sort(taken)
	return taken
}

var (
	// framing are prepositions that set a clause's scene.
	framing = prose.Set(`in on for under at with during within im am in bei fur unter mit wahrend auf en con para durante bajo dans pour sous avec chez pendant nel per em no na sob`)
	// opening are words after which a clause begins.
	opening = prose.Set(`that dass que qu`)
	// expletives are pronouns that begin a clause.
	expletives = prose.Set(`it there they he she we you one es sie er man il elle on ils ella ellos`)
)
