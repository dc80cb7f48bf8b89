package align

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// How a statement looks: as a heading, an entry of a list, a row of a table, a whole sentence.

// LongQuote is the length in code points beyond which a sentence is no good to
// quote: four or five lines.
const LongQuote = 360

// LongestSentence is how long a sentence may be that is quoted because nothing else
// answers as well: those of laws and contracts fill ten lines and more.
const LongestSentence = 900

// FewestWords is how many words a sentence or an entry of a list has, at least, that says
// something by itself.
const FewestWords = 6

// maxHeadingWords is how many words, without its number, a statement has at
// most to count as a heading.
const maxHeadingWords = 6

// Heads says whether a statement tells what the next ones are about: a heading,
// a question of a list of frequent ones, or a line of a mail's head.
func (st Statement) Heads() bool {
	return st.IsHeading() || st.Text[len(st.Text)-1] == '?' || mailHead.MatchString(string(st.Text)) && !sheetRow.MatchString(string(st.Text))
}

// mailHead matches what a mail has above its text, as knowledge/parse writes it, and what
// introduces the one that it answers, or whom it addresses; who sent it, and when, may be an answer.
var mailHead = regexp.MustCompile(`^(?:(?:To|Cc|Subject|Attachments): |[^\n]*\b(?:wrote|schrieb|écrit|escribió|scritto|escreveu) ?:$|(?:Sehr geehrte[rs]?|Liebe[rs]?|Guten Tag|Hallo|Dear|Hello|Hi|Bonjour|Ch[eè]re?s?|Madame|Monsieur|Estimad[oa]s?|Querid[oa]s?|Gentile|Egregi[oa]|Car[oa])\b[^!?;:\n]{0,60},$)`)

// IsHeading says whether a statement looks like a heading or a cell: up to
// three words, or up to six without a mark at their end and without any number
// but the one in front ("2. Rent and deposit"); a link alone, a manual's running line, and
// what is marked with #. An amount with what it is for is none, nor an entry of a list ("- four
// blankets"), and of a table's rows the first alone, where it names the columns.
func (st Statement) IsHeading() bool {
	if st.row != noRow {
		return st.row == headRow
	}
	words := len(st.words)
	if words == 0 || slices.Contains(st.Text, '[') && onlyLeads.MatchString(string(st.Text)) || st.runsOver() {
		return true
	}
	numbers := len(st.numbers)
	if numbers > 0 && st.numbers[0].Start <= st.words[0].Start {
		words, numbers = words-1, numbers-1
	}
	if st.labelsDay() || st.endsByDay() || len(st.words) > 1 && bullet.MatchString(string(st.Text)) {
		return false
	}
	if len(st.words) < 4 {
		return !st.bills()
	}
	last := st.Text[len(st.Text)-1]
	if st.Text[0] == '#' && !prose.IsTerminal(last) && marked.MatchString(string(st.Text)) {
		return true
	}
	plain := !unicode.IsPunct(last) || last == ')' // a section's name may end with a remark in brackets
	return words <= maxHeadingWords && numbers == 0 && !unicode.IsPunct(last) || plain && sectioned.MatchString(string(st.Text)) ||
		strings.ContainsRune("-=~_", last) && underlined.MatchString(string(st.Text)) || st.clause()
}

// labelsDay says whether a statement is a word and, behind a colon, a day: "Due: 4 May 2025".
func (st Statement) labelsDay() bool {
	return len(st.dates) > 0 && labelled.MatchString(string(st.Text))
}

// endsByDay says whether a statement says by when or since when something is so: "Payable until 28
// March 2026".
func (st Statement) endsByDay() bool {
	if len(st.dates) == 0 {
		return false
	}
	d := st.dates[len(st.dates)-1]
	return d.Day > 0 && d.Start > 0 && strings.Trim(string(st.Text[min(d.End, len(st.Text)):]), " .!") == "" && sinceOrUntil.MatchString(string(st.Text[:min(d.Start, len(st.Text))]))
}

// sinceOrUntil matches what stands before such a day.
var sinceOrUntil = regexp.MustCompile(`(?i)\p{L} (?:until|till|by|before|since|from|bis|vor|seit|ab|hasta|desde|antes del?|jusqu['’]au|depuis|avant|entro|fino al|dal)(?: (?:the|zum|dem|den|el|le|il|am))? $`)

// labelled matches what has a name before a colon, an entry of a list too.
var labelled = regexp.MustCompile(`^(?:[-*•●] )?\p{Lu}[^:.!?\n]{1,40}: \S`)

// marked matches a heading of Markdown, which may be of any length.
var marked = regexp.MustCompile(`^#{1,6} [^\n]*$`)

// onlyLeads matches an entry of Markdown that is nothing but a link, as tables of contents
// have, and what defines one: "- [Copy a model](#copy-a-model)", "[18]: https://example.org".
var onlyLeads = regexp.MustCompile(`^(?:[-*+]|\d{1,3}[.)])?\s*\[[^\]]+\](?:\((?:#|https?://)[^)\s]*\)|: *<?(?:#|https?://)\S*)\.?$`)

