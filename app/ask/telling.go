package ask

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"carrel/knowledge"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// The most telling sentences of a document, for a summary in its own words.
//
// A sentence tells much that is like many others of its part of the document:
// LexRank (Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience
// in Text Summarization", 2004), the continuous form, over the cosine of words
// weighed by rarity. To it come how central the sentence's passage is by its
// embedding (Radev et al., "Centroid-based summarization of multiple documents",
// 2004) and that authors say first what a part is about (Edmundson, "New Methods
// in Automatic Extracting", 1969). What repeats a sentence that is taken already
// loses by maximal marginal relevance (Carbonell and Goldstein, 1998). Each part
// of the document gets its share, so that the end is heard as well as the
// beginning.

// part is a stretch of a document, along its headings where it has some.
type part struct {
	passages []int // indices into the document's passages
	quota    int   // how many sentences it may give
}

// told is a sentence of a document that may be quoted.
type told struct {
	passage int         // index into the document's passages
	span    reader.Span // code points of the passage's text
	text    []rune
	score   float64
	terms   []weighed // by term, ascending; of length 1
}

// weighed is a term of a sentence, by number, and its weight.
type weighed struct {
	term   int
	weight float64
}

// Sizes of a summary in the document's words.
const (
	leastTold    = 3 // sentences of a page
	mostTold     = 14
	toldGrowth   = 0.45 // further sentences by the square root of the passages
	mostParts    = 8
	partPassages = 6 // fewer passages make no part of their own
	rankedAtOnce = 300
)

// How much the signals of a sentence count, and what takes from its worth.
const (
	tellLexical  = 0.45
	tellMeaning  = 0.25
	tellPlace    = 0.30
	tellLeaning  = 0.55 // a sentence that leans on the one before it
	tellAsking   = 0.4
	tellNumbers  = 0.75 // one that is mostly figures
	tellHeaded   = 0.4  // one with a heading or a number before it
	tellRepeated = 0.5  // how much likeness to what is taken takes away
	dampingRank  = 0.15 // LexRank's chance to begin anew
	roundsRank   = 25
)

// Lengths of a sentence that can be quoted.
const (
	fewestWords  = 6
	mostWords    = 60
	fewestRunes  = 30
	usualWords   = 12 // shorter ones seldom say enough
	likeAnother  = 0.7
	letterShare  = 0.65
	headingRunes = 90
)

// tellingCount is how many sentences a document gives.
func tellingCount(passages int) int {
	return min(mostTold, leastTold+int(toldGrowth*math.Sqrt(float64(passages))))
}

// partsOf splits a document along its headings into at most mostParts stretches,
// and shares n sentences out among them. level is that of the headings, from 1; 0
// where they do not split it.
func partsOf(passages []knowledge.DocumentPassage, n int) (parts []part, level int) {
	for level = 1; level <= 3; level++ {
		if parts = partsAt(passages, level); len(parts) > 1 {
			break
		}
	}
	if len(parts) <= 1 {
		parts, level = evenParts(passages), 0
	}
	for len(parts) > max(1, min(mostParts, n)) {
		// The two neighbours that are the smallest together.
		at := 0
		for i := range parts[:len(parts)-1] {
			if len(parts[i].passages)+len(parts[i+1].passages) < len(parts[at].passages)+len(parts[at+1].passages) {
				at = i
			}
		}
		parts = join(parts, at)
	}
	shareOut(parts, n)
	return parts, level
}

// join makes one part of the at-th and the next.
func join(parts []part, at int) []part {
	return slices.Replace(parts, at, at+2, part{passages: slices.Concat(parts[at].passages, parts[at+1].passages)})
}

// headingAt is the heading of a level that a passage stands under.
func headingAt(p knowledge.DocumentPassage, level int) string {
	path := strings.Split(p.Heading, passage.Separator)
	if level == 0 {
		return ""
	}
	return path[min(level, len(path))-1]
}

