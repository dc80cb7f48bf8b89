package align

import (
	"slices"
	"testing"
)

// voicesOf are the voices of a page as "name>to@date: text", with "|" where it is quoted.
func voicesOf(page, title string) (out []string) {
	runes := []rune(page)
	for _, v := range Voices(page, title) {
		line := v.Name
		if v.Quoted {
			line = "|" + line
		}
		line += ": " + string(runes[v.Span.Start:v.Span.End])
		if v.Asked.End > 0 {
			line += " <- " + string(runes[v.Asked.Start:v.Asked.End])
		}
		out = append(out, line)
	}
	return out
}

// The lines of a calendar's entries, and of a list's, are nobody's words.
func TestVoicesOfNobody(t *testing.T) {
	for _, page := range []string{
		"Dentist\nWhen: 2026-04-14 08:15\nWhere: Dr Quinn\n\nOpening\nWhen: 2026-05-08\nWhere: Gallery Nord",
		"Spring fair\nDate: 11 April\nPlace: Kinsale\n\nSummer fair\nDate: 4 July\nPlace: Cobh\nPrice: 95 euros",
	} {
		if got := voicesOf(page, "Calendar"); got != nil {
			t.Errorf("%q", got)
		}
	}
}

// What a mail quotes or forwards is not its sender's; what is written between quoted lines is.
func TestVoicesOfMails(t *testing.T) {
	const head = "From: Ines Roth <ines@a.example>\nTo: Karl Roth <karl@a.example>\nDate: Mon, 05 May 2025 09:03:00 +0000\nSubject: Re: Roof\n\n"
	for _, test := range []struct {
		name, page string
		want       []string
	}{
		{"own", head + "Dear Karl,\n\nthe roof leaks. Call me.\n\nKind regards\nInes Roth\nHouse 4", []string{"Ines Roth: the roof leaks. Call me."}},
		{"reply", head + "No, in June.\n\nInes\n\nOn Sat, 3 May 2025 at 18:22, Karl Roth wrote:\n\n> Will you mend the roof\nin May?\n\n> It drips.", []string{"Ines Roth: No, in June.", "|Karl Roth: Will you mend the roof\nin May?\n\n> It drips."}},
		{"between", head + "On Sat, 3 May 2025 at 18:22, Karl Roth wrote:\n\n> Is it tight?\n\nNo, it leaks.\n\n> Who pays?\n\nYou do.", []string{"|Karl Roth: Is it tight?", "Ines Roth: No, it leaks.", "|Karl Roth: Who pays?", "Ines Roth: You do."}},
		{"deeper", head + "See below.\n\nOn 3 May 2025, Karl Roth wrote:\n\n> I think so too.\n\n>> Sell the house.", []string{"Ines Roth: See below.", "|Karl Roth: I think so too.", "|: Sell the house."}},
		{"forwarded", head + "For your eyes.\n\nI.\n\n---------- Forwarded message ---------\nFrom: Lena Voss <l@b.example>\nDate: Sat, 3 May 2025\nSubject: Roof\nTo: Ines Roth\n\nDear Ines,\n\nI sold the slates.\n\nLena", []string{"Ines Roth: For your eyes.", "|Lena Voss: I sold the slates."}},
		{"head below", head + "Agreed.\n\nFrom: Karl Roth\nSent: Saturday, 3 May 2025\nTo: Ines Roth\nSubject: Roof\n\nShall we sell it?", []string{"Ines Roth: Agreed.", "|Karl Roth: Shall we sell it?"}},
		{"without marks", head + "Agreed.\n\nAm 3. Mai 2025 um 18:22 schrieb Karl Roth:\n\nWollen wir verkaufen?", []string{"Ines Roth: Agreed.", "|Karl Roth: Wollen wir verkaufen?"}},
	} {
		if got := voicesOf(test.page, ""); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%q\nwant\n%q", test.name, got, test.want)
		}
	}
}

