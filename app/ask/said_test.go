package ask

import (
	"context"
	"strings"
	"testing"
)

// roofPapers are the mails, an interview and an article about a leaking roof, of people of
// similar names.
var roofPapers = map[string]string{
	"roof.mbox": `From a@b.example Mon Jun  2 09:00:00 2025
From: Lena Voss <lena@slates.example>
To: Ivo Bahr <ivo@roof.example>
Date: Mon, 02 Jun 2025 09:00:00 +0000
Subject: Slates

Dear Ivo,

the slates for the chapel are second-hand. Do you want them?

Lena

From a@b.example Tue Jun  3 09:00:00 2025
From: Ivo Bahr <ivo@roof.example>
To: Lena Voss <lena@slates.example>
Date: Tue, 03 Jun 2025 10:00:00 +0000
Subject: Re: Slates

No second-hand slates on my roof. I shall ask the verger for money.

Ivo

On Mon, 2 Jun 2025 at 09:00, Lena Voss wrote:
> the slates for the chapel are second-hand. Do you want them?

From a@b.example Wed Jun  4 09:00:00 2025
From: Ivo Bahr <ivo@roof.example>
To: Lina Vossberg <lina@verger.example>
Date: Wed, 04 Jun 2025 10:00:00 +0000
Subject: Fwd: Slates

See below.

---------- Forwarded message ---------
From: Lena Voss <lena@slates.example>
Date: Mon, 2 Jun 2025 at 09:00
Subject: Slates
To: Ivo Bahr <ivo@roof.example>

Dear Ivo,

the slates for the chapel are second-hand. Do you want them?

Lena

`,
	"interview.txt": `Interview with Lena Voss, dealer in slates
Interviewer: Jon Abt

Q: Did you sell old slates to the chapel?

A: I offered them. He did not want any.

Q: Who paid for the nails?

A: I did not. Ask Mr Bahr about his nails.
`,
	"panel.txt": `Panel on the chapel, 9 June 2025

[00:00:03] Host: Good evening. Is the roof of the chapel tight?
[00:00:09] Ivo Bahr: The roof is as tight as a drum.
[00:00:15] Lina Vossberg: The roof leaks above the organ.
[00:00:22] Host: And the slates?
[00:00:25] Ivo Bahr: They are new.
`,
	"article.md": "# Chapel gets a roof\n\nThe chapel of St Olaf has a roof again. “Not one nail is missing,” said Ivo Bahr, the roofer. The verger was not there.\n",
	"other.md":   "# Herons\n\nHerons eat fish. The heron was seen by many people at the chapel pond in June.\n",
}

// Whoever is asked about is answered with their own words: not with those that their mail quotes,
// nor with the question that they were asked, nor with those of somebody of a similar name.
func TestAskWhatSomebodySaid(t *testing.T) {
	openDesk(t)
	a := New(Config{Library: libraryOf(t, roofPapers), Engine: desk.engine, Model: deskChat})
	ask := func(question string) Answer {
		t.Helper()
		turn, err := a.Ask(context.Background(), Request{Question: question}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Fatal(err, turn.Answer.Error)
		}
		return turn.Answer
	}
	const lead = "Your documents have this, each with whose words it is:\n\n"
	for question, want := range map[string]string{
		"What did Ivo Bahr reply to Lena Voss's mail of 2 June?":      lead + "Ivo Bahr to Lena Voss, 3 June 2025:\n\n“No second-hand slates on my roof. I shall ask the verger for money.”",
		"What did Lena Voss write to Ivo Bahr?":                       lead + "Lena Voss to Ivo Bahr, 2 June 2025:\n\n“the slates for the chapel are second-hand. Do you want them?”",
		"Quote exactly what Lina Vossberg said about the roof.":       lead + "Lina Vossberg in “panel”:\n\n“The roof leaks above the organ.”",
		"What did Lena Voss say about old slates?":                    lead + "Lena Voss in “interview”, asked “Did you sell old slates to the chapel?”:\n\n“I offered them. He did not want any.”",
		"What did Ivo Bahr say about nails?":                          lead + "“Chapel gets a roof”:\n\n““Not one nail is missing,” said Ivo Bahr, the roofer.”",
		"Who said that the roof leaks above the organ?":               lead + "Lina Vossberg in “panel”:\n\n“The roof leaks above the organ.”",
		"What did Lena Voss reply to Lina Vossberg?":                  "I found mails of Lena Voss in your documents, but none to Lina Vossberg.",
		"What did Ivo Bahr reply to Lena Voss's mail of 5 June 2025?": "I found mails of Ivo Bahr in your documents, but none that answers one of that day by Lena Voss.",
		"Which mails mention second-hand slates?": "3 mails mention it:\n\nLena Voss to Ivo Bahr, 2 June 2025:\n\n“the slates for the chapel are second-hand.”\n\n" +
			"Ivo Bahr to Lena Voss, 3 June 2025:\n\n“No second-hand slates on my roof.”\n\nIvo Bahr to Lina Vossberg, 4 June 2025, quoting Lena Voss:\n\n“the slates for the chapel are second-hand.”",
		"When were second-hand slates first mentioned?": "By their dates, the earliest that mention it are:\n\nLena Voss to Ivo Bahr, 2 June 2025:\n\n“the slates for the chapel are second-hand.”\n\nIvo Bahr to Lena Voss, 3 June 2025:\n\n“No second-hand slates on my roof.”",
	} {
		if got := ask(question); got.Text != want || got.Model != "" {
			t.Errorf("%s\n%s\n%q", question, got.Text, got.Notices)
		}
	}
	got := ask("Summarise the mails between Ivo Bahr and Lena Voss.")
	if n := strings.Count(got.Text, "\n\n"); n != 4 || strings.Contains(got.Text, "Vossberg") || len(got.Citations) != 2 {
		t.Errorf("%s", got.Text)
	}
	// What nobody says there is a question as any other.
	if got := ask("What did Lena Voss say about herons?"); strings.HasPrefix(got.Text, lead) {
		t.Errorf("%s", got.Text)
	}
}