// partsAt makes a part of every run of passages with the same heading at a level.
// What has fewer passages than partPassages goes to the part before it.
func partsAt(passages []knowledge.DocumentPassage, level int) []part {
	var parts []part
	last := ""
	for i, p := range passages {
		path := strings.Split(p.Heading, passage.Separator)
		path = path[:min(level, len(path))]
		key := strings.Join(path, passage.Separator)
		if i == 0 || key != last {
			parts = append(parts, part{})
			last = key
		}
		at := &parts[len(parts)-1]
		at.passages = append(at.passages, i)
	}
	least := min(partPassages, len(passages)/(2*mostParts)+1)
	for i := 1; i < len(parts); {
		if len(parts[i].passages) < least || len(parts[i-1].passages) < least {
			parts = join(parts, i-1)
			continue
		}
		i++
	}
	return parts
}

// evenParts makes parts of a document without headings, of the same length.
func evenParts(passages []knowledge.DocumentPassage) []part {
	n := max(1, min(4, len(passages)/partPassages))
	parts := make([]part, n)
	for i := range passages {
		at := i * n / len(passages)
		parts[at].passages = append(parts[at].passages, i)
	}
	return parts
}

// shareOut gives every part one sentence, and the rest by the number of passages.
func shareOut(parts []part, n int) {
	all := 0
	for i := range parts {
		parts[i].quota = 1
		all += len(parts[i].passages)
	}
	for left := n - len(parts); left > 0; left-- {
		at, most := 0, -1.0
		for i, p := range parts {
			if want := float64(len(p.passages))/float64(max(all, 1))*float64(n) - float64(p.quota); want > most {
				at, most = i, want
			}
		}
		parts[at].quota++
	}
}

// teller finds the telling sentences of one document.
type teller struct {
	passages []knowledge.DocumentPassage
	lang     language
	numbers  map[string]int // of terms
	rarity   []float64      // of a term, over the passages
	central  []float64      // of a passage: its embedding's cosine with all others' mean; 0 where not known
	taken    []told
}

func newTeller(passages []knowledge.DocumentPassage) *teller {
	t := &teller{passages: passages, numbers: map[string]int{}}
	var sample strings.Builder
	for i := 0; i < len(passages); i += len(passages)/8 + 1 {
		sample.WriteString(passages[i].Text)
		sample.WriteByte('\n')
	}
	t.lang = detect(sample.String())
	var found []int // passages that have a term
	for _, p := range passages {
		seen := map[int]bool{}
		for _, w := range words(p.Text, t.lang) {
			if w.term == "" {
				continue
			}
			n, known := t.numbers[w.term]
			if !known {
				n = len(t.numbers)
				t.numbers[w.term] = n
				found = append(found, 0)
			}
			if !seen[n] {
				seen[n] = true
				found[n]++
			}
		}
	}
	t.rarity = make([]float64, len(found))
	for i, df := range found {
		t.rarity[i] = math.Log(1 + float64(len(passages))/float64(df))
	}
	t.central = centrality(passages)
	return t
}

// centrality is the cosine of each passage's embedding with the mean of all.
func centrality(passages []knowledge.DocumentPassage) []float64 {
	out := make([]float64, len(passages))
	var mean []float64
	for _, p := range passages {
		if mean == nil {
			mean = make([]float64, len(p.Vector))
		}
		if len(p.Vector) != len(mean) {
			continue
		}
		for k, x := range p.Vector {
			mean[k] += float64(x)
		}
	}
	for i, p := range passages {
		if len(p.Vector) != len(mean) {
			continue
		}
		var dot, own, all float64
		for k, x := range p.Vector {
			dot += float64(x) * mean[k]
			own += float64(x) * float64(x)
			all += mean[k] * mean[k]
		}
		if own > 0 && all > 0 {
			out[i] = dot / math.Sqrt(own*all)
		}
	}
	return out
}

// pick gives the most telling sentences of a part, at most its quota, in the
// document's order.
func (t *teller) pick(p part) []told {
	list := t.candidates(p)
	if len(list) == 0 {
		return nil
	}
	t.rank(list)
	return t.choose(list, p.quota)
}

