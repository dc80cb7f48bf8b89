package knowledge

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"carrel/knowledge/index"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// teamAnswer is what the team's store found.
type teamAnswer struct {
	hits []index.SharedHit
	err  error
}

// askTeam asks the team's store while the library is searched; the answer comes
// at once where there is no such store.
func (s *search) askTeam(ctx context.Context) <-chan teamAnswer {
	answer := make(chan teamAnswer, 1)
	team := s.library.team
	if team == nil || team.isStopped() {
		answer <- teamAnswer{}
		return answer
	}
	go func() {
		hits, err := team.search(ctx, s, s.vector)
		answer <- teamAnswer{hits, err}
	}()
	return answer
}

// withTeam puts what the team's store found among the library's hits, by their
// scores. What the library has itself is the library's to find.
func (l *Library) withTeam(ctx context.Context, s *search, results *Results, answer teamAnswer) error {
	if answer.err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		l.config.Log("search the team's store: " + index.Technical(answer.err))
		results.Team = teamTrouble(answer.err)
		return nil
	}
	if len(answer.hits) == 0 {
		return nil
	}
	ids := make([]string, len(answer.hits))
	for i, h := range answer.hits {
		ids[i] = h.Document.ID
	}
	own, err := l.store.PlainByID(ctx, ids)
	if err != nil {
		return err
	}
	var theirs []Hit
	for _, h := range answer.hits {
		if row, here := own[h.Document.ID]; here && (row.State == string(StateSearchable) || row.State == string(StateEmbedded)) || !s.asked.holds(h.Document.Language, h.Passage.Text) {
			continue
		}
		nearness := 0.0
		if h.Cosine != 0 {
			nearness = s.scale.of(h.Cosine)
		}
		theirs = append(theirs, Hit{
			Score:    s.teamScore(h),
			Document: DocumentRef{ID: h.Document.ID, Title: h.Document.Title, Path: elsewhere(h.Document), Elsewhere: true},
			Page:     h.Passage.Page, Where: h.Passage.Where, Start: h.Passage.Start, End: h.Passage.End, Text: h.Passage.Text, Heading: h.Passage.Heading,
			Cosine: h.Cosine, Nearness: nearness, Coverage: s.coverage(h),
		})
	}
	results.Hits = amid(results.Hits, theirs)
	results.Hits = results.Hits[:min(s.k, len(results.Hits))]
	for i := range results.Hits {
		results.Hits[i].Rank = i + 1
	}
	return nil
}

// amid puts the team's hits among the library's own, each before those that score
// less. The own keep their order: a reranker may have given it to them.
func amid(own, theirs []Hit) []Hit {
	all := make([]Hit, 0, len(own)+len(theirs))
	for _, h := range own {
		for len(theirs) > 0 && theirs[0].Score > h.Score {
			all, theirs = append(all, theirs[0]), theirs[1:]
		}
		all = append(all, h)
	}
	return append(all, theirs...)
}

// elsewhere says who has a document, and where.
func elsewhere(d index.SharedDocument) string {
	if len(d.Holders) == 0 {
		return ""
	}
	return d.Holders[0].Name + ":" + d.Holders[0].Path
}

// document asks the team's store for a document that the library does not have,
// or gives ErrNotFound.
func (t *teamLink) document(caller context.Context, id string) (index.SharedDocument, error) {
	ctx, cancel := context.WithTimeout(caller, teamSearchPatience)
	defer cancel()
	store, err := t.connectedNow(ctx)
	if err != nil {
		t.answered(caller, err)
		return index.SharedDocument{}, err
	}
	d, err := store.Document(ctx, id)
	t.answered(caller, err)
	t.refused(store, err)
	return d, err
}

