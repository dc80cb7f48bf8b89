package intent

import (
	"testing"

	"carrel/app/ask/naming"
	"carrel/knowledge"
)

func TestTopicOf(t *testing.T) {
	for question, want := range map[string]string{
		"What do my notes say about fair use?":                 "fair use",
		"What does my library have on the Moor Railway?":       "the Moor Railway",
		"What have I written about Anna Berg?":                 "Anna Berg",
		"Was sagen meine Notizen über die Kaution?":            "die Kaution",
		"Was steht in meinen Unterlagen zu Kündigungsfristen?": "Kündigungsfristen",
		"¿Qué dicen mis notas sobre el contrato?":              "el contrato",
		"Что говорят мои заметки о договоре?":                  "договоре",
		"我的笔记里关于合同说了什么？":                                       "合同",
		"ماذا تقول ملاحظاتي عن العقد؟":                         "العقد",
	} {
		if got, ok := TopicOf(question); !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for _, question := range []string{"What does the contract say about deposits?", "Who took the notes?", "Was sagt der Vertrag über die Kaution?"} {
		if got, ok := TopicOf(question); ok {
			t.Errorf("%s: %q", question, got)
		}
	}
}

func TestTopicIn(t *testing.T) {
	docs := []knowledge.Document{{ID: "fhs", Title: "debian__fhs-3.0", Path: "/d/debian__fhs-3.0.pdf"}, {ID: "policy", Title: "Debian Policy Manual", Path: "/d/policy.pdf"}, {ID: "lease", Title: "Mietvertrag", Path: "/d/lease.pdf"}}
	for question, want := range map[string]string{
		"What does the FHS say about /var?":               "/var in fhs",
		"Summarise what the FHS says about /var":          "/var in fhs",
		"Was steht im Mietvertrag zur Kaution?":           "Kaution in lease",
		"Was sagt lease.pdf über die Kaution?":            "die Kaution in lease",
		"Please tell me what policy.pdf says on symlinks": "symlinks in policy",
		"What does the landlord say about dogs?":          "dogs in ",
		"What does it say about dogs?":                    "dogs in ",
		"Who wrote the Debian Policy Manual?":             " in ",
	} {
		where, topic := TopicIn(question)
		got := topic + " in "
		for _, d := range naming.Find(where, docs, true) {
			got += d.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
