package align

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Whose words a text has: a mail is its sender's, but for what it quotes of another mail, and
// in a transcript each line says who speaks. Both are read from how mails and transcripts are
// written, and only where that is plain: what is nobody's is better than what is another's.

// Voice is a stretch of a page that one person wrote or said.
type Voice struct {
	Span   reader.Span // code points of the page; without greeting and signature, and without the speaker's label
	Name   string      // who; "" where it is another's, and not said whose
	To     string      // of a mail: to whom, as its head has it; "" where that is not known
	Date   string      // of a mail: when, as its head or the line above a quotation has it; "" where not known
	Mail   bool        // it was written in a mail, else it was said
	Quoted bool        // it stands in a mail of another's, which quotes or forwards it
	Asked  reader.Span // of what was said: the question that the one before asked; empty for none
}

// Voices reads whose words a page has, in its order; nil where that is not plain. title is the
// document's.
func Voices(page, title string) []Voice {
	if strings.HasPrefix(page, "From: ") {
		return mailVoices(page)
	}
	return spokenVoices(page, title)
}

var (
	headLine = regexp.MustCompile(`^(From|To|Cc|Bcc|Date|Sent|Subject|Attachments|Von|An|Gesendet|Datum|Betreff): ?(.*)$`)
	// wroteLine matches the line above what a mail quotes: "On Mon, 3 Mar 2025 at 09:12, Ada Reader wrote:".
	wroteLine = regexp.MustCompile(`(?i)^(?:on|am|le|el) (.+(?:\d{4}|\d{1,2}[:.]\d{2})(?: ?[ap]m)?(?: uhr)?),? (?:schrieb )?(\p{L}[^,:]*?)(?: (?:wrote|writes|schrieb|a écrit|escribió))? ?:$`)
	forwarded = regexp.MustCompile(`(?i)^-{2,} ?(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht) ?-{2,}$|^Begin forwarded message:$`)
	greets    = regexp.MustCompile(`(?i)^(?:dear|hello|hi|hey|good (?:morning|afternoon|evening)|liebe[rs]?|sehr geehrte[rs]?|hallo|guten (?:tag|morgen)|cher|chère|bonjour|querid[oa]|hola)\b.{0,60}[,!]?$|^\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?,$`)
	closes    = regexp.MustCompile(`(?i)^(?:(?:kind|best|warm|many)? ?(?:regards|wishes|greetings|thanks)|yours(?: \p{L}+)?|sincerely(?: yours)?|cheers|mit freundlichen grüßen|viele grüße|beste grüße|cordialement|saludos),?$`)
)

// textLine is a line of a page and where it stands.
type textLine struct {
	text       string
	start, end int // code points
}

func linesOf(page string) (out []textLine) {
	at := 0
	for line := range strings.Lines(page) {
		n := len([]rune(line))
		text := strings.TrimRight(line, " \t\r\n")
		out = append(out, textLine{text, at, at + len([]rune(text))})
		at += n
	}
	return out
}

// SenderName is the name in "Ada Reader <ada@example.org>", or the address where there is none.
func SenderName(from string) string {
	name, _, _ := strings.Cut(from, "<")
	if name = strings.Trim(name, ` "'`); name == "" {
		name = strings.Trim(from, " <>")
	}
	return name
}

// mailVoices reads a mail as knowledge/parse gives it: its head, its text with what it quotes
// behind ">" marks at a paragraph's beginning.
func mailVoices(page string) (out []Voice) {
	lines := linesOf(page)
	own := Voice{Mail: true}
	i := 0
	for ; i < len(lines) && lines[i].text != ""; i++ {
		m := headLine.FindStringSubmatch(lines[i].text)
		if m == nil {
			break
		}
		own.set(m[1], m[2])
	}
	now := own // behind the head of a forwarded mail all is that mail's
	quoted := Voice{Mail: true, Quoted: true}
	var part []textLine
	flush := func(v Voice) {
		if span, ok := bodyOf(part); ok {
			v.Span = span
			if n := len(out); n > 0 && out[n-1].Name == v.Name && out[n-1].Quoted == v.Quoted && out[n-1].Date == v.Date {
				out[n-1].Span.End = span.End
			} else {
				out = append(out, v)
			}
		}
		part = nil
	}
	for ; i < len(lines); i++ {
		text := lines[i].text
		switch m := wroteLine.FindStringSubmatch(strings.TrimLeft(text, "> ")); {
		case forwarded.MatchString(text), replied(lines[i:]):
			if !forwarded.MatchString(text) {
				i--
			}
			flush(now)
			now = Voice{Mail: true, Quoted: true}
			for i+1 < len(lines) {
				m := headLine.FindStringSubmatch(lines[i+1].text)
				if m == nil && (lines[i+1].text != "" || now.Name != "") {
					break
				}
				if i++; m != nil {
					now.set(m[1], m[2])
				}
			}
		case m != nil && !strings.HasPrefix(text, ">"):
			flush(now)
			quoted = Voice{Mail: true, Quoted: true, Name: SenderName(m[2]), Date: m[1]}
			if k := slices.IndexFunc(lines[i+1:], func(l textLine) bool { return l.text != "" }); k >= 0 && !strings.HasPrefix(lines[i+1+k].text, ">") {
				now = quoted // by a program that sets no marks
			}
		case strings.HasPrefix(text, ">"):
			flush(now)
			v := quoted
			if strings.HasPrefix(strings.ReplaceAll(text, " ", ""), ">>") {
				v = Voice{Mail: true, Quoted: true}
			}
			for ; i < len(lines) && lines[i].text != ""; i++ { // the mark stands once before a paragraph
				part = append(part, lines[i])
			}
			part[0].start += len([]rune(part[0].text)) - len([]rune(strings.TrimLeft(part[0].text, "> ")))
			part[0].text = strings.TrimLeft(part[0].text, "> ")
			flush(v)
		default:
			part = append(part, lines[i])
		}
	}
	flush(now)
	return out
}

