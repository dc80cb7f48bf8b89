package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// All that was found counts, in whatever order.
func TestAnySpeaks(t *testing.T) {
	sources := []Source{{Text: "The lease ends in May."}, {Text: "这份合同在二零二五年结束，双方都同意。"}}
	english := []prose.Language{prose.English, prose.English} // as words tell
	if !anySpeaks(prose.Chinese, sources, english) || !anySpeaks(prose.English, sources, english) || anySpeaks(prose.German, sources, english) {
		t.Error("one source of the language was not seen, or one was that is not there")
	}
	if anySpeaks(prose.English, sources[1:], english[1:]) {
		t.Error("Chinese is taken for English")
	}
}

// What the documents say on a matter is searched for by the matter alone; a question
// in another language than the documents does not get a name's sentence for an answer.
func TestAskTopicAndForeign(t *testing.T) {
	a, _ := newAsker(t)
	turn, _ := asked(t, a, context.Background(), Request{Question: "What do my notes say about the Moor Railway?"}, nil)
	if turn.Answer.Abstained || turn.Answer.Form != FormList || len(turn.Answer.Citations) < 2 || strings.Contains(strings.Join(turn.Answer.Notices, " "), "leans") {
		t.Errorf("%q %q", turn.Answer.Text, turn.Answer.Notices)
	}
	for _, c := range turn.Answer.Citations {
		if c.Document.ID != desk.ids["railway.md"] {
			t.Errorf("cites %s: %q", c.Document.Title, c.Quote)
		}
	}
	// Names of both sides are in the documents, and still it is no answer.
	for _, quote := range []bool{false, true} {
		turn, _ = asked(t, a, context.Background(), Request{Question: "Was ist der Unterschied zwischen der Moor Railway und dem Harbour Museum?", Quote: quote}, nil)
		if said := strings.Join(turn.Answer.Notices, " "); strings.Contains(said, "Ihre Frage ist auf Deutsch") != turn.Answer.Abstained || strings.Contains(said, "carrel embedder") {
			t.Errorf("%q %q", turn.Answer.Text, turn.Answer.Notices)
		}
	}
	// However near the names bring them.
	for question, want := range map[string]string{
		"Wie viel Geld verdiente die Moor Railway mit dem Torf?": "Ihre Frage ist auf Deutsch, ", "Wer leitete das Harbour Museum im letzten Jahr?": "Ihre Frage ist auf Deutsch, ",
		"Wie viele Menschen arbeiteten bei der Moor Railway?": "Ihre Frage ist auf Deutsch, ", "¿Cuántas personas trabajaban en el Moor Railway?": "Su pregunta está en español ",
	} {
		turn, _ = asked(t, a, context.Background(), Request{Question: question}, nil)
		if said := strings.Join(turn.Answer.Notices, " "); !turn.Answer.Abstained || !strings.Contains(said, want) {
			t.Errorf("%s: %q %q", question, turn.Answer.Text, turn.Answer.Notices)
		}
	}
}

// A row of an English document is no other language than the question's, though it has no
// words that tell.
func TestRowsAreInTheirDocumentsLanguage(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{
		"Rota.md": "# The rota of the boat house\n\nThis is the rota of those who are on duty in the boat house, as it was agreed on by all of the members.\n\n## October\n\n| Week | Keeper | Deputy |\n|---|---|---|\n| 41 | Lund | Roth |\n| 42 | Berg | Lund |\n",
		"Haus.md": "# Bootshaus\n\nDer Schlüssel des Bootshauses hängt neben der Tür, und wer ihn nimmt, trägt sich in die Liste ein.\n",
	})
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	german := Source{N: 2, Document: knowledge.DocumentRef{ID: "none"}, Text: "Der Schlüssel des Bootshauses hängt neben der Tür, und wer ihn nimmt, trägt sich in die Liste ein."}
	for _, d := range docs {
		sources := []Source{{N: 1, Document: referenceTo(d), Text: "41 | Lund | Roth\n42 | Berg | Lund"}, german}
		r := &run{asker: New(Config{Library: l}), material: materialOf("", sources)}
		r.turn.Question = "Which of the keepers is on duty in the second week?"
		r.turn.Answer.Sources = sources
		if said := r.foreign(context.Background(), 0.2); (said == "") != (d.Language == "en") {
			t.Errorf("of a document in %s: %q", d.Language, said)
		}
	}
}
