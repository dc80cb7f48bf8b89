package trial

import (
	"slices"
	"strings"

	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/app/ask/squad"
)

// doubtful judges a sentence that was shown as borne out, apart from the
// aligner and by a stricter rule: it returns the sentence's words that stand
// neither in what it cites nor in the question, and nil for none. It knows no
// stems, no synonyms and no function words but the commonest, so that it doubts
// too much rather than too little: what it names is for a person to look at,
// and its share is the most that can be wrong. Words that are all there are
// doubted too where fewer than two thirds of them keep the citation's order.
func doubtful(j ask.Judged, question string) []string {
	if !borneOut(j.State) {
		return nil
	}
	said := strings.Fields(squad.Normal(j.Text))
	var cited []string
	for _, e := range j.Evidence {
		cited = append(cited, strings.Fields(squad.Normal(e.Quote))...)
	}
	asked := strings.Fields(squad.Normal(question))
	var doubts, content []string
	for _, w := range said {
		if slices.Contains(small, w) {
			continue
		}
		switch {
		case slices.Contains(cited, w):
			content = append(content, w)
		case !slices.Contains(asked, w):
			doubts = append(doubts, w)
		}
	}
	if len(doubts) == 0 && 3*inOrder(content, cited) < 2*len(content) {
		return []string{"(another order)"}
	}
	return doubts
}

// borneOut says whether a state tells a reader that the documents say so.
func borneOut(s align.State) bool {
	return s == align.Quoted || s == align.Supported || s == align.Conflict
}

// small are words whose absence changes nothing.
var small = strings.Fields("is are was were be been has have had do does did of in on at by for from to with as and that this these those it its their his her which who")

// inOrder is the length of the longest common subsequence.
func inOrder(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