// Each line of a transcript is its speaker's; rows and forms with labels are nobody's.
func TestVoicesOfTranscripts(t *testing.T) {
	for _, test := range []struct {
		name, page, title string
		want              []string
	}{
		{"names", "Panel\n\nLENA VOSS: Who sold the slates?\n\nIVO BAHR: I did not.\nNever.\n\nLENA VOSS: Who then?\n\nIVO BAHR: Ask Karl.", "",
			[]string{"LENA VOSS: Who sold the slates?", "IVO BAHR: I did not.\nNever. <- Who sold the slates?", "LENA VOSS: Who then?", "IVO BAHR: Ask Karl. <- Who then?"}},
		{"times", "[00:01] Host: Good evening.\n[00:05] Lena Voss: Hello.\n[00:09] Host: Is it tight?\n[00:12] Lena Voss: It leaks.", "",
			[]string{"Host: Good evening.", "Lena Voss: Hello.", "Host: Is it tight?", "Lena Voss: It leaks. <- Is it tight?"}},
		{"questions", "Interview with Lena Voss, slater\nInterviewer: Jon Abt\n\nQ: Was it old?\n\nA: Very.\n\nQ: You say so?\n\nA: I do.", "",
			[]string{"Jon Abt: Was it old?", "Lena Voss: Very. <- Was it old?", "Jon Abt: You say so?", "Lena Voss: I do. <- You say so?"}},
		{"initials", "# Talk: Lena Voss\n\nJA is Jon Abt.\n\n**JA:** Was it old?\n\n**LV:** Very.\n\n**JA:** How old?\n\n**LV:** Ninety.", "",
			[]string{"Jon Abt: Was it old?", "Lena Voss: Very. <- Was it old?", "Jon Abt: How old?", "Lena Voss: Ninety. <- How old?"}},
		{"nobody", "Q: Was it old?\nA: Very.\nQ: How old?\nA: Ninety.", "Frequent questions", []string{": Was it old?", ": Very. <- Was it old?", ": How old?", ": Ninety. <- How old?"}},
		{"form", "Date: 3 May\nPlace: Hall\nPresent: Lena Voss\nApologies: Ivo Bahr", "", nil},
		{"rows", "Name: Ada; Sum: 3\nName: Bo; Sum: 4\nName: Cy; Sum: 5\nName: Di; Sum: 6", "", nil},
	} {
		if got := voicesOf(test.page, test.title); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%q\nwant\n%q", test.name, got, test.want)
		}
	}
}

func TestSamePerson(t *testing.T) {
	for _, test := range []struct {
		name, asked string
		want        bool
	}{
		{"MARTIN HALE", "Martin Hale", true}, {"Hale", "Martin Hale", true}, {"Councillor Martin Hale", "Mr Hale", true}, {"Martin J. Hale", "Martin Hale", true},
		{"Martha Hale", "Martin Hale", false}, {"Marten Haley", "Martin Hale", false}, {"Martin Haley", "Hale", false}, {"", "Hale", false}, {"The Mayor", "Hale", false},
	} {
		if got := SamePerson(test.name, test.asked); got != test.want {
			t.Errorf("%s, %s: %v", test.name, test.asked, got)
		}
	}
}

// A quotation is only whose words it is: of the sender of a mail where the mail quotes it, and of
// another speaker of a transcript, it is not borne out.
func TestQuotationsOfAnotherVoice(t *testing.T) {
	mail := "From: Ivo Bahr <ivo@roof.example>\nTo: Lena Voss <lena@slates.example>\nDate: Tue, 03 Jun 2025 10:00:00 +0000\nSubject: Re: Slates\n\nI take none of them at all.\n\nOn Mon, 2 Jun 2025 at 09:00, Lena Voss wrote:\n\n> The slates for the chapel are second-hand, and I sell them."
	talk := "Interview with Lena Voss, dealer\nInterviewer: Jon Abt\n\nQ: Did you sell old slates?\n\nA: I offered them to the roofer in May.\n\nQ: Who paid for the nails of the roof?\n\nA: It was not me."
	m := NewMaterial("slates", []Passage{{Text: mail, Title: "box"}, {Text: talk, Title: "talk"}})
	a := New("slates", m)
	for sentence, want := range map[string]State{
		"Ivo Bahr wrote: “The slates for the chapel are second-hand, and I sell them.”":  Partly,
		"Lena Voss wrote: “The slates for the chapel are second-hand, and I sell them.”": Quoted,
		"Ivo Bahr wrote: “I take none of them at all.”":                                  Quoted,
		"Lena Voss wrote: “I take none of them at all.”":                                 Partly,
		"Lena Voss said: “I offered them to the roofer in May.”":                         Quoted,
		"Jon Abt said: “I offered them to the roofer in May.”":                           Partly,
	} {
		if got := a.Align(sentence); got.State != want {
			t.Errorf("%s: %s %q", sentence, got.State, got.Missing)
		}
	}
}

// The answer in an interview comes before the question that has the same words, and the one who is
// asked about is who speaks, not who is named at the line's beginning alone.
func TestRankInterview(t *testing.T) {
	talk := "Interview with Lena Voss, dealer\nInterviewer: Jon Abt\n\nQ: Will the roof of the chapel fall down?\n\nA: No. It stands for ten years, which is bad enough.\n\nQ: Were you paid by the verger?\n\nA: Never. I live on slates."
	film := "Jon Abt: How long was the shop shut?\nLena Voss: Nine weeks. I lost eleven thousand crowns.\nJon Abt: Were you paid?\nLena Voss: Not a penny."
	for question, want := range map[string]string{
		"Will the roof of the chapel fall down?": "It stands for ten years, which is bad enough.",
		"What did Lena Voss lose?":               "I lost eleven thousand crowns.",
	} {
		m := NewMaterial(question, []Passage{{Text: talk, Title: "talk"}, {Text: film, Title: "film"}})
		if got := string(m.Statements[m.Rank(question, nil)[0].Statement].Text); got != want {
			t.Errorf("%s: %s", question, got)
		}
	}
}
