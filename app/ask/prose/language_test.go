package prose

import (
	"testing"
)

func TestLanguageAsked(t *testing.T) {
	for question, want := range map[string]Language{
		"Was sagt der DMCA über Strafen?": German, "¿Qué sanciones prevé la DMCA para una primera infracción?": Spanish,
		"Какие штрафы предусмотрены за первое нарушение и кто их платит?": Russian, "DMCA对首次违法的处罚是什么？": Chinese, "What is the penalty?": English,
	} {
		if got, sure := DetectQuestion(question); !sure || got != want {
			t.Errorf("%s: %s %v", question, got, sure)
		}
	}
	for _, question := range []string{"DMCA?", "Skar 1862"} {
		if got, sure := DetectQuestion(question); sure {
			t.Errorf("%s: surely %s", question, got)
		}
	}
}

// A short question is in the language of what it found, where its words do not speak against it.
func TestDetectAmong(t *testing.T) {
	for question, want := range map[string]string{
		"Wer erhält 15.000 €?": "de", "Ist Herr Moor versichert?": "de", "Who pays?": "", "Kaution Moor": "", "Combien coûte le loyer ?": "fr",
	} {
		lang, sure := DetectAmong(question, []Language{German})
		if got := string(lang); sure != (want != "") || sure && got != want {
			t.Errorf("%s: %s %v", question, got, sure)
		}
	}
}
