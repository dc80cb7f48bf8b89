package trial

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"unicode"
)

// question is one of a set whose answers are known.
type question struct {
	text      string
	answers   []string // any of them will do
	paragraph int
	article   int
}

// readSet reads a set in the form of SQuAD 1.1 (Rajpurkar et al. 2016), which
// XQuAD (Artetxe et al. 2020) has too.
func readSet(path string) (paragraphs []string, questions []question, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	var file struct {
		Data []struct {
			Paragraphs []struct {
				Context string
				Qas     []struct {
					Question string
					Answers  []struct{ Text string }
				}
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, nil, fmt.Errorf("%s is not a set of questions in SQuAD's form: %w", path, err)
	}
	for a, article := range file.Data {
		for _, p := range article.Paragraphs {
			for _, q := range p.Qas {
				x := question{text: q.Question, paragraph: len(paragraphs), article: a}
				for _, answer := range q.Answers {
					x.answers = append(x.answers, answer.Text)
				}
				questions = append(questions, x)
			}
			paragraphs = append(paragraphs, p.Context)
		}
	}
	if len(questions) == 0 {
		return nil, nil, fmt.Errorf("%s has no questions in SQuAD's form", path)
	}
	return paragraphs, questions, nil
}

// choose draws n questions, the same ones for the same seed.
func choose(questions []question, n int, seed int64) []question {
	order := rand.New(rand.NewSource(seed)).Perm(len(questions))
	out := make([]question, 0, min(n, len(order)))
	for _, i := range order[:min(n, len(order))] {
		out = append(out, questions[i])
	}
	return out
}

// answeredBy says whether a text has one of the answers, as whole words.
func (q question) answeredBy(text string) bool {
	plain := normal(text)
	for _, a := range q.answers {
		if strings.Contains(plain, normal(a)) {
			return true
		}
	}
	return false
}

// normal leaves out case, articles and punctuation, as SQuAD's own scorer does.
func normal(s string) string {
	kept := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mn, r)
	})
	out := " "
	for _, w := range kept {
		if w != "a" && w != "an" && w != "the" {
			out += w + " "
		}
	}
	return out
}
