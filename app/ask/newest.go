package ask

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Rules, price lists, protocols and minutes are kept in all their versions. Where two say
// the same of different times, what holds now is what is asked for, unless the question
// names a time.

// edition is what tells the versions of one document apart, or the sheets of a workbook.
type edition struct {
	name  string     // the file's, with its folder and sheet, without what counts versions; "" for none
	year  int        // that the name has; 0 for none
	no    int        // the version's number in the name; 0 for none
	dated reader.Day // the document's own date
}

// editionOf reads a source's names. Two reports of the same title lie in one folder, and have
// files of other names, where they are of two firms.
func editionOf(s Source) edition {
	e := edition{dated: s.dated}
	place := strings.ReplaceAll(s.Document.Path, `\`, "/")
	file := strings.TrimSuffix(path.Base(place), path.Ext(place))
	sheet, _, _ := strings.Cut(s.Where, ", ")
	if !strings.HasPrefix(sheet, "sheet ") {
		sheet = ""
	}
	name := uncounted(file)
	if len(name) < fewestInName {
		name = uncounted(s.Document.Title)
	}
	if len(name) >= fewestInName {
		e.name = uncounted(path.Dir(place)) + "/" + name + "/" + uncounted(sheet)
	}
	for _, name := range []string{sheet, s.Document.Title, file} { // the sheet tells most closely
		if e.year == 0 {
			e.year = prose.YearIn(name)
		}
		if m := versionNumber.FindStringSubmatch(prose.Fold(name)); m != nil && e.no == 0 {
			e.no, _ = strconv.Atoi(m[1])
		}
	}
	if e.no == 0 && ofOccasions.MatchString(e.name) {
		e.name = "" // a later invoice says nothing of an earlier one
	}
	return e
}

// ofOccasions matches in names, folded, what is written anew each time and takes no other's place.
var ofOccasions = regexp.MustCompile(`\b(?:invoices?|receipts?|bills?|payslips?|orders?|referrals?|rechnung(?:en)?|quittung(?:en)?|bestellung(?:en)?|lieferschein(?:e)?|uberweisung(?:en)?|factures?|recus?|commandes?|facturas?|recibos?|pedidos?)\b[^/]*/[^/]*$`)

var (
	versionNumber = regexp.MustCompile(`(?:^|[^a-z])(?:v|ver|version|versione|rev|revision|edition|draft|ausgabe|fassung|entwurf|brouillon|borrador|bozza|stand) ?\.? ?(\d{1,3})(?:\D|$)`)
	figures       = regexp.MustCompile(`\d+`)
)

// uncounted is a name without its numbers, months and words for versions.
func uncounted(name string) string {
	name = versionNumber.ReplaceAllString(prose.Fold(name), " ")
	var out []string
	for _, w := range strings.FieldsFunc(figures.ReplaceAllString(name, " "), func(r rune) bool { return !prose.IsWordRune(r) }) {
		if prose.Months[w] == 0 && !naming.VersionWords[w] {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// fewestInName is how many letters a name has, at least, that tells a document from others.
const fewestInName = 4

// newer says whether e is a later version of the same than o.
func (e edition) newer(o edition) bool {
	if e.name == "" || e.name != o.name {
		return false
	}
	if e.year != 0 && o.year != 0 && e.year != o.year {
		return e.year > o.year
	}
	ours, _, ok := e.dated.Span()
	theirs, _, known := o.dated.Span()
	if ok && known && !ours.Equal(theirs) {
		return ours.After(theirs)
	}
	return o.no > 0 && e.no > o.no
}

// How nearly as good a newer version's sentence has to be, to come before an older one's.
const (
	newerOverlap = 0.05 // of the question's terms, it may lack as much
	newerShare   = 0.65 // of the score
)

// newestFirst puts before a sentence the one that answers as well in a newer version of its
// document, where the question names no time.
func (f *found) newestFirst(question string) {
	if len(f.sources) < 2 || intent.NamesTime(question) {
		return
	}
	editions := make([]edition, len(f.sources))
	for i, s := range f.sources {
		editions[i] = editionOf(s)
	}
	source := func(at int) int { return f.material.Statements[f.order[at].Statement].Source }
	for at := 0; at < len(f.order); at++ {
		best := at
		for k := at + 1; k < len(f.order); k++ {
			if f.order[k].Score < newerShare*f.order[at].Score {
				break
			}
			if f.order[k].Overlap+newerOverlap >= f.order[at].Overlap && editions[source(k)].newer(editions[source(best)]) {
				best = k
			}
		}
		if best == at {
			continue
		}
		// It takes the other's place, and its score: what is quoted beside the best is
		// measured by that.
		f.order[at].Score, f.order[best].Score = f.order[best].Score, f.order[at].Score
		f.order[at], f.order[best] = f.order[best], f.order[at]
	}
}

// olderThan says whether the source of the i-th statement is an older version of a
// document than that of one of the others, of which the first answers best.
func (r *run) olderThan(i int, others []int) bool {
	source := func(i int) Source { return r.answer().Sources[r.material.Statements[i].Source] }
	mine := editionOf(source(i))
	older := slices.ContainsFunc(others, func(k int) bool { return editionOf(source(k)).newer(mine) })
	// What goes on in the document that answers best is no other version's.
	best := func(s Source) bool {
		return s.Document.Path == source(others[0]).Document.Path && s.Page == source(others[0]).Page
	}
	return older && !best(source(i))
}
