package align

import (
	"regexp"
	"strconv"
	"strings"
)

// How something is done is told in numbered steps: an instruction that is cut off behind the
// first is none.

// stepNumber matches what a step begins with.
var stepNumber = regexp.MustCompile(`^(?:[Ss]tep|[Ss]chritt|[Pp]aso|[Éé]tape)? ?\(?(\d{1,2})[.):]\s`)

const (
	// fewestSteps is how many steps an instruction has at least.
	fewestSteps = 2
	// mostBefore is how many statements may stand between a heading and the steps under it.
	mostBefore = 3
	// leastTold is which share of a question's terms, by rarity, what the steps stand under has at
	// least, where they are an answer to it.
	leastTold = 0.6
)

// Steps gives the statements of the steps that the i-th announces, stands right before or is of, and
// what announces them, where they are told to be how what is asked about is done: by their heading,
// what stands between it and them, or their document's title. nil where there are none.
func (m *Material) Steps(question string, i int) (steps []int) {
	first := m.firstStep(i)
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
		steps = append(steps, first-1)
	}
	n := 0
	for k := first; k < len(m.Statements) && m.stepAt(k) == n+1 && (k == first || m.Statements[k].Follows); n++ {
		for end := m.StepEnd(k); k < end; k++ {
			steps = append(steps, k)
		}
	}
	if n < fewestSteps {
		return nil
	}
	return steps
}

// StepEnd is where the step ends that the i-th statement begins, which may have several sentences;
// i+1 for what begins none.
func (m *Material) StepEnd(i int) int {
	end := i + 1
	for m.stepAt(i) > 0 && end < len(m.Statements) && m.Statements[end].Follows && m.stepAt(end) == 0 && m.sameLine(end) {
		end++
	}
	return end
}

// firstStep is the first of the steps that the i-th statement is one of or stands before, -1 for none.
func (m *Material) firstStep(i int) int {
	k := i
	for k > 0 && m.stepAt(k) != 1 && m.Statements[k].Follows && (m.stepAt(k) > 0 || m.sameLine(k)) {
		k-- // back to the first
	}
	if m.stepAt(k) == 1 {
		return k
	}
	for k = i; k < len(m.Statements) && k <= i+mostBefore && (k == i || m.Statements[k].Follows); k++ {
		switch {
		case m.stepAt(k) == 1:
			return k
		case k > i && m.titlesSteps(k):
			return -1
		}
	}
	return -1
}

// titlesSteps says whether the i-th statement is the heading of what follows it, and no step and
// not what announces one.
func (m *Material) titlesSteps(i int) bool {
	return m.Statements[i].Heads() && !m.Statements[i].Announces() && m.stepAt(i) == 0
}

// stepAt is the number of the step that the i-th statement begins; 0 for what begins none.
func (m *Material) stepAt(i int) int {
	found := stepNumber.FindStringSubmatch(string(m.Statements[i].Text))
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// sameLine says whether the i-th statement goes on in the line of the one before.
func (m *Material) sameLine(i int) bool {
	text := []rune(m.passages[m.Statements[i].Source].Text)
	from, to := m.Statements[i-1].Span.End, m.Statements[i].Span.Start
	return from <= to && to <= len(text) && !strings.ContainsRune(string(text[from:to]), '\n')
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
