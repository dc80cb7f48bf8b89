package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"

	"carrel/app"
	"carrel/knowledge"
)

type checkOptions struct{ repair bool }

var checkCommand = &command{
	name: "check", args: "[--repair]", short: "look through the library for damage, and repair it",
	options: func(fs *flag.FlagSet) any {
		o := &checkOptions{}
		fs.BoolVar(&o.repair, "repair", false, "put right what can be, and read damaged documents again")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) > 0 {
			return usageError("check takes no arguments.")
		}
		repair := inv.options.(*checkOptions).repair
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var found app.Check
		if err := s.call(ctx, http.MethodPost, "/api/library/check", app.CheckRequest{Repair: repair}, &found); err != nil {
			return err
		}
		left := found.Wrong // what is wrong still
		var unsure error    // why it was not looked through again; what was done is told all the same
		if repair && len(found.Wrong) > 0 {
			var read []knowledge.Document
			var after app.Check
			if read, unsure = s.wait(ctx, found.Reading, knowledge.StateSearchable); unsure == nil {
				found.Reading = read
				unsure = s.call(ctx, http.MethodPost, "/api/library/check", app.CheckRequest{}, &after)
			}
			left = after.Wrong
		}
		if inv.json {
			if err := inv.printJSON(struct {
				app.Check
				Reading []document `json:"reading"`
				Unable  []document `json:"unable"`
				Left    []string   `json:"left"`
			}{found, outputOf(found.Reading).Documents, outputOf(found.Unable).Documents, left}); err != nil {
				return err
			}
		} else {
			inv.printCheck(found, left, repair, unsure == nil)
		}
		switch {
		case unsure != nil:
			fmt.Fprintln(inv.stderr, "carrel: That was done, but the library was not looked through again.")
			return unsure
		case len(left) > 0:
			return exit(exitSomeFailed)
		}
		return failures(found.Reading)
	},
}

func (inv *invocation) printCheck(found app.Check, left []string, repair, again bool) {
	for _, wrong := range found.Wrong {
		fmt.Fprintf(inv.stdout, "WRONG: %s\n", printable(wrong))
	}
	if len(found.Wrong) == 0 {
		fmt.Fprintln(inv.stdout, "Nothing is wrong.")
		return
	}
	if !repair {
		fmt.Fprintln(inv.stdout, "Put right what can be with: carrel check --repair")
		return
	}
	for _, done := range found.Done {
		fmt.Fprintln(inv.stdout, done)
	}
	for _, d := range found.Reading {
		if d.State == knowledge.StateFailed {
			fmt.Fprintf(inv.stdout, "Could not be read again: %s: %s\n", printable(d.Path), printable(d.Error))
		} else if again {
			fmt.Fprintf(inv.stdout, "Read again: %s\n", printable(d.Path))
		} else {
			fmt.Fprintf(inv.stdout, "To be read again: %s\n", printable(d.Path))
		}
	}
	for _, d := range found.Unable {
		if d.NeedsPassword {
			fmt.Fprintf(inv.stdout, "Left as it is: the password of %s is not kept any more. Type it and repair again: carrel unlock %s\n", printable(d.Path), d.ID)
			continue
		}
		fmt.Fprintf(inv.stdout, "Left as it is: %s is not there or has changed. Put it back and repair again, or remove the document: carrel remove %s\n", printable(d.Path), d.ID)
	}
	if again && len(left) == 0 {
		fmt.Fprintln(inv.stdout, "Nothing is wrong any more.")
	}
	for _, wrong := range left {
		fmt.Fprintf(inv.stdout, "STILL WRONG: %s\n", printable(wrong))
	}
}
