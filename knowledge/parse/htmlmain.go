package parse

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"carrel/knowledge/reader"
)

// How much of a page is taken for what stands around its text. Leaving out too
// little costs a few useless passages, too much loses the article: so each step
// has to leave enough, or the next, milder one is taken.
type pruning int

const (
	byAll       pruning = iota // elements, roles, names of classes, blocks of links
	byStructure                // elements and roles
	byNothing
)

// mainText gives the main text of a web page and how many letters of it are
// hidden from its readers.
func mainText(root *html.Node) (reader.Page, int) {
	s := survey(root)
	body := s.body
	if body == nil {
		body = root
	}
	prose := s.of[body].prose()
	for level := byAll; level < byNothing; level++ {
		top := s.main(body)
		w := &htmlWriter{flow: &flow{}, hidden: s.isHidden, leave: func(n *html.Node) bool { return s.around(n, top, level) }}
		if h := s.onlyTitle(top); h != nil {
			w.node(h)
		}
		w.node(top)
		w.flush()
		if page := w.flow.page(); visibleIn(page.Text)*3 >= prose && page.Text != "" {
			return page, w.concealed
		}
	}
	return htmlText(body, s.isHidden)
}

// htmlText gives all text below a node of parseHTML's tree, as it is shown,
// and how many letters there are hidden. hidden may be nil: then only what the
// elements themselves say counts.
func htmlText(n *html.Node, hidden func(*html.Node) bool) (reader.Page, int) {
	if hidden == nil {
		hidden = selfHidden
	}
	w := &htmlWriter{flow: &flow{}, hidden: hidden}
	w.node(n)
	w.flush()
	return w.flow.page(), w.concealed
}

// weight is what an element holds, in letters.
type weight struct {
	text, linked int // all that can be seen, and of that in links
	links        int
	controls     int // buttons and fields
	headings     int // h1 and h2
	core         bool
}

func (w weight) prose() int { return w.text - w.linked }

// siteSurvey is what there is where in a page.
type siteSurvey struct {
	of     map[*html.Node]weight
	body   *html.Node
	cores  []*html.Node // elements that say they are the main text
	titles []*html.Node // h1
	styles map[string]bool
}

func survey(root *html.Node) *siteSurvey {
	s := &siteSurvey{of: map[*html.Node]weight{}, styles: map[string]bool{}}
	for n := range root.Descendants() {
		if n.DataAtom == atom.Style && n.FirstChild != nil {
			hidingRules(n.FirstChild.Data, s.styles)
		}
	}
	s.weigh(root, false)
	return s
}

// isCore reports whether an element says that it is the main text.
func isCore(n *html.Node) bool {
	role := attribute(n, "role")
	return n.DataAtom == atom.Main || n.DataAtom == atom.Article || role == "main" || role == "article" || attribute(n, "itemprop") == "articleBody"
}

