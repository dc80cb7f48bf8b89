package knowledge

import (
	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

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
// library's. An embedder must know both sides' languages to compare them.
func (s *search) shareOfWords() float64 {
	library := shareOfWords(s.served.embedder, s.languages[0])
	switch {
	case s.language == language.Unknown:
		return library
	case s.foreign:
		return max(library, shareOfWords(s.served.embedder, s.language))
	}
	return shareOfWords(s.served.embedder, s.language)
}

// unspoken says that the embedder was not made for the question's language.
func (s *search) unspoken() bool {
	e := s.served.embedder
	return e != nil && s.language != language.Unknown && !e.Speaks(s.language)
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

// Where a question shares no telling word with what answers it, the words still
// rank some passages first, by little: the best is hardly better than the tenth.
// There the meaning counts for more. How far apart the two are is a share of the
// score that no passage reaches; from apartLeast to apartMost the weight of the
// words goes from wordsShareFlat to the usual one.
const (
	wordsShareFlat = 0.2
	apartLeast     = 0.05
	apartMost      = 0.20
	apartRank      = 10
)

// shareByWords gives the weight of the words for a ranking by them, of at most
// share. Where only a part of that ranking has been embedded, the meaning tells
// as much less: else the first document to be embedded would answer everything.
func shareByWords(words []index.Ranked, bound, share, embedded float64) float64 {
	if share != wordsShare || len(words) == 0 || bound <= 0 {
		return share // the meaning is not to be trusted more, or there are no words
	}
	apart := words[0].Score
	if len(words) >= apartRank {
		apart -= words[apartRank-1].Score
	}
	part := (apart/bound - apartLeast) / (apartMost - apartLeast)
	return share - embedded*(share-wordsShareFlat)*(1-min(1, max(0, part)))
}
