package intent

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"carrel/app/ask/prose"
)

// Section is a part of a document that a question wants.
type Section struct {
	Number  string // "5", "4.2", "a"; "" for one that is called otherwise
	Title   string // "abstract"; "" for one that is called otherwise
	Version string // "2.4.1", of a list of changes; "" for one that is called otherwise
	Where   string // the document, as the question names it; "" where it does not
	Said    string // how the question calls the part: "section 5"
	Soft    bool   // it may be no part: limitations may be said anywhere
}

// partOfVerb are the parts that say what a document does.
var partOfVerb = map[string]string{"conclude": "conclusions", "recommend": "recommendations", "decide": "decision"}

// matters matches the titles of parts that are named by what they have.
var matters = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:` + matterParts + `|conclusions|methods)$`) })

const (
	numberedPart = `(?:(?:section|sec\.?|chapter|ch\.|part|clause|article|appendix|annex|abschnitt|kapitel|teil|ziffer|ziff\.|artikel|punkt|anhang|anlage|chapitre|annexe|seccion|capitulo|articulo|clausula|apartado|anexo|parte|articolo|sezione|allegato) ?(?P<number>\d+(?:\.\d+)*|[a-z])|` +
		`(?:§|paragra(?:ph|f)(?:en|s)?|top|tagesordnungspunkt) ?(?P<numbered>\d+ ?[a-z]?)\b(?: (?:abs(?:\.|atz)|satz|nr\.|nummer) ?\d+)*)`
	titledPart = `(?P<title>abstract|introduction|conclusions?|conclusion section|discussion|results|methods?|methodology|related work|acknowledge?ments|zusammenfassung|kurzfassung|einleitung|einfuhrung|fazit|schluss|ergebnisse|methoden?|resumen|introduccion|conclusion(?:es)?|resultados|metodos?|metodologia|` +
		matterParts + `)(?: section)?`
	// matterParts are parts by what they have, which a document may say anywhere else too.
	matterParts = `(?:main |key |major )?(?:limitations?|shortcomings|weaknesses|future work|future research|further research|recommendations|findings|executive summary|ethics statement|keywords|root causes?|action items|lessons learned|next steps|open questions|consequences|alternatives|timeline|prerequisites|decision|limitationen|einschrankungen|grenzen|ausblick|empfehlungen|limitaciones|recomendaciones)`
	anyPart     = `(?:the |der |die |das |dem |den |el |la |los |las |le |l'|il )?(?P<part>` + numberedPart + `|` + titledPart + `)`
	ofWhere     = `(?: (?:of|in|from|on|von|in|im|aus|des|der|vom|zum|de|du|del|en|dans|della|nel) (?:la |l')?(?P<where>.+?))?`
)

// sectioning are the ways to ask for a part, after prose.Fold.
var sectioning = Patterns(
	`(?:please )?(?:tell me )?what(?: does| do| did| is (?:said |written )?in| are in|'s in|s in) `+anyPart+ofWhere+`(?: (?:say|state|contain|describe|discuss|cover|deal with|talk about|conclude|tell|tell us|explain))?`,
	`what(?: is|'s|s| are| was| were) (?:the content of )?`+anyPart+ofWhere+`(?: about)?`,
	`what does (?P<where>.+?) (?:say|conclude|state|write) in (?:its |their )?`+anyPart,
	`(?:what|which) (?P<part>(?P<title>`+matterParts+`|methods)) (?:do|does|did|has|have) (?P<where>.+?) (?:use|used|have|has|propose|suggest|mention|mentioned|report|give|make|made|name|list|discuss|acknowledge|admit|state|describe|find|found)`,
	`what (?:do|does|did) (?P<where>.+?) (?P<part>(?P<title>conclude|recommend|decide))`,
	`(?:please )?(?:summari[sz]e|sum up|show(?: me)?|quote|read(?: me)?|give me|explain|recap) `+anyPart+ofWhere,
	`(?:bitte )?(?:was (?:steht|wird|wurde|ist|heisst es)(?: denn| genau)? (?:in|im|unter|zu|zum)|was (?:sagt|besagt|behandelt|regelt|bestimmt|enthalt|beinhaltet|bedeutet)|wie lautet|worum geht es (?:in|bei|unter)|wovon handelt) `+anyPart+ofWhere+`(?: (?:gesagt|beschrieben|behandelt|geregelt|vereinbart|bestimmt|beschlossen))?`,
	`(?:bitte )?(?:was (?:steht|wird|ist)) (?:im|in der|in dem) (?P<where>.+?) (?:in|unter|zu) `+anyPart+`(?: (?:gesagt|geregelt|vereinbart|bestimmt|beschlossen))?`,
	`(?:que (?:dit|prevoit|contient)|qu'y a-t-il dans|resume[rz]?) `+anyPart+ofWhere,
	`(?:(?:che )?cosa (?:dice|prevede|contiene)|riassumi) `+anyPart+ofWhere,
	`(?:bitte )?(?:fasse?|fassen sie)(?: mir)?(?: bitte)? `+anyPart+ofWhere+` zusammen`,
	`(?:que|de que) (?:dice|dicen|contiene|trata|hay en|describe) (?:en )?`+anyPart+ofWhere,
	`(?:por favor,? )?resum(?:e|a|ir) `+anyPart+ofWhere,
)

