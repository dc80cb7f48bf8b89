package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/frontend"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

type storeOptions struct{ yes, remove bool }

var storeCommand = &command{
	name: "store", args: "[state] | use URL | copy FROM TO | send | leave [--remove]", short: "share the library with a team's store, or copy one store to another",
	unlocked: true, // app.Open locks, once the porter is there for the stores that are named
	options: func(fs *flag.FlagSet) any {
		o := &storeOptions{}
		fs.BoolVar(&o.yes, "yes", false, "agree to what is sent, without being asked")
		fs.BoolVar(&o.remove, "remove", false, "with leave: remove from the store what you have put there")
		return o
	},
	run: runStore,
}

func runStore(ctx context.Context, inv *invocation) error {
	verb, rest := "state", inv.args
	if len(rest) > 0 {
		verb, rest = rest[0], rest[1:]
	}
	wanted, known := map[string]int{"state": 0, "use": 1, "copy": 2, "send": 0, "leave": 0}[verb]
	if !known || len(rest) != wanted {
		return usageError("Say what to do: carrel store, carrel store use URL, carrel store copy FROM TO, carrel store send, carrel store leave. A URL is like postgres://name@db.example.org/library; in a copy, `library` is your own.")
	}
	switch verb {
	case "use":
		return inv.useStore(ctx, rest[0])
	case "copy":
		return inv.copyStore(ctx, rest[0], rest[1])
	}
	s, err := inv.open(ctx, verb == "send")
	if err != nil {
		return err
	}
	defer s.close()
	var state app.Store
	switch verb {
	case "state":
		err = s.call(ctx, http.MethodGet, "/api/store", nil, &state)
	case "send":
		err = s.call(ctx, http.MethodPost, "/api/store/send", nil, &state)
	case "leave":
		path := "/api/store"
		if inv.options.(*storeOptions).remove {
			path += "?remove=1"
		}
		err = s.call(ctx, http.MethodDelete, path, nil, &state)
	}
	if err != nil {
		return err
	}
	return inv.printStore(state)
}

// useStore tries the store, says what would be sent, and shares the library once
// the person agrees.
func (inv *invocation) useStore(ctx context.Context, url string) error {
	core, err := inv.ownApp(ctx, app.Options{Stores: []string{url}})
	if err != nil {
		return err
	}
	defer core.Close()
	state, err := core.TryStore(ctx, url)
	if err != nil {
		return err
	}
	fmt.Fprintf(inv.stderr, "The store answers: %s, with %s.\n", printable(state.State.Store.Product), figure.Counted(state.State.Store.Documents, "document", "documents"))
	if err := inv.agree(fmt.Sprintf("To %s are sent, now and when something changes: the text, titles, places, names of collections and embeddings of your documents, now %s with %s; and with each search and question its words and their embedding. Everybody who may use that store can read them. What you remove here is removed there, unless others have it too.",
		state.Next, figure.Counted(state.Documents, "document", "documents"), figure.Counted(state.Passages, "passage", "passages"))); err != nil {
		return err
	}
	if state, err = core.UseStore(ctx, url, "", true); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(state)
	}
	fmt.Fprintln(inv.stdout, "The library is shared from the next start of Carrel on. `carrel store send` sends all now.")
	return nil
}

// agree asks the person, unless --yes was given.
func (inv *invocation) agree(what string) error {
	fmt.Fprintln(inv.stderr, printable(what))
	if inv.options.(*storeOptions).yes {
		return nil
	}
	fmt.Fprint(inv.stderr, "Send it? [y/N] ")
	answer, _ := bufio.NewReader(inv.stdin).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return app.Errorf(app.CodeBadRequest, "Nothing was sent. Answer with y, or give --yes, to agree.")
}

