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
		switch len(inv.args) {
		case 0:
			return inv.help(nil)
		case 1:
			for _, c := range commands {
				if c.name == inv.args[0] {
					return inv.help(c)
				}
			}
			return usageError(fmt.Sprintf("There is no command %q. `carrel help` lists the commands.", inv.args[0]))
		}
		return usageError("Name one command: carrel help COMMAND")
	},
}

// commandHelp is a command as help --json prints it. The names are promised in
// docs/cli.md.
type commandHelp struct {
	Name    string       `json:"name"`
	Args    string       `json:"args"`
	Text    string       `json:"text"`
	Options []optionHelp `json:"options"`
}

type optionHelp struct {
	Name  string `json:"name"`  // with its dashes
	Value string `json:"value"` // what the value is called, "" where there is none
	Text  string `json:"text"`
}

// help prints what a command does, nil for all that a person calls.
func (inv *invocation) help(of *command) error {
	if !inv.json {
		if of == nil {
			usage(inv.stdout)
		} else {
			commandUsage(inv.stdout, of)
		}
		return nil
	}
	out := struct {
		Commands []commandHelp `json:"commands"`
	}{}
	for _, c := range commands {
		if c == of || of == nil && !c.hidden {
			out.Commands = append(out.Commands, commandHelp{c.name, c.args, c.short, optionsOf(c)})
		}
	}
	return inv.printJSON(out)
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
		`3 some documents failed or not as they should be, 4 not found or not borne out,
5 another Carrel does not answer, 6 disk full, 130 stopped.
`)
}

func commandUsage(w io.Writer, c *command) {
	fmt.Fprintf(w, "Usage: %s\n\n%s.\n", strings.TrimSpace("carrel "+c.name+" "+c.args), strings.ToUpper(c.short[:1])+c.short[1:])
	fmt.Fprintln(w)
	var options [][2]string
	for _, o := range optionsOf(c) {
		options = append(options, [2]string{strings.TrimSpace(o.Name + " " + o.Value), o.Text})
	}
	columns(w, options)
}

// optionsOf lists the options of a command, those of all commands with them.
func optionsOf(c *command) []optionHelp {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	if c.options != nil {
		c.options(fs)
	}
	(&invocation{}).globals(fs)
	var options []optionHelp
	fs.VisitAll(func(f *flag.Flag) {
		value, text := flag.UnquoteUsage(f)
		options = append(options, optionHelp{dashed(f.Name), value, text})
	})
	return options
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
	var names []string
	for _, c := range commands {
		if !c.hidden {
			names = append(names, c.name)
		}
	}
	return nearestOf(typed, names)
}

// nearestOption is nearest for the options of a command.
func nearestOption(typed string, fs *flag.FlagSet) string {
	var names []string
	fs.VisitAll(func(f *flag.Flag) {
		if len(f.Name) > 1 {
			names = append(names, f.Name)
		}
	})
	return nearestOf(typed, names)
}

func nearestOf(typed string, names []string) string {
	best, least := "", min(3, len(typed)) // more than two slips is another word
	for _, name := range names {
		if d := editDistance(typed, name); d < least {
			best, least = name, d
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
