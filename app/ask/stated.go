package ask

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// statedSentence is a sentence of a text to be verified.
type statedSentence struct {
	text    string
	heading bool // it claims nothing
}

// maxSentence is how long a sentence may be, in words and numbers. What is
// longer is a pasted table or column, and judging takes a time that grows with
// the square of the numbers.
const maxSentence = 500

var (
	headed   = regexp.MustCompile(`^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$`)
	rule     = regexp.MustCompile(`^\s*(?:[-*_=]\s*){3,}$`)
	picture  = regexp.MustCompile(`!\[([^\]\n]*)\]\([^)\n]*\)`)
	link     = regexp.MustCompile(`\[([^\]\n]+)\]\([^)\n]*\)`)
	footnote = regexp.MustCompile(`\[\^[^\]\n]+\]:?`)
	item     = regexp.MustCompile(`^\s*(?:[-*+•]|\d{1,3}[.)])\s+`)
)

// verifiable cuts a text into its sentences. Lines may break anywhere, as
// editors break them; a blank line, an item of a list, a table's row and a
// heading stand for themselves.
func verifiable(text string) []statedSentence {
	var out []statedSentence
	var paragraph []string
	flush := func() {
		joined := strings.Join(paragraph, "\n")
		paragraph = nil
		runes := []rune(joined)
		for _, s := range prose.Sentences(joined) {
			for _, part := range short(string(runes[s.Start:s.End])) {
				if t := flatten(part); t != "" {
					out = append(out, statedSentence{text: t})
				}
			}
		}
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	code := codeLines(lines)
	for i, line := range lines {
		switch heading := headed.FindStringSubmatch(line); {
		case code[i], rule.MatchString(line):
			flush()
		case heading != nil:
			flush()
			out = append(out, statedSentence{text: unmarked(heading[1]), heading: true})
		case strings.TrimSpace(line) == "":
			flush()
		case strings.HasPrefix(strings.TrimSpace(line), "|"):
			flush()
			paragraph = append(paragraph, unmarked(strings.ReplaceAll(strings.Trim(strings.TrimSpace(line), "|"), "|", " ")))
			flush()
		default:
			if item.MatchString(line) {
				flush()
				line = line[len(item.FindString(line)):]
			}
			paragraph = append(paragraph, unmarked(strings.TrimPrefix(strings.TrimSpace(line), "> ")))
		}
	}
	flush()
	return slices.DeleteFunc(out, func(s statedSentence) bool { return strings.Trim(s.text, " -:") == "" })
}

// short cuts a sentence that is longer than maxSentence at the ends of its
// lines, and lines that are still longer at spaces, or anywhere between words
// where there is none.
func short(sentence string) []string {
	if len(cutAtWords(sentence)) == 1 {
		return []string{sentence}
	}
	var out []string
	for line := range strings.Lines(sentence) {
		out = append(out, cutAtWords(line)...)
	}
	return out
}

func cutAtWords(line string) []string {
	var out []string
	start, space, words := 0, 0, 0
	before := ' '
	for i, r := range line {
		number := unicode.IsDigit(r)
		switch {
		case unicode.IsSpace(r):
			space = i
		case number && !unicode.IsDigit(before), unicode.IsLetter(r) && !unicode.IsLetter(before) && !unicode.IsDigit(before):
			words++
		}
		if words > maxSentence {
			cut := i
			if space > start {
				cut = space
			}
			out = append(out, line[start:cut])
			start, words = cut, 1
		}
		before = r
	}
	return append(out, line[start:])
}

// A fence is a line that begins or ends a block of code.
type fence struct {
	mark   byte // '`' or '~', 0 where the line is no fence
	length int
	bare   bool // nothing follows, so that it may end a block
}

// fenceOf reads a line as CommonMark does (section 4.5), but for the
// indentation: in the item of a list a fence stands further in.
func fenceOf(line string) fence {
	line = strings.TrimSpace(line)
	if line == "" || line[0] != '`' && line[0] != '~' {
		return fence{}
	}
	info := strings.TrimLeft(line, line[:1])
	f := fence{mark: line[0], length: len(line) - len(info), bare: info == ""}
	if f.length < 3 || f.mark == '`' && strings.Contains(info, "`") {
		return fence{} // code within a line
	}
	return f
}

// codeLines says of every line whether it is of a block of code, or a fence. A
// block that is never closed is none, unlike in CommonMark: one line too many
// would take all that follows out of the check.
func codeLines(lines []string) []bool {
	code := make([]bool, len(lines))
	fences := make([]fence, len(lines))
	closing := make([][2]int, len(lines)+1) // the longest closing fence from a line on, of backticks and of tildes
	for i := len(lines) - 1; i >= 0; i-- {
		closing[i] = closing[i+1]
		fences[i] = fenceOf(lines[i])
		if f := fences[i]; f.bare {
			closing[i][f.kind()] = max(closing[i][f.kind()], f.length)
		}
	}
	var open fence
	for i, f := range fences {
		switch {
		case open.mark != 0:
			code[i] = true
			if f.mark == open.mark && f.bare && f.length >= open.length {
				open = fence{}
			}
		case f.mark != 0:
			code[i] = true
			if closing[i+1][f.kind()] >= f.length {
				open = f
			}
		}
	}
	return code
}

func (f fence) kind() int {
	if f.mark == '~' {
		return 1
	}
	return 0
}

// unmarked takes formatting and the numbers of citations out of a line.
func unmarked(line string) string {
	line = picture.ReplaceAllString(line, "$1")
	line = link.ReplaceAllString(line, "$1")
	line = footnote.ReplaceAllString(line, "")
	line = marker.ReplaceAllString(line, "")
	return unemphasised(line)
}
