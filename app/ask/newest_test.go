package ask

import (
	"context"
	"testing"

	"carrel/app/ask/align"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// rulesOf are two versions of one document, the older one found first.
func rulesOf(older, newer Source) []knowledge.Hit {
	hit := func(rank int, s Source) knowledge.Hit {
		return knowledge.Hit{Rank: rank, Score: 1 / float64(rank), Document: s.Document, Page: rank, Where: s.Where, End: len([]rune(s.Text)), Text: s.Text, Dated: s.dated, Nearness: 0.6}
	}
	return []knowledge.Hit{hit(1, older), hit(2, newer)}
}

func TestNewestFirst(t *testing.T) {
	const before, now = "Meals: 28 pounds for a whole day.", "Meals: 34 pounds for a whole day."
	source := func(path, title, where, text string, dated reader.Day) Source {
		return Source{Document: knowledge.DocumentRef{ID: path, Path: path, Title: title}, Where: where, Text: text, dated: dated}
	}
	for _, c := range []struct {
		name, question string
		older, newer   Source
		want           string
	}{
		{"the year in the name", "How much are meals for a whole day?", source("/h/Meals 2024.docx", "Rules", "", before, ""), source("/h/Meals 2026.docx", "Rules", "", now, ""), now},
		{"the day that it bears", "How much are meals for a whole day?", source("/h/Meals old.docx", "Rules", "", before, "2024-02-01"), source("/h/Meals.docx", "Rules", "", now, "2026-03-01"), now},
		{"the version's number", "How much are meals for a whole day?", source("/h/Meals v2.docx", "Rules", "", before, ""), source("/h/Meals v3.docx", "Rules", "", now, ""), now},
		{"the sheet", "How much are meals for a whole day?", source("/h/Meals.xlsx", "Meals", "sheet Rates 2025, A2:B2", before, ""), source("/h/Meals.xlsx", "Meals", "sheet Rates 2026, A2:B2", now, ""), now},
		{"may is no month", "How much may meals for a whole day cost?", source("/h/Meals 2024.docx", "Rules", "", before, ""), source("/h/Meals 2026.docx", "Rules", "", now, ""), now},
		{"a month is asked for", "How much were meals for a whole day in May?", source("/h/Meals 2024.docx", "Rules", "", before, ""), source("/h/Meals 2026.docx", "Rules", "", now, ""), before},
		{"a year is asked for", "How much were meals for a whole day in 2024?", source("/h/Meals 2024.docx", "Rules", "", before, ""), source("/h/Meals 2026.docx", "Rules", "", now, ""), before},
		{"what was before", "How much were meals for a whole day previously?", source("/h/Meals 2024.docx", "Rules", "", before, ""), source("/h/Meals 2026.docx", "Rules", "", now, ""), before},
		{"two firms", "How much are meals for a whole day?", source("/a/Report 2024.docx", "Report", "", before, ""), source("/b/Report 2026.docx", "Report", "", now, ""), before},
		{"two invoices", "How much are meals for a whole day?", source("/h/Canteen invoice 7741.docx", "Invoice 7741", "", before, "2024-02-01"), source("/h/Canteen invoice 7902.docx", "Invoice 7902", "", now, "2026-03-01"), before},
		{"two versions of an order form", "How much are meals for a whole day?", source("/h/Order form v1.docx", "Order", "", before, ""), source("/h/Order form v2.docx", "Order", "", now, ""), now},
		{"an amendment", "How much are meals for a whole day?", source("/h/Canteen contract.docx", "Contract", "", before, "2026-03-01"), source("/h/Canteen contract amendment 1.docx", "Amendment no. 1", "", now, ""), now},
		{"an amendment of something else", "What did the landlord say about meals?", source("/h/Canteen contract.docx", "Contract", "", before, ""), source("/h/Canteen contract amendment 1.docx", "Amendment no. 1", "", "The landlord lets a room to the canteen for 45 euros.", ""), before},
		{"another document", "How much are meals for a whole day?", source("/h/Canteen 2024.docx", "Rules", "", before, ""), source("/h/Travel 2026.docx", "Rules", "", now, ""), before},
	} {
		f := find(c.question, rulesOf(c.older, c.newer), 0)
		if got := string(f.material.Statements[f.order[0].Statement].Text); got != c.want {
			t.Errorf("%s: %q comes first, want %q", c.name, got, c.want)
		}
	}
}

// What a newer version says comes first, and the older one is said to be older.
func TestQuotesSayWhatIsOlder(t *testing.T) {
	a, _ := newAsker(t)
	ref := func(path string) knowledge.DocumentRef {
		return knowledge.DocumentRef{ID: desk.ids["museum.txt"], Path: path, Title: "Rules"}
	}
	older := Source{Document: ref("/h/Meals 2024.docx"), Text: "Meals: 28 pounds for a whole day."}
	newer := Source{Document: ref("/h/Meals 2026.docx"), Text: "Meals: 34 pounds for a whole day."}
	for question, want := range map[string]string{
		"How much are meals for a whole day?":          "They say:\n\n“Meals: 34 pounds for a whole day.”\n\nAn older one of the same name says:\n\n“Meals: 28 pounds for a whole day.”",
		"How much were meals for a whole day in 2024?": "They say:\n\n“Meals: 28 pounds for a whole day.”\n\n“Meals: 34 pounds for a whole day.”",
	} {
		f := find(question, rulesOf(older, newer), 0)
		r := &run{asker: a, emit: func(Step) {}, search: question, material: f.material, order: f.order}
		r.answer().Sources = f.sources
		r.recorder = record(context.Background(), nil, r.turn)
		r.writer = newWriter(context.Background(), r, align.New(question, f.material))
		r.quote("They say:", 3)
		if got := r.answer().Text; got != want {
			t.Errorf("%s\n%s", question, got)
		}
	}
}