// weigh fills in the weights of n and of all below it.
func (s *siteSurvey) weigh(n *html.Node, linked bool) weight {
	var sum weight
	if n.Type == html.TextNode {
		sum.text = visibleIn(n.Data)
		if linked {
			sum.linked = sum.text
		}
		return sum
	}
	if n.Type == html.ElementNode {
		if isUnread(n) && n.DataAtom != atom.Input && n.DataAtom != atom.Select && n.DataAtom != atom.Textarea || s.isHidden(n) {
			return sum
		}
		switch n.DataAtom {
		case atom.A:
			linked = true
			sum.links++
		case atom.Button, atom.Input, atom.Select, atom.Textarea:
			sum.controls++
			if unread[n.DataAtom] {
				return sum
			}
		case atom.H1, atom.H2:
			sum.headings++
			if n.DataAtom == atom.H1 {
				s.titles = append(s.titles, n)
			}
		case atom.Body, atom.Frameset:
			s.body = n
		}
		if isCore(n) {
			s.cores = append(s.cores, n)
			sum.core = true
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w := s.weigh(c, linked)
		sum.text += w.text
		sum.linked += w.linked
		sum.links += w.links
		sum.controls += w.controls
		sum.headings += w.headings
		sum.core = sum.core || w.core
	}
	s.of[n] = sum
	return sum
}

// main is the element that has the main text: one that says so and holds half
// of the page's prose, or else the whole body.
func (s *siteSurvey) main(body *html.Node) *html.Node {
	prose := s.of[body].prose()
	for c := range body.Descendants() {
		switch c.DataAtom {
		case atom.Nav, atom.Aside, atom.Footer, atom.Header:
			if !within(c, body, atom.Nav, atom.Aside, atom.Footer, atom.Header, atom.Article, atom.Main) {
				prose -= s.of[c].prose()
			}
		}
	}
	var best *html.Node
	for _, c := range s.cores {
		if p := s.of[c].prose(); p > 0 && p*2 >= prose && (best == nil || p > s.of[best].prose() || p*10 >= s.of[best].prose()*9 && c.DataAtom == atom.Article) {
			best = c
		}
	}
	if best == nil {
		return body
	}
	return best
}

// onlyTitle is the page's one h1 where that stands outside of top.
func (s *siteSurvey) onlyTitle(top *html.Node) *html.Node {
	if len(s.titles) != 1 || s.titles[0] == top {
		return nil
	}
	for p := range s.titles[0].Ancestors() {
		if p == top {
			return nil
		}
	}
	return s.titles[0]
}

// within reports whether n stands in one of some elements below top.
func within(n, top *html.Node, elements ...atom.Atom) bool {
	for p := n.Parent; p != nil && p != top; p = p.Parent {
		for _, e := range elements {
			if p.DataAtom == e {
				return true
			}
		}
	}
	return false
}

// around reports whether an element below top stands around the main text.
func (s *siteSurvey) around(n, top *html.Node, level pruning) bool {
	if n.Type != html.ElementNode || n == top || headingLevel(n.DataAtom) > 0 {
		return false
	}
	w := s.of[n]
	inCore := top != s.body || within(n, top, atom.Article, atom.Main)
	mostlyLinks := w.linked*10 > w.text*3
	switch strings.ToLower(attribute(n, "role")) {
	case "navigation", "search", "menu", "menubar", "toolbar", "tablist", "dialog", "alertdialog":
		return !w.core
	case "banner", "contentinfo":
		return !w.core && w.headings == 0
	case "complementary":
		return !w.core && (!inCore || mostlyLinks)
	case "doc-endnotes", "doc-footnote", "doc-bibliography", "note":
		return false
	}
	switch n.DataAtom {
	case atom.Nav, atom.Search, atom.Menu:
		return !w.core
	case atom.Dialog:
		return true
	case atom.Aside, atom.Footer:
		return !w.core && (!inCore || mostlyLinks || w.text < 40 && w.links > 0)
	case atom.Header:
		return !w.core && !inCore && w.headings == 0
	case atom.Button:
		// The questions of a list that unfolds are buttons too.
		return !within(n, top, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt, atom.Summary)
	}
	if level != byAll || w.core {
		return false
	}
	if !isBlock[n.DataAtom] && n.DataAtom != atom.Span && n.DataAtom != atom.A {
		return false
	}
	share := s.of[top].prose()
	switch named := surroundingName(n); {
	case named == consent && (w.controls > 0 || w.links > 0) && w.headings < 3:
		return w.prose()*2 < share || w.controls > 0 && w.text < 2000
	case named == surrounding && w.headings == 0 && (n.DataAtom != atom.A || w.text < 40):
		return w.prose()*4 < share
	}
	// A block of links on a page that has prose beside it: a menu that is not
	// marked as one.
	menu := w.links >= 4 && w.linked*10 >= w.text*8 && w.linked < w.links*30
	return menu && !inCore && w.headings == 0 && share > 500 && n.DataAtom != atom.Table && !inProse(n, s)
}

// inProse reports whether a list of links belongs to a text: a paragraph or a
// heading of its own leads it in.
func inProse(n *html.Node, s *siteSurvey) bool {
	p := n.PrevSibling
	for p != nil && (p.Type != html.ElementNode || s.of[p].text == 0) {
		p = p.PrevSibling
	}
	return p != nil && (p.DataAtom == atom.P && s.of[p].prose() >= 20 || headingLevel(p.DataAtom) > 0)
}

// What an element's class and id say that it is.
type nameKind int

const (
	plain nameKind = iota
	surrounding
	consent
)

var surroundingNames = map[string]nameKind{
	"cookie": consent, "cookies": consent, "consent": consent, "gdpr": consent, "ccpa": consent, "onetrust": consent, "cookiebanner": consent,
	"cookieconsent": consent, "cookienotice": consent, "didomi": consent, "usercentrics": consent, "cmp": consent, "paywall": consent,
	"ad": surrounding, "ads": surrounding, "advert": surrounding, "adverts": surrounding, "advertisement": surrounding, "adsbygoogle": surrounding,
	"sponsored": surrounding, "sponsor": surrounding, "promo": surrounding, "newsletter": surrounding, "subscribe": surrounding, "breadcrumb": surrounding,
	"breadcrumbs": surrounding, "sidebar": surrounding, "navbar": surrounding, "nav": surrounding, "navigation": surrounding, "menu": surrounding,
	"social": surrounding, "share": surrounding, "sharing": surrounding, "sharethis": surrounding, "related": surrounding, "recommended": surrounding,
	"recommendations": surrounding, "popup": surrounding, "modal": surrounding, "skiplink": surrounding, "pagination": surrounding, "pager": surrounding,
	"toolbar": surrounding, "editsection": surrounding, "noprint": surrounding, "navbox": surrounding, "sitemap": surrounding, "masthead": surrounding,
	"footer": surrounding, "copyright": surrounding, "outbrain": surrounding, "taboola": surrounding, "metadata": plain,
}

func surroundingName(n *html.Node) nameKind {
	kind := plain
	for _, word := range strings.FieldsFunc(strings.ToLower(attribute(n, "class")+" "+attribute(n, "id")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		kind = max(kind, surroundingNames[word])
	}
	return kind
}

// isHidden reports whether an element is not shown.
func (s *siteSurvey) isHidden(n *html.Node) bool {
	if selfHidden(n) {
		return true
	}
	if len(s.styles) == 0 || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return false
	}
	if id := attribute(n, "id"); id != "" && s.styles["#"+id] {
		return true
	}
	for class := range strings.FieldsSeq(attribute(n, "class")) {
		if s.styles["."+class] {
			return true
		}
	}
	return false
}

// selfHidden reports whether an element says of itself that it is not shown.
func selfHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			if a.Val != "until-found" {
				return true
			}
		case "style":
			if hides(a.Val) {
				return true
			}
		}
	}
	return false
}

