// Package cli is the console program: its commands are clients of the API,
// over the control socket where a Carrel runs, else of one that they open in
// their own process for as long as they need it. The commands, their output
// and their exit codes are written down in docs/cli.md.
//
// Start at Main (cli.go). A command's file bears its name; session.go is its way to a running
// Carrel, or to one of its own (transport.go), print.go and progress.go are what it says, and
// roles.go has the commands that are Carrel's own child processes.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/lock"
)

// The exit codes of every command.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitSomeFailed  = 3 // some documents could not be taken in; the others were. What was looked at is not as it should be
	exitNotFound    = 4 // no such document, page or chat; what a text says is not in the documents
	exitBusy        = 5 // another Carrel has the folder and does not answer
	exitDiskFull    = 6
	exitInterrupted = 130 // as shells say it of Ctrl-C
)

// command is one of Carrel's commands.
type command struct {
	name    string
	args    string // for the usage line
	short   string
	options func(*flag.FlagSet) any // declares the options and gives what they fill
	run     func(context.Context, *invocation) error
	hidden  bool // a child role: no person calls it
	// unlocked commands apply the lock themselves: the server opens its
	// listener before, a role has a lock of its own.
	unlocked bool
	// dials says of a call that the porter has to be started for it, before the
	// lock; nil: never.
	dials func(*invocation) bool
	// raw commands get their arguments as they are, options included.
	raw bool
}

// invocation is one call of a command.
type invocation struct {
	command *command
	args    []string // what is not an option
	options any      // what command.options gave
	json    bool
	folders app.Folders
	home    string // as given, "" where not
	store   string // URL of the team's store for this time, "" for the one of the settings
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	printed bool   // the one JSON object is out: an error after it is said on stderr alone
	left    string // what is left when the command is stopped now, in words; "" for nothing
}

var commands []*command

func init() { // not an initialiser: help refers to the table
	commands = []*command{
		addCommand, listCommand, removeCommand, textCommand, unlockCommand,
		folderCommand, collectionCommand, pauseCommand, resumeCommand, retryCommand,
		searchCommand, whyCommand, askCommand, summariseCommand, summarizeCommand, verifyCommand, chatsCommand, reproduceCommand, modelCommand, embedderCommand, rerankCommand, ocrCommand, serveCommand,
		backupCommand, restoreCommand, checkCommand, storeCommand,
		benchCommand, doctorCommand, versionCommand, helpCommand,
		engineCommand, readerCommand, compilerCommand, recogniserCommand, porterCommand,
	}
}

// exit is an error that is only an exit code: everything has been said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a mistake in the command line.
type usageError string

func (e usageError) Error() string { return string(e) }

// Main runs the command that args name and gives the exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	out := &output{w: stdout}
	inv := &invocation{stdin: stdin, stdout: out, stderr: stderr}
	err := inv.start(ctx, args)
	if err == nil {
		err = out.err
	}
	if err == nil {
		return exitOK
	}
	if ctx.Err() != nil && !errors.As(err, new(exit)) {
		e := app.Errorf(app.CodeCancelled, "%s", strings.TrimSpace("Stopped. "+inv.left))
		fmt.Fprintln(stderr, e.Message)
		inv.printFailure(e)
		return exitInterrupted
	}
	return inv.report(err)
}

func (inv *invocation) start(ctx context.Context, args []string) (err error) {
	// --home and --json are taken before the command's name too.
	global := flag.NewFlagSet("carrel", flag.ContinueOnError)
	global.SetOutput(io.Discard)
	inv.globals(global)
	version := global.Bool("version", false, "")
	defer func() {
		// What follows a mistake is not looked at any more, but whoever wrote
		// --json there reads JSON.
		var usage usageError
		if errors.As(err, &usage) {
			inv.json = inv.json || wantsJSON(args)
		}
	}()
	if err := global.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			inv.json = inv.json || wantsJSON(args)
			return inv.help(nil)
		}
		return mistake("carrel", global, err)
	}
	words := global.Args()
	if *version {
		inv.command = versionCommand
		return versionCommand.run(ctx, inv)
	}
	if len(words) == 0 {
		usage(inv.stderr)
		return exit(exitUsage)
	}
	i := slices.IndexFunc(commands, func(c *command) bool { return c.name == words[0] })
	if i < 0 {
		msg := fmt.Sprintf("There is no command %q.", words[0])
		if near := nearest(words[0]); near != "" {
			msg += fmt.Sprintf(" Did you mean %q?", near)
		}
		return usageError(msg + " `carrel help` lists the commands.")
	}
	inv.command = commands[i]
	if inv.command.raw {
		inv.args = words[1:]
	} else if done, err := inv.parse(words[1:]); done || err != nil {
		return err
	}
	if inv.folders, err = app.FindFolders(inv.home); err != nil {
		return err
	}
	store := inv.store
	if store == "" {
		store = inv.folders.StoreURL()
	}
	// The porter, which reaches a store on the network, starts before the lock.
	if !inv.command.unlocked && !app.NeedsPorter(store) && !inv.dials() {
		// Where it fails the app says so (Status, doctor) and goes on: there is
		// nothing in a command that would use the network.
		lock.Apply(lock.Core, lock.Options{})
	}
	return inv.command.run(ctx, inv)
}

