package align

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"carrel/app/ask/prose"
)

// alignSources are two made-up pages that the aligner's cases are about.
var alignSources = []Passage{
	{Text: "The Harbour Museum was founded in 1887 by Anna Berg, a ship owner. " +
		"It moved to Queen Street in 1921 and does not charge for admission on Sundays. " +
		"Its collection holds 412 paintings and 35 ship models. " +
		"Revenue rose 12 % to $1,577 million in FY2018, while costs fell to $940 million."},
	{Text: "The Moor Railway never reached the coast. Only two of its five stations had\nelectric light. " +
		"Its director, Jonas Feld, said: “The line must pay for itself, or it must close.” " +
		"The railway closed on 3 May 1954."},
}

func alignOne(question, sentence string) (Finding, string) {
	m := NewMaterial(question, alignSources)
	f := New(question, m).Align(sentence)
	if f.Source < 0 {
		return f, ""
	}
	return f, string([]rune(alignSources[f.Source].Text)[f.Span.Start:f.Span.End])
}

func TestAlign(t *testing.T) {
	const q = "What is known of the museum and the railway?"
	for _, c := range []struct {
		sentence string
		state    State
		span     string // part of what is marked; "" for nothing marked
		missing  string
	}{
		{"The Harbour Museum was founded in 1887 by Anna Berg.", Quoted, "founded in 1887", ""},
		{"Anna Berg founded the Harbour Museum in 1887.", Supported, "founded in 1887", ""},
		{"Anna Berg founded the Harbour Museum in 1897.", Partly, "founded in 1887", "1897"},
		{"Clara Berg founded the Harbour Museum in 1887.", Partly, "founded in 1887", "Clara"},
		{"The collection has 412 paintings and 35 models of ships.", Supported, "412 paintings", ""},
		{"The collection holds 35 paintings and 412 ship models.", Partly, "412 paintings", "35"},
		{"Revenue rose to 1.577 billion dollars in 2018.", Supported, "$1,577 million", ""},
		{"Revenue rose 1.2 % to $1,577 million in FY2018.", Partly, "$1,577 million", "1.2 %"},
		{"Revenue rose to €1,577 million in FY2018.", Partly, "$1,577 million", "€1,577 million"},
		{"Revenue rose to $1,577 million in FY2017.", Partly, "$1,577 million", "2017"},
		{"The Moor Railway reached the coast.", Unsupported, "", ""},
		{"The railway never reached the coast.", Supported, "never reached", ""},
		{"The museum does charge for admission on Sundays.", Unsupported, "", ""},
		{"There is no charge for admission on Sundays.", Supported, "does not charge", ""},
		{"All of its five stations had electric light.", Partly, "Only two", "All"},
		{"Only two of its five stations had electric light.", Quoted, "had\nelectric light", ""},
		{"Jonas Feld said “The line must pay for itself, or it must close.”", Quoted, "pay for itself", ""},
		{"Jonas Feld said “The line must care for itself, or it must close.”", Partly, "pay for itself", "care"},
		{"Jonas Feld said “it must close, or pay for itself.”", Partly, "pay for itself", "it must close"},
		{"The zoo keeps eleven penguins.", Unsupported, "", ""},
		{"I found this:", Plain, "", ""},
		{"Sure, happy to help!", Plain, "", ""},
		{"The railway closed on 3 May 1954.", Quoted, "3 May 1954", ""},
		{"reached the coast and stayed there", Unsupported, "", ""},
	} {
		f, span := alignOne(q, c.sentence)
		if f.State != c.state {
			t.Errorf("%q: %s %q, want %s", c.sentence, f.State, f.Missing, c.state)
		}
		if (c.span == "") != (span == "") || !strings.Contains(span, c.span) {
			t.Errorf("%q: marked %q, want %q", c.sentence, span, c.span)
		}
		if c.missing != "" && !strings.Contains(strings.Join(f.Missing, "|"), c.missing) {
			t.Errorf("%q: missing %q, want %q", c.sentence, f.Missing, c.missing)
		}
	}
}

