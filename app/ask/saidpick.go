package ask

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
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

// pick gives those of all that a question asks for, mails by their date.
func pick(all []uttered, a intent.Said) (out []uttered) {
	m := newMatter(a.About, all)
	for _, u := range all {
		v := u.voice
		if u.share = m.share(u); a.Who == "" {
			if v.Name == "" || u.share < whoShare || a.To != "" && v.To != "" && !align.SamePerson(v.To, a.To) && !severalOf(v.To, a.To) {
				continue
			}
			if a.To != "" && (align.SamePerson(v.Name, a.To) || v.To == "") {
				continue
			}
		} else if !v.IsOf(a.Who) && !(a.Both && v.IsOf(a.To)) {
			continue
		}
		switch {
		case a.When && !v.Mail:
			continue
		case a.Both && !(v.Mail && (v.IsOf(a.Who) && severalOf(v.To, a.To) || v.IsOf(a.To) && severalOf(v.To, a.Who))):
			continue
		case a.Who != "" && a.To != "" && !a.Both && v.Mail && !severalOf(v.To, a.To):
			continue
		case a.Who != "" && a.To != "" && !a.Both && !v.Mail:
			continue
		case a.Reply && a.To != "" && !u.answers(a, all):
			continue
		case a.Day.Day > 0 && !a.Reply && !sentOn(v.Date, u.at, a.Day):
			continue
		case a.About != "" && a.Who != "" && u.share < saidShare:
			continue
		}
		out = append(out, u)
	}
	if a.Reply && a.To == "" {
		out = slices.DeleteFunc(out, func(u uttered) bool {
			return u.voice.Asked.End == 0 && !strings.HasPrefix(prose.Fold(u.subject), "re:")
		})
	}
	if a.Who == "" || a.About != "" {
		slices.SortStableFunc(out, func(x, y uttered) int { return cmp.Compare(y.share, x.share) })
	}
	most := mostUttered
	if a.Both {
		most = shownSources
	}
	if a.Who == "" && len(out) > 0 {
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
func (u uttered) answers(a intent.Said, all []uttered) bool {
	if !u.voice.Mail || u.voice.Quoted {
		return false
	}
	quotes := false
	for _, v := range align.Voices(u.page.Text, u.document.Title) {
		if v.Quoted && v.IsOf(a.To) {
			if a.Day.Day == 0 || sentOn(v.Date, sentAt(v), a.Day) {
				return true
			}
			quotes = true
		}
	}
	if quotes || !strings.HasPrefix(prose.Fold(u.subject), "re:") {
		return false
	}
	return slices.ContainsFunc(all, func(o uttered) bool {
		return o.voice.Mail && o.voice.IsOf(a.To) && !o.at.IsZero() && o.at.Before(u.at) && sameSubject(o.subject, u.subject) && (a.Day.Day == 0 || sentOn(o.voice.Date, o.at, a.Day))
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
