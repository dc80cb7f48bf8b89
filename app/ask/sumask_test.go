package ask

import (
	"context"
	"testing"

	"carrel/knowledge"
)

// Plain questions for a summary, in the languages of XQuAD's questions here, and
// others that only look like one.
func TestWantsSummary(t *testing.T) {
	for question, want := range map[string]string{
		"Summarise contract.pdf":                            "contract.pdf",
		"Summarize this document":                           "",
		"Please summarize the document in three sentences.": "",
		"Can you summarise it?":                             "",
		"summarise":                                         "",
		"Give me a short summary of “Debian Policy”":        "“debian policy”",
		"What is this document about?":                      "",
		"What is contract.pdf about?":                       "contract.pdf",
		"Summarise this folder":                             "",
		"Sum up the collection, please.":                    "",
		"Worum geht es in diesem Dokument?":                 "",
		"Fasse dieses Dokument zusammen.":                   "",
		"Fass mir bitte vertrag.pdf kurz zusammen":          "vertrag.pdf",
		"Gib mir eine kurze Zusammenfassung des Textes":     "",
		"Resume este documento":                             "",
		"¿De qué trata este documento?":                     "",
		"Hazme un resumen de contrato.pdf":                  "contrato.pdf",
		"Кратко изложи этот документ":                       "",
		"О чём говорится в этом документе?":                 "",
		"Сделай краткое резюме документа":                   "",
		"总结这份文件":                                            "",
		"请总结一下这个文档":                                         "",
		"这份文件讲了什么？":                                         "",
		"لخص هذا المستند":                                   "",
		"عن ماذا يتحدث هذا المستند؟":                        "",
	} {
		got, _, ok := wantsSummary(question)
		if !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for _, question := range []string{
		"When does the contract end?", "Who wrote the summary of 1998?", "What does the document say about deposits?",
		"Was kostet die Miete?", "¿Cuándo termina el contrato?", "Когда заканчивается договор?", "合同什么时候结束？", "متى ينتهي العقد؟",
		"Which documents are summarised in annex B?",
	} {
		if what, _, ok := wantsSummary(question); ok {
			t.Errorf("%s is taken for a summary of %q", question, what)
		}
	}
}

func TestNamed(t *testing.T) {
	docs := []knowledge.Document{
		{ID: "a", Path: "/x/debian__policy.pdf", Title: "Debian Policy Manual"},
		{ID: "b", Path: "/x/contract.pdf", Title: "Tenancy agreement"},
		{ID: "c", Path: "/x/old/contract.docx", Title: "Contract"},
		{ID: "d", Path: "/x/scan17.odt", Title: "The Lease"},
		{ID: "e", Path: "/x/text_file.txt", Title: "text_file.txt"},
		{ID: "f", Path: "/x/Apache-2.0.txt", Title: "Apache-2.0"},
		{ID: "g", Path: "/x/Employment statistics 2019.csv", Title: "Employment statistics 2019"},
	}
	for name, want := range map[string]string{
		"contract.pdf": "b", "debian policy": "a", "the file contract.docx": "c", "contract": "bc", "tenancy agreement": "b", "the termination clause": "",
		"“Debian Policy Manual”": "a", "document.pdf": "", "the pdf": "", "policy.pdf": "a", "The Lease": "d", "the text lease": "d", "text file": "e",
		"the contract agreement": "b", "the lease agreement": "d", "the Debian policy document": "a", "the letter agreement": "",
		"the Apache licence": "f", "my employment contract": "", "the tenancy contract": "b",
	} {
		got := ""
		for _, d := range Named(name, docs, true) {
			got += d.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	german := []knowledge.Document{
		{ID: "p", Path: "/x/Pachtvertrag Alm.docx", Title: "Pachtvertrag Alm"},
		{ID: "j", Path: "/x/Jagdpachtvertrag.docx", Title: "Jagdpachtvertrag"},
		{ID: "g", Path: "/x/Gutachten Brücke.pdf", Title: "Gutachten Brücke"},
	}
	for name, want := range map[string]string{
		"des Pachtvertrags": "p", "des Pachtvertrags von Alm": "p", "Gutachtens": "g", "des Vertrags": "pj", "des Briefes": "", "Pachtverträge": "p",
	} {
		got := ""
		for _, d := range Named(name, german, true) {
			got += d.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := Named("the lease", docs, false); len(got) != 1 || got[0].ID != "d" {
		t.Errorf("the lease by its own name: %v", got)
	}
	if got := Named("policy", docs, false); got != nil {
		t.Errorf("policy alone: %v", got)
	}
}

func TestOthers(t *testing.T) {
	for _, q := range []string{"Summarise the other one", "Please summarize the other document.", "Fasse das andere zusammen", "Fasse bitte das andere Dokument zusammen", "Resume el otro", "Resume el otro documento", "Кратко изложи другой документ"} {
		if name, _, ok := wantsSummary(q); !ok || !others.MatchString(name) {
			t.Errorf("%s: %q %v", q, name, ok)
		}
	}
	for _, q := range []string{"Summarise other people's views.pdf", "Summarise this document", "Summarise the other side's contract.pdf"} {
		if name, _, _ := wantsSummary(q); others.MatchString(name) {
			t.Errorf("%s means another document: %q", q, name)
		}
	}
}

// “The other one” is the document that the answer before was not about.
func TestAskSumsUpTheOtherOne(t *testing.T) {
	a, _ := newAsker(t)
	chat := ""
	for _, c := range []struct{ question, want string }{
		{"Summarise museum.txt", "museum.txt"},
		{"Summarise railway.md", "railway.md"},
		{"Summarise the other one", "museum.txt"},
	} {
		turn, _ := asked(t, a, context.Background(), Request{Question: c.question, Chat: chat, Quote: true}, nil)
		chat = turn.Chat
		if len(turn.Answer.Citations) == 0 {
			t.Fatalf("%s: %q", c.question, turn.Answer.Text)
		}
		for _, cited := range turn.Answer.Citations {
			if cited.Document.ID != desk.ids[c.want] {
				t.Errorf("%s cites %s", c.question, cited.Document.Title)
			}
		}
	}
	turn, _ := asked(t, a, context.Background(), Request{Question: "Summarise the other one"}, nil)
	if !turn.Answer.Unsearched || len(turn.Answer.Citations) > 0 {
		t.Errorf("with nothing before: %q", turn.Answer.Text)
	}
}
