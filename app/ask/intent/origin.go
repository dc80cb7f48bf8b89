package intent

import (
	"regexp"
	"strings"
)

// Origin is a question for who wrote a document, or when.
type Origin struct {
	When  bool
	Where string // the document, as the question names it
}

const theDocument = `(?P<where>.+?)`

// authoring and dating are the ways to ask who wrote a document and when, after prose.Fold.
var (
	authoring = Patterns(
		`who(?: has| have)? (?:wrote|written|authored) `+theDocument,
		`who(?: is|'s| are| was| were) (?:the )?(?:authors?|writers?) (?:of|behind) `+theDocument,
		`(?:what (?:is|are) the names? of )?(?:the )?authors? of `+theDocument,
		`by whom (?:was|were|is) `+theDocument+` (?:written|authored)`,
		`wer (?:hat|haben) `+theDocument+` (?:geschrieben|verfasst)`,
		`wer schrieb `+theDocument,
		`wer (?:ist|sind|war|waren) (?:der |die )?(?:autor(?:in|en|innen)?|verfasser(?:in|innen)?) (?:von|des|der|vom) `+theDocument,
		`von wem (?:ist|stammt|wurde) `+theDocument+`(?: geschrieben| verfasst)?`,
		`quien(?:es)? (?:ha escrito|han escrito|escribio|escribieron) `+theDocument,
		`quien(?:es)? (?:es|son) (?:el |la |los |las )?autor(?:es|a|as)? (?:de|del) `+theDocument,
	)
	dating = Patterns(
		`when (?:was|were|is|did) `+theDocument+` (?:written|published|released|issued|dated|appear|come out)`,
		`(?:what is |what's )?the (?:publication )?(?:date|year) (?:of publication )?of `+theDocument,
		`(?:from|of) (?:what|which) (?:year|date) is `+theDocument,
		`how old is `+theDocument,
		`wann (?:wurde|ist|erschien) `+theDocument+`(?: geschrieben| veroffentlicht| erschienen| verfasst)?`,
		`von wann ist `+theDocument,
		`cuando (?:se escribio|se publico|fue escrito|fue publicado) `+theDocument,
	)
)

// OriginOf reads a question as one for who wrote a document, or when.
func OriginOf(question string) (o Origin, ok bool) {
	q := Plain(question)
	for i, patterns := range [][]*regexp.Regexp{authoring(), dating()} {
		for _, p := range patterns {
			if m := p.FindStringSubmatch(q); m != nil {
				return Origin{When: i == 1, Where: strings.Trim(m[p.SubexpIndex("where")], " ,;")}, true
			}
		}
	}
	return Origin{}, false
}
