package align

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/app/ask/prose"
)

// Paths, options, functions and the like mean what they are as a whole: /etc is not
// /etc/X11, and read.table is no table to be read.

// literals matches them in a question, each in the group that took part.
var literals = regexp.MustCompile(`(?:^|[\s"'“‘(])(--?[a-zA-Z][\w-]*|~?/[\w.+-]+(?:/[\w.+-]+)*|[\w+-]+(?:/[\w+-]+)+\.\w+|\w{2,}(?:(?:\.|_|::|->)\w{2,})+|\w+\(\))`)

// literal is one that some statement has.
type literal struct {
	in     map[int]bool // the statements
	rarity float64
}

// literals gives those of a question that the sources have, and the terms of their words,
// which count for nothing by themselves. One that no source has was perhaps written
// otherwise there: it stays the words that it has.
func (m *Material) literals(question string) (out []literal, terms map[string]bool) {
	terms = map[string]bool{}
	for _, name := range literalsOf(question) {
		l := literal{in: map[int]bool{}}
		for i, st := range m.Statements {
			if hasLiteral(string(st.Text), name) {
				l.in[i] = true
			}
		}
		if len(l.in) == 0 {
			continue
		}
		l.rarity = m.rarityOf(len(l.in))
		out = append(out, l)
		for _, w := range prose.Words(name, m.lang) {
			if w.Term != "" {
				terms[w.Term] = true
			}
		}
	}
	return out, terms
}

// literalsOf gives the paths, options and names of code that a question has, each once and
// without the brackets of a call.
func literalsOf(question string) (out []string) {
	seen := map[string]bool{}
	for _, m := range literals.FindAllStringSubmatch(question, -1) {
		name := strings.TrimRight(strings.TrimSuffix(m[1], "()"), ".")
		if strings.IndexFunc(name, unicode.IsLetter) >= 0 && !seen[name] { // 24/7 and 3.5 are numbers
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// hasLiteral says whether a text has a literal by itself, not as a part of a longer one.
func hasLiteral(text, literal string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], literal)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(literal)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, size := utf8.DecodeRuneInString(text[to:])
		next, _ := utf8.DecodeRuneInString(text[to+size:])
		if !continues(before, literal[0] == '/') && !continues(after, true) && !(after == '.' && continues(next, false)) {
			return true
		}
		at = to
	}
}

// continues says whether a rune beside a literal makes it a part of a longer one.
func continues(r rune, path bool) bool {
	return r == '_' || r == '-' || path && (r == '/' || r == '~') || unicode.IsLetter(r) || unicode.IsDigit(r)
}
