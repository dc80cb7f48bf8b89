package knowledge

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"carrel/knowledge/index"
	"carrel/knowledge/passage"
)

// What a page can gain by being what the question seeks in a report. See
// bonusName for the scale.
const (
	bonusNamed     = 0.40 // the statement that it names, with its lines
	bonusStatement = 0.30 // the statement with the lines that it asks for
	bonusSection   = 0.20 // the section with that title
	bonusBesides   = 0.06 // the same where a statement is named
	unnamedSection = 0.5  // of those, in a report that the question does not name: titles are everyday words
)

// How many passages are looked at more closely: of the ranking, and of what is
// found by each title.
const (
	structureDepth = 150
	titleDepth     = 50
	pagesAround    = 1 // a statement may begin there, or go on
)

// lift is what a passage gained by the page that it is on.
type lift struct {
	gain float64
	as   string // what the page was recognised as, in words
}

// structured looks at the best passages of a ranking, and at those under the
// titles that the question seeks, and lifts the pages that are what it seeks.
func (s *search) structured(ctx context.Context, ranking []index.Ranked) ([]index.Ranked, error) {
	if s.seeks.none() {
		return ranking, nil
	}
	filter, some := s.route.filter(s.filter)
	if !some {
		filter = s.filter
	}
	base := map[int64]float64{}
	var ids []int64
	least := 0.0
	for i, r := range ranking {
		base[r.Passage] = r.Score
		if i < structureDepth {
			ids = append(ids, r.Passage)
			least = r.Score
		}
	}
	others := map[int64]bool{} // what the question itself has not found
	var queries []index.WordQuery
	for _, text := range s.seeks.queries() {
		queries = append(queries, index.WordQuery{Terms: index.QueryTerms(text), Filter: filter})
	}
	found, err := s.library.store.FindWords(ctx, titleDepth, queries...)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		for _, r := range f.Ranked {
			if _, known := base[r.Passage]; !known {
				others[r.Passage] = true
			}
			ids = append(ids, r.Passage)
		}
	}
	if ids, err = s.liftable(ctx, ids); err != nil {
		return nil, err
	}
	// A statement is seen as a whole only with all passages of its pages.
	passages, err := s.library.store.PassagesAround(ctx, ids, pagesAround)
	if err != nil {
		return nil, err
	}
	for id := range passages {
		if _, known := base[id]; !known {
			others[id] = true
		}
	}
	for id := range others { // what a question's words did not find is below what they did
		base[id] = max(0.9*least, s.route.bonus(passages[id].Document))
	}
	pages := map[index.PageKey]*pageFit{}
	for _, p := range passages {
		key := index.PageKey{Document: p.Document, Page: p.Page}
		if pages[key] == nil {
			pages[key] = newPageFit(s.seeks, s.library.names.isReport(p.Document), s.route.bonus(p.Document) > 0)
		}
		pages[key].look(p)
	}
	for _, key := range slices.SortedFunc(maps.Keys(pages), func(a, b index.PageKey) int {
		return cmp.Or(cmp.Compare(a.Document, b.Document), cmp.Compare(a.Page, b.Page))
	}) {
		pages[key].follows(pages[index.PageKey{Document: key.Document, Page: key.Page - 1}])
	}
	s.lifts = map[int64]lift{}
	lifted := make([]index.Ranked, 0, len(base))
	var fresh []index.Ranked
	for id, score := range base {
		gain := 0.0
		if p, there := passages[id]; there {
			page := pages[index.PageKey{Document: p.Document, Page: p.Page}]
			if gain = page.bonus(id); gain > 0 {
				s.lifts[id] = lift{gain, page.recognised(id)}
			}
		}
		if gain == 0 && others[id] {
			continue // no more than some of a title's words, which are everyday ones
		}
		if others[id] {
			fresh = append(fresh, index.Ranked{Passage: id})
		}
		score += gain
		lifted = append(lifted, index.Ranked{Passage: id, Score: score})
	}
	index.ByRank(lifted)
	return lifted, s.compare(ctx, fresh, nil)
}

// liftable leaves out of passages those on whose pages none can gain: titles count in reports
// only, which are few among a person's own documents, and a page is long to read.
func (s *search) liftable(ctx context.Context, ids []int64) ([]int64, error) {
	if len(s.seeks.statements) > 0 {
		return ids, nil
	}
	documents, err := s.library.store.DocumentsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ids, func(id int64) bool { return !s.library.names.isReport(documents[id]) }), nil
}

// queries are searches for the titles and rows that are sought.
func (s sought) queries() []string {
	var list []string
	for _, statement := range slices.Sorted(maps.Keys(s.statements)) {
		text := "consolidated " + strings.Join(reportsKnown.titles[statement][:2], " ")
		list = append(list, text)
		for _, l := range s.lines {
			if l.statement == statement {
				text += " " + strings.Join(l.rows[:min(4, len(l.rows))], " ")
			}
		}
		list = append(list, text)
	}
	if len(s.titles) > 0 {
		list = append(list, strings.Join(s.titles, " "))
	}
	return list
}

// pageFit is how well a page is what a question seeks, as far as its passages
// have been looked at.
type pageFit struct {
	seeks    sought
	named    bool               // the question names its document
	report   bool               // it is of a company's report, where sections have the usual titles
	contents bool               // it is a table of contents
	table    bool               // it has rows of figures
	titled   bool               // a table on it has a title of its own
	repeats  bool               // a table on it only repeats some lines of a statement
	title    map[string]float64 // by statement
	held     map[string]bool    // lines whose rows stand there
	rows     map[int64]int      // how many of them in each passage
	section  map[int64]float64  // how well the title over a passage is one that is sought
}

