package models

import (
	"testing"

	"carrel/inference"
)

const gib = 1 << 30

// machine has main memory, all of it but 2 GiB free, and a card's.
func machine(main, card int64, rate float64) Machine {
	m := Machine{Memory: Memory{Total: main * gib, Free: (main - 2) * gib}, Rate: rate * gib}
	m.GPU = GPUMemory([]inference.Device{{Kind: "cpu", MemoryTotal: 99 * gib, MemoryFree: 99 * gib}, {Kind: "gpu", MemoryTotal: uint64(card) * gib, MemoryFree: uint64(card) * gib}})
	m.RateOnGPU = card > 0
	return m
}

func TestPlace(t *testing.T) {
	for _, test := range []struct {
		name string
		m    Machine
		need int64 // GiB
		want Placement
	}{
		{"nothing is known", Machine{}, 1, PlaceUnknown},
		{"no card", machine(16, 0, 10), 8, PlaceCPU},
		{"no card, when others are closed", machine(16, 0, 10), 14, PlaceCPU},
		{"no card, too big", machine(16, 0, 10), 16, PlaceNot},
		{"on the card", machine(16, 12, 10), 8, PlaceGPU},
		{"the driver needs some of the card", machine(16, 12, 10), 12, PlacePartly},
		{"more than both", machine(16, 12, 10), 30, PlaceNot},
		{"a card larger than the memory", machine(8, 24, 10), 20, PlaceGPU},
		{"a card alone is known", Machine{GPU: Memory{Total: 8 * gib, Free: 8 * gib}}, 4, PlaceGPU},
	} {
		if got := test.m.Place(test.need * gib); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestTokensPerSecond(t *testing.T) {
	cpu, card := machine(16, 0, 10), machine(16, 12, 100)
	for _, test := range []struct {
		m     Machine
		place Placement
		want  float64
	}{
		{cpu, PlaceCPU, 5}, {card, PlaceGPU, 50},
		// What was not measured there, or runs in two places, is not told.
		{card, PlaceCPU, 0}, {cpu, PlaceGPU, 0}, {card, PlacePartly, 0}, {cpu, PlaceNot, 0},
	} {
		if got := test.m.TokensPerSecond(2*gib, test.place); got != test.want {
			t.Errorf("%s: %g, want %g", test.place, got, test.want)
		}
	}
	// Of a mixture of experts a tenth of the weights is taken for each token.
	o := Offer{Parameters: 30e9, Active: 3e9}
	if got := o.PerToken(OfferFile{Bytes: 20e9}); got != 2e9 {
		t.Errorf("a mixture of experts: %d bytes a token", got)
	}
}

func TestRecommend(t *testing.T) {
	c := TheCatalogue()
	for _, test := range []struct {
		name string
		m    Machine
		want string
	}{
		{"an old laptop", machine(4, 0, 5), "qwen2.5-0.5b"},
		{"a laptop with 8 GB", machine(8, 0, 20), "qwen3-4b-instruct-2507"},
		{"the same, slow", machine(8, 0, 8), "qwen2.5-1.5b"},
		{"the same, very slow", machine(8, 0, 1), "qwen2.5-0.5b"},
		{"a desktop with 32 GB", machine(32, 0, 40), "ministral-3-8b"},
		{"a card with 24 GB", machine(32, 24, 800), "mistral-small-24b"},
		{"a workstation", machine(128, 80, 2000), "llama-3.3-70b"},
		{"no memory", Machine{Memory: Memory{Total: gib, Free: gib / 4}, Rate: gib}, ""},
		{"it does not tell", Machine{Rate: gib}, ""},
	} {
		got, ok := c.Recommend(test.m, 8192, 6)
		if got.ID != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v, want %q", test.name, got.ID, ok, test.want)
		}
	}
}

// The catalogue's reckoning is near what a file's own header gives: SmolLM2 135M
// has 30 layers with 3 heads of keys, 64 long.
func TestNeedOfAnOffer(t *testing.T) {
	path, err := Resolve(DefaultChat)
	if err != nil {
		t.Skip("the bundled models are not set up:", err)
	}
	file, err := Inspect(path)
	if err != nil {
		t.Skip("the bundled models are not set up:", err)
	}
	o := Offer{Context: 8192, CacheBytes: 2 * 30 * 3 * (64 + 64)}
	fromHeader, fromCatalogue := file.Need(8192), o.Need(OfferFile{Bytes: file.Bytes}, 1<<20)
	if fromCatalogue < fromHeader || fromCatalogue > fromHeader+300<<20 {
		t.Errorf("%d by the header, %d by the catalogue", fromHeader, fromCatalogue)
	}
}

func TestReadRate(t *testing.T) {
	if rate := ReadRate(); rate < 10<<20 || rate > 1e13 {
		t.Errorf("%g bytes a second", rate)
	}
}
