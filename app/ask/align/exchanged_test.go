package align

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"carrel/app/ask/prose"
)

var (
	exchangedName   = regexp.MustCompile(`\b[A-ZÄÖÜ][\pL'’-]*\pL(?: (?:of |de |von )?[A-ZÄÖÜ][\pL'’-]*\pL)*`)
	exchangedNumber = regexp.MustCompile(`\b\d[\d.,]*\d\b`)
	exchangedNoun   = regexp.MustCompile(`\b(?:the|an?) (\p{Ll}{3,})`)
	listed          = regexp.MustCompile(`^(?:,| and| or|, and|, or) (?:the |an? )?$`)
	calendar        = regexp.MustCompile(`^(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$`)
)

// names are where a text has names: no word that has its capital only of the sentence that it
// opens, no month, and nothing that a point or a hyphen cuts off.
func names(text string) (out [][]int) {
	for _, m := range exchangedName.FindAllStringIndex(text, -1) {
		name := text[m[0]:m[1]]
		opens := m[0] == 0 || strings.HasSuffix(text[:m[0]], ". ")
		if rest := text[m[1]:]; strings.HasPrefix(rest, ".") && len(rest) > 1 || strings.HasPrefix(rest, "-") || m[0] > 0 && strings.ContainsRune("-.+", rune(text[m[0]-1])) {
			continue
		}
		first, _, more := strings.Cut(name, " ")
		if w := prose.Words(first, prose.English); len(w) != 1 || w[0].Term == "" && !more || opens && w[0].Term == "" || calendar.MatchString(name) {
			continue
		}
		if opens && !more && strings.Contains(strings.ToLower(text[m[1]:]), strings.ToLower(" "+name+" ")) {
			continue
		}
		out = append(out, m)
	}
	return out
}

// exchanges are sentences that are wrong by one name, number or noun: those of the tuning parts
// that are borne out, with one of their own in the place of another of the words that bear them
// out, or two of them in each other's place. Two parts of one list say the same either way, and
// are left alone; some others are right all the same, so that not all can be told. German has its
// nouns written like names and inflected, so that nobody would exchange them so.
func exchanges(t *testing.T) (out []alignPair) {
	for _, p := range loadAlignSet(t) {
		if p.heldOut || p.label != '+' || len(p.gold) == 0 || p.file == "xquad.txt" {
			continue
		}
		m := NewMaterial(p.group.question, p.group.sources)
		f := New(p.group.question, m).Align(p.sentence)
		if f.State != Supported {
			continue
		}
		said, span := p.sentence, string([]rune(p.group.sources[f.Source].Text)[f.Span.Start:f.Span.End])
		add := func(kind, sentence string) {
			q := p
			q.label, q.sentence, q.kind = '-', sentence, kind
			out = append(out, q)
		}
		numbers := func(text string) [][]int { return exchangedNumber.FindAllStringIndex(text, -1) }
		nouns := func(text string) (out [][]int) {
			for _, m := range exchangedNoun.FindAllStringSubmatchIndex(text, -1) {
				out = append(out, m[2:4])
			}
			return out
		}
		for _, kind := range []struct {
			name string
			in   func(string) [][]int
		}{{"name", names}, {"number", numbers}, {"noun", nouns}} {
			if kind.name != "number" && m.langs[f.Source] == prose.German {
				continue
			}
			mine := kind.in(said)
			for i, m := range mine {
				own := said[m[0]:m[1]]
				if !strings.Contains(span, own) {
					continue
				}
				var tried []string
				for _, o := range kind.in(span) {
					other := span[o[0]:o[1]]
					if len(other) > 1 && !slices.Contains(tried, other) && !strings.Contains(said, other) && !strings.Contains(other, own) && !strings.Contains(own, other) {
						tried = append(tried, other)
						add(kind.name+" replaced", said[:m[0]]+other+said[m[1]:])
					}
				}
				for k, n := range mine[i+1:] {
					between := said[mine[i+k][1]:n[0]]
					if listed.MatchString(between) {
						continue
					}
					if other := said[n[0]:n[1]]; other != own {
						add(kind.name+"s exchanged", said[:m[0]]+other+said[m[1]:n[0]]+own+said[n[1]:])
					}
				}
			}
		}
	}
	return out
}

// TestAlignExchanged bounds how many of them are taken for true.
func TestAlignExchanged(t *testing.T) {
	oneGoroutine(t)
	pairs := exchanges(t)
	s := scoreAlign(pairs)
	t.Logf("%d of %d sentences with names, numbers or nouns exchanged are taken for true", s.claimed, len(pairs))
	for _, kind := range slices.Sorted(maps.Keys(s.perKind)) {
		t.Logf("  %-24s %d of %d told", kind, s.perKind[kind][0], s.perKind[kind][1])
	}
	if len(pairs) < 500 || float64(s.claimed) > 0.35*float64(len(pairs)) {
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
