// Package figure writes counts for people, as their locale sets the digits of large
// numbers apart: "2,183", "2.183", "2 183". What is named by a number, as a page or a
// line, is no count and is written without.
package figure

import (
	"cmp"
	"os"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Count writes a count as the locale of this process does, which is that of the
// person who started it. Where none is set it is written as in English, the
// language of the interface.
func Count(n int) string { return count(ofProcess(), n) }

// Counted is a count with what is counted: "1 document", "2,183 documents".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

var ofProcess = sync.OnceValue(func() language.Tag {
	// The order is that of POSIX for the category LC_NUMERIC.
	return tag(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_NUMERIC"), os.Getenv("LANG")))
})

// tag is the language of a POSIX locale, as "de_CH.UTF-8@euro". The digits are always
// those of the interface's other numbers: 0 to 9.
func tag(locale string) language.Tag {
	locale, _, _ = strings.Cut(locale, "@")
	locale, _, _ = strings.Cut(locale, ".")
	t, err := language.Parse(locale)
	if err != nil || locale == "" { // "C", "POSIX"
		return language.English
	}
	if latin, err := t.SetTypeForKey("nu", "latn"); err == nil {
		return latin
	}
	return t
}

func count(t language.Tag, n int) string { return message.NewPrinter(t).Sprintf("%d", n) }
