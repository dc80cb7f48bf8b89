package align

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Who speaks in a transcript: lines that say so in turn, and what stands above them.

// turnLine matches a line of a transcript: a time, who speaks, a colon, what is said.
var turnLine = regexp.MustCompile(`^(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?[ \t]+)?(?:\*\*|__)?(\p{Lu}[\p{L}.'’-]*(?:[ ][\p{Lu}&][\p{L}.'’-]*){0,4})(?: \([^()\n]{1,40}\))?(?::(?:\*\*|__)|(?:\*\*|__):|:)[ \t]+(\S.*)$`)

// Of a transcript.
const (
	fewestTurns  = 4 // lines that say who speaks
	fewestSpeaks = 2 // people who speak more than once; where there are only so many turns, one
)

// formLabels stand before a colon in calendars, orders and lists, where nobody speaks.
var formLabels = prose.Set(`when where who what why how due repeats invited state status from to date time place location venue address name phone telephone mobile fax mail email
	price total amount note notes subject item quantity duration deadline contact customer reference
	wann wo wer was datum zeit uhrzeit ort adresse telefon preis betrag hinweis betreff menge dauer frist kontakt
	quand ou qui lieu heure adresse prix montant remarque objet cuando donde quien lugar hora fecha direccion telefono precio importe nota asunto`)

// spokenVoices reads a transcript: lines of which each says who speaks, in turn.
func spokenVoices(page, title string) (out []Voice) {
	lines := linesOf(page)
	count := map[string]int{}
	turns := 0
	for _, l := range lines {
		if m := turnLine.FindStringSubmatch(l.text); m != nil && !formLabels[prose.Fold(m[1])] {
			count[m[1]]++
			turns++
		}
	}
	again := 0
	for _, n := range count {
		if n > 1 {
			again++
		}
	}
	if turns < fewestTurns || again < fewestSpeaks {
		return nil
	}
	first := slices.IndexFunc(lines, func(l textLine) bool { m := turnLine.FindStringSubmatch(l.text); return m != nil && count[m[1]] > 1 })
	head := title
	for _, l := range lines[:first] {
		head += "\n" + l.text
	}
	var now *Voice
	end := func() {
		if now != nil && now.Span.End > now.Span.Start {
			out = append(out, *now)
		}
		now = nil
	}
	runes := []rune(page)
	for _, l := range lines[first:] {
		m := turnLine.FindStringSubmatchIndex(l.text)
		if m == nil {
			if now != nil && l.text != "" && !strings.HasPrefix(l.text, "#") {
				now.Span.End = l.end
			}
			continue
		}
		end()
		label := l.text[m[2]:m[3]]
		now = &Voice{Name: speaker(label, head), Span: reader.Span{Start: l.start + len([]rune(l.text[:m[4]])), End: l.end}}
		if n := len(out); n > 0 {
			before := out[n-1]
			if said := strings.TrimRightFunc(string(runes[before.Span.Start:before.Span.End]), unicode.IsSpace); strings.HasSuffix(said, "?") || label == "A" {
				now.Asked = before.Span
			}
		}
	}
	end()
	return out
}

var (
	interviewee = regexp.MustCompile(`(?i:\b(?:interview(?:ee)?|conversation|gespräch)(?: with| mit|:)) (?:(?:the )?(?i:councillor|cllr|mayor|mr|mrs|ms|dr|prof|professor|frau|herrn?|sir|dame)\.? )*(\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3})`)
	interviewer = regexp.MustCompile(`(?i:\b(?:interviewer|interviewed by|questions by|by|fragen von|von)):? (\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,3})`)
	fullNames   = regexp.MustCompile(`\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,2}`)
)

// speaker is who a transcript's label means, by what stands above the transcript: the one who is
// interviewed for "A", the one with the initials for "JW". The label itself where that is not plain.
func speaker(label, head string) string {
	switch label {
	case "A", "Answer", "Antwort":
		if m := interviewee.FindStringSubmatch(head); m != nil {
			return m[1]
		}
		return ""
	case "Q", "F", "Question", "Frage":
		if m := interviewer.FindStringSubmatch(head); m != nil {
			return m[1]
		}
		return ""
	}
	letters := strings.ReplaceAll(label, ".", "")
	if n := len([]rune(letters)); n < 2 || n > 3 || strings.ToUpper(letters) != letters {
		return label
	}
	found := ""
	for _, line := range strings.Split(head, "\n") {
		for _, name := range fullNames.FindAllString(line, -1) {
			initials := ""
			for _, w := range strings.Fields(name) {
				initials += string([]rune(w)[0])
			}
			if initials == letters {
				if found != "" && found != name {
					return label
				}
				found = name
			}
		}
	}
	if found == "" {
		return label
	}
	return found
}

// giveSpeakers notes who says each of a passage's statements, and which question it answers.
func (m *Material) giveSpeakers(statements []Statement, voices []Voice) {
	for _, v := range voices {
		question := -1
		for i := range statements {
			st := &statements[i]
			switch {
			case st.Span.Start < v.Asked.End && st.Span.End > v.Asked.Start:
				if strings.HasSuffix(strings.TrimSpace(string(st.Text)), "?") {
					question, st.inquiry = i, true
				}
			case st.Span.Start < v.Span.End && st.Span.End > v.Span.Start:
				if v.Name != "" {
					st.said = newStatement([]rune(prose.Amid+v.Name), st.lang).terms
				}
				if question >= 0 {
					st.replyTo = i - question
				}
			}
		}
	}
}
