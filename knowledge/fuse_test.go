package knowledge

import (
	"math"
	"testing"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// englishEmbedder knows English only; nothing else is asked of it.
type englishEmbedder struct{ Embedder }

func (englishEmbedder) Speaks(lang language.Tag) bool { return lang == language.English }

// In a language that the embedder does not know, words weigh more; a question
// that does not tell its language is taken to be in the library's.
func TestShareOfWords(t *testing.T) {
	for _, c := range []struct {
		question, library language.Tag
		want              float64
	}{
		{language.English, "de", wordsShare},
		{"de", language.English, wordsShareForeign},
		{"ru", language.English, wordsShareScript},
		{language.Unknown, language.English, wordsShare},
		{language.Unknown, "de", wordsShareForeign},
		{language.Unknown, "ar", wordsShareScript},
	} {
		s := &search{served: &served{embedder: englishEmbedder{}}, language: c.question, languages: []language.Tag{c.library, language.English}}
		if got := s.shareOfWords(); got != c.want {
			t.Errorf("a question in %q to a library in %q weighs words %g, want %g", c.question, c.library, got, c.want)
		}
	}
}

// Where no passage stands out by its words, these weigh less.
func TestShareByWords(t *testing.T) {
	ranking := func(best, tenth float64) []index.Ranked {
		list := make([]index.Ranked, apartRank)
		for i := range list {
			list[i].Score = tenth
		}
		list[0].Score = best
		return list
	}
	for _, c := range []struct {
		words       []index.Ranked
		share, want float64
		embedded    float64
	}{
		{ranking(9, 2), wordsShare, wordsShare, 1},
		{ranking(2.1, 2), wordsShare, wordsShareFlat, 1},
		{ranking(3.25, 2), wordsShare, (wordsShare + wordsShareFlat) / 2, 1},
		{ranking(2.1, 2), wordsShare, (wordsShare + wordsShareFlat) / 2, 0.5},
		{ranking(2.1, 2), wordsShare, wordsShare, 0},
		{ranking(2.1, 2), wordsShareForeign, wordsShareForeign, 1},
		{ranking(9, 2)[:1], wordsShare, wordsShare, 1}, // the only one
		{nil, wordsShare, wordsShare, 1},
	} {
		if got := shareByWords(c.words, 10, c.share, c.embedded); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("words that reach %v weigh %g of %g, want %g", c.words, got, c.share, c.want)
		}
	}
}
