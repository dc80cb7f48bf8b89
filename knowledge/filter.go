package knowledge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// Filters limit a search to documents of some kind; the zero Filters let all
// pass. What is given must all hold; in a list one is enough.
type Filters struct {
	Collections []string `json:"collections,omitempty"` // collections by id or name
	Types       []string `json:"types,omitempty"`       // formats by their name or extension: "pdf", ".docx", "markdown"
	Languages   []string `json:"languages,omitempty"`   // by ISO 639-1 code or English name: "de", "German"
	Folder      string   `json:"folder,omitempty"`      // absolute path; documents in it and below
	// Since and Until are days: added on that day or later, on that day or
	// before. "2026", "2026-11" and "2026-11-25" in local time.
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
	// DatedSince and DatedUntil are days, months or years as well, of the document's
	// own date: the end of the period that it reports on, the day that it bears, or
	// what its file says. A document without one passes neither.
	DatedSince string `json:"dated_since,omitempty"`
	DatedUntil string `json:"dated_until,omitempty"`
}

// ErrFilter is a filter that says nothing that could be applied.
var ErrFilter = errors.New("this filter cannot be applied")

// Check returns ErrFilter where the filters say nothing that could be applied,
// whatever is in the library.
func (f Filters) Check() error {
	for _, d := range []string{f.Since, f.Until, f.DatedSince, f.DatedUntil} {
		if _, _, err := day(d); err != nil {
			return err
		}
	}
	for _, days := range [][2]string{{f.Since, f.Until}, {f.DatedSince, f.DatedUntil}} {
		from, _, _ := day(days[0])
		if _, over, _ := day(days[1]); days[0] != "" && days[1] != "" && !from.Before(over) {
			return fmt.Errorf("%w: no day is on %s or later and on %s or before", ErrFilter, days[0], days[1])
		}
	}
	if f.Folder != "" && !filepath.IsAbs(f.Folder) {
		return fmt.Errorf("%w: the folder %q must be given with its whole path", ErrFilter, f.Folder)
	}
	if _, err := formats(f.Types); err != nil {
		return err
	}
	_, err := languages(f.Languages)
	return err
}

// Empty reports whether the filters let every document pass.
func (f Filters) Empty() bool {
	return len(f.Collections)+len(f.Types)+len(f.Languages) == 0 && f.Folder == "" && f.Since == "" && f.Until == "" && f.DatedSince == "" && f.DatedUntil == ""
}

