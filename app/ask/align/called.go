package align

import (
	"regexp"
	"strings"

	"carrel/app/ask/prose"
)

// Whom and what a passage is about, though its sentences do not say it: its document's title
// and file, who sent a mail, and who is named in it.

// label is what a passage's document is called by: its title, its file's name and, of a
// mail, who sent it.
func (p Passage) label() string { return p.Title + " " + p.File + " " + p.sender() }

// titles says whether a statement is the title of the passage's document, alone or with the line
// below it: it says what the document is about and nothing of it.
func (p Passage) titles(statement string) bool {
	plain := func(s string) string { return strings.Trim(strings.Join(strings.Fields(prose.Fold(s)), " "), " .:#*") }
	title, said := plain(p.Title), plain(statement)
	rest, begins := strings.CutPrefix(said, title)
	return title != "" && begins && (rest == "" || rest[0] == ' ' && len(strings.Fields(title)) >= fewestTitle && len(strings.Fields(rest)) <= mostSubtitle && !strings.HasSuffix(strings.TrimSpace(statement), "."))
}

// A line below a title is of it where that is long enough for not being what a sentence begins
// with, and the line short.
const (
	fewestTitle  = 4
	mostSubtitle = 4
)

// sender is who sent the mail that a passage begins; "" for others.
func (p Passage) sender() string {
	if m := sentBy.FindStringSubmatch(p.Text); m != nil {
		return prose.Amid + m[1]
	}
	return ""
}

// sentBy matches the first line of a mail with the sender's name, as knowledge/parse writes it.
var sentBy = regexp.MustCompile(`^From: ([^<\n]+)`)

// persons are the terms of the people whom a question addresses ("Mrs Dubois", "Frau Dr. Lind"),
// and the passages that name one, in their text or in what their document is called by; none
// where no passage does.
func (m *Material) persons(question string) (names map[string]bool, in map[int]bool) {
	asked := newStatement([]rune(question), m.lang)
	names, in = map[string]bool{}, map[int]bool{}
	for i, w := range asked.words {
		if i == 0 || !prose.IsCapital(w) || w.Term == "" || addressing[w.Fold] {
			continue
		}
		if before := asked.words[i-1]; addressing[before.Fold] || names[before.Term] {
			names[w.Term] = true
		}
	}
	for t := range names {
		for i := range m.passages {
			if m.labels[i].terms[t] {
				in[i] = true
			}
		}
		for _, st := range m.Statements {
			if st.terms[t] {
				in[st.Source] = true
			}
		}
	}
	return names, in
}