func newPageFit(seeks sought, report, named bool) *pageFit {
	return &pageFit{seeks: seeks, report: report, named: named, title: map[string]float64{}, held: map[string]bool{}, rows: map[int64]int{}, section: map[int64]float64{}}
}

// topOfPage is where a page's first passage begins at most, in code points: below
// a running head.
const topOfPage = 200

// titleByHeading is what a title is worth that is only the last heading: pages
// after the statement may stand under it as well.
const titleByHeading = 0.6

// look takes a passage of the page into account.
func (f *pageFit) look(p index.Passage) {
	if _, done := f.rows[p.ID]; done {
		return
	}
	f.rows[p.ID] = 0
	if isContents(p.Text) {
		f.contents = true
		return
	}
	top := ""
	if p.Start < topOfPage {
		first, _, _ := strings.Cut(p.Text, "\n\n")
		lines := strings.SplitN(first, "\n", 5)
		lines = slices.DeleteFunc(lines[:min(4, len(lines))], func(line string) bool { return figuresAtEnd(line) > 0 }) // rows
		top = phrased(strings.Join(lines, " "))
	}
	headings := strings.Split(p.Heading, passage.Separator)
	heading := phrased(headings[len(headings)-1])
	inside := phrased(p.Inside)
	if rows := tableRows(p.Text); rows != nil {
		f.lookAtTable(p.ID, rows, inside, top, heading)
	}
	if !f.report {
		return
	}
	if len(f.seeks.titles) == 0 {
		return
	}
	var titles []string
	for line := range strings.Lines(p.Text) {
		if titleLine(line) {
			titles = append(titles, phrased(line))
		}
	}
	above := phrased(p.Heading)
	for _, t := range f.seeks.titles {
		best := max(sectionMatch(t, inside), sectionMatch(t, top), sectionMatch(t, heading), 0.6*sectionMatch(t, above))
		if best < sectionInText && slices.ContainsFunc(titles, func(title string) bool { return sectionMatch(t, title) == 1 }) {
			best = sectionInText
		}
		f.section[p.ID] = max(f.section[p.ID], best)
	}
}

// sectionInText is what a section's title is worth that stands in the passage.
const sectionInText = 0.8

func (f *pageFit) lookAtTable(id int64, rows []string, inside, top, heading string) {
	f.table = true
	if repeats(inside) || repeats(top) || isNote(top) {
		f.titled, f.repeats = true, true
	}
	for statement := range reportsKnown.titles {
		own := max(titleMatch(statement, inside), titleMatch(statement, top))
		f.titled = f.titled || own > 0
		if _, sought := f.seeks.statements[statement]; !sought {
			continue
		}
		f.title[statement] = max(f.title[statement], own, titleByHeading*titleMatch(statement, heading))
	}
	for _, l := range f.seeks.lines {
		if l.has(rows) {
			f.held[l.name] = true
			f.rows[id]++
		}
	}
}

// titleContinued is what the title of a page before is worth on a page that has
// figures and no title of its own.
const titleContinued = 0.8

// follows takes into account that the page comes after another one: a statement
// may go on there.
func (f *pageFit) follows(before *pageFit) {
	if before == nil || !f.table || f.titled || before.contents {
		return
	}
	for statement, title := range before.title {
		f.title[statement] = max(f.title[statement], titleContinued*title)
	}
}

// untitled is what rows are worth without the statement's title.
const untitled = 0.4

// statementNames is what statements are called in words.
var statementNames = map[string]string{"income": "the income statement", "balance": "the balance sheet", "cash": "the cash flow statement"}

// recognised says what the page was taken for, seen from one of its passages.
func (f *pageFit) recognised(id int64) string {
	statement, fit := f.statement()
	switch {
	case fit == 0 || f.section[id] > fit:
		return "a section with a title that the question seeks"
	case f.title[statement] >= titleComprehensive:
		return statementNames[statement]
	}
	return "a table with lines of " + statementNames[statement]
}

// bonus is what a passage of the page gains.
func (f *pageFit) bonus(id int64) float64 {
	if f.contents {
		return 0
	}
	_, best := f.statement()
	bonus := bonusStatement * best
	if f.seeks.named {
		bonus = bonusNamed * best
	}
	if bonus > 0 && f.rows[id] == 0 {
		bonus *= 0.9
	}
	section := f.section[id]
	if !f.named {
		section *= unnamedSection
	}
	if f.seeks.named {
		return bonus + bonusBesides*section
	}
	return bonus + bonusSection*section
}

// statement gives the statement that the page is most likely, of those that are
// sought, and how well it fits, from 0 to 1.
func (f *pageFit) statement() (likely string, best float64) {
	for _, statement := range slices.Sorted(maps.Keys(f.seeks.statements)) {
		weight := f.seeks.statements[statement]
		lines, held := 0, 0
		for _, l := range f.seeks.lines {
			if l.statement == statement {
				lines++
				if f.held[l.name] {
					held++
				}
			}
		}
		title := f.title[statement]
		share := 1.0 // of a statement without lines, the title says all
		if lines > 0 {
			share = float64(held) / float64(lines)
		} else if title == 0 {
			share = 0
		}
		rows := untitled
		if f.repeats {
			rows /= 2
		}
		fit := title*(0.5+0.5*share) + (1-title)*rows*share
		if weight*fit > best {
			likely, best = statement, weight*fit
		}
	}
	return likely, best
}

// sectionMatch is how well a title is that of a section: 1 where it begins so,
// after its number, less where it has the words somewhere.
func sectionMatch(section, title string) float64 {
	at := strings.Index(" "+title+" ", " "+section+" ")
	switch {
	case at < 0:
		return 0
	case at <= len("note 00 "):
		return 1
	}
	return 0.6
}