// copyStore copies one store to another.
func (inv *invocation) copyStore(ctx context.Context, from, to string) error {
	if from == to {
		return usageError("A store cannot be copied to itself. Name two different ones.")
	}
	core, err := inv.ownApp(ctx, app.Options{Stores: []string{from, to}})
	if err != nil {
		return err
	}
	defer core.Close()
	if to != app.OwnStore {
		if err := inv.agree("All documents of the one store are sent to the other: text, titles, places, names of collections and embeddings. Everybody who may use that store can read them."); err != nil {
			return err
		}
	}
	last := time.Time{}
	done, err := core.CopyStore(ctx, from, to, func(c knowledge.StoreCopy) {
		if time.Since(last) > time.Second && !inv.json {
			last = time.Now()
			fmt.Fprintf(inv.stderr, "%d of %s copied, %d verified\n", c.Done, figure.Counted(c.Documents, "document", "documents"), c.Verified)
		}
	})
	if err != nil {
		if !inv.json && done.Done > 0 {
			fmt.Fprintf(inv.stderr, "%d of %s are there. The same command goes on from there.\n", done.Done, figure.Counted(done.Documents, "document", "documents"))
		}
		return err
	}
	if inv.json {
		return inv.printJSON(done)
	}
	fmt.Fprintf(inv.stdout, "%s: %d copied, %d were there already, %d kept as the library read them itself.\n", figure.Counted(done.Documents, "document", "documents"), done.Copied, done.Same, done.Kept)
	fmt.Fprintf(inv.stdout, "Verified by reading back: %s with %s and %s, all the same by their SHA-256.\n",
		figure.Counted(done.Verified, "document", "documents"), figure.Counted(done.Passages, "passage", "passages"), figure.Counted(done.Vectors, "embedding", "embeddings"))
	if done.WithoutVectors != "" {
		fmt.Fprintln(inv.stdout, printable(done.WithoutVectors))
	}
	return nil
}

// ownApp opens a Carrel of this command's own: one that runs already can reach
// no other stores than it was started with.
func (inv *invocation) ownApp(ctx context.Context, options app.Options) (*app.App, error) {
	options.Folders, options.Surface = inv.folders, app.SurfaceConsole
	core, err := app.Open(ctx, options)
	var e *app.Error
	if errors.As(err, &e) && e.Code == app.CodeBusy {
		return nil, app.Errorf(app.CodeBusy, "Carrel is running. Close it first: which stores it may reach is settled when it starts.")
	}
	if err == nil {
		core.ServeControl(api.Handler(core, frontend.Files()))
	}
	return core, err
}

func (inv *invocation) printStore(s app.Store) error {
	if inv.json {
		return inv.printJSON(s)
	}
	if s.URL == "" {
		fmt.Fprintln(inv.stdout, "The library is shared with nobody.")
	} else {
		with := "shared with %s\n"
		if !s.State.Sends {
			with = "searched together with %s, which is sent nothing but the searches\n"
		}
		fmt.Fprintf(inv.stdout, "The library is "+with, printable(s.URL))
		if !s.Since.IsZero() && s.Next == s.URL {
			fmt.Fprintf(inv.stdout, "You agreed to that on %s.\n", s.Since.Local().Format("2 January 2006"))
		}
		if store := s.State.Store; store != nil {
			fmt.Fprintf(inv.stdout, "%s: %s, %s, %s\n", printable(store.Product), figure.Counted(store.Documents, "document", "documents"), figure.Counted(store.Passages, "passage", "passages"), figure.Counted(store.Vectors, "embedding", "embeddings"))
		}
		if s.State.Words {
			fmt.Fprintln(inv.stdout, "Its embeddings are of another model, so it is searched by words only.")
		}
		if s.State.Waiting > 0 {
			fmt.Fprintf(inv.stdout, "%s for the store. `carrel store send` sends what can be.\n", figure.Counted(s.State.Waiting, "document waits", "documents wait"))
		}
		if s.State.Trouble != "" {
			fmt.Fprintln(inv.stdout, printable(s.State.Trouble))
		}
	}
	if s.Next != s.URL {
		next := "nobody"
		if s.Next != "" {
			next = s.Next
		}
		fmt.Fprintf(inv.stdout, "From the next start on: shared with %s\n", printable(next))
	}
	return nil
}
