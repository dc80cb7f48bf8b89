package parse

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"carrel/knowledge/reader"
)

// maxHTMLBytes bounds web pages: their tree takes some ten times as much memory.
const maxHTMLBytes = 32 << 20

// readHTML gives the main text of a web page: what is around it on every page
// of its site, and what no reader sees, is left out.
func readHTML(j job) (reader.Meta, error) {
	if len(j.data) > maxHTMLBytes {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeTooLarge, Message: "This web page is larger than 32 MB, the most that Carrel reads of one. Save the part you need as a page of its own."}
	}
	root := parseHTML(htmlSource(j.data))
	page, hidden := mainText(root)
	if strings.TrimSpace(page.Text) == "" {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is no text in this web page. It may be one that a browser fills in only when it is online; save it as PDF from the browser instead."}
	}
	meta := reader.Meta{Format: formatHTML, Unit: reader.UnitPart}
	meta.Title, meta.Author = htmlMeta(root, page.Headings)
	meta.Date = htmlDate(root)
	var err error
	if meta.Pages, err = j.handOut(page, 0); err != nil {
		return reader.Meta{}, err
	}
	hiddenText(&meta, "This document has hidden text", hidden, hiddenLetters)
	return meta, nil
}

// htmlSource gives the HTML of a web page as UTF-8, also of one that was saved
// with its pictures in the form of a mail (MHTML).
func htmlSource(data []byte) string {
	if looksLikeHTML(data) || !looksLikeMail(data, 1) {
		return decodeHTML(data)
	}
	if p, found := firstHTML(parsePart(data), 0); found {
		body := p.decoded()
		if charset := p.params["charset"]; charset != "" {
			return decodeAs(body, charset)
		}
		return decodeHTML(body)
	}
	return ""
}

// firstHTML is the first part that is a web page.
func firstHTML(p part, depth int) (part, bool) {
	if p.kind == "text/html" || p.kind == "application/xhtml+xml" {
		return p, true
	}
	if strings.HasPrefix(p.kind, "multipart/") && depth < maxPartDepth {
		for _, inner := range p.parts() {
			if found, ok := firstHTML(inner, depth+1); ok {
				return found, true
			}
		}
	}
	return part{}, false
}

// parseHTML gives the tree of a web page or a chapter of an e-book, from text
// in UTF-8. It never fails: what is nested too deeply comes out flat.
func parseHTML(text string) *html.Node {
	if isXHTML(text) {
		text = openEmptyTags(text)
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return parseFlat(text)
	}
	return root
}

func isXHTML(text string) bool {
	head := text[:min(len(text), 1024)]
	return strings.HasPrefix(strings.TrimSpace(head), "<?xml") || strings.Contains(head, "http://www.w3.org/1999/xhtml")
}

// openEmptyTags writes "<a id='x'/>" as "<a id='x'></a>": to HTML the first one
// is an open tag, and what follows "<title/>" would all be title.
func openEmptyTags(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			b.Write(raw)
			return b.String()
		}
		if kind == html.SelfClosingTagToken {
			name, _ := z.TagName() // lower-cases inside raw
			switch a := atom.Lookup(name); a {
			case atom.Br, atom.Hr, atom.Img, atom.Col, atom.Meta, atom.Link, atom.Input, atom.Wbr, atom.Area, atom.Base, atom.Embed, atom.Source, atom.Track, atom.Param:
				b.Write(raw)
			default:
				b.Write(bytes.TrimSuffix(raw, []byte("/>")))
				fmt.Fprintf(&b, "></%s>", name)
				switch a {
				case atom.Title, atom.Textarea, atom.Script, atom.Style, atom.Iframe, atom.Noscript, atom.Xmp, atom.Noembed, atom.Noframes:
					z.NextIsNotRawText()
				}
			}
			continue
		}
		b.Write(raw)
	}
}

// parseFlat gives a tree of one level, for pages nested too deeply for a real one.
func parseFlat(text string) *html.Node {
	element := func(a atom.Atom) *html.Node {
		return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
	}
	root := &html.Node{Type: html.DocumentNode}
	body := element(atom.Body)
	root.AppendChild(body)
	block := element(atom.P)
	body.AppendChild(block)
	z := html.NewTokenizer(strings.NewReader(text))
	skip := atom.Atom(0) // the element whose text is left out
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return root
		case html.TextToken:
			if skip == 0 {
				block.AppendChild(&html.Node{Type: html.TextNode, Data: string(z.Text())})
			}
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case skip != 0:
				if kind == html.EndTagToken && a == skip {
					skip = 0
				}
			case kind == html.StartTagToken && unread[a]:
				skip = a
			case isBlock[a] || headingLevel(a) > 0:
				next := atom.P
				if kind == html.StartTagToken && headingLevel(a) > 0 {
					next = a
				}
				if block.FirstChild == nil {
					block.DataAtom, block.Data = next, next.String()
					continue
				}
				block = element(next)
				body.AppendChild(block)
			}
		}
	}
}