// filter turns a query's filters into one of the index; ids that are not known
// let nothing pass.
func (l *Library) filter(ctx context.Context, ids []string, filters Filters) (index.Filter, error) {
	var f index.Filter
	if filters.Empty() && len(ids) > 0 {
		// Asked about some documents of many: no need to go through all.
		only, err := l.store.Seqs(ctx, ids)
		if err != nil {
			return f, err
		}
		f.Only = append([]int64{}, only...) // not nil, also when none is known
	} else if !filters.Empty() {
		pass, err := l.passing(ctx, ids, filters)
		if err != nil {
			return f, err
		}
		f.Only = []int64{}
		rows, err := l.store.PlainDocuments(ctx)
		if err != nil {
			return f, err
		}
		for _, row := range rows {
			if ok, _ := pass(row); ok {
				f.Only = append(f.Only, row.Seq)
			}
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := range l.excluded {
		f.Except = append(f.Except, seq)
	}
	return f, nil
}

// Resolve gives the filters with the ids of collections that are called by
// name, or ErrNoCollection.
func (l *Library) Resolve(ctx context.Context, filters Filters) (Filters, error) {
	var ids []string
	for _, name := range filters.Collections {
		c, err := l.Collection(ctx, name)
		if err != nil {
			return filters, err
		}
		ids = append(ids, c.ID)
	}
	filters.Collections = ids
	return filters, nil
}

// passing makes a test of documents: whether they pass, and in words why not.
func (l *Library) passing(ctx context.Context, ids []string, filters Filters) (func(index.Document) (bool, string), error) {
	if err := filters.Check(); err != nil {
		return nil, err
	}
	since, _, err := day(filters.Since)
	if err != nil {
		return nil, err
	}
	_, until, err := day(filters.Until)
	if err != nil {
		return nil, err
	}
	dated, err := datedIn(filters)
	if err != nil {
		return nil, err
	}
	if filters, err = l.Resolve(ctx, filters); err != nil {
		return nil, err
	}
	var collected map[string]bool
	if len(filters.Collections) > 0 {
		collected = map[string]bool{}
		members, err := l.store.DocumentsIn(ctx, filters.Collections)
		if err != nil {
			return nil, err
		}
		for _, id := range members {
			collected[id] = true
		}
	}
	types, err := formats(filters.Types)
	if err != nil {
		return nil, err
	}
	spoken, err := languages(filters.Languages)
	if err != nil {
		return nil, err
	}
	var below func(index.Document) bool
	if folder := filters.Folder; folder != "" {
		if !filepath.IsAbs(folder) {
			return nil, fmt.Errorf("%w: the folder %q must be given with its whole path", ErrFilter, folder)
		}
		there, err := l.store.HashesBelow(ctx, filepath.Clean(folder))
		if err != nil {
			return nil, err
		}
		below = hasFileIn(folder, there)
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) && len(there) == 0 {
			rows, err := l.store.PlainDocuments(ctx)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(rows, below) {
				return nil, fmt.Errorf("%w: there is no folder %q", ErrFilter, folder)
			}
		}
	}
	chosen := make(map[string]bool, len(ids))
	for _, id := range ids {
		chosen[id] = true
	}
	return func(row index.Document) (bool, string) {
		switch {
		case len(ids) > 0 && !chosen[row.ID]:
			return false, "it is not one of the chosen documents"
		case collected != nil && !collected[row.ID]:
			return false, "it is in none of the chosen collections"
		case types != nil && !types[row.Format]:
			return false, "its format is " + row.Format
		case spoken != nil && !spoken[row.Language]:
			if row.Language == "" {
				return false, "its language is not known"
			}
			return false, "its language is " + language.Known[row.Language]
		case below != nil && !below(row):
			return false, "it is not in the chosen folder"
		case !since.IsZero() && row.AddedAt.Before(since), !until.IsZero() && !row.AddedAt.Before(until):
			return false, "it was added on " + row.AddedAt.Format("2 January 2006")
		case !dated(row.Date.Day):
			if row.Date.Day == "" {
				return false, "it says no date of its own"
			}
			return false, "its own date is " + dateWords(row.Date)
		}
		return true, ""
	}, nil
}

// hasFileIn makes a test of documents: whether one of their files lies in a folder
// or below, be it a copy of the one that was read. there are the contents of the
// files that are known there.
func hasFileIn(folder string, there map[string]bool) func(index.Document) bool {
	folder = filepath.Clean(folder)
	return func(row index.Document) bool { return Inside(row.Path, folder) || there[row.Hash] }
}

// datedIn makes a test of documents' own dates.
func datedIn(filters Filters) (func(reader.Day) bool, error) {
	for _, d := range []string{filters.DatedSince, filters.DatedUntil} {
		if _, _, err := day(d); err != nil {
			return nil, err
		}
	}
	since, until := reader.Day(filters.DatedSince), reader.Day(filters.DatedUntil)
	return func(d reader.Day) bool {
		return (since == "" || d.NotBefore(since)) && (until == "" || d.NotAfter(until))
	}, nil
}

// formats gives the names of formats that are called by name or extension.
func formats(called []string) (map[string]bool, error) {
	if len(called) == 0 {
		return nil, nil
	}
	names := map[string]bool{}
	for _, c := range called {
		c = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(c), "."))
		found := false
		for _, f := range reader.Formats {
			if f.Name == c || slices.Contains(f.Extensions, c) || slices.Contains(f.Extensions, "."+c) {
				names[f.Name], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("%w: there is no format %q", ErrFilter, c)
		}
	}
	return names, nil
}

// languages gives the languages that are called by code or English name: "de",
// "German".
func languages(called []string) (map[language.Tag]bool, error) {
	if len(called) == 0 {
		return nil, nil
	}
	tags := map[language.Tag]bool{}
	for _, c := range called {
		c = strings.ToLower(strings.TrimSpace(c))
		found := false
		for tag, name := range language.Known {
			if c == string(tag) || c == strings.ToLower(name) {
				tags[tag], found = true, true
			}
		}
		if !found {
			known := slices.Sorted(maps.Keys(language.Known))
			list := make([]string, len(known))
			for i, tag := range known {
				list[i] = string(tag)
			}
			return nil, fmt.Errorf("%w: there is no language %q; known are %s", ErrFilter, c, strings.Join(list, ", "))
		}
	}
	return tags, nil
}

// day reads a day, month or year and gives when it begins and when it is over.
func day(text string) (from, to time.Time, err error) {
	if text == "" {
		return from, to, nil
	}
	if from, to, ok := reader.Day(text).SpanIn(time.Local); ok {
		return from, to, nil
	}
	return from, to, fmt.Errorf("%w: %q is not a day; write it like 2026-11-25, 2026-11 or 2026", ErrFilter, text)
}
