package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"carrel/app/api"
	"carrel/knowledge"
)

func (inv *invocation) printJSON(v any) error {
	var out bytes.Buffer
	if err := json.Indent(&out, api.Encode(v), "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	inv.printed = true
	_, err := inv.stdout.Write(out.Bytes())
	return err
}

// printable makes text from a document or a file name safe to show on a
// terminal, on one line: control characters, which could move the cursor or
// set the window's title, and marks that turn the direction of writing, which
// make "exe.pdf" of "fdp.exe", are written as Go would write them.
func printable(s string) string { return escape(s, "") }

// printableText is printable for text of many lines.
func printableText(s string) string { return escape(s, "\n\t") }

func escape(s, keep string) string {
	turns := func(r rune) bool { return keep == "" && knowledge.TurnsWriting(r) }
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || turns(r) }) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		switch {
		case turns(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		case !unicode.IsControl(r) || strings.ContainsRune(keep, r):
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r == '\r':
			out.WriteString(`\r`)
		default:
			fmt.Fprintf(&out, `\x%02x`, r)
		}
	}
	return out.String()
}

// output is a command's standard output. It keeps the first error, so that no
// command ends well whose output was lost on the way.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("write the output: %w", err)
	}
	return n, err
}

// isTerminal reports whether a person sees what is written to w.
func isTerminal(w io.Writer) bool {
	if o, ok := w.(*output); ok {
		w = o.w
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// indent shifts every line of s.
func indent(s, by string) string {
	return by + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n"+by)
}
