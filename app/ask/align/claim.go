package align

import (
	"regexp"
	"slices"
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

// hedges are words that point to the source and claim nothing of it, where hedges says so.
// sources among them name it, accordings alone say that it is meant, and sayers that what
// follows is somebody's words: whose is looked at elsewhere.
var (
	hedges = prose.Set(`according text passage passages document documents article states stated stating mentions mentioned
	says said answer question following provided given context information based reads writes wrote
	laut text texte textes dokument dokuments quelle abschnitt gemass zufolge gilt steht heisst lautet schreibt sagt
	segun texto documento fuente pasaje fragmento dice afirma menciona indica selon document dit indique mentionne precise
	secondo testo dice afferma segundo diz текст документ говорится согласно`)
	sources = prose.Set(`text passage passages document documents article context information answer question
	dokument dokuments quelle abschnitt textes texto documento fuente pasaje fragmento texte testo текст документ`)
	accordings = prose.Set(`according laut gemass zufolge segun selon secondo segundo согласно`)
	sayers     = prose.Set(`states stated stating mentions mentioned says said reads writes wrote heisst lautet schreibt sagt
	dice afirma menciona indica dit indique mentionne precise afferma diz говорится`)
	thats = prose.Set(`that dass daß que qu che что`)
)

// hedges says whether the i-th word of st only points to the source: one of several such words
// on end with nothing but little words between, which name the source and stand at an end of
// the sentence or between commas ("as the text states"), or what the sentence begins with ("The
// document"). Elsewhere it is a word as any other: "Birk wrote the report", "a web-based tool".
func (st Statement) hedges(i int) bool {
	w := st.words[i]
	if !hedges[w.Fold] || w.Name && i > 0 && prose.IsCapital(st.words[i-1]) && st.words[i-1].Term != "" && w.Start == st.words[i-1].End+1 { // "the United States"
		return false
	}
	if accordings[w.Fold] || sayers[w.Fold] && st.announces(i) {
		return true
	}
	points := func(k int) bool {
		return hedges[st.words[k].Fold] || st.words[k].Term == "" && !negations[st.words[k].Fold]
	}
	from, to := i, i+1
	for from > 0 && points(from-1) && !st.comma(from-1) {
		from--
	}
	for to < len(st.words) && points(to) && !st.comma(to-1) {
		to++
	}
	if sources[w.Fold] && from == 0 && !slices.ContainsFunc(st.words[:i], func(o prose.Word) bool { return o.Term != "" }) {
		return i > 0
	}
	several, named, apart := 0, false, false
	for k, o := range st.words[from:to] {
		if hedges[o.Fold] {
			several++
			named = named || sources[o.Fold]
		}
		apart = apart || from+k == 0 || from+k == len(st.words)-1
	}
	return several > 1 && named && (apart || st.comma(from-1) && st.comma(to-1))
}

// announces says whether a clause with "that", a colon or a quotation follows the i-th word.
func (st Statement) announces(i int) bool {
	if i+1 < len(st.words) && thats[st.words[i+1].Fold] {
		return true
	}
	rest := strings.TrimLeft(string(st.Text[st.words[i].End:]), ", ")
	return rest != "" && strings.ContainsRune(":\"“„«‹‘‚「", []rune(rest)[0])
}

// comma says whether a comma stands right behind the k-th word.
func (st Statement) comma(k int) bool {
	return k >= 0 && k < len(st.words) && st.words[k].End < len(st.Text) && st.Text[st.words[k].End] == ','
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
