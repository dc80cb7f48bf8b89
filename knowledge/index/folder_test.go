package index

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// TestFollowingAFolderDoesNotLookThroughAllDocuments takes new files in, and looks for
// lost ones, in a small library and in one of fifty times as many documents: with tens
// of thousands of files in a folder, what grows with the library grows with its square.
func TestFollowingAFolderDoesNotLookThroughAllDocuments(t *testing.T) {
	const few, many, fresh = 200, 10_000, 64
	took := func(documents int) (observe, lost time.Duration) {
		s, err := Open(t.Context(), filepath.Join(t.TempDir(), "library.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		folder := Folder{ID: "0123456789abcdef", Path: "/home/ann/papers", AddedAt: time.Now()}
		if err := s.PutFolder(t.Context(), &folder); err != nil {
			t.Fatal(err)
		}
		made := 0
		files := func(n int) Seen {
			seen := Seen{Folder: folder.Seq}
			for range n {
				made++
				seen.Files = append(seen.Files, File{Path: fmt.Sprintf("%s/%d.txt", folder.Path, made), Bytes: 10, Modified: 1, Hash: fmt.Sprintf("%064x", made)})
			}
			return seen
		}
		observed := func(seen Seen) time.Duration {
			began := time.Now()
			out, err := s.Observe(t.Context(), seen, func(_, _, title string) string { return title })
			if err != nil || len(out.New) != len(seen.Files) {
				t.Fatalf("%d new of %d: %v", len(out.New), len(seen.Files), err)
			}
			spent := time.Since(began)
			var rows []*Document
			for _, f := range seen.Files {
				rows = append(rows, &Document{ID: f.Hash[48:], Hash: f.Hash, Path: f.Path, Title: f.Path, State: "queued", Bytes: f.Bytes, AddedAt: time.Now(), Batch: 1})
			}
			if _, err := s.Insert(t.Context(), rows); err != nil {
				t.Fatal(err)
			}
			return spent
		}
		observed(files(documents))
		observe, lost = time.Hour, time.Hour
		for range 5 {
			observe = min(observe, observed(files(fresh)))
			began := time.Now()
			if files, err := s.Lost(t.Context(), folder.Seq); err != nil || len(files) > 0 {
				t.Fatalf("lost: %v, %v", files, err)
			}
			lost = min(lost, time.Since(began))
		}
		return observe, lost
	}
	observeFew, lostFew := took(few)
	observeMany, lostMany := took(many)
	t.Logf("taking %d files in: %v with %d documents, %v with %d; looking for lost ones: %v, %v", fresh, observeFew, few, observeMany, many, lostFew, lostMany)
	if observeMany > 5*observeFew {
		t.Errorf("taking %d files in takes %v with %d documents and %v with %d", fresh, observeFew, few, observeMany, many)
	}
	// Each file is looked at, so this one is in proportion: of its square it would be 2,500.
	if lostMany > 300*lostFew {
		t.Errorf("looking for lost files takes %v with %d documents and %v with %d", lostFew, few, lostMany, many)
	}
}
