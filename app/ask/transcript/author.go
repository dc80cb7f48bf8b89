package transcript

import (
	"slices"
	"strings"
	"unicode"
)

// name is an author's. Which part of it is the family name is known only where
// the metadata put it first, as in "Berg, Anna"; else all of it is literal.
type name struct{ family, given, literal string }

// authors are the names of a document's authors, one by one. Files set them
// apart by ";"; where they do not, by "and" or commas, and then names are told
// from "Department of Trade and Industry" by what they look like.
func (d Document) authors() []name {
	var list []name
	for part := range strings.SplitSeq(d.Author, ";") {
		if part = oneLine(part); part != "" {
			list = append(list, split(part)...)
		}
	}
	return list
}

// split takes the names of several persons apart.
func split(s string) []name {
	var inverted []name // "Berg, Anna and Dahl, Carl"
	for one := range strings.SplitSeq(s, " and ") {
		family, given, comma := strings.Cut(one, ",")
		if !comma || !looksLikeFamily(family) || !looksLikeGiven(given) {
			inverted = nil
			break
		}
		inverted = append(inverted, name{family: oneLine(family), given: oneLine(given)})
	}
	if inverted != nil {
		return inverted
	}
	var all []string
	for p := range strings.SplitSeq(s, ",") {
		all = append(all, strings.Split(strings.TrimPrefix(oneLine(p), "and "), " and ")...)
	}
	if len(all) > 1 && !slices.ContainsFunc(all, func(p string) bool { return !looksLikePerson(p) }) {
		var list []name
		for _, p := range all {
			list = append(list, name{literal: oneLine(p)})
		}
		return list
	}
	return []name{{literal: s}}
}

// particles are words of names that need no capital.
var particles = []string{"de", "del", "della", "di", "da", "dos", "du", "la", "le", "van", "von", "der", "den", "ten", "ter", "zu", "zur", "af", "av", "el", "al", "bin", "ibn", "y", "e"}

// companies are what follows a comma in the name of one, or a title in that of a
// person.
var companies = []string{"inc", "ltd", "llc", "gmbh", "ag", "corp", "co", "plc", "sa", "bv", "jr", "sr", "ii", "iii", "phd", "md", "esq"}

func looksLikeFamily(s string) bool {
	words := strings.Fields(s)
	return len(words) >= 1 && len(words) <= 3 && capitals(words) > 0
}

func looksLikeGiven(s string) bool {
	words := strings.Fields(s)
	if len(words) < 1 || len(words) > 3 || capitals(words) != len(words) {
		return false
	}
	bare := strings.ToLower(strings.ReplaceAll(words[0], ".", ""))
	return !slices.Contains(companies, bare)
}

// looksLikePerson tells a person's name of several words from others: two
// to five, begun by a capital but for particles, without digits.
func looksLikePerson(s string) bool {
	words := strings.Fields(s)
	return len(words) >= 2 && len(words) <= 5 && capitals(words) >= 2 && capitals(words[:1]) == 1
}

// capitals counts the words that begin with one; -1 where another word is no
// particle, or one has what no name has.
func capitals(words []string) int {
	n := 0
	for _, w := range words {
		first := []rune(w)[0]
		switch {
		case strings.ContainsFunc(w, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(".-'’", r)
		}):
			return -1
		case unicode.IsUpper(first) || unicode.IsTitle(first):
			n++
		case slices.Contains(particles, w):
		case unicode.IsLower(first):
			return -1
		default: // a script without capitals
			n++
		}
	}
	return n
}
