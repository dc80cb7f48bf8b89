package knowledge

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// A question that names a document ("3M's annual report of 2018", "in the fhs
// manual") means that document. Route finds the documents that a question names
// by the rare words of their names and heads, and by years and quarters. Their
// passages are searched a second time by themselves and get a bounded bonus; what
// is found elsewhere stays in the list.
type route struct {
	documents []routed
	// named are the terms that name documents: among those documents'
	// passages they tell nothing apart.
	named map[string]bool
}

// routed is a document that a question names.
type routed struct {
	seq   int64
	label string
	bonus float64 // added to its passages' scores
	words []string
}

// What a document can gain by being named. Scores are 0 to 1, and good hits of a
// hybrid search about 0.5 to 0.7: a passage elsewhere that fits much better
// still comes first.
const (
	bonusName = 0.20 // by its name
	bonusBoth = 0.30 // by its name and the period
	bonusTime = 0.06 // by the period alone
)

// What words of the first page alone weigh at least to name the document. A
// report's cover has the company's name, and little else that is in few covers.
const (
	headCounts  = 1.2
	coverCounts = 0.6
)

// maxRouted bounds how many documents a question can name: one that names more
// means none in particular.
const maxRouted = 24

// maxDated bounds those that a question names by their period alone.
const maxDated = 400

