package intent

import (
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

const (
	aDocument  = `(?:documents?|docs?|files?|notes?|papers?|pdfs?|letters?|e-?mails?|mails?|messages?|reports?|contracts?|books?|articles?|texts?)`
	ofDocument = `(?:of (?:all )?(?:my|the|these|those|our) )?(?:my |the |our )?` + aDocument
	einDok     = `(?:dokumente?n?|dateien|datei|notizen|unterlagen|briefen?|mails?|berichten?|vertragen?|buchern?|texten?|artikeln?)`
)

// mentioning are the ways to ask which documents have something, after prose.Fold.
var mentioning = Patterns(
	`(?:which|what) `+ofDocument+` (?:do |does |that |which )?(?:all )?(?:mentions?|names?|contains?|discuss(?:es)?|covers?|cites?|talks? about|deals? with|speaks? of|refers? to|says? (?:something|anything) about|(?:is|are) about|has (?:something|anything) (?:on|about)|have (?:something|anything) (?:on|about)) (?P<what>.+)`,
	`in (?:which|what) `+ofDocument+` (?:is|are|was|were|does|do) (?P<what>.+?) (?:mentioned|named|discussed|cited|appear|occur|come up)`,
	`how (?:many|much of) `+ofDocument+` (?:do |does |that )?(?:mentions?|names?|contains?|talk about|refer to|are about) (?P<what>.+)`,
	`how (?:often|many times) (?:is|are|was|were|does|do|did) (?P<what>.+?) (?:mentioned|named|come up|appear)(?: in (?:my|the|our) `+aDocument+`)?`,
	`where (?:is|are|was|were) (?P<what>.+?) mentioned(?: in (?:my|the|our) `+aDocument+`)?`,
	`(?:please )?(?:list|show|find|give)(?: me)?(?: all)?(?: of)?(?: my| the| our)? `+aDocument+` (?:(?:that|which) )?(?:mention(?:ing|s)?|contain(?:ing|s)?|discuss(?:ing)?|about|talk about|deal with|refer to|say something about) (?P<what>.+)`,
	`welche (?:meiner |der |unserer )?`+einDok+` (?:erwahnen|nennen|enthalten|behandeln|handeln von|sprechen von|sagen etwas (?:uber|zu)|zitieren) (?P<what>.+)`,
	`in welche[nmr] (?:meiner |der |unserer )?`+einDok+` (?:wird|werden|ist|sind|steht|kommt|kommen|geht es um) (?:etwas (?:uber|zu) )?(?P<what>.+?)(?: erwahnt| genannt| vor| besprochen)?`,
	`(?:cuales de mis|que|cuales) (?:documentos|archivos|notas|cartas|informes) (?:mencionan|nombran|contienen|hablan de|tratan de|citan) (?P<what>.+)`,
	`en (?:que|cuales) (?:documentos?|archivos?|notas?) (?:se )?(?:menciona|mencionan|habla de|aparece|aparecen) (?P<what>.+)`,
)

// firstMentioning are the ways to ask where something is first mentioned, after fold.
var firstMentioning = Patterns(
	`(?:when|where|in (?:which|what) `+aDocument+`) (?:is|are|was|were) (?P<what>.+?) first (?:mentioned|named|discussed|raised|brought up|talked about)(?: in (?:my|the|our|these) `+aDocument+`)?`,
	`(?:when|where) (?:did|does|do) (?P<what>.+?) first (?:come up|appear|occur)(?: in (?:my|the|our|these) `+aDocument+`)?`,
	`(?:when|where|what) (?:is|was) the (?:first|earliest) mention of (?P<what>.+)`,
	`(?:which|what) (?:is|was) the (?:first|earliest) `+aDocument+` (?:that|which|to) mentions? (?P<what>.+)`,
	`(?:which|what) `+aDocument+` first mention(?:s|ed) (?P<what>.+)`,
	`who first mentioned (?P<what>.+)`,
	`wann (?:wurden?|werden|wird) (?P<what>.+?) (?:erstmals|zuerst|zum ersten mal) (?:erwahnt|genannt)`,
)

// ofMails matches a question for mails, after fold: not for other documents.
var ofMails = regexp.MustCompile(`^(?:in )?(?:which|what|how many|list|show|find|welche[nrms]?|in welche[nrm]) (?:me )?(?:all )?(?:of )?(?:the |my |these |those )?(?:e-?mails?|mails?|messages?)\b|\bin (?:the|my|these) (?:e-?mails?|mails?|messages?)$|^which (?:is|was) the (?:first|earliest) (?:e-?mail|mail|message)\b`)

// MentionsOf gives what a question wants to know the documents of; false for any other
// question.
func MentionsOf(question string) (what string, ok bool) {
	q := Plain(question)
	for _, p := range slices.Concat(mentioning(), firstMentioning()) {
		if m := p.FindStringSubmatch(q); m != nil {
			what = prose.AsWritten(question, strings.Trim(m[p.SubexpIndex("what")], ` ,;"“”„«»`))
			ws := prose.Words(what, prose.Detect(question))
			return what, slices.ContainsFunc(ws, func(w prose.Word) bool { return w.Term != "" }) // else "it"
		}
	}
	return "", false
}

// AsksFirst says whether a question asks where something is first mentioned.
func AsksFirst(question string) bool {
	q := Plain(question)
	return slices.ContainsFunc(firstMentioning(), func(p *regexp.Regexp) bool { return p.MatchString(q) })
}

// AsksMails says whether a question wants the mails that mention something, and no other documents.
func AsksMails(question string) bool {
	return ofMails.MatchString(Plain(question))
}
