package ask

import (
	"cmp"
	"context"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// "What did Ada write to Ben about the roof?" wants Ada's own words: not those of Ben, which
// stand in the same mail below hers, nor the question that she answered in an interview. So
// mails and transcripts are read for who speaks, and what is quoted says whose it is. No
// model is asked.

// uttered is something that somebody said or wrote, with its page.
type uttered struct {
	voice    align.Voice
	document knowledge.Document
	page     reader.Page
	text     string // of the voice
	subject  string // of its mail
	sender   string // of the mail that quotes it
	told     bool   // the document tells that it was said
	share    float64
	at       time.Time // of a mail; zero where not known
}

// Sizes of what is said.
const (
	spokenPages = 150  // pages that are looked through
	mostUttered = 6    // that are quoted; of an exchange of mails as many as sources are shown
	saidWhole   = 500  // code points of what is quoted as a whole
	saidParts   = 3    // sentences of what is longer
	saidShare   = 0.5  // of what is asked about that it has at least, by the words' rarity
	whoShare    = 0.75 // the same, where it is asked who said it
	mostHeaded  = 3000 // code points of a mail that is shown from its head on
)

// tellSaid answers a question for what somebody said or wrote, or who said something, from
// mails and transcripts; false for any other, and where none of these has it.
func (r *run) tellSaid(ctx context.Context) (bool, error) {
	asked, ok := intent.SaidOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 {
		return false, nil
	}
	if strings.HasPrefix(prose.Fold(asked.Who), "the ") {
		who, err := r.roleOf(ctx, asked.Who)
		if err != nil || who == "" {
			return false, err
		}
		asked.Who = who
	}
	all, err := r.utterances(ctx, asked)
	if err != nil || len(all) == 0 {
		return false, err
	}
	found := pick(all, asked)
	if len(found) == 0 {
		return r.noMail(ctx, asked, all), nil
	}
	if !slices.ContainsFunc(found, func(u uttered) bool { return !u.told }) && asked.Who != "" {
		docs, err := r.chosen(ctx)
		if err != nil || len(naming.Find(asked.Who, docs, true)) > 0 {
			return false, err // a document of theirs says more than what others tell
		}
	}
	r.tellUtterances(ctx, asked, found)
	return true, nil
}

// noMail says that there is no mail of the one to the other, where all that name them were looked
// through and there are others of theirs.
func (r *run) noMail(ctx context.Context, asked intent.Said, all []uttered) bool {
	writes := slices.ContainsFunc(all, func(u uttered) bool { return u.voice.Mail && u.voice.IsOf(asked.Who) })
	if !writes || asked.Who == "" || asked.To == "" || asked.About != "" || len(all) >= spokenPages {
		return false
	}
	r.search, r.writer = r.turn.Question, newWriter(ctx, r, nil)
	r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
	none := saysNoMail
	switch {
	case asked.Day.Day > 0 && asked.Reply:
		none = saysNoReply
	case asked.Day.Day > 0:
		none = saysNoMailThen
	}
	r.writer.plain(r.say(none, asked.Who, asked.To))
	r.answer().Abstained, r.answer().Status = true, StatusDone
	return true
}

// utterances are the voices of the pages that a search for what is asked finds, and what these
// tell that the person said.
func (r *run) utterances(ctx context.Context, asked intent.Said) (out []uttered, err error) {
	text := asked.Who + " " + asked.To + " " + asked.About
	docs, err := r.chosen(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]knowledge.Document{}
	for _, d := range docs {
		known[d.ID] = d
	}
	seen := map[knowledge.PageAt]bool{}
	for _, mode := range []knowledge.Mode{knowledge.ModeLexical, knowledge.ModeHybrid} {
		query := knowledge.Query{Text: text, Mode: mode, K: spokenPages, Documents: r.request.Documents, Filters: r.request.Filters, Plain: true}
		if mode == knowledge.ModeHybrid {
			query.K = retrieveK
		}
		results, err := r.asker.config.Library.Search(ctx, query)
		if err != nil {
			return nil, err
		}
		var at []knowledge.PageAt
		for _, h := range results.Hits {
			page := knowledge.PageAt{Document: h.Document.ID, Page: h.Page}
			if _, ok := known[page.Document]; ok && !seen[page] {
				seen[page] = true
				at = append(at, page)
			}
		}
		pages, err := r.asker.config.Library.PagesAt(ctx, at)
		if err != nil {
			return nil, err
		}
		for _, page := range at {
			if p, there := pages[page]; there {
				out = append(out, utterancesOf(known[page.Document], p, asked.Who)...)
			}
		}
	}
	return withoutRepeats(out), nil
}

// utterancesOf are the voices of a page, or what it tells that a person said.
func utterancesOf(d knowledge.Document, p reader.Page, who string) (out []uttered) {
	runes := []rune(p.Text)
	sender := ""
	voices := align.Voices(p.Text, d.Title)
	if voices == nil && who != "" {
		for _, s := range align.Reported(p.Text, who) {
			out = append(out, uttered{voice: align.Voice{Name: who, Span: s}, document: d, page: p, text: string(runes[s.Start:s.End]), told: true})
		}
	}
	for _, v := range voices {
		u := uttered{voice: v, document: d, page: p, text: string(runes[v.Span.Start:v.Span.End])}
		if v.Mail {
			u.subject = p.Label
			u.at = sentAt(v)
		}
		if v.Mail && sender == "" {
			if from, _, ok := strings.Cut(p.Text, "\n"); ok {
				sender = align.SenderName(strings.TrimPrefix(from, "From: "))
			}
		}
		if v.Quoted {
			u.sender = sender
		}
		out = append(out, u)
	}
	return out
}

// withoutRepeats leaves out what a mail quotes where the mail that it is of is there itself, or
// another one has quoted as much.
func withoutRepeats(all []uttered) (out []uttered) {
	letters := make([]string, len(all))
	for i, u := range all {
		letters[i] = strings.Join(strings.Fields(strings.ReplaceAll(u.text, "> ", "")), " ")
	}
	for i, u := range all {
		repeats := false
		for k, o := range all {
			if repeats || !u.voice.Quoted {
				break
			}
			repeats = k != i && (k < i || !o.voice.Quoted && o.voice.Mail) && strings.Contains(letters[k], letters[i])
		}
		if !repeats {
			out = append(out, u)
		}
	}
	return out
}

// roles match what people are called in the place of their names, after fold.
var roles = regexp.MustCompile(`(?:^| )(?:mayor|chair|chairman|chairwoman|chairperson|chief|executive|ceo|director|head|manager|president|minister|secretary|treasurer|spokesman|spokeswoman|spokesperson|engineer|professor|judge|editor|inspector|governor|bishop|verger|headmaster|principal)(?: of (?:the )?\p{L}+)?$`)

// roleOf is the one who is called so ("the mayor") where what a search finds names one: "Mayor
// Ada Reader", "Ada Reader, mayor"; "" where it names none or several.
func (r *run) roleOf(ctx context.Context, who string) (found string, err error) {
	role := strings.TrimPrefix(prose.Fold(who), "the ")
	if !roles.MatchString(role) {
		return "", nil // "the lease"
	}
	results, err := r.asker.config.Library.Search(ctx, knowledge.Query{Text: role, Mode: knowledge.ModeLexical, K: spokenPages, Documents: r.request.Documents, Filters: r.request.Filters, Plain: true})
	if err != nil {
		return "", err
	}
	const name = `(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,2})`
	patterns := []*regexp.Regexp{
		regexp.MustCompile(`(?i:\b` + regexp.QuoteMeta(role) + `) ` + name),
		regexp.MustCompile(name + `,? (?:\(|(?i:the )?)(?i:` + regexp.QuoteMeta(role) + `\b)`),
	}
	for _, h := range results.Hits {
		for _, p := range patterns {
			for _, m := range p.FindAllStringSubmatch(h.Document.Title+"\n"+h.Text, -1) {
				if found != "" && !align.SamePerson(found, m[1]) {
					return "", nil
				}
				found = m[1]
			}
		}
	}
	return found, nil
}

// tellUtterances answers with what was said, each with whose it is.
func (r *run) tellUtterances(ctx context.Context, asked intent.Said, found []uttered) {
	a := r.answer()
	r.search = r.turn.Question
	var hits []knowledge.Hit
	for _, u := range found {
		start, end := u.voice.Span.Start, u.voice.Span.End
		switch {
		case u.voice.Mail && end <= mostHeaded:
			start = 0
		case u.voice.Asked.End > 0:
			start = u.voice.Asked.Start
		}
		runes := []rune(u.page.Text)
		where := reader.Where(u.document.Unit, u.page, start, end)
		a.Sources = append(a.Sources, Source{N: len(a.Sources) + 1, Document: referenceTo(u.document), Page: u.page.Number, Where: where,
			Start: start, End: end, Text: string(runes[start:end]), Best: u.voice.Span})
		hits = append(hits, knowledge.Hit{Rank: len(hits) + 1, Score: 1, Document: referenceTo(u.document), Page: u.page.Number, Where: where,
			Start: start, End: end, Text: string(runes[start:end]), FileHash: u.document.Hash})
	}
	if r.notes != nil {
		r.notes.found(knowledge.Query{Text: r.search, Documents: r.request.Documents}, modeSelected, hits)
	}
	r.material = materialOf(r.search, a.Sources)
	a.Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: a.Sources})
	r.recorder.note(r.turn, true)
	r.warnOfCommands()
	r.writer = newWriter(ctx, r, align.New(r.search, r.material))
	a.Form, a.Status = FormList, StatusDone
	r.writer.plain(r.say(saysWhose))
	m := newMatter(asked.About, found)
	for i, u := range found {
		r.writer.plain(apart + r.by(u) + ":")
		for _, span := range u.telling(m) {
			base := a.Sources[i].Start
			text := []rune(u.page.Text)[span.Start:span.End]
			r.writer.quote(align.Statement{Source: i, Span: reader.Span{Start: span.Start - base, End: span.End - base}, Text: text})
		}
	}
}

