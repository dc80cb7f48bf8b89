package knowledge

import (
	"testing"

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