// unread are elements whose content is not text for people.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true, atom.Embed: true,
	atom.Canvas: true, atom.Svg: true, atom.Video: true, atom.Audio: true, atom.Map: true, atom.Select: true, atom.Textarea: true,
	atom.Input: true, atom.Datalist: true, atom.Head: true, atom.Title: true, atom.Rt: true, atom.Rp: true, atom.Noframes: true,
}

// isUnread reports whether an element's content is not text for people. That of a
// template is, where it is what a part of the page shows (a declarative shadow
// root, as programs that save whole pages write it).
func isUnread(n *html.Node) bool {
	if n.DataAtom == atom.Template && (hasAttribute(n, "shadowrootmode") || hasAttribute(n, "shadowroot")) {
		return false
	}
	return unread[n.DataAtom]
}

// isBlock are elements that begin and end a line.
var isBlock = map[atom.Atom]bool{
	atom.Html: true, atom.Body: true, atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Center: true,
	atom.Dd: true, atom.Details: true, atom.Dialog: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true,
	atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true, atom.Header: true, atom.Hr: true, atom.Legend: true,
	atom.Li: true, atom.Main: true, atom.Menu: true, atom.Nav: true, atom.Ol: true, atom.Optgroup: true, atom.Option: true, atom.P: true,
	atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true, atom.Td: true, atom.Tfoot: true,
	atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true, atom.Caption: true, atom.Search: true, atom.Hgroup: true, atom.Xmp: true,
}

// headingLevel is 1 to 6 for h1 to h6, 0 for others.
func headingLevel(a atom.Atom) int {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// htmlMeta gives a page's title and author. headings are those of its text.
func htmlMeta(root *html.Node, headings []reader.Heading) (title, author string) {
	values := map[string]string{}
	var authors []string
	for n := range root.Descendants() {
		switch {
		case n.DataAtom == atom.Title && n.FirstChild != nil && values["title"] == "":
			if n.Parent != nil && n.Parent.DataAtom == atom.Head {
				values["title"] = n.FirstChild.Data
			}
		case n.DataAtom == atom.Meta:
			key := strings.ToLower(attribute(n, "name") + attribute(n, "property"))
			content := oneLine(attribute(n, "content"), 300)
			if content == "" {
				continue
			}
			if key == "citation_author" && len(authors) < 20 {
				authors = append(authors, content)
			}
			if values[key] == "" {
				values[key] = content
			}
		}
	}
	for _, key := range []string{"citation_title", "og:title", "dc.title", "dcterms.title", "title"} {
		if title = sensibleTitle(values[key]); title != "" {
			break
		}
	}
	// "Desks of old | The Library": the heading has it without the site's name.
	for i, h := range headings {
		if heading := oneLine(h.Text, 300); h.Level == 1 && (title == "" && i == 0 || title != heading && len(heading) >= 8 && strings.Contains(title, heading)) {
			title = heading
			break
		}
	}
	if len(authors) > 0 {
		return title, oneLine(strings.Join(authors, "; "), 300)
	}
	for _, key := range []string{"author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author"} {
		if a := values[key]; a != "" && !strings.Contains(a, "://") {
			return title, a
		}
	}
	return title, ""
}

// htmlDate gives the date of a web page, by the names that those who make them use.
func htmlDate(root *html.Node) reader.OwnDate {
	published, changed := map[string]string{}, ""
	for n := range root.Descendants() {
		if n.DataAtom != atom.Meta && n.DataAtom != atom.Time {
			continue
		}
		key := strings.ToLower(attribute(n, "name") + attribute(n, "property") + attribute(n, "itemprop"))
		value := oneLine(attribute(n, "content")+attribute(n, "datetime"), 100)
		if key == "article:modified_time" || key == "dcterms.modified" || key == "datemodified" || key == "last-modified" {
			changed = value
		} else if key != "" && published[key] == "" {
			published[key] = strings.ReplaceAll(value, "/", "-")
		}
	}
	for _, key := range []string{"article:published_time", "citation_publication_date", "citation_date", "datepublished", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date", "date", "pubdate"} {
		if d := date(reader.DatePublished, published[key]); d.Day != "" {
			return d
		}
	}
	return date(reader.DateSaved, changed)
}

// visibleIn counts what is neither space nor invisible.
func visibleIn(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) && !invisible(r) {
			n++
		}
	}
	return n
}
