package transcript

import (
	"bytes"
	_ "embed"
	"html/template"
	"path"
	"strings"

	"carrel/app/ask/align"
)

//go:embed page.html
var pageText string

// page escapes whatever is put into it.
var page = template.Must(template.New("page").Parse(pageText))

type htmlTurn struct {
	Question, About, Ended string
	Selection              []htmlQuote
	Parts                  []htmlPart
	Notices                []string
}

type htmlPart struct {
	Text, State, Sign, Word, Why string
	Quotes                       []htmlQuote
}

type htmlQuote struct{ Place, Quote string }

// html writes one page that needs nothing else: its style is in it, and it may
// load nothing and run nothing.
func (c Chat) html() ([]byte, error) {
	data := struct {
		Title, Begun, Carrel string
		Turns                []htmlTurn
	}{Title: oneLine(c.Title), Begun: day(c.CreatedAt), Carrel: c.Carrel}
	for _, t := range c.Turns {
		turn := htmlTurn{Question: clean(t.Question), About: answeredBy(t), Ended: clean(ended(t.Answer))}
		for _, s := range t.Selection {
			at, _ := c.about(s)
			turn.Selection = append(turn.Selection, htmlQuote{at, clean(s.Quote)})
		}
		for _, n := range t.Answer.Notices {
			turn.Notices = append(turn.Notices, clean(n))
		}
		for _, p := range parts(t.Answer) {
			turn.Parts = append(turn.Parts, c.htmlPart(p))
		}
		data.Turns = append(data.Turns, turn)
	}
	var out bytes.Buffer
	err := page.Execute(&out, data)
	return out.Bytes(), err
}

func (c Chat) htmlPart(p part) htmlPart {
	made := htmlPart{Text: clean(p.text), State: string(align.Plain)}
	if p.sentence != nil {
		s := states[p.sentence.State]
		made.State, made.Sign, made.Word, made.Why = string(p.sentence.State), s.sign, s.word, clean(why(*p.sentence))
	}
	for _, citation := range p.citations {
		d := c.document(citation.Document)
		quote := clean(citation.Quote)
		if strings.EqualFold(path.Ext(d.File), ".pdf") {
			quote = flowing(quote)
		}
		made.Quotes = append(made.Quotes, htmlQuote{place(d, citation), quote})
	}
	return made
}

// flowing joins the lines of each paragraph: on a page they end where it is full.
func flowing(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.ReplaceAll(p, "\n", " ")
	}
	return strings.Join(paragraphs, "\n\n")
}
