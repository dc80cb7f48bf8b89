package language

import "strings"

// HowMuch gives the words of a language that ask, behind "how" or "wie", how much
// something is: "high" of "how high". They are in lower case as they are written; none
// for a language of which they are not known.
func HowMuch(tag Tag) []string { return strings.Fields(howMuch[tag]) }

// Costing gives the verbs that ask, behind "what", "how much" or "was", for a sum of money:
// an answer has the sum, and a bill need not say "cost".
func Costing(tag Tag) []string { return strings.Fields(costing[tag]) }

var costing = map[Tag]string{
	English: "cost costs",
	"de":    "kostet kostete kosten kosteten gekostet",
}

var howMuch = map[Tag]string{
	English: "high tall large big long far old heavy often deep wide thick fast expensive strong small low short",
	"de":    "hoch lang lange groß viel weit alt schwer oft häufig tief breit dick schnell teuer stark klein niedrig kurz",
}
