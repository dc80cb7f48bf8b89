package app

import (
	"strings"
	"testing"

	"carrel/inference/models"
)

func TestCatalogueInWords(t *testing.T) {
	const gib = 1 << 30
	for _, test := range []struct {
		name    string
		machine models.Machine
		id      string
		words   string
	}{
		{"without a card", models.Machine{Memory: models.Memory{Total: 16 * gib, Free: 10 * gib}}, "qwen3-8b", "Fits: it takes 6.6 GB of memory."},
		{"busy", models.Machine{Memory: models.Memory{Total: 16 * gib, Free: 4 * gib}}, "qwen3-8b", "when other programs are closed"},
		{"too large", models.Machine{Memory: models.Memory{Total: 8 * gib, Free: 6 * gib}}, "qwen3-14b", "Too large for this computer"},
		{"with a card", models.Machine{Memory: models.Memory{Total: 16 * gib, Free: 10 * gib}, GPU: models.Memory{Total: 12 * gib, Free: 12 * gib}}, "qwen3-8b", "Fits on the graphics card"},
		{"with a small card", models.Machine{Memory: models.Memory{Total: 16 * gib, Free: 10 * gib}, GPU: models.Memory{Total: 4 * gib, Free: 4 * gib}}, "qwen3-8b", "Fits partly"},
		{"unknown", models.Machine{}, "qwen3-8b", "It takes 6.6 GB of memory."},
	} {
		offer, _, err := models.TheCatalogue().Find(test.id)
		if err != nil {
			t.Fatal(err)
		}
		m := Catalogue{Machine: test.machine, Folder: t.TempDir()}.describe(models.TheCatalogue(), offer)
		if f := m.Files[0]; !strings.Contains(f.FitText, test.words) || m.Licence.Name == "" || m.HostName == "" {
			t.Errorf("%s: %+v, %+v", test.name, f, m.Licence)
		}
	}
	for rate, words := range map[float64]string{8: "about 6 words a second", 1: "less than two words a second"} {
		if got := speedWords(rate); got != words {
			t.Errorf("%g tokens: %q", rate, got)
		}
	}
}
