package ask

import (
	"context"
	"slices"
	"strings"
	"testing"

	"carrel/app/ask/align"
)

// clubFiles are what a rowing club keeps.
var clubFiles = map[string]string{
	"Expenses 2025.csv": "Date,Paid to,Purpose,Amount EUR,Paid\n" +
		"2025-01-14,Mill Yard,Repairs,210.50,yes\n2025-02-03,Paint & Co,Paint,88.25,yes\n2025-03-20,Mill Yard,Repairs,99.75,yes\n" +
		"2025-05-02,Mill Yard,Ropes,40.00,\n2025-05-30,Harbour Office,Berths,640.00,yes\nTotal,,,1078.50,\n",
	"Fees.csv":      "Berth,Summer fee EUR,Winter fee EUR\nNorth pier,300,120\nSouth pier,260,90\n",
	"Order 12.md":   "# Order 12\n\n| Item | Pieces | Sum |\n|---|---|---|\n| Rope | 4 | 80 |\n| Hook | 10 | 30 |\n",
	"Order 13.md":   "# Order 13\n\n| Item | Pieces | Sum |\n|---|---|---|\n| Rope | 2 | 40 |\n",
	"Boat shed.txt": "Three boats lie in the boat shed. The shed is repaired in May, which costs 400 euros in total.\n",
}

func TestAskAddsUp(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, clubFiles)
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	for question, want := range map[string]string{
		// What is not paid yet, and the total that the table has itself, do not count.
		"How much did we pay Mill Yard in total?":            "Amount EUR” of 2 rows of “Expenses 2025” with “Mill”, “Yard”: 310.25.",
		"What is the total of all repairs in the expenses?":  "Amount EUR” of 2 rows of “Expenses 2025” with “repairs”: 310.25.",
		"How many expenses are over 90 euros?":               "counted 3 rows of “Expenses 2025” whose “Amount EUR” is more than 90 euros.",
		"How many expenses were there in May 2025?":          "counted 2 rows of “Expenses 2025” with “May”.",
		"How much did we spend on berths in total in 2025?":  "One row of “Expenses 2025” with “berths” counts, its “Amount EUR” is 640:",
		"How many expenses are over 5,000 euros?":            "counted 0 rows of “Expenses 2025” whose “Amount EUR” is more than 5,000 euros.",
		"Which expense was the highest?":                     "", // no table is called so: the rows' own word would be needed
		"Which berth has the lowest winter fee?":             "Of 2 rows of “Fees” the lowest “Winter fee EUR” is 90:\n\n“Berth: South pier;",
		"What are the highest expenses of 2025?":             "Of 5 rows of “Expenses 2025” the highest “Amount EUR” is 640:\n\n“Date: 2025-05-30; Paid to: Harbour Office;",
		"What is the average of the repairs?":                "The average “Amount EUR” of 2 rows of “Expenses 2025” with “repairs” is 155.13.",
		"Who was paid the highest amount?":                   "", // nothing says whose table
		"Which expenses had the longest delay?":              "",
		"Which expenses were the longest?":                   "",
		"Which berth has the lowest fee?":                    "", // in summer or in winter
		"How much did we pay Mill Yard for sails in total?":  "", // nothing says sails
		"How many berths are over 100 euros?":                "", // in summer or in winter
		"How many orders are over 50 euros?":                 "", // each document is one
		"How many boats are in the shed?":                    "", // told in a sentence
		"How much did we pay Mill Yard before May in total?": "", // "before" is no value
	} {
		turn, err := a.Ask(context.Background(), Request{Question: question}, func(Step) {})
		if err != nil {
			t.Fatal(err)
		}
		said := strings.HasPrefix(turn.Answer.Text, "Carrel ") || strings.HasPrefix(turn.Answer.Text, "One row")
		if want == "" && said || want != "" && !strings.Contains(turn.Answer.Text, want) {
			t.Errorf("%s\n%s", question, turn.Answer.Text)
		}
		if !said {
			continue
		}
		quoted := 0
		for _, s := range turn.Answer.Sentences {
			if s.State == align.Quoted {
				quoted++
			}
		}
		if quoted != len(turn.Answer.Citations) || strings.Contains(want, "2 rows") && quoted != 2 {
			t.Errorf("%s: %d quoted, %d citations", question, quoted, len(turn.Answer.Citations))
		}
		for _, c := range turn.Answer.Citations {
			if !strings.Contains(turn.Answer.Text, "“"+c.Quote+"”") || c.Document.ID == "" {
				t.Errorf("%s: cites %+v", question, c)
			}
		}
	}
	turn, _ := a.Ask(context.Background(), Request{Question: "How many berths are over 100 euros?", Quote: true}, func(Step) {})
	if !slices.ContainsFunc(turn.Answer.Notices, func(n string) bool { return strings.Contains(n, "nothing was added up") }) {
		t.Errorf("not said: %q", turn.Answer.Notices)
	}
}
