package intent

import (
	"strings"
	"testing"

	"carrel/app/ask/naming"
)

// Plain questions for a summary, in the languages of XQuAD's questions here, and
// others that only look like one.
func TestSummaryOf(t *testing.T) {
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
		got, _, ok := SummaryOf(question)
		if !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for _, question := range []string{
		"When does the contract end?", "Who wrote the summary of 1998?", "What does the document say about deposits?",
		"Was kostet die Miete?", "¿Cuándo termina el contrato?", "Когда заканчивается договор?", "合同什么时候结束？", "متى ينتهي العقد؟",
		"Which documents are summarised in annex B?",
	} {
		if what, _, ok := SummaryOf(question); ok {
			t.Errorf("%s is taken for a summary of %q", question, what)
		}
	}
}

func TestOthers(t *testing.T) {
	for _, q := range []string{"Summarise the other one", "Please summarize the other document.", "Fasse das andere zusammen", "Fasse bitte das andere Dokument zusammen", "Resume el otro", "Resume el otro documento", "Кратко изложи другой документ"} {
		if name, _, ok := SummaryOf(q); !ok || !naming.IsOther(name) {
			t.Errorf("%s: %q %v", q, name, ok)
		}
	}
	for _, q := range []string{"Summarise other people's views.pdf", "Summarise this document", "Summarise the other side's contract.pdf"} {
		if name, _, _ := SummaryOf(q); naming.IsOther(name) {
			t.Errorf("%s means another document: %q", q, name)
		}
	}
}

func TestHolderName(t *testing.T) {
	for question, want := range map[string]string{
		"Summarise the folder Contracts":                              "contracts, said",
		"Please summarize my “Tax 2023” collection.":                  "tax 2023, said",
		"Sum up everything in the folder called Old lease":            "old lease, said",
		"Summarise all documents in the Contracts folder":             "contracts, said",
		"Give me a short summary of the folder 'Contracts'":           "contracts, said",
		"What is in the folder Contracts?":                            "contracts, said",
		"Summarise Invoices 2023":                                     "invoices 2023",
		"Fasse den Ordner Verträge zusammen":                          "vertrage, said",
		"Fasse bitte alle Dokumente im Ordner Verträge kurz zusammen": "vertrage, said",
		"Resume la carpeta Contratos":                                 "contratos, said",
		"Кратко изложи папку Договоры":                                "договоры, said",
		"总结文件夹合同":                                                     "合同, said",
		"لخص المجلد عقود":                                             "عقود, said",
	} {
		name, _, ok := SummaryOf(question)
		words, said := naming.Holder(name)
		got := strings.Join(words, " ")
		if said {
			got += ", said"
		}
		if !ok || got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
