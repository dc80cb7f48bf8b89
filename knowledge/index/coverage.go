package index

import "carrel/knowledge/language"

// Coverage is the share of a query's terms that a text in that language has,
// weighted by IDF, from 0 to 1. Of a compound, its parts together count as much
// as the whole; of a word's forms in several languages one is enough. A word that asks how
// much counts only where the text has it.
func Coverage(query []Term, weights Weights, lang language.Tag, text string) float64 {
	have := Held(lang, text)
	var found, all float64
	for len(query) > 0 {
		n := 1
		for n < len(query) && query[n].Word == query[0].Word {
			n++
		}
		weight, share := held(query[:n], weights, have)
		if query[0].Asks && share == 0 {
			weight = 0
		}
		all += weight
		found += weight * share
		query = query[n:]
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// held is what one word of a query weighs, and how much of it a text has.
func held(word []Term, weights Weights, have map[string]bool) (weight, share float64) {
	parts, partsHeld := 0, 0
	for _, t := range word {
		if t.Part {
			parts++
			if have[t.Text] {
				partsHeld++
			}
			continue
		}
		if have[t.Text] {
			share = 1
		}
		// A form that the library does not have at all weighs most, and says
		// nothing of one that it has.
		if w := weights.IDF[t.Text]; weight == 0 || w < weight {
			weight = w
		}
	}
	if parts > 0 && share == 0 {
		share = float64(partsHeld) / float64(parts)
	}
	return weight, share
}
