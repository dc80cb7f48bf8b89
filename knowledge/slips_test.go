package knowledge_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge"
)

// TestSlips: words of a question that no passage has are read as those that are one letter
// away; others are left as they are.
func TestSlips(t *testing.T) {
	dir := t.TempDir()
	lib := openLibrary(t, dir, nil)
	docs := lib.add(t,
		write(t, dir, "stats.md", "# Statistics\n\nSimultaneous inference needs corrected intervals. Mr Robinson wrote the vignette.\n"),
		write(t, dir, "house.md", "# Harbour\n\nThe house at the harbour has accommodation for sailors, and a committee decides on it.\n"))
	for question, want := range map[string]string{
		"What is simultanious inferance?":             "simultanious Simultaneous",
		"Who is Robinsen?":                            "Robinsen Robinson",
		"How much accomodation is there?":             "accomodation accommodation",
		"What did the comittee decide?":               "comittee committee",
		"Which horse won at the harbour?":             "", // too short to be a slip of "house"
		"Is simultaneous inference corrected?":        "",
		"What is the boiling point of molybdenum?":    "",
		"simultanious, simultanious and SIMULTANEOUS": "simultanious Simultaneous",
	} {
		slips, err := lib.Slips(context.Background(), knowledge.Query{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range slips {
			got = append(got, s.Typed, s.Meant)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	// Nor is a word whose stem some other language's word has: German "ältest" is a form of "alt".
	lib.add(t, write(t, dir, "labor.md", "# Laborbericht\n\nDie Leber wurde untersucht und die ALT lag wieder im üblichen Bereich, wie wir es erwartet hatten.\n"))
	if slips, err := lib.Slips(context.Background(), knowledge.Query{Text: "What is the latest?"}); err != nil || len(slips) != 0 {
		t.Errorf("%v %v", slips, err)
	}
	// A word that only other documents have is not meant.
	slips, err := lib.Slips(context.Background(), knowledge.Query{Text: "accomodation", Documents: []string{docs[0].ID}})
	if err != nil || len(slips) != 0 {
		t.Errorf("%v %v", slips, err)
	}
}

// TestSlipsInALargeLibrary: the word that is meant may stand in any block and segment.
func TestSlipsInALargeLibrary(t *testing.T) {
	dir := t.TempDir()
	lib := openLibrary(t, dir, nil)
	for part := range 3 {
		var b strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&b, "The s%st and the s%sm are %d.\n\n", letters(part*2000+i), letters(7*i+part), i)
		}
		lib.add(t, write(t, dir, fmt.Sprintf("words%d.txt", part), b.String()+fmt.Sprintf("The special%slity is here.", letters(part))))
	}
	for part := range 3 {
		meant := "special" + letters(part) + "lity"
		typed := strings.Replace(meant, "lity", "ilty", 1)
		slips, err := lib.Slips(context.Background(), knowledge.Query{Text: "What is the " + typed + "?"})
		if err != nil || len(slips) != 1 || slips[0].Meant != meant {
			t.Errorf("%s: %v %v, want %s", typed, slips, err, meant)
		}
	}
}

// letters writes a number in letters, each number in others.
func letters(n int) string {
	var b strings.Builder
	for range 4 {
		b.WriteByte("bdfgklmprw"[n%10])
		b.WriteByte("aeiou"[n/10%5])
		n /= 7
	}
	return b.String()
}
