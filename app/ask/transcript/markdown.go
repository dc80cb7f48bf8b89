package transcript

import (
	"regexp"
	"strings"

	"carrel/app/ask"
)

// markdown writes every sentence with its state and footnotes, which have the
// quotations: Pandoc's and GitHub's syntax.
func (c Chat) markdown() []byte {
	var b buffer
	b.line("# %s", plainMarkdown(oneLine(c.Title)))
	b.line("\nA chat with Carrel about documents, begun on %s. After every sentence stands what Carrel found in them.", day(c.CreatedAt))
	for i, t := range c.Turns {
		b.line("\n## %s", plainMarkdown(oneLine(t.Question)))
		for _, s := range t.Selection {
			at, quote := c.about(s)
			b.line("\nAbout %s: “%s”", plainMarkdown(at), plainMarkdown(quote))
		}
		b.line("\n%s", plainMarkdown(answeredBy(t)))
		var notes []footnote
		seen := map[string]bool{}
		for _, p := range parts(t.Answer) {
			mark, text := listMark(clean(p.text))
			b.WriteString("\n" + mark + plainMarkdown(text))
			if p.sentence != nil {
				if s, ok := states[p.sentence.State]; ok {
					b.WriteString(" *(" + s.sign + " " + s.word)
					if w := why(*p.sentence); w != "" {
						b.WriteString(": " + plainMarkdown(oneLine(w)))
					}
					b.WriteString(")*")
				}
			}
			for _, f := range c.footnotes(i, p) {
				b.WriteString("[^" + f.label + "]")
				if !seen[f.label] {
					seen[f.label] = true
					notes = append(notes, f)
				}
			}
			b.WriteString("\n")
		}
		for _, n := range t.Answer.Notices {
			b.line("\n*%s*", plainMarkdown(oneLine(n)))
		}
		if e := ended(t.Answer); e != "" {
			b.line("\n*%s*", plainMarkdown(oneLine(e)))
		}
		if len(notes) > 0 {
			b.WriteString("\n")
		}
		for _, f := range notes {
			b.line("[^%s]: %s: “%s”", f.label, plainMarkdown(f.place), plainMarkdown(f.quote))
		}
	}
	return b.Bytes()
}

func answeredBy(t ask.Turn) string {
	text := "Asked on " + day(t.AskedAt) + "."
	if t.Answer.Model != "" {
		text += " Written by " + oneLine(t.Answer.Model) + "."
	}
	return text
}

var listStart = regexp.MustCompile(`^(?:[-*+•]|(\d{1,3})[.)])[ \t]+`)

// listMark keeps the mark of a list's item, which is structure, from being
// written as text.
func listMark(text string) (mark, rest string) {
	m := listStart.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", text
	case m[1] != "":
		return m[1] + ". ", text[len(m[0]):]
	}
	return "- ", text[len(m[0]):]
}

// special are the characters with a meaning in Markdown or in the HTML that it
// lets through.
const special = "\\`*_{}[]<>#|~$^!&"

var lineStart = regexp.MustCompile(`(?m)^([ \t]*)([-+=:]|\d+[.)])`)

// plainMarkdown writes text so that Markdown takes it for nothing else: no link,
// no picture, no HTML, no heading. Bold in the model's text becomes plain too.
func plainMarkdown(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "**", "") {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	// What would begin a list or underline a heading.
	return lineStart.ReplaceAllStringFunc(b.String(), func(m string) string {
		end := len(m) - 1
		return m[:end] + `\` + m[end:]
	})
}
