package intent

import (
	"regexp"
	"strconv"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
)

// aMeeting matches words for a meeting, after prose.Fold, as all below.
const aMeeting = `(?:meetings?|sessions?|assembly|\p{L}*(?:sitzung|besprechung|versammlung)(?:en)?|reunions?|seances?|junta)`

var (
	spokenMeeting = regexp.MustCompile(`\b` + aMeeting + `\b`)
	whichMeeting  = regexp.MustCompile(`^(?:in|at|on|during|auf|bei|lors de|dans|a|en) (?:which|what|welche[rnms]?|quelle|que|cual) (?:\p{L}+ )?` + aMeeting + `\b|^(?:which|welche|quelle|cual) (?:\p{L}+ )?` + aMeeting + `\b`)
	// decideWords are those of a question that asks for nothing but decisions.
	decideWords = regexp.MustCompile(`^(?:decide[ds]?|decisions?|agreed?|agreements?|resolved?|resolutions?|votes?|voted|taken|made|passed|last|held|entschieden|entscheidung(?:en)?|beschlossen|beschlusse?n?|gefasst|getroffen|decidee?s?|prise?s?|acordado|acuerdos?|decidido|decisiones|tomad[oa]s?)$`)
	decides     = regexp.MustCompile(`^(?:decide[ds]?|agreed?|resolved?)$`)
	// whoMeets are those who come together: right before "meeting", and where they decide.
	whoMeets = prose.Set(`board committee council team staff members general annual`)
	// aboutIt stand before what a decision is about.
	aboutIt = prose.Set(`about regarding concerning uber bezuglich sur concernant sobre`)
)

// Meeting is which meeting a question names.
type Meeting struct {
	Which            bool   // it is asked which
	Spoken           bool   // it says "meeting"
	deciding         bool   // it asks for a decision
	Bare             bool   // and for nothing else
	Year, Month, Day int    // 0: not named
	Said             string // the time as the question names it
	Besides          string // the question without meeting and time
}

// MeetingOf reads which meeting a question names.
func MeetingOf(question string) (asked Meeting) {
	q := Plain(question)
	asked.Which, asked.Spoken, asked.deciding = whichMeeting.MatchString(q), spokenMeeting.MatchString(q), align.AsksDecision(question)
	if !asked.Spoken && !asked.deciding {
		return asked
	}
	ws := prose.Words(question, prose.Detect(question))
	timed := map[int]bool{} // the words of meeting and time
	for i, w := range ws {
		switch {
		case prose.MonthOf(w) > 0 && asked.Month == 0:
			asked.Month, timed[i] = prose.MonthOf(w), true
			for _, k := range []int{i - 1, i + 1} {
				if k < 0 || k >= len(ws) || asked.Day > 0 {
					continue
				}
				if day, err := strconv.Atoi(strings.TrimRight(ws[k].Fold, "stndrh.")); err == nil && day > 0 && day < 32 {
					asked.Day, timed[k] = day, true
				}
			}
		case prose.IsYear(w):
			asked.Year, _ = strconv.Atoi(w.Text)
			timed[i] = true
		case spokenMeeting.MatchString(w.Fold):
			timed[i] = true
		}
	}
	asked.Bare = asked.deciding
	meeting := func(i int) bool { return i < len(ws) && spokenMeeting.MatchString(ws[i].Fold) }
	theirs := func(i int) bool { // "the annual general meeting"
		k := i
		for k < len(ws) && whoMeets[ws[k].Fold] {
			k++
		}
		return k > i && meeting(k)
	}
	deciders := func(i int) bool { // "did the board decide", "by the board"
		return whoMeets[ws[i].Fold] && (i+1 < len(ws) && decides.MatchString(ws[i+1].Fold) || i > 1 && ws[i-2].Fold == "by" && ws[i-1].Fold == "the")
	}
	var rest, said []string
	for i, w := range ws {
		switch {
		case !timed[i]:
			rest = append(rest, w.Text)
			asked.Bare = asked.Bare && !aboutIt[w.Fold] && (w.Term == "" || AskWords[w.Fold] || decideWords.MatchString(w.Fold) || theirs(i) || deciders(i))
			if w.Fold == "on" { // a day, or the matter
				k := i + 1
				for k < len(ws) && (ws[k].Term == "" && !timed[k] || ws[k].Fold == "last" || theirs(k)) {
					k++
				}
				asked.Bare = asked.Bare && (k == len(ws) || timed[k])
			}
		case !spokenMeeting.MatchString(w.Fold):
			said = append(said, w.Text)
		}
	}
	asked.Besides, asked.Said = strings.Join(rest, " "), strings.Join(said, " ")
	return asked
}
