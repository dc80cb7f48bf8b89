package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// What stands in a name and right beside it is the name's: a word of it, what it is called
// and what is said to be it. The checks here look at names in both texts.

// torn returns a word of a name of st that stands in span nowhere near the word before it:
// "Michigan State University" of "the State of Michigan … the University of Michigan".
func (st Statement) torn(span []Statement) []string {
	if st.lang == prose.German { // every noun has a capital there
		return nil
	}
	if w := st.scattered(span); w != "" {
		return []string{w}
	}
	for i := 0; i+1 < len(st.words); i++ {
		a, b := st.words[i], st.words[i+1]
		if !prose.IsCapital(a) || !b.Name || a.Term == "" || b.Term == "" || a.Term == b.Term || b.Start != a.End+1 || i == 0 && !a.Name && !b.Name || isInitial(a) || isInitial(b) || st.inNumber(a) || st.inNumber(b) || points(a) {
			continue
		}
		if i == 0 && !seenAsName(a, span) {
			continue // the sentence's first word
		}
		both, near := false, false
		for _, s := range span {
			l := newLine(s)
			first, second := l.places(token{term: a.Term}), l.places(token{term: b.Term})
			both = both || len(first) > 0 && len(second) > 0
			for _, p := range first {
				for _, q := range second {
					near = near || max(p.at-q.at, q.at-p.at) <= nameReach || l.breaks[p.at] || l.breaks[q.at]
				}
			}
		}
		if both && !near {
			return []string{b.Text}
		}
	}
	return nil
}

// scattered returns the last word of a name of three words and more that all stand in a
// Statement, and nowhere together.
func (st Statement) scattered(span []Statement) string {
	for i := 0; i+2 < len(st.words); i++ {
		end := i
		for end < len(st.words) && prose.IsCapital(st.words[end]) && st.words[end].Term != "" && !st.inNumber(st.words[end]) && !isInitial(st.words[end]) && (end == i || st.words[end].Start == st.words[end-1].End+1) {
			end++
		}
		if end-i < 3 {
			continue
		}
		run := st.words[i:end]
		if i == 0 && !seenAsName(run[0], span) {
			run = run[1:]
		}
		all, together := true, false
		for _, w := range run {
			all = all && hasTerm(w, span)
		}
		for _, s := range span {
			for from := range s.words {
				window := s.words[from:min(len(s.words), from+len(run)+nameReach+1)]
				together = together || !slices.ContainsFunc(run, func(w prose.Word) bool {
					return !slices.ContainsFunc(window, func(o prose.Word) bool { return o.Term == w.Term && prose.IsCapital(o) })
				})
			}
		}
		if all && !together {
			return run[len(run)-1].Text
		}
		i = end
	}
	return ""
}

// nameReach is how far two words of one name stand apart: "Michigan State University",
// "the University of Michigan".
const nameReach = 3

func seenAsName(w prose.Word, span []Statement) bool {
	return slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(o prose.Word) bool { return o.Term == w.Term && prose.IsCapital(o) })
	})
}

// describedAsAnother returns a word that l has before a name and there stands before
// another one, while that name has another word there: "British engineer Carl von Linde"
// of "German engineer Carl von Linde and British engineer William Hampson".
func (l line) describedAsAnother(there line) string {
	own := there.descriptions()
	for _, d := range l.descriptions() {
		other, another := false, false
		for _, o := range own {
			if o == d {
				other = false
				break
			}
			other = other || o[0] == d[0] && o[1] != d[1]
			another = another || o[0] != d[0] && o[1] == d[1]
		}
		if other && another {
			if k := slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == d[0] }); k >= 0 {
				return l.words[k].Text
			}
		}
	}
	return ""
}

// descriptions are the names of l with a word with a capital that stands before them and a
// noun: {"british", "hampson"} of "British engineer William Hampson".
func (l line) descriptions() [][2]string {
	var out [][2]string
	if l.lang == prose.German {
		return nil // any noun has a capital
	}
	for i, w := range l.words {
		if !prose.IsCapital(w) || w.Term == "" {
			continue
		}
		k := i + 1
		for k < len(l.words) && k <= i+2 && !prose.IsCapital(l.words[k]) && l.words[k].Term != "" && !l.breaks[k] {
			k++
		}
		if k == i+1 || k >= len(l.words) || !prose.IsCapital(l.words[k]) || l.words[k].Term == "" || l.breaks[k] {
			continue
		}
		out = append(out, [2]string{w.Term, l.words[k].Term})
	}
	return out
}

// titledAnother returns a word that l says a name is, where there it stands between commas
// behind another name: "Fontane was the hero" of "poet Theodor Fontane, General Hermann von
// François, the hero of Tannenberg".
func (l line) titledAnother(there line) string {
	is := slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] })
	if is < 1 || is+2 >= len(l.words) || !prose.Articles[l.words[is+1].Fold] && l.words[is+1].Fold != "the" {
		return ""
	}
	named := slices.ContainsFunc(l.words[:is], func(w prose.Word) bool { return prose.IsCapital(w) && w.Term != "" })
	noun := slices.IndexFunc(l.words[is+2:], func(w prose.Word) bool { return w.Term != "" })
	if !named || noun < 0 {
		return ""
	}
	at := there.places(token{term: l.words[is+2+noun].Term})
	if len(at) != 1 {
		return ""
	}
	from := at[0].at
	for from > 0 && !there.breaks[from] && from > at[0].at-appositionLength {
		from--
	}
	if from < 1 || !there.breaks[from] || joiners[there.words[from].Fold] {
		return ""
	}
	if w := there.words[from]; from != at[0].at && w.Fold != "the" && !prose.Articles[w.Fold] && !strings.HasSuffix(strings.ToLower(w.Text), "'s") && !strings.HasSuffix(w.Text, "’s") {
		return ""
	}
	own, another := false, false
	for k := from - 1; k >= 0 && k >= from-appositionLength && (prose.IsCapital(there.words[k]) || there.words[k].Term == "" || there.words[k].Name); k-- {
		w := there.words[k]
		if w.Term != "" && prose.IsCapital(w) && !companyForms[w.Fold] {
			if slices.ContainsFunc(l.words[:is], func(o prose.Word) bool { return o.Term == w.Term }) {
				own = true
			} else {
				another = true
			}
		}
		if there.breaks[k] && !companyForms[w.Fold] {
			break
		}
	}
	if another && !own {
		return l.words[is+2+noun].Text
	}
	return ""
}

// appositionLength is how far before a name's description the name itself stands.
const appositionLength = 8
