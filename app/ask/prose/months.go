package prose

import (
	"strings"
	"unicode/utf8"

	"carrel/knowledge/dated"
	tongue "carrel/knowledge/language"
)

// Months are the months' names, folded, from 1 to 12, in the languages that words are stemmed in. Their short
// forms are left out: in another language they may be words ("sept", "mar", "out").
var Months = func() map[string]int {
	out := map[string]int{}
	for _, lang := range []Language{English, German, French, Spanish, Italian, Portuguese, Russian} {
		names := dated.Months(tongue.Tag(lang))
		longest := map[int]int{} // by month, in letters
		for name, month := range names {
			longest[month] = max(longest[month], utf8.RuneCountInString(name))
		}
		for name, month := range names {
			if 4*utf8.RuneCountInString(name) >= 3*longest[month] && !strings.Contains(name, " ") {
				out[Fold(name)] = month
			}
		}
	}
	return out
}()
