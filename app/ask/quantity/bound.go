package quantity

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// Bound is what words beside a number make of it: "at least 5" is not 5.
type Bound int

// The bounds.
const (
	Exactly Bound = iota
	AtLeast
	MoreThan
	AtMost
	LessThan
)

// follows says whether a is true where b is: more than 5 is at least 5.
func (a Bound) follows(b Bound) bool {
	return a == b || a == AtLeast && b == MoreThan || a == AtMost && b == LessThan
}

// Side is which end of a span of years or values a number is.
type Side int

// The sides.
const (
	NoSide Side = iota
	FirstSide
	LastSide
)

// boundWords are what stands before a number, folded. What only says that it is
// not exact counts as exactly: a reader does not take "about 300" and "300" for
// two claims.
var boundWords = func() map[string]Bound {
	out := map[string]Bound{}
	for b, lists := range map[Bound]string{
		AtLeast:  "at least/no less than/not less than/no fewer than/a minimum of/minimum/no earlier than/not earlier than/not before/fruhestens/mindestens/wenigstens/al menos/por lo menos/como minimo/au moins/almeno/pelo menos/не менее",
		MoreThan: "over the age of/above the age of/more than/older than/greater than/larger than/higher than/longer than/grosser als/hoher als/langer als/superieur a/superieure a/superieurs a/superieures a/superior a/superiores a/mayor que/mayor de/mas que/superiore a/over/above/exceeding/in excess of/mehr als/uber/mas de/plus de/piu di/oltre/mais de/более/больше",
		AtMost: "at most/no more than/not more than/up to/as many as/as much as/as high as/as long as/as large as/as great as/as far as/as late as/a maximum of/maximum/no later than/not later than/spatestens/hochstens/maximal/bis zu/nicht mehr als/a lo sumo/como maximo/" +
			"no mas de/au plus/jusqu'a/al massimo/fino a/no maximo/не более",
		LessThan: "younger than/smaller than/lower than/shorter than/kleiner als/niedriger als/kurzer als/inferieur a/inferieure a/inferieurs a/inferieures a/inferior a/inferiores a/menor que/menor de/inferiore a/under the age of/below the age of/less than/fewer than/under/below/weniger als/unter/menos de/moins de/meno di/менее",
		Exactly: "only/just/exactly/merely/nur/lediglich/genau/solo/solamente/apenas/seulement/about/around/approximately/roughly/approx/circa/ca/some/nearly/almost/etwa/rund/ungefahr/zirka/knapp/unos/unas/alrededor de/aproximadamente/" +
			"cerca de/environ/circa/около/примерно",
	} {
		for _, words := range strings.Split(lists, "/") {
			out[words] = b
		}
	}
	return out
}()

// latest are bounds of a point in time, which are those of a span from the other end where
// a word of earlier follows.
var (
	latest  = map[string]bool{"no later than": true, "not later than": true, "spatestens": true}
	earlier = prose.Set(`before prior vor`)
)

// maxBoundWords is how many words a bound has at most, with an article behind it.
const maxBoundWords = 4

// plural are words that say "about" before larger numbers, and that it is not
// all before small ones: "some 300", "some three of them".
var plural = prose.Set(`some unos unas`)

// leastAbout is the smallest number that they make inexact.
const leastAbout = 10

// readBound takes in the words before and after a number that bound it: ws[i]
// is its first word, ws[next] the first after it.
func readBound(n *Number, ws []prose.Word, i, next int, runes []rune) {
	if n.Unit == "th" {
		return
	}
	number := i
	if i > 3 && ws[i-1].Fold == "of" && ws[i-3].Fold == "a" && strings.Trim(string(runes[ws[i-3].Start:ws[i-1].End]), " ") != "" && !strings.ContainsAny(string(runes[ws[i-3].Start:ws[i-1].End]), ",;:.()") {
		i -= 2 // "up to a fine of $1 million"
	}
	for k := maxBoundWords; k > 0; k-- {
		if i-k < 0 || number > i && (ws[i-1].Fold != "a" || k < 3) {
			continue
		}
		var words []string
		for j := i - k; j < i; j++ {
			// Only white space and what belongs to the number stands between.
			if g := strings.Trim(string(prose.Gap(runes, ws[j], ws[j+1])), " \n\u00a0$€£¥(-−"); g != "" {
				words = nil
				break
			}
			words = append(words, ws[j].Fold)
		}
		said := strings.Join(words, " ")
		if rest, ok := strings.CutSuffix(said, " a"); ok && len(words) > 2 {
			said = rest // "up to a $500,000 fine"
		}
		if b, ok := boundWords[said]; ok && words != nil && !(plural[said] && n.Value < leastAbout && n.Unit == "") {
			n.Bound = b
			if number == i {
				n.From = ws[i-k].Start
			}
			if latest[said] && slices.ContainsFunc(ws[min(next, len(ws)):min(next+2, len(ws))], func(w prose.Word) bool { return earlier[w.Fold] }) {
				n.Bound = AtLeast // "no later than 30 minutes before"
			}
			break
		}
	}
	if next+2 < len(ws) && ws[next].Fold == "at" && ws[next+1].Fold == "the" {
		switch ws[next+2].Fold {
		case "earliest", "least":
			n.Bound, n.Upto = AtLeast, ws[next+2].End
		case "latest", "most":
			n.Bound, n.Upto = AtMost, ws[next+2].End
		}
	}
	if next+1 < len(ws) && (ws[next].Fold == "or" || ws[next].Fold == "oder" || ws[next].Fold == "o" || ws[next].Fold == "ou") {
		switch ws[next+1].Fold {
		case "more", "later", "higher", "above", "newer", "greater", "longer", "older", "over", "mehr", "spater", "hoher", "neuer", "mas", "superior", "posterior", "plus", "mais", "piu":
			n.Bound, n.Upto = AtLeast, ws[next+1].End
		case "less", "fewer", "earlier", "lower", "below", "smaller", "under", "weniger", "fruher", "niedriger", "menos", "anterior", "moins", "meno":
			n.Bound, n.Upto = AtMost, ws[next+1].End
		}
	}
}

// pairUp finds that two numbers after another are the ends of one span:
// "1900-1904", "between 2014 and 2016". What happened from one year to another
// did not happen in either.
func pairUp(a, b *Number, ws []prose.Word, runes []rune) {
	if !a.IsYear() || b.Unit != "" || b.Word || b.Start < a.End {
		return
	}
	between := strings.TrimSpace(string(runes[a.End:b.Start]))
	before := ""
	for _, w := range ws {
		if w.End <= a.Start {
			before = w.Fold
		}
	}
	switch between {
	case "-", "–", "—", "‑":
		// "1038–40"; "1900-04" is a month.
		if short := int(b.Value); !b.IsYear() && b.End-b.Start == 2 && short > int(a.Value)%100 && short < 100 {
			b.Value += float64(int(a.Value) / 100 * 100)
		}
		if !b.IsYear() {
			return
		}
	default:
		if !spanWords[before+" "+prose.Fold(between)] || !b.IsYear() {
			return
		}
	}
	a.Side, b.Side = FirstSide, LastSide
}

var spanWords = func() map[string]bool {
	out := map[string]bool{}
	for _, words := range strings.Split("between and/from to/from until/from till/from through/zwischen und/von bis/entre y/desde hasta/de a/entre et/de a/tra e/dal al/entre e", "/") {
		out[words] = true
	}
	return out
}()
