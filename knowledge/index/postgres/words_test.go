package postgres

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"carrel/knowledge/index"
)

// A password that is refused is told apart from a server that is away: somebody
// can do something about it.
func TestErrorsInWords(t *testing.T) {
	for _, c := range []struct {
		code      string
		key, away bool
	}{{"28P01", true, false}, {"28000", true, false}, {"57P01", false, true}, {"42501", false, false}} {
		refused := &pgconn.PgError{Code: c.code}
		err := inWords(refused)
		if key, away := errors.Is(err, index.ErrStoreKey), errors.Is(err, index.ErrStoreAway); key != c.key || away != c.away || !errors.Is(err, refused) {
			t.Errorf("%s is %v: key %t, away %t", c.code, err, key, away)
		}
	}
}