// hides reports whether declarations of a style keep text from being seen.
func hides(style string) bool {
	style = strings.ToLower(style)
	var color, background string
	for d := range strings.SplitSeq(style, ";") {
		key, value, _ := strings.Cut(d, ":")
		value = strings.TrimSpace(strings.ReplaceAll(value, "!important", ""))
		switch strings.TrimSpace(key) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "opacity":
			if strings.Trim(value, "0.%") == "" && value != "" {
				return true
			}
		case "font-size":
			number := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz%")
			if strings.Trim(number, "0.") == "" && number != "" || value == "1px" || value == "1pt" {
				return true
			}
		case "left", "top", "text-indent", "margin-left":
			if digits := strings.TrimRight(strings.TrimPrefix(value, "-"), "abcdefghijklmnopqrstuvwxyz"); strings.HasPrefix(value, "-") && len(digits) >= 4 && strings.Trim(digits, "0123456789") == "" {
				return true // far outside of the window
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "color":
			color = value
		case "background", "background-color":
			background = value
		}
	}
	return color != "" && color == background && color != "inherit" && color != "transparent"
}

// hidingRules adds the classes and ids that a style sheet hides on every
// screen: simple selectors only, outside of "@media" and the like.
func hidingRules(sheet string, into map[string]bool) {
	for sheet != "" && len(into) < 10_000 {
		open := strings.IndexByte(sheet, '{')
		if open < 0 {
			return
		}
		selectors := sheet[:open]
		if i := strings.LastIndexAny(selectors, ";/"); i >= 0 {
			selectors = selectors[i+1:] // "@import ...;", a comment's end
		}
		sheet = sheet[open+1:]
		if strings.Contains(selectors, "@") {
			for depth := 1; depth > 0; {
				i := strings.IndexAny(sheet, "{}")
				if i < 0 {
					return
				}
				if depth--; sheet[i] == '{' {
					depth += 2
				}
				sheet = sheet[i+1:]
			}
			continue
		}
		declarations, rest, _ := strings.Cut(sheet, "}")
		sheet = rest
		if !hides(declarations) {
			continue
		}
		for selector := range strings.SplitSeq(selectors, ",") {
			if selector = strings.TrimSpace(selector); len(selector) > 1 && (selector[0] == '.' || selector[0] == '#') && !strings.ContainsAny(selector[1:], " .#:>+~[*") {
				into[selector] = true
			}
		}
	}
}
