package ask

import (
	"context"
	"slices"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// leaseSources are a contract whose headings have the questions' words.
var leaseSources = []Source{{N: 1, Page: 2, Start: 50, Text: "2. Rent and deposit\n\nThe rent is 940 euros a month.\nThe deposit is three months' rent.\n\n" +
	"3. Ending the lease\n\nThe tenant may end the lease with three months' notice."}}

// A quoted statement is one sentence, even where a splitter would make two of
// it, and is cited from its own place.
func TestQuoteIsOneSentence(t *testing.T) {
	a, _ := newAsker(t)
	src := leaseSources[0]
	src.Document.ID = desk.ids["museum.txt"]
	m := materialOf("How do I end the lease?", []Source{src})
	heading := -1
	for i, st := range m.Statements {
		if string(st.Text) == "3. Ending the lease" {
			heading = i
		}
	}
	if heading < 0 {
		t.Fatalf("no statement is the heading: %d statements", len(m.Statements))
	}
	r := &run{asker: a, emit: func(Step) {}, material: m, order: []align.Ranked{{Statement: heading}}}
	r.answer().Sources = []Source{src}
	r.recorder = record(context.Background(), nil, r.turn)
	r.writer = newWriter(context.Background(), r, align.New("How do I end the lease?", m))
	r.quote("This sentence fits best:", 1)
	r.writer.placeMarks()

	answer := r.turn.Answer
	if len(answer.Sentences) != 2 {
		t.Fatalf("%q has %d sentences: %+v", answer.Text, len(answer.Sentences), answer.Sentences)
	}
	s := answer.Sentences[1]
	if got := string([]rune(answer.Text)[s.Start:s.End]); got != "“3. Ending the lease”" || s.State != align.Quoted {
		t.Errorf("quoted as %q, %s", got, s.State)
	}
	want := src.Start + len([]rune(src.Text[:strings.Index(src.Text, "3. Ending")]))
	if c := answer.Citations; len(c) != 1 || c[0].Quote != "3. Ending the lease" || c[0].Start != want || c[0].Page != 2 {
		t.Errorf("citations: %+v, want one from %d", c, want)
	}
}

// What is written behind an answer that was cut stands where its sentences say.
func TestQuotesBehindWhatWasCut(t *testing.T) {
	a, _ := newAsker(t)
	src := leaseSources[0]
	src.Document.ID = desk.ids["museum.txt"]
	const question = "What is the rent?"
	m := materialOf(question, []Source{src})
	r := &run{asker: a, emit: func(Step) {}, material: m, order: m.Rank(question, nil), search: question}
	r.answer().Sources = []Source{src}
	r.recorder = record(context.Background(), nil, r.turn)
	for text, kept := range map[string]string{
		"The rent is 940 euros a month. The landlord is a retired admiral of the Spanish fleet. He likes it.": "The rent is 940 euros a month.",
		"The rent is 940 euros a month. The text says: “What is the rent?” And so on.":                        "The rent is 940 euros a month.",
	} {
		r.turn.Answer.Text, r.turn.Answer.Sentences = "", nil
		r.writer = newWriter(context.Background(), r, align.New(question, m))
		r.writer.strict = true
		r.writer.write(text)
		r.addQuotes("Your documents say:", 1)
		r.writer.placeMarks()
		var got []string
		for _, s := range r.answer().Sentences {
			got = append(got, string([]rune(r.answer().Text)[s.Start:s.End]))
		}
		if want := []string{kept, "Your documents say:", "“The rent is 940 euros a month.”"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// How something is done takes more than one sentence; the one that follows comes second.
func TestStepsGoOn(t *testing.T) {
	m := materialOf("", []Source{{N: 1, Text: "To lock, make a semaphore. Wait for it then. Another thing is a barrier."}, {N: 2, Text: "A lock is a lock."}})
	for first, want := range map[int][]int{0: {0, 1, 3, 2}, 2: {2, 0, 3, 1}} {
		order := []align.Ranked{{Statement: first}}
		for _, k := range []int{0, 3, 1, 2} {
			if k != first {
				order = append(order, align.Ranked{Statement: k})
			}
		}
		var got []int
		for _, o := range withNext(m, order) {
			got = append(got, o.Statement)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", first, got, want)
		}
	}
	for question, want := range map[string]bool{"How can semaphores simulate locks?": true, "Wie kündige ich?": true, "How many locks are there?": false, "How high is it?": false, "What is a lock?": false} {
		if align.AsksHow(question) != want {
			t.Errorf("%s: %v", question, !want)
		}
	}
}

// The second quotation is of another passage, where that has one nearly as good.
func TestQuotesAreSpread(t *testing.T) {
	m := materialOf("", []Source{{N: 1, Text: "The pump is red. The pump is old. The pump is loud."}, {N: 2, Text: "A pump is started with the lever."}})
	for _, c := range []struct {
		other float64 // score of the second passage's sentence
		want  []int
	}{{0.8, []int{0, 3, 1, 2}}, {0.3, []int{0, 1, 2, 3}}} {
		var got []int
		for _, o := range spread(m, []align.Ranked{{Statement: 0, Score: 1}, {Statement: 1, Score: 0.9}, {Statement: 2, Score: 0.85}, {Statement: 3, Score: c.other}}) {
			got = append(got, o.Statement)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("with %g: %v, want %v", c.other, got, c.want)
		}
	}
}

func TestCountsOfNoticesAreSetApart(t *testing.T) {
	said := stillPreparing(knowledge.Activity{ToEmbed: 11750, Embedded: 10080})
	if want := figure.Count(11750) + " of " + figure.Count(21830) + " passages can"; !strings.HasPrefix(said, want) || strings.Contains(said, "11750") {
		t.Errorf("%q, want it to begin with %q", said, want)
	}
}
