package ask

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// "Which of my documents mention trademarks?" wants documents, not a sentence: each that
// has the words, with the place that says most of it. No model is asked: it would be given
// a few of them only.

const (
	aDocument  = `(?:documents?|docs?|files?|notes?|papers?|pdfs?|letters?|e-?mails?|mails?|messages?|reports?|contracts?|books?|articles?|texts?)`
	ofDocument = `(?:of (?:all )?(?:my|the|these|those|our) )?(?:my |the |our )?` + aDocument
	einDok     = `(?:dokumente?n?|dateien|datei|notizen|unterlagen|briefen?|mails?|berichten?|vertragen?|buchern?|texten?|artikeln?)`
)

// mentioning are the ways to ask which documents have something, after prose.Fold.
var mentioning = compileAll(
	`(?:which|what) `+ofDocument+` (?:do |does |that |which )?(?:all )?(?:mentions?|names?|contains?|discuss(?:es)?|covers?|cites?|talks? about|deals? with|speaks? of|refers? to|says? (?:something|anything) about|(?:is|are) about|has (?:something|anything) (?:on|about)|have (?:something|anything) (?:on|about)) (?P<what>.+)`,
	`in (?:which|what) `+ofDocument+` (?:is|are|was|were|does|do) (?P<what>.+?) (?:mentioned|named|discussed|cited|appear|occur|come up)`,
	`where (?:is|are|was|were) (?P<what>.+?) mentioned(?: in (?:my|the|our) `+aDocument+`)?`,
	`(?:please )?(?:list|show|find|give)(?: me)?(?: all)?(?: of)?(?: my| the| our)? `+aDocument+` (?:(?:that|which) )?(?:mention(?:ing|s)?|contain(?:ing|s)?|discuss(?:ing)?|about|talk about|deal with|refer to|say something about) (?P<what>.+)`,
	`welche (?:meiner |der |unserer )?`+einDok+` (?:erwahnen|nennen|enthalten|behandeln|handeln von|sprechen von|sagen etwas (?:uber|zu)|zitieren) (?P<what>.+)`,
	`in welche[nmr] (?:meiner |der |unserer )?`+einDok+` (?:wird|werden|ist|sind|steht|kommt|kommen|geht es um) (?:etwas (?:uber|zu) )?(?P<what>.+?)(?: erwahnt| genannt| vor| besprochen)?`,
	`(?:cuales de mis|que|cuales) (?:documentos|archivos|notas|cartas|informes) (?:mencionan|nombran|contienen|hablan de|tratan de|citan) (?P<what>.+)`,
	`en (?:que|cuales) (?:documentos?|archivos?|notas?) (?:se )?(?:menciona|mencionan|habla de|aparece|aparecen) (?P<what>.+)`,
)

// mentionsOf gives what a question wants to know the documents of; false for any other
// question.
func mentionsOf(question string) (what string, ok bool) {
	q := askedPlainly(question)
	for _, p := range mentioning() {
		if m := p.FindStringSubmatch(q); m != nil {
			what = asWritten(question, strings.Trim(m[p.SubexpIndex("what")], ` ,;"“”„«»`))
			ws := prose.Words(what, prose.Detect(question))
			return what, slices.ContainsFunc(ws, func(w prose.Word) bool { return w.Term != "" }) // else "it"
		}
	}
	return "", false
}

// mentionsK is how many passages are looked through for what is to be mentioned.
const mentionsK = 200

// either parts what is asked for where one of several is enough.
var either = regexp.MustCompile(`(?i),? (?:or|oder|o) `)

// tellMentions answers a question for the documents that mention something; done is false
// where it is none.
func (r *run) tellMentions(ctx context.Context) (done bool, err error) {
	what, ok := mentionsOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 {
		return false, nil
	}
	if err := r.retrieveMentions(ctx, what); err != nil {
		return false, err
	}
	r.writer = newWriter(ctx, r, align.New(r.search, r.material))
	r.listMentions()
	return true, nil
}

// retrieveMentions finds the documents that have the words of what, the best passage of
// each, the best document first. By meaning nothing is looked for: what is alike does not
// mention it.
func (r *run) retrieveMentions(ctx context.Context, what string) error {
	r.search, r.within = what, r.request.Documents
	query := knowledge.Query{Text: what, Mode: knowledge.ModeLexical, K: mentionsK, Documents: r.within, Filters: r.request.Filters, Plain: true}
	results, err := r.asker.config.Library.Search(ctx, query)
	if err != nil {
		return err
	}
	r.tellOf(results)
	wanted := either.Split(what, -1)
	seen := map[string]bool{}
	var hits []knowledge.Hit
	for _, h := range results.Hits {
		if !seen[h.Document.ID] && hasAny(h.Text, wanted) {
			seen[h.Document.ID] = true
			hits = append(hits, h)
		}
	}
	if len(hits) > shownSources {
		least := ""
		if len(results.Hits) == mentionsK {
			least = "at least "
		}
		r.notice(fmt.Sprintf("These words are in %s%s; the %d that say most of it are shown. Limit the question to a folder, a collection or a type for the others.",
			least, figure.Counted(len(hits), "document", "documents"), shownSources))
		hits = hits[:shownSources]
	}
	r.show(hits, 0)
	return nil
}

// hasAny says whether a text has all words with content of one of several things.
func hasAny(text string, wanted []string) bool {
	lang := prose.Detect(text)
	have := map[string]bool{}
	for _, w := range prose.Words(text, lang) {
		have[w.Term] = true
	}
	return slices.ContainsFunc(wanted, func(what string) bool {
		return !slices.ContainsFunc(prose.Words(what, lang), func(w prose.Word) bool { return w.Term != "" && !have[w.Term] })
	})
}

// listMentions answers with the documents, each with the sentence that says it.
func (r *run) listMentions() {
	a := r.answer()
	a.Status = StatusDone
	if len(a.Sources) == 0 {
		a.Abstained = true
		r.unprepared()
		where := "in your library"
		if r.turn.limited() {
			where = "among the chosen ones"
		}
		r.writer.plain(fmt.Sprintf("I found no document %s that has the words “%s”.", where, r.search))
		return
	}
	a.Form = FormList
	r.writer.plain(r.say(saysMention))
	labels := map[string]int{}
	for _, s := range a.Sources {
		labels[s.Document.Title]++
	}
	quoting := r.material.Quoting()
	for i, s := range a.Sources {
		label := flatten(s.Document.Title)
		if labels[s.Document.Title] > 1 && s.Document.Path != "" {
			label += " (" + filepath.Join(filepath.Base(filepath.Dir(s.Document.Path)), filepath.Base(s.Document.Path)) + ")"
		}
		if k := r.mentionIn(i); k >= 0 {
			if st, fresh := quoting.Next(k); fresh {
				r.writer.plain("\n\n" + label + ":")
				r.writer.quoteAfter("\n", st)
			}
		}
	}
}

// mentionIn is the statement of the i-th source that has most of what is looked for, of
// equal ones the best; -1 where there is none.
func (r *run) mentionIn(source int) int {
	best, most := -1, 0.0
	for _, o := range r.order {
		st := r.material.Statements[o.Statement]
		if st.Source != source || len(st.Text) > align.LongestSentence {
			continue
		}
		share := r.material.Share(o.Statement, r.search)
		if st.Heads() {
			share /= 2 // it names it, and says nothing
		}
		if share > most {
			best, most = o.Statement, share
		}
	}
	return best
}
