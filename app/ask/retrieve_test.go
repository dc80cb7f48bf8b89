package ask

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge"
)

func TestStandalone(t *testing.T) {
	for _, c := range []struct {
		question string
		earlier  []string
		want     string
	}{
		{"When was the museum founded?", nil, "When was the museum founded?"},
		{"How long is the Moor Railway?", []string{"Who founded the museum?"}, "How long is the Moor Railway?"},
		{"When did it close?", []string{"Who ran the Moor Railway?"}, "When did it close? ran Moor Railway"},
		{"And its director?", []string{"When did it close?", "Where was the Moor Railway?"}, "And its director? Moor Railway"},
		{"Why?", []string{"Where was the Moor Railway?", "When did it close?"}, "Why? close Moor Railway"},
		{"What about the museum on Sundays?", []string{"What does admission cost?"}, "What about the museum on Sundays? admission cost"},
		{"When did Anna Berg sell her ships?", []string{"Who ran the Moor Railway?"}, "When did Anna Berg sell her ships?"},
		{"Which ship that Anna built was the fastest?", []string{"Who ran the Moor Railway?"}, "Which ship that Anna built was the fastest?"},
		{"Why?", nil, "Why?"},
		{"And where does glycolysis happen?", []string{"Where does the Calvin cycle take place?"}, "And where does glycolysis happen?"},
		{"And when was the lawsuit filed?", []string{"Who sued Enel?"}, "And when was the lawsuit filed? sued Enel"},
		{"And what is the monthly rent?", []string{"How much notice must the tenant give?"}, "And what is the monthly rent? notice tenant give"},
		{"And when did it end?", []string{"Who sued Enel?"}, "And when did it end? sued Enel"},
	} {
		if got := standalone(c.question, c.earlier); got != c.want {
			t.Errorf("%q after %q: %q, want %q", c.question, c.earlier, got, c.want)
		}
	}
}

func TestAsksItself(t *testing.T) {
	for question, want := range map[string]bool{
		"And what is the monthly rent?": true, "Und wie hoch ist die monatliche Miete?": true, "And who signed the second contract?": true,
		"Who is the judge?": true, "And its director?": false, "And what did it cost to build?": false, "And why?": false, "What about the museum on Sundays?": false, "How much?": false,
	} {
		if asksItself(question) != want {
			t.Errorf("%s: %v", question, !want)
		}
	}
}

// A short question that leans on nothing is looked for by itself where it is not found
// with the words of the one before; what goes on is answered by its own words.
func TestAskIsNoFollowUp(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{
		"lease.md": "# Lease\n\nThe tenant gives three months' notice to the end of a month. The monthly rent is 1,450 euros, without heating.\n",
		"case.md":  "# Osei against Brandt\n\nThe hearing is on 9 July. The judge is Ines Valdés.\n",
	})
	h := NewHistory(openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB())
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat, History: h})
	first, err := a.Ask(context.Background(), Request{Question: "How much notice must the tenant give?", Quote: true}, func(Step) {})
	if err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string]string{"And what is the monthly rent?": "1,450 euros", "Who is the judge?": "Ines Valdés"} {
		turn, err := a.Ask(context.Background(), Request{Chat: first.Chat, Question: question, Quote: true}, func(Step) {})
		if err != nil || len(turn.Answer.Citations) == 0 || !strings.Contains(turn.Answer.Citations[0].Quote, want) {
			t.Errorf("%s: %q, %v", question, turn.Answer.Text, err)
		}
	}
}

