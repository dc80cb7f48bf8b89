package align

import (
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var (
	exchangedName   = regexp.MustCompile(`\b[A-ZÄÖÜ][\pL'-]+(?: (?:of |de |von )?[A-ZÄÖÜ][\pL'-]+)*`)
	exchangedNumber = regexp.MustCompile(`\b\d[\d.,]*\d\b`)
)

// exchanges are sentences that are wrong by one name or number: those of the tuning parts that
// are borne out, with one of their own in the place of another of the words that bear them out,
// or two of them in each other's place. Some are right all the same ("Anna and Tom", "Tom and
// Anna"), so that not all can be told.
func exchanges(t *testing.T) (out []alignPair) {
	for _, p := range loadAlignSet(t) {
		if p.heldOut || p.label != '+' || len(p.gold) == 0 || p.file == "xquad.txt" {
			continue
		}
		f := New(p.group.question, NewMaterial(p.group.question, p.group.sources)).Align(p.sentence)
		if f.State != Supported {
			continue
		}
		said, span := p.sentence, string([]rune(p.group.sources[f.Source].Text)[f.Span.Start:f.Span.End])
		add := func(sentence string) {
			q := p
			q.label, q.sentence = '-', sentence
			out = append(out, q)
		}
		for _, kind := range []*regexp.Regexp{exchangedName, exchangedNumber} {
			mine := kind.FindAllStringIndex(said, -1)
			for i, m := range mine {
				own := said[m[0]:m[1]]
				if !strings.Contains(span, own) {
					continue
				}
				var tried []string
				for _, other := range kind.FindAllString(span, -1) {
					if len(other) > 1 && !slices.Contains(tried, other) && !strings.Contains(said, other) && !strings.Contains(other, own) && !strings.Contains(own, other) {
						tried = append(tried, other)
						add(said[:m[0]] + other + said[m[1]:])
					}
				}
				for _, n := range mine[i+1:] {
					if other := said[n[0]:n[1]]; other != own {
						add(said[:m[0]] + other + said[m[1]:n[0]] + own + said[n[1]:])
					}
				}
			}
		}
	}
	return out
}

// TestAlignExchanged bounds how many of them are taken for true: by checks of single
// constructions alone it was half of them.
func TestAlignExchanged(t *testing.T) {
	pairs := exchanges(t)
	s := scoreAlign(pairs)
	t.Logf("%d of %d sentences with names or numbers exchanged are taken for true", s.claimed, len(pairs))
	if len(pairs) < 500 || float64(s.claimed) > 0.40*float64(len(pairs)) {
		t.Errorf("%d of %d", s.claimed, len(pairs))
	}
}

// TestMeasureChecks says what each check is worth: how many true sentences of the tuning parts
// would be borne out without it, and how many wrong ones would be taken for true.
func TestMeasureChecks(t *testing.T) {
	if os.Getenv("CARREL_MEASURE") == "" {
		t.Skip("CARREL_MEASURE is not set")
	}
	tuning := slices.DeleteFunc(loadAlignSet(t), func(p alignPair) bool { return p.heldOut })
	exchanged := exchanges(t)
	base, baseExchanged := scoreAlign(tuning), scoreAlign(exchanged)
	worth := func(check any) {
		s, e := scoreAlign(tuning), scoreAlign(exchanged)
		name := runtime.FuncForPC(reflect.ValueOf(check).Pointer()).Name()
		t.Logf("%-24s true +%d, wrong +%d, exchanged +%d", name[strings.LastIndexByte(name, '.')+1:], s.found-base.found, s.wrongly-base.wrongly, e.claimed-baseExchanged.claimed)
	}
	for i, check := range checks {
		checks[i] = func(Statement, []Statement) []string { return nil }
		worth(check)
		checks[i] = check
	}
	for _, list := range [][]func(line, line) string{lineChecks, looseChecks} {
		for i, check := range list {
			list[i] = func(line, line) string { return "" }
			worth(check)
			list[i] = check
		}
	}
}
