package naming

import (
	"testing"

	"carrel/knowledge"
)

func TestFind(t *testing.T) {
	docs := []knowledge.Document{
		{ID: "a", Path: "/x/debian__policy.pdf", Title: "Debian Policy Manual"},
		{ID: "b", Path: "/x/contract.pdf", Title: "Tenancy agreement"},
		{ID: "c", Path: "/x/old/contract.docx", Title: "Contract"},
		{ID: "d", Path: "/x/scan17.odt", Title: "The Lease"},
		{ID: "e", Path: "/x/text_file.txt", Title: "text_file.txt"},
		{ID: "f", Path: "/x/Apache-2.0.txt", Title: "Apache-2.0"},
		{ID: "g", Path: "/x/Employment statistics 2019.csv", Title: "Employment statistics 2019"},
	}
	for name, want := range map[string]string{
		"contract.pdf": "b", "debian policy": "a", "the file contract.docx": "c", "contract": "bc", "tenancy agreement": "b", "the termination clause": "",
		"“Debian Policy Manual”": "a", "document.pdf": "", "the pdf": "", "policy.pdf": "a", "The Lease": "d", "the text lease": "d", "text file": "e",
		"the contract agreement": "b", "the lease agreement": "d", "the Debian policy document": "a", "the letter agreement": "",
		"the statistics of 2019": "g", "statistics about employment": "g", "the rent of the lease": "",
		"the Apache licence": "f", "my employment contract": "", "the tenancy contract": "b",
	} {
		got := ""
		for _, d := range Find(name, docs, true) {
			got += d.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	german := []knowledge.Document{
		{ID: "p", Path: "/x/Pachtvertrag Alm.docx", Title: "Pachtvertrag Alm"},
		{ID: "j", Path: "/x/Jagdpachtvertrag.docx", Title: "Jagdpachtvertrag"},
		{ID: "g", Path: "/x/Gutachten Brücke.pdf", Title: "Gutachten Brücke"},
	}
	for name, want := range map[string]string{
		"des Pachtvertrags": "p", "des Pachtvertrags von Alm": "p", "Gutachtens": "g", "des Vertrags": "pj", "des Briefes": "", "Pachtverträge": "p",
	} {
		got := ""
		for _, d := range Find(name, german, true) {
			got += d.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := Find("the lease", docs, false); len(got) != 1 || got[0].ID != "d" {
		t.Errorf("the lease by its own name: %v", got)
	}
	if got := Find("policy", docs, false); got != nil {
		t.Errorf("policy alone: %v", got)
	}
}
