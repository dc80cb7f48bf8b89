package knowledge

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// PassedOver is what a look through folders left where it was, since by its name it is no
// document: see reader.IsDocument. What is left out on purpose (see DefaultExclude) is not
// counted.
type PassedOver struct {
	Files  int          `json:"files"`
	Kinds  []PassedKind `json:"kinds"`  // the commonest, in this order
	Others int          `json:"others"` // files of other kinds
}

// PassedKind is one kind of files that were passed over.
type PassedKind struct {
	Ending string `json:"ending"` // of their names, in lower case and with its point; "" for none
	Files  int    `json:"files"`
}

// mostPassedKinds is how many kinds are told one by one.
const mostPassedKinds = 10

// passedOver counts files by their endings.
type passedOver map[string]int

func (p passedOver) add(path string) { p[endingOf(path)]++ }

// told is what is told of them.
func (p passedOver) told() PassedOver {
	var told PassedOver
	endings := slices.SortedFunc(maps.Keys(p), func(a, b string) int { return cmp.Or(cmp.Compare(p[b], p[a]), cmp.Compare(a, b)) })
	for i, ending := range endings {
		told.Files += p[ending]
		if i < mostPassedKinds {
			told.Kinds = append(told.Kinds, PassedKind{ending, p[ending]})
		} else {
			told.Others += p[ending]
		}
	}
	return told
}

// longestEnding is that of a kind of files; after "report.of what we" no kind is named.
const longestEnding = len(".crdownload")

// endingOf is a name's ending, where it can be one of a kind.
func endingOf(path string) string {
	ending := strings.ToLower(filepath.Ext(path))
	if len(ending) < 2 || len(ending) > longestEnding {
		return ""
	}
	for _, r := range ending[1:] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_+~", r) {
			return ""
		}
	}
	return ending
}
