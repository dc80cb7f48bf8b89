package ask

import (
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// A place further down in a passage stands under the headings that come before it there.
func TestHeadedAt(t *testing.T) {
	const text = "Report # One ## Costs cccc ## Staff ssss # Two tttt"
	var on []reader.Heading
	for _, h := range []struct {
		level int
		text  string
	}{{1, "One"}, {2, "Costs"}, {2, "Staff"}, {1, "Two"}} {
		at := strings.Index(text, h.text)
		on = append(on, reader.Heading{Level: h.level, Start: at, End: at + len(h.text), Text: h.text})
	}
	from := func(at, heading string) knowledge.DocumentPassage {
		return knowledge.DocumentPassage{Heading: heading, Start: strings.Index(text, at)}
	}
	for _, c := range []struct {
		passage knowledge.DocumentPassage
		on      []reader.Heading
		at      string
		want    string
	}{
		{from("# One", "One › Costs"), on, "cccc", "One › Costs"},
		{from("# One", "One › Costs"), on, "ssss", "One › Staff"},
		{from("# One", "One › Costs"), on, "tttt", "Two"},
		{from("## Staff", "One › Staff"), on, "ssss", "One › Staff"},
		{from("## Staff", "One › Staff"), on, "tttt", "Two"},
		{from("Report", ""), on, "ssss", "One › Staff"},
		{from("Report", ""), nil, "ssss", ""},
		// What was opened on a page before stays.
		{from("Report", "Part"), on[1:2], "cccc", "Part › Costs"},
	} {
		if got := headedAt(c.passage, c.on, strings.Index(text, c.at)).Heading; got != c.want {
			t.Errorf("%s under %q: %q, want %q", c.at, c.passage.Heading, got, c.want)
		}
	}
}
