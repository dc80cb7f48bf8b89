package versions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Which versions of which document a question for what changed compares. Of three it may
// well be the first and the last, and a comparison of two others would not answer it: where
// it is not certain which are meant, it is a question as any other.

// changing are the ways to ask it, after prose.Fold.
var changing = intent.Patterns(
	`(?:please )?(?:tell me |show me |list )?what(?: has| have| is|'s|s| was| are)? (?:been )?(?:chang(?:ed|es)|new|different|revised)(?: in| between| from| of| with| about)? (?P<what>.+)`,
	`(?:please )?(?:tell me |show me |list )?(?:what (?:are|were) )?(?:the )?(?:changes|differences) (?:in|between|of|to|made to) (?P<what>.+)`,
	`how (?:has|have|did) (?P<what>.+?) (?:been )?chang(?:e|ed)(?P<when> .+)?`,
	`was (?:hat|haben) sich (?:in|im|an|am|bei|zwischen) (?P<what>.+?) (?:geandert|verandert)`,
	`was (?:wurde|ist|war|hat) (?:sich )?(?:in|im|an|am|bei|zwischen|von|vom) (?P<what>.+?) (?:geandert|verandert|uberarbeitet|neu|anders)`,
	`was ist (?:neu|anders) (?:in|im|an|am|bei) (?P<what>.+)`,
	`wie (?:hat|haben) sich (?P<what>.+?) (?:geandert|verandert)`,
	`(?:worin|wodurch|wie) unterscheide(?:n|t) sich (?:denn )?(?P<what>.+)`,
	`(?:was (?:ist|sind) (?:der|die)|nenne? (?:mir )?(?:den|die)|welche) (?:unterschiede?|anderungen|abweichungen)(?: (?:gibt|gab) es| bestehen)? (?:in|im|an|am|bei|zwischen) (?P<what>.+)`,
	`(?:bitte )?(?:vergleiche?|vergleichen sie)(?: bitte| mir)? (?P<what>.+)`,
	`qu'?est[- ]ce qui (?:a|est) (?:change|nouveau|different) (?:dans|entre) (?P<what>.+)`,
	`quelles? (?:sont les |est la )?(?:differences?|modifications?|changements?) (?:y a-t-il )?(?:entre|dans) (?P<what>.+)`,
	`que (?:ha cambiado|cambio) (?:en|entre) (?P<what>.+)`,
	`(?:cuales son las diferencias|que diferencias hay|en que se diferencian) (?:entre )?(?P<what>.+)`,
	`(?:che )?cosa e cambiato (?:in|nel|nella|tra|fra) (?P<what>.+)`,
	`quali sono le differenze (?:tra|fra) (?P<what>.+)`,
)

// Of a version by its number or year: "version 3", "the 2021 edition".
const (
	aVersion    = `(?:versions?|editions?|drafts?|versione?n|(?:neu|ur|end|erst)?fassung(?:en)?|ausgaben?|entwurf(?:e|s|en)?|versiones|versioni|versione|brouillons?|borrador(?:es)?|bozz[ae])`
	itsArticle  = `(?:the |der |dem |den |die |la |l')?`
	aYear       = `(?:19|20)\d\d`
	thatVersion = itsArticle + `(?:` + aVersion + ` |v)?\d[\d.]*(?: ` + aVersion + `)?`
)

// versionsOf matches what stands around the documents' name there.
var versionsOf = regexp.MustCompile(`^(?:(?:the|den|der|die|les|las|los|two|both|last|latest|new|newest|old|older|newer|different|beiden|zwei|neuen?|alten?|deux|dos|le|due|and|to|und|et|y|v?\d[\d.]*|` + aVersion + `) )*` + aVersion + `(?: \d[\d.]*(?: (?:and|to|und|et|y) (?:version )?\d[\d.]*)?)? (?:of|in|des|der|du|de la|de|del|della|von) ` +
	`|,? (?:since|from|seit|depuis|desde) ` + itsArticle + `(?:last|old|older|previous|first|letzten|alten|derniere) ?(?:version|edition|one|year|fassung)?$` +
	`|,? (?:since|from|seit|depuis|desde|in|dans|en) ` + thatVersion + `$` +
	`|(?:,? (?:of|from|von|vom|aus|de))? ` + aYear + ` (?:and|to|with|und|zu|zur|mit|et|y|e) ` + itsArticle + `(?:new |newer |neuen? |neueren? |nouvelle |nueva |nuova )?(?:` + aVersion + ` |version )?(?:(?:of|from|von|vom|aus|de|del) )?` + aYear + `$` +
	`|,? (?:between|from|zwischen|entre) ` + thatVersion + ` (?:and|to|und|bis|et|y) ` + thatVersion + `$`)

