package knowledge

import (
	"context"
	"strings"

	"carrel/knowledge/index"
)

// What a page can gain by being what the question seeks in a report. See
// bonusName for the scale.
const (
	bonusStatement = 0.30 // the statement with its lines
	bonusSection   = 0.20 // the section with that title
)

// How many passages are looked at more closely: of the ranking, and of what is
// found by each title.
const (
	structureDepth = 150
	titleDepth     = 50
)

// structured looks at the best passages of a ranking, and at those under the
// titles that the question seeks, and lifts the pages that are what it seeks.
func (s *search) structured(ctx context.Context, ranking []index.Ranked) ([]index.Ranked, error) {
	if !s.english() || s.mode == ModeVector { // titles and rows are words
		return ranking, nil
	}
	seeks := seek(s.asked.text)
	if !s.library.names.haveReports() {
		seeks.titles = nil // everyday words, which say something in reports only
	}
	if seeks.none() {
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
	for _, text := range seeks.queries() {
		found, err := s.library.store.Lexical(ctx, index.QueryTerms(text), titleDepth, filter)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if _, known := base[r.Passage]; !known {
				others[r.Passage] = true
			}
			ids = append(ids, r.Passage)
		}
	}
	passages, err := s.library.store.Passages(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id := range others { // what a question's words did not find is below what they did
		base[id] = max(0.9*least, s.route.bonus(passages[id].Document))
	}
	pages := map[index.PageKey]*pageFit{}
	for _, id := range ids {
		if p, there := passages[id]; there {
			key := index.PageKey{Document: p.Document, Page: p.Page}
			if pages[key] == nil {
				pages[key] = newPageFit(seeks, s.library.names.isReport(p.Document))
			}
			pages[key].look(p)
		}
	}
	lifted := make([]index.Ranked, 0, len(base))
	var fresh []index.Ranked
	for id, score := range base {
		gain := 0.0
		if p, there := passages[id]; there {
			gain = pages[index.PageKey{Document: p.Document, Page: p.Page}].bonus(id)
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

// queries are searches for the titles and rows that are sought.
func (s sought) queries() []string {
	var list []string
	for statement := range s.statements {
		text := "consolidated " + strings.Join(reportsKnown.titles[statement][:2], " ")
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
	seeks   sought
	report  bool               // it is of a company's report, where sections have the usual titles
	title   map[string]float64 // by statement
	held    map[string]bool    // lines whose rows stand there
	rows    map[int64]int      // how many of them in each passage
	section map[int64]float64  // how well the title over a passage is one that is sought
}

func newPageFit(seeks sought, report bool) *pageFit {
	return &pageFit{seeks, report, map[string]float64{}, map[string]bool{}, map[int64]int{}, map[int64]float64{}}
}

// look takes a passage of the page into account.
func (f *pageFit) look(p index.Passage) {
	if _, done := f.rows[p.ID]; done {
		return
	}
	f.rows[p.ID] = 0
	rows := tableRows(p.Text)
	title := phrased(p.Heading + " " + p.Inside)
	if p.Start == 0 {
		first, _, _ := strings.Cut(p.Text, "\n\n")
		lines := strings.SplitN(first, "\n", 4)
		title += " " + phrased(strings.Join(lines[:min(3, len(lines))], " "))
	}
	if rows != nil {
		for statement := range f.seeks.statements {
			f.title[statement] = max(f.title[statement], titleMatch(statement, title))
		}
		for _, l := range f.seeks.lines {
			if l.has(rows) {
				f.held[l.name] = true
				f.rows[p.ID]++
			}
		}
	}
	if !f.report {
		return
	}
	for _, t := range f.seeks.titles {
		f.section[p.ID] = max(f.section[p.ID], sectionMatch(t, title))
	}
}

// bonus is what a passage of the page gains.
func (f *pageFit) bonus(passage int64) float64 {
	best := 0.0
	for statement, weight := range f.seeks.statements {
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
		share := title // of a statement without lines, the title says all
		if lines > 0 {
			share = float64(held) / float64(lines)
		}
		fit := 0.5*title + 0.5*share
		best = max(best, weight*fit)
	}
	bonus := bonusStatement * best
	if bonus > 0 && f.rows[passage] == 0 {
		bonus *= 0.9
	}
	return bonus + bonusSection*f.section[passage]
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
