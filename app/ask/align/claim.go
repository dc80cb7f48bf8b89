package align

import (
	"regexp"
	"strings"

	"carrel/app/ask/prose"
)

// claimsNothing says whether a sentence makes no claim that a document could
// support: it has no content, announces a list, or asks back.
func (st Statement) claimsNothing(text string) bool {
	for _, n := range st.numbers {
		if !n.Word {
			return false
		}
	}
	content := 0
	for i, w := range st.words {
		if w.Term != "" && !st.hedges(i) && !courtesies[w.Fold] {
			content++
		}
	}
	if content == 0 {
		return true
	}
	trimmed := strings.TrimSpace(text)
	return content <= 3 && strings.HasSuffix(trimmed, ":") || strings.HasSuffix(trimmed, "?")
}

// hedges are words that point to the source and claim nothing of it.
var hedges = prose.Set(`according text passage passages document documents article states stated stating mentions mentioned
	says said answer question following provided given context information based reads writes wrote
	laut text texte textes dokument dokuments quelle abschnitt gemass zufolge gilt steht heisst lautet schreibt sagt
	segun texto documento fuente pasaje fragmento dice afirma menciona indica selon document dit indique mentionne precise
	secondo testo dice afferma segundo diz текст документ говорится согласно`)

// hedges says whether the i-th word of st points to the source. In a name of
// several words none does: "the United States".
func (st Statement) hedges(i int) bool {
	w := st.words[i]
	return hedges[w.Fold] && !(w.Name && i > 0 && prose.IsCapital(st.words[i-1]) && st.words[i-1].Term != "" && w.Start == st.words[i-1].End+1)
}

var courtesies = prose.Set(`sure certainly yes hello hi sorry thanks thank please okay ok course happy glad help hope helps great welcome`)

// leadIn matches words at a sentence's start that announce the answer and say
// nothing of the documents: "The answer to the question in one sentence is:",
// "The text says that", "According to the passage,". What denies or doubts is
// not among them.
var leadIn = regexp.MustCompile(`(?i)^\s*(?:(?:so|well|sure|in short|in summary|yes|no|also|zusammengefasst|en resumen|en resume)[,:]\s+)?(?:` +
	`(?:here is |this is )?(?:the|my|an?|your) (?:\w+ )?(?:answer|summary)(?: (?:to|of|for) (?:the|this|that|your) (?:\w+ )?(?:question|text|passage|document))?(?: in (?:one|a single|a) (?:short )?sentence)?(?: (?:is|would be|reads)(?: that\b|\s*:)|\s*:)` +
	`|(?:the|this) (?:\w+ )?(?:text|passage|document|source|article|sentence|paragraph|contract|report|faq|manual|guide|handbook|policy|agreement|lease|act|law|study|paper|author|letter|minutes|notes|records|findings|results|trial|survey|memo|summary|standard|specification|licen[cs]e|documentation|leaflet|brochure|book|chapter|section|clause|essay|statement|notice)` +
	` (?:also )?(?:says?|states?|mentions?|explains?|tells? us|notes?|shows?|adds?|warns?|points? out|concludes?|writes?|wrote|records?|reports?|observes?|remarks?|stresses|emphasi[sz]es?|specif(?:y|ies)|stipulates?|makes? clear)(?: that\b|\s*:|,)` +
	`|(?:laut|gemäß) (?:dem|der|diesem|dieser) \pL+(?: (?:gilt|heißt es))?\s*[:,]` +
	`|(?:im|in dem|in der) (?:text|dokument|bericht|vertrag|handbuch|abschnitt) (?:steht|heißt es)(?:,? dass\b|\s*:|,)` +
	`|(?:según|de acuerdo con) (?:el|la|este|esta) \pL+,` +
	`|(?:el|este) (?:texto|documento|informe|contrato) (?:dice|indica|afirma|menciona) que\b` +
	`|(?:selon|d'après) (?:le|la|ce|cette) \pL+,` +
	`|(?:le|ce) (?:texte|document|rapport) (?:dit|indique|mentionne|précise) qu(?:e\b|')` +
	`|(?:according to|based on) (?:the|this) (?:\w+ )?(?:text|passage|document|source|article|paragraph|context|information|author|report|study|contract|manual|guide|handbook|policy|agreement|lease|paper|survey|minutes|notes|records|findings|results|trial|memo|letter)s?(?: provided| given)?,` +
	`)\s*`)

// withoutLeadIn returns what a sentence claims after the words that announce
// it.
func withoutLeadIn(sentence string) string { return sentence[len(leadIn.FindString(sentence)):] }

// modals are words of duty and permission. Alone they change a claim ("must"
// for "may"); beside other words that are missing they tell a reader nothing.
// They are compared as written, since May is a month.
var modals = prose.Set(`must may might shall ought muss müssen darf dürfen soll sollen doit doivent peut peuvent debe deben puede pueden deve devono può possono`)
