package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// formula is a part of a formula, of MathML or of Office's own (OMML). What they
// draw above and below each other is written in a line, "(a + b)/c" for a
// fraction: the letters alone, "a + bc", would say something else.
type formula struct {
	name  string // "mfrac", "f"; "" for text
	text  string
	chars map[string]string // attributes that say which signs are drawn
	parts []formula
}

// maxFormula bounds the parts of a formula; those beyond are left out.
const maxFormula = 20_000

// htmlFormula reads a formula of a web page.
func htmlFormula(n *html.Node) formula {
	left := maxFormula
	return mathNode(n, &left)
}

func mathNode(n *html.Node, left *int) formula {
	f := formula{name: strings.ToLower(n.Data)}
	for _, a := range n.Attr {
		f.set(a.Key, a.Val)
	}
	for c := n.FirstChild; c != nil && *left > 0; c = c.NextSibling {
		*left--
		switch c.Type {
		case html.TextNode:
			f.parts = append(f.parts, formula{text: c.Data})
		case html.ElementNode:
			f.parts = append(f.parts, mathNode(c, left))
		}
	}
	return f
}

// xmlFormula reads the formula in the element opened last.
func xmlFormula(x *xmlReader, e element) (formula, error) {
	left := maxFormula
	return mathElement(x, e, &left)
}

func mathElement(x *xmlReader, e element, left *int) (formula, error) {
	f := formula{name: e.local}
	for _, a := range e.attrs {
		f.set(a.Name.Local, a.Value)
	}
	err := x.mixed(func(e element) error {
		// w:del: deleted, not yet for good. Other elements of Word say how it looks.
		if *left--; *left < 0 || strings.HasPrefix(e.name, "w:") && e.name != "w:ins" {
			return nil
		}
		part, err := mathElement(x, e, left)
		f.parts = append(f.parts, part)
		return err
	}, func(text []byte) {
		// Between the elements stand line ends, for those who read the file.
		if *left--; *left >= 0 && (f.name == "t" || strings.TrimSpace(string(text)) != "") {
			f.parts = append(f.parts, formula{text: string(text)})
		}
	})
	return f, err
}

// set keeps an attribute that says which sign is drawn.
func (f *formula) set(key, value string) {
	switch key {
	case "val", "open", "close", "separators":
		if f.chars == nil {
			f.chars = map[string]string{}
		}
		f.chars[key] = oneLine(value, 8)
	}
}

// child gives the line of the first part of a name, "" where there is none.
func (f *formula) child(name string) string {
	if p := f.find(name); p != nil {
		return p.line()
	}
	return ""
}

func (f *formula) find(name string) *formula {
	for i := range f.parts {
		if f.parts[i].name == name {
			return &f.parts[i]
		}
	}
	return nil
}

// char is the sign that a part's settings name: m:dPr/m:begChr of m:d.
func (f *formula) char(settings, name, usual string) string {
	p := f.find(settings)
	if p == nil {
		return usual
	}
	if p = p.find(name); p == nil {
		return usual
	}
	return p.chars["val"]
}

// at gives the line of the i-th element inside.
func (f *formula) at(i int) string {
	for k := range f.parts {
		if f.parts[k].name == "" {
			continue
		}
		if i--; i < 0 {
			return f.parts[k].line()
		}
	}
	return ""
}

// rows gives the lines of all parts of a name, as a list.
func (f *formula) rows(between string, names ...string) string {
	var lines []string
	for i := range f.parts {
		for _, name := range names {
			if f.parts[i].name == name {
				lines = append(lines, f.parts[i].line())
			}
		}
	}
	return strings.Join(lines, between)
}

