package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/term"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/keyring"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

type unlockOptions struct{ stdin, forget bool }

var unlockCommand = &command{
	name: "unlock", args: "DOCUMENT [--password-stdin | --forget]", short: "open a PDF that needs a password; DOCUMENT is its ID or its file",
	options: func(fs *flag.FlagSet) any {
		o := &unlockOptions{}
		fs.BoolVar(&o.stdin, "password-stdin", false, "take the password from the first line of standard input instead of asking")
		fs.BoolVar(&o.forget, "forget", false, "remove the password from the keyring; what was read can still be found")
		return o
	},
	run: runUnlock,
}

// unlockOutput is what --json prints.
type unlockOutput struct {
	Document document     `json:"document"`
	Kept     keyring.Safe `json:"kept"` // "" after --forget
}

func runUnlock(ctx context.Context, inv *invocation) error {
	o := inv.options.(*unlockOptions)
	if len(inv.args) != 1 {
		return usageError("Name one document by its ID, which `carrel list` shows, or by its file. The password is asked for: it does not belong on a command line.")
	}
	if o.stdin && o.forget {
		return usageError("Choose --password-stdin or --forget.")
	}
	if !o.stdin && !o.forget && !terminal(inv.stdin) {
		return usageError("The password can be typed at a terminal only. Send it to standard input and say so with --password-stdin.")
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	d, err := s.documentNamed(ctx, inv.args[0])
	if err != nil {
		return err
	}
	path := "/api/documents/" + url.PathEscape(d.ID) + "/unlock"
	if o.forget {
		if err := s.call(ctx, http.MethodDelete, path, nil, &d); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(unlockOutput{Document: outputOf([]knowledge.Document{d}).Documents[0]})
		}
		fmt.Fprintf(inv.stdout, "The password of “%s” is forgotten. What was read of it can still be found.\n", printable(d.Title))
		return nil
	}
	unlocked, err := inv.typePassword(ctx, s, path, d, o.stdin)
	if err != nil {
		return err
	}
	docs, err := s.wait(ctx, []knowledge.Document{unlocked.Document}, knowledge.StateSearchable)
	if err != nil {
		return err
	}
	d = docs[0]
	if inv.json {
		if err := inv.printJSON(unlockOutput{outputOf(docs).Documents[0], unlocked.Kept}); err != nil {
			return err
		}
		return failures(docs)
	}
	if d.State == knowledge.StateFailed {
		fmt.Fprintf(inv.stdout, "“%s” opens, but could not be read: %s\n", printable(d.Title), printable(d.Error))
		return failures(docs)
	}
	fmt.Fprintf(inv.stdout, "“%s” is open (%s). %s\n", printable(d.Title), figure.Counted(d.Pages, "page", "pages"), keptInWords(unlocked.Kept))
	return nil
}

func keptInWords(place keyring.Safe) string {
	if place == keyring.System {
		return "Its password is in this computer's keyring, and nowhere else."
	}
	return "There is no keyring here, so its password is kept in memory until Carrel ends; what was read of it can be found after that too."
}

// documentNamed finds a document by its ID or its file.
func (s *session) documentNamed(ctx context.Context, name string) (knowledge.Document, error) {
	var d knowledge.Document
	err := s.call(ctx, http.MethodGet, "/api/documents/"+url.PathEscape(name), nil, &d)
	var e *app.Error
	if err == nil || !errors.As(err, &e) || e.Code != app.CodeNotFound {
		return d, err
	}
	var list api.DocumentsReply
	if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &list); err != nil {
		return d, err
	}
	d, found := documentAt(name, list.Documents)
	if !found {
		return d, noDocument(name)
	}
	return d, nil
}

// typingTries is how often a person may mistype.
const typingTries = 3

// typePassword gets the password and tries it. At a terminal a wrong one is
// asked for again.
func (inv *invocation) typePassword(ctx context.Context, s *session, path string, d knowledge.Document, fromStdin bool) (app.Unlocked, error) {
	var unlocked app.Unlocked
	for try := 1; ; try++ {
		password, err := inv.password(ctx, fromStdin, d)
		if err != nil {
			return unlocked, err
		}
		err = s.call(ctx, http.MethodPost, path, api.UnlockRequest{Password: password}, &unlocked)
		var e *app.Error
		if fromStdin || try == typingTries || !errors.As(err, &e) || e.Code != reader.CodePasswordWrong {
			return unlocked, err
		}
		fmt.Fprintln(inv.stderr, printable(e.Message))
	}
}

// password reads a password: the first line of standard input, or what is typed
// at the terminal, unseen.
func (inv *invocation) password(ctx context.Context, fromStdin bool, d knowledge.Document) (string, error) {
	if fromStdin {
		line, err := bufio.NewReader(io.LimitReader(inv.stdin, 2*keyring.MaxSecret)).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("read the password from standard input: %w", err)
		}
		if strings.TrimRight(line, "\r\n") == "" {
			return "", usageError("There is no password on the first line of standard input.")
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	fd := int(inv.stdin.(*os.File).Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("ask for the password: %w", err)
	}
	fmt.Fprintf(inv.stderr, "Password of “%s”: ", printable(d.Title))
	type typed struct {
		password []byte
		err      error
	}
	done := make(chan typed, 1)
	go func() {
		password, err := term.ReadPassword(fd)
		done <- typed{password, err}
	}()
	defer fmt.Fprintln(inv.stderr)
	select {
	case t := <-done:
		if t.err == io.EOF {
			return "", app.Errorf(app.CodeCancelled, "No password was typed.")
		}
		if t.err != nil {
			return "", fmt.Errorf("ask for the password: %w", t.err)
		}
		return string(t.password), nil
	case <-ctx.Done(): // Ctrl-C: what is typed has to be seen again
		term.Restore(fd, before)
		return "", ctx.Err()
	}
}

// terminal reports whether a person types what is read from r.
func terminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
