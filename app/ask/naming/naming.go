package naming

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// IsChosen says whether words, folded, mean the documents that are chosen, and not one by
// its name: "this document", "all my files".
func IsChosen(words string) bool { return scopes.MatchString(words) }

// IsFile says whether words, folded, can only be the name of a file.
func IsFile(words string) bool { return fileName.MatchString(words) }

// IsOther says whether words, folded, mean the document that the answer before was not about.
func IsOther(words string) bool { return others.MatchString(words) }

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

// fileName matches what can only be the name of a file.
var fileName = regexp.MustCompile(`\.(?:pdf|docx?|odt|rtf|txt|md|html?|epub|pptx?|odp|xlsx?|ods|csv|eml|mbox|msg)$`)

// Find finds the documents that a name means: those whose file or title is called
// so, whatever the case, accents and punctuation; with loose also those whose name has
// all of its words. The name is taken as it is first, and only then without the words
// before it that are the sentence's: a document may well be called “The Lease”; and last
// without those that say what kind of document it is: “the BSD licence” is BSD.txt.
func Find(name string, docs []knowledge.Document, loose bool) []knowledge.Document {
	whole := Words(name)
	bare := withoutKind(whole)
	most := bare // "the R FAQ document"
	for len(most) > 1 && documentNouns[most[len(most)-1]] {
		most = most[:len(most)-1]
	}
	matches := []func([]string, knowledge.Document) bool{called}
	wants := [][]string{whole, bare, most}
	if loose {
		matches = append(matches, HasWords)
		if plain := slices.DeleteFunc(slices.Clone(most), func(w string) bool { return linking[w] }); len(plain) > 0 && len(plain) < len(most) {
			wants = append(wants, plain) // "the minutes of March"
		}
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
			if HasWords(own, d) {
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
		ws := withoutKind(Words(n))
		return len(ws) > 0 && !slices.ContainsFunc(ws, func(w string) bool { return !slices.Contains(kinds, w) })
	})
}

// writings are the words that people put behind what a text is about, whatever it is called:
// "the strucchange paper", "the manual of bzip2". A contract or a letter is not meant by its
// matter alone.
var writings = prose.Set(`paper article preprint vignette thesis dissertation study publication manual documentation docs readme handbook guide tutorial
	aufsatz artikel studie arbeit dissertation handbuch anleitung dokumentation articulo estudio tesis manual guia documentacion`)

// IsKind says whether a word, folded, says of what kind a text is: "paper", "report".
func IsKind(word string) bool { return writings[word] || kindNouns[word] }

// linking are the words between such a word and what the text is about.
var linking = prose.Set(`on about of for by uber von zu zum zur des der sobre de del acerca la el the`)

func withoutLinks(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return linking[w] || writings[w] })
}

// calledButKind says whether a document's file or title is called so, but for words of
// its kind and numbers: "the Apache licence" is Apache-2.0.txt.
func calledButKind(own []string, d knowledge.Document) bool {
	base := filepath.Base(d.Path)
	return slices.Equal(essential(Words(strings.TrimSuffix(base, filepath.Ext(base)))), own) || slices.Equal(essential(Words(d.Title)), own)
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
		if slices.Equal(Words(n), want) {
			return true
		}
	}
	return false
}

// HasWords says whether a document's names have all of the words, and not only its
// file's ending.
func HasWords(want []string, d knowledge.Document) bool {
	return hasAll(want, d, func(w, n string) bool {
		return n == w || len(w) > 3 && n == w+"s" || len(n) >= len(w)-2 && germanKind(w, n) && strings.HasPrefix(w, n)
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
	names, kind := Words(strings.TrimSuffix(base, ending)+" "+d.Title), Words(ending)
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

// Words cuts a name into its words: small letters and digits, without accents.
func Words(name string) []string {
	return strings.FieldsFunc(prose.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Bare is a file's name without its folder and ending.
func Bare(path string) string {
	base := filepath.Base(strings.ReplaceAll(path, `\`, "/"))
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// MostCalled is how many documents may have a side's name, for it to be theirs.
const MostCalled = 8

// others match, after prose.Fold, what means the document that the answer before was not
// about.
var others = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:the |that |this )?other (?:one|document|doc|file|pdf|text|paper|book|report|contract|letter)`,
	`(?:das|den|die|der) andere[nr]?(?: (?:dokument|datei|text|pdf|buch|bericht|vertrag|brief))?`,
	`(?:el|la) otr[oa](?: (?:documento|archivo|texto|pdf|libro|informe|contrato|carta))?`,
	`l[’']autre(?: (?:document|fichier|texte|pdf|livre|rapport|contrat))?`,
	`(?:в )?друг(?:ои|ую|ое|ого|ом)(?: (?:документа?|фаила?|текста?|книгу|отчета?))?`,
	`另(?:外)?一(?:个|個|份|篇|本)(?:的)?(?:文档|文檔|文件|书|書|报告|報告)?`,
	`(?:ال)?(?:مستند|ملف|وثيقة|كتاب)? ?(?:ال)?(?:اخر|اخرى)`,
}, `|`) + `)$`)

// VersionWords are said in names of which version it is.
var VersionWords = prose.Set(`v ver version rev revision edition new old final draft neu alt fassung neufassung endfassung erstfassung urfassung ausgabe entwurf brouillon borrador bozza versione nouveau ancien nueva nuevo antigua antiguo st nd rd th`)
