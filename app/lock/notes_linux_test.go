package lock

import (
	"strings"
	"testing"
)

func TestLandlockNotes(t *testing.T) {
	for _, c := range []struct {
		role Role
		abi  int
		want string // "" for no note
	}{
		{Reader, 0, "no Landlock"},
		{Recogniser, 0, "any other program"},
		{Recogniser, 2, "emptying files"},
		{Engine, 5, "signalling"},
		{Recogniser, 7, ""},
	} {
		notes := strings.Join(landlockNotes(c.role, c.abi), " ")
		if (c.want == "") != (notes == "") || !strings.Contains(notes, c.want) {
			t.Errorf("%s with Landlock %d: %q", c.role, c.abi, notes)
		}
	}
}
