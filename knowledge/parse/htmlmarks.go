package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// noteMarks are the classes of elements that show a note's number, of pandoc's,
// MediaWiki's and LibreOffice's pages.
var noteMarks = map[string]bool{"footnote-ref": true, "footnote-back": true, "mw-cite-backlink": true, "sdfootnoteanc": true, "sdendnoteanc": true}

// isNoteMark reports whether an element is the number of a note in the text, or
// the way back from the note. As in Word's documents they are left out: "term1"
// is no word, and "[1]" would be taken for a source of an answer.
func isNoteMark(n *html.Node) bool {
	if n.DataAtom != atom.A && n.DataAtom != atom.Sup && n.DataAtom != atom.Span {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "role":
			if a.Val == "doc-noteref" || a.Val == "doc-backlink" {
				return true
			}
		case "epub:type":
			for _, kind := range strings.Fields(a.Val) {
				if kind == "noteref" || kind == "backlink" {
					return true
				}
			}
		case "class":
			for _, class := range strings.Fields(a.Val) {
				if noteMarks[class] || class == "reference" && n.DataAtom == atom.Sup {
					return true
				}
			}
		}
	}
	return false
}

// isReplaced reports whether an element is text that was deleted while changes
// were being noted: with the day or the reason, or beside what took its place. It
// is left out as in Word's documents. Text that is only struck through stays.
func isReplaced(n *html.Node) bool {
	if n.DataAtom != atom.Del {
		return false
	}
	return hasAttribute(n, "datetime") || hasAttribute(n, "cite") || isInsertion(n.PrevSibling, false) || isInsertion(n.NextSibling, true)
}

// isInsertion reports whether n, or the next node that way if n is space, is
// inserted text.
func isInsertion(n *html.Node, forwards bool) bool {
	if n != nil && n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" {
		if forwards {
			n = n.NextSibling
		} else {
			n = n.PrevSibling
		}
	}
	return n != nil && n.DataAtom == atom.Ins
}

func hasAttribute(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// startsWithNumber reports whether the text below n begins with a digit, perhaps
// after a sign.
func startsWithNumber(n *html.Node) bool {
	for c := range n.Descendants() {
		if isNoteMark(c) {
			return false
		}
		if s := strings.TrimLeft(c.Data, " \n\t-−–+"); c.Type == html.TextNode && s != "" {
			first, _ := utf8.DecodeRuneInString(s)
			return unicode.IsDigit(first)
		}
	}
	return false
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
