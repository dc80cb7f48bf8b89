package align

import "carrel/app/ask/prose"

// Before, during and after something are three times, though most of these words are no
// content.

// timedOtherwise returns the preposition of time that st has before a word, where span has
// another before it everywhere.
func (st Statement) timedOtherwise(span []Statement) []string {
	for i, w := range st.words {
		own := times[w.Fold]
		if own == 0 {
			continue
		}
		k := st.governedBy(i)
		if k < 0 {
			continue
		}
		other, same := false, false
		for _, s := range span {
			for n, o := range s.words {
				if o.Term != st.words[k].Term {
					continue
				}
				switch there := s.timeBefore(n); there {
				case 0:
				case own:
					same = true
				default:
					other = true
				}
			}
		}
		if other && !same {
			return []string{w.Text}
		}
	}
	return nil
}

// governedBy is the last word of what a preposition at i governs, as far as no other
// preposition and no end of a clause comes; -1 where that is a number or nothing.
func (st Statement) governedBy(i int) int {
	last := -1
	for k := i + 1; k < len(st.words) && k <= i+governorWords; k++ {
		w := st.words[k]
		if prose.ClauseEnds(st.Text, st.words[k-1], w) || prepositions[w.Fold] || receiving[w.Fold] || copulas[w.Fold] || joiners[w.Fold] {
			break
		}
		if st.inNumber(w) {
			return -1
		}
		if w.Term != "" {
			last = k
		}
	}
	return last
}

// timeBefore is the kind of the preposition of time that governs the n-th word; 0 for none.
func (st Statement) timeBefore(n int) int {
	for k := n - 1; k >= 0 && k >= n-governorWords; k-- {
		w := st.words[k]
		if prose.ClauseEnds(st.Text, w, st.words[k+1]) || joiners[w.Fold] {
			return 0
		}
		if times[w.Fold] != 0 {
			return times[w.Fold]
		}
		if prepositions[w.Fold] || receiving[w.Fold] {
			return 0
		}
	}
	return 0
}

var times = map[string]int{
	"before": 1, "vor": 1, "avant": 1, "antes": 1, "after": 2, "nach": 2, "apres": 2, "despues": 2, "following": 2,
	"during": 3, "throughout": 3, "wahrend": 3, "durante": 3, "pendant": 3,
}
