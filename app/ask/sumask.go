package ask

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// A question that wants a document summed up is told by how it is said, in the
// languages that Carrel's questions are tested in. All is matched after prose.Fold:
// small letters without accents.

// summing are the ways to ask for a summary; "what" is what is to be summed up.
var summing = compileAll(
	`(?:(?:please|can you|could you|would you|i want you to|i need you to|pls) )*(?:please )?(?:briefly |shortly )?(?:summari[sz]e|sum up|recap|tl;?dr:?)(?: (?:me|for me|us))?(?: (?P<what>.+?))?(?:,? for me)?(?:(?: briefly| shortly|,? please| in (?:a few|few|some|short|\w+) (?:words|sentences|points|paragraphs)))*`,
	`(?:(?:please|can you|could you|would you) )*(?:give|write|make|show|create|provide|get)(?: me| us)? (?:an? |the )?(?:short |brief |quick |concise )?(?:summary|overview|synopsis|recap|digest) (?:of|for|about) (?P<what>.+?)`,
	`(?:an? |the )?(?:short |brief |quick )?(?:summary|overview|synopsis|gist) of (?P<what>.+?)(?: please)?`,
	`(?:bitte )?(?:fass|fasse|fasst|fassen sie)(?: mir| uns)?(?: bitte)?(?: mir)?(?: kurz)? (?P<what>.+?)(?: bitte)?(?: kurz| knapp| in .{1,20}(?:saetzen|satzen|worten))? zusammen(?:fassen)?`,
	`(?:bitte )?(?P<what>.+?)(?: bitte)?(?: kurz)? zusammenfassen`,
	`(?:bitte )?(?:(?:gib|schreib|schreibe|erstelle|mach|mache)(?: mir| uns)? )?(?:bitte )?(?:eine |die )?(?:kurze |knappe )?(?:zusammenfassung|ubersicht|kurzfassung) (?:von |vom |uber |zu )?(?P<what>.+?)`,
	`(?:por favor,? )?(?:resume|resuma|resumir|resumeme|puedes resumir|puede resumir|sintetiza)(?:me)? (?P<what>.+?)(?: por favor)?`,
	`(?:por favor,? )?(?:haz(?:me)?|dame|escribe|hacer|haga) (?:un |el )?(?:breve |corto )?resumen (?:breve |corto )?(?:de |del |sobre )(?P<what>.+?)(?: por favor)?`,
	`(?:un )?resumen (?:de |del )(?P<what>.+?)`,
	`(?:пожалуиста,? )?(?:кратко |вкратце )?(?:изложи|перескажи|резюмируи|обобщи|суммируи|подытожь|изложите|перескажите|резюмируите|обобщите|суммируите)(?:те)?(?: мне)?(?: кратко)?(?: содержание)? (?P<what>.+?)(?:,? пожалуиста)?`,
	`(?:пожалуиста,? )?(?:(?:сделаи|даи|составь|напиши|приведи)(?:те)?(?: мне)? )?(?:краткое |краткии |короткое )?(?:резюме|изложение|содержание|пересказ|обзор|конспект|саммари) (?P<what>.+?)`,
	`(?:请|請)?(?:帮我|幫我|给我|給我)?(?:简要|簡要|简单|簡單)?(?:总结|總結|概括|概述|归纳|歸納|摘要|简述|簡述)(?:一下)?(?P<what>.+?)(?:的?(?:主要)?(?:内容|內容))?`,
	`(?:请|請)?(?:给出|給出|写|寫|提供)?(?P<what>.+?)的?(?:内容|內容)?(?:摘要|概要|总结|總結)`,
	`(?:من فضلك،? )?(?:قم ب|هل يمكنك )?(?:لخص|تلخيص|ملخص|اختصر)(?: لي)?(?: محتوى)? (?P<what>.+?)(?: من فضلك)?`,
	`(?:من فضلك،? )?(?:اعطني|اكتب|قدم)(?: لي)? (?:ملخصا|ملخص|تلخيصا)(?: موجزا| قصيرا)? (?:ل|عن |من )(?P<what>.+?)`,
)

