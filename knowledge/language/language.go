// Package language tells which language a text is in, and which of a language's
// words tell nothing. It is small on purpose: it goes by script and by the
// function words that make up half of any running text, needs no model, and
// says "not known" rather than guess.
package language

import (
	_ "embed"
	"strings"
	"sync"
)

// Tag names a language by its ISO 639-1 code: "en". "" is one not known.
type Tag string

// The languages that code elsewhere names.
const (
	Unknown  Tag = ""
	English  Tag = "en"
	Arabic   Tag = "ar"
	Chinese  Tag = "zh"
	Japanese Tag = "ja"
)

//go:embed stop.txt
var stopText string

// Stops gives the function words of a language, in lower case as they are
// written; nil for a language that has none here. The map must not be changed.
func Stops(tag Tag) map[string]bool { return stops()[tag] }

// Known are the languages that Detect can find, with their names in English.
var Known = map[Tag]string{
	"ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
	"fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
	"ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
	"sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}

var stops = sync.OnceValue(func() map[Tag]map[string]bool {
	all := map[Tag]map[string]bool{English: english}
	for line := range strings.Lines(stopText) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		set := make(map[string]bool, len(words))
		for _, w := range words[1:] {
			set[w] = true
		}
		all[Tag(words[0])] = set
	}
	return all
})

// evidence is what each language's function words say for it: a word that
// several languages share says less for each of them.
var evidence = sync.OnceValue(func() map[string][]vote {
	votes := map[string][]vote{}
	for tag, set := range stops() {
		for w := range set {
			votes[w] = append(votes[w], vote{tag: tag})
		}
	}
	for _, list := range votes {
		for i := range list {
			list[i].weight = 1 / float64(len(list))
		}
	}
	return votes
})

type vote struct {
	tag    Tag
	weight float64
}

// Latin reports whether a language is written in Latin letters.
func Latin(tag Tag) bool {
	switch tag {
	case "ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "zh":
		return false
	}
	return true
}
