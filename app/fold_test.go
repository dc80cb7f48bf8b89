package app

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"carrel/inference"
)

// A chat that is too long keeps its instructions and its newest turns; all of the
// others have been read for the summary, in as many parts as are needed.
func TestFold(t *testing.T) {
	var read []string
	f := folding{
		context: 4000,
		count: func(m []inference.Message) (n int, err error) { // a word is a token
			for _, each := range m {
				n += 4 + len(strings.Fields(each.Content))
			}
			return n, nil
		},
		write: func(m []inference.Message, tokens int) (string, error) {
			if tokens != 500 {
				t.Errorf("a summary of %d tokens", tokens)
			}
			read = append(read, m[1].Content)
			return fmt.Sprintf(" Summary %d. ", len(read)), nil
		},
	}
	chat := func(system string, turns int) (m []inference.Message) {
		if system != "" {
			m = append(m, inference.Message{Role: "system", Content: system})
		}
		for i := range turns {
			long := strings.Repeat("word ", 300)
			m = append(m, inference.Message{Role: "user", Content: fmt.Sprintf("question%d %s", i, long)}, inference.Message{Role: "assistant", Content: fmt.Sprintf("answer%d %s", i, long)})
		}
		return append(m, inference.Message{Role: "user", Content: "The last question"})
	}
	short := chat("Be kind.", 2)
	if m, folded, err := f.fold(short, 0); err != nil || folded != nil || len(m) != len(short) {
		t.Errorf("a chat that fits: %d messages, %+v, %v", len(m), folded, err)
	}
	long := chat("Be kind.", 15)
	before := long[0].Content
	m, folded, err := f.fold(long, 0)
	if err != nil || folded == nil {
		t.Fatalf("%+v, %v", folded, err)
	}
	n, _ := f.count(m)
	if n > 3000 || n < 1500 || m[len(m)-1].Content != "The last question" || m[1].Role != "user" || folded.Messages != len(long)-len(m) || long[0].Content != before {
		t.Errorf("%d messages of %d tokens, %d folded; the caller's begin with %q", len(m), n, folded.Messages, long[0].Content)
	}
	if want := "Be kind.\n\nThe conversation began earlier. Summed up, it was:\n" + folded.Summary; m[0].Content != want {
		t.Errorf("the instructions are %q", m[0].Content)
	}
	text := strings.Join(read, "\n")
	for i := range folded.Messages / 2 {
		if !strings.Contains(text, fmt.Sprintf("User: question%d ", i)) || !strings.Contains(text, fmt.Sprintf("Assistant: answer%d ", i)) {
			t.Errorf("turn %d was cut silently", i)
		}
	}
	if got := strings.Count(text, " word"); got < folded.Messages*300-5 {
		t.Errorf("%d of %d words were read", got, folded.Messages*300)
	}
	if len(read) < 2 || !strings.Contains(read[1], "began like this: Summary 1.") || folded.Summary != fmt.Sprintf("Summary %d.", len(read)) {
		t.Errorf("%d parts; %q", len(read), folded.Summary)
	}

	// Without instructions the summary stands where they would.
	if m, folded, err := f.fold(chat("", 6), 0); err != nil || folded == nil || m[0].Role != "system" || m[1].Role != "user" {
		t.Errorf("%+v, %+v, %v", m, folded, err)
	}
	// What cannot be helped is left as it is: the engine refuses it in words.
	huge := []inference.Message{{Role: "user", Content: "Hello"}, {Role: "assistant", Content: "Hello"}, {Role: "user", Content: strings.Repeat("word ", 3900)}}
	if m, folded, err := f.fold(huge, 0); err != nil || folded != nil || len(m) != 3 {
		t.Errorf("a question that is too long: %+v, %v", folded, err)
	}
	if _, folded, err := f.fold(chat("", 40), 0); err != nil || folded != nil {
		t.Errorf("six contexts: %+v, %v", folded, err)
	}
}

// A text of letters of several bytes is cut between them, and read to its end.
func TestFoldsLongLetters(t *testing.T) {
	var read strings.Builder
	f := folding{
		context: 1200, // a byte is a token
		count: func(m []inference.Message) (n int, err error) {
			for _, each := range m {
				n += len(each.Content)
			}
			return n, nil
		},
		write: func(m []inference.Message, tokens int) (string, error) {
			if !utf8.ValidString(m[1].Content) {
				t.Error("a letter is cut")
			}
			read.WriteString(m[1].Content)
			return "Summary.", nil
		},
	}
	const letters = 900 // of three bytes each
	if _, err := f.sum([]inference.Message{{Role: "user", Content: strings.Repeat("語", letters)}}, 150); err == nil || read.Len() > 0 {
		t.Errorf("%v: %d bytes were read, of a piece that cannot be made to fit", err, read.Len())
	}
	f.context = 4000
	if _, err := f.sum([]inference.Message{{Role: "user", Content: strings.Repeat("語", 5*letters)}}, 150); err != nil || strings.Count(read.String(), "語") != 5*letters {
		t.Errorf("%v: %d letters of %d were read", err, strings.Count(read.String(), "語"), 5*letters)
	}
}
