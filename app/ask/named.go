package ask

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// "Which data does the strucchange paper use?" asks that paper, however loudly others speak
// of strucchange.

// theWriting matches, after prose.Fold, what may be a document that a question names by what it is
// about, and namesFile what can only be a file's name.
var (
	theWriting = regexp.MustCompile(`(?:^|[ ,])(?:the|this|my|our|his|her|their|der|die|das|dem|den|des|im|vom|el|la|los|las|del) ((?:[^ ,;?]+ ){1,3}?(?:paper|article|preprint|vignette|thesis|dissertation|study|manual|documentation|docs|readme|handbook|guide|tutorial)|(?:paper|article|preprint|vignette|thesis|dissertation|study|manual|documentation|handbook|guide|tutorial|aufsatz|artikel|studie|handbuch|anleitung|dokumentation|articulo|estudio|tesis|guia) (?:on|about|of|for|by|uber|von|zu|sobre|de|del) (?:[^ ,;?]+ ?){1,4})`)
	namesFile  = regexp.MustCompile(`(?:^|[ ,“"„])([^ ,“"„/]+\.(?:pdf|docx?|odt|rtf|txt|md|html?|epub|pptx?|odp|xlsx?|ods|csv|eml))\b`)
)

// vague are words that stand before "paper" or "report" and say nothing of its matter.
var vague = prose.Set(`annual quarterly monthly final first last latest new old whole entire full same original present current other white working scientific technical official second third next previous user reference best`)

// namesIn are the stretches of a question, folded, that may name a document in passing.
func namesIn(question string) []string {
	q := strings.Join(strings.Fields(prose.Fold(question)), " ")
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
	return slices.DeleteFunc(names, func(name string) bool {
		own := withoutLinks(essential(nameWords(name)))
		return !slices.ContainsFunc(own, func(w string) bool { return !vague[w] && !prose.Articles[w] && !prose.Determiners[w] })
	})
}

// namedIn are the documents that a question names in passing, and what of it is their name;
// none where it names none, or more than maxCalled.
func namedIn(question string, docs []knowledge.Document) ([]knowledge.Document, string) {
	for _, name := range namesIn(question) {
		if found := Named(name, docs, true); len(found) > 0 && len(found) <= maxCalled {
			return found, asWritten(question, name)
		}
	}
	return nil, ""
}

// findNamed narrows the search to the documents that the question names in passing.
func (r *run) findNamed(ctx context.Context) error {
	if len(namesIn(r.turn.Question)) == 0 {
		return nil // most questions: the documents need not be read
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	if in, name := namedIn(r.turn.Question, docs); len(in) > 0 && len(in) < len(docs) {
		r.within, r.named = idsOf(in), in
		r.besides = strings.Join(strings.Fields(strings.Replace(r.turn.Question, name, "", 1)), " ")
	}
	return nil
}

// widen searches everything again where the documents that the question names have nothing
// on it, and tells where it looked otherwise.
func (r *run) widen(ctx context.Context, query *knowledge.Query, results knowledge.Results) (knowledge.Results, error) {
	if r.named == nil {
		return results, nil
	}
	if len(results.Hits) > 0 && !gaugeFor(r.search, results.ByWords).weak(results.Hits) {
		r.lookedOnlyIn(r.named)
		return results, nil
	}
	r.within, r.named, r.besides, r.lookedIn, r.which = r.request.Documents, nil, "", "", false
	query.Text, query.Documents = r.search, r.within
	return r.asker.config.Library.Search(ctx, *query)
}
