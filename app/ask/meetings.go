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

// minutesName and yearMonth match, after prose.Fold, what minutes are called, and a month in the
// name of a file.
var (
	minutesName = regexp.MustCompile(`(?:^|[^\p{L}])` + ofMeetings + `(?:[^\p{L}]|$)`)
	yearMonth   = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)[-_. ](0[1-9]|1[0-2])(?:\D|$)`)
)

const ofMeetings = `(?:protokolle?|niederschrift|\p{L}*(?:sitzung|sitzungsprotokoll|besprechung|versammlung)|compte rendu|proces[- ]verbal|actas?)`

// minutesOf are the documents that are minutes, and those of them that are of the meeting.
func minutesOf(docs []knowledge.Document, asked intent.Meeting) (all, of []knowledge.Document) {
	for _, d := range docs {
		if !areMinutes(d.Title + " / " + naming.Bare(d.Path)) {
			continue
		}
		all = append(all, d)
		year, month, day := heldOn(d)
		if asked.Month == 0 && asked.Year > 0 && (year == asked.Year || year == 0 && prose.YearIn(naming.Bare(d.Path)+" "+d.Title) == asked.Year) {
			of = append(of, d)
		} else if asked.Month > 0 && month == asked.Month && (asked.Year == 0 || year == asked.Year) && (asked.Day == 0 || day == 0 || day == asked.Day) {
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
	asked := intent.MeetingOf(r.turn.Question)
	if !asked.Which && asked.Month == 0 && !(asked.Spoken && asked.Year > 0) {
		return nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	all, of := minutesOf(docs, asked)
	switch {
	case asked.Month > 0 && len(of) > 0 && len(of) <= naming.MostCalled, asked.Month == 0 && !asked.Which && len(of) == 1:
		r.besides, r.lookedIn = asked.Besides, r.say(saysMinutesOf, r.meetingsOn(of))
	case asked.Which && asked.Month == 0 && len(all) > 1:
		of, r.lookedIn = all, "the minutes of "+figure.Count(len(all))+" meetings"
	default:
		return nil
	}
	r.which = asked.Which
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
	asked := intent.MeetingOf(r.turn.Question)
	if !asked.Bare || !asked.Spoken || asked.Which || asked.Month == 0 && asked.Year == 0 || len(r.turn.Selection) > 0 {
		return false, nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return false, err
	}
	all, of := minutesOf(docs, asked)
	if len(all) < 2 || len(of) > naming.MostCalled || asked.Month == 0 && len(of) > 1 { // of one year there may be many
		return false, nil
	}
	r.search = r.turn.Question
	if len(of) == 0 {
		r.writer = newWriter(ctx, r, nil)
		r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
		r.writer.plain(r.say(saysNoMinutes, figure.Count(len(all)), asked.Said))
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
			r.writer.quote(st)
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
