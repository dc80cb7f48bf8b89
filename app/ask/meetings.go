package ask

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// Minutes of many meetings say the same things of different times: “What was decided at the
// meeting in June?” asks the minutes of that meeting, “Which meeting decided to …?” all
// minutes, and is answered by which of them says it.

const (
	aMeeting   = `(?:meetings?|sessions?|assembly|\p{L}*(?:sitzung|besprechung|versammlung)(?:en)?|reunions?|seances?|junta)`
	ofMeetings = `(?:protokolle?|niederschrift|\p{L}*(?:sitzung|sitzungsprotokoll|besprechung|versammlung)|compte rendu|proces[- ]verbal|actas?)`
)

// All are matched after prose.Fold.
var (
	spokenMeeting = regexp.MustCompile(`\b` + aMeeting + `\b`)
	whichMeeting  = regexp.MustCompile(`^(?:in|at|on|during|auf|bei|lors de|dans|a|en) (?:which|what|welche[rnms]?|quelle|que|cual) (?:\p{L}+ )?` + aMeeting + `\b|^(?:which|welche|quelle|cual) (?:\p{L}+ )?` + aMeeting + `\b`)
	minutesName   = regexp.MustCompile(`(?:^|[^\p{L}])` + ofMeetings + `(?:[^\p{L}]|$)`)
	yearMonth     = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)[-_. ](0[1-9]|1[0-2])(?:\D|$)`)
	// decideWords are those of a question that asks for nothing but decisions.
	decideWords = regexp.MustCompile(`^(?:decide[ds]?|decisions?|agreed?|agreements?|resolved?|resolutions?|votes?|voted|taken|made|passed|last|held|entschieden|entscheidung(?:en)?|beschlossen|beschlusse?n?|gefasst|getroffen|decidee?s?|prise?s?|acordado|acuerdos?|decidido|decisiones|tomad[oa]s?)$`)
	decides     = regexp.MustCompile(`^(?:decide[ds]?|agreed?|resolved?)$`)
	// whoMeets are those who come together: right before "meeting", and where they decide.
	whoMeets = prose.Set(`board committee council team staff members general annual`)
	// aboutIt stand before what a decision is about.
	aboutIt = prose.Set(`about regarding concerning uber bezuglich sur concernant sobre`)
)

// meetingAsked is which meeting a question names.
type meetingAsked struct {
	which            bool   // it is asked which
	spoken           bool   // it says "meeting"
	deciding         bool   // it asks for a decision
	bare             bool   // and for nothing else
	year, month, day int    // 0: not named
	said             string // the time as the question names it
	besides          string // the question without meeting and time
}

// meetingOf reads which meeting a question names.
func meetingOf(question string) (asked meetingAsked) {
	q := intent.Plain(question)
	asked.which, asked.spoken, asked.deciding = whichMeeting.MatchString(q), spokenMeeting.MatchString(q), align.AsksDecision(question)
	if !asked.spoken && !asked.deciding {
		return asked
	}
	ws := prose.Words(question, prose.Detect(question))
	timed := map[int]bool{} // the words of meeting and time
	for i, w := range ws {
		switch {
		case prose.MonthOf(w) > 0 && asked.month == 0:
			asked.month, timed[i] = prose.MonthOf(w), true
			for _, k := range []int{i - 1, i + 1} {
				if k < 0 || k >= len(ws) || asked.day > 0 {
					continue
				}
				if day, err := strconv.Atoi(strings.TrimRight(ws[k].Fold, "stndrh.")); err == nil && day > 0 && day < 32 {
					asked.day, timed[k] = day, true
				}
			}
		case prose.IsYear(w):
			asked.year, _ = strconv.Atoi(w.Text)
			timed[i] = true
		case spokenMeeting.MatchString(w.Fold):
			timed[i] = true
		}
	}
	asked.bare = asked.deciding
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
			asked.bare = asked.bare && !aboutIt[w.Fold] && (w.Term == "" || askWords[w.Fold] || decideWords.MatchString(w.Fold) || theirs(i) || deciders(i))
			if w.Fold == "on" { // a day, or the matter
				k := i + 1
				for k < len(ws) && (ws[k].Term == "" && !timed[k] || ws[k].Fold == "last" || theirs(k)) {
					k++
				}
				asked.bare = asked.bare && (k == len(ws) || timed[k])
			}
		case !spokenMeeting.MatchString(w.Fold):
			said = append(said, w.Text)
		}
	}
	asked.besides, asked.said = strings.Join(rest, " "), strings.Join(said, " ")
	return asked
}

// minutesOf are the documents that are minutes, and those of them that are of the meeting.
func (asked meetingAsked) minutesOf(docs []knowledge.Document) (all, of []knowledge.Document) {
	for _, d := range docs {
		if !areMinutes(d.Title + " / " + naming.Bare(d.Path)) {
			continue
		}
		all = append(all, d)
		year, month, day := heldOn(d)
		if asked.month == 0 && asked.year > 0 && (year == asked.year || year == 0 && prose.YearIn(naming.Bare(d.Path)+" "+d.Title) == asked.year) {
			of = append(of, d)
		} else if asked.month > 0 && month == asked.month && (asked.year == 0 || year == asked.year) && (asked.day == 0 || day == 0 || day == asked.day) {
			of = append(of, d)
		}
	}
	return all, of
}

// areMinutes says whether a document is called as minutes are. "Meeting" alone is also said of
// rooms and rules, and "minutes" of how long something takes.
func areMinutes(name string) bool {
	if minutesName.MatchString(prose.Fold(name)) {
		return true
	}
	words := naming.Words(name)
	number := func(i int) bool {
		return i >= 0 && i < len(words) && strings.Trim(words[i], "0123456789") == ""
	}
	month := func(i int) bool { return i >= 0 && i < len(words) && prose.Months[words[i]] > 0 }
	for i, w := range words {
		switch w {
		case "minutes":
			if !number(i-1) || len(words[i-1]) > 3 || number(i-2) || month(i-2) { // not "30 minutes"
				return true
			}
		case "meeting", "reunion", "seance":
			k := i + 1
			for k < len(words) && ofDay[words[k]] {
				k++
			}
			if k < len(words) && (words[k] == "notes" || month(k) || number(k) && (len(words[k]) >= 4 || month(k+1) || number(k+1))) {
				return true
			}
		}
	}
	return false
}

// ofDay are the words between a meeting and its day.
var ofDay = prose.Set(`of on from the du de del le la`)

// heldOn is when the meeting was, by the minutes' own date or their file's name; 0 for what is
// not known.
func heldOn(d knowledge.Document) (year, month, day int) {
	if from, _, ok := d.Date.Day.Span(); ok && d.Date.Is.Telling() && d.Date.Day.Month() > 0 {
		if len(d.Date.Day) == len("2006-01-02") {
			day = from.Day()
		}
		return from.Year(), int(from.Month()), day
	}
	for _, name := range []string{naming.Bare(d.Path), d.Title} {
		if m := yearMonth.FindStringSubmatch(name); m != nil {
			year, _ = strconv.Atoi(m[1])
			month, _ = strconv.Atoi(m[2])
			return year, month, 0
		}
		for _, w := range prose.Words(name, prose.English) {
			if prose.Months[w.Fold] > 0 {
				return prose.YearIn(name), prose.Months[w.Fold], 0
			}
		}
	}
	return 0, 0, 0
}

// findMeeting narrows the search to the minutes of the meeting that the question names, or to
// all minutes where it asks which meeting.
func (r *run) findMeeting(ctx context.Context) error {
	asked := meetingOf(r.turn.Question)
	if !asked.which && asked.month == 0 && !(asked.spoken && asked.year > 0) {
		return nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	all, of := asked.minutesOf(docs)
	switch {
	case asked.month > 0 && len(of) > 0 && len(of) <= naming.MostCalled, asked.month == 0 && !asked.which && len(of) == 1:
		r.besides, r.lookedIn = asked.besides, r.say(saysMinutesOf, r.meetingsOn(of))
	case asked.which && asked.month == 0 && len(all) > 1:
		of, r.lookedIn = all, "the minutes of "+figure.Count(len(all))+" meetings"
	default:
		return nil
	}
	r.which = asked.which
	if len(of) == len(docs) {
		return nil
	}
	r.within, r.named = idsOf(of), of
	return nil
}

// meetingsOn says when meetings were, by their minutes.
func (r *run) meetingsOn(docs []knowledge.Document) string {
	var days []string
	for _, d := range docs {
		day := "“" + flatten(d.Title) + "”"
		if from, _, ok := d.Date.Day.Span(); ok && len(d.Date.Day) == len("2006-01-02") && d.Date.Is.Telling() {
			day = r.day(from)
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return strings.Join(days, ", ")
}

// tellDecisions answers a question for what was decided at a meeting, and nothing else, with
// the decisions of its minutes; false for any other. Where there are minutes, and none of
// that time, it says so.
func (r *run) tellDecisions(ctx context.Context) (bool, error) {
	asked := meetingOf(r.turn.Question)
	if !asked.bare || !asked.spoken || asked.which || asked.month == 0 && asked.year == 0 || len(r.turn.Selection) > 0 {
		return false, nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return false, err
	}
	all, of := asked.minutesOf(docs)
	if len(all) < 2 || len(of) > naming.MostCalled || asked.month == 0 && len(of) > 1 { // of one year there may be many
		return false, nil
	}
	r.search = r.turn.Question
	if len(of) == 0 {
		r.writer = newWriter(ctx, r, nil)
		r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
		r.writer.plain(r.say(saysNoMinutes, figure.Count(len(all)), asked.said))
		r.answer().Abstained, r.answer().Status = true, StatusDone
		return true, nil
	}
	var hits []knowledge.Hit
	for _, d := range of {
		passages, err := r.asker.config.Library.Passages(ctx, d.ID)
		if err != nil {
			return false, err
		}
		for _, p := range passages {
			hits = append(hits, knowledge.Hit{Rank: len(hits) + 1, Score: 1, Document: referenceTo(d), Page: p.Page, Where: p.Where, Start: p.Start, End: p.End, Text: p.Text, FileHash: d.Hash, Dated: d.Date.Day})
		}
	}
	f := find(r.search, hits, 0)
	items := decisionsOf(f.material)
	if len(items) == 0 {
		return false, nil
	}
	if r.notes != nil {
		r.notes.found(knowledge.Query{Text: r.search, Documents: idsOf(of)}, modeSelected, hits)
	}
	r.showFound(f)
	r.warnOfCommands()
	r.writer = newWriter(ctx, r, align.New(r.search, r.material))
	r.answer().Form, r.answer().Status = FormList, StatusDone
	r.writer.plain(r.say(saysMinutes, r.meetingsOn(of)))
	quoting := r.material.Quoting()
	for _, i := range items {
		if st, fresh := quoting.Next(i); fresh {
			r.writer.quoteAfter("\n\n", st)
		}
	}
	return true, nil
}

func idsOf(docs []knowledge.Document) (ids []string) {
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	return ids
}

// decisionsOf are the decisions that minutes mark as such, each with the sentence behind it
// that says who or when (“Responsible: …”); where none is marked those that are told.
func decisionsOf(m *align.Material) (items []int) {
	var told []int
	for i, st := range m.Statements {
		if st.Heads() || st.Commands() || len(st.Text) > align.LongestSentence {
			continue
		}
		marked, tells := st.Decides()
		if marked {
			items = append(items, i)
			if k := i + 1; k < len(m.Statements) && m.Statements[k].Follows && labelled.MatchString(string(m.Statements[k].Text)) {
				items = append(items, k)
			}
		} else if tells {
			told = append(told, i)
		}
	}
	if len(items) == 0 {
		return told
	}
	return items
}

// labelled matches a short word with what it is of: "Responsible: Anna Berg, by May."
var labelled = regexp.MustCompile(`^\p{Lu}\p{L}+(?: \p{L}+)?: \S`)

// fromMeeting is what stands above a quotation where it is asked which meeting said it.
func (r *run) fromMeeting(st align.Statement) string {
	s := r.answer().Sources[st.Source]
	label := flatten(s.Document.Title)
	if from, _, ok := s.dated.Span(); ok && len(s.dated) == len("2006-01-02") {
		return label + ", " + r.day(from)
	}
	return label + " (" + naming.Bare(s.Document.Path) + ")"
}
