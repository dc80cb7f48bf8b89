package dated

import (
	_ "embed"
	"maps"
	"strings"
	"sync"

	"carrel/knowledge/language"
)

//go:embed words.txt
var wordsText string

// vocabulary is what a language writes dates and reports with, see words.txt.
type vocabulary struct {
	months                                     map[string]int // from 1
	spans, ends, after, to, date, annual, skip map[string]bool
}

var vocabularies = sync.OnceValue(func() map[language.Tag]*vocabulary {
	all := map[language.Tag]*vocabulary{}
	for line := range strings.Lines(wordsText) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] == "#" {
			continue
		}
		v := all[language.Tag(fields[0])]
		if v == nil {
			v = &vocabulary{months: map[string]int{}}
			all[language.Tag(fields[0])] = v
		}
		v.add(fields[1], fields[2:])
	}
	return all
})

func (v *vocabulary) add(what string, words []string) {
	if what == "months" {
		for i, forms := range words {
			for form := range strings.SplitSeq(forms, "/") {
				v.months[strings.ReplaceAll(form, "_", " ")] = i + 1
			}
		}
		return
	}
	set := map[string]bool{}
	for _, w := range words {
		set[strings.ReplaceAll(w, "_", " ")] = true
	}
	switch what {
	case "spans":
		v.spans = set
	case "ends":
		v.ends = set
	case "after":
		v.after = set
	case "to":
		v.to = set
	case "date":
		v.date = set
	case "annual":
		v.annual = set
	case "skip":
		v.skip = set
	default:
		panic("words.txt: " + what)
	}
}

// Months are the names that a language writes months with, small, in all forms that stand
// beside a day and a year, with their numbers from 1; nil for a language that is not known.
func Months(tag language.Tag) map[string]int {
	v := vocabularies()[tag]
	if v == nil {
		return nil
	}
	return maps.Clone(v.months)
}

// vocabulariesOf are the language's own and English, whose dates stand in
// documents of all languages.
func vocabulariesOf(tag language.Tag) []*vocabulary {
	english := vocabularies()[language.English]
	own := vocabularies()[tag]
	if own == nil || own == english {
		return []*vocabulary{english}
	}
	return []*vocabulary{own, english}
}
