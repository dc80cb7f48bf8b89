package intent

import "testing"

func TestAsksNow(t *testing.T) {
	for question, want := range map[string]bool{
		"What is the latest reading?": true, "What dose does she take now?": true, "What was her last reading?": true,
		"Wie ist der aktuelle Wert?": true, "Was war der letzte Wert?": true,
		"What did we pay last year?": false, "What was paid last May?": false, "What is the reading?": false, "Was kostete es letzten Monat?": false,
	} {
		if got := AsksNow(question); got != want {
			t.Errorf("%s: %v", question, got)
		}
	}
	if !Past("Why was it stopped?") || Past("What does she take?") {
		t.Error("past")
	}
}
