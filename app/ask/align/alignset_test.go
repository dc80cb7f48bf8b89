package align

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

// alignPair is one labelled sentence: testdata/README.md has the format.
type alignPair struct {
	file     string
	line     int
	heldOut  bool
	group    *alignGroup
	label    byte   // '+' supported, '-' not, '!' the sources disagree
	kind     string // how the sentence was made: "verbatim", "number", …
	sentence string
	gold     []goldSpan // one of them is the right mark; none: there is none
}

// alignGroup is a question with the passages that were found for it.
type alignGroup struct {
	question string
	sources  []Passage
}

type goldSpan struct {
	source int
	span   reader.Span
}

// oneGoroutine is for tests in which one goroutine judges thousands of sentences: under the
// race detector, which has nothing to find there and takes ten times as long, they are
// skipped. build/test.sh runs them without it. What several goroutines share, TestAtOnce uses.
func oneGoroutine(t testing.TB) {
	t.Helper()
	if raceEnabled {
		t.Skip("one goroutine: build/test.sh runs it without the race detector")
	}
}

// loadAlignSet reads every file of labelled sentences.
func loadAlignSet(t testing.TB) []alignPair {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no labelled sentences: %v", err)
	}
	var out []alignPair
	for _, f := range files {
		out = append(out, readAlignFile(t, f)...)
	}
	return out
}

func readAlignFile(t testing.TB, path string) (out []alignPair) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	texts := map[string]string{}
	var group *alignGroup
	var heldOut bool
	var passage string
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	for n := 1; scanner.Scan(); n++ {
		line := scanner.Text()
		fail := func(why string) { t.Fatalf("%s:%d: %s: %q", path, n, why, line) }
		switch {
		case passage != "" && line != "":
			texts[passage] += strings.ReplaceAll(line, "\\n", "\n")
			passage = ""
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "== "):
			passage = strings.TrimSpace(line[3:])
		case strings.HasPrefix(line, "?? "):
			parts := strings.SplitN(line[3:], " | ", 3)
			if len(parts) != 3 {
				fail("want part | passages | question")
			}
			heldOut = parts[0] == "held-out"
			group = &alignGroup{question: strings.TrimSpace(parts[2])}
			for i, id := range strings.Fields(parts[1]) {
				text, ok := texts[id]
				if !ok {
					fail("no passage " + id)
				}
				group.sources = append(group.sources, Passage{Text: text})
				group.sources[i].Document = documentOf(id)
			}
		case strings.ContainsRune("+-!", rune(line[0])):
			parts := strings.SplitN(line[1:], " | ", 3)
			if len(parts) < 2 || group == nil {
				fail("want kind | sentence | mark")
			}
			p := alignPair{file: filepath.Base(path), line: n, heldOut: heldOut, group: group, label: line[0], kind: strings.TrimSpace(parts[0]), sentence: parts[1]}
			if len(parts) == 3 {
				for _, g := range strings.Split(parts[2], " || ") {
					gold, ok := group.locate(strings.TrimSpace(g))
					if !ok {
						fail("the mark is in none of the passages")
					}
					p.gold = append(p.gold, gold)
				}
			}
			out = append(out, p)
		default:
			fail("not understood")
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// documentOf is a passage's id without what follows the last full stop.
func documentOf(id string) string {
	if i := strings.LastIndexByte(id, '.'); i > 0 {
		return id[:i]
	}
	return id
}

// locate finds a mark, written whole or as "its first words … its last words".
func (g *alignGroup) locate(mark string) (goldSpan, bool) {
	head, tail, cut := strings.Cut(mark, " … ")
	for i, s := range g.sources {
		at := strings.Index(s.Text, head)
		if at < 0 {
			continue
		}
		end := at + len(head)
		if cut {
			k := strings.Index(s.Text[end:], tail)
			if k < 0 {
				continue
			}
			end += k + len(tail)
		}
		start := len([]rune(s.Text[:at]))
		return goldSpan{i, reader.Span{Start: start, End: start + len([]rune(s.Text[at:end]))}}, true
	}
	return goldSpan{}, false
}

// rightMark says whether what was marked overlaps a right span by half of what
// the two cover together.
func (p alignPair) rightMark(source int, span reader.Span) bool {
	for _, g := range p.gold {
		if g.source != source {
			continue
		}
		both := min(g.span.End, span.End) - max(g.span.Start, span.Start)
		all := max(g.span.End, span.End) - min(g.span.Start, span.Start)
		if 2*both >= all {
			return true
		}
	}
	return false
}

// alignScore counts how the aligner does on labelled sentences.
type alignScore struct {
	n, truths, found      int // all, supported by label, and of these said to be
	claimed, wrongly      int // said to be supported, and of these not by label
	marked, right         int
	altered, caught       int // quotations with a word altered
	conflicts, conflicted int
	perKind               map[string][2]int // right judgements, of all
	wrong                 []string
}

func (s alignScore) String() string {
	return fmt.Sprintf("%d sentences: precision %.3f, recall %.3f (%d of %d), right span %.3f of %d, altered quotations %d of %d, conflicts %d of %d",
		s.n, s.precision(), s.recall(), s.found, s.truths, s.rightSpan(), s.marked, s.caught, s.altered, s.conflicted, s.conflicts)
}

func (s alignScore) precision() float64 { return share(s.claimed-s.wrongly, s.claimed) }
func (s alignScore) recall() float64    { return share(s.found, s.truths) }
func (s alignScore) rightSpan() float64 { return share(s.right, s.marked) }

func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}

func scoreAlign(pairs []alignPair) *alignScore {
	s := &alignScore{perKind: map[string][2]int{}}
	aligners := map[*alignGroup]*Aligner{}
	for _, p := range pairs {
		a := aligners[p.group]
		if a == nil {
			a = New(p.group.question, NewMaterial(p.group.question, p.group.sources))
			aligners[p.group] = a
		}
		s.add(p, a.Align(p.sentence))
	}
	return s
}

func (s *alignScore) add(p alignPair, f Finding) {
	s.n++
	claims := f.State == Supported || f.State == Quoted
	ok := claims == (p.label == '+')
	switch {
	case p.label == '+':
		s.truths++
		if claims {
			s.found++
		}
	case p.label == '!':
		s.conflicts++
		if ok = f.State == Conflict && f.Against != nil && f.Against.Source != f.Source; ok {
			s.conflicted++
		}
	}
	if claims {
		s.claimed++
		if p.label != '+' {
			s.wrongly++
		}
	}
	if p.kind == "quotation altered" {
		s.altered++
		if f.State != Quoted && len(f.Missing) > 0 {
			s.caught++
		} else {
			ok = false
		}
	}
	if f.Source >= 0 {
		s.marked++
		if p.rightMark(f.Source, f.Span) {
			s.right++
		} else {
			s.wrong = append(s.wrong, fmt.Sprintf("%s:%d: %c %s: %q: wrong mark (%s)", p.file, p.line, p.label, p.kind, p.sentence, f.State))
		}
	}
	k := s.perKind[string(p.label)+" "+p.kind]
	k[1]++
	if ok {
		k[0]++
	} else {
		s.wrong = append(s.wrong, fmt.Sprintf("%s:%d: %c %s: %q: %s, missing %q", p.file, p.line, p.label, p.kind, p.sentence, f.State, f.Missing))
	}
	s.perKind[string(p.label)+" "+p.kind] = k
}
