package ask

import (
	"context"
	"strings"
	"testing"
)

// changeLog has short entries, which say what of is only told by the headings above them.
const changeLog = "# Changes of the loom\n\n## 2.5.0 (2026-03-02)\n\n- Added a dark theme.\n- The export writes UTF-8.\n\n## 2.4.0 (2025-11-11)\n\n" +
	"- Dropped support for Weft 3.8.\n- Faster start.\n\n## 2.3.1 (2025-08-01)\n\n- Fixed a crash when the disk is full.\n"

// hutRules has entries of three words that are sentences.
const hutRules = "# The hut\n\n## Kitchen\n\n- two pots\n- matches\n\n## Rules\n\n- Dogs sleep outside.\n- The key is under the stone.\n"

// TestAskUnderHeadings: a short entry of a list is quoted where it answers, not what says
// less in more words, and with the heading that it stands under.
func TestAskUnderHeadings(t *testing.T) {
	openDesk(t)
	a := New(Config{Library: libraryOf(t, map[string]string{"changes.md": changeLog, "hut.md": hutRules}), Engine: desk.engine, Model: deskChat})
	for question, want := range map[string][]string{
		"Which version dropped Weft 3.8?":                      {"2.4.0 (2025-11-11)", "- Dropped support for Weft 3.8."},
		"When was support for Weft 3.8 dropped?":               {"2.4.0 (2025-11-11)", "- Dropped support for Weft 3.8."},
		"Is Weft 3.8 still supported?":                         {"2.4.0 (2025-11-11)", "- Dropped support for Weft 3.8."},
		"Which version added a dark theme?":                    {"2.5.0 (2026-03-02)", "- Added a dark theme."},
		"Which version writes UTF-8 in exports?":               {"2.5.0 (2026-03-02)", "- The export writes UTF-8."},
		"In which release was the crash of a full disk fixed?": {"2.3.1 (2025-08-01)", "- Fixed a crash when the disk is full."},
		"Where do dogs sleep?":                                 {"Rules", "- Dogs sleep outside."},
		"What crashed when the disk was full?":                 {"- Fixed a crash when the disk is full."},
	} {
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Fatal(err, turn.Answer.Error)
		}
		if got := turn.Answer.Text; got != "Your documents say:\n\n“"+strings.Join(want, "”\n\n“")+"”" {
			t.Errorf("%s\n%s", question, got)
		}
		for k, c := range turn.Answer.Citations { // each opens its words
			text := []rune(changeLog)
			if c.Document.Title == "The hut" {
				text = []rune(hutRules)
			}
			if got := string(text[c.Start:c.End]); k >= len(want) || got != want[k] {
				t.Errorf("%s: citation %d opens %q", question, k+1, got)
			}
		}
	}
}
