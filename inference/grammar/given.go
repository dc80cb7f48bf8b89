package grammar

import (
	"regexp"
	"strconv"
	"strings"
)

// Bounds of a grammar that somebody else wrote: llama.cpp reads it with a stack of its
// own, copies what is repeated, and goes all ways at each token, which cannot be broken
// off.
const (
	maxGiven       = 1 << 16 // bytes
	maxGivenNested = 32      // parentheses within each other
	maxGivenWays   = 1000    // alternatives and repetitions in all
)

var (
	rootRule = regexp.MustCompile(`(?m)^[ \t]*root[ \t]*::=`)
	// passedOver is what counts nothing: text in quotes, a class of characters, a comment.
	passedOver = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|#[^\n]*`)
	repetition = regexp.MustCompile(`[0-9]+`)
)

// Check says what about a grammar in GBNF is more than the sampler is given. Whether it
// is a grammar at all, llama.cpp says.
func Check(gbnf string) error {
	if len(gbnf) > maxGiven {
		return &Error{Message: "the grammar is longer than 64 KB"}
	}
	text := passedOver.ReplaceAllString(gbnf, `""`)
	if !rootRule.MatchString(text) {
		return &Error{Message: "the grammar has no rule called root, with which an answer begins"}
	}
	depth, ways := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '|', '?', '*', '+':
			ways++
		case '{':
			ways++
			inside := text[i+1:]
			if end := strings.IndexAny(inside, "{}"); end >= 0 {
				inside = inside[:end]
			}
			for _, n := range repetition.FindAllString(inside, -1) {
				if count, err := strconv.Atoi(n); err != nil || count > maxRepeat {
					return &Error{Message: "the grammar repeats something more than 1,000 times"}
				}
			}
		}
		if depth > maxGivenNested {
			return &Error{Message: "the grammar has more than 32 parentheses within each other"}
		}
		if ways > maxGivenWays {
			return &Error{Message: "the grammar has more than 1,000 alternatives and repetitions"}
		}
	}
	return nil
}
