package align

import (
	"slices"
	"testing"
)

func TestReported(t *testing.T) {
	for text, want := range map[string][]string{
		"The roof is new. “It will last,” said Mayor Lena Voss. “My children will see it.” Ivo Bahr laughed.": {"“It will last,” said Mayor Lena Voss. “My children will see it.”"},
		"Lena Voss, head of the slaters, said: “We never sold it.”":                                           {"Lena Voss, head of the slaters, said: “We never sold it.”"},
		"Ms Voss presented her paper. She said that no bill had come.":                                        {"Ms Voss presented her paper. She said that no bill had come."},
		"Ivo Bahr told Lena Voss that it leaks.":                                                              nil,
		"Ivo Bahr, when rung up, told Lena Voss that it leaks, and, once home, asked Lena Voss for nails.":    nil,
		"Lena Vossberg said that it leaks. Ivo Voss said nothing.":                                            nil,
		"Lena Voss went home.": nil,
	} {
		var got []string
		for _, s := range Reported(text, "Lena Voss") {
			got = append(got, string([]rune(text)[s.Start:s.End]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%q", text, got)
		}
	}
}
