package align

import (
	"regexp"
	"strconv"
	"strings"

	"carrel/knowledge/reader"
)

// How something is done is told in numbered steps: an instruction that is cut off behind the
// first is none.

// stepNumber matches what a step begins with.
var stepNumber = regexp.MustCompile(`^[ \t]*(?:[Ss]tep|[Ss]chritt|[Pp]aso|[Éé]tape)? ?\(?(\d{1,2})[.):][ \t]`)

const (
	// fewestSteps is how many steps an instruction has at least.
	fewestSteps = 2
	// mostBefore is how many statements may stand between a heading and the steps under it.
	mostBefore = 3
	// leastTold is which share of a question's terms, by rarity, what the steps stand under has at
	// least, where they are an answer to it.
	leastTold = 0.6
)

// Instruction is a stretch of a text, in code points, whose lines begin with numbers in order, with what
// stands in it: lines right below them, and those that are indented more.
type Instruction struct {
	reader.Span
	First, Last int // the numbers of its first and its last step
}

// mostOver is how many lines stand at most over the steps on a page that go on from the one before.
const mostOver = 3

// StepsIn are the instructions of a page's text: steps from 1 on, or from any number on where they
// begin at its head.
func StepsIn(text string) (found []Instruction) {
	var run Instruction
	indent, blank, begun, at, lines := 0, false, false, 0, 0
	closeRun := func() {
		if run.First > 0 && (run.First > 1 || run.Last >= fewestSteps) {
			found = append(found, run)
		}
		run = Instruction{}
	}
	for line := range strings.Lines(text) {
		start := at
		at += len([]rune(line))
		shown := strings.TrimRight(line, " \t\r\n")
		if shown == "" {
			blank = true
			continue
		}
		in := len(shown) - len(strings.TrimLeft(shown, " \t"))
		number := stepOf(shown)
		next := number == run.Last+1 && in <= indent
		switch {
		case run.First > 0 && (next || in > indent || number == 0 && !blank):
			if next {
				run.Last = number
			}
			run.End = start + len([]rune(shown))
		default:
			closeRun()
			if number == 1 || number > 1 && lines < mostOver && !begun {
				begun = true
				run, indent = Instruction{reader.Span{Start: start, End: start + len([]rune(shown))}, number, number}, in
			}
		}
		blank = false
		lines++
	}
	closeRun()
	return found
}

// GoesOn says whether an instruction is cut off by the end of its page: text is the page's, and next
// that of the page behind it.
func (n Instruction) GoesOn(text, next string) (rest Instruction, ok bool) {
	if len(strings.Fields(string([]rune(text)[n.End:]))) > mostUnder {
		return rest, false
	}
	for _, rest := range StepsIn(next) {
		if rest.First == n.Last+1 {
			return rest, true
		}
		break
	}
	return rest, false
}

// mostUnder is how many words stand at most below the steps on a page that go on on the next one: its
// number, and what the document is called.
const mostUnder = 12

// stepOf is the number of the step that a line begins; 0 for what begins none.
func stepOf(line string) int {
	found := stepNumber.FindStringSubmatch(line)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// Steps gives the statements of the steps that the i-th announces, stands right before or is of, and
// what announces them, where they are told to be how what is asked about is done: by their heading,
// what stands between it and them, or their document's title. nil where there are none.
func (m *Material) Steps(question string, i int) (steps []int) {
	first, end := m.stepsAt(i)
	if first < 0 {
		return nil
	}
	over := first
	for over > 0 && m.Statements[over].Follows && first-over < mostBefore && !m.titlesSteps(over) {
		over--
	}
	if !m.toldBy(question, over, first) {
		return nil
	}
	if m.Statements[first].Follows && m.Statements[first-1].Announces() {
		first--
	}
	for k := first; k < end; k++ {
		steps = append(steps, k)
	}
	return steps
}

// stepsAt is the statements, from one to before the other, of the steps that the i-th statement is of
// or stands right before; -1 where there are none.
func (m *Material) stepsAt(i int) (first, end int) {
	for k := i; k < len(m.Statements) && k <= i+mostBefore && (k == i || m.Statements[k].Follows); k++ {
		if k > i && m.titlesSteps(k) {
			break
		}
		if run, ok := m.stepsOver(k); ok && run.First == 1 {
			return m.stepsOf(k, run)
		}
	}
	return -1, -1
}

// stepsOf is the statements of an instruction, from one to before the other, of which the k-th is one.
func (m *Material) stepsOf(k int, run Instruction) (first, end int) {
	inRun := func(s int) bool {
		st := m.Statements[s]
		return run.Start < st.Span.End && st.Span.Start < run.End
	}
	for first = k; first > 0 && m.Statements[first].Follows && inRun(first-1); first-- {
	}
	for end = k + 1; end < len(m.Statements) && m.Statements[end].Follows && inRun(end); end++ {
	}
	return first, end
}

// StepsFrom gives the statements of a source's first instruction, where that goes on from the steps
// that end with the i-th statement, on the page behind it; nil where it does not.
func (m *Material) StepsFrom(source, i int) (steps []int) {
	last, ok := m.stepsOver(i)
	if !ok {
		return nil
	}
	rest, ok := last.GoesOn(m.passages[m.Statements[i].Source].Text, m.passages[source].Text)
	if !ok {
		return nil
	}
	for k, st := range m.Statements {
		if st.Source == source && rest.Start < st.Span.End && st.Span.Start < rest.End {
			steps = append(steps, k)
		}
	}
	return steps
}

// stepsOver is the place of the steps that the i-th statement is of.
func (m *Material) stepsOver(i int) (run Instruction, ok bool) {
	st := m.Statements[i]
	for _, run := range StepsIn(m.passages[st.Source].Text) {
		if run.Start < st.Span.End && st.Span.Start < run.End {
			return run, true
		}
	}
	return run, false
}

// StepEnd is where the step ends that the i-th statement begins, which may have several sentences;
// i+1 for what begins none.
func (m *Material) StepEnd(i int) int {
	n := stepOf(string(m.Statements[i].Text))
	if n == 0 {
		return i + 1
	}
	run, ok := m.stepsOver(i)
	if !ok {
		return i + 1
	}
	_, last := m.stepsOf(i, run)
	end := i + 1
	for end < last && stepOf(string(m.Statements[end].Text)) != n+1 {
		end++
	}
	return end
}

// titlesSteps says whether the i-th statement is the heading of what follows it, and no step and
// not what announces one.
func (m *Material) titlesSteps(i int) bool {
	return m.Statements[i].Heads() && !m.Statements[i].Announces() && stepOf(string(m.Statements[i].Text)) == 0
}

// toldBy says whether the statements from one to before the other, with their document's title, have
// most of a question.
func (m *Material) toldBy(question string, from, to int) bool {
	lang := m.langs[m.Statements[from].Source]
	total, told := 0.0, 0.0
	for _, t := range newStatement([]rune(question), lang).soughtTerms() {
		total += m.rarity(t)
		has := m.labels[m.Statements[from].Source].terms[t]
		for k := from; k < to && !has; k++ {
			has = m.Statements[k].terms[t]
		}
		if has {
			told += m.rarity(t)
		}
	}
	return total > 0 && told >= leastTold*total
}

// Quote is a stretch of statements, from one to before the other, as it is quoted.
func (m *Material) Quote(from, to int) Statement { return m.quoted(from, to) }
