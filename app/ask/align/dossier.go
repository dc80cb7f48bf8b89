package align

import (
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// A patient's letters, a tenant's papers and a pupil's reports name once, at their head, whom
// they are of, and say the rest without the name. Beside those of others the name then tells
// which documents answer, and not which of their sentences.

// aName matches two or three words as people are called by.
const aName = `(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,2})`

// titled may stand before it.
const titled = `(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Mlle|Sra?|Re|Betr)\.?:? )*`

var (
	// ofSomebody matches in the head of a document whom it is of: behind a form's label, or before
	// when they were born.
	ofSomebody = regexp.MustCompile(`(?:^|[\n.,;|] ?|# )(\p{L}[\p{L} ]{1,24}): ` + titled + aName + `[ \t]*(?:[\n,;.(|–-]|$)` +
		`|` + titled + aName + `,? \(?(?:(?i:born|DOB|d\.o\.b|date of birth|geb|geboren|née?e?|nacid[oa]|nat[oa])\b|\*)`)
	// sending matches what a mail, a letter or minutes say of who wrote, got or made them.
	sending = regexp.MustCompile(`(?i)(?:^|[\n.,;|] ?|# )(?:from|to|cc|bcc|by|author|signed|present|apologies|chair|sender|deciders?|attendees?|participants?|reviewers?|approvers?|teilnehmer|teilnehmerinnen|asistentes|von|an|autorin|verfasser|anwesend|de|para|à) ?: ?[^\n]*|\b\p{L}+ by: ?[^\n]*`)
)

// HeadRunes is how much of a document is its head, in code points.
const HeadRunes = 700

// subjects are the names of those whom a document is of, as its head says. What stands behind one
// label with one name and then with another are a list's rows, and the document is of none of them.
func subjects(head string, lang prose.Language) (names [][]prose.Word) {
	if runes := []rune(head); len(runes) > HeadRunes {
		head = string(runes[:HeadRunes])
	}
	head = sending.ReplaceAllString(head, "\n")
	found := ofSomebody.FindAllStringSubmatch(head, -1)
	listed := func(m []string) bool {
		return m[1] != "" && slices.ContainsFunc(found, func(o []string) bool { return o[1] == m[1] && o[2] != m[2] })
	}
	for _, m := range found {
		if !listed(m) {
			names = append(names, prose.Words(prose.Amid+m[2]+m[3], lang))
		}
	}
	return names
}

// A dossier is whom a question asks about, where some of the passages are of documents of theirs.
type dossier struct {
	names []string   // the question's words, folded, that are their names
	of    []standing // of each statement; nil where there are none
}

// standing is what a statement has to do with whom a question is about.
type standing int8

const (
	ofNobody  standing = iota // it may be about anybody
	ofThem                    // it is about them
	ofAnother                 // it is about somebody else
)

// dossier finds whom a question asks about; nobody where none of the passages is of a document
// of somebody whom it names, or the question has nothing but their names.
func (m *Material) dossier(asked Statement) (d dossier) {
	names := make([][][]prose.Word, len(m.passages))
	known := map[string]bool{}
	for i, p := range m.passages {
		names[i] = subjects(p.Head, m.langs[i])
		for _, name := range names[i] {
			for _, w := range name {
				known[w.Fold] = true
			}
		}
	}
	var folds []string // as the heads have them
	others := false
	for _, w := range asked.words {
		switch base := strings.TrimSuffix(w.Fold, "s"); { // "Herrn Bergs"
		case w.Term == "" || addressing[w.Fold]:
		case prose.IsCapital(w) && known[w.Fold]:
			folds, d.names = append(folds, w.Fold), append(d.names, w.Fold)
		case prose.IsCapital(w) && known[base]:
			folds, d.names = append(folds, base), append(d.names, w.Fold)
		default:
			others = true
		}
	}
	if len(folds) == 0 || !others {
		return d
	}
	has := func(ws []prose.Word) bool {
		return !slices.ContainsFunc(folds, func(f string) bool { return !slices.ContainsFunc(ws, func(w prose.Word) bool { return w.Fold == f }) })
	}
	theirs := func(i int) bool { return slices.ContainsFunc(names[i], has) }
	own := map[string]bool{} // documents
	shared := map[string]bool{}
	for i, p := range m.passages {
		if theirs(i) || len(names[i]) == 0 && has(m.labels[i].words) {
			own[p.Document] = true
		}
		for _, name := range names[i] { // of namesakes
			if !has(name) && len(folds) > 1 && name[len(name)-1].Fold == folds[len(folds)-1] {
				shared[folds[len(folds)-1]] = true
			}
		}
	}
	if len(own) == 0 {
		return d
	}
	d.of = make([]standing, len(m.Statements))
	last := folds[len(folds)-1]
	for from := 0; from < len(m.Statements); {
		to := m.entryEnd(from)
		at := m.Statements[from].Source
		entry := ofNobody
		switch {
		case own[m.passages[at].Document]:
			entry = ofThem
		case len(names[at]) > 0:
			entry = ofAnother
		}
		for k := from; k < to; k++ {
			switch ws := m.Statements[k].words; {
			case entry == ofThem:
			case has(ws), !shared[last] && entry == ofNobody && slices.ContainsFunc(ws, func(w prose.Word) bool { return w.Fold == last }):
				if entry == ofNobody {
					entry = ofThem // and what follows in the entry
				}
				d.of[k] = ofThem
				continue
			case entry == ofNobody && k == from && m.opensOther(k, folds):
				entry = ofAnother
			}
			d.of[k] = entry
		}
		from = to
	}
	return d
}

// opensOther says whether the entry that the i-th statement opens is headed by another name.
func (m *Material) opensOther(i int, folds []string) bool {
	text := string(m.Statements[i].Text)
	dated := entryDate.FindString(text)
	name := headedBy.FindStringSubmatch(strings.TrimPrefix(text, dated))
	if name == nil || dated == "" && name[1] == "" {
		return false
	}
	return !slices.ContainsFunc(prose.Words(prose.Amid+name[2], m.Statements[i].lang), func(w prose.Word) bool { return slices.Contains(folds, w.Fold) })
}

// headedBy matches the name that an entry opens with behind its date.
var headedBy = regexp.MustCompile(`^[\d\s*_.:–—-]*(` + titled + `)(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2})(?:[,.:]| [–—-])`)

// isNamed says whether a term is of words of a question that are names.
func (asked Statement) isNamed(term string, names []string) bool {
	return slices.ContainsFunc(asked.words, func(w prose.Word) bool { return w.Term == term && slices.Contains(names, w.Fold) })
}
