package parse

import (
	"strings"

	"carrel/knowledge/reader"
)

// content is what a mail consists of.
type content struct {
	texts       []reader.Page
	attachments []part
	encrypted   bool
	sealed      bool // signed in a form that hides the text from other programs
	parts       int
	hidden      int // letters that its HTML hides
}

func (c *content) letters() int {
	n := 0
	for _, t := range c.texts {
		n += visibleIn(t.Text)
	}
	return n
}

// gather sorts the parts of a mail into its text and its attachments.
func gather(p part, c *content, depth int) {
	if c.parts++; c.parts > maxParts || depth > maxPartDepth {
		c.parts = max(c.parts, maxParts+1)
		return
	}
	switch {
	case p.kind == "multipart/encrypted":
		c.encrypted = true
	case p.kind == "multipart/alternative":
		alternative(p.parts(), c, depth)
	case strings.HasPrefix(p.kind, "multipart/"):
		for i, inner := range p.parts() {
			switch {
			case p.kind == "multipart/signed" && i > 0:
				// the signature
			case p.kind == "multipart/related" && i > 0 && strings.HasPrefix(inner.kind, "image/"):
				// a picture in the text
			default:
				gather(inner, c, depth+1)
			}
		}
	case p.kind == "application/pkcs7-mime" || p.kind == "application/x-pkcs7-mime":
		if p.params["smime-type"] == "signed-data" {
			c.sealed = true
		} else {
			c.encrypted = true
		}
	case p.kind == "application/pgp-signature" || p.kind == "application/pkcs7-signature" || p.kind == "application/x-pkcs7-signature":
	case p.isAttachment():
		if p.kind == "application/ms-tnef" || p.kind == "application/vnd.ms-tnef" || strings.EqualFold(p.fileName(), "winmail.dat") {
			files, text := readTNEF(p.decoded())
			if text = strings.TrimSpace(text); text != "" && c.letters() == 0 {
				c.texts = append(c.texts, reader.Page{Text: tidy(text)})
			}
			if c.parts += len(files); len(files) > 0 {
				c.attachments = append(c.attachments, files...)
				return
			}
		}
		c.attachments = append(c.attachments, p)
	default:
		text, hidden := partText(p)
		c.hidden += hidden
		if strings.Contains(text.Text, "-----BEGIN PGP MESSAGE-----") {
			c.encrypted = true
		}
		if strings.TrimSpace(text.Text) != "" {
			c.texts = append(c.texts, text)
		}
	}
}

// enoughLetters is what plain text has to have to be taken for the mail, where
// there is five times as much in another form.
const enoughLetters = 200

// alternative takes the plain text of a mail that comes in several forms, or
// another form where that says next to nothing ("Your program cannot show this
// mail").
func alternative(parts []part, c *content, depth int) {
	var forms []content
	for _, p := range parts {
		if p.kind == "text/html" && len(forms) > 0 && forms[0].letters() >= enoughLetters {
			continue // not worth the work
		}
		form := content{parts: c.parts}
		gather(p, &form, depth+1)
		c.parts = form.parts
		forms = append(forms, form)
	}
	best := -1
	for i, form := range forms {
		n := form.letters()
		switch {
		case best < 0:
			best = i
		case forms[best].letters() == 0 && (n > 0 || len(form.attachments) > 0), forms[best].letters() < enoughLetters && n > 5*forms[best].letters():
			best = i
		}
	}
	for i, form := range forms {
		c.encrypted, c.sealed = c.encrypted || form.encrypted, c.sealed || form.sealed
		// An invitation is attached as a form of the text.
		if i == best || form.letters() == 0 || len(form.attachments) > 0 {
			c.attachments = append(c.attachments, form.attachments...)
		}
		if i == best {
			c.texts = append(c.texts, form.texts...)
			c.hidden += form.hidden
		}
	}
}

// partText is the text of a part as a page, and how many letters of it are hidden.
func partText(p part) (reader.Page, int) {
	data := p.decoded()
	if p.kind == "text/html" {
		text := decodeHTML(data)
		if charset := p.params["charset"]; charset != "" {
			text = decodeAs(data, charset)
		}
		return htmlText(parseHTML(text), nil)
	}
	text := strings.ReplaceAll(decodeAs(data, p.params["charset"]), "\f", "\n")
	if strings.EqualFold(p.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(p.params["delsp"], "yes"))
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t")
	}
	return reader.Page{Text: tidyReplies(strings.Trim(strings.Join(lines, "\n"), "\n"))}, 0
}

// unflow joins the lines of a paragraph that a mail program has wrapped (RFC
// 3676): those that end in a space, of the same depth of quotation.
func unflow(text string, deleteSpace bool) string {
	var b strings.Builder
	open, openDepth := false, 0
	for line := range strings.SplitSeq(text, "\n") {
		rest := strings.TrimLeft(line, ">")
		depth := len(line) - len(rest)
		rest = strings.TrimPrefix(rest, " ")
		if open && depth != openDepth {
			b.WriteByte('\n')
			open = false
		}
		if !open && depth > 0 {
			b.WriteString(line[:depth])
			b.WriteByte(' ')
		}
		flowed := strings.HasSuffix(rest, " ") && rest != "-- "
		if flowed && deleteSpace {
			rest = rest[:len(rest)-1]
		}
		b.WriteString(rest)
		if !flowed {
			b.WriteByte('\n')
		}
		open, openDepth = flowed, depth
	}
	return b.String()
}
