package ask

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Which of what was said a question asks for: by whom, to whom, when, and on what.

// sentOn says whether a mail's date is a day as far as a question names it.
func sentOn(date string, at time.Time, day quantity.Date) bool {
	if !at.IsZero() {
		return at.Day() == day.Day && int(at.Month()) == day.Month && (day.Year == 0 || day.Year == at.Year())
	}
	lang := prose.Detect(date)
	for _, d := range quantity.Dates(prose.Words(date, lang), []rune(date), lang) {
		if d.Day == day.Day && d.Month == day.Month && (day.Year == 0 || d.Year == 0 || d.Year == day.Year) {
			return true
		}
	}
	return false
}

// pick gives those that a question asks for, mails by their date.
func (a saidAsked) pick(all []uttered) (out []uttered) {
	m := newMatter(a.about, all)
	for _, u := range all {
		v := u.voice
		if u.share = m.share(u); a.who == "" {
			if v.Name == "" || u.share < whoShare || a.to != "" && v.To != "" && !align.SamePerson(v.To, a.to) && !severalOf(v.To, a.to) {
				continue
			}
			if a.to != "" && (align.SamePerson(v.Name, a.to) || v.To == "") {
				continue
			}
		} else if !v.IsOf(a.who) && !(a.both && v.IsOf(a.to)) {
			continue
		}
		switch {
		case a.when && !v.Mail:
			continue
		case a.both && !(v.Mail && (v.IsOf(a.who) && severalOf(v.To, a.to) || v.IsOf(a.to) && severalOf(v.To, a.who))):
			continue
		case a.who != "" && a.to != "" && !a.both && v.Mail && !severalOf(v.To, a.to):
			continue
		case a.who != "" && a.to != "" && !a.both && !v.Mail:
			continue
		case a.reply && a.to != "" && !u.answers(a, all):
			continue
		case a.day.Day > 0 && !a.reply && !sentOn(v.Date, u.at, a.day):
			continue
		case a.about != "" && a.who != "" && u.share < saidShare:
			continue
		}
		out = append(out, u)
	}
	if a.reply && a.to == "" {
		out = slices.DeleteFunc(out, func(u uttered) bool {
			return u.voice.Asked.End == 0 && !strings.HasPrefix(prose.Fold(u.subject), "re:")
		})
	}
	if a.who == "" || a.about != "" {
		slices.SortStableFunc(out, func(x, y uttered) int { return cmp.Compare(y.share, x.share) })
	}
	most := mostUttered
	if a.both {
		most = shownSources
	}
	if a.who == "" && len(out) > 0 {
		out = slices.DeleteFunc(out, func(u uttered) bool { return u.share < out[0].share })
	}
	out = out[:min(len(out), most)]
	slices.SortStableFunc(out, func(x, y uttered) int { return x.at.Compare(y.at) })
	return out
}

// severalOf says whether a person is among those to whom a mail is.
func severalOf(to, person string) bool {
	return slices.ContainsFunc(strings.Split(to, ", "), func(one string) bool { return align.SamePerson(one, person) })
}

// answers says whether a mail answers one of a.to's, of a.day where the question names one: it
// quotes that, or is the first of its subject after it.
func (u uttered) answers(a saidAsked, all []uttered) bool {
	if !u.voice.Mail || u.voice.Quoted {
		return false
	}
	quotes := false
	for _, v := range align.Voices(u.page.Text, u.document.Title) {
		if v.Quoted && v.IsOf(a.to) {
			if a.day.Day == 0 || sentOn(v.Date, sentAt(v), a.day) {
				return true
			}
			quotes = true
		}
	}
	if quotes || !strings.HasPrefix(prose.Fold(u.subject), "re:") {
		return false
	}
	return slices.ContainsFunc(all, func(o uttered) bool {
		return o.voice.Mail && o.voice.IsOf(a.to) && !o.at.IsZero() && o.at.Before(u.at) && sameSubject(o.subject, u.subject) && (a.day.Day == 0 || sentOn(o.voice.Date, o.at, a.day))
	})
}

var subjectMarks = regexp.MustCompile(`^(?:(?:re|fwd?|aw|wg|sv|tr|rv) ?: *)+`)

func sameSubject(a, b string) bool {
	bare := func(s string) string { return subjectMarks.ReplaceAllString(prose.Fold(s), "") }
	return bare(a) == bare(b)
}

// matter is what is asked about, its words weighed by how few of what was said has them.
type matter struct {
	lang  prose.Language
	terms []matterTerm
	total float64
}

// matterTerm is a word of a matter. They are summed in the question's order, so that two that weigh
// the same stay so.
type matterTerm struct {
	term   string
	weight float64
}

func newMatter(about string, all []uttered) matter {
	m := matter{lang: prose.Detect(about)}
	for _, w := range prose.Words(about, m.lang) {
		if w.Term != "" && !slices.ContainsFunc(m.terms, func(o matterTerm) bool { return o.term == w.Term }) {
			m.terms = append(m.terms, matterTerm{term: w.Term})
		}
	}
	having := make([]int, len(m.terms))
	for _, u := range all {
		terms := termsOf(u.text, m.lang)
		for i, w := range m.terms {
			if terms[w.term] {
				having[i]++
			}
		}
	}
	for i := range m.terms {
		w := 1 / (1 + float64(1+having[i])/float64(1+len(all)))
		m.terms[i].weight = w
		m.total += w
	}
	return m
}

func termsOf(text string, lang prose.Language) map[string]bool {
	out := map[string]bool{}
	for _, w := range prose.Words(text, lang) {
		out[w.Term] = true
	}
	return out
}

// What has a word that is asked for beside what was said itself.
const (
	askedShare   = 0.8 // the question that it answers
	subjectShare = 0.6 // its mail's subject
)

// share is how much of a matter something has that was said; 1 where nothing is asked.
func (m matter) share(u uttered) float64 {
	if m.total == 0 {
		return 1
	}
	asked := string([]rune(u.page.Text)[u.voice.Asked.Start:u.voice.Asked.End])
	own, before, subject := termsOf(u.text, m.lang), termsOf(asked, m.lang), termsOf(u.subject, m.lang)
	have := 0.0
	for _, w := range m.terms {
		switch {
		case own[w.term]:
			have += w.weight
		case before[w.term]:
			have += askedShare * w.weight
		case subject[w.term]:
			have += subjectShare * w.weight
		}
	}
	return have / m.total
}
