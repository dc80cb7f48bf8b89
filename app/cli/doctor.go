package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/lock"
)

type doctorOptions struct{ offline bool }

var doctorCommand = &command{
	name: "doctor", args: "[--offline]", short: "say what Carrel is made of here and what is wrong with it",
	unlocked: true, // the children that --offline starts must show their own lock, not an inherited one
	options: func(fs *flag.FlagSet) any {
		o := &doctorOptions{}
		fs.BoolVar(&o.offline, "offline", false, "try to reach the network from inside every process")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) > 0 {
			return usageError("doctor takes no arguments.")
		}
		if inv.options.(*doctorOptions).offline {
			return inv.offline(ctx)
		}
		return inv.diagnose(ctx)
	},
}

func (inv *invocation) diagnose(ctx context.Context) error {
	d := app.Diagnose(ctx, inv.folders)
	if ctx.Err() != nil { // what was stopped would count as what is wrong
		return ctx.Err()
	}
	if inv.json {
		if err := inv.printJSON(d); err != nil {
			return err
		}
	} else {
		inv.printDiagnosis(d)
	}
	if len(d.Problems) > 0 {
		return exit(exitFailed)
	}
	return nil
}

func (inv *invocation) printDiagnosis(d app.Diagnosis) {
	line := func(name, format string, args ...any) {
		fmt.Fprintf(inv.stdout, "%-10s %s\n", name, printable(fmt.Sprintf(format, args...)))
	}
	line("Carrel", "%s, %s, %s", d.Version, d.Go, d.System.System)
	var modules []string
	for path, version := range d.Modules {
		modules = append(modules, path[strings.LastIndex(path, "/")+1:]+" "+version)
	}
	slices.Sort(modules)
	line("", "%s", strings.Join(modules, ", "))
	line("Program", "%s", d.Program)
	line("Data", "%s (database %s)", d.Folders.Data, megabytes(d.DatabaseSize))
	line("", "config %s, cache %s, state %s", d.Folders.Config, d.Folders.Cache, d.Folders.State)
	if d.Running != 0 {
		line("Running", "process %d has the library open", d.Running)
	}
	if d.Engine != nil {
		line("Engine", "llama.cpp %s, %s, from %s", d.Engine.Library, d.Engine.Binding, d.Engine.LibraryDir)
		line("", "backends: %s", strings.Join(d.Engine.Backends, ", "))
		for _, dev := range d.Engine.Devices {
			line("", "device: %s (%s), %s of %s free", dev.Description, dev.Kind, megabytes(int64(dev.MemoryFree)), megabytes(int64(dev.MemoryTotal)))
		}
	}
	for _, tried := range d.Tried {
		line("Tried", "%s", tried)
	}
	for _, m := range d.Models {
		state := "as published"
		if !m.OK {
			state = "NOT USABLE"
		}
		line("Model", "%s (%s, %s), %s", m.Name, m.Kind, megabytes(m.Bytes), state)
		if m.SHA256 != "" {
			line("", "sha256 %s", m.SHA256)
		}
	}
	if d.Embedding != "" {
		line("Embedding", "%s", d.Embedding)
	}
	if d.Reranker == app.RerankNone {
		line("Reranker", "none: the best passages are not looked at a second time")
	} else {
		line("Reranker", "%s", d.Reranker)
	}
	line("Lock", "%s", d.Lock.Text)
	line("", "%s", d.System.Text)
	for _, n := range d.Lock.Notes {
		line("", "%s", n)
	}
	fmt.Fprintln(inv.stdout)
	if len(d.Problems) == 0 {
		fmt.Fprintln(inv.stdout, "Nothing is wrong.")
	}
	for _, p := range d.Problems {
		fmt.Fprintln(inv.stdout, "WRONG: "+printable(p))
	}
}

// megabytes says a size, in decimal units as everywhere in Carrel.
func megabytes(n int64) string {
	switch {
	case n >= 10e9:
		return fmt.Sprintf("%d GB", n/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%d MB", n/1e6)
	}
	return fmt.Sprintf("%d KB", (n+999)/1e3)
}

// offline asks a running Carrel to try from inside its own processes. Where
// none runs, the same processes are started for it.
func (inv *invocation) offline(ctx context.Context) error {
	roles, err := inv.tryNetwork(ctx)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if inv.json {
		if err := inv.printJSON(api.LockReply{Roles: roles}); err != nil {
			return err
		}
	}
	refused := true
	for _, r := range roles {
		refused = refused && (r.Refused || r.Door)
		if inv.json {
			continue
		}
		state := "refused"
		switch {
		case r.Door:
			state = "door"
		case !r.Refused:
			state = "OPEN"
		}
		fmt.Fprintf(inv.stdout, "%-10s %-8s %s\n", r.Role, state, printable(r.Text))
	}
	if !refused {
		return exit(exitFailed)
	}
	return nil
}

func (inv *invocation) tryNetwork(ctx context.Context) ([]app.RoleLock, error) {
	if app.Running(ctx, inv.folders) {
		wait, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if transport, err := app.Dial(wait, inv.folders); err == nil {
			s := &session{folders: inv.folders, client: &http.Client{Transport: transport, Timeout: time.Minute}}
			var reply api.LockReply
			if err := s.callOnce(ctx, http.MethodGet, "/api/lock", nil, &reply); err != nil {
				return nil, err
			}
			return reply.Roles, nil
		}
	}
	carrel, err := app.FindCarrel()
	if err != nil {
		return nil, err
	}
	children := app.ProbeChildren(ctx, carrel, inv.folders)
	if _, err := lock.Apply(lock.Core, lock.Options{}); err != nil {
		return nil, fmt.Errorf("put the lock on: %w", err)
	}
	return append([]app.RoleLock{app.ProbeCore()}, children...), nil
}