// line writes a formula in a line.
func (f *formula) line() string {
	switch f.name {
	case "":
		return strings.Join(strings.Fields(f.text), " ")
	case "annotation", "annotation-xml", "mphantom", "phant":
		return "" // the same for programs; empty places
	case "mtext", "t", "ms":
		return f.words()
	case "mfrac":
		return bracketed(f.at(0)) + "/" + bracketed(f.at(1))
	case "f":
		return bracketed(f.child("num")) + "/" + bracketed(f.child("den"))
	case "msup":
		return scripts(f.at(0), "", f.at(1))
	case "sSup":
		return scripts(f.child("e"), "", f.child("sup"))
	case "msub", "munder":
		return scripts(f.at(0), f.at(1), "")
	case "sSub":
		return scripts(f.child("e"), f.child("sub"), "")
	case "limLow":
		return scripts(f.child("e"), f.child("lim"), "")
	case "limUpp":
		return scripts(f.child("e"), "", f.child("lim"))
	case "msubsup", "munderover":
		return scripts(f.at(0), f.at(1), f.at(2))
	case "sSubSup":
		return scripts(f.child("e"), f.child("sub"), f.child("sup"))
	case "nary":
		return spacedOut(scripts(f.char("naryPr", "chr", "∫"), f.child("sub"), f.child("sup")), f.child("e"))
	case "msqrt":
		return "√" + bracketed(f.all(""))
	case "mroot":
		return f.at(1) + "√" + bracketed(f.at(0))
	case "rad":
		return f.child("deg") + "√" + bracketed(f.child("e"))
	case "d":
		return f.char("dPr", "begChr", "(") + f.rows(f.char("dPr", "sepChr", "|"), "e") + f.char("dPr", "endChr", ")")
	case "mfenced":
		open, given := f.chars["open"]
		if !given {
			open = "("
		}
		end, given := f.chars["close"]
		if !given {
			end = ")"
		}
		return open + f.all(", ") + end
	case "func":
		return spacedOut(f.child("fName"), f.child("e"))
	case "mtable", "m", "eqArr":
		return f.rows("; ", "mtr", "mlabeledtr", "mr", "e")
	case "mtr", "mlabeledtr", "mr":
		return f.rows(" ", "mtd", "e")
	}
	return f.all("")
}

// words is text as it stands.
func (f *formula) words() string {
	var b strings.Builder
	for i := range f.parts {
		b.WriteString(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return ' '
			}
			return r
		}, f.parts[i].text))
	}
	return b.String()
}

// all joins the lines of all parts.
func (f *formula) all(between string) string {
	line := ""
	for i := range f.parts {
		part := f.parts[i].line()
		if part == "" || len(line) > 1<<16 {
			continue
		}
		if line != "" && between != "" {
			line += between + part
			continue
		}
		line = spacedOut(line, part)
	}
	return line
}

// spacedOut joins two lines, with a space between words: "sin x".
func spacedOut(a, b string) string {
	last, n := utf8.DecodeLastRuneInString(a)
	first, m := utf8.DecodeRuneInString(b)
	if !unicode.IsLetter(last) || !unicode.IsLetter(first) {
		return a + b
	}
	before, _ := utf8.DecodeLastRuneInString(a[:len(a)-n])
	after, _ := utf8.DecodeRuneInString(b[m:])
	if unicode.IsLetter(before) || unicode.IsLetter(after) {
		return a + " " + b
	}
	return a + b // letters that stand for numbers: "xy"
}

// scripts writes what stands low and high beside a sign. A prime and an accent
// stand beside it as they are.
func scripts(base, low, high string) string {
	if low != "" {
		base += "_" + bracketed(low)
	}
	switch r, _ := utf8.DecodeRuneInString(high); {
	case high == "":
	case unicode.IsLetter(r) || unicode.IsDigit(r) || utf8.RuneCountInString(high) > 1:
		base += "^" + bracketed(high)
	default:
		base += high
	}
	return base
}

// bracketed puts brackets around a part of a formula that is more than one name
// or number.
func bracketed(s string) string {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != ',' && r != '_' && r != '∞' {
			return "(" + s + ")"
		}
	}
	return s
}
