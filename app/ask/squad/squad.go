// Package squad reads sets of questions whose answers are known, in the form of
// SQuAD 1.1 (Rajpurkar et al. 2016), which XQuAD (Artetxe et al. 2020) has too.
package squad

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"unicode"
)

// Question is one of a set.
type Question struct {
	Text      string
	Answers   []string // any of them will do
	Paragraph int      // index into the set's paragraphs
	Article   int      // from 0
}

// Read reads a set from a file. A set without questions is an error.
func Read(path string) (paragraphs []string, questions []Question, err error) {
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
				x := Question{Text: q.Question, Paragraph: len(paragraphs), Article: a}
				for _, answer := range q.Answers {
					x.Answers = append(x.Answers, answer.Text)
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

// AnsweredBy says whether a text has one of the answers, as whole words.
func (q Question) AnsweredBy(text string) bool {
	plain := Normal(text)
	for _, a := range q.Answers {
		if strings.Contains(plain, Normal(a)) {
			return true
		}
	}
	return false
}

// Normal leaves case, articles and punctuation out of a text, as SQuAD's own scorer
// does. Words have one space between them, and one stands at either end.
func Normal(s string) string {
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
