package intent

import (
	"regexp"
	"strings"

	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
)

// Comparison is a question that sets things side by side.
type Comparison struct {
	Topic string   // what is compared; "" where only the sides are named
	Sides []string // at least two, as the question writes them
	Place string   // where they are to be looked for: "the lease"; "" where it is not said
}

// placed matches a last side with the place that all are to be looked for in, after
// fold: "dogs in the lease".
var placed = regexp.MustCompile(`^(?P<side>.+?) (?:in|within|under|from|according to|as per|im|in der|in dem|laut|nach|en|segun|в|по) (?P<place>(?:the|this|these|my|our|your|its|der|die|das|dem|den|diese[mrns]?|mein(?:e[mrn]?)?|unsere[mrn]?|el|la|los|las|este|esta|mi|этом|этой|моем) .+|[^ ]+\.[a-z0-9]{2,5}|(?:vertrag|handbuch|bericht|dokument|text|anhang)(?: .+)?)$`)

// inPlace parts the place that a comparison ends with from its last side. Where the other
// sides have a place too, or would be the same without it, it is the side's own: "trains
// in Spain and trains in the north".
func (c *Comparison) inPlace() {
	last := len(c.Sides) - 1
	m := placed.FindStringSubmatch(prose.Fold(c.Sides[last]))
	if m == nil {
		return
	}
	side, place := prose.AsWritten(c.Sides[last], m[1]), prose.AsWritten(c.Sides[last], m[2])
	for _, other := range c.Sides[:last] {
		if placed.MatchString(prose.Fold(other)) || strings.HasPrefix(prose.Fold(other)+" ", m[1]+" ") || len(naming.Words(side)) == 0 {
			return
		}
	}
	c.Sides[last], c.Place = side, place
}