// choose takes the n best of a ranked list that do not repeat each other, nor what
// was taken before, and gives them in the document's order. What is taken has no
// score in the list any more.
func (t *teller) choose(list []told, n int) []told {
	var picked []told
	for len(picked) < n {
		best, most := -1, 0.0
		for i, c := range list {
			if c.score <= 0 {
				continue
			}
			same := 0.0
			for _, o := range t.taken {
				same = max(same, cosine(c.terms, o.terms))
			}
			if same > likeAnother {
				continue
			}
			if worth := c.score - tellRepeated*same; best < 0 || worth > most {
				best, most = i, worth
			}
		}
		if best < 0 {
			break
		}
		picked = append(picked, list[best])
		t.taken = append(t.taken, list[best])
		list[best].score = 0
	}
	slices.SortFunc(picked, func(a, b told) int {
		return cmp.Or(cmp.Compare(a.passage, b.passage), cmp.Compare(a.span.Start, b.span.Start))
	})
	return picked
}

// candidates are the sentences of a part that can be quoted, with what speaks for
// them but their likeness to others.
func (t *teller) candidates(p part) []told {
	var out []told
	seen := map[string]bool{}
	for k, i := range p.passages {
		from := t.passages[i]
		if from.Contents {
			continue
		}
		runes := []rune(from.Text)
		first := true
		for _, span := range Sentences(from.Text) {
			text := runes[span.Start:span.End]
			if inSpans(from.Tables, from.Start+span.Start, from.Start+span.End) || !quotable(text) {
				continue
			}
			c := told{passage: i, span: span, text: text}
			ws := words(string(text), t.lang)
			worth, content := worthOf(ws, text, t.lang)
			if worth == 0 || content < fewestWords/2 {
				continue
			}
			key := strings.Join(strings.Fields(fold(string(text))), " ")
			if seen[key] {
				continue
			}
			seen[key] = true
			c.terms = t.weigh(ws)
			place := 1 / math.Sqrt(float64(1+k))
			if first && k > 0 {
				place = max(place, 0.4) // a paragraph's own first sentence
			}
			first = false
			c.score = worth * (tellPlace*place + tellMeaning*t.central[i])
			if c.score <= 0 {
				c.score = math.SmallestNonzeroFloat64
			}
			out = append(out, c)
		}
	}
	return out
}

func inSpans(spans []reader.Span, start, end int) bool {
	return slices.ContainsFunc(spans, func(s reader.Span) bool { return s.Start < end && start < s.End })
}

// quotable says whether a text is a whole sentence that can stand alone: it begins
// as sentences do, ends with their mark, and is neither too short nor too long.
func quotable(text []rune) bool {
	if len(text) > longQuote {
		return false
	}
	last := len(text) - 1
	for last > 0 && isCloser(text[last]) {
		last--
	}
	if last < 1 || !isTerminal(text[last]) || unicode.IsSpace(text[last-1]) {
		return false
	}
	first := text[0]
	if isCloser(first) || first == '(' {
		if len(text) < 2 {
			return false
		}
		first = text[1]
	}
	if unicode.IsLower(first) || !isWordRune(first) {
		return false
	}
	letters, spaceless, leaders := 0, 0, 0
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) {
			letters++
		}
		if isSpaceless(r) {
			spaceless++
		}
		if i > 1 && r == '.' && text[i-1] == '.' && text[i-2] == '.' {
			leaders++
		}
	}
	if leaders > 1 {
		return false
	}
	if spaceless > len(text)/3 {
		return spaceless >= 10
	}
	n := len(strings.Fields(string(text)))
	return n >= fewestWords && n <= mostWords && len(text) >= fewestRunes && float64(letters) >= letterShare*float64(len(text))
}