// replied says whether the head of another mail begins here, as some programs set it above what
// they quote.
func replied(lines []textLine) bool {
	if len(lines) < 3 || lines[0].text == "" {
		return false
	}
	m, next := headLine.FindStringSubmatch(lines[0].text), headLine.FindStringSubmatch(lines[1].text)
	return m != nil && (m[1] == "From" || m[1] == "Von") && next != nil
}

// set takes a line of a mail's head.
func (v *Voice) set(name, value string) {
	switch name {
	case "From", "Von":
		v.Name = SenderName(value)
	case "To", "An":
		var to []string
		for one := range strings.SplitSeq(value, ", ") {
			to = append(to, SenderName(one))
		}
		v.To = strings.Join(to, ", ")
	case "Date", "Sent", "Datum", "Gesendet":
		v.Date = value
	}
}

// bodyOf is the text of a mail's lines without empty ones around it, the greeting and what is
// below "Kind regards"; false where nothing is left.
func bodyOf(lines []textLine) (reader.Span, bool) {
	for len(lines) > 0 && (lines[0].text == "" || greets.MatchString(lines[0].text)) {
		lines = lines[1:]
	}
	if k := slices.IndexFunc(lines, func(l textLine) bool { return closes.MatchString(l.text) }); k > 0 {
		lines = lines[:k]
	}
	for len(lines) > 0 {
		last := lines[len(lines)-1].text
		ended := last != "" && strings.ContainsAny(last[len(last)-1:], ".!?:;)\"'") && len([]rune(last)) > 3 || strings.HasSuffix(last, "”")
		if last != "" && (ended || len(lines) == 1 || len(strings.Fields(last)) > signatureWords) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return reader.Span{}, false
	}
	return reader.Span{Start: lines[0].start, End: lines[len(lines)-1].end}, true
}

// signatureWords is how many words a line of a signature has at most: a name, what the person
// is, and where.
const signatureWords = 6

// IsOf says whether a voice is that of a person as a question names them: "Martin Hale" is of
// "Hale" and "MARTIN HALE", and not of "Martha Hale" or "Martin Haley".
func (v Voice) IsOf(person string) bool { return SamePerson(v.Name, person) }

// SamePerson says whether a name as it stands and one as it is asked for are one person's: the
// one has all words of the other, titles aside, and both end alike where both have several.
func SamePerson(name, asked string) bool {
	a, b := nameWordsOf(name), nameWordsOf(asked)
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return len(a) == 1 || a[len(a)-1] == b[len(b)-1]
}

// personTitles stand before names and are none.
var personTitles = prose.Set(`the a mr mrs ms miss dr prof professor councillor councilor cllr mayor sir dame lord lady rev inspector chief frau herr herrn`)

func nameWordsOf(name string) (out []string) {
	for _, w := range strings.FieldsFunc(prose.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if w = strings.TrimSuffix(w, "-"); !personTitles[w] && w != "" && w != "s" {
			out = append(out, w)
		}
	}
	return out
}

// voiceAt is whose words a span of a passage is, where that is plain, and who else speaks, writes
// or is written to there.
func (a *Aligner) voiceAt(source int, span reader.Span) (said Voice, others []string) {
	p := a.material.passages[source]
	voices := Voices(p.Text, p.Title)
	for _, v := range voices {
		if v.Span.Start <= span.Start && span.End <= v.Span.End {
			said = v
		}
	}
	if said.Name == "" {
		return Voice{}, nil
	}
	for _, v := range voices {
		for _, name := range append(strings.Split(v.To, ", "), v.Name) {
			if name != "" && !SamePerson(name, said.Name) && !slices.Contains(others, name) {
				others = append(others, name)
			}
		}
	}
	return said, others
}

// ofAnotherVoice returns the word by which st, what stands outside a quotation, says that another
// one said it who has a part there: the mail's sender, of what it quotes of its receiver's.
func (st Statement) ofAnotherVoice(said Voice, others []string) []string {
	has := func(word string) bool {
		return slices.ContainsFunc(st.words, func(w prose.Word) bool { return w.Fold == word && prose.IsCapital(w) })
	}
	all := func(name string) bool {
		words := nameWordsOf(name)
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !has(w) })
	}
	if said.Name == "" || all(said.Name) {
		return nil
	}
	own := nameWordsOf(said.Name)
	for _, name := range others {
		if !all(name) {
			continue
		}
		for _, w := range st.words {
			if slices.Contains(nameWordsOf(name), w.Fold) && !slices.Contains(own, w.Fold) {
				return []string{w.Text}
			}
		}
	}
	return nil
}

// termOf is the term of a statement's word as it is written; "" where it has none.
func termOf(st Statement, word string) string {
	for _, w := range st.words {
		if w.Text == word {
			return w.Term
		}
	}
	return ""
}
