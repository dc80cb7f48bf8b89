package index

import (
	"path/filepath"
	"testing"
)

// A restored copy forgets what its store had been told: it may be told anew.
func TestAdoptForgetsTheOutbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Share(t.Context(), "test://hub"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(`INSERT INTO outbox VALUES ('one', 1)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Adopt(t.Context(), path, "/a", "/a"); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	team, err := s.Setting(t.Context(), TeamSetting)
	if err != nil || team != "" {
		t.Errorf("it is shared with %q, %v", team, err)
	}
	if _, all, err := s.Outbox(t.Context(), Outgoing{}, 10); err != nil || all != 0 {
		t.Errorf("%d documents wait, %v", all, err)
	}
}
