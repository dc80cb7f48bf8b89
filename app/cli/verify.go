package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

type verifyOptions struct{ against paths }

// paths is an option that may be given several times.
type paths []string

func (p *paths) String() string { return "" }

func (p *paths) Set(s string) error {
	if s == "" { // a shell variable that is not set; it would mean the working folder
		return errors.New("it names nothing")
	}
	*p = append(*p, s)
	return nil
}

var verifyCommand = &command{
	name: "verify", args: "FILE --against PATH...", short: "check a text's sentences against documents",
	options: func(fs *flag.FlagSet) any {
		o := &verifyOptions{}
		fs.Var(&o.against, "against", "check FILE against the document or folder `PATH`; more may follow")
		return o
	},
	run: runVerify,
}

// maxVerified is how long a text may be, in bytes: a long book.
const maxVerified = 4 << 20

// verifyReply is what `carrel verify --json` prints.
type verifyReply struct {
	documentsOutput
	Sentences []ask.Judged `json:"sentences"`
}

func runVerify(ctx context.Context, inv *invocation) error {
	o := inv.options.(*verifyOptions)
	if len(inv.args) == 0 || len(o.against) == 0 {
		return usageError("Say which text is checked against which documents: carrel verify FILE --against PATH...")
	}
	// What follows the first PATH are further ones.
	against, err := absolute(append(o.against, inv.args[1:]...))
	if err != nil {
		return err
	}
	text, err := inv.readText(inv.args[0])
	if err != nil {
		return err
	}
	s, clean, err := inv.openTemporary(ctx)
	if err != nil {
		return err
	}
	defer clean()
	var added api.AddReply
	if err := s.call(ctx, http.MethodPost, "/api/documents", addRequest(against), &added); err != nil {
		return err
	}
	done := inv.showActivity(ctx, s)
	docs, err := s.wait(ctx, added.Documents, knowledge.StateSearchable)
	if err == nil {
		docs, err = s.waitForWords(ctx, docs)
	}
	done()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(docs, func(d knowledge.Document) bool { return d.State != knowledge.StateFailed }) {
		inv.printUnread(docs)
		return app.Errorf(app.CodeBadRequest, "None of the documents could be read, so nothing was checked.")
	}
	sentences, err := s.own.Verify(ctx, text, nil)
	if err != nil {
		return err
	}
	if inv.json {
		err = inv.printJSON(verifyReply{outputOf(docs), sentences})
	} else {
		inv.printVerified(docs, sentences)
	}
	if err != nil {
		return err
	}
	for _, s := range sentences {
		switch s.State {
		case align.Partly, align.Unsupported, align.Conflict:
			return exit(exitNotFound)
		}
	}
	return failures(docs)
}

func absolute(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		abs, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		out = append(out, abs)
	}
	return out, nil
}

// readText reads the text to be checked, from standard input for "-".
func (inv *invocation) readText(name string) (string, error) {
	in, called := inv.stdin, "Standard input"
	if name != "-" {
		called = name
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			return "", app.Errorf(app.CodeBadRequest, "%s is a folder. Name the text that is to be checked: carrel verify FILE --against PATH", name)
		}
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return "", app.Errorf(app.CodeBadRequest, "There is no file %s. Check its name and its folder, or give the text on standard input: carrel verify - --against PATH", name)
		}
		if err != nil {
			return "", app.Errorf(app.CodeBadRequest, "%s cannot be opened: %w", name, err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxVerified+1))
	switch {
	case err != nil:
		return "", app.Errorf(app.CodeBadRequest, "%s cannot be read: %w", called, err)
	case len(data) > maxVerified:
		return "", app.Errorf(app.CodeBadRequest, "%s is longer than 4 MB. Check a part of it at a time.", called)
	case !utf8.Valid(data):
		return "", app.Errorf(app.CodeBadRequest, "%s is not plain text. Save it as text or Markdown in UTF-8.", called)
	}
	return strings.TrimPrefix(string(data), "\ufeff"), nil
}

// openTemporary opens a library of its own that is gone afterwards, so that
// checking a text leaves the person's library, and a team's store, as they are.
// Only the cache, with the compiled parsers, and how words in pictures are
// recognised are the usual ones.
func (inv *invocation) openTemporary(ctx context.Context) (s *session, clean func(), err error) {
	dir, err := os.MkdirTemp("", "carrel-verify-")
	if err != nil {
		return nil, nil, app.Errorf(app.CodeInternal, "A temporary library could not be made: %w", err)
	}
	folders, err := app.FindFolders(dir)
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	folders.Cache = inv.folders.Cache
	if err := folders.RecogniseAs(inv.folders); err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	s = &session{folders: folders, background: true}
	if err := s.connect(ctx); err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return s, func() {
		s.close()
		os.RemoveAll(dir)
	}, nil
}

// verdicts are the states as they are told, in the order of the summary.
var verdicts = []struct {
	state align.State
	word  string
}{
	{align.Quoted, "quoted"}, {align.Supported, "supported"}, {align.Partly, "partly supported"},
	{align.Conflict, "disputed"}, {align.Unsupported, "not found"},
}

func (inv *invocation) printVerified(docs []knowledge.Document, sentences []ask.Judged) {
	counts := map[align.State]int{}
	for _, s := range sentences {
		if s.State == align.Plain {
			continue
		}
		counts[s.State]++
		for _, v := range verdicts {
			if v.state == s.State {
				fmt.Fprintf(inv.stdout, "%s\n  %s", printableText(s.Text), v.word)
			}
		}
		if len(s.Missing) > 0 {
			fmt.Fprintf(inv.stdout, "; not borne out: %s", printable(strings.Join(s.Missing, ", ")))
		}
		if s.Other != "" {
			fmt.Fprintf(inv.stdout, "; another document says %s", printable(s.Other))
		}
		fmt.Fprintln(inv.stdout)
		for _, e := range s.Evidence {
			fmt.Fprintf(inv.stdout, "  %s: “%s”\n", placed(e.Document.Title, e.Where), oneLine(e.Quote))
		}
		fmt.Fprintln(inv.stdout)
	}
	var told []string
	total := 0
	for _, v := range verdicts {
		if n := counts[v.state]; n > 0 {
			told = append(told, fmt.Sprintf("%d %s", n, v.word))
			total += n
		}
	}
	if total == 0 {
		fmt.Fprintln(inv.stdout, "The text has no sentence that says anything to check.")
	} else {
		fmt.Fprintf(inv.stdout, "%s: %s.\n", figure.Counted(total, "sentence", "sentences"), strings.Join(told, ", "))
	}
	inv.printUnread(docs)
}

// printUnread says which documents, or parts of them, nothing was looked for in.
func (inv *invocation) printUnread(docs []knowledge.Document) {
	for _, d := range docs {
		if d.State == knowledge.StateFailed {
			fmt.Fprintf(inv.stderr, "carrel: %s could not be read, so nothing was looked for in it. %s\n", printable(d.Path), printable(d.Error))
		}
		if d.Recognised < d.Scans {
			fmt.Fprintf(inv.stderr, "carrel: %s: the words of %s of it, a picture each, were not recognised, so nothing was looked for there. What is missing says: carrel ocr\n",
				printable(d.Path), figure.Counted(d.Scans-d.Recognised, "page", "pages"))
		}
		for _, w := range d.Warnings {
			fmt.Fprintf(inv.stderr, "carrel: %s: %s\n", printable(d.Path), printable(w.Message))
		}
	}
}