func (inv *invocation) dials() bool { return inv.command.dials != nil && inv.command.dials(inv) }

func (inv *invocation) globals(fs *flag.FlagSet) {
	fs.Var((*homeValue)(&inv.home), "home", "keep everything in `DIR` instead of the system's places")
	fs.BoolVar(&inv.json, "json", inv.json, "print one JSON object")
	fs.StringVar(&inv.store, "store", inv.store, "search together with the team's store at `URL` this time; see: carrel help store")
}

// homeValue is the folder that --home names. An empty one is a mistake, most
// often of a script whose variable is not set: the system's places are not meant.
type homeValue string

func (v *homeValue) String() string { return "" }

func (v *homeValue) Set(s string) error {
	if s == "" {
		return errors.New("it names no folder; leave --home out for the system's places")
	}
	*v = homeValue(s)
	return nil
}

// wantsJSON reports whether --json is among args, before any "--".
func wantsJSON(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return slices.ContainsFunc(args, func(a string) bool {
		return a == "--json" || a == "-json" || a == "--json=true" || a == "-json=true"
	})
}

// parse reads options wherever they stand among the arguments, up to "--".
func (inv *invocation) parse(args []string) (done bool, err error) {
	fs := flag.NewFlagSet(inv.command.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	inv.globals(fs)
	if inv.command.options != nil {
		inv.options = inv.command.options(fs)
	}
	var verbatim []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, verbatim = args[:i], args[i+1:]
	}
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				inv.json = inv.json || wantsJSON(args)
				return true, inv.help(inv.command)
			}
			return false, mistake("carrel "+inv.command.name, fs, err)
		}
		if fs.NArg() == 0 {
			break
		}
		inv.args = append(inv.args, fs.Arg(0))
		args = fs.Args()[1:]
	}
	inv.args = append(inv.args, verbatim...)
	return false, nil
}

// report says what went wrong and gives the exit code.
func (inv *invocation) report(err error) int {
	var code exit
	if errors.As(err, &code) {
		return int(code)
	}
	var usage usageError
	e := &app.Error{Code: app.CodeBadRequest, Message: string(usage)}
	status := exitUsage
	if errors.As(err, &usage) {
		e.Message = string(usage)
	} else {
		e = app.Explain(err)
		status = exitCodeOf(e.Code)
	}
	fmt.Fprintln(inv.stderr, "carrel: "+printable(e.Message))
	inv.printFailure(e)
	return status
}

// printFailure prints a failure for whoever reads JSON, unless the one object is
// out already.
func (inv *invocation) printFailure(e *app.Error) {
	if inv.json && !inv.printed {
		inv.printJSON(api.ErrorReply{Error: api.ErrorBody{Code: e.Code, Message: e.Message}})
	}
}

func exitCodeOf(code string) int {
	switch code {
	case app.CodeNotFound:
		return exitNotFound
	case app.CodeBusy:
		return exitBusy
	case app.CodeDiskFull:
		return exitDiskFull
	}
	return exitFailed
}

// mistake says what package flag found wrong in a command line, in words.
func mistake(command string, fs *flag.FlagSet, err error) error {
	said := err.Error()
	quoted, reason, _ := strings.Cut(said, ": ")
	switch {
	case strings.HasPrefix(said, "flag provided but not defined: -"):
		name := strings.TrimPrefix(reason, "-")
		said = fmt.Sprintf("%s has no option %s.", strings.TrimPrefix(command, "carrel "), dashed(name))
		if near := nearestOption(name, fs); near != "" {
			said += fmt.Sprintf(" Did you mean %s?", dashed(near))
		} else {
			said += " Words that begin with - go after --."
		}
	case strings.HasPrefix(said, "flag needs an argument: -"):
		said = fmt.Sprintf("%s needs a value after it.", dashed(strings.TrimPrefix(reason, "-")))
	case strings.HasPrefix(said, "invalid "):
		// invalid value "x" for flag -k: REASON; invalid boolean value "x" for -json: REASON
		value, name, _ := strings.Cut(quoted[strings.IndexByte(quoted, '"'):], " for ")
		name = strings.TrimPrefix(strings.TrimPrefix(name, "flag "), "-")
		switch reason {
		case "parse error":
			reason = "it is not a whole number"
			if strings.HasPrefix(said, "invalid boolean") {
				reason = "it is neither true nor false"
			}
		case "value out of range":
			reason = "it is too large a number"
		}
		said = fmt.Sprintf("%s %s: %s.", dashed(name), value, reason)
	default:
		said = strings.ToUpper(said[:1]) + said[1:] + "."
	}
	return usageError(said + " `" + command + " --help` lists the options.")
}

// dashed is an option as it is written: -k, --json.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
