package index

import (
	"fmt"
	"testing"
)

func TestFuse(t *testing.T) {
	cosines := map[int64]float64{1: 0.5, 2: 0.9, 3: 0.1, 4: -0.2}
	cosine := func(id int64) (float64, bool) { c, ok := cosines[id]; return c, ok }
	ranked := func(pairs ...float64) (list []Ranked) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, Ranked{Passage: int64(pairs[i]), Score: pairs[i+1]})
		}
		return list
	}
	for _, c := range []struct {
		name           string
		words, meaning []Ranked
		bound          float64
		want           []Ranked
	}{
		{"both", ranked(1, 8, 3, 2), ranked(2, 0.9, 1, 0.5), 10, ranked(1, 0.65, 2, 0.45, 3, 0.15)},
		{"ties by passage", ranked(8, 4, 7, 4), nil, 10, ranked(7, 0.4, 8, 0.4)},
		{"not embedded yet counts as usual", ranked(9, 6, 1, 6), nil, 10, ranked(9, 0.575, 1, 0.55)},
		{"nor is it behind the only document that is embedded", ranked(9, 6, 8, 5), ranked(2, 0.5), 10, ranked(9, 0.6, 8, 0.5, 2, 0.25)},
		{"opposite meaning is no worse than none", ranked(4, 6), nil, 10, ranked(4, 0.3)},
		{"meaning only", nil, ranked(2, 0.9, 3, 0.1), 0, ranked(2, 0.45, 3, 0.05)},
		{"nothing", nil, nil, 0, nil},
	} {
		got := Fuse(c.words, c.meaning, c.bound, 0.5, cosine)
		if fmt.Sprintf("%.6v", got) != fmt.Sprintf("%.6v", c.want) && len(got)+len(c.want) > 0 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