// route finds the documents that the question names.
func (l *Library) route(ctx context.Context, question string, languages []language.Tag) (route, error) {
	n := &l.names
	if err := n.refresh(ctx, l.store); err != nil {
		return route{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.route(question, languages), nil
}

func (n *names) route(question string, languages []language.Tag) route {
	total := len(n.slots)
	if total < 2 {
		return route{}
	}
	asked := periodsAsked(question, languages)
	words := nameTerms(question, languages)
	glued := n.glued(question, languages)
	maps.Copy(glued, n.aliased(question, languages))
	for whole := range glued {
		words[whole] = true
	}
	list := n.mentioned(words, asked)
	if len(list) == 0 {
		list = n.ofPeriods(asked)
	}
	most := maxRouted
	if len(list) > 0 && list[0].by == nil {
		most = maxDated
	}
	slices.SortFunc(list, func(a, b mentioned) int {
		return cmp.Or(cmp.Compare(b.bonus, a.bonus), cmp.Compare(n.entries[a.slot].seq, n.entries[b.slot].seq))
	})
	if len(list) > most {
		// All that are as good as the first that is too many go.
		least := list[most].bonus
		list = slices.DeleteFunc(list, func(m mentioned) bool { return m.bonus <= least })
	}
	if len(list) == 0 {
		return route{}
	}
	r := route{named: map[string]bool{}}
	for _, m := range list {
		e := n.entries[m.slot]
		d := routed{e.seq, e.label, m.bonus, m.words(e, asked.years)}
		r.documents = append(r.documents, d)
		for _, w := range d.words {
			r.named[w] = true
			for _, part := range glued[w] {
				r.named[part] = true
			}
		}
	}
	return r
}

// mentioned is a document that a question may name.
type mentioned struct {
	slot  int32
	bonus float64
	by    []*naming // the question's words that names have
	when  bool      // the period is the question's
}

// words are those of the question that name the document.
func (m mentioned) words(e *entry, years []int) []string {
	var words []string
	for _, w := range m.by {
		_, named := slices.BinarySearch(w.names, m.slot)
		if !named && e.glues(w.word) {
			_, named = slices.BinarySearch(w.heads, m.slot)
		}
		if named {
			words = append(words, w.word)
		}
	}
	if m.when {
		for _, year := range years {
			if slices.Contains(e.name.years, year) {
				words = append(words, strconv.Itoa(year))
			}
		}
	}
	slices.Sort(words)
	return words
}

// mentioned finds the documents that the words name, with what their passages
// gain. Words are weighed by how few documents have them; those that half of the
// documents have name none.
func (n *names) mentioned(words map[string]bool, asked periods) []mentioned {
	total := len(n.slots)
	var by []*naming
	for text := range words {
		w := n.words[text]
		if w == nil {
			continue
		}
		in := len(w.names)
		if in == 0 {
			in = len(w.heads)
		}
		if 2*in <= total+1 {
			by = append(by, w)
		}
	}
	if len(by) == 0 {
		return nil
	}
	slices.SortFunc(by, func(a, b *naming) int { return cmp.Compare(a.word, b.word) }) // sums are the same each time
	scores := make([]float64, len(n.entries))
	inName := make([]bool, len(n.entries))
	for _, w := range by {
		weight := math.Log(1 + float64(total)/float64(len(w.names)+len(w.heads)))
		for _, slot := range w.names {
			scores[slot] += weight
			inName[slot] = true
		}
		for _, slot := range w.heads {
			if n.entries[slot].glues(w.word) {
				scores[slot] += weight
				inName[slot] = true
				continue
			}
			scores[slot] += weight / 3
		}
	}
	best := 0.0
	counts := func(slot int) bool {
		return inName[slot] || scores[slot] > headCounts || scores[slot] > coverCounts && n.report(int32(slot))
	}
	for slot, score := range scores {
		if score > best && counts(slot) {
			best = score
		}
	}
	var list []mentioned
	some := false // of the period that is asked about
	for slot, score := range scores {
		if score == 0 || score < 0.6*best || !counts(slot) {
			continue
		}
		m := mentioned{slot: int32(slot), bonus: bonusName * score / best, by: by}
		if when := agrees(n.entries[slot], asked); when > 0 {
			m.bonus += (bonusBoth - bonusName) * when
			m.when, some = true, true
		} else if when < 0 {
			m.bonus /= 2
		}
		list = append(list, m)
	}
	if !some && len(asked.years) > 0 {
		// A later report tells of the years before it too, the next one best.
		for i := range list {
			if years := n.entries[list[i].slot].name.years; len(years) > 0 {
				if after := years[0] - asked.last(); after == 1 || after == 2 {
					list[i].bonus *= 2 - 0.2*float64(after-1)
				}
			}
		}
	}
	return list
}

// ofPeriods finds the documents whose names or dates are of the period, unless half
// of the library is. When a file was made says less than what stands on it.
func (n *names) ofPeriods(asked periods) []mentioned {
	var list []mentioned
	for slot, e := range n.entries {
		if e == nil {
			continue
		}
		m := mentioned{slot: int32(slot), bonus: bonusTime, when: true}
		month := asked.month(e.date)
		switch {
		case common(e.name.years, asked.years):
			if !e.date.Is.Telling() {
				month = 0
			}
		case e.date.Day != "" && len(e.name.years) == 0 && slices.Contains(asked.years, e.date.Day.Year()):
			m.bonus /= 2
		default:
			continue
		}
		if month > 0 {
			m.bonus *= 2
		} else if month < 0 {
			m.bonus /= 2
		}
		list = append(list, m)
	}
	if 2*len(list) > len(n.slots) {
		return nil
	}
	return list
}

// agrees says how well a document's period is the question's: 1 for the year and
// the quarter if one is named, less for the year alone or in the head only, 0
// where nothing can be said, -1 for another period. Of several years the last one
// counts: the report of that year has the others beside it.
func agrees(e *entry, asked periods) float64 {
	if asked.empty() {
		return 0
	}
	when := 0.0
	if len(asked.years) > 0 {
		switch {
		case slices.Contains(e.name.years, asked.last()):
			when = 1
		case common(e.name.years, asked.years):
			when = 0.6
		case len(e.name.years) == 0 && slices.Contains(e.headYears, asked.last()):
			when = 0.8
		case len(e.name.years) == 0 && common(e.headYears, asked.years):
			when = 0.5
		case len(e.name.years) > 0:
			return -1
		}
	}
	if e.date.Is.Telling() && when > 0 {
		if month := asked.month(e.date); month > 0 {
			return 1
		} else if month < 0 {
			when /= 2
		}
	}
	switch {
	case asked.quarters&e.name.quarters != 0:
		return max(when, 0.5)
	case asked.quarters != 0 && e.name.quarters != 0:
		return -1
	case asked.quarters != 0, e.name.quarters != 0:
		return when / 2 // a year's report for a quarter, or the other way round
	}
	return when
}

// nameTerms gives the terms of a question that can be part of a document's name:
// words with a capital or a digit in them, where the question has such besides
// its first word, else all its words. A run of capitalised words counts as words
// one by one.
func nameTerms(question string, languages []language.Tag) map[string]bool {
	capitals, all := map[string]bool{}, map[string]bool{}
	for i, word := range strings.FieldsFunc(question, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"“”„«»()[]?!,;:/`, r)
	}) {
		marked := strings.ContainsFunc(word, unicode.IsDigit)
		first, _ := utf8.DecodeRuneInString(word)
		if unicode.IsUpper(first) && (i > 0 || strings.IndexFunc(word[1:], unicode.IsUpper) >= 0) {
			marked = true
		}
		for _, lang := range languages {
			for _, t := range index.Analyse(lang, spaced(word)+" "+word) {
				if t.Stop || len(t.Text) < 2 || allDigits(t.Text) {
					continue
				}
				all[t.Text] = true
				if marked || i == 0 {
					capitals[t.Text] = true
				}
			}
		}
	}
	if len(capitals) > 0 && question != strings.ToLower(question) {
		return capitals
	}
	return all
}

// maxGlued is how many words of a question can be one in a file's name.
const maxGlued = 4

// glued finds names that a question has in several words and files in one: "Best
// Buy" in BESTBUY_2019.pdf. It gives the terms of the words by that of the whole.
func (n *names) glued(question string, languages []language.Tag) map[string][]string {
	words := strings.FieldsFunc(question, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '’' && r != '\'' })
	for i := range words {
		words[i] = strings.TrimSuffix(strings.TrimSuffix(words[i], "'s"), "’s")
	}
	found := map[string][]string{}
	for i := range words {
		if first, _ := utf8.DecodeRuneInString(words[i]); !unicode.IsUpper(first) && !unicode.IsDigit(first) {
			continue // a name begins with a capital
		}
		for k := 2; k <= maxGlued && i+k <= len(words); k++ {
			for _, lang := range languages {
				for _, whole := range index.Analyse(lang, strings.Join(words[i:i+k], "")) {
					if whole.Part || n.words[whole.Text] == nil || len(n.words[whole.Text].names) == 0 || found[whole.Text] != nil {
						continue
					}
					for _, part := range index.Analyse(lang, strings.Join(words[i:i+k], " ")) {
						found[whole.Text] = append(found[whole.Text], part.Text)
					}
				}
			}
		}
	}
	return found
}

