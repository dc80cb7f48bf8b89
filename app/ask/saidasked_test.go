package ask

import "testing"

func TestSaidOf(t *testing.T) {
	for question, want := range map[string]saidAsked{
		"What did Lena Voss say about the slates?":                          {who: "Lena Voss", about: "the slates"},
		"What has Lena Voss said on the roof":                               {who: "Lena Voss", about: "the roof"},
		"Quote exactly what Lena Voss said about the slates.":               {who: "Lena Voss", about: "the slates"},
		"What did Ivo Bahr tell Lena Voss about the roof?":                  {who: "Ivo Bahr", to: "Lena Voss", about: "the roof"},
		"What did Ivo Bahr tell Lena Voss to do in autumn?":                 {who: "Ivo Bahr", to: "Lena Voss", about: "to do in autumn"},
		"What did Ivo Bahr write to Lena Voss?":                             {who: "Ivo Bahr", to: "Lena Voss"},
		"What did Ivo Bahr reply to Lena Voss's mail of 4 June?":            {who: "Ivo Bahr", to: "Lena Voss", reply: true},
		"How did Ivo Bahr respond to Lena Voss’s question about the slates": {who: "Ivo Bahr", to: "Lena Voss", about: "the slates", reply: true},
		"What was Lena Voss's answer?":                                      {who: "Lena Voss", reply: true},
		"Who said that the roof is tight?":                                  {about: "the roof is tight"},
		"Who asked Ivo Bahr to sell the slates?":                            {to: "Ivo Bahr", about: "to sell the slates"},
		"Summarise the mails between Ivo Bahr and Lena Voss.":               {who: "Ivo Bahr", to: "Lena Voss", both: true},
		"What did Ivo Bahr and Lena Voss write to each other about slates?": {who: "Ivo Bahr", to: "Lena Voss", about: "slates", both: true},
		"Was hat Lena Voss über das Dach gesagt?":                           {who: "Lena Voss", about: "das Dach"},
		"When did Lena Voss tell Ivo Bahr about the slates?":                {who: "Lena Voss", to: "Ivo Bahr", about: "the slates", when: true},
		"Was schrieb Lena Voss an Ivo Bahr?":                                {who: "Lena Voss", to: "Ivo Bahr"},
		"What did the mayor say about the roof?":                            {who: "the mayor", about: "the roof"},
	} {
		got, ok := saidOf(question)
		day := got.day
		got.day = want.day
		if !ok || got != want {
			t.Errorf("%s: %+v %v", question, got, ok)
		}
		if question == "What did Ivo Bahr reply to Lena Voss's mail of 4 June?" && (day.Day != 4 || day.Month != 6) {
			t.Errorf("%s: %+v", question, day)
		}
	}
	for _, question := range []string{"What does it say about dogs?", "What did they say?", "Who wrote?", "What is said about dogs?", "When did Lena Voss say so?", "What does Lena Voss want?"} {
		if got, ok := saidOf(question); ok {
			t.Errorf("%s: %+v", question, got)
		}
	}
}