// comparing are the ways to compare, after prose.Fold: a and b are the sides, what is
// compared.
var comparing = Patterns(
	`(?:please )?compare (?:what|how|what it is that) (?P<a>.+?) (?:and|with) (?P<b>.+?) (?:say|says|said|write|writes|state|states|tell us|have to say) (?:about|on|of) (?P<what>.+)`,
	`what (?:do|did) (?P<a>(?:.+?, )?.+?) and (?P<b>.+?) (?:each )?(?:say|write|state|have to say) (?:about|on) (?P<what>.+)`,
	`(?:please )?compare how (?P<a>.+?) and (?P<b>.+?) (?:treat|handle|define|describe|explain|see|deal with|speak of) (?P<what>.+)`,
	`(?:bitte )?vergleiche?n?(?: sie)?,? was (?P<a>.+?) und (?P<b>.+?) (?:uber|zu|zum|zur) (?P<what>.+?) (?:sagen|schreiben|meinen|steht)`,
	`(?:por favor,? )?compar(?:a|ar|e) lo que (?:dicen|dice) (?P<a>.+?) y (?P<b>.+?) (?:sobre|acerca de|de) (?P<what>.+)`,
	`(?:please )?compare (?P<what>.+?) (?:in|of|between|for|from|across|under|according to) (?P<a>.+?) (?:and|with|to|vs\.?|versus|against) (?P<b>.+)`,
	`(?:please )?compare (?P<a>.+?) (?:and|with|to|vs\.?|versus|against) (?P<b>.+?)(?: (?:on|by|in terms of|regarding|as regards|with regard to) (?P<what>.+))?`,
	`(?:what (?:is|are|was|were|'s) |explain |name |list )?(?:the )?(?:main )?differences? (?:in (?P<what>.+?) )?between (?P<a>.+?) and (?P<b>.+?)`,
	`how (?:does|do|did) (?P<what>.+?) differ (?:between|in) (?P<a>.+?) and (?P<b>.+)`,
	`how (?:does|do|did|is|are) (?P<a>.+?) (?:differ|different) from (?P<b>.+)`,
	`(?:bitte )?vergleiche?n?(?: sie)? (?P<what>.+?) (?:in|von|zwischen|bei|laut|nach) (?P<a>.+?) (?:und|mit) (?P<b>.+)`,
	`(?:bitte )?vergleiche?n?(?: sie)? (?P<a>.+?) (?:und|mit) (?P<b>.+)`,
	`(?:was ist |was sind |welche |worin besteht |worin liegt )?(?:der |die |den )?unterschiede?(?: gibt es)? (?:(?:bei|in|im) (?P<what>.+?) )?zwischen (?P<a>.+?) und (?P<b>.+)`,
	`(?:worin|wie) unterscheide(?:n|t) sich (?P<a>.+?) (?:und|von) (?P<b>.+)`,
	`(?:por favor,? )?compar(?:a|ar|e) (?P<what>.+?) (?:en|de|entre|segun) (?P<a>.+?) (?:y|con) (?P<b>.+)`,
	`(?:cual es |cuales son |que )?(?:la |las )?diferencias? (?:hay )?(?:(?:de|en) (?P<what>.+?) )?entre (?P<a>.+?) y (?P<b>.+)`,
	`сравни(?:те)? (?P<what>.+?) (?:в|между|по|у) (?P<a>.+?) (?:и|с) (?P<b>.+)`,
	`(?:в чем |какова )?(?:разница|отличие|различие|различия) (?:(?:в|по) (?P<what>.+?) )?между (?P<a>.+?) и (?P<b>.+)`,
	`чем (?P<a>.+?) отлича(?:ется|ются) от (?P<b>.+)`,
	`(?:请|請)?(?:比较|比較|对比|對比)(?:一下)?(?P<a>.+?)(?:和|与|與|跟)(?P<b>.+?)(?:的(?P<what>.+))?`,
	`(?P<a>.+?)(?:和|与|與|跟)(?P<b>.+?)(?:之间)?(?:的|有什么|有何|有什麼)(?:区别|區別|不同|差异|差異)(?:是什么|是什麼)?`,
	`(?:ما (?:هو |هي )?)?(?:الفرق|الاختلاف|قارن|مقارنة) (?:بين )?(?P<a>.+?) و ?(?P<b>.+)`,
)

// ComparisonOf reads a question as a comparison.
func ComparisonOf(question string) (Comparison, bool) {
	q := Plain(question)
	for _, p := range comparing() {
		m := p.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		var c Comparison
		if i := p.SubexpIndex("what"); i >= 0 {
			c.Topic = strings.TrimSpace(m[i])
		}
		if c.Topic != "" && strings.HasPrefix(m[p.SubexpIndex("b")], c.Topic+" ") {
			continue // "trains in Spain and trains in the north"
		}
		for _, side := range append(strings.Split(m[p.SubexpIndex("a")], ", "), m[p.SubexpIndex("b")]) {
			side = strings.Trim(side, " ,;“”\"„«»'’‘")
			if len(naming.Words(side)) == 0 || len(naming.Words(side)) > maxSideWords {
				return Comparison{}, false
			}
			c.Sides = append(c.Sides, prose.AsWritten(question, side))
		}
		if c.Topic == "" {
			c.inPlace()
		}
		return c, true
	}
	return Comparison{}, false
}

// maxSideWords is how many words name a side; more are a sentence of their own.
const maxSideWords = 9

// OwnName is the word by which a side is known where the other sides have one word each and
// its further ones are of all: "HAC" of "HC and HAC estimators".
func (c Comparison) OwnName(i int) string {
	words := strings.Fields(c.Sides[i])
	if len(words) < 2 || prose.Fold(words[0]) == words[0] || prose.Fold(words[1]) != words[1] {
		return c.Sides[i]
	}
	for k, other := range c.Sides {
		if k != i && len(strings.Fields(other)) != 1 {
			return c.Sides[i]
		}
	}
	return words[0]
}
