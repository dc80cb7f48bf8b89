package versions

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Edition is what tells the versions of one document apart, or the sheets of a workbook.
type Edition struct {
	name  string     // the file's, with its folder and sheet, without what counts versions; "" for none
	year  int        // that the name has; 0 for none
	no    int        // the version's number in the name; 0 for none
	dated reader.Day // the document's own date
	above string     // of an amendment: the name of what it amends
}

// Of reads where a document lies, what it is called, the place in it that is meant ("sheet
// Budget, B4"; "" for all) and its own date. Two reports of the same title lie in one folder, and have
// files of other names, where they are of two firms.
func Of(file, title, where string, dated reader.Day) Edition {
	e := Edition{dated: dated}
	place := strings.ReplaceAll(file, `\`, "/")
	file = strings.TrimSuffix(path.Base(place), path.Ext(place))
	sheet, _, _ := strings.Cut(where, ", ")
	if !strings.HasPrefix(sheet, "sheet ") {
		sheet = ""
	}
	name := uncounted(file)
	if len(name) < fewestInName {
		name = uncounted(title)
	}
	if len(name) >= fewestInName {
		e.name = uncounted(path.Dir(place)) + "/" + name + "/" + uncounted(sheet)
	}
	for _, name := range []string{sheet, title, file} { // the sheet tells most closely
		if e.year == 0 {
			e.year = prose.YearIn(name)
		}
		if m := versionNumber.FindStringSubmatch(prose.Fold(name)); m != nil && e.no == 0 {
			e.no, _ = strconv.Atoi(m[1])
		}
	}
	if without := amends.ReplaceAllString(e.name, " "); without != e.name {
		folder, rest, _ := strings.Cut(without, "/")
		e.above = folder
		for part := range strings.SplitSeq(rest, "/") {
			e.above += "/" + strings.Join(strings.Fields(part), " ")
		}
	}
	if e.no == 0 && ofOccasions.MatchString(e.name) {
		e.name = "" // a later invoice says nothing of an earlier one
	}
	return e
}

// ofOccasions matches in names, folded, what is written anew each time and takes no other's place.
var ofOccasions = regexp.MustCompile(`\b(?:invoices?|receipts?|bills?|payslips?|orders?|referrals?|rechnung(?:en)?|quittung(?:en)?|bestellung(?:en)?|lieferschein(?:e)?|uberweisung(?:en)?|factures?|recus?|commandes?|facturas?|recibos?|pedidos?)\b[^/]*/[^/]*$`)

// amends matches in names, folded, what changes a contract: what it says of the same holds.
var amends = regexp.MustCompile(`\b(?:amendment|addendum|nachtrag|anderungsvereinbarung|avenant|adenda|modificacion)\b`)

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

// Amends says whether e changes some of what o says, and leaves the rest as it is.
func (e Edition) Amends(o Edition) bool { return e.above != "" && e.above == o.name }

// Newer says whether e is a later version of the same than o.
func (e Edition) Newer(o Edition) bool {
	if e.Amends(o) {
		return true
	}
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

// isNumber says whether a version is meant by a number: its own, or the year in its name, or of
// its date where the name has none.
func (e Edition) isNumber(n int) bool {
	year := e.year
	if from, _, ok := e.dated.Span(); ok && year == 0 {
		year = from.Year()
	}
	return n > 0 && (n == e.no || n == year)
}
