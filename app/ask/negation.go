package ask

// negationWindow is how many words after a negation it reaches, as in NegEx
// (Chapman et al., "A simple algorithm for identifying negated findings and
// diseases in discharge summaries", 2001), unless punctuation ends it before.
const negationWindow = 5

// negations are words that turn what follows into its opposite.
var negations = set(`not no never none nor neither without cannot can't couldn't don't doesn't didn't isn't aren't wasn't
	weren't won't wouldn't shouldn't haven't hasn't hadn't nobody nothing hardly
	nicht kein keine keinen keinem keiner keines nie niemals ohne weder
	ne pas jamais sans aucun aucune ni
	nunca sin ningun ninguna ninguno tampoco jamas
	non mai senza nessun nessuno nessuna
	nao sem nenhum nenhuma
	не нет ни без никогда`)

// privatives undo a negation right before them.
var privatives = set(`without ohne sans sin senza sem без`)

// negatedTerms returns the terms that stand in the scope of a negation.
func negatedTerms(ws []word, runes []rune) map[string]bool {
	var out map[string]bool
	left := 0
	for i, w := range ws {
		if left > 0 && i > 0 && endsClause(gap(runes, ws[i-1], w)) {
			left = 0
		}
		if negations[w.fold] {
			left = negationWindow
			if privatives[w.fold] && i > 0 && negations[ws[i-1].fold] {
				left = 0 // "not without" is with
			}
			continue
		}
		if left > 0 {
			left--
			if w.term != "" {
				if out == nil {
					out = map[string]bool{}
				}
				out[w.term] = true
			}
		}
	}
	return out
}

// gap returns what stands between two words, nothing between the overlapping
// pairs of a script without spaces.
func gap(runes []rune, a, b word) []rune {
	if b.start <= a.end {
		return nil
	}
	return runes[a.end:b.start]
}

func endsClause(between []rune) bool {
	for _, r := range between {
		switch r {
		case ',', ';', ':', '.', '!', '?', '(', ')', '。', '，', '；':
			return true
		}
	}
	return false
}
