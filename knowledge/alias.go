package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// People call a company by its initials ("J&J" is Johnson & Johnson, "AMD"
// Advanced Micro Devices) or by a blend of its first two words ("Amex"). Those are
// aliases of the documents whose title, file name or cover has the whole. They
// are kept among the words of names in upper case; analysed terms are in lower
// case, so that neither is taken for the other.

// companyForms are the last words of companies' names.
var companyForms = func() map[string]bool {
	set := map[string]bool{}
	for f := range strings.FieldsSeq(`inc incorporated corp corporation company co plc ltd limited llc lp group
		holding holdings international se ag nv sa spa ab asa gmbh kgaa bancorp bank trust`) {
		set[f] = true
	}
	return set
}()

// maxAliased is how many words a name with an alias has at most.
const maxAliased = 5

// aliasesOfName gives the aliases that a title or a file's name has.
func aliasesOfName(name string) []string {
	var list []string
	for line := range strings.Lines(name) {
		list = append(list, aliases(capitalised(line))...)
	}
	return list
}

// aliasesOfCover gives the aliases of the companies that a first page names: in
// lines that end in a company's form, have an "&", or stand above the mark of the
// registrant.
func aliasesOfCover(head string) []string {
	var list []string
	var before []string
	for line := range strings.Lines(head) {
		words := capitalised(line)
		switch {
		case strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), registrantMark):
			list = append(list, aliases(before)...)
		case len(words) > 0 && companyForms[strings.ToLower(words[len(words)-1])]:
			list = append(list, aliases(words)...)
		case len(words) > 1 && strings.Contains(line, "&"):
			list = append(list, initials(words))
		}
		if len(words) > 0 {
			before = words
		}
	}
	return list
}

// capitalised gives the words with a capital that a line begins with, but for what
// joins them; nil where there are too many for a name.
func capitalised(line string) []string {
	var words []string
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, _ := utf8.DecodeRuneInString(word)
		switch lower := strings.ToLower(word); {
		case lower == "and" || lower == "of" || lower == "the":
		case unicode.IsUpper(first):
			words = append(words, word)
		case len(words) > 0:
			if len(words) > maxAliased {
				return nil
			}
			return words
		default:
			return nil // the rest of a sentence
		}
	}
	if len(words) > maxAliased {
		return nil
	}
	return words
}

// aliases gives the initials of a name, with and without its company's form, and
// the blend of its first two words.
func aliases(name []string) []string {
	if len(name) < 2 {
		return nil
	}
	bare := name
	for len(bare) > 2 && companyForms[strings.ToLower(bare[len(bare)-1])] {
		bare = bare[:len(bare)-1]
	}
	list := []string{initials(name)}
	if len(bare) < len(name) {
		list = append(list, initials(bare))
	}
	if a, b := []rune(bare[0]), []rune(bare[1]); len(a) >= 4 && len(b) >= 4 {
		list = append(list, strings.ToUpper(string(a[:2])+string(b[:2])))
	}
	return list
}

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		b.WriteRune(unicode.ToUpper(first))
	}
	return b.String()
}

// aliased finds the aliases in a question that documents have. It gives the terms
// of how the question writes them by that of the alias.
func (n *names) aliased(question string, languages []language.Tag) map[string][]string {
	found := map[string][]string{}
	for word := range strings.FieldsFuncSeq(question, func(r rune) bool { return !unicode.IsLetter(r) && r != '&' }) {
		key := aliasKey(word)
		if key == "" || n.words[key] == nil || found[key] != nil {
			continue
		}
		found[key] = []string{}
		for _, lang := range languages {
			for _, part := range index.Analyse(lang, word) {
				found[key] = append(found[key], part.Text)
			}
		}
	}
	return found
}

// aliasKey is what a word would be as an alias: letters joined by "&", three to
// five capitals, or a short word with a capital; "" for any other.
func aliasKey(word string) string {
	key := strings.ReplaceAll(word, "&", "")
	first, _ := utf8.DecodeRuneInString(key)
	count := utf8.RuneCountInString(key)
	switch {
	case count < 2 || count > maxAliased || !unicode.IsUpper(first):
		return ""
	case len(key) < len(word): // "J&J"
	case count >= 3 && key == strings.ToUpper(key): // "AMD"
	case count == 4: // "Amex"
	default:
		return ""
	}
	return strings.ToUpper(key)
}
