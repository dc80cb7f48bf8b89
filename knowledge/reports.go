package knowledge

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Companies' reports are alike whoever wrote them: three statements under a
// handful of titles, made of lines that have a handful of names. A question for
// "capex" means the row "Purchases of property, plant and equipment" of the
// statement of cash flows; one for the "quick ratio" means rows of the balance
// sheet. This is told from the question alone, and looked for in the titles, the
// columns and the rows of tables.

//go:embed reports.txt
var reportsText string

// line is one line of a statement.
type line struct {
	name      string
	statement string   // it belongs to
	rows      []string // how they begin
}

// askedFor is what a phrase of a question stands for.
type askedFor struct {
	statement string
	lines     []string
	titles    []string // of a section
}

// reportWords is reports.txt, read.
type reportWords struct {
	phrases []string // the longest first
	means   map[string][]askedFor
	lines   map[string]line
	titles  map[string][]string // of the statements
}

var reportsKnown = parseReports(reportsText)

func parseReports(text string) reportWords {
	w := reportWords{means: map[string][]askedFor{}, lines: map[string]line{}, titles: map[string][]string{}}
	for row := range strings.Lines(text) {
		row = strings.TrimSpace(row)
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		head, rest, found := strings.Cut(row, ": ")
		phrases, stand, both := strings.Cut(rest, " | ")
		if !found || !both {
			panic("reports.txt: " + row)
		}
		what := strings.Fields(head)
		list := strings.Split(stand, ", ")
		var means askedFor
		switch what[0] {
		case "statement":
			means.statement = what[1]
			w.titles[what[1]] = list
		case "line":
			means.lines = []string{what[1]}
			w.lines[what[1]] = line{what[1], what[3], list}
		case "ratio":
			means.lines = strings.Fields(stand)
		case "section":
			means.titles = list
		default:
			panic("reports.txt: " + row)
		}
		for phrase := range strings.SplitSeq(phrases, ", ") {
			if w.means[phrase] == nil {
				w.phrases = append(w.phrases, phrase)
			}
			w.means[phrase] = append(w.means[phrase], means)
		}
	}
	slices.SortFunc(w.phrases, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return w
}

// sought is what a question seeks in reports.
type sought struct {
	statements map[string]float64 // how much each is meant: 1 where it is named
	named      bool               // a statement is
	lines      []line
	titles     []string // of sections
}

func (s sought) none() bool { return len(s.statements) == 0 && len(s.titles) == 0 }

// How much a statement is meant that has a line which is asked for: where none is
// named, where a section is asked about, and where another statement is named.
const (
	meantByLine    = 0.85
	meantInSection = 0.5 // where none is named, but a section is asked about
	meantBesides   = 0.35
)

// seek tells what a question seeks. Longer phrases come first, and no word counts
// for two: who asks for the inventory turnover does not ask for "turnover".
func seek(question string) sought {
	s := sought{statements: map[string]float64{}}
	rest := " " + phrased(question) + " "
	have := map[string]bool{}
	for _, phrase := range reportsKnown.phrases {
		if !strings.Contains(rest, " "+phrase+" ") {
			continue
		}
		rest = strings.ReplaceAll(rest, " "+phrase+" ", " | ")
		for _, m := range reportsKnown.means[phrase] {
			if m.statement != "" {
				s.statements[m.statement], s.named = 1, true
			}
			for _, name := range m.lines {
				if !have[name] {
					have[name] = true
					s.lines = append(s.lines, reportsKnown.lines[name])
				}
			}
			s.titles = append(s.titles, m.titles...)
		}
	}
	for _, l := range s.lines {
		meant := meantByLine
		switch {
		case s.named:
			meant = meantBesides
		case len(s.titles) > 0:
			meant = meantInSection
		}
		s.statements[l.statement] = max(s.statements[l.statement], meant)
	}
	return s
}

// phrased is a text as the phrases of reports.txt are written: words in lower case
// of letters, digits and "&", with one space between. It sees every line of some
// hundred passages for a question, so it is no expression.
func phrased(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	apart := false
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z' || isDigitRune(r) || r == '&':
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsNumber(r):
			apart = true
			continue
		default:
			r = unicode.ToLower(r)
		}
		if apart && b.Len() > 0 {
			b.WriteByte(' ')
		}
		apart = false
		b.WriteRune(r)
	}
	return b.String()
}

func isDigitRune(r rune) bool { return '0' <= r && r <= '9' }

// secondary are words in the titles of tables that repeat a statement's lines
// without being it.
var secondary = padded(
	"condensed consolidating", "consolidating", "parent company", "parent only", "company only", "of the registrant", "guarantor", "guarantors",
	"schedule i", "schedule ii", "schedule iii", "schedule iv", "schedule v", "pro forma", "selected", "summary", "highlights",
	"five year", "six year", "ten year", "eleven year", "supplemental", "reconciliation", "reconciliations", "non gaap",
	"quarterly results", "quarterly data", "quarterly financial",
	"location", "classification", "recognized in", "recorded in", "included in", "reported in", "reflected in", "reclassified",
	"balance sheet information", "balance sheets information", "effect of", "effects of", "impact of", "impacts of")

