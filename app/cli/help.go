package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"
	"unicode/utf8"

	"carrel/app"
)

var helpCommand = &command{
	name: "help", args: "[COMMAND]", short: "say what a command does",
	run: func(_ context.Context, inv *invocation) error {
		if len(inv.args) == 0 {
			usage(inv.stdout)
			return nil
		}
		for _, c := range commands {
			if c.name == inv.args[0] {
				commandUsage(inv.stdout, c)
				return nil
			}
		}
		return usageError(fmt.Sprintf("There is no command %q. `carrel help` lists the commands.", inv.args[0]))
	},
}

var versionCommand = &command{
	name: "version", short: "say which Carrel this is",
	run: func(_ context.Context, inv *invocation) error {
		if inv.json {
			return inv.printJSON(map[string]string{"version": app.Version, "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH})
		}
		fmt.Fprintf(inv.stdout, "carrel %s (%s/%s, %s)\n", app.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
		return nil
	},
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Carrel reads your documents on this computer, answers questions about them and
shows the passage behind every sentence.

Usage: carrel [--home DIR] COMMAND [ARGUMENTS] [--json]

`)
	var names [][2]string
	for _, c := range commands {
		if !c.hidden {
			names = append(names, [2]string{c.name, c.short})
		}
	}
	columns(w, names)
	fmt.Fprint(w, `
  --home DIR  keep everything in DIR (or set `+app.HomeVar+`)
  --json      print one JSON object, for programs

`+"`carrel help COMMAND` says more. Exit codes: 0 done, 1 failed, 2 wrong usage,\n"+
		`3 some documents failed, 4 not found, 5 another Carrel does not answer,
6 disk full, 130 stopped.
`)
}

func commandUsage(w io.Writer, c *command) {
	fmt.Fprintf(w, "Usage: %s\n\n%s.\n", strings.TrimSpace("carrel "+c.name+" "+c.args), strings.ToUpper(c.short[:1])+c.short[1:])
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	if c.options != nil {
		c.options(fs)
	}
	(&invocation{}).globals(fs)
	fmt.Fprintln(w)
	var options [][2]string
	fs.VisitAll(func(f *flag.Flag) {
		name, usage := flag.UnquoteUsage(f)
		dashes := "--"
		if len(f.Name) == 1 {
			dashes = "-"
		}
		options = append(options, [2]string{strings.TrimSpace(dashes + f.Name + " " + name), usage})
	})
	columns(w, options)
}

// columns prints what is explained, and the explanations in line beside it.
func columns(w io.Writer, rows [][2]string) {
	width := 0
	for _, row := range rows {
		width = max(width, utf8.RuneCountInString(row[0]))
	}
	for _, row := range rows {
		fmt.Fprintf(w, "  %-*s  %s\n", width, row[0], row[1])
	}
}

// nearest is the command that a mistyped name most likely meant, "" for none.
func nearest(typed string) string {
	best, least := "", 3 // more than two slips is another word
	for _, c := range commands {
		if d := editDistance(typed, c.name); d < least && !c.hidden {
			best, least = c.name, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions and replacements between a and
// b (Wagner and Fischer 1974).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