// runsOver says whether a statement is the line that a manual has above or below each page,
// with its name at both ends: "DF(1) User Commands DF(1)".
func (st Statement) runsOver() bool {
	if len(st.words) > maxClauseWords || st.Text[len(st.Text)-1] != ')' {
		return false
	}
	fields := strings.Fields(string(st.Text))
	last := len(fields) - 1
	return last >= 1 && fields[0] == fields[last] && manualName.MatchString(fields[0])
}

var manualName = regexp.MustCompile(`^[^()\s]+\(\d\w*\)$`)

// bills says whether a statement is what an invoice or a price list has in one line: what
// for, and an amount of money ("Total £1,128.00").
func (st Statement) bills() bool {
	return len(st.words) > 1 && unicode.IsLetter(firstRune(st.words[0].Text)) && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return isCurrency[n.Unit] })
}

// mailLine matches a line of a mail's head: it says nothing of what the one above it says.
var mailLine = regexp.MustCompile(`^(?:From|To|Cc|Date|Subject|Attachments): `)

// sheetRow matches a row of a sheet, as knowledge/parse writes it: "Date: 3 May; Paid to: Berg".
var sheetRow = regexp.MustCompile(`^[^;:\n]{1,40}: [^;\n]*; [^;:\n]{1,40}: `)

// inMailHead says whether st is a line of a mail's head, and no row of a sheet with such a column.
func (st Statement) inMailHead() bool {
	text := string(st.Text)
	return mailLine.MatchString(text) && !sheetRow.MatchString(text)
}

// underlined matches what has a line of its own under it.
var underlined = regexp.MustCompile(`^[^.!?]*\s(?:-{4,}|={4,}|~{4,}|_{4,})$`)

// clause says whether a statement is the heading of a numbered clause that ends as a
// sentence does: "10. Automatic Licensing of Downstream Recipients."
func (st Statement) clause() bool {
	if len(st.words) > maxClauseWords || !numberedClause.MatchString(string(st.Text)) {
		return false
	}
	for _, w := range st.words[1:] {
		if w.Term != "" && !unicode.IsUpper(firstRune(w.Text)) {
			return false
		}
	}
	return true
}

const maxClauseWords = 10

var numberedClause = regexp.MustCompile(`^(?:\d{1,3}(?:\.\d{1,3})*[.)]?|§ ?\d+\.?|[IVX]{1,5}\.) \p{Lu}[^.!?]*\.?$`)

// sectioned matches what begins with a section's number: "5.5.4. /var/cache/man :
// Locally formatted manual pages (optional)".
var sectioned = regexp.MustCompile(`^\d+(?:\.\d+){1,4}\.? [\p{Lu}/][^.!?]*$`)

// references begin a sentence that says where more is said: "See Section 3.3
// [What are the differences?], page 12."
var references = prose.Set(`see siehe vgl vergleiche voir cf vea vease ver vedi zie см смотри`)

// Refers says whether a statement only says where more is said.
func (st Statement) Refers() bool { return len(st.words) > 0 && references[st.words[0].Fold] }

// SaysNothing says whether a statement is its document's title or of a list of references: it
// has a question's words and never its answer.
func (st Statement) SaysNothing() bool { return st.leads || st.entitled }

// namesColumns says whether the i-th statement is the first row of a table, whose cells the
// next one has before its own: it says nothing by itself.
func (m *Material) namesColumns(i int) bool {
	if i+1 >= len(m.Statements) || !m.Statements[i+1].Follows {
		return false
	}
	first, _, cells := strings.Cut(string(m.Statements[i].Text), " | ")
	return cells && strings.HasPrefix(string(m.Statements[i+1].Text), strings.TrimSpace(first)+": ")
}

// Whole says whether a statement ends as a sentence does, or announces a list.
func (st Statement) Whole() bool {
	last := len(st.Text) - 1
	for last > 0 && prose.IsCloser(st.Text[last]) {
		last--
	}
	return last >= 0 && (prose.IsTerminal(st.Text[last]) || st.Text[last] == ':' || st.Text[last] == '：')
}

// entry matches what begins an entry of a list, bullet that of one without numbers.
var (
	entry  = regexp.MustCompile(`^(?:` + bullets + `|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s`)
	bullet = regexp.MustCompile(`^` + bullets + `\s`)
)

const bullets = `[•●◦▪‣·*–—-]`

// IsEntry says whether a statement looks like an entry of a list, and is not too long to quote.
func (st Statement) IsEntry() bool {
	return len(st.Text) <= LongQuote && entry.MatchString(string(st.Text))
}

// SameWords says whether two statements are the same text but for case, accents and white space.
func SameWords(a, b Statement) bool {
	return strings.Join(strings.Fields(prose.Fold(string(a.Text))), " ") == strings.Join(strings.Fields(prose.Fold(string(b.Text))), " ")
}