// about are the ways to ask what a text is about.
var about = compileAll(
	`what(?:'s| is|s) (?P<what>.+?)(?: all)? about`,
	`what does (?P<what>.+?) (?:deal with|cover|treat|discuss)`,
	`what(?:'s| is) in (?P<what>.+?)`,
	`(?:worum|wovon|um was) (?:geht es|gehts|geht's|handelt es sich|handelt) (?:in |bei |im )?(?P<what>.+?)`,
	`was steht in (?P<what>.+?)`,
	`was ist der inhalt (?:von |des |der )?(?P<what>.+?)`,
	`(?:de|sobre) que (?:trata|va|habla) (?P<what>.+?)`,
	`о чем (?:говорится в |идет речь в |рассказывает |рассказывается в |этот |)?(?P<what>.+?)`,
	`(?P<what>.+?)(?:讲了什么|講了什麼|讲的是什么|講的是什麼|讲什么|是关于什么的|是關於什麼的|说了什么|主要讲什么|的主要内容是什么|的主要內容是什麼)`,
	`(?:عن ماذا|عم|عما|بماذا) (?:يتحدث|تتحدث|يدور|تدور) (?P<what>.+?)`,
	`ما (?:هو )?(?:موضوع|مضمون|محتوى) (?P<what>.+?)`,
)

// compileAll compiles patterns of whole questions when the first one is asked: most of
// Carrel's processes never are.
func compileAll(patterns ...string) func() []*regexp.Regexp {
	return sync.OnceValue(func() []*regexp.Regexp {
		out := make([]*regexp.Regexp, len(patterns))
		for i, p := range patterns {
			out[i] = regexp.MustCompile(`^(?:` + p + `)$`)
		}
		return out
	})
}

