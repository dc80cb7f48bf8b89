package intent

import "testing"

func TestSaidOf(t *testing.T) {
	for question, want := range map[string]Said{
		"What did Lena Voss say about the slates?":                          {Who: "Lena Voss", About: "the slates"},
		"What has Lena Voss said on the roof":                               {Who: "Lena Voss", About: "the roof"},
		"Quote exactly what Lena Voss said about the slates.":               {Who: "Lena Voss", About: "the slates"},
		"What did Ivo Bahr tell Lena Voss about the roof?":                  {Who: "Ivo Bahr", To: "Lena Voss", About: "the roof"},
		"What did Ivo Bahr tell Lena Voss to do in autumn?":                 {Who: "Ivo Bahr", To: "Lena Voss", About: "to do in autumn"},
		"What did Ivo Bahr write to Lena Voss?":                             {Who: "Ivo Bahr", To: "Lena Voss"},
		"What did Ivo Bahr reply to Lena Voss's mail of 4 June?":            {Who: "Ivo Bahr", To: "Lena Voss", Reply: true},
		"How did Ivo Bahr respond to Lena Voss’s question about the slates": {Who: "Ivo Bahr", To: "Lena Voss", About: "the slates", Reply: true},
		"What was Lena Voss's answer?":                                      {Who: "Lena Voss", Reply: true},
		"Who said that the roof is tight?":                                  {About: "the roof is tight"},
		"Who asked Ivo Bahr to sell the slates?":                            {To: "Ivo Bahr", About: "to sell the slates"},
		"Summarise the mails between Ivo Bahr and Lena Voss.":               {Who: "Ivo Bahr", To: "Lena Voss", Both: true},
		"What did Ivo Bahr and Lena Voss write to each other about slates?": {Who: "Ivo Bahr", To: "Lena Voss", About: "slates", Both: true},
		"Was hat Lena Voss über das Dach gesagt?":                           {Who: "Lena Voss", About: "das Dach"},
		"When did Lena Voss tell Ivo Bahr about the slates?":                {Who: "Lena Voss", To: "Ivo Bahr", About: "the slates", When: true},
		"Was schrieb Lena Voss an Ivo Bahr?":                                {Who: "Lena Voss", To: "Ivo Bahr"},
		"What did the mayor say about the roof?":                            {Who: "the mayor", About: "the roof"},
	} {
		got, ok := SaidOf(question)
		day := got.Day
		got.Day = want.Day
		if !ok || got != want {
			t.Errorf("%s: %+v %v", question, got, ok)
		}
		if question == "What did Ivo Bahr reply to Lena Voss's mail of 4 June?" && (day.Day != 4 || day.Month != 6) {
			t.Errorf("%s: %+v", question, day)
		}
	}
	for _, question := range []string{"What does it say about dogs?", "What did they say?", "Who wrote?", "What is said about dogs?", "When did Lena Voss say so?", "What does Lena Voss want?"} {
		if got, ok := SaidOf(question); ok {
			t.Errorf("%s: %+v", question, got)
		}
	}
}
