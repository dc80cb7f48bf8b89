package knowledge

import (
	"fmt"
	"testing"
)

func TestAsk(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`plain words`, `plain words [] [] []`},
		{`the "night watch" of 1642`, `the night watch of 1642 [night watch] [] []`},
		{`ship +captain -pirate`, `ship captain [] [captain] [pirate]`},
		{`ship -"black flag"`, `ship [] [] [black flag]`},
		{`a well-known case at -40 degrees`, `a well-known case at -40 degrees [] [] []`},
		{`say „guten Tag“ and “good day”`, `say guten Tag and good day [guten Tag good day] [] []`},
		{`5" of rain`, `5" of rain [] [] []`},
		{`C++ - a language`, `C++ - a language [] [] []`},
		{`-only`, `-only [] [] []`},
		{`""`, `"" [] [] []`},
		{`+2018, please`, `2018, please [] [2018] []`},
	} {
		a := ask(c.text)
		if got := fmt.Sprint(a.text, " ", a.phrases, " ", a.required, " ", a.excluded); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestHolds(t *testing.T) {
	text := "The Night\nWatch was painted by Rembrandt’s hand; its ships are small."
	for query, want := range map[string]bool{
		`"night watch"`:        true,
		`"watch night"`:        false,
		`"Rembrandt's hand"`:   true,
		`+ship`:                true,
		`+whale`:               false,
		`paint -whale`:         true,
		`paint -ships`:         false,
		`paint -"was painted"`: false,
	} {
		if got := ask(query).holds("en", text); got != want {
			t.Errorf("%s holds: %v", query, got)
		}
	}
}

func FuzzAsk(f *testing.F) {
	f.Add(`the "night watch" +of -1642 „x“`)
	f.Add(`"`)
	f.Add(`+" -" “”`)
	f.Fuzz(func(t *testing.T, text string) {
		a := ask(text)
		a.holds("en", text)
		for _, p := range a.phrases {
			if p == "" {
				t.Fatal("an empty phrase")
			}
		}
	})
}
