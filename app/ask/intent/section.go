package intent

import (
	"slices"
	"strings"
)

// Section is a part of a document that a question wants.
type Section struct {
	Number string // "5", "4.2", "a"; "" for one that is called by its title
	Title  string // "abstract"; "" for one with a number
	Where  string // the document, as the question names it; "" where it does not
	Said   string // how the question calls the part: "section 5"
}

const (
	numberedPart = `(?:(?:section|sec\.?|chapter|ch\.|part|clause|article|appendix|annex|abschnitt|kapitel|teil|ziffer|ziff\.|artikel|punkt|anhang|anlage|chapitre|annexe|seccion|capitulo|articulo|clausula|apartado|anexo|parte|articolo|sezione|allegato) ?(?P<number>\d+(?:\.\d+)*|[a-z])|` +
		`(?:§|paragra(?:ph|f)(?:en|s)?|top|tagesordnungspunkt) ?(?P<numbered>\d+ ?[a-z]?)\b(?: (?:abs(?:\.|atz)|satz|nr\.|nummer) ?\d+)*)`
	titledPart = `(?P<title>abstract|introduction|conclusions?|conclusion section|discussion|results|methods?|methodology|related work|acknowledge?ments|zusammenfassung|kurzfassung|einleitung|einfuhrung|fazit|schluss|ergebnisse|methoden?|resumen|introduccion|conclusion(?:es)?|resultados|metodos?|metodologia)(?: section)?`
	anyPart    = `(?:the |der |die |das |dem |den |el |la |los |las |le |l'|il )?(?P<part>` + numberedPart + `|` + titledPart + `)`
	ofWhere    = `(?: (?:of|in|from|on|von|in|im|aus|des|der|vom|zum|de|du|del|en|dans|della|nel) (?:la |l')?(?P<where>.+?))?`
)

// sectioning are the ways to ask for a part, after prose.Fold.
var sectioning = Patterns(
	`(?:please )?(?:tell me )?what(?: does| do| did| is (?:said |written )?in| are in|'s in|s in) `+anyPart+ofWhere+`(?: (?:say|state|contain|describe|discuss|cover|deal with|talk about|conclude|tell|tell us|explain))?`,
	`what(?: is|'s|s| are| was| were) (?:the content of )?`+anyPart+ofWhere+`(?: about)?`,
	`what does (?P<where>.+?) (?:say|conclude|state|write) in (?:its |their )?`+anyPart,
	`(?:please )?(?:summari[sz]e|sum up|show(?: me)?|quote|read(?: me)?|give me|explain|recap) `+anyPart+ofWhere,
	`(?:bitte )?(?:was (?:steht|wird|wurde|ist|heisst es)(?: denn| genau)? (?:in|im|unter|zu|zum)|was (?:sagt|besagt|behandelt|regelt|bestimmt|enthalt|beinhaltet|bedeutet)|wie lautet|worum geht es (?:in|bei|unter)|wovon handelt) `+anyPart+ofWhere+`(?: (?:gesagt|beschrieben|behandelt|geregelt|vereinbart|bestimmt|beschlossen))?`,
	`(?:bitte )?(?:was (?:steht|wird|ist)) (?:im|in der|in dem) (?P<where>.+?) (?:in|unter|zu) `+anyPart+`(?: (?:gesagt|geregelt|vereinbart|bestimmt|beschlossen))?`,
	`(?:que (?:dit|prevoit|contient)|qu'y a-t-il dans|resume[rz]?) `+anyPart+ofWhere,
	`(?:(?:che )?cosa (?:dice|prevede|contiene)|riassumi) `+anyPart+ofWhere,
	`(?:bitte )?(?:fasse?|fassen sie)(?: mir)?(?: bitte)? `+anyPart+ofWhere+` zusammen`,
	`(?:que|de que) (?:dice|dicen|contiene|trata|hay en|describe) (?:en )?`+anyPart+ofWhere,
	`(?:por favor,? )?resum(?:e|a|ir) `+anyPart+ofWhere,
)

// SectionOf reads a question as one for a part of a document.
func SectionOf(question string) (s Section, ok bool) {
	q := Plain(question)
	for _, p := range sectioning() {
		m := p.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		s = Section{Said: m[p.SubexpIndex("part")], Number: m[p.SubexpIndex("number")], Title: m[p.SubexpIndex("title")]}
		if n := m[p.SubexpIndex("numbered")]; n != "" {
			s.Number = strings.ReplaceAll(n, " ", "")
		}
		s.Where = strings.Trim(m[p.SubexpIndex("where")], " ,;:")
		return s, true
	}
	return Section{}, false
}

// partTitles are titles that mean the same part.
var partTitles = [][]string{
	{"abstract", "summary", "executive summary", "zusammenfassung", "kurzfassung", "resumen"},
	{"introduction", "einleitung", "einfuhrung", "introduccion", "motivation"},
	{"conclusion", "conclusions", "concluding remarks", "conclusion section", "summary and conclusion", "summary and conclusions", "discussion and conclusion", "conclusions and outlook", "conclusion and outlook", "summary and outlook", "fazit", "schluss", "schlussfolgerungen", "conclusiones"},
	{"results", "results and discussion", "experimental results", "ergebnisse", "resultados"},
	{"method", "methods", "methodology", "materials and methods", "methode", "methoden", "metodo", "metodos", "metodologia"},
	{"discussion", "results and discussion", "diskussion", "discusion"},
	{"acknowledgements", "acknowledgments", "acknowledgement", "danksagung", "agradecimientos"},
}

// Titled says whether a heading, folded and without its number, is that of the part.
func (s Section) Titled(heading string) bool {
	return heading == s.Title || slices.ContainsFunc(partTitles, func(same []string) bool {
		return slices.Contains(same, s.Title) && slices.Contains(same, heading)
	})
}