// filter limits a search to the documents that a question names, within what
// the search is limited to already; false if there are none.
func (r route) filter(within index.Filter) (index.Filter, bool) {
	f := index.Filter{Only: []int64{}, Except: within.Except}
	for _, d := range r.documents {
		if within.Only == nil || slices.Contains(within.Only, d.seq) {
			f.Only = append(f.Only, d.seq)
		}
	}
	return f, len(f.Only) > 0
}

// bonus is what a document's passages gain.
func (r route) bonus(seq int64) float64 {
	for _, d := range r.documents {
		if d.seq == seq {
			return d.bonus
		}
	}
	return 0
}

// when gives the last year of a named document that the question names too, as
// " of 2018"; "" for none.
func (r route) when(seq int64) string {
	last := ""
	for _, d := range r.documents {
		for _, w := range d.words {
			if d.seq == seq && len(w) == 4 && allDigits(w) && w > last {
				last = w
			}
		}
	}
	if last == "" {
		return ""
	}
	return " of " + last
}

// inside leaves out of a search among the named documents the terms that name
// them, unless nothing else is asked.
func (r route) inside(terms []index.Term) []index.Term {
	kept := make([]index.Term, 0, len(terms))
	for _, t := range terms {
		if !r.named[t.Text] || t.Required {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return terms
	}
	return kept
}