func padded(list ...string) []string {
	for i, words := range list {
		list[i] = " " + words + " "
	}
	return list
}

// repeats reports whether a title says that its table only repeats some lines.
func repeats(title string) bool {
	title = " " + title + " "
	return slices.ContainsFunc(secondary, func(words string) bool { return strings.Contains(title, words) })
}

// isNote reports whether a title begins as a note's does. A statement refers to
// notes as well ("Dollars in millions (Note 1)").
func isNote(title string) bool {
	return strings.HasPrefix(title, "note ") || strings.HasPrefix(title, "notes ")
}

// What a title is worth that is not quite the statement's.
const (
	titleSecondary     = 0.3  // it only repeats some of it
	titleComprehensive = 0.6  // of other comprehensive income only, or of all of it
	titleDiscussion    = 0.5  // what management's discussion is called as well
	titleSingle        = 0.75 // not of the group: of a subsidiary or the parent, perhaps
)

// titleMatch is how well a title says that what follows is the statement, from 0
// to 1.
func titleMatch(statement, title string) float64 {
	best := 0.0
	padded := " " + title + " "
	for _, t := range reportsKnown.titles[statement] {
		if strings.Contains(padded, " "+t+" ") {
			worth := 1.0
			switch {
			case strings.Contains(t, "comprehensive"):
				worth = titleComprehensive
			case strings.Contains(t, "results"):
				worth = titleDiscussion
			}
			best = max(best, worth)
		}
	}
	switch {
	case repeats(title) || isNote(title):
		return best * titleSecondary
	case !strings.Contains(title, "consolidated"):
		return best * titleSingle
	}
	return best
}

// has reports whether one of the rows of a table is this line.
func (l line) has(rows []string) bool {
	for _, row := range rows {
		for _, prefix := range []string{"total ", "less ", "plus ", "net "} {
			if cut, ok := strings.CutPrefix(row, prefix); ok && !strings.HasPrefix(l.rows[0], prefix) {
				if l.begins(cut) {
					return true
				}
			}
		}
		if l.begins(row) {
			return true
		}
	}
	return false
}

func (l line) begins(row string) bool {
	for _, r := range l.rows {
		if strings.HasPrefix(row, r) && (len(row) == len(r) || row[len(r)] == ' ') {
			return true
		}
		if strings.Count(r, " ") >= 2 && strings.Contains(row, " "+r) {
			return true
		}
	}
	return false
}

// tableRows gives the lines of a text as phrases if it is a table of figures:
// several of its lines end in more than one. A line whose name is set in two is
// there as a whole too. A line of a table of contents ends
// in one, its page, perhaps after years.
func tableRows(text string) []string {
	several, lines := 0, 0
	for l := range strings.Lines(text) {
		lines++
		if figuresAtEnd(l) >= 2 {
			several++
		}
	}
	if several < 3 || several*4 < lines {
		return nil
	}
	rows := make([]string, 0, lines)
	before := "" // a line without amounts, which may begin a long name
	for l := range strings.Lines(text) {
		row := phrased(l)
		rows = append(rows, row)
		figures := figuresAtEnd(l) > 0
		if before != "" && figures {
			rows = append(rows, before+" "+row)
		}
		before = row
		if figures || strings.HasSuffix(strings.TrimSpace(l), ":") {
			before = ""
		}
	}
	return rows
}

// figuresAtEnd counts the amounts that a line ends in, without years.
func figuresAtEnd(line string) int {
	words := strings.Fields(line)
	n := 0
	for i := len(words) - 1; i >= 0; i-- {
		switch w := words[i]; {
		case isMark(w):
		case !isFigure(w):
			return n
		case !isYear(strings.Trim(w, ",")):
			n++
		}
	}
	return n
}

// isMark reports whether a word is what readers of PDFs part from an amount: a
// currency, a bracket, a sign for per cent or a note.
func isMark(word string) bool {
	return word != "" && strings.Trim(word, "$€£¥%()*†‡#") == "" || len(word) == 3 && word[0] == '(' && isLetter(word[1]) && word[2] == ')'
}

func isYear(word string) bool {
	return len(word) == 4 && (strings.HasPrefix(word, "19") || strings.HasPrefix(word, "20")) && strings.Trim(word, "0123456789") == ""
}

// isFigure reports whether a word is an amount, or the dash in the place of one.
func isFigure(word string) bool {
	switch word {
	case "—", "–", "-", "NM", "N/M", "nm", "N/A", "n/a", "nil":
		return true
	}
	return strings.ContainsAny(word, "0123456789") && !strings.ContainsFunc(word, unicode.IsLetter)
}

// titleLine reports whether a line of prose can be a title: a few words that
// begin with a capital or a number, and neither end like a sentence nor in a page
// or an amount.
func titleLine(line string) bool {
	words := strings.Fields(line)
	if len(words) == 0 || len(words) > 12 || figuresAtEnd(line) > 0 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	last := words[len(words)-1]
	return (unicode.IsUpper(first) || unicode.IsDigit(first)) && !strings.HasSuffix(last, ",") && !strings.HasSuffix(last, ";") &&
		(len(words) <= 6 || !strings.HasSuffix(last, "."))
}
