package knowledge

import "carrel/knowledge/language"

// The weight of the words in a fused score, the rest is that of the meaning.
// Anything from 0.4 to 0.6 ranks about equally well where the embedder knows the
// question's language. Where it does not, its vectors compare names and words that
// languages share (in German and Spanish 0.8 to 0.9 all find more than
// words alone), and in another script than its own nothing.
const (
	wordsShare        = 0.5
	wordsShareForeign = 0.85
	wordsShareScript  = 0.99
)

// shareOfWords gives the weight of the words for the question: one whose language
// cannot be told (a few words without a function word) is taken to be in the
// library's.
func (s *search) shareOfWords() float64 {
	if s.language == language.Unknown {
		return shareOfWords(s.served.embedder, s.languages[0])
	}
	return shareOfWords(s.served.embedder, s.language)
}

// shareOfWords gives the weight of the words for a question in that language.
func shareOfWords(embedder Embedder, lang language.Tag) float64 {
	switch {
	case lang == language.Unknown || embedder == nil || embedder.Speaks(lang):
		return wordsShare
	case !language.Latin(lang):
		return wordsShareScript
	}
	return wordsShareForeign
}