// voiceOf says whose words a statement is and when, where its page tells; "" where it does not.
func (r *run) voiceOf(ctx context.Context, st align.Statement) (string, error) {
	s := r.answer().Sources[st.Source]
	if s.Document.Elsewhere {
		return "", nil
	}
	d, err := r.asker.config.Library.Document(ctx, s.Document.ID)
	if err != nil {
		return "", err
	}
	pages, err := r.asker.config.Library.Pages(ctx, d.ID, s.Page, s.Page)
	if err != nil || len(pages) != 1 {
		return "", err
	}
	from, to := s.Start+st.Span.Start, s.Start+st.Span.End
	for _, u := range utterancesOf(d, pages[0], "") {
		if span := u.voice.Span; from < span.End && to > span.Start && to <= span.End && u.voice.Name != "" {
			return r.by(u), nil
		}
	}
	return "", nil
}

// by says whose words something is, in which document.
func (r *run) by(u uttered) string {
	v := u.voice
	if u.told {
		return "“" + flatten(u.document.Title) + "”"
	}
	if !v.Mail {
		by := r.say(saysSpokenIn, flatten(v.Name), flatten(u.document.Title))
		if v.Asked.End > 0 {
			asked := flatten(string([]rune(u.page.Text)[v.Asked.Start:v.Asked.End]))
			by = r.say(saysAnswers, by, firstRunes(asked, 2*headingRunes))
		}
		return by
	}
	by := r.mailBy(v, u.at)
	if v.Quoted {
		by = r.say(saysInMailOf, by, flatten(u.sender))
	}
	return by
}

