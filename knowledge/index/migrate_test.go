package index

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
)

// TestMigrateKeepsACopy opens a library of the first version: it is brought up
// to date, and as it was lies beside it.
func TestMigrateKeepsACopy(t *testing.T) {
	ctx := context.Background()
	for _, filled := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "library.db")
		db, err := driver.Open("file:"+filepath.ToSlash(path), configure)
		if err != nil {
			t.Fatal(err)
		}
		list, err := migrationList()
		if err != nil {
			t.Fatal(err)
		}
		if err := apply(ctx, db, list[0]); err != nil {
			t.Fatal(err)
		}
		if filled {
			if _, err := db.Exec(`INSERT INTO document (id, path, title, state, added_at) VALUES ('0123456789abcdef', '/a.txt', 'a', 'queued', 1)`); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if docs, err := s.Documents(ctx); err != nil || (len(docs) == 1) != filled {
			t.Errorf("after the update there are %+v, %v", docs, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = os.Stat(path + CopySuffix)
		if (err == nil) != filled {
			t.Errorf("with documents: %v; the copy: %v", filled, err)
		}
		if !filled {
			continue
		}
		if db, err = driver.Open("file:" + filepath.ToSlash(path+CopySuffix)); err != nil {
			t.Fatal(err)
		}
		var version, documents int
		if err := db.QueryRow(`SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM document)`).Scan(&version, &documents); err != nil {
			t.Fatal(err)
		}
		if version != 1 || documents != 1 {
			t.Errorf("the copy has version %d and %d documents", version, documents)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
