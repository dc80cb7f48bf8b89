package ask

import (
	"testing"
)

func TestLanguageAsked(t *testing.T) {
	for question, want := range map[string]language{
		"Was sagt der DMCA über Strafen?": german_, "¿Qué sanciones prevé la DMCA para una primera infracción?": spanish_,
		"Какие штрафы предусмотрены за первое нарушение и кто их платит?": russian_, "DMCA对首次违法的处罚是什么？": chinese_, "What is the penalty?": english_,
	} {
		if got, sure := languageAsked(question); !sure || got != want {
			t.Errorf("%s: %s %v", question, got, sure)
		}
	}
	for _, question := range []string{"DMCA?", "Skar 1862"} {
		if got, sure := languageAsked(question); sure {
			t.Errorf("%s: surely %s", question, got)
		}
	}
}
