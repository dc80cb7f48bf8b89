package prose

import (
	"slices"
	"strings"
)

// AtPresent are words that ask for what holds now, which documents say without them, and Latest
// those that ask for the last of several, which some have.
var (
	AtPresent = Set(`now still currently jetzt noch derzeit aktuell momentan maintenant actuellement encore ahora todavia actualmente adesso ancora attualmente`)
	Latest    = Set(`latest newest current recent aktuelle aktuellen aktueller aktuelles derzeitige derzeitigen neueste neuesten neuester neuestes actuel actuelle recente actual reciente attuale`)
)

// WithoutNow is a text without all of these.
func WithoutNow(text string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(text), func(f string) bool {
		w := strings.Trim(Fold(f), " .,;:?!")
		return AtPresent[w] || Latest[w]
	}), " ")
}
