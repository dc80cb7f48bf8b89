package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// A duty is said in other words than "must" too: "is to be cleaned", "ist zu reinigen", and
// where a text tells its reader what to do, without any: "Take one tablet each day".

// obliges says whether st tells somebody to do something with none of the words of duty.
func (st Statement) obliges() bool {
	ws := st.words
	if st.commands() {
		return true
	}
	for i := 0; i+1 < len(ws); i++ {
		switch {
		case !copulas[ws[i].Fold]:
		case st.lang == prose.English && ws[i+1].Fold == "to" && i+2 < len(ws) && ws[i+2].Fold == "be":
			return true
		case st.lang == prose.German:
			if k := slices.IndexFunc(ws[i+1:], func(w prose.Word) bool { return w.Fold == "zu" }); k >= 0 && i+k+2 < len(ws) && strings.HasSuffix(ws[i+k+2].Fold, "en") && !prose.IsCapital(ws[i+k+2]) {
				return true
			}
		}
	}
	return false
}

// commands says whether st is an order to its reader: it begins with a verb, behind which an
// object comes.
func (st Statement) commands() bool {
	ws := st.words
	if st.lang != prose.English || len(ws) < 3 {
		return false
	}
	if (ws[0].Fold == "do" || ws[0].Fold == "never" || ws[0].Fold == "always") && (ws[1].Fold == "not" || ws[1].Term != "") {
		return true
	}
	if ws[0].Term == "" || ws[0].Name || st.inNumber(ws[0]) || prepositions[ws[0].Fold] || openers[ws[0].Fold] {
		return false
	}
	for _, end := range []string{"s", "ed", "ing", "ly"} {
		if strings.HasSuffix(ws[0].Fold, end) && !strings.HasSuffix(ws[0].Fold, "ss") {
			return false
		}
	}
	next := ws[1]
	return prose.Determiners[next.Fold] || prose.Articles[next.Fold] || undergoers[next.Fold] || st.inNumber(next) && next.Term != "" && !prose.IsCapital(next)
}

// duties are the words that say of somebody that he has to, as written.
var duties = prose.Set(`must should shall muss müssen sollte sollten soll sollen`)

// dutyTerms are the terms of these words.
var dutyTerms = prose.Set(`=must must should shall =mussen muss soll =sollen`)
