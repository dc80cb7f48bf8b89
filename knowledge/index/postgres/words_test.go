package postgres

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"carrel/knowledge/index"
)

// A password that is refused is told apart from a server that is away: somebody
// can do something about it. What PostgreSQL said in its own words is in the log
// and on no screen.
func TestErrorsInWords(t *testing.T) {
	for _, c := range []struct {
		code      string
		key, away bool
		says      string
	}{
		{"28P01", true, false, "check the name and the password"},
		{"28000", true, false, "check the name and the password"},
		{"57P01", false, true, "shut down or started"},
		{"08006", false, true, "connection to the team's store broke"},
		{"53300", false, true, "no room for another connection"},
		{"53100", false, false, "disk of the team's store is full"},
		{"42501", false, false, "this user may not do that"},
		{"42P01", false, false, "not there any more"},
		{"3D000", false, false, "no database of this name"},
		{"XX000", false, false, "could not do this"},
	} {
		refused := &pgconn.PgError{Severity: "ERROR", Code: c.code, Message: "what the driver says"}
		err := fmt.Errorf("open the team's store: %w", inWords(fmt.Errorf("failed to connect to `user=ann`: %w", refused)))
		if key, away := errors.Is(err, index.ErrStoreKey), errors.Is(err, index.ErrStoreAway); key != c.key || away != c.away || !errors.Is(err, refused) {
			t.Errorf("%s is %v: key %t, away %t", c.code, err, key, away)
		}
		words := index.InWords(err)
		for _, technical := range []string{"SQLSTATE", "pgx", "driver", "failed to connect", "("} {
			if strings.Contains(words, technical) && !strings.Contains(words, "Carrel's log says more") {
				t.Errorf("%s is said as %q", c.code, words)
			}
		}
		if !strings.Contains(words, c.says) || strings.Contains(words, "open the team's store") {
			t.Errorf("%s is said as %q", c.code, words)
		}
		if log := index.Technical(err); !strings.Contains(log, "SQLSTATE "+c.code) || !strings.Contains(log, c.says) {
			t.Errorf("the log has %q of %s", log, c.code)
		}
	}
	if err := inWords(cannotSetUp(&pgconn.PgError{Code: "42501"})); !strings.Contains(err.Error(), "CREATE EXTENSION") || strings.Contains(err.Error(), "SQLSTATE") {
		t.Errorf("who may not set it up is told %q", err)
	}
	joined := errors.Join(inWords(&pgconn.PgError{Code: "53100"}), inWords(&pgconn.PgError{Code: "53100"}), errors.New("and so for 4 more"))
	if words := index.InWords(joined); words != refusals["53100"].Text+"\nand so for 4 more" {
		t.Errorf("several are said as %q", words)
	}
}
