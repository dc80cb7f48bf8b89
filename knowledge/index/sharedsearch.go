package index

import (
	"cmp"
	"slices"
	"strings"
)

// FuseShared is Fuse for a query in a shared store, which may be by words or by
// meaning alone.
func FuseShared(q SharedQuery, words, meaning []Ranked, bound float64, cosines map[int64]float64) []Ranked {
	share := q.Share
	switch {
	case q.Vector == nil:
		share = 1
	case len(q.Terms) == 0:
		share = 0
	}
	return Fuse(words, meaning, bound, share, func(passage int64) (float64, bool) {
		cosine, known := cosines[passage]
		return cosine, known
	})
}

// SortHits orders hits as TeamReader.Search gives them.
func SortHits(hits []SharedHit) {
	slices.SortStableFunc(hits, func(a, b SharedHit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Document.ID, b.Document.ID), cmp.Compare(a.Passage.Number, b.Passage.Number))
	})
}

// passes reports whether a document passes, but for its holders.
func (f SharedFilter) passes(d Document) bool {
	in := func(list []string, one string) bool { return len(list) == 0 || slices.Contains(list, one) }
	return in(f.Documents, d.ID) && in(f.Formats, d.Format) &&
		(len(f.Languages) == 0 || slices.Contains(f.Languages, d.Language)) &&
		(f.Since.IsZero() || !d.AddedAt.Before(f.Since)) && (f.Until.IsZero() || d.AddedAt.Before(f.Until)) &&
		(f.DatedSince == "" || d.Date.Day.NotBefore(f.DatedSince)) && (f.DatedUntil == "" || d.Date.Day.NotAfter(f.DatedUntil))
}

// holds reports whether a holder has its document where the filter asks for it.
func (f SharedFilter) holds(h Holder) bool {
	if len(f.Collections) > 0 && !slices.ContainsFunc(f.Collections, func(c string) bool { return slices.Contains(h.Collections, c) }) {
		return false
	}
	return f.Folder == "" || h.Path == f.Folder || strings.HasPrefix(h.Path, strings.TrimSuffix(f.Folder, "/")+"/") || strings.HasPrefix(h.Path, strings.TrimSuffix(f.Folder, `\`)+`\`)
}
