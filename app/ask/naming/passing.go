package naming

import (
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// theWriting matches, after prose.Fold, what may be a document that a question names by what it is
// about, and namesFile what can only be a file's name.
var (
	theWriting = regexp.MustCompile(`(?:^|[ ,])(?:the|this|my|our|his|her|their|der|die|das|dem|den|des|im|vom|el|la|los|las|del) ((?:[^ ,;?]+ ){1,3}?(?:paper|article|preprint|vignette|thesis|dissertation|study|manual|documentation|docs|readme|handbook|guide|tutorial)|(?:paper|article|preprint|vignette|thesis|dissertation|study|manual|documentation|handbook|guide|tutorial|aufsatz|artikel|studie|handbuch|anleitung|dokumentation|articulo|estudio|tesis|guia) (?:on|about|of|for|by|uber|von|zu|sobre|de|del) (?:[^ ,;?]+ ?){1,4})`)
	// sayingSo matches what is named as what says it: "according to the guideline", "does our
	// guideline give".
	sayingSo = regexp.MustCompile(`(?:\baccording to (?:the|this|my|our|his|her|their)|\b(?:laut|gemass)(?: der| dem| des| den| unserer| unserem| meiner| meinem)?) ((?:[^ ,;?]+ ?){1,4})` +
		`|\b(?:does|do|did) (?:the|this|my|our|his|her|their) ((?:[^ ,;?]+ ){0,3}?[^ ,;?]+) (?:say|state|give|recommend|advise|prescribe|require|allow|forbid|list|mention)\b`)
	namesFile = regexp.MustCompile(`(?:^|[ ,“"„])([^ ,“"„/]+\.(?:pdf|docx?|odt|rtf|txt|md|html?|epub|pptx?|odp|xlsx?|ods|csv|eml))\b`)
)

// vague are words that stand before "paper" or "report" and say nothing of its matter.
var vague = prose.Set(`annual quarterly monthly final first last latest new old whole entire full same original present current other white working scientific technical official second third next previous user reference best`)

// PassingNames are the stretches of a question, folded, that may name a document in passing.
func PassingNames(question string) []string {
	q := strings.Join(strings.Fields(prose.Fold(question)), " ")
	lang := prose.Detect(question)
	var names []string
	for _, m := range namesFile.FindAllStringSubmatch(q, -1) {
		names = append(names, m[1])
	}
	for _, m := range theWriting.FindAllStringSubmatch(q, -1) {
		words := strings.Fields(strings.Trim(m[1], " .!?"))
		// What stands behind may not be of the name: "the paper on CRC say of speed".
		for n := len(words); n >= 2; n-- {
			names = append(names, strings.Join(words[:n], " "))
		}
	}
	for _, m := range sayingSo.FindAllStringSubmatch(q, -1) {
		words := strings.Fields(strings.Trim(m[1]+m[2], " .!?"))
		for n := len(words); n >= 1; n-- {
			// "The guideline when it rains", but of "the harbour master" neither word alone.
			if n == len(words) || lang.Stop(words[n]) {
				names = append(names, strings.Join(words[:n], " "))
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		own := withoutLinks(essential(Words(name)))
		return !slices.ContainsFunc(own, func(w string) bool { return !vague[w] && !prose.Articles[w] && !prose.Determiners[w] })
	})
}

// InPassing are the documents that a question names in passing, and what of it is their name;
// none where it names none, or more than MostCalled.
func InPassing(question string, docs []knowledge.Document) ([]knowledge.Document, string) {
	for _, name := range PassingNames(question) {
		if found := Find(name, docs, true); len(found) > 0 && len(found) <= MostCalled {
			return found, prose.AsWritten(question, name)
		}
	}
	return nil, ""
}
