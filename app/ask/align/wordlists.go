package align

import (
	"embed"
	"maps"
	"path"
	"strings"

	"carrel/app/ask/prose"
	tongue "carrel/knowledge/language"
)

// The same thing is said in different words. The lists in wordings are of those that may
// stand for one another in nearly any text that people ask about; a word that mostly means
// something else, or something a little stronger, is not among them, since every pair makes
// some wrong sentence look right. Each file is of one kind and language, synonyms.en.txt, its
// words folded as prose.Fold does it:
//
//   - synonyms has a group of wordings a line, between commas; one with a space is a set phrase;
//   - fillers has set phrases that are no content, as stop words are, one a line;
//   - irregular has a word and, behind a colon, its irregular forms;
//   - meant and alike are said in meant.go, trade in trade.go.
//
//go:embed wordings
var wordings embed.FS

// wordingLines has the lines of all files of a kind, by their language.
func wordingLines(kind string) map[prose.Language][]string {
	out := map[prose.Language][]string{}
	files, err := wordings.ReadDir("wordings")
	if err != nil {
		panic(err) // it is part of the program
	}
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Name(), kind+".")
		if !ok {
			continue
		}
		text, err := wordings.ReadFile(path.Join("wordings", f.Name()))
		if err != nil {
			panic(err)
		}
		out[prose.Language(strings.TrimSuffix(name, ".txt"))] = strings.Split(strings.TrimSpace(string(text)), "\n")
	}
	return out
}

var phrases, synonyms, irregular = readWordings()

// readWordings makes three tables of the lists, each by language: the set phrases by their
// first word, the term that all synonyms of a stem share, and the word of an irregular form.
func readWordings() (map[prose.Language]map[string][]phrase, map[prose.Language]map[string]string, map[prose.Language]map[string]string) {
	phrases, synonyms, irregular := map[prose.Language]map[string][]phrase{}, map[prose.Language]map[string]string{}, irregularForms()
	for lang, lines := range wordingLines("synonyms") {
		phrases[lang], synonyms[lang] = map[string][]phrase{}, map[string]string{}
		for _, line := range lines {
			group := strings.Split(line, ", ")
			canon := "=" + group[0]
			for _, wording := range group {
				if words := strings.Fields(wording); len(words) > 1 {
					phrases[lang][words[0]] = append(phrases[lang][words[0]], phrase{words, canon})
					continue
				}
				stem := lang.Stem(wording)
				if lang == prose.English {
					stem = undoubled(stem)
				}
				synonyms[lang][baseOf(lang, wording, stem, irregular[lang])] = canon
			}
		}
	}
	for lang, lines := range wordingLines("fillers") {
		for _, filler := range lines {
			words := strings.Fields(filler)
			phrases[lang][words[0]] = append(phrases[lang][words[0]], phrase{words, ""})
		}
	}
	return phrases, synonyms, irregular
}

// irregularForms maps irregular forms to their words: those that a search knows, and rarer
// ones, which would only blur what it finds.
func irregularForms() map[prose.Language]map[string]string {
	out := map[prose.Language]map[string]string{}
	for _, lang := range []prose.Language{prose.English, prose.German, prose.Spanish} {
		out[lang] = maps.Clone(tongue.Irregular(tongue.Tag(lang)))
	}
	for lang, lines := range wordingLines("irregular") {
		for _, line := range lines {
			word, forms, _ := strings.Cut(line, ": ")
			for form := range strings.FieldsSeq(forms) {
				out[lang][form] = word
			}
		}
	}
	return out
}
