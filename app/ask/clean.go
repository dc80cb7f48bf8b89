package ask

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// cleaner takes out of a model's stream what is not answer: citation markers,
// a role name or "Answer:" at the start, white space around the whole. It gives
// text out as early as it can be sure of it. The zero cleaner is ready for use.
type cleaner struct {
	held    string // not yet given out
	started bool   // something was given out
}

// The most bytes held back while the start, or a marker, is undecided.
const (
	maxLead   = 32
	maxMarker = 40
)

var (
	// leading matches what small models write before they answer.
	leading = regexp.MustCompile(`(?i)^(?:\s|[*#>])*(?:(?:assistant|(?:final |short )?answer|response|bot|ai|antwort|réponse|respuesta|risposta|resposta|ответ)[ *]*:[ *]*)?\s*`)
	// marker matches a complete citation marker with the white space before it:
	// "[1]", "[1, 2]", "[1-3]", "[Source 1]", "【2】".
	marker = regexp.MustCompile(`[ \t]*[\[【](?:(?i:source|passage|text|document)s?[ .]*)?\d{1,2}(?:[ ]*[,;–-][ ]*\d{1,2})*[\]】]`)
	// markerStart matches text that may still become a marker.
	markerStart = regexp.MustCompile(`[ \t]*(?:[\[【][^\]】\n]*)?$`)
)

// write adds text of the model and returns what can be shown now.
func (c *cleaner) write(text string) string {
	c.held += text
	if !c.started {
		trimmed := c.held[len(leading.FindString(c.held)):]
		// The whole may still be the beginning of "Answer:".
		if len(c.held) < maxLead && !strings.ContainsAny(strings.TrimSpace(c.held), ":.!?,\n") {
			return ""
		}
		if trimmed == "" {
			return ""
		}
		c.held, c.started = trimmed, true
	}
	return c.release(false)
}

// close returns what was held back, without white space at its end.
func (c *cleaner) close() string {
	if !c.started {
		c.held = c.held[len(leading.FindString(c.held)):]
		c.started = true
	}
	return c.release(true)
}

func (c *cleaner) release(final bool) string {
	text := marker.ReplaceAllString(c.held, "")
	if final {
		c.held = ""
		return strings.TrimRight(text, " \t\r\n")
	}
	keep := len(text)
	if loc := markerStart.FindStringIndex(text); loc != nil && len(text)-loc[0] <= maxMarker {
		keep = loc[0]
	}
	// White space is given out with the word after it, so that a stripped marker
	// leaves none behind and the answer does not end in any.
	keep = len(strings.TrimRight(text[:keep], " \t\r\n"))
	for keep > 0 && keep < len(text) && !utf8.RuneStart(text[keep]) {
		keep--
	}
	c.held = text[keep:]
	return text[:keep]
}