var (
	// wholeNumber matches numbers as they name versions; what has a full stop inside is none.
	wholeNumber = regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	// sinceIt and inIt match what stands before the number of the version that is the older one
	// of two, and of the one that is the newer.
	sinceIt = regexp.MustCompile(`(?:^| )(?:since|from|seit|depuis|desde) ` + itsArticle + `(?:` + aVersion + ` |v)?$`)
	inIt    = regexp.MustCompile(`(?:^| )(?:in|of|im|dans|en) ` + itsArticle + `(?:` + aVersion + ` |v)?$`)
	// otherTimes match what may name a version without its number.
	otherTimes = regexp.MustCompile(`\b(?:first|second|third|fourth|fifth|original|oldest|years?|months?|weeks?|ersten|zweiten|dritten|jahr|premiere?|seconde|deuxieme|annee|primera|segunda|ano|` +
		aVersion + ` (?:one|two|three|four|five|eins|zwei|drei|vier|un|deux|trois|uno|dos|tres))\b`)
)

// Question is which versions of what a question compares.
type Question struct {
	Name    string // of the documents
	numbers []int  // of the versions that it names, or their years; more than two are none
	since   bool   // the one that is named is the older one
	placed  bool   // it is said whether that is the older one or the newer
	vague   bool   // it may name one otherwise: "the first", "last year"
	unread  bool   // it names one in a way that is not read: "1.2", "in May"
}

// Read reads which versions a question compares; false for any other question.
func Read(question string) (asked Question, ok bool) {
	q := intent.Plain(question)
	for _, p := range changing() {
		m := p.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		what := m[p.SubexpIndex("what")]
		if at := p.SubexpIndex("when"); at >= 0 {
			what += m[at]
		}
		asked.Name = strings.Trim(versionsOf.ReplaceAllString(versionsOf.ReplaceAllString(what, ""), ""), " ,;")
		asked.readVersions(q)
		return asked, true
	}
	return asked, false
}

// readVersions reads the numbers and years in a question, folded, that are not of the name.
func (asked *Question) readVersions(q string) {
	around := strings.Replace(q, asked.Name, "\x00", 1) // the name's own numbers choose documents, not versions
	asked.vague = otherTimes.MatchString(around)
	asked.unread = slices.ContainsFunc(naming.Words(around), func(w string) bool { return prose.Months[w] > 0 })
	for _, at := range wholeNumber.FindAllStringIndex(around, -1) {
		n, err := strconv.Atoi(around[at[0]:at[1]])
		if err != nil {
			asked.unread = true
			continue
		}
		before := around[:at[0]]
		asked.numbers = append(asked.numbers, n)
		asked.since = sinceIt.MatchString(before)
		asked.unread = asked.unread || len(asked.numbers) > 2
		if len(asked.numbers) == 1 {
			asked.placed = asked.since || inIt.MatchString(before)
		}
	}
	asked.unread = asked.unread || len(asked.numbers) == 1 && !asked.placed
}

// Choose are those that are compared of the documents that are versions of one: those that
// the question names, else the newest two. False where they are not, where there are no two,
// and where it is not certain which are meant.
func (asked Question) Choose(docs []knowledge.Document) (older, newer knowledge.Document, ok bool) {
	if len(docs) < 2 || asked.unread || asked.vague && len(docs) > 2 {
		return older, newer, false
	}
	edition := func(d knowledge.Document) Edition {
		var dated reader.Day
		if d.Date.Is.Telling() {
			dated = d.Date.Day
		}
		return Of(d.Path, d.Title, "", dated)
	}
	first := edition(docs[0]).name
	for _, d := range docs {
		if e := edition(d); e.name == "" || e.name != first {
			return older, newer, false
		}
	}
	// naming.Find also takes documents whose names have other numbers: no "boat rules 2022" is there.
	numbered := slices.DeleteFunc(naming.Words(asked.Name), func(w string) bool { return !strings.ContainsAny(w, "0123456789") })
	if len(numbered) > 0 && slices.ContainsFunc(docs, func(d knowledge.Document) bool { return !naming.HasWords(numbered, d) }) {
		return older, newer, false
	}
	docs = slices.Clone(docs)
	slices.SortStableFunc(docs, func(a, b knowledge.Document) int {
		switch x, y := edition(a), edition(b); {
		case x.Newer(y):
			return -1
		case y.Newer(x):
			return 1
		}
		return 0
	})
	var at []int // of the versions named, the newest first
	for i, d := range docs {
		if slices.ContainsFunc(asked.numbers, edition(d).isNumber) {
			at = append(at, i)
		}
	}
	switch {
	case len(at) != len(asked.numbers):
		return older, newer, false
	case len(at) == 0:
		at = []int{0, 1}
	case len(at) == 1 && asked.since:
		at = []int{0, at[0]}
	case len(at) == 1 && at[0]+1 < len(docs):
		at = append(at, at[0]+1)
	case len(at) == 1:
		return older, newer, false
	}
	newer, older = docs[at[0]], docs[at[1]]
	return older, newer, edition(newer).Newer(edition(older))
}
