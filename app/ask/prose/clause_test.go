package prose

import "testing"

// The full stop of an ordinal number ends no clause, that of a sentence does.
func TestClauseEndsBehindOrdinals(t *testing.T) {
	for text, want := range map[string]int{
		"Er stellt am 4. Juni das Gerät her.":      0,
		"Es gilt ab dem 3. Werktag des Monats.":    0,
		"Er hat die Nummer 4. Juristen sagen das.": 1,
		"Es war im Jahr 2004. Juni war kalt.":      1,
	} {
		ws, runes, ends := Words(text, German), []rune(text), 0
		for i := range ws[1:] {
			if ClauseEnds(runes, ws[i], ws[i+1]) {
				ends++
			}
		}
		if ends != want {
			t.Errorf("%s: %d", text, ends)
		}
	}
}