// sentAt is when a mail was sent, by its head; zero where that is not plain.
func sentAt(v align.Voice) time.Time {
	at, _ := mail.ParseDate(v.Date)
	return at
}

// mailBy says of whom a mail is, to whom and when.
func (r *run) mailBy(v align.Voice, at time.Time) string {
	by := flatten(v.Name)
	if v.To != "" {
		by = r.say(saysTo, by, flatten(firstRunes(v.To, headingRunes)))
	}
	switch {
	case !at.IsZero():
		by += ", " + r.day(at)
	case v.Date != "":
		by += ", " + flatten(firstRunes(v.Date, headingRunes))
	}
	return by
}

// telling are the spans of the page that are quoted: all that was said where that is short, else
// the sentences that have most of the matter, in their order.
func (u uttered) telling(m matter) (out []reader.Span) {
	start := u.voice.Span.Start
	if u.voice.Span.End-start <= saidWhole && !strings.Contains(u.text, "\n> ") {
		return []reader.Span{u.voice.Span}
	}
	type ranked struct {
		span  reader.Span
		share float64
	}
	var all []ranked
	runes := []rune(u.text)
	for _, s := range prose.Sentences(u.text) {
		one := u
		one.text, one.voice.Asked, one.subject = string(runes[s.Start:s.End]), reader.Span{}, ""
		if s.End-s.Start <= align.LongQuote {
			all = append(all, ranked{reader.Span{Start: start + s.Start, End: start + s.End}, m.share(one)})
		}
	}
	slices.SortStableFunc(all, func(x, y ranked) int { return cmp.Compare(y.share, x.share) })
	for _, s := range all[:min(len(all), saidParts)] {
		out = append(out, s.span)
	}
	slices.SortFunc(out, func(x, y reader.Span) int { return cmp.Compare(x.Start, y.Start) })
	return out
}