// An answer of a name or a number only is marked where the place speaks of what
// was asked, and nowhere else.
func TestAlignShortAnswers(t *testing.T) {
	if f, span := alignOne("When was the Harbour Museum founded?", "1887"); f.State != Supported || !strings.Contains(span, "1887") {
		t.Errorf("1887: %s, marked %q", f.State, span)
	}
	if f, span := alignOne("How many penguins live in the zoo's enclosure?", "412."); f.State != Unsupported {
		t.Errorf("412 for the penguins: %s, marked %q", f.State, span)
	}
}

func TestAlignClauseOfNegatedSentence(t *testing.T) {
	f, _ := alignOne("Does it charge?", "charge for admission on Sundays")
	if f.State == Quoted || f.State == Supported {
		t.Errorf("a clause cut from a negated sentence is %s", f.State)
	}
}

// TestAlignProperties takes true runs of words out of sources: in quotation
// marks they are quoted; with one digit of a number changed, or one word of the
// quotation, the sentence is never supported or quoted.
func TestAlignProperties(t *testing.T) {
	oneGoroutine(t)
	sources, ordinary := alignSources, 5 // these deny more than other texts do: one run in so many at most
	if paragraphs, _ := readXQuAD(t, "en"); paragraphs != nil {
		sources, ordinary = nil, 10
		for i := 0; i < 10; i++ {
			sources = append(sources, Passage{Text: paragraphs[i*23]})
		}
	}
	m := NewMaterial("What do they say?", sources)
	a := New("What do they say?", m)
	rnd := rand.New(rand.NewPCG(1, 2))
	judged := 0
	altered := 0
	denied := 0 // cut out of what the source denies or supposes
	for range 600 {
		src := sources[rnd.IntN(len(sources))]
		ws := prose.Words(src.Text, m.lang)
		n := 4 + rnd.IntN(20)
		if len(ws) < n {
			continue
		}
		i := rnd.IntN(len(ws) - n + 1)
		run := string([]rune(src.Text)[ws[i].Start:ws[i+n-1].End])
		after := []rune(src.Text + " ")[ws[i+n-1].End]
		before := []rune(" " + src.Text)[ws[i].Start]
		if strings.ContainsAny(run, "\"“”„«»") || strings.ContainsRune("%$€£-–", after) || strings.ContainsRune("$€£-–", before) {
			continue // it cuts a quotation or a number in two
		}
		sentence := "It says “" + run + "”."
		f := a.Align(sentence)
		judged++
		if f.State == Partly && f.Source >= 0 && len(f.Missing) == 1 && a.cutFrom(f.Source, f.Span) == f.Missing[0] {
			denied++
			continue
		}
		if f.State != Quoted {
			t.Errorf("%q is %s, missing %q", sentence, f.State, f.Missing)
			continue
		}
		if got := string([]rune(sources[f.Source].Text)[f.Span.Start:f.Span.End]); got != run {
			t.Errorf("marked %q for %q", got, run)
		}
		for _, changed := range alterations(run, rnd) {
			if occurs(sources, changed) {
				continue
			}
			altered++
			for _, s := range []string{"It says “" + changed + "”.", changed + "."} {
				f := a.Align(s)
				if s != changed+"." && len(f.Missing) == 0 && f.State != Unsupported {
					t.Errorf("%q made from %q is %s and nothing is said to be missing", s, run, f.State)
				}
				if f.State == Quoted || f.State == Supported && len(digits(changed)) == len(digits(run)) && digits(changed) != digits(run) {
					t.Errorf("%q made from %q is %s", s, run, f.State)
				}
			}
		}
	}
	if altered < 300 {
		t.Errorf("only %d alterations were tried", altered)
	}
	if denied > judged/ordinary {
		t.Errorf("%d of %d runs are taken to be denied", denied, judged)
	}
	t.Logf("%d runs, %d alterations, %d denied", judged, altered, denied)
}

// alterations changes one digit and one word of a run.
func alterations(run string, rnd *rand.Rand) []string {
	var out []string
	runes := []rune(run)
	var at []int
	for i, r := range runes {
		if r >= '0' && r <= '9' {
			at = append(at, i)
		}
	}
	if len(at) > 0 {
		i := at[rnd.IntN(len(at))]
		changed := append([]rune{}, runes...)
		changed[i] = '0' + (changed[i]-'0'+1+rune(rnd.IntN(8)))%10
		out = append(out, string(changed))
	}
	ws := strings.Fields(run)
	i := rnd.IntN(len(ws))
	ws[i] = strangers[rnd.IntN(len(strangers))]
	return append(out, strings.Join(ws, " "))
}

