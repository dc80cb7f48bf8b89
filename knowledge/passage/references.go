package passage

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A list of references has the words of what it refers to, close together, and says
// nothing of it.

// How many marks of each kind a text has at least to be a list of references, and how many
// words there are to each mark at most: running text that cites has its years in
// brackets too, but no initials and no publishers.
const (
	referenceNames  = 3
	referenceYears  = 2
	referencePlaces = 2
	wordsToAMark    = 9
)

var (
	// referenceName matches an author as lists of references write one: "Jaro, M. A.",
	// "Bates D,", "W.W. Peterson", "Benjamin M. Bolker".
	referenceName = regexp.MustCompile(`\p{Lu}[\p{L}'’-]+, ?\p{Lu}\.|\p{Lu}[\p{L}'’-]+ \p{Lu}{1,3}(?:,| \(|\. )|(?:\p{Lu}\.[ -]?){1,3} \p{Lu}[\p{L}'’-]+|\p{Lu}\p{Ll}+ \p{Lu}\. \p{Lu}\p{Ll}+`)
	// referenceYear matches the year of an entry: "(1976),", "(2017).", ", 1993."
	referenceYear = regexp.MustCompile(`\((?:1[5-9]|20)\d{2}[a-z]?(?:, \p{L}+)?\)[.,:]?|[ ,](?:1[5-9]|20)\d{2}[a-z]?\.(?:\s|$)`)
	// referencePlace matches where something was published.
	referencePlace = regexp.MustCompile(`(?i)\b(?:journal|proceedings|proc\.|transactions|annals|conference|workshop|press|publishers?|verlag|springer|wiley|elsevier|technical report|working paper|dissertation|ph\.?d\.? thesis|doi|isbn|issn|arxiv|url|vol\.|pp\.|eds?\.)|https?://|\d+ ?\(\d+\)[,:]|\b\d+[,:] ?\d+[-–]\d+|\d{2,4}[-–]\d{2,4}\.`)
)

// IsReferences says whether a text is a part of a list of references.
func IsReferences(text string) bool {
	years := len(referenceYear.FindAllStringIndex(text, -1))
	if years < referenceYears { // few texts have as many, and names take longer to look for
		return false
	}
	names := len(referenceName.FindAllStringIndex(text, -1))
	if names < referenceNames {
		return false
	}
	places := len(referencePlace.FindAllStringIndex(text, -1))
	return places >= referencePlaces && len(strings.Fields(text)) <= wordsToAMark*(names+years+places)
}

// referencesHeading matches the line above a list of references.
var referencesHeading = regexp.MustCompile(`(?im)^[ \t#*]*(?:\d{1,2}\.? |[ivx]{1,4}\. )?(?:references|bibliography|works cited|literature cited|literatur|literaturverzeichnis|quellenverzeichnis|bibliographie|références|referencias|bibliografía|bibliografia)[*: \t]*$`)

// ReferencesFrom says where in a text, in code points, the heading of a list of references
// begins that goes on to its end; -1 where it has none. A passage may have the end of a paper
// and the beginning of its references.
func ReferencesFrom(text string) int {
	all := referencesHeading.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	at := all[len(all)-1]
	if entries := text[at[1]:]; !referenceYear.MatchString(entries) || !referenceName.MatchString(entries) {
		return -1
	}
	return utf8.RuneCountInString(text[:at[0]])
}
