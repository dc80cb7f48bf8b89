package grammar

import (
	"strconv"
	"strings"
	"testing"
)

// matcher says what can be written under a grammar, as llama.cpp's sampler does.
type matcher struct {
	rules map[string]part
	text  []rune
	ended bool // the text ended where more could come
}

// part matches the text from a place on and hands on where that ends, until next
// is content.
type part func(m *matcher, at int, next func(int) bool) bool

// takes tells whether a text is a whole answer, begins whether it is the beginning
// of one.
func (m *matcher) takes(text string) bool {
	m.text, m.ended = []rune(text), false
	return m.rules["root"](m, 0, func(at int) bool { return at == len(m.text) })
}

func (m *matcher) begins(text string) bool { return m.takes(text) || m.ended }

func readGrammar(t *testing.T, text string) *matcher {
	t.Helper()
	m := &matcher{rules: map[string]part{}}
	for line := range strings.Lines(text) {
		name, body, _ := strings.Cut(strings.TrimSpace(line), " ::= ")
		p := &bodyReader{t: t, rest: []rune(body)}
		m.rules[name] = p.alternatives()
		if len(p.rest) > 0 {
			t.Fatalf("%s: %q is left", name, string(p.rest))
		}
	}
	return m
}

// bodyReader reads the body of a rule.
type bodyReader struct {
	t    *testing.T
	rest []rune
}

func (p *bodyReader) skip() {
	for len(p.rest) > 0 && p.rest[0] == ' ' {
		p.rest = p.rest[1:]
	}
}

func (p *bodyReader) next(c rune) bool {
	if p.skip(); len(p.rest) == 0 || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *bodyReader) alternatives() part {
	all := []part{p.sequence()}
	for p.next('|') {
		all = append(all, p.sequence())
	}
	return func(m *matcher, at int, next func(int) bool) bool {
		for _, one := range all {
			if one(m, at, next) {
				return true
			}
		}
		return false
	}
}

func (p *bodyReader) sequence() part {
	whole := part(func(_ *matcher, at int, next func(int) bool) bool { return next(at) })
	var parts []part
	for {
		p.skip()
		if len(p.rest) == 0 || p.rest[0] == '|' || p.rest[0] == ')' {
			break
		}
		parts = append(parts, p.repeated(p.atom()))
	}
	for i := len(parts) - 1; i >= 0; i-- {
		one, after := parts[i], whole
		whole = func(m *matcher, at int, next func(int) bool) bool {
			return one(m, at, func(at int) bool { return after(m, at, next) })
		}
	}
	return whole
}

func (p *bodyReader) repeated(one part) part {
	least, most := 1, 1
	switch {
	case p.next('*'):
		least, most = 0, -1
	case p.next('+'):
		most = -1
	case p.next('?'):
		least = 0
	case p.next('{'):
		end := strings.IndexRune(string(p.rest), '}')
		a, b, two := strings.Cut(string(p.rest[:end]), ",")
		p.rest = p.rest[end+1:]
		least, _ = strconv.Atoi(a)
		if most = least; two {
			most = -1
			if n, err := strconv.Atoi(b); err == nil {
				most = n
			}
		}
	default:
		return one
	}
	var from func(m *matcher, n, at int, next func(int) bool) bool
	from = func(m *matcher, n, at int, next func(int) bool) bool {
		if n != most && one(m, at, func(end int) bool { return end > at && from(m, n+1, end, next) }) {
			return true
		}
		return n >= least && next(at)
	}
	return func(m *matcher, at int, next func(int) bool) bool { return from(m, 0, at, next) }
}

func (p *bodyReader) atom() part {
	switch {
	case p.next('('):
		inner := p.alternatives()
		if !p.next(')') {
			p.t.Fatal("a bracket is open")
		}
		return inner
	case p.next('"'):
		var text []rune
		for p.rest[0] != '"' {
			text = append(text, p.letter())
		}
		p.rest = p.rest[1:]
		return func(m *matcher, at int, next func(int) bool) bool {
			for _, c := range text {
				if at == len(m.text) {
					m.ended = true
					return false
				}
				if m.text[at] != c {
					return false
				}
				at++
			}
			return next(at)
		}
	case p.next('['):
		not := len(p.rest) > 0 && p.rest[0] == '^'
		if not {
			p.rest = p.rest[1:]
		}
		var ranges [][2]rune
		for p.rest[0] != ']' {
			low := p.letter()
			high := low
			if p.rest[0] == '-' && p.rest[1] != ']' {
				p.rest = p.rest[1:]
				high = p.letter()
			}
			ranges = append(ranges, [2]rune{low, high})
		}
		p.rest = p.rest[1:]
		return func(m *matcher, at int, next func(int) bool) bool {
			if at == len(m.text) {
				m.ended = true
				return false
			}
			in := false
			for _, r := range ranges {
				in = in || m.text[at] >= r[0] && m.text[at] <= r[1]
			}
			return in != not && next(at+1)
		}
	}
	name := strings.Builder{}
	for len(p.rest) > 0 && strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", p.rest[0]) {
		name.WriteRune(p.rest[0])
		p.rest = p.rest[1:]
	}
	if name.Len() == 0 {
		p.t.Fatalf("%q is no part of a rule", string(p.rest))
	}
	return func(m *matcher, at int, next func(int) bool) bool { return m.rules[name.String()](m, at, next) }
}

// letter reads a letter that may be escaped.
func (p *bodyReader) letter() rune {
	c := p.rest[0]
	p.rest = p.rest[1:]
	if c != '\\' {
		return c
	}
	c = p.rest[0]
	p.rest = p.rest[1:]
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'x':
		n, err := strconv.ParseUint(string(p.rest[:2]), 16, 8)
		if err != nil {
			p.t.Fatal(err)
		}
		p.rest = p.rest[2:]
		return rune(n)
	}
	return c
}