// teamDocument gives a document of the team's, with the error that the library
// itself had where it has none; ErrStoreAway with it where the store may have it.
func (l *Library) teamDocument(ctx context.Context, id string, missing error) (Document, error) {
	if !l.mayBeTheTeams(missing) {
		return Document{}, missing
	}
	d, err := l.team.document(ctx, id)
	if errors.Is(err, ErrStoreAway) || errors.Is(err, context.DeadlineExceeded) {
		return Document{}, fmt.Errorf("%w; %w", missing, ErrStoreAway)
	}
	if err != nil {
		return Document{}, missing
	}
	return Document{
		ID: d.ID, Path: elsewhere(d), Title: d.Title, Author: d.Author, Date: d.Date, Format: d.Format, Unit: reader.Unit(d.Unit), Language: string(d.Language), State: StateUnavailable,
		Pages: d.Pages, Passages: d.Passages, Embedded: d.Vectors, Bytes: d.Bytes, Hash: d.Hash, AddedAt: d.AddedAt, Warnings: []reader.Warning{},
		Code:  reader.CodeMissing,
		Error: "This document is in the team's store. This computer does not have its file, so only the text of its passages is shown. The file is at " + elsewhere(d) + ".",
	}, nil
}

// mayBeTheTeams reports whether a document that the library does not have, by
// the error, may be in the team's store: one that has been replaced here is not
// looked for there.
func (l *Library) mayBeTheTeams(missing error) bool {
	var replaced *Replaced
	return l.team != nil && !l.team.isStopped() && errors.Is(missing, ErrNotFound) && !errors.As(missing, &replaced)
}

// teamPages gives the pages from..to of a document of the team's.
func (l *Library) teamPages(ctx context.Context, id string, from, to int, missing error) ([]reader.Page, error) {
	if !l.mayBeTheTeams(missing) {
		return nil, missing
	}
	d, err := l.team.document(ctx, id)
	if err != nil {
		return nil, missing
	}
	store, err := l.team.connected(ctx)
	if err != nil {
		return nil, err
	}
	c := storeCopy{bare: true}
	return index.SharedPages(d, c.passages(ctx, store, id), from, to)
}

// sharedFilter gives the filters of a query as the team's store has them.
func (l *Library) sharedFilter(ctx context.Context, ids []string, filters Filters) (f index.SharedFilter, err error) {
	if l.team == nil {
		return f, nil
	}
	f.Documents = ids
	if f.Since, _, err = day(filters.Since); err != nil {
		return f, err
	}
	if _, f.Until, err = day(filters.Until); err != nil {
		return f, err
	}
	f.DatedSince, f.DatedUntil = reader.Day(filters.DatedSince), reader.Day(filters.DatedUntil)
	names, err := formats(filters.Types)
	if err != nil {
		return f, err
	}
	f.Formats = slices.Sorted(maps.Keys(names))
	tags, err := languages(filters.Languages)
	if err != nil {
		return f, err
	}
	f.Languages = slices.Sorted(maps.Keys(tags))
	if filters.Folder != "" {
		f.Folder = filepath.Clean(filters.Folder)
	}
	for _, id := range filters.Collections {
		c, err := l.Collection(ctx, id)
		if err != nil {
			return f, err
		}
		f.Collections = append(f.Collections, c.Name)
	}
	return f, nil
}

// coverage is Hit.Coverage of what the team's store found.
func (s *search) coverage(h index.SharedHit) float64 {
	context := passage.Context(h.Document.Title, h.Passage.Heading, h.Passage.Inside)
	return index.Coverage(s.terms, s.weights, h.Document.Language, context+"\n"+h.Passage.Text)
}

// teamShare is the weight of the words in what the team's store finds.
func (s *search) teamShare() float64 { return s.shareOfWords() }

// teamScore brings the score of a hit of the team's store to where the library's
// own lie, whose cosines are on one scale for all embedders.
func (s *search) teamScore(h index.SharedHit) float64 {
	if h.Cosine == 0 || s.vector == nil {
		return h.Score
	}
	share := s.teamShare()
	if s.mode == ModeVector {
		share = 0
	}
	return h.Score + (1-share)*(max(s.scale.of(h.Cosine), 0)-max(h.Cosine, 0))
}
