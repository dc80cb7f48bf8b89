package index

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Codes of vectors that come after the last purge are stored too, not only at the
// next start.
func TestUpkeepSealsLaterCodes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		s, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		addDocument(t, s, "one", strings.Repeat("Some words in a sentence that goes on for a while. ", 60))
		key, err := s.UseEmbedder(ctx, "first")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			time.Sleep(3 * purgeAfter) // purged, and quiet since
			list, err := s.ToEmbed(ctx, key, 1)
			if err != nil || len(list) != 1 {
				t.Fatalf("%d passages to embed, %v", len(list), err)
			}
			if _, err := s.PutEmbeddings(ctx, key, []Embedding{{list[0].ID, list[0].Document, []float32{1, 0, 0}}}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * purgeAfter)
			var open int
			if err := s.DB().QueryRow(`SELECT count(*) FROM vector_chunk WHERE data IS NULL`).Scan(&open); err != nil || open > 0 {
				t.Errorf("%d chunks of codes are not stored, %v", open, err)
			}
		}
	})
}

// What failed in the background before a repair is no damage after it.
func TestRepairForgetsWhatFailed(t *testing.T) {
	s, ctx := open(t), context.Background()
	addDocument(t, s, "one", "Some text here.")
	if _, err := s.DB().Exec(`UPDATE lexical_segment SET entries = x'01'`); err != nil {
		t.Fatal(err)
	}
	s.lexical.mu.Lock()
	s.lexical.snapshot = nil // upkeep may have read the segment when it was sound
	s.lexical.mu.Unlock()
	if err := s.Settle(ctx); err == nil {
		t.Fatal("settles over a damaged segment")
	}
	if wrong, err := s.Check(ctx); err != nil || len(wrong) < 2 || !strings.Contains(wrong[0], "look at segments") {
		t.Fatalf("check says %q, %v", wrong, err)
	}
	if _, err := s.Repair(ctx); err != nil {
		t.Fatal(err)
	}
	if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
		t.Errorf("after repair check says %q, %v", wrong, err)
	}
}
