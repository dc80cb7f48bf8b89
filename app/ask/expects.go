package ask

import (
	"math"
	"unicode"
)

// expected is the kind of answer that a question asks for, as in the answer
// types of Li and Roth, "Learning question classifiers" (2002), told by the
// question word alone.
type expected int

const (
	expectAnything expected = iota
	expectNumber
	expectDate
	expectName
)

// Words that say, after "what" or "which", what kind of answer is wanted.
var (
	dateNouns   = set(`year day month decade century jahr datum tag monat jahrhundert annee siecle ano fecha siglo anno secolo`)
	numberNouns = set(`percentage percent proportion number amount population price cost temperature speed height length weight distance age rate size score salary rent fee sum total`)
	howNumber   = set(`many much long old far tall large big high deep fast wide heavy often`)
)

// nounWords is how far after "what" the word that says what is wanted may stand:
// "what was the average annual temperature".
const nounWords = 5

// expects reads the kind of answer off the question's first question word and
// what stands behind it; a "when" further on only says when: "What sea did it
// reach when he died?"
func expects(asked statement) expected {
	for i, w := range asked.words {
		next := ""
		if i+1 < len(asked.words) {
			next = asked.words[i+1].fold
		}
		switch w.fold {
		case "how":
			if howNumber[next] {
				return expectNumber
			}
			return expectAnything
		case "what", "which", "welchem", "welches", "welche", "welcher", "quelle", "quel", "que", "cual", "quale":
			if next == "date" { // further on it may be what works do
				return expectDate
			}
			for _, n := range asked.words[i+1 : min(i+1+nounWords, len(asked.words))] {
				if dateNouns[n.fold] {
					return expectDate
				}
				if numberNouns[n.fold] {
					return expectNumber
				}
			}
			return expectAnything
		case "wieviel", "wieviele", "combien", "cuantos", "cuantas", "cuanto", "quanti", "quante", "quantos", "сколько":
			return expectNumber
		case "wie":
			if next == "viele" || next == "viel" || next == "lange" || next == "hoch" {
				return expectNumber
			}
		case "when", "wann", "quand", "cuando", "quando", "когда", "году":
			return expectDate
		case "who", "whom", "whose", "where", "wer", "wo", "wen", "wem", "qui", "ou", "quien", "donde", "chi", "dove", "quem", "onde", "кто", "где":
			return expectName
		}
	}
	return expectAnything
}

// offers says whether a statement has something of the expected kind that the
// question does not have itself.
func (st statement) offers(want expected, asked statement) bool {
	if want == expectNumber || want == expectDate {
		for _, n := range st.numbers {
			known := false
			for _, a := range asked.numbers {
				known = known || a.same(n)
			}
			isYear := n.unit == "" && n.value >= 1000 && n.value < 2200 && n.value == math.Trunc(n.value) && !n.word
			if !known && (want == expectNumber || isYear) {
				return true
			}
		}
		return want == expectDate && (len(st.dates) > 0 || st.hasMonth())
	}
	for _, w := range st.words {
		if (w.name || w.start == 0 && w.term != "" && unicode.IsUpper(rune(firstRune(w.text)))) && w.term != "" && !asked.terms[w.term] {
			return true
		}
	}
	return false
}

func (st statement) hasMonth() bool {
	for _, w := range st.words {
		if monthNumbers[w.fold] > 0 {
			return true
		}
	}
	return false
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