func TestSourcesMerge(t *testing.T) {
	page := []rune("Ägypten is hot. It never rains there. The Nile floods. Harvest follows in March.")
	hit := func(id string, number, start, end int) knowledge.Hit {
		return knowledge.Hit{Document: knowledge.DocumentRef{ID: id}, Page: number, Start: start, End: end, Text: string(page[start:end])}
	}
	got, _ := sources([]knowledge.Hit{hit("a", 1, 16, 40), hit("b", 1, 0, 15), hit("a", 1, 0, 20), hit("a", 1, 38, 60), hit("a", 2, 0, 15)})
	if len(got) != 3 {
		t.Fatalf("%d sources: %+v", len(got), got)
	}
	for i, s := range got {
		if s.N != i+1 || s.Text != string(page[s.Start:s.End]) {
			t.Errorf("source %d: %d..%d %q", s.N, s.Start, s.End, s.Text)
		}
	}
	if got[0].Start != 0 || got[0].End != 60 {
		t.Errorf("merged to %d..%d", got[0].Start, got[0].End)
	}
}

func TestStillReading(t *testing.T) {
	if got := stillReading(knowledge.Activity{Queued: 40, Reading: "x"}); len(got) != 1 || got[0] != "40 documents are still being read." {
		t.Errorf("%q", got)
	}
	if got := stillReading(knowledge.Activity{Reading: "x"}); len(got) != 1 || !strings.HasPrefix(got[0], "1 document is") {
		t.Errorf("%q", got)
	}
	if got := stillPreparing(knowledge.Activity{ToEmbed: 3, Embedded: 4, Held: true}); !strings.HasPrefix(got, "3 of 7 passages") || !strings.Contains(got, "go on reading") {
		t.Errorf("%q", got)
	}
	if got := stillPreparing(knowledge.Activity{ToEmbed: 3}); strings.Contains(got, "paused") {
		t.Errorf("%q", got)
	}
	if got := stillReading(knowledge.Activity{ToEmbed: 3}); got != nil {
		t.Errorf("%q", got)
	}
}

// A word of the same stem is no evidence where nothing that is named is there.
func TestWithoutNamesakes(t *testing.T) {
	hit := func(text string) []knowledge.Hit { return []knowledge.Hit{{Text: text, Coverage: 0.5}} }
	for _, c := range []struct {
		question, text string
		want           float64
	}{
		{"What is the capital of France?", "With M-c you capitalize the word after point.", 0},
		{"What is the capital of France?", "The firm raised its capital by half.", 0.5},
		{"What is the capital of France?", "France capitalizes on its vineyards.", 0.5},
		{"What is the universal law of Graz?", "The university is old.", 0},
		{"Which ships did Lund send?", "A ship was sent to the north.", 0.5},
		{"how do I capitalise a word?", "With M-c you capitalize the word after point.", 0.5},
	} {
		if got := withoutNamesakes(c.question, hit(c.text))[0].Coverage; got != c.want {
			t.Errorf("%q in %q: %g, want %g", c.question, c.text, got, c.want)
		}
	}
}

// The message of a program is looked for as it stands.
func TestAskFindsMessages(t *testing.T) {
	a := deskWith(t, map[string]string{
		"watch.txt": "Every watcher is an instance and every path is a watch of its own in that instance. Reaching the limit results in a \"no space left on device\" error, and is mended by a larger limit of watches.",
		"df.txt":    "The space of a device is shown by df. Of a device without space df shows that no space is left. If a device has space, the space of the device is shown in blocks of the device.",
	})
	turn, err := a.Ask(context.Background(), Request{Question: "no space left on device", Quote: true}, func(Step) {})
	if err != nil || len(turn.Answer.Citations) == 0 || filepath.Base(turn.Answer.Citations[0].Document.Path) != "watch.txt" {
		t.Errorf("%q, %v", turn.Answer.Text, err)
	}
}

// What is asked for is no message, nor is a question or a request.
func TestPasted(t *testing.T) {
	for text, want := range map[string]bool{
		"no space left on device":             true,
		"undefined reference to main":         true,
		"Quote what Tesla said about money.":  false,
		"Zeige die Miete der Wohnung":         false,
		"What is the rent of the flat":        false,
		"the rent":                            false,
		"is the rent of the flat due in May?": false,
	} {
		if pasted(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
