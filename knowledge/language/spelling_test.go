package language

import "testing"

func TestAmerican(t *testing.T) {
	for british, want := range map[string]string{
		"licence": "license", "colour": "color", "neighbourhood": "neighborhood", "centre": "center", "fibre": "fiber",
		"catalogue": "catalog", "haemoglobin": "hemoglobin", "homoeopathy": "homeopathy", "diarrhoea": "diarrhea",
		"sulphur": "sulfur", "sizeable": "sizable", "programme": "program", "manoeuvre": "maneuver", "hour": "", "license": "",
	} {
		if got := American()[british]; got != want {
			t.Errorf("%s: %q, want %q", british, got, want)
		}
	}
	for british, american := range American() {
		if british == american || American()[american] != "" {
			t.Errorf("%s is %s", british, american)
		}
	}
}

func TestAmericanStem(t *testing.T) {
	for stem, want := range map[string]string{"organis": "organiz", "analys": "analyz", "organiz": "", "ris": "", "": "", "table": ""} {
		if got := AmericanStem(stem); got != want {
			t.Errorf("%s: %q, want %q", stem, got, want)
		}
	}
}
