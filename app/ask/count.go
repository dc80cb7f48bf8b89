package ask

// hasNumber says whether span has the number n of st, counting the same thing:
// the words beside it in st must be beside it there too, if the span has them
// at all, so that "24 sacks and 5 fumbles" is not supported by "5 sacks and 24
// fumbles".
func hasNumber(st statement, n number, span []statement) bool {
	next := st.counted(n)
	known := false
	for _, s := range span {
		known = known || s.terms[next]
	}
	for _, s := range span {
		for _, other := range s.numbers {
			if n.same(other) && (!known || s.counts(other, next)) && !st.countsAnother(s, other) {
				return true
			}
		}
	}
	return false
}

// countsAnother says whether st speaks of what another number of s counts and
// not of what n counts there: "trucks pay 3" of "3 for cars and 12 for trucks".
func (st statement) countsAnother(s statement, n number) bool {
	label := s.counted(n)
	if label == "" || st.terms[label] {
		return false
	}
	for _, other := range s.numbers {
		if other.start == n.start || other.unit != n.unit || other.value == n.value {
			continue
		}
		if l := s.counted(other); l != "" && l != label && st.terms[l] {
			return true
		}
	}
	return false
}

func hasValue(n number, span []statement) bool {
	for _, s := range span {
		for _, other := range s.numbers {
			if n.same(other) {
				return true
			}
		}
	}
	return false
}

// countedWindow is how many words around a number belong to it.
const countedWindow = 6

// counted returns the term that stands right after a number, "" where none
// does: "1038–40" counts nothing, "3 euros for cars" counts cars.
func (st statement) counted(n number) string {
	for i, w := range st.words {
		if w.start >= n.end {
			// Past "for" and an article.
			for k := i + 1; shares[w.fold] && k < len(st.words) && k <= i+2 && st.words[k].start == st.words[k-1].end+1; k++ {
				if term := st.words[k].term; term != "" {
					return term
				}
			}
			if w.start > n.end+1 || st.inNumber(w) {
				return ""
			}
			return w.term
		}
	}
	return ""
}

// counts says whether a term belongs to the number n: it follows it with no
// other number between, or stands before it and follows no number itself.
func (st statement) counts(n number, term string) bool {
	at := -1
	for i, w := range st.words {
		if w.start >= n.start && w.end <= n.end {
			at = i
		}
	}
	for i := at + 1; i < len(st.words) && i <= at+countedWindow && !st.isNumber(st.words[i], n); i++ {
		if st.words[i].term == term {
			return true
		}
	}
	found := false
	for i := at; i >= 0 && i >= at-countedWindow; i-- {
		if st.isNumber(st.words[i], n) {
			return false
		}
		found = found || st.words[i].term == term
	}
	return found
}

func (st statement) isNumber(w word, except number) bool {
	for _, n := range st.numbers {
		if w.start >= n.start && w.end <= n.end && n.start != except.start {
			return true
		}
	}
	return false
}

// shares stand between a price and what it is for.
var shares = set(`for per fur je pour para`)
