package passage

import "unicode"

// tokens estimates how many tokens a WordPiece tokenizer with an English
// vocabulary (BERT's, which the MiniLM embedding models use) makes of text.
// Exactness is not needed, and the passages must not depend on a model being
// loaded.
//
// It never counts more tokens than characters, what it counts for two texts with
// white space between is what it counts for the whole, and a text cut anywhere
// has no fewer in its parts.
func tokens(text []rune) int {
	n := 0
	for i := 0; i < len(text); {
		r := text[i]
		switch {
		case unicode.IsSpace(r):
			i++
		case unicode.IsMark(r):
			// One belongs to its letter; heaps of them are not free, nor is one
			// that has no letter, perhaps since a cut parted them.
			length := run(text[i:], unicode.IsMark)
			switch {
			case i == 0 || unicode.IsSpace(text[i-1]):
				n += (length + 4) / 4
			case length > 1:
				n += (length + 3) / 4
			}
			i += length
		case unicode.IsDigit(r):
			length := run(text[i:], unicode.IsDigit)
			n += (length + 2) / 3
			i += length
		case isLatin(r):
			// A common word is one token, a long one is cut into pieces.
			length := run(text[i:], isLatin)
			n += 1 + (length-1)/7
			i += length
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			n++
			i++
		case unicode.IsLetter(r):
			// Scripts that the vocabulary knows little more than the letters of.
			length := run(text[i:], foreignLetter)
			n += (length + 1) / 2
			i += length
		default:
			n++
			i++
		}
	}
	return n
}

func run(text []rune, in func(rune) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

func isLatin(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return unicode.Is(unicode.Latin, r)
}

func foreignLetter(r rune) bool {
	return unicode.IsLetter(r) && !isLatin(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