// scopes match what means the documents that are chosen, and not one by its name.
var scopes = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:it|this|these|that|all|everything|them|all of (?:it|them|this))`,
	`(?:all (?:of )?)?(?:this|the|these|those|that|my|our|the whole|the entire|this whole|this entire|the selected|the chosen)? ?(?:pdf |text |word |attached |current |open )?(?:documents?|docs?|files?|pdfs?|texts?|papers?|books?|articles?|reports?|folders?|collections?|library|letters?|contracts?|manuals?)`,
	`(?:den |das |die |der |dem |des |dieses |diese |diesen |dieser |diesem |mein |meine |meinen |alle |alles|es|ganzen? )*(?:dokument(?:e|es|s|en)?|datei(?:en)?|text(?:e|es|s)?|pdfs?|buch(?:es)?|bericht(?:s|es)?|artikels?|ordners?|sammlung|unterlagen|vertrags?|brief(?:s|es)?)?`,
	`(?:este|esta|estos|estas|el|la|los|las|mi|mis|todo|todos|todo el|toda la) ?(?:documentos?|archivos?|textos?|pdfs?|libros?|articulos?|informes?|carpetas?|coleccion|contratos?|cartas?)?`,
	`(?:в |из )?(?:этот|этого|этом|этои|эта|эту|эти|этих|данныи|данного|данном|все|всю|весь|всего|мои|мою|моих)? ?(?:документ(?:а|е|ы|ов|ах|у)?|фаил(?:а|е|ы|ов)?|текст(?:а|е|ы|ов)?|папк(?:а|и|у|е)|коллекци(?:я|и|ю)|книг(?:а|и|у|е)|стать(?:я|и|ю|е)|договор(?:а|е)?|отчет(?:а|е)?)`,
	`(?:在)?(?:这|這|本|该|該|此|所有|全部|这些|這些)?(?:份|个|個|篇|本)?(?:的)?(?:文档|文檔|文件|文章|文本|资料|資料|pdf|书|書|文件夹|資料夾|资料夹|集合|报告|報告|合同)`,
	`(?:في )?(?:هذا|هذه|هاتين|كل|جميع)? ?(?:ال)?(?:مستند|وثيقه|وثيقة|ملف|نص|كتاب|مجلد|مجموعة|مقال|تقرير|عقد|مستندات|وثائق|ملفات)`,
}, `|`) + `)$`)

// askedPlainly is a question as the patterns of questions are matched with it: folded, with
// one space between words, without the marks around it.
func askedPlainly(question string) string {
	return strings.Trim(strings.Join(strings.Fields(prose.Fold(question)), " "), " .!?¿¡。？！؟…")
}

// wantsSummary says whether a question asks to have documents summed up, and
// which: "" for those that are chosen, else by name as it was asked. sure says that
// a summary is asked for in so many words; else a name has to be a document's own.
func wantsSummary(question string) (name string, sure, ok bool) {
	q := askedPlainly(question)
	for i, patterns := range [][]*regexp.Regexp{summing(), about()} {
		for _, p := range patterns {
			m := p.FindStringSubmatch(q)
			if m == nil {
				continue
			}
			what := strings.Trim(m[p.SubexpIndex("what")], " ,;:")
			if what == "" && i > 0 {
				continue
			}
			if what == "" || scopes.MatchString(what) {
				return "", i == 0, true
			}
			return what, i == 0, true
		}
	}
	return "", false, false
}

// whichSummary says whether the question is for a summary, and of which documents.
// problem says in words why none can be chosen.
func (r *run) whichSummary(ctx context.Context) (docs []knowledge.Document, problem string, ok bool, err error) {
	name, sure, asked := wantsSummary(r.turn.Question)
	if !asked && !r.request.Summary || len(r.turn.Selection) > 0 {
		return nil, "", false, nil // what was selected is all that is asked about
	}
	library := r.asker.config.Library
	if docs, err = r.chosen(ctx); err != nil {
		return nil, "", false, err
	}
	if r.request.Summary {
		name = ""
	}
	if others.MatchString(name) && !r.request.Summary {
		docs, problem, err = r.otherOne(ctx, docs)
		return docs, problem, true, err
	}
	if name != "" {
		return r.summaryByName(ctx, name, docs, sure)
	}
	if !r.turn.limited() && !r.request.Summary {
		if len(docs) > 1 {
			if docs, err = r.lastCited(ctx); err != nil {
				return nil, "", false, err
			}
		}
		if len(docs) == 0 {
			if all, err := library.Documents(ctx); err == nil && len(all) == 0 {
				return nil, "Your library is empty. Add a document, then ask again.", true, nil
			}
			if !sure {
				return nil, "", false, nil
			}
			return nil, "Which document? Name it (“Summarise contract.pdf”), or choose one, a folder or a collection for this chat.", true, nil
		}
	}
	if len(docs) == 0 {
		return nil, "There is no document among the chosen ones that could be summarised.", true, nil
	}
	return docs, "", true, nil
}

// summaryByName says which of docs are meant where a summary of something with a name is
// wanted, as whichSummary does; sure says that it is wanted in so many words.
func (r *run) summaryByName(ctx context.Context, name string, docs []knowledge.Document, sure bool) (found []knowledge.Document, problem string, ok bool, err error) {
	file := fileName.MatchString(name)
	found = Named(name, docs, false)
	if len(found) == 0 && !file {
		if of, problem, ok, err := r.summaryOf(ctx, name, docs, sure); ok || err != nil {
			return of, problem, ok, err
		}
	}
	if len(found) == 0 && (sure || file) {
		found = Named(name, docs, true)
	}
	switch {
	case len(found) == 0 && file:
		text := "There is no document “" + asWritten(r.turn.Question, name) + "” in your library."
		if r.turn.limited() {
			text = "There is no document “" + asWritten(r.turn.Question, name) + "” among the chosen ones."
		}
		return nil, text, true, nil
	case len(found) == 0:
		return nil, "", false, nil // it is about something in the documents
	case len(found) > 1:
		text := "Several documents are called like that:"
		for _, d := range found[:min(len(found), 8)] {
			text += fmt.Sprintf("\n“%s”, %s", flatten(d.Title), d.Path)
		}
		return nil, text + "\nName one of them by its file's name, or choose it for this chat.", true, nil
	}
	return found, "", true, nil
}

// fileName matches what can only be the name of a file.
var fileName = regexp.MustCompile(`\.(?:pdf|docx?|odt|rtf|txt|md|html?|epub|pptx?|odp|xlsx?|ods|csv|eml|mbox|msg)$`)

// chosen are the documents that the question is limited to, or all.
func (r *run) chosen(ctx context.Context) ([]knowledge.Document, error) {
	library := r.asker.config.Library
	docs, err := library.Chosen(ctx, r.request.Documents, r.request.Filters)
	if err != nil {
		return nil, err
	}
	for _, id := range r.request.Documents { // the team's
		if slices.ContainsFunc(docs, func(d knowledge.Document) bool { return d.ID == id }) || !r.request.Filters.Empty() {
			continue
		}
		if d, err := library.Document(ctx, id); err == nil {
			docs = append(docs, d)
		}
	}
	return docs, nil
}

// lastCited is the one document that the answer before cites; none where it cites
// several, or nothing.
func (r *run) lastCited(ctx context.Context) ([]knowledge.Document, error) {
	if len(r.earlier) == 0 {
		return nil, nil
	}
	id := ""
	for _, c := range r.earlier[len(r.earlier)-1].Answer.Citations {
		if id != "" && id != c.Document.ID {
			return nil, nil
		}
		id = c.Document.ID
	}
	if id == "" {
		return nil, nil
	}
	d, err := r.asker.config.Library.Document(ctx, id)
	if err != nil {
		return nil, nil // it has gone since
	}
	return []knowledge.Document{d}, nil
}

// meant are the documents that a question for a part of one, or its author, is about: those
// called where, or where it names none those chosen or cited last; none where that are too
// many.
func (r *run) meant(ctx context.Context, where string) ([]knowledge.Document, error) {
	docs, err := r.chosen(ctx)
	switch {
	case err != nil:
	case where != "" && !scopes.MatchString(where):
		docs = Named(where, docs, true)
	case len(docs) > 1 && !r.turn.limited():
		docs, err = r.lastCited(ctx)
	}
	if len(docs) > maxCalled {
		docs = nil
	}
	return docs, err
}

// Named finds the documents that a name means: those whose file or title is called
// so, whatever the case, accents and punctuation; with loose also those whose name has
// all of its words. The name is taken as it is first, and only then without the words
// before it that are the sentence's: a document may well be called “The Lease”; and last
// without those that say what kind of document it is: “the BSD licence” is BSD.txt.
func Named(name string, docs []knowledge.Document, loose bool) []knowledge.Document {
	whole := nameWords(name)
	bare := withoutKind(whole)
	most := bare // "the R FAQ document"
	for len(most) > 1 && documentNouns[most[len(most)-1]] {
		most = most[:len(most)-1]
	}
	matches := []func([]string, knowledge.Document) bool{called}
	wants := [][]string{whole, bare, most}
	if loose {
		matches = append(matches, hasWords)
		if slices.ContainsFunc(bare, isGermanKind) {
			wants = append(wants, withoutLinks(most)) // "Mietvertrag von Adler"
			matches = append(matches, hasKinds)
		}
	}
	for _, match := range matches {
		for _, want := range wants {
			var found []knowledge.Document
			for _, d := range docs {
				if len(want) > 0 && match(want, d) {
					found = append(found, d)
				}
			}
			if len(found) > 0 {
				return found
			}
		}
	}
	var found []knowledge.Document
	own := essential(bare)
	for _, d := range docs {
		if len(own) > 0 && len(own) < len(bare) && calledButKind(own, d) || len(own) == 0 && len(bare) > 1 && calledByKind(bare, d) {
			found = append(found, d)
		}
	}
	if own := withoutLinks(essential(bare)); loose && len(found) == 0 && len(own) > 0 && slices.ContainsFunc(bare, func(w string) bool { return writings[w] }) {
		for _, d := range docs {
			if hasWords(own, d) {
				found = append(found, d)
			}
		}
	}
	return found
}

// withoutKind is a name without the words in front that say what kind of thing it is.
func withoutKind(name []string) []string {
	for len(name) > 0 && (prose.Articles[name[0]] || prose.Determiners[name[0]] || documentNouns[name[0]]) {
		name = name[1:]
	}
	return name
}

// calledByKind says whether a document's file or title has no words but some of those, which
// only say of what kind it is: "the lease agreement" is lease.docx.
func calledByKind(kinds []string, d knowledge.Document) bool {
	base := filepath.Base(d.Path)
	return slices.ContainsFunc([]string{strings.TrimSuffix(base, filepath.Ext(base)), d.Title}, func(n string) bool {
		ws := withoutKind(nameWords(n))
		return len(ws) > 0 && !slices.ContainsFunc(ws, func(w string) bool { return !slices.Contains(kinds, w) })
	})
}

// writings are the words that people put behind what a text is about, whatever it is called:
// "the strucchange paper", "the manual of bzip2". A contract or a letter is not meant by its
// matter alone.
var writings = prose.Set(`paper article preprint vignette thesis dissertation study publication manual documentation docs readme handbook guide tutorial
	aufsatz artikel studie arbeit dissertation handbuch anleitung dokumentation articulo estudio tesis manual guia documentacion`)

// linking are the words between such a word and what the text is about.
var linking = prose.Set(`on about of for by uber von zu zum zur des der sobre de del acerca la el the`)

func withoutLinks(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return linking[w] || writings[w] })
}

// calledButKind says whether a document's file or title is called so, but for words of
// its kind and numbers: "the Apache licence" is Apache-2.0.txt.
func calledButKind(own []string, d knowledge.Document) bool {
	base := filepath.Base(d.Path)
	return slices.Equal(essential(nameWords(strings.TrimSuffix(base, filepath.Ext(base)))), own) || slices.Equal(essential(nameWords(d.Title)), own)
}

// essential are the words of a name that are neither numbers nor say of what kind
// something is.
func essential(name []string) (own []string) {
	for _, w := range name {
		if !kindNouns[w] && strings.Trim(w, "0123456789") != "" {
			own = append(own, w)
		}
	}
	return own
}

// called says whether a document's file or title is called so.
func called(want []string, d knowledge.Document) bool {
	base := filepath.Base(d.Path)
	for _, n := range []string{base, strings.TrimSuffix(base, filepath.Ext(base)), d.Title} {
		if slices.Equal(nameWords(n), want) {
			return true
		}
	}
	return false
}

// hasWords says whether a document's names have all of the words, and not only its
// file's ending.
func hasWords(want []string, d knowledge.Document) bool {
	return hasAll(want, d, func(w, n string) bool {
		return n == w || len(n) >= len(w)-2 && germanKind(w, n) && strings.HasPrefix(w, n)
	})
}

// hasKinds is hasWords, where German words for kinds of documents are had by their compounds
// too.
func hasKinds(want []string, d knowledge.Document) bool {
	return hasAll(want, d, func(w, n string) bool { return n == w || germanKind(w, n) })
}

// hasAll says whether each word is the same as one of the document's names.
func hasAll(want []string, d knowledge.Document, same func(wanted, had string) bool) bool {
	base := filepath.Base(d.Path)
	ending := filepath.Ext(base)
	names, kind := nameWords(strings.TrimSuffix(base, ending)+" "+d.Title), nameWords(ending)
	named := false
	for _, w := range want {
		if slices.Contains(kind, w) {
			continue // also where the title ends in the file's name
		}
		if !slices.ContainsFunc(names, func(n string) bool { return same(w, n) }) {
			return false
		}
		named = true
	}
	return named
}

// germanKind says whether a word is German for a kind of document, as a genitive or not, and a
// name's word the same or a compound of it: "Vertrags" is said of a "Mietvertrag".
func germanKind(w, named string) bool {
	return slices.ContainsFunc(germanEndings, func(ending string) bool {
		base, ok := strings.CutSuffix(w, ending)
		return ok && strings.HasSuffix(named, base) && germanKinds.MatchString(base)
	})
}

// isGermanKind says whether a word is one for a kind of document, whatever its case.
func isGermanKind(w string) bool {
	return slices.ContainsFunc(germanEndings, func(ending string) bool {
		base, ok := strings.CutSuffix(w, ending)
		return ok && germanKinds.MatchString(base)
	})
}

// germanEndings are those of the cases of such words.
var germanEndings = []string{"", "s", "es", "e", "en"}

// germanKinds matches German words for kinds of documents and their compounds, after prose.Fold.
var germanKinds = regexp.MustCompile(`(?:vertrag|protokoll|niederschrift|gutachten|urteil|beschluss|bescheid|schreiben|brief|bericht|testament|vollmacht|klage|klageschrift|erwiderung|schriftsatz|antrag|angebot|kundigung|vereinbarung|satzung|ordnung|rechnung|mahnung|notiz|vermerk|entwurf|fassung)$`)

var documentNouns = prose.Set(`document file pdf text dokument datei documento archivo документ документа фаил фаила the called named`)

// kindNouns are words for kinds of documents.
var kindNouns = prose.Set(`license licence agreement contract lease letter report paper article book manual guide handbook policy
	invoice bill receipt statement minutes notes note form slides presentation spreadsheet table mail email message thesis essay
	lizenz vertrag mietvertrag brief bericht aufsatz artikel buch handbuch leitfaden rechnung protokoll notizen formular folien tabelle
	licencia contrato carta informe articulo libro manual guia factura notas formulario`)

// nameWords cuts a name into its words: small letters and digits, without accents.
func nameWords(name string) []string {
	return strings.FieldsFunc(prose.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
