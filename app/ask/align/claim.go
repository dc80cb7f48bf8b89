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

// Words with which a sentence points to its source. Whose words follow is looked at elsewhere.
var (
	// sources name it.
	sources = prose.Set(`text passage passages document documents article context information answer question
	dokument dokuments quelle abschnitt textes texto documento fuente pasaje fragmento texte testo текст документ`)
	// accordings say by themselves that it is pointed to.
	accordings = prose.Set(`according laut gemass zufolge segun selon secondo segundo согласно`)
	// sayers do where a clause with "that", a colon or a quotation follows.
	sayers = prose.Set(`states stated stating mentions mentioned says said reads writes wrote heisst lautet schreibt sagt
	dice afirma menciona indica dit indique mentionne precise afferma diz говорится`)
	// givens stand beside the others: "based on the text provided", "im Text steht".
	givens = prose.Set(`following provided given based gilt steht`)
)

// points says whether w can point to the source.
func points(w prose.Word) bool {
	return sources[w.Fold] || accordings[w.Fold] || sayers[w.Fold] || givens[w.Fold]
}

// hedges says whether the i-th word of st does point to the source, and so claims nothing of it.
// It does among several such words on end that name the source and stand at an end of the
// sentence or between commas ("as the text states"), and as what the sentence begins with ("The
// document"). Elsewhere it is a word as any other: "Birk wrote the report", "a web-based tool".
func (st Statement) hedges(i int) bool {
	w := st.words[i]
	if !points(w) || w.Name && i > 0 && prose.IsCapital(st.words[i-1]) && st.words[i-1].Term != "" && w.Start == st.words[i-1].End+1 { // "the United States"
		return false
	}
	if accordings[w.Fold] || sayers[w.Fold] && st.announces(i) {
		return true
	}
	from, to := st.pointing(i)
	if sources[w.Fold] && from == 0 && !slices.ContainsFunc(st.words[:i], func(o prose.Word) bool { return o.Term != "" }) {
		return i > 0
	}
	several, named := 0, false
	for _, o := range st.words[from:to] {
		if points(o) {
			several++
			named = named || sources[o.Fold]
		}
	}
	apart := from == 0 || to == len(st.words) || st.comma(from-1) && st.comma(to-1)
	return several > 1 && named && apart
}

// pointing is where the words around the i-th begin and end that can point to the source, with
// none but little words and no comma between them.
func (st Statement) pointing(i int) (from, to int) {
	does := func(k int) bool {
		return points(st.words[k]) || st.words[k].Term == "" && !negations[st.words[k].Fold]
	}
	from, to = i, i+1
	for from > 0 && does(from-1) && !st.comma(from-1) {
		from--
	}
	for to < len(st.words) && does(to) && !st.comma(to-1) {
		to++
	}
	return from, to
}

// announces says whether a clause with "that", a colon or a quotation follows the i-th word.
func (st Statement) announces(i int) bool {
	if i+1 < len(st.words) && claimOpeners[st.words[i+1].Fold] {
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
	`|as (?:the|this) (?:\w+ )?(?:text|passage|document|source|article|report|faq|manual|guide|handbook|policy|paper|author|study|paragraph) (?:also )?(?:says|states|mentions|explains|notes|shows|points out|reports|puts it),` +
	`|(?:dem|diesem|der|dieser) \pL+ (?:zufolge|nach),?\s` +
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
