package knowledge

import (
	"context"
	"slices"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// analyseWords tells the question's language and makes its terms.
func (s *search) analyseWords(ctx context.Context) error {
	s.language = questionLanguage(s.asked.text, s.languages)
	s.foreign = s.language != language.Unknown && !slices.Contains(s.languages, s.language)
	languages := s.languages
	if s.foreign {
		languages = append(slices.Clone(languages), s.language) // for its function words
	}
	s.terms = index.QueryTerms(s.asked.text, languages...)
	if len(languages) == 1 {
		return nil
	}
	weights, err := s.library.store.Weights(ctx, s.terms)
	if err != nil {
		return err
	}
	s.terms = index.Occurring(s.terms, weights)
	if s.foreign {
		s.terms = shared(s.terms, weights)
	}
	return nil
}

// questionLanguage tells the language of a question: by its words where that is
// possible, else by what the library is in, if that is one language.
func questionLanguage(text string, library []language.Tag) language.Tag {
	if own := language.Detect(text); own != language.Unknown {
		return own
	}
	if len(library) == 1 {
		return library[0]
	}
	return language.Unknown
}

// shared leaves the terms that some passage has, which is what a question can
// have in common with documents of other languages: names, numbers, paths. That
// they lack its other words says nothing. Where it shares none, all are kept.
func shared(terms []index.Term, weights index.Weights) []index.Term {
	some := slices.DeleteFunc(slices.Clone(terms), func(t index.Term) bool { return weights.Count[t.Text] == 0 })
	if len(some) == 0 {
		return terms
	}
	return some
}
