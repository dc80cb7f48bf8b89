package versions

import (
	"strings"
	"testing"

	"carrel/app/ask/naming"
	"carrel/knowledge"
)

func TestRead(t *testing.T) {
	for question, want := range map[string]string{
		"What changed between the two versions of the boat rules?":                 "the boat rules",
		"What has changed in the boat rules since the last version?":               "the boat rules",
		"What are the differences between versions 1 and 2 of the boat rules?":     "the boat rules",
		"What is new in the boat rules?":                                           "the boat rules",
		"How did the boat rules change?":                                           "the boat rules",
		"Was hat sich in der Bootsordnung geändert?":                               "der bootsordnung",
		"Was hat sich zwischen den beiden Fassungen der Bootsordnung geändert?":    "bootsordnung",
		"Qu'est-ce qui a changé entre les deux versions du règlement ?":            "reglement",
		"Was hat sich zwischen Entwurf 1 und Entwurf 2 der Bootsordnung geändert?": "bootsordnung",
		"Worin unterscheiden sich die beiden Fassungen der Bootsordnung?":          "bootsordnung",
		"Worin unterscheiden sich die Bootsordnung von 2021 und die von 2025?":     "die bootsordnung",
		"Welche Unterschiede gibt es zwischen den Entwürfen der Bootsordnung?":     "bootsordnung",
		"Vergleiche die alte und die neue Fassung der Bootsordnung.":               "bootsordnung",
		"What changed between draft 1 and draft 2 of the boat rules?":              "the boat rules",
		"Quelles sont les différences entre les deux versions du règlement ?":      "reglement",
		"Cosa è cambiato tra le due versioni del regolamento?":                     "regolamento",
		"What is the difference between a skiff and a punt?":                       "",
		"Who changed the rules?":                                                   "",
	} {
		if got, _ := Read(question); got.Name != want {
			t.Errorf("%s: %q, want %q", question, got.Name, want)
		}
	}
}

// The versions that a question names are compared, and none where it is not certain which.
func TestChoose(t *testing.T) {
	named := func(names ...string) (docs []knowledge.Document) {
		for _, name := range names {
			docs = append(docs, knowledge.Document{ID: name, Path: "/papers/" + name + ".md", Title: strings.ToUpper(name[:1]) + name[1:]})
		}
		return docs
	}
	numbered := named("boat rules v2", "boat rules v3", "boat rules v1")
	yearly := named("boat rules 2021", "boat rules 2025", "boat rules 2023")
	two := named("boat rules v1", "boat rules v2")
	drafts := named("Pachtvertrag Alm Entwurf 1", "Pachtvertrag Alm Entwurf 2")
	anew := named("Pachtvertrag Alm 2018", "Pachtvertrag Alm Neufassung 2024")
	for _, c := range []struct {
		docs     []knowledge.Document
		question string
		want     string
	}{
		{numbered, "What changed between the last two versions of the boat rules?", "boat rules v2 boat rules v3"},
		{numbered, "What are the differences between versions 1 and 3 of the boat rules?", "boat rules v1 boat rules v3"},
		{numbered, "What are the differences between version 3 and version 1 of the boat rules?", "boat rules v1 boat rules v3"},
		{numbered, "What changed in the boat rules from version 1 to version 2?", "boat rules v1 boat rules v2"},
		{numbered, "Was hat sich zwischen Fassung 1 und 3 der boat rules geändert?", "boat rules v1 boat rules v3"},
		{numbered, "What is new in version 2 of the boat rules?", "boat rules v1 boat rules v2"},
		{numbered, "What has changed in the boat rules since version 1?", "boat rules v1 boat rules v3"},
		{numbered, "What is new in version 1 of the boat rules?", ""}, // nothing is older
		{numbered, "What changed between versions 1 and 4 of the boat rules?", ""},
		{numbered, "What changed between versions 1, 2 and 3 of the boat rules?", ""},
		{numbered, "What has changed in the boat rules since version 1.2?", ""},
		{numbered, "What has changed in the boat rules since the first version?", ""},
		{numbered, "What has changed in the boat rules since last year?", ""},
		{numbered, "How did the boat rules change since May?", ""},
		{numbered, "How did the boat rules change the regatta?", ""},
		{two, "What has changed in the boat rules since the first version?", "boat rules v1 boat rules v2"},
		{yearly, "What has changed in the boat rules since the 2021 edition?", "boat rules 2021 boat rules 2025"},
		{yearly, "How have the boat rules changed since the 2021 edition?", "boat rules 2021 boat rules 2025"},
		{yearly, "What changed between the 2021 and 2023 editions of the boat rules?", "boat rules 2021 boat rules 2023"},
		{yearly, "What changed in the boat rules between 2021 and 2025?", "boat rules 2021 boat rules 2025"},
		{yearly, "How did the boat rules change in 2023?", "boat rules 2021 boat rules 2023"},
		{yearly, "How did the boat rules change since 2022?", ""},
		{yearly, "What is new in the boat rules 2022?", ""},
		{numbered, "What has changed in boat rules 4?", ""},
		{drafts, "Was hat sich zwischen Entwurf 1 und Entwurf 2 des Pachtvertrags geändert?", "Pachtvertrag Alm Entwurf 1 Pachtvertrag Alm Entwurf 2"},
		{drafts, "Worin unterscheiden sich die beiden Entwürfe des Vertrags?", "Pachtvertrag Alm Entwurf 1 Pachtvertrag Alm Entwurf 2"},
		{anew, "Wie hat sich der Pachtvertrag Alm geändert?", "Pachtvertrag Alm 2018 Pachtvertrag Alm Neufassung 2024"},
		{anew, "Vergleiche den Pachtvertrag von 2018 mit der neuen Fassung von 2024.", "Pachtvertrag Alm 2018 Pachtvertrag Alm Neufassung 2024"},
	} {
		asked, ok := Read(c.question)
		older, newer, sure := asked.Choose(naming.Find(asked.Name, c.docs, true))
		got := older.ID + " " + newer.ID
		if !ok || !sure {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s\n%q, want %q; %+v", c.question, got, c.want, asked)
		}
	}
}
