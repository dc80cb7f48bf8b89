package knowledge

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"carrel/knowledge/index"
	"carrel/knowledge/passage"
)

// How many lines of a text that name a page make it a table of contents, and what
// share of all; with leaders, the dots that lead to the page, fewer will do.
const (
	contentsLines   = 5
	contentsLeaders = 2
	contentsShare   = 0.5
)

// leaders are the dots between an entry and its page. Where a passage ends they
// may be cut off from either.
var leaders = regexp.MustCompile(`(\. ?){5,}|…{2,}`)

// leadsElsewhere reports whether a text only says where something is: a table of contents, an
// index, a list of references.
func leadsElsewhere(text string) bool { return isContents(text) || passage.IsReferences(text) }

// isContents reports whether a text is a table of contents or an index: most of
// its lines are words and the number of a page, with leaders between them or in
// ascending order.
func isContents(text string) bool {
	lines, named, led, last := 0, 0, 0, 0
	for l := range strings.Lines(text) {
		plain := l
		if strings.Contains(l, "..") || strings.Contains(l, ". .") || strings.Contains(l, "……") {
			plain = leaders.ReplaceAllString(l, " ")
		}
		words := strings.Fields(plain)
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 && isPage(words[0]) {
			continue // of the entry before
		}
		lines++
		dots := plain != l
		page := strings.TrimPrefix(words[len(words)-1], "F-")
		switch {
		case dots && (isPage(page) || !strings.ContainsAny(page, "0123456789")):
			led++ // its page may be roman, or cut off
		case len(words) < 2 || !isPage(page) || figuresAtEnd(plain) > 1:
		case number(page) >= last:
			named, last = named+1, number(page)
		}
	}
	return (named+led >= contentsLines || led >= contentsLeaders) && float64(named+led) >= contentsShare*float64(lines)
}

// isPage reports whether a word can be the number of a page.
func isPage(word string) bool {
	return word != "" && len(word) <= 3 && strings.Trim(word, "0123456789") == ""
}

// contentsLoss is the share of its score that a table of contents loses. It has a
// question's words close together, with many others, and answers nothing.
const contentsLoss = 0.4

// asksForContents are words of questions that a table of contents answers.
var asksForContents = regexp.MustCompile(`(?i)\b(contents|chapters?|sections?|topics|outline|overview|inhaltsverzeichnis|kapitel|abschnitte?|überblick|índice|capítulos?|secciones|sommaire|chapitres?|indice|capitoli)\b`)

// asksForReferences are words of questions that a list of references answers.
var asksForReferences = regexp.MustCompile(`(?i)\b(references?|bibliograph\w*|cit(?:e[sd]?|ing|ations?)|literature|published|publications?|literatur\w*|quellen\w*|zitier\w*|zitat\w*|veröffentlich\w*|referencias?|bibliograf\w*|citan?|citad[oa]s?|publicad[oa]s?)\b`)

// AsksForReferences says whether a question may be answered by a list of references.
func AsksForReferences(question string) bool { return asksForReferences.MatchString(question) }

// leads says what a passage is that has a question's words and leads elsewhere: a table
// of contents or a list of references; "" for any other, and for what is asked for.
func (s *search) leads(text string) string {
	switch {
	case isContents(text) && !asksForContents.MatchString(s.asked.text):
		return "a table of contents"
	case passage.IsReferences(text) && !AsksForReferences(s.asked.text):
		return "a list of references"
	}
	return ""
}

// contentsBehind puts the tables of contents and the lists of references among the passages
// that will be read for the hits behind what they lead to. What comes up in their place is
// looked at too.
func (s *search) contentsBehind(ctx context.Context, ranking []index.Ranked) ([]index.Ranked, error) {
	ranking = slices.Clone(ranking)
	seen := map[int64]bool{}
	for {
		first := ranking[:min(len(ranking), readAhead(s.k))]
		passages, err := s.passages(ctx, first)
		if err != nil {
			return nil, err
		}
		found := false
		for i, r := range first {
			if seen[r.Passage] {
				continue
			}
			seen[r.Passage] = true
			if is := s.leads(passages[r.Passage].Text); is != "" {
				loss := contentsLoss * r.Score
				ranking[i].Score -= loss
				s.lifted(r.Passage, lift{-loss, is})
				found = true
			}
		}
		if !found {
			return ranking, nil
		}
		index.ByRank(ranking)
	}
}

// lifted notes what a passage gained, or lost.
func (s *search) lifted(passage int64, by lift) {
	if s.lifts == nil {
		s.lifts = map[int64]lift{}
	}
	s.lifts[passage] = by
}
