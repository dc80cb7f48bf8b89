package index

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
)

// killedUpdate names the database for the program that TestKillMigration kills.
const killedUpdate = "CARREL_TEST_KILLED_UPDATE"

// TestKillMigration kills the update of a library of the first version at random
// moments, as often as it takes until one comes to its end, ten times over. After
// each kill all that was in the library is there, whatever version it has reached,
// and the copy beside it is of the first version, not of one that lies between two.
func TestKillMigration(t *testing.T) {
	ctx := context.Background()
	if path := os.Getenv(killedUpdate); path != "" {
		s, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	list, err := migrationList()
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	kills, between := 0, 0
	for range 10 {
		path := filepath.Join(t.TempDir(), "library.db")
		fillFirstVersion(t, path)
		// One step by itself, then killed: with luck alone few kills come between
		// two steps of an update that takes milliseconds.
		stopAfter(t, path, list, 1+random.IntN(len(list)-1))
		// It lives longer each time, from less than it takes to begin: on a fast machine an
		// update takes milliseconds, on a slow one, or with the race detector, seconds.
		longest := 20 * time.Millisecond
		for ended := false; !ended; longest += longest / 2 {
			ended = updateAndKill(t, path, time.Duration(random.Int64N(int64(longest))))
			version := countFilled(t, path)
			if !ended {
				if kills++; version > 1 && version < len(list) {
					between++
				}
			}
			if _, err := os.Stat(path + CopySuffix); err == nil {
				if v := countFilled(t, path+CopySuffix); v != 1 {
					t.Errorf("the copy is of version %d", v)
				}
			} else if version > 1 {
				t.Errorf("the library has version %d and there is no copy: %v", version, err)
			}
		}
		s, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
			t.Errorf("check: %q, %v", wrong, err)
		}
		if got, err := s.Lexical(ctx, QueryTerms("winter17"), 10, Filter{}); err != nil || len(got) != 3 {
			t.Errorf("found %v, %v", got, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(path + updatingSuffix); len(left) > 0 {
			t.Error("the update has ended, and it says that it is under way")
		}
	}
	t.Logf("%d kills, %d of them between the first version and the last", kills, between)
	if between == 0 {
		t.Error("no kill came between two versions, so that this shows nothing")
	}
}

const (
	filledDocuments = 60
	filledPages     = 3 // of each document, with one passage each
)

// fillFirstVersion makes a library of the first version.
func fillFirstVersion(t *testing.T, path string) {
	t.Helper()
	db, err := driver.Open("file:"+filepath.ToSlash(path), configure)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := migrationList()
	if err != nil {
		t.Fatal(err)
	}
	if err := apply(context.Background(), db, list[0]); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := tx.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO embedder (id, name, dimensions) VALUES (1, 'letters', 8)`)
	exec(`INSERT INTO chat (id, title, created_at, updated_at) VALUES ('c1', 'Winters', 1, 2)`)
	for d := 1; d <= filledDocuments; d++ {
		exec(`INSERT INTO document (seq, id, hash, path, title, state, pages, passages, embedded, added_at) VALUES (?1, printf('%016x', ?1), 'hash' || ?1, '/reports/' || ?1, 'report ' || ?1, 'embedded', ?2, ?2, ?2, ?1)`, d, filledPages)
		for n := 1; n <= filledPages; n++ {
			text := fmt.Sprintf("The winter%d was cold in year %d. %s", d, n, strings.Repeat("Snow lay on the hills. ", 60))
			id := (d-1)*filledPages + n
			exec(`INSERT INTO page (document, number, text) VALUES (?1, ?2, ?3)`, d, n, text)
			exec(`INSERT INTO passage (id, document, page, start, end) VALUES (?1, ?2, ?3, 0, ?4)`, id, d, n, len(text)-1)
			exec(`INSERT INTO lexical (rowid, context, body) VALUES (?1, 'report', 'old terms')`, id)
			exec(`INSERT INTO vector (passage, embedder, data) VALUES (?1, 1, ?2)`, id, encodeVector([]float32{1, 0, 0, 0, 0, 0, 0, 0}))
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// stopAfter brings the library to a version, as an update does that is killed then.
func stopAfter(t *testing.T, path string, list []migration, version int) {
	t.Helper()
	ctx := context.Background()
	db, err := driver.Open("file:"+filepath.ToSlash(path), configure)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := keepCopy(ctx, db, path); err != nil {
		t.Fatal(err)
	}
	for _, m := range list[1:version] {
		if err := apply(ctx, db, m); err != nil {
			t.Fatal(err)
		}
	}
}

// updateAndKill updates the library in a process of its own, which is killed
// after life, and reports whether it came to its end before.
func updateAndKill(t *testing.T, path string, life time.Duration) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKillMigration$")
	cmd.Env = append(os.Environ(), killedUpdate+"="+path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(life, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	if !timer.Stop() {
		return false
	}
	if err != nil {
		t.Fatalf("the update failed: %v", err)
	}
	return true
}

// countFilled looks at the database as it lies there, before any Carrel opens it:
// it must be whole and have all that was put into it. It returns its version.
func countFilled(t *testing.T, path string) (version int) {
	t.Helper()
	db, err := driver.Open("file:" + filepath.ToSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var whole string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&whole); err != nil || whole != "ok" {
		t.Errorf("integrity: %s, %v", whole, err)
	}
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM document WHERE hash = 'hash' || seq`: filledDocuments,
		`SELECT count(*) FROM page`:                                filledDocuments * filledPages,
		`SELECT count(*) FROM passage`:                             filledDocuments * filledPages,
		`SELECT count(*) FROM vector`:                              filledDocuments * filledPages,
		`SELECT count(*) FROM chat`:                                1,
	} {
		var got int
		if err := db.QueryRow(query).Scan(&got); err == sql.ErrNoRows || err != nil || got != want {
			t.Errorf("version %d: %s is %d, want %d; %v", version, query, got, want, err)
		}
	}
	return version
}
