package parse

import (
	"regexp"
	"strings"
)

// What a mail quotes of an earlier one has a mark before each line (RFC 3676, section
// 4.5), and below "-- " the sender's name and address follow (section 4.3). Both cut
// through sentences where the lines are joined.

// quotationMarks matches the marks before a quoted line, each with a space or without.
var quotationMarks = regexp.MustCompile(`^(?:> ?)+`)

// tidyReplies gives what a mail quotes as paragraphs, each with its marks once before
// it (">> " where a quotation is quoted), and parts both it and the signature from the
// text by a blank line. The line that says who wrote what is quoted, "On 3 May, Ada
// wrote:", stands alone.
func tidyReplies(text string) string {
	if !strings.Contains(text, ">") && !strings.Contains(text, "--") {
		return text
	}
	var out []string
	last, blank := 0, true // the depth of the line before, and whether it was empty
	gap := func() {
		if !blank {
			out, blank = append(out, ""), true
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		marks := quotationMarks.FindString(line)
		depth, rest := strings.Count(marks, ">"), strings.TrimSpace(line[len(marks):])
		if depth == 0 || strings.HasPrefix(line, ">From ") { // what keeps a mailbox's "From " apart
			depth, rest = 0, line
		}
		if depth != last {
			gap()
		}
		last = depth
		switch {
		case rest == "", rest == "--": // a signature's line
			gap()
			continue
		case depth > 0 && blank:
			rest = strings.Repeat(">", depth) + " " + rest
		}
		out, blank = append(out, rest), false
		if introduces.MatchString(rest) {
			gap()
		}
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// introduces matches a line that ends with what introduces a quotation: "On 3 May
// 2024, Ada Reader <ada@example.org> wrote:".
var introduces = regexp.MustCompile(`(?i)(?:\b(?:wrote|writes|schrieb|schrieben|geschrieben|escribió|scritto|escreveu|skrev)|(?:^|\s)a écrit)\s?:\s*$|^-{2,} ?original message ?-{2,}$`)
