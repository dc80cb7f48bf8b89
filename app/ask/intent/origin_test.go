package intent

import "testing"

func TestOriginOf(t *testing.T) {
	for question, want := range map[string]string{
		"Who wrote the paper on tides?":                    "the paper on tides",
		"Who are the authors of tides.pdf?":                "tides.pdf",
		"Authors of the tide paper":                        "the tide paper",
		"Wer hat den Aufsatz über Gezeiten geschrieben?":   "den aufsatz uber gezeiten",
		"Wer sind die Autoren von tides.pdf?":              "tides.pdf",
		"¿Quién escribió el artículo sobre mareas?":        "el articulo sobre mareas",
		"When was the tide paper published?":               "when the tide paper",
		"Wann wurde der Aufsatz über Ebbe veröffentlicht?": "when der aufsatz uber ebbe",
	} {
		o, ok := OriginOf(question)
		got := o.Where
		if o.When {
			got = "when " + got
		}
		if !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for _, question := range []string{"When was the bridge built?", "Who is the judge?", "Who wrote?", "When does the lease end?"} {
		if o, ok := OriginOf(question); ok {
			t.Errorf("%s asks for the origin of %q", question, o.Where)
		}
	}
}