// strangers are words to put into a quotation in another's place: small ones
// that a reader skips, a synonym, a name.
var strangers = strings.Fields("otherwise not never the a of and more less all some Berlin start large")

func occurs(sources []Passage, text string) bool {
	for _, s := range sources {
		if _, ok := canonicalise([]rune(s.Text)).find([]rune(text)); ok {
			return true
		}
	}
	return false
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// A table without full stops counts as one sentence, of any length.
func TestAlignLongSentence(t *testing.T) {
	oneGoroutine(t)
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "item%d holds part%d ", i, i*7)
	}
	sources := []Passage{{Text: b.String()}}
	a := New("What is held?", NewMaterial("What is held?", sources))
	if f := a.Align(b.String()); f.State != Quoted {
		t.Errorf("%s", f.State)
	}
	ws := strings.Fields(b.String())
	if f := a.Align(strings.Join(append(ws[3000:], ws[:3000]...), " ")); f.State == Quoted {
		t.Errorf("the halves exchanged are %s", f.State)
	}
}

// Nor does a long table of figures keep a short sentence waiting.
func TestAlignLongTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("Rainfall by station ")
	for i := range 600 {
		fmt.Fprintf(&b, "S%c%c%c %d ", 'a'+i%26, 'a'+i/26%26, 'a'+i/676, 5000+i)
	}
	sources := []Passage{{Text: b.String()}}
	a := New("How much rain?", NewMaterial("How much rain?", sources))
	for range 20 {
		if f := a.Align("The rainfall by station Scba was 5028."); f.State == Quoted {
			t.Errorf("%s", f.State)
		}
	}
	half := strings.Fields(b.String())
	a.Align(strings.Join(append(half[600:900], half[100:400]...), " "))
}

// BenchmarkAlign judges sentences of one of ten passages.
func BenchmarkAlign(b *testing.B) {
	paragraphs, _ := loadXQuAD(b)
	var sources []Passage
	for i := range 10 {
		sources = append(sources, Passage{Text: paragraphs[i*23]})
	}
	m := NewMaterial("What is said?", sources)
	a := New("What is said?", m)
	for b.Loop() {
		for i := range m.Statements {
			a.Align("The text says that " + string(m.Statements[i].Text))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(m.Statements))/1000, "ms/sentence")
}

// FuzzAlign checks that whatever is marked lies inside its source and that
// nothing is marked for an unsupported sentence.
func FuzzAlign(f *testing.F) {
	f.Add("The pump is red. It has 3 valves.", "It has 3 red valves.", "How many valves?")
	f.Add("", "“", "?")
	f.Add("It is not 東京都港区; but 東京都.", "not 大阪府堺市", "東京?")
	f.Add("Unlike Anna, Tom went from 3 to 5, while Anna did not.", "Anna went to 3 from 5; Tom did not", "Tom?")
	f.Add("6½ 12%\n-", "½ “a b c”", "x")
	f.Fuzz(func(t *testing.T, source, sentence, question string) {
		if len(source)+len(sentence)+len(question) > 3000 {
			return
		}
		sources := []Passage{{Text: strings.ToValidUTF8(source, "?")}}
		m := NewMaterial(question, sources)
		got := New(question, m).Align(strings.ToValidUTF8(sentence, "?"))
		n := len([]rune(sources[0].Text))
		switch {
		case got.Source >= 0 && (got.Span.Start < 0 || got.Span.Start >= got.Span.End || got.Span.End > n):
			t.Fatalf("marked %v of %d code points", got.Span, n)
		case got.Source >= 0 && (got.State == Unsupported || got.State == Plain):
			t.Fatalf("%s, but marked %v", got.State, got.Span)
		case got.Source < 0 && got.State != Unsupported && got.State != Plain:
			t.Fatalf("%s without a mark", got.State)
		}
		again := New(question, m).Align(strings.ToValidUTF8(sentence, "?"))
		if fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("first %v, then %v", got, again)
		}
	})
}
