package intent

import "testing"

func TestMeetingOf(t *testing.T) {
	for question, want := range map[string]Meeting{
		"What was decided at the meeting in March?":                     {Spoken: true, deciding: true, Bare: true, Month: 3, Said: "March"},
		"Which decisions were made at the board meeting on 4 May 2025?": {Spoken: true, deciding: true, Bare: true, Month: 5, Day: 4, Year: 2025, Said: "4 May 2025"},
		"What did we decide about the roof in April?":                   {deciding: true, Month: 4, Said: "April"},
		"Who came to the March meeting?":                                {Spoken: true, Month: 3, Said: "March"},
		"Was wurde auf der Sitzung im Juni beschlossen?":                {Spoken: true, deciding: true, Bare: true, Month: 6, Said: "Juni"},
		"Which meeting decided to paint the boats?":                     {Which: true, Spoken: true, deciding: true},
		"Auf welcher Sitzung wurde der Anstrich beschlossen?":           {Which: true, Spoken: true, deciding: true},
		// What is decided about is named, though it be like a word for deciding or for who meets.
		"Was wurde auf der Sitzung im Juni über die Entschädigung beschlossen?": {Spoken: true, deciding: true, Month: 6, Said: "Juni"},
		"What was decided about passports at the May meeting?":                  {Spoken: true, deciding: true, Month: 5, Said: "May"},
		"What was decided about the staff at the May meeting?":                  {Spoken: true, deciding: true, Month: 5, Said: "May"},
		"What did the meeting in May decide on votes?":                          {Spoken: true, deciding: true, Month: 5, Said: "May"},
		"What was decided about the vote at the May meeting?":                   {Spoken: true, deciding: true, Month: 5, Said: "May"},
		"What was decided at the staff meeting in May?":                         {Spoken: true, deciding: true, Bare: true, Month: 5, Said: "May"},
		"What did the board decide at the meeting in May?":                      {Spoken: true, deciding: true, Bare: true, Month: 5, Said: "May"},
		"What was decided by the committee at the meeting on 4 May?":            {Spoken: true, deciding: true, Bare: true, Month: 5, Day: 4, Said: "4 May"},
		"What was agreed on the annual general meeting in May?":                 {Spoken: true, deciding: true, Bare: true, Month: 5, Said: "May"},
		"What did the meeting in May decide on the board?":                      {Spoken: true, deciding: true, Month: 5, Said: "May"},
		"What was decided at the practice at the meeting in May?":               {Spoken: true, deciding: true, Month: 5, Said: "May"},
		"Quelles décisions ont été prises à la réunion de juillet ?":            {Spoken: true, deciding: true, Bare: true, Month: 7, Said: "juillet"},
		"What may we decide at a meeting?":                                      {Spoken: true, deciding: true},
		"How long is the boat?":                                                 {},
	} {
		got := MeetingOf(question)
		got.Besides = ""
		if got.Bare && got.Month == 0 {
			got.Bare = false // of no use
		}
		if got != want {
			t.Errorf("%s\n%+v\n%+v", question, got, want)
		}
	}
}