// changed are the ways to ask what a version of something brought, after prose.Fold.
var changed = Patterns(
	`what(?: has|'s| is| was|s)? (?:new|changed|different|added|removed|fixed|deprecated|released) (?:in|with|by) `+aVersion,
	`what (?:changes|fixes|features) (?:are|were|came) (?:there )?(?:in|with) `+aVersion,
	`what (?:did|does) `+aVersion+` (?:change|bring|add|fix|remove|break)`,
	`(?:the )?(?:changes|release notes|changelog) (?:in|of|for) `+aVersion,
	`was (?:ist|war) (?:neu|anders) (?:in|an|bei) `+aVersion,
	`was (?:hat sich|wurde) (?:in|mit|bei) `+aVersion+` (?:geandert|behoben|entfernt|hinzugefugt)`,
)

const aVersion = `(?P<part>(?:the )?(?:version |release |v\.? ?)?(?P<version>\d+(?:\.\d+)+\w*))`

// ofVersion matches how a heading begins that is of a version, after prose.Fold.
var ofVersion = regexp.MustCompile(`^[^\p{L}\d]*(?:\p{L}[\p{L} -]{0,30} )?v?(\d+(?:\.\d+)+\w*)(?:[^\w.]|$)`)

// goesOn matches the words by which a question goes on from the one before.
var goesOn = regexp.MustCompile(`^(?:(?:and|but|so|ok|okay|then|und|aber|dann|y|pero|entonces),? )+`)

// PartCalled reads what is compared as a part of the documents: "the methods".
func PartCalled(topic string) (s Section, ok bool) {
	p := partAlone()
	m := p.FindStringSubmatch(Plain(topic))
	if m == nil || m[p.SubexpIndex("title")] == "" {
		return s, false
	}
	return Section{Title: m[p.SubexpIndex("title")], Said: m[0], Soft: true}, true
}

// partAlone matches the title of a part, and nothing else.
var partAlone = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:the )?` + titledPart + `$`)
})

// SectionOf reads a question as one for a part of a document.
func SectionOf(question string) (s Section, ok bool) {
	q := goesOn.ReplaceAllString(Plain(question), "")
	for _, p := range sectioning() {
		m := p.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		group := func(name string) string { // "" for one that the pattern has not
			if i := p.SubexpIndex(name); i >= 0 {
				return m[i]
			}
			return ""
		}
		s = Section{Said: group("part"), Number: group("number"), Title: group("title")}
		if n := group("numbered"); n != "" {
			s.Number = strings.ReplaceAll(n, " ", "")
		}
		s.Title = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s.Title, "main "), "key "), "major ")
		if noun, ok := partOfVerb[s.Title]; ok {
			s.Title, s.Said = noun, "the "+noun
		}
		s.Soft = s.Number == "" && matters().MatchString(s.Title)
		s.Where = strings.Trim(group("where"), " ,;:")
		return s, true
	}
	return Section{}, false
}

// VersionOf reads a question as one for what a version brought, as a list of changes has it.
func VersionOf(question string) (s Section, ok bool) {
	q := goesOn.ReplaceAllString(Plain(question), "")
	for _, p := range changed() {
		if m := p.FindStringSubmatch(q); m != nil {
			return Section{Version: m[p.SubexpIndex("version")], Said: m[p.SubexpIndex("part")], Soft: true}, true
		}
	}
	return Section{}, false
}

// Versioned says whether a heading is that of the version.
func (s Section) Versioned(heading string) bool {
	m := ofVersion.FindStringSubmatch(prose.Fold(heading))
	return m != nil && m[1] == s.Version
}

// partTitles are titles that mean the same part.
var partTitles = [][]string{
	{"abstract", "summary", "executive summary", "zusammenfassung", "kurzfassung", "resumen"},
	{"introduction", "einleitung", "einfuhrung", "introduccion", "motivation"},
	{"conclusion", "conclusions", "concluding remarks", "conclusion section", "summary and conclusion", "summary and conclusions", "discussion and conclusion", "conclusions and outlook", "conclusion and outlook", "summary and outlook", "fazit", "schluss", "schlussfolgerungen", "conclusiones"},
	{"results", "results and discussion", "experimental results", "ergebnisse", "resultados"},
	{"method", "methods", "methodology", "materials and methods", "methode", "methoden", "metodo", "metodos", "metodologia"},
	{"discussion", "results and discussion", "diskussion", "discusion"},
	{"limitations", "limitation", "shortcomings", "weaknesses", "threats to validity", "strengths and limitations", "limitationen", "einschrankungen", "grenzen", "limitaciones"},
	{"future work", "future research", "further research", "further work", "outlook", "ausblick", "trabajo futuro"},
	{"recommendations", "recommendation", "empfehlungen", "recomendaciones"},
	{"findings", "results", "ergebnisse", "resultados", "key findings", "main findings"},
	{"keywords", "key words", "index terms"},
	{"root cause", "root causes", "cause", "causes"},
	{"action items", "actions", "follow-up actions", "next steps"},
	{"next steps", "action items"},
	{"lessons learned", "lessons", "what we learned"},
	{"alternatives", "alternatives considered", "considered alternatives", "options", "considered options"},
	{"decision", "decisions", "decision outcome"},
	{"acknowledgements", "acknowledgments", "acknowledgement", "danksagung", "agradecimientos"},
}

// Titled says whether a heading, folded and without its number, is that of the part; loosely,
// whether it names the part among others: "uncertainty and shortcomings".
func (s Section) Titled(heading string, loosely bool) bool {
	if !loosely && heading == s.Title {
		return true
	}
	words := strings.FieldsFunc(heading, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(slices.Concat(partTitles, [][]string{{s.Title}}), func(same []string) bool {
		if !slices.Contains(same, s.Title) {
			return false
		}
		if !loosely {
			return slices.Contains(same, heading)
		}
		return len(words) <= mostTitleWords && slices.ContainsFunc(same, func(t string) bool { return slices.Contains(words, t) })
	})
}

// mostTitleWords is how many words the heading of a part has that names it among others.
const mostTitleWords = 6