// worthOf is what a sentence is worth by how it reads: less where it points back
// to what stands before it, asks, or is mostly figures. content is how many of its
// words have content.
func worthOf(ws []word, text []rune, lang language) (worth float64, content int) {
	worth = 1
	numbers := 0
	for _, w := range ws {
		if w.term != "" {
			content++
		}
		if w.text[0] >= '0' && w.text[0] <= '9' {
			numbers++
		}
	}
	if len(ws) == 0 || content == 0 {
		return 0, 0
	}
	if pointsBack(ws) {
		worth *= tellLeaning
	}
	if strings.ContainsAny(string(text[max(0, len(text)-3):]), "?？؟") {
		worth *= tellAsking
	}
	if numbers*3 > len(ws) {
		worth *= tellNumbers
	}
	if glued(ws, text) {
		worth *= tellHeaded
	}
	if len(ws) < usualWords && !isSpaceless(text[0]) {
		worth *= 0.5 + 0.5*float64(len(ws))/usualWords
	}
	return worth, content
}

// glued says whether a heading or a number of a note or a list seems to have been
// read as the sentence's beginning.
func glued(ws []word, text []rune) bool {
	if unicode.IsDigit(text[0]) {
		return true
	}
	capitals := 0
	for _, w := range ws[:min(len(ws), 6)] {
		if strings.ToUpper(w.text) == w.text && strings.ToLower(w.text) != w.text && len(w.text) > 1 {
			capitals++
		}
	}
	return capitals >= 3
}

// backward are words that, at a sentence's beginning, point to the one before it.
var backward = set(`this that these those it its he she they such here there thus hence therefore however moreover furthermore instead otherwise also but and so
	then nevertheless firstly secondly similarly likewise additionally finally first second third example instance again see note if both another
	dies diese dieser dieses er sie es deshalb daher jedoch aber und auch dann somit ebenso ferner ausserdem dazu dabei damit hierbei hierzu siehe
	esto este esta estos estas eso ello ademas tambien pero y asi luego vease
	ce cette ces cela il elle ils elles cependant mais et aussi donc ainsi voir
	это этот эта эти он она они поэтому однако но и также кроме таким например затем`)

func pointsBack(ws []word) bool {
	return backward[ws[0].fold] || len(ws) > 1 && ws[1].fold == "example" || len(ws) > 1 && anaphors[ws[1].fold] && ws[0].term == ""
}

// weigh makes a sentence's terms comparable.
func (t *teller) weigh(ws []word) []weighed {
	var list []weighed
	for _, w := range ws {
		if n, known := t.numbers[w.term]; known && w.term != "" {
			list = append(list, weighed{n, t.rarity[n]})
		}
	}
	slices.SortFunc(list, func(a, b weighed) int { return cmp.Compare(a.term, b.term) })
	list = slices.CompactFunc(list, func(a, b weighed) bool { return a.term == b.term })
	length := 0.0
	for _, w := range list {
		length += w.weight * w.weight
	}
	for i := range list {
		list[i].weight /= math.Sqrt(length)
	}
	return list
}

func cosine(a, b []weighed) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i, j = i+1, j+1
		}
	}
	return sum
}

// rank adds to the scores how much each sentence is like the others: LexRank over
// those that score best without it, at most rankedAtOnce, since it looks at all pairs.
func (t *teller) rank(list []told) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].score, list[a].score) })
	order = order[:min(len(order), rankedAtOnce)]
	n := len(order)
	like := make([][]float64, n)
	for i := range like {
		like[i] = make([]float64, n)
	}
	for i := range order {
		for j := range i {
			c := cosine(list[order[i]].terms, list[order[j]].terms)
			like[i][j], like[j][i] = c, c
		}
	}
	for i := range like {
		sum := 0.0
		for _, c := range like[i] {
			sum += c
		}
		for j := range like[i] {
			if sum > 0 {
				like[i][j] /= sum
			} else {
				like[i][j] = 1 / float64(n)
			}
		}
	}
	rank := slices.Repeat([]float64{1 / float64(n)}, n)
	for range roundsRank {
		next := slices.Repeat([]float64{dampingRank / float64(n)}, n)
		for i := range like {
			for j, c := range like[i] {
				next[j] += (1 - dampingRank) * rank[i] * c
			}
		}
		rank = next
	}
	most := slices.Max(rank)
	for k, i := range order {
		worth, _ := worthOf(words(string(list[i].text), t.lang), list[i].text, t.lang)
		list[i].score += worth * tellLexical * rank[k] / most
	}
}
